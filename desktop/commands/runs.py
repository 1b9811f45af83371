"""The commands that follow one patient: `run` makes tables and `render` pictures."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from desktop.commands.offscreen import make_job
from desktop.commands.options import AsJson, ScenarioName, Seconds, Seed, Settings, command_of
from desktop.commands.progress import ProgressBar, say
from desktop.commands.render_options import RenderOptions
from desktop.system.file_names import path_named
from desktop.system.files import FileError
from desktop.system.interruption import Interrupted
from desktop.system.requirements import as_typed

if TYPE_CHECKING:
    from desktop.export.job import RenderJob
    from desktop.export.render import Outcome


def run(
    scenario: ScenarioName,
    *,
    seed: Seed = None,
    seconds: Seconds = None,
    settings: Settings = None,
    to: Annotated[
        Path | None,
        typer.Option(parser=path_named, metavar="FILE", help="Write a table over time: .csv, .parquet or .json."),
    ] = None,
    events: Annotated[
        Path | None,
        typer.Option(parser=path_named, metavar="FILE", help="Write all that happened to cells: .csv or .parquet."),
    ] = None,
    every: Annotated[str, typer.Option(metavar="S", help="Seconds of animation between two rows of --to.")] = "1",
    as_json: AsJson = False,
) -> None:
    """Run a scenario, or up to the moment of an exported file, without a window, and tell what came of it."""
    from desktop.cascade import MODEL
    from desktop.commands.arguments import read_seconds, read_source, table_recipe
    from desktop.export.table import check_events_target, check_target, write_events, write_table
    from desktop.study.runner import run as run_scenario

    source, interval = read_source(scenario, seed, seconds, settings or []), read_seconds("--every", every)
    chosen = source.scenario
    if to is not None:
        check_target(to)
    if events is not None:
        check_events_target(events)
    with ProgressBar(f"running {chosen.name}") as progress:
        result = run_scenario(
            MODEL,
            chosen,
            every=interval,
            on_progress=progress,
            parameter_changes=source.parameter_changes,
            steps=source.steps,
        )
    # A disk may have filled up meanwhile; what came of the run is told all the same.
    refusal: FileError | None = None
    try:
        if to is not None:
            write_table(result, to, table_recipe(source, result, to, interval))
        if events is not None:
            write_events(result, MODEL, events, table_recipe(source, result, events, interval, events=True))
    except FileError as error:
        refusal = error
    if as_json:
        typer.echo(json.dumps(result.as_dict(), allow_nan=False))
    else:
        from desktop.commands.tables import print_result

        print_result(MODEL, result)
    if refusal is not None:
        raise refusal
    if source.state and source.state != result.state_sha256:
        raise typer.Exit(say(f"{scenario} was made by version {source.version}, and this is not the same state", 1))


def render(options: RenderOptions) -> None:
    """Draw a scenario as frames, a film, a picture or a page, without a window and without a screen."""
    from desktop.commands.render_arguments import read_job

    job = read_job(options)
    with ProgressBar(f"drawing {job.scenario.name}") as progress:
        outcome = make_job(job, lambda made: progress(made.share))
    if not outcome.complete:
        if job.exporter.suffix:
            raise KeyboardInterrupt
        job_file = as_typed(str(job.destination / "job.json"))
        words = f"the frames made so far are kept; render --job {job_file} goes on from there"
        raise Interrupted(words)
    typer.echo(_told(job, outcome))


def _told(job: "RenderJob", outcome: "Outcome") -> str:
    """Return one line about what was written."""
    from desktop.export.formats import Kind

    if job.exporter.kind is Kind.TABLE:
        return f"{job.content} of {job.scenario.name} in {outcome.path}"
    frames = "1 frame" if job.count == 1 else f"{job.count} frames"
    kept = f", {outcome.kept} of them from before," if outcome.kept else ""
    names = f": {job.frame_path(0).name} to {job.frame_path(job.count - 1).name}" if not job.exporter.suffix else ""
    return f"{frames} of {job.width} × {job.height} pixels{kept} in {outcome.path}{names}"


COMMANDS = (run, command_of(RenderOptions, render))
