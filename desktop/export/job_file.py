"""Render jobs as text: strict when read, since a job file may come from anybody."""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from desktop import __version__
from desktop.engine.model import Model
from desktop.engine.parameters import ParameterError, Parameters, Value
from desktop.export.formats import Content, nearest
from desktop.export.job import MAX_CHANGES, MAX_FRAMES, CameraPlan, JobError, Overlays, RenderJob, check_changes
from desktop.study.parameter_changes import ParameterChange
from desktop.study.scenario import MAX_SECONDS, Scenario, ScenarioError, check_seconds, check_seed, check_words
from desktop.system.bounded import Bounds, DocumentError, json_document

FORMAT = 1
"""Version of the text; rises when an old program could no longer read a new job."""
MAX_TEXT = 16_777_216
"""Characters; the file of a folder names every frame."""
BOUNDS = Bounds(openers=4 * MAX_CHANGES, commas=2 * MAX_FRAMES + 20 * MAX_CHANGES)
"""A move of sliders begins a list and an object; names of frames and values of moves are followed by commas."""
SCENARIO_KEYS = ("name", "title", "summary", "seed", "seconds", "parameters")
MAX_WHOLE = 2**62
WORDS: dict[type, str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a text",
    list: "a list",
    dict: "an object",
}
Plain = TypeVar("Plain")
Document = dict[str, object]


def as_document(job: RenderJob) -> Document:
    """Return a job as plain values, without its destination: what a file tells about its own making."""
    scenario = job.scenario
    return {
        "scenario": {
            "name": scenario.name,
            "title": scenario.title,
            "summary": scenario.summary,
            "seed": scenario.seed,
            "seconds": scenario.seconds,
            "parameters": dict(sorted(scenario.parameters.changes().items())),
        },
        "moves": _change_list(job),
        **{item.name: _PLAIN[item.name](getattr(job, item.name)) for item in fields(job) if item.name in _PLAIN},
        "content": job.content.value,
        "camera": _camera_document(job.camera),
        "overlays": asdict(job.overlays),
    }


def _change_list(job: RenderJob) -> list[list[object]]:
    """Return each parameter change as its step and the values that differ from those before."""
    changes: list[list[object]] = []
    before = job.scenario.parameters
    for change in job.parameter_changes:
        changed = {path: new for path, (new, _) in change.parameters.difference(before).items()}
        changes.append([change.step, dict(sorted(changed.items()))])
        before = change.parameters
    return changes


def _camera_document(camera: CameraPlan) -> Document:
    needed = {"fit": (), "stages": (), "view": ("x", "y", "span"), "follow": ("cell", "span")}[camera.kind]
    return {"kind": camera.kind, **{name: getattr(camera, name) for name in needed}}


def to_json(job: RenderJob, frames: Mapping[str, str] | None = None) -> str:
    """Return a job as the text of a job file; ``frames`` are the files made so far, each with its SHA-256."""
    head = json.dumps({"program": "CTC Voyage", "version": __version__, "job_format": FORMAT})
    document: Document = {**as_document(job), "destination": str(job.destination), "digest": digest(job)}
    if frames is not None:
        document["frames"] = dict(sorted(frames.items()))
    # The beginning is the same as that of a recipe, so that one look finds both.
    body = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1)
    return f"{head[:-1]},{body[1:]}\n"


def digest(job: RenderJob) -> str:
    """Return what tells jobs apart that give different pictures: the destination and the program's place do not."""
    text = json.dumps([__version__, as_document(job)], sort_keys=True, allow_nan=False)
    return sha256(text.encode()).hexdigest()


def from_json(text: str, model: Model, folder: Path = Path()) -> RenderJob:
    """Return the job that a text describes; a destination that is not absolute lies in ``folder``.

    Raises
    ------
    JobError
        In one sentence: the text is too large, no job, or something in it is not allowed.
    """
    document = parsed(text)
    destination = _take(document, "destination", str, "")
    take_head(document)
    return from_document(document, model, folder / destination)


def take_head(document: Document) -> str:
    """Remove what says who wrote a text, and when; return the version of the program.

    Raises
    ------
    JobError
        When a newer program wrote it.
    """
    version = _take(document, "job_format", int, FORMAT)
    if version > FORMAT:
        message = f"the job was written by a newer CTC Voyage (job format {version}; this one reads {FORMAT})"
        raise JobError(message)
    for key in ("program", "destination", "frames", "digest"):
        document.pop(key, None)
    return _take(document, "version", str, "")[:20]


def parsed(text: str) -> Document:
    """Return the object that a JSON text holds.

    Raises
    ------
    JobError
        When the text is too large, too deep, or not a JSON object.
    """
    if len(text) > MAX_TEXT:
        message = f"the job is larger than {MAX_TEXT // 1_048_576} MiB, which no job is"
        raise JobError(message)
    try:
        document = json_document(text, BOUNDS)
    except DocumentError as error:
        message = f"the job {error}"
        raise JobError(message) from error
    if not isinstance(document, dict):
        message = "the job is not a JSON object"
        raise JobError(message)
    return document


def from_document(document: Document, model: Model, destination: Path) -> RenderJob:
    """Return the job that plain values describe.

    Raises
    ------
    JobError
        When something is missing, unknown or not allowed.
    """
    document = dict(document)
    scenario = _scenario(_take(document, "scenario", dict, None), model)
    job = RenderJob(scenario, destination, end=max(scenario.seconds, 1e-3))
    camera = _object(CameraPlan(), _take(document, "camera", dict, {}), "camera")
    overlays = _object(Overlays(), _take(document, "overlays", dict, {}), "overlays")
    changes = _parameter_changes(_take(document, "moves", list, []), scenario.parameters)
    content = _content(_take(document, "content", str, job.content.value))
    values = {name: _take(document, name, kind, getattr(job, name)) for name, kind in _PLAIN.items()}
    _refuse_rest(document, ("scenario", "camera", "overlays", "moves", "content", *_PLAIN), "a job")
    return replace(job, **values, camera=camera, overlays=overlays, parameter_changes=changes, content=content)


# A whole number in place of a fraction must not make another job of it.
_PLAIN: dict[str, type] = {
    "format": str,
    "start": float,
    "end": float,
    "speed": float,
    "frames_per_second": float,
    "width": int,
    "height": int,
    "theme": str,
    "transparent": bool,
}


def _content(word: str) -> Content:
    known = tuple(item.value for item in Content)
    if word not in known:
        message = f"content takes one of {', '.join(known)}, not {ascii(word)[:60]}"
        raise JobError(message)
    return Content(word)


def _scenario(document: Document, model: Model) -> Scenario:
    document = dict(document)
    try:
        scenario = Scenario(
            name=check_words(_take(document, "name", str, "unnamed"), "the scenario's name"),
            title=check_words(_take(document, "title", str, ""), "title"),
            summary=check_words(_take(document, "summary", str, ""), "summary"),
            seed=check_seed(document.pop("seed", 1)),
            seconds=check_seconds(document.pop("seconds", min(120.0, MAX_SECONDS))),
            parameters=model.defaults().replace(_take(document, "parameters", dict, {})),
        )
    except (ScenarioError, ParameterError) as error:
        raise JobError(str(error)) from error
    _refuse_rest(document, SCENARIO_KEYS, "a job's scenario")
    return scenario


def _parameter_changes(rows: list[object], parameters: Parameters) -> tuple[ParameterChange, ...]:
    check_changes(len(rows))
    changes = []
    for row in rows:
        match row:
            case [int(step), dict(values)] if not isinstance(step, bool):
                parameters = _changed(parameters, values)
                changes.append(ParameterChange(step, parameters))
            case _:
                message = "a move of sliders is a step and the new values, as in [60, {'platelets.strength': 0}]"
                raise JobError(message)
    return tuple(changes)


def _changed(parameters: Parameters, values: Mapping[str, Value]) -> Parameters:
    try:
        return parameters.replace(values)
    except ParameterError as error:
        raise JobError(str(error)) from error


Record = TypeVar("Record", CameraPlan, Overlays)


def _object(default: Record, document: Document, name: str) -> Record:
    document = dict(document)
    names = tuple(item.name for item in fields(default))
    values = {key: _take(document, key, type(getattr(default, key)), getattr(default, key)) for key in names}
    _refuse_rest(document, names, f"a job's {name}")
    return replace(default, **values)


def _take(document: Document, key: str, kind: type[Plain], default: Plain | None) -> Plain:
    """Remove a key from an object and return its value, or the default when it is not there."""
    value = document.pop(key, default)
    if kind is float and type(value) is int and abs(value) < MAX_WHOLE:
        value = float(value)
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        given = "nothing" if value is None else WORDS.get(type(value), "something else")
        message = f"{key} takes {WORDS[kind]}, not {given}"
        raise JobError(message)
    return value


def _refuse_rest(document: Document, known: tuple[str, ...], what: str) -> None:
    if document:
        key = next(iter(document))
        message = f"{ascii(key)[:60]} is not a key of {what}{nearest(key, known)}"
        raise JobError(message)
