"""The commands that follow one patient: `run` makes tables and `render` pictures."""

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from desktop.commands.offscreen import make_job
from desktop.commands.options import AsJson, ScenarioName, Seconds, Seed, Settings
from desktop.commands.progress import ProgressBar, say
from desktop.system.requirements import as_typed

if TYPE_CHECKING:
    from desktop.export.job import RenderJob
    from desktop.export.render import Outcome


class ThemeName(StrEnum):
    """The looks of the scene."""

    LIGHT = "light"
    DARK = "dark"


def run(
    scenario: ScenarioName,
    *,
    seed: Seed = None,
    seconds: Seconds = None,
    settings: Settings = None,
    to: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a table over time: .csv, .parquet or .json.")
    ] = None,
    events: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write all that happened to cells: .csv or .parquet.")
    ] = None,
    every: Annotated[str, typer.Option(metavar="S", help="Seconds of animation between two rows of --to.")] = "1",
    as_json: AsJson = False,
) -> None:
    """Run a scenario, or up to the moment of an exported file, without a window, and tell what came of it."""
    from desktop.cascade import MODEL
    from desktop.commands.arguments import read_order, read_seconds, table_recipe
    from desktop.export.table import check_events_target, check_target, write_events, write_table
    from desktop.study.runner import run as run_scenario

    order, interval = read_order(scenario, seed, seconds, settings or []), read_seconds("--every", every)
    chosen = order.scenario
    if to is not None:
        check_target(to)
    if events is not None:
        check_events_target(events)
    with ProgressBar(f"running {chosen.name}") as progress:
        result = run_scenario(MODEL, chosen, every=interval, on_progress=progress, moves=order.moves, steps=order.steps)
    if to is not None:
        write_table(result, to, table_recipe(order, result, to, interval))
    if events is not None:
        write_events(result, MODEL, events, table_recipe(order, result, events, interval, events=True))
    if as_json:
        typer.echo(json.dumps(result.as_dict(), allow_nan=False))
    else:
        from desktop.commands.tables import print_result

        print_result(MODEL, result)
    if order.state and order.state != result.state_sha256:
        raise typer.Exit(say(f"{scenario} was made by version {order.version}, and this is not the same state", 1))


def render(
    scenario: Annotated[
        str | None, typer.Argument(metavar="SCENARIO", help="A bundled scenario, or a .toml file.", show_default=False)
    ] = None,
    out: Annotated[
        Path | None,
        typer.Argument(
            metavar="OUT",
            help="A folder for PNG frames, or a file: .mp4 .webm .gif .apng .webp .png .svg .pdf .csv .parquet",
            show_default=False,
        ),
    ] = None,
    *,
    job: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Go on with the job in a job.json, or do that of an exported file again."),
    ] = None,
    start: Annotated[str | None, typer.Option("--from", metavar="S", help="Where to begin, in seconds.")] = None,
    seconds: Seconds = None,
    speed: Annotated[str | None, typer.Option(metavar="X", help="Seconds of animation in a second of film.")] = None,
    fps: Annotated[str | None, typer.Option(metavar="F", help="Frames, or rows, for each second of film.")] = None,
    size: Annotated[str | None, typer.Option(metavar="WxH", help="Pixels; 1920x1080.")] = None,
    seed: Seed = None,
    settings: Settings = None,
    theme: Annotated[ThemeName | None, typer.Option(help="Light for projectors, dark for dark rooms.")] = None,
    camera: Annotated[
        str | None, typer.Option(metavar="WHERE", help="fit, stages, follow:CELL[,SPAN] or X,Y,SPAN (µm).")
    ] = None,
    content: Annotated[
        str | None, typer.Option(metavar="WHAT", help="scene, scene+legend, …; of a table: observables or events.")
    ] = None,
    storyboard: Annotated[bool, typer.Option("--storyboard", help="One page of stills along the cascade.")] = False,
    show: Annotated[
        list[str] | None, typer.Option(metavar="WORDS", help="Write beneath: title, time, seed, parameters.")
    ] = None,
    hide: Annotated[
        list[str] | None, typer.Option(metavar="WORDS", help="Leave out: clocks, scale_bar, stage_names, rarity.")
    ] = None,
    transparent: Annotated[bool, typer.Option("--transparent", help="No ground: PNG, APNG and WebP.")] = False,
) -> None:
    """Draw a scenario as frames, a film, a picture or a page, without a window and without a screen."""
    from desktop.commands.render_arguments import RenderOptions, read_job

    look: Literal["light", "dark"] = "dark" if theme is ThemeName.DARK else "light"
    wanted = RenderOptions(
        scenario=scenario,
        out=out,
        job=job,
        seed=seed,
        seconds=seconds,
        settings=tuple(settings or ()),
        start=start,
        speed=speed,
        fps=fps,
        size=size,
        theme=None if theme is None else look,
        camera=camera,
        content="storyboard" if storyboard else content,
        show=tuple(show or ()),
        hide=tuple(hide or ()),
        transparent=transparent,
    )
    order = read_job(wanted)
    with ProgressBar(f"drawing {order.scenario.name}") as progress:
        outcome = make_job(order, lambda news: progress(news.share))
    if not outcome.complete:
        if not order.exporter.suffix:
            job_file = as_typed(str(order.destination / "job.json"))
            typer.echo(f"the frames made so far are kept; render --job {job_file} goes on from there", err=True)
        raise KeyboardInterrupt
    typer.echo(_told(order, outcome))


def _told(job: "RenderJob", outcome: "Outcome") -> str:
    """Return one line about what was written."""
    from desktop.export.formats import Kind

    if job.exporter.kind is Kind.TABLE:
        return f"{job.content} of {job.scenario.name} in {outcome.path}"
    frames = "1 frame" if job.count == 1 else f"{job.count} frames"
    kept = f", {outcome.kept} of them from before," if outcome.kept else ""
    names = f": {job.frame_path(0).name} to {job.frame_path(job.count - 1).name}" if not job.exporter.suffix else ""
    return f"{frames} of {job.width} × {job.height} pixels{kept} in {outcome.path}{names}"


COMMANDS = (run, render)
