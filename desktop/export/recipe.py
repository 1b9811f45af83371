"""The recipe inside every exported file: with it the file can be made again, and its moment restored.

It is one line of plain ASCII that needs no escaping in any format, so the same few lines find it in all of them.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from desktop import __version__
from desktop.engine.model import Model
from desktop.engine.simulation import STEP_SECONDS
from desktop.export.job import JobError, RenderJob
from desktop.export.job_file import BOUNDS, FORMAT, MAX_TEXT, as_document, from_document, parsed, take_head
from desktop.system.bounded import within
from desktop.system.files import FileError, open_plain, reason, shown

START = '{"program": "CTC Voyage", "version": '
MARK = START.encode()
SEARCHED = MAX_TEXT
"""Bytes at the beginning and at the end of a file in which its recipe is looked for."""
GIF_HEAD, GIF_PALETTE = 13, 10
"""Length of the head of a GIF, and the place of the byte that says how long the palette after it is."""
MOST_PIECES = SEARCHED // 255
_NEVER = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Bytes that no recipe and no job file holds."""
ESCAPED = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "'": "\\u0027"})


@dataclass(frozen=True)
class Recipe:
    """What a file tells about its making: the job, the step it shows last, and the digest of that state, if known.

    ``frames`` is how many a film has: fewer than its job when it was ended early; None for all that is no film.
    """

    job: RenderJob
    step: int
    state_sha256: str
    version: str
    frames: int | None = None

    @property
    def time(self) -> float:
        """Return the seconds of animation that the file shows last."""
        return self.step * STEP_SECONDS


@lru_cache(maxsize=4)
def _tail(job: RenderJob) -> str:
    return json.dumps(as_document(job), allow_nan=False).translate(ESCAPED)[1:]


def recipe_text(job: RenderJob, step: int, state: str = "") -> str:
    """Return the recipe of a file that shows a step."""
    return _text(job, step, {"state_sha256": state} if state else {})


def film_recipe(job: RenderJob, frames: int) -> str:
    """Return the recipe of a film of some frames, which ends with the last of them.

    It is as long for every number of frames: a film that is ended early gets another one in the place of the first.
    """
    text = _text(job, job.step(frames - 1), {"frames": frames})
    spaces = len(_text(job, job.last_step, {"frames": job.count})) - len(text)
    return f"{text[:-1]}{' ' * spaces}}}"


def _text(job: RenderJob, step: int, more: Mapping[str, object]) -> str:
    head = {"program": "CTC Voyage", "version": __version__, "job_format": FORMAT, "step": step, **more}
    return f"{json.dumps(head)[:-1]}, {_tail(job)}"


def texts(job: RenderJob, step: int, state: str = "") -> dict[str, str]:
    """Return the words stored in a picture: a few for people, and the recipe."""
    return {**_words(job), "Time": _time(step), "Recipe": recipe_text(job, step, state)}


def film_texts(job: RenderJob, frames: int) -> dict[str, str]:
    """Return the words stored in a film, as long for every number of frames."""
    time = _time(job.step(frames - 1)).ljust(max(len(_time(job.step(frame))) for frame in range(job.count)))
    return {**_words(job), "Time": time, "Recipe": film_recipe(job, frames)}


def _words(job: RenderJob) -> dict[str, str]:
    scenario = job.scenario
    return {"Title": scenario.title or scenario.name, "Scenario": scenario.name, "Seed": str(scenario.seed)}


def _time(step: int) -> str:
    return f"{step * STEP_SECONDS:.6g} s"


def read_recipe(path: Path, model: Model) -> Recipe:
    """Return the recipe inside a picture, page, film or table, or the job in a job file.

    Raises
    ------
    FileError
        When the file cannot be read, or holds no recipe.
    JobError
        When something in the recipe is not allowed.
    """
    text = find_recipe(path)
    if text is None:
        message = f"{shown(path)} holds no recipe of CTC Voyage"
        raise FileError(message)
    try:
        document = parsed(text)
        frames = document.get("frames")
        version = take_head(document)
        step, state = document.pop("step", None), document.pop("state_sha256", None)
        job = from_document(document, model, Path("unnamed"))
    except JobError as error:
        message = f"{shown(path)}: {error}"
        raise JobError(message) from error
    if not isinstance(step, int) or isinstance(step, bool) or not 0 <= step <= job.last_step:
        step = job.last_step
    if not isinstance(frames, int) or isinstance(frames, bool) or not 0 < frames <= job.count:
        frames = None
    return Recipe(job, step, str(state or "")[:64], version, frames)


def find_recipe(path: Path) -> str | None:
    """Return the text of the recipe in a file, None when there is none.

    Raises
    ------
    FileError
        When the file cannot be read.
    """
    try:
        with open_plain(path) as file:
            head = file.read(SEARCHED)
            size = file.seek(0, 2)
            file.seek(max(len(head), size - SEARCHED))
            tail = file.read(SEARCHED)
    except OSError as error:
        message = f"{shown(path)} cannot be read: {reason(error)}"
        raise FileError(message) from error
    if head.startswith(b"GIF8"):
        head = _gif_comments(head)
    return _first(head) or _first(tail)


def _first(data: bytes) -> str | None:
    start = data.find(MARK)
    if start < 0:
        return None
    # What follows may be anything: it ends with the first byte that no recipe holds, or where there is too much of it.
    text = within(_NEVER.split(data[start : start + MAX_TEXT], maxsplit=1)[0], BOUNDS).decode("utf-8", "replace")
    try:
        _, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return None
    return text[:end]


def _gif_comments(data: bytes) -> bytes:
    """Return the comments before the first picture of a GIF, where the program writes its recipe."""
    pieces: list[bytes] = []
    position = GIF_HEAD
    if len(data) > GIF_HEAD and data[GIF_PALETTE] & 0x80:
        position += 3 * (2 << (data[GIF_PALETTE] & 7))
    while data[position : position + 1] == b"\x21" and len(pieces) < MOST_PIECES:
        is_comment = data[position + 1 : position + 2] == b"\xfe"
        position += 2
        # Pieces of up to 255 bytes, each after its length; one of no length ends them.
        while position < len(data) and data[position] and len(pieces) < MOST_PIECES:
            end = position + 1 + data[position]
            pieces.append(data[position + 1 : end] if is_comment else b"")
            position = end
        position += 1
        pieces.append(b"")
    return b"".join(pieces)


def is_own_file(path: Path) -> bool:
    """Return whether the program wrote a file, told by the recipe inside; an empty file may go, too."""
    try:
        return path.stat().st_size == 0 or find_recipe(path) is not None
    except (OSError, FileError):
        return False
