"""The command line: the window, and everything that needs none.

Exit codes: 0 done, 1 a check failed, 2 bad input, told in one line on standard error; 130 interrupted.
Nothing heavy is imported before a command needs it, and nothing but `render`, `check` and the window imports Qt.
"""

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from desktop import __version__
from desktop.machine import drawing_problem, invocation, use_memory_sparingly, window_problem
from desktop.progress import ProgressBar
from desktop.study_commands import register

if TYPE_CHECKING:
    from desktop.engine.snapshot import Snapshot
    from desktop.export.control import Progress
    from desktop.export.job import RenderJob
    from desktop.export.png import Pixels
    from desktop.export.render import Outcome
    from desktop.study.reference import Sheet

INTERRUPTED = 130
USER_ERRORS = {
    "FileError",
    "InputError",
    "JobError",
    "LessonError",
    "ParameterError",
    "ResourceError",
    "ScenarioError",
    "SweepError",
}
LONGEST_LINE = 2000
MOST_EVENTS, MOST_WORKERS = 10_000_000, 256


class Topic(StrEnum):
    """What can be described."""

    PARAMETERS = "parameters"
    OBSERVABLES = "observables"
    CAUSES = "causes"
    SCENARIOS = "scenarios"
    EXPORTERS = "exporters"
    LESSONS = "lessons"


class ThemeName(StrEnum):
    """The looks of the scene."""

    LIGHT = "light"
    DARK = "dark"


ScenarioName = Annotated[
    str,
    typer.Argument(metavar="SCENARIO", help="A bundled scenario, such as default-patient, or a .toml file."),
]
# Numbers arrive as text, so that a wrong one is refused in this program's words, with the value and what is allowed.
Seed = Annotated[str | None, typer.Option(metavar="N", help="Seed of all chance; the scenario has its own.")]
Seconds = Annotated[str | None, typer.Option(metavar="S", help="Seconds of animation; the scenario has its own.")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Change a parameter; may be repeated. `describe` lists them."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]

app = typer.Typer(
    name="ctc-voyage",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """Run the command line of this process and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A pipe or file may have an old encoding, such as on Windows, and a file name need not be text at all.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")
    sys.exit(execute(sys.argv[1:]))


def execute(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; every refusal is one line on standard error."""
    try:
        code = app(args=list(arguments), prog_name="ctc-voyage", standalone_mode=False)
        sys.stdout.flush()
    except (KeyboardInterrupt, typer.Abort):
        return _say("interrupted", INTERRUPTED)
    except BrokenPipeError:
        # Whoever read along, such as `head`, has had enough; flushing again at exit must not complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except typer.TyperException as error:
        where = getattr(getattr(error, "ctx", None), "command_path", "ctc-voyage").removeprefix("ctc-voyage")
        message = error.format_message().replace("Value error, ", "").removesuffix(".")
        return _say(f"{message}; {invocation()}{where} --help tells what is allowed", 2)
    except Exception as error:
        if _was_interrupted(error):
            return _say("interrupted", INTERRUPTED)
        if not _is_for_the_user(error):
            raise
        return _say(str(error), 2)
    # Typer turns Ctrl-C into this code without a word.
    return _say("interrupted", INTERRUPTED) if code == INTERRUPTED else int(code or 0)


def _was_interrupted(error: BaseException | None) -> bool:
    """Tell whether Ctrl-C lies behind an error: the compiler of the engine wraps it in one of its own."""
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            return True
        error = error.__cause__ or error.__context__
    return False


def _is_for_the_user(error: Exception) -> bool:
    """Tell refusals, which are written to be read by a person, from defects.

    By name, since importing what defines them could fail by the very defect.
    """
    return not USER_ERRORS.isdisjoint(kind.__name__ for kind in type(error).__mro__)


def _say(text: str, code: int) -> int:
    line = " ".join(text.split())
    print(f"ctc-voyage: {line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1] + '…'}", file=sys.stderr)  # noqa: T201
    return code


@app.callback(invoke_without_command=True)
def window(
    context: typer.Context,
    *,
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    """Watch tumor cells cross the body, and why nearly all of them die. Without a command, open the window."""
    if version:
        typer.echo(f"CTC Voyage {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        raise typer.Exit(_open_window())


def _open_window() -> int:
    problem = window_problem()
    if problem is not None:
        return _say(problem, 2)
    use_memory_sparingly()
    # First, since PySide6 reads the source of every module that is imported after it: that takes a good half second.
    import desktop.cascade  # noqa: F401, I001
    from PySide6.QtCore import QCoreApplication

    from desktop.ui.app import run_window

    # An exception in the middle of painting would crash Qt; a second Ctrl-C ends the program the hard way.
    def close_window(*_: object) -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        QCoreApplication.quit()

    signal.signal(signal.SIGINT, close_window)
    return run_window()


@app.command()
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
    from desktop.arguments import read_order, read_seconds, table_recipe
    from desktop.cascade import MODEL
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
        from desktop.console import print_result

        print_result(MODEL, result)
    if order.state and order.state != result.state_sha256:
        raise typer.Exit(_say(f"{scenario} was made by version {order.version}, and this is not the same state", 1))


@app.command()
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
    from desktop.render_arguments import RenderOptions, read_job

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
            job_file = order.destination / "job.json"
            typer.echo(f"the frames made so far are kept; render --job {job_file} goes on from there", err=True)
        raise KeyboardInterrupt
    typer.echo(_told(order, outcome))


@app.command()
def sweep(
    scenario: ScenarioName,
    *,
    axis: Annotated[
        list[str],
        typer.Option(
            metavar="PATH=LOW:HIGH:COUNT[:log]", help="A parameter and its values, or PATH=A,B,C; repeatable."
        ),
    ],
    to: Annotated[Path, typer.Option(metavar="FILE", help="Where the table goes: .csv or .parquet.")],
    replicates: Annotated[str, typer.Option(metavar="R", help="Seeds at every point, the same ones at each.")] = "10",
    events: Annotated[
        str | None, typer.Option(metavar="N", help="Make each row a cohort of N departures, not one watched run.")
    ] = None,
    seconds: Seconds = None,
    seed: Seed = None,
    settings: Settings = None,
    workers: Annotated[str | None, typer.Option(metavar="N", help="Processes; as many as this computer has.")] = None,
    cluster: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="A Dask scheduler, as in tcp://host:8786.")
    ] = None,
) -> None:
    """Run a scenario at many points and seeds; interrupted, the same command goes on where it stopped."""
    from desktop.arguments import read_count, read_scenario
    from desktop.export.sweep_table import check_sweep_target, write_sweep
    from desktop.study.axes import read_axis
    from desktop.study.sweep import MOST_ROWS, Journal, Sweep, run_sweep
    from desktop.study.workers import cores
    from desktop.study.workers import workers as hired

    chosen = read_scenario(scenario, seed, seconds, settings or [])
    plan = Sweep(
        chosen,
        tuple(read_axis(text, chosen) for text in axis),
        read_count("--replicates", replicates, MOST_ROWS),
        None if events is None else read_count("--events", events, MOST_EVENTS),
    )
    number = cores() if workers is None else read_count("--workers", workers, MOST_WORKERS)
    check_sweep_target(to)
    journal = Journal(to, plan)
    try:
        with hired(min(number, plan.rows), cluster) as executor, ProgressBar(f"sweeping {chosen.name}") as progress:
            rows = run_sweep(plan, journal, executor, progress)
    except KeyboardInterrupt:
        typer.echo(f"{len(journal.read())} of {plan.rows} rows are kept; the same command goes on from there", err=True)
        raise
    write_sweep(rows, to)
    journal.remove()
    typer.echo(f"{plan.rows} rows ({len(plan.points)} points × {plan.replicates} seeds) in {to}")


@app.command()
def describe(
    topic: Annotated[Topic, typer.Argument(help="What to describe.")] = Topic.PARAMETERS,
    *,
    as_json: AsJson = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print a Markdown document.")] = False,
) -> None:
    """List what can be set, what is reported, and what comes with the program."""
    if as_json and markdown:
        raise typer.Exit(_say("--json and --markdown cannot be had together", 2))
    sheet = make_sheet(topic)
    if as_json:
        typer.echo(json.dumps({topic.value: [dict(row) for row in sheet.rows]}, allow_nan=False))
    elif markdown:
        typer.echo(sheet.as_markdown(), nl=False)
    else:
        from desktop.console import print_sheet

        print_sheet(sheet)


@app.command()
def check(*, as_json: AsJson = False) -> None:
    """Check this computer: versions, files, speed of the engine and of drawing, and a picture written and read."""
    from desktop.console import print_findings
    from desktop.selfcheck import examine

    findings = examine(lambda width, height: make_artist(width, height, ThemeName.LIGHT))
    passed = all(finding.passed for finding in findings)
    if as_json:
        typer.echo(json.dumps({"passed": passed, "findings": [finding.as_dict() for finding in findings]}))
    else:
        print_findings(findings)
    if not passed:
        raise typer.Exit(1)


register(app)


# --- what the commands share ---


def make_sheet(topic: Topic) -> "Sheet":
    """Return the table of a topic."""
    from desktop.cascade import MODEL
    from desktop.study import reference
    from desktop.study.scenario import bundled_scenarios

    match topic:
        case Topic.PARAMETERS:
            return reference.parameters_sheet(MODEL)
        case Topic.OBSERVABLES:
            return reference.observables_sheet(MODEL)
        case Topic.CAUSES:
            return reference.causes_sheet(MODEL)
        case Topic.SCENARIOS:
            return reference.scenarios_sheet(bundled_scenarios())
        case Topic.EXPORTERS:
            return exporters_sheet()
        case Topic.LESSONS:
            from desktop.lessons.pages import pages

            rows = tuple({"key": p.key, "title": p.title, "stage": p.stage, "summary": p.summary} for p in pages())
            return reference.Sheet(
                "Lessons", "The pages of the story, in order.", rows, ("key", "title", "stage", "summary")
            )


def exporters_sheet() -> "Sheet":
    """Return every kind of file that `render` and the dialog can write."""
    from desktop.export.formats import EXPORTERS, Kind
    from desktop.study.reference import Cell, Sheet

    rows: tuple[Mapping[str, Cell], ...] = tuple(
        {
            "name": item.name,
            "label": item.label,
            "ending": item.suffix or "a folder",
            "shows": ", ".join(item.contents),
            "frames per second": "" if item.kind is Kind.STILL else item.allowed_rates,
            "transparent": item.alpha,
            "shapes": item.vector,
        }
        for item in EXPORTERS
    )
    columns = ("label", "ending", "shows", "frames per second", "transparent")
    introduction = "What can be exported: the ending of OUT in `ctc-voyage render SCENARIO OUT` decides."
    return Sheet("Exporters", introduction, rows, columns)


def make_artist(width: int, height: int, theme: ThemeName) -> "Callable[[Snapshot], Pixels]":
    """Return what draws snapshots as pixels, shape (height, width, 3), by the one painter of the program.

    Raises
    ------
    InputError
        When the system lacks what Qt needs to draw.
    """
    _prepare_drawing()
    from desktop.artist import Artist
    from desktop.scene.palette import Theme

    return Artist(width, height, Theme[theme.name])


def _prepare_drawing() -> None:
    problem = drawing_problem()
    if problem is not None:
        from desktop.arguments import InputError

        raise InputError(problem)
    # The offscreen platform needs no display, and draws the same text on every machine with the same fonts.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"


def make_job(job: "RenderJob", on_progress: "Callable[[Progress], None]") -> "Outcome":
    """Do a render job by the one painter of the program.

    Raises
    ------
    InputError
        When the system lacks what Qt needs to draw.
    """
    _prepare_drawing()
    from desktop.artist import render_job
    from desktop.export.control import Control
    from desktop.export.formats import DRAWN_BY_WINDOW

    control = Control()
    with _stopped_between_frames(lambda: control.cancel(keep=not job.exporter.suffix)):
        if job.content not in DRAWN_BY_WINDOW:
            return render_job(job, on_progress=on_progress, control=control)
        from desktop.cascade import MODEL
        from desktop.export.render import render as render_with
        from desktop.ui.window_artist import WindowArtist

        return render_with(job, MODEL, WindowArtist(job), on_progress=on_progress, control=control)


@contextmanager
def _stopped_between_frames(stop: Callable[[], None]) -> Iterator[None]:
    """Let Ctrl-C stop the work before the next frame: an exception in the middle of painting would crash Qt.

    A second one ends the program the hard way.
    """

    def on_signal(*_: object) -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        stop()

    before = signal.signal(signal.SIGINT, on_signal)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _told(job: "RenderJob", outcome: "Outcome") -> str:
    """Return one line about what was written."""
    from desktop.export.formats import Kind

    if job.exporter.kind is Kind.TABLE:
        return f"{job.content} of {job.scenario.name} in {outcome.path}"
    frames = "1 frame" if job.count == 1 else f"{job.count} frames"
    kept = f", {outcome.kept} of them from before" if outcome.kept else ""
    names = f": {job.frame_path(0).name} to {job.frame_path(job.count - 1).name}" if not job.exporter.suffix else ""
    return f"{frames}{kept} of {job.width} × {job.height} pixels in {outcome.path}{names}"


if __name__ == "__main__":
    main()
