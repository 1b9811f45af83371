"""A session as text: the run with every slider move, its moment, the view and the open page. Strict when read."""

import json
from dataclasses import dataclass
from pathlib import Path

from desktop import __version__
from desktop.engine.model import Model
from desktop.engine.simulation import STEP_SECONDS
from desktop.export.job import CameraPlan, JobError, RenderJob
from desktop.export.job_file import Document, as_document, from_document, parsed
from desktop.study.parameter_changes import ParameterChange
from desktop.study.scenario import Scenario
from desktop.system.refusal import Refusal

FORMAT = 1
"""Version of the text; rises when an old program could no longer read a new session."""
MAX_STEP = 2**40
WATCHED_STEPS = round(30 / STEP_SECONDS)
"""Steps from which on a session without any input is worth to be offered again."""


class RecordError(Refusal):
    """A noted session cannot be read; the message is one sentence."""


@dataclass(frozen=True)
class SessionRecord:
    """What is noted of a session.

    ``scenario`` is what the run began with, ``moves`` are all slider moves by their steps, ``step`` is the moment shown
    and ``furthest`` the last one seen. ``camera`` None shows the whole world; ``page`` is the key of the open page.
    """

    scenario: Scenario
    moves: tuple[ParameterChange, ...]
    step: int
    furthest: int
    camera: CameraPlan | None
    page: str
    is_whole: bool = True

    def words(self) -> str:
        """Return what the session was, in a few words."""
        scenario, seconds = self.scenario, self.step * STEP_SECONDS
        moved = f", sliders moved {len(self.moves)} ×" if self.moves else ""
        missing = "" if self.is_whole else "; its sliders alone, since they were moved too often to make the run again"
        return f"{scenario.title or scenario.name}, seed {scenario.seed}, second {seconds:.0f}{moved}{missing}"


def to_text(record: SessionRecord) -> str:
    """Return a session as the text of its note."""
    job = RenderJob(
        record.scenario, Path(), "png", camera=record.camera or CameraPlan(), parameter_changes=record.moves
    )
    head = {
        "program": "CTC Voyage",
        "version": __version__,
        "session_format": FORMAT,
        "step": record.step,
        "furthest": record.furthest,
        "page": record.page,
        "is_whole": record.is_whole,
    }
    return json.dumps({**head, "run": as_document(job)}, ensure_ascii=False, allow_nan=False) + "\n"


def from_text(text: str, model: Model) -> SessionRecord:
    """Return the session that a note tells.

    Raises
    ------
    RecordError
        In one sentence: it is damaged, of a newer program, or something in it is not allowed.
    """
    try:
        document = parsed(text)
        return _record(document, model)
    except JobError as error:
        message = f"a noted session cannot be read: {error}"
        raise RecordError(message) from error


def _record(document: Document, model: Model) -> SessionRecord:
    version = _whole(document, "session_format", MAX_STEP)
    if version > FORMAT:
        message = f"it was written by a newer CTC Voyage (session format {version}; this one reads {FORMAT})"
        raise JobError(message)
    run, page, is_whole = document.get("run"), document.get("page"), document.get("is_whole")
    if not isinstance(run, dict) or not isinstance(page, str) or not isinstance(is_whole, bool):
        message = "run, page or is_whole is missing or of another kind"
        raise JobError(message)
    job = from_document(run, model, Path())
    furthest = _whole(document, "furthest", MAX_STEP)
    step = _whole(document, "step", furthest)
    if any(move.step > furthest for move in job.parameter_changes):
        message = "a slider was moved after the furthest moment"
        raise JobError(message)
    camera = None if job.camera.kind == "fit" else job.camera
    return SessionRecord(job.scenario, job.parameter_changes, step, furthest, camera, page, is_whole)


def _whole(document: Document, key: str, most: int) -> int:
    value = document.get(key)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        message = f"{key} takes a whole number from 0 to {most}"
        raise JobError(message)
    return value
