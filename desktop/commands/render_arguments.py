"""The command line of `render`, turned into a render job."""

from dataclasses import fields, replace
from pathlib import Path

from desktop.cascade import MODEL
from desktop.commands.arguments import InputError, read_number, read_scenario, read_seconds, read_size
from desktop.commands.render_options import RenderOptions, ThemeName
from desktop.export.formats import EXPORTERS, FASTEST, SLOWEST, Content, Exporter, Kind, exporter_for, nearest
from desktop.export.job import (
    FASTEST_SPEED,
    NARROWEST,
    SLOWEST_SPEED,
    WIDEST,
    CameraPlan,
    JobError,
    Overlays,
    RenderJob,
    overlay_names,
)
from desktop.export.job_file import MAX_TEXT, from_json
from desktop.export.recipe import read_recipe
from desktop.study.scenario import MAX_SECONDS
from desktop.system.file_names import path_named
from desktop.system.files import FileError, open_plain, reason, shown
from desktop.system.requirements import as_typed
from desktop.system.targets import refusal
from desktop.system.typed_numbers import AmbiguousError, NumberError, read_whole, split_list
from desktop.system.typed_numbers import read_number as typed_number

USUAL_RATES = (30.0, 25.0)
USUAL_MOMENT = 10.0
"""Seconds of animation that a still shows when none is asked for."""
FOLLOW_SPAN = 150.0
"""Width of the view around a cell that is followed, in µm, when none is asked for."""
CAMERAS = "fit, stages, follow:CELL[,SPAN] or X,Y,SPAN, lengths in µm"


def read_job(options: RenderOptions) -> RenderJob:
    """Return the job that was asked for.

    Raises
    ------
    InputError
        When something typed cannot be used.
    JobError
        When the job as a whole cannot be done.
    ScenarioError
        When the scenario or a setting cannot be used.
    FileError
        When the job's file cannot be read.
    """
    if options.job is not None:
        return _stored_job(options, options.job)
    if options.scenario is None:
        raise InputError(_missing("SCENARIO"))
    if options.out is None:
        raise InputError(_missing("OUT"))
    kind = _format(options.out)
    scenario = read_scenario(options.scenario, options.seed, None, options.settings or ())
    content = _content("storyboard" if options.storyboard else options.content, kind)
    length = scenario.seconds if options.seconds is None else read_seconds("--seconds", options.seconds)
    one_moment = kind.kind is Kind.STILL and content not in {Content.STORYBOARD, Content.BIOGRAPHY}
    usual_start = min(length, USUAL_MOMENT if options.seconds is None else length) if one_moment else 0.0
    begin = _number("--from", options.start, usual_start, 0.0, MAX_SECONDS, "s of animation")
    usual_rate = 1.0 if kind.kind is Kind.TABLE else next(rate for rate in USUAL_RATES if kind.keeps(rate))
    width, height = read_size(options.size or "1920x1080")
    return RenderJob(
        scenario,
        options.out,
        kind.name,
        start=begin,
        end=begin + length,
        speed=_number("--speed", options.speed, 1.0, SLOWEST_SPEED, FASTEST_SPEED, "s of animation in a second"),
        frames_per_second=_number("--fps", options.fps, usual_rate, SLOWEST, FASTEST, "frames per second"),
        width=width,
        height=height,
        theme="dark" if options.theme is ThemeName.DARK else "light",
        content=content,
        camera=read_camera(options.camera or "fit"),
        transparent=options.transparent,
        overlays=_overlays(options),
    )


def _missing(what: str) -> str:
    return f"Missing argument '{what}'; render takes SCENARIO and OUT, or --job FILE"


def _number(option: str, text: str | None, default: float, low: float, high: float, unit: str) -> float:
    return default if text is None else read_number(option, text, low, high, unit)


def _format(out: Path) -> Exporter:
    kind = exporter_for(out)
    if kind is None:
        endings = tuple(item.suffix for item in EXPORTERS if item.suffix)
        near = nearest(out.suffix, endings)
        message = f"{shown(out)} has no known ending{near}: take {', '.join(endings)}, or none for a folder of frames"
        raise InputError(message)
    return kind


def _content(word: str | None, kind: Exporter) -> Content:
    if word is None:
        return kind.contents[0]
    known = tuple(item.value for item in Content)
    if word not in known:
        message = f"--content {ascii(word)[:60]} is not allowed: it takes {', '.join(known)}{nearest(word, known)}"
        raise InputError(message)
    return Content(word)


def _overlays(options: RenderOptions) -> Overlays:
    known = overlay_names()
    wanted: dict[str, bool] = {}
    for option, words, value in (("--show", options.show, True), ("--hide", options.hide, False)):
        for word in ",".join(words).split(",") if words else ():
            name = word.strip().replace("-", "_")
            if name not in known:
                message = f"{option} {ascii(word)[:60]} is not allowed: it takes {', '.join(known)}"
                raise InputError(message + nearest(name, known))
            wanted[name] = value
    return replace(Overlays(), **wanted)


def read_camera(text: str) -> CameraPlan:
    """Return the camera that a text such as ``follow:12`` or ``300,250,120`` asks for.

    Raises
    ------
    InputError
        When it is none.
    """
    word, _, rest = text.partition(":")
    try:
        if text in ("fit", "stages"):
            return CameraPlan("fit" if text == "fit" else "stages")
        if word == "follow":
            cell, *around = split_list(rest)
            return CameraPlan("follow", cell=read_whole(cell), span=_span(*around))
        x, y, span = (typed_number(part) for part in split_list(text))
        return CameraPlan("view", x, y, span)
    except (JobError, NumberError, ValueError, TypeError) as error:
        refused = f"--camera {ascii(text)[:60]} is not allowed: it takes {CAMERAS}"
        limits = f"; spans are {NARROWEST:g} to {WIDEST:g} µm"
        why = f"; {error}" if isinstance(error, AmbiguousError) else ""
        raise InputError(refused + limits + why) from error


def _span(text: str = "") -> float:
    return typed_number(text) if text else FOLLOW_SPAN


def _stored_job(options: RenderOptions, path: Path) -> RenderJob:
    """Return the job in a job file, or in any exported file; only the destination may be another."""
    # With --job, the first word that is no option is the destination.
    given = [name for name in (options.scenario, options.out) if name is not None]
    others = (getattr(options, item.name) for item in fields(options) if item.name not in {"scenario", "out", "job"})
    if len(given) > 1 or any(other not in (None, [], False) for other in others):
        message = "--job takes everything from its file: nothing but another OUT may stand beside it"
        raise InputError(message)
    job = _read(path)
    if given:
        out = path_named(str(given[0]))
        return replace(job, destination=out, format=_format(out).name)
    _check_beside(path, job)
    return job


def _read(path: Path) -> RenderJob:
    if path.suffix.lower() != ".json":
        recipe = read_recipe(path, MODEL)
        return replace(recipe.job, destination=path)
    try:
        with open_plain(path) as file:
            text = file.read(MAX_TEXT + 1).decode("utf-8", "replace")
    except OSError as error:
        message = f"{shown(path)} cannot be read: {reason(error)}"
        raise FileError(message) from error
    return from_json(text, MODEL, path.parent)


def _check_beside(path: Path, job: RenderJob) -> None:
    """Refuse a job from somebody else that would write outside its own folder."""
    try:
        is_beside = job.destination.resolve().is_relative_to(path.parent.resolve())
    except (OSError, ValueError, RuntimeError) as error:
        raise refusal(job.destination, error) from error
    if not is_beside:
        message = (
            f"{shown(path)} would write to {shown(job.destination)}, which is not in its own folder: "
            f"where that is meant, give it as OUT: render --job {as_typed(shown(path), shown(job.destination))}"
        )
        raise InputError(message)
