"""Numbers of a job as a table: observables at even times, or everything that happened to every cell."""

from collections.abc import Callable
from pathlib import Path

from desktop import __version__
from desktop.engine.model import Model
from desktop.engine.snapshot import Snapshot
from desktop.export.control import Cancelled, Control, Progress, Stopwatch
from desktop.export.formats import Content
from desktop.export.job import JobError, RenderJob
from desktop.export.part import PartFile
from desktop.export.recipe import is_own_file, recipe_text
from desktop.export.render import Outcome
from desktop.export.rows import EVENT_COLUMNS, Row, check_parquet, csv_bytes, event_rows, parquet_bytes, table_refusal
from desktop.study.parameter_changes import strides_to
from desktop.study.runner import known, start
from desktop.system.files import FileError, check_replaceable
from desktop.system.spreadsheets import begins
from desktop.system.targets import refusal

CSV_START = b"program,version,scenario,seed,"
"""How every table of a run begins."""


def write_job_table(
    job: RenderJob,
    model: Model,
    *,
    on_progress: Callable[[Progress], None] = lambda _: None,
    control: Control | None = None,
) -> Outcome:
    """Run a job and write its table, whole or not at all.

    Raises
    ------
    FileError
        When something of somebody else is in the way, the system refuses, or a library is missing.
    """
    if job.content not in {Content.OBSERVABLES, Content.EVENTS}:
        message = f"{job.content} is no table"
        raise JobError(message)
    check_parquet(job.destination)
    part = PartFile(job.destination, is_own_table)
    part.create()
    try:
        columns, rows = _table(job, model, on_progress, control or Control())
        recipe = recipe_text(job, job.last_step)
        data = csv_bytes(columns, rows) if job.format == "csv" else parquet_bytes(columns, rows, recipe)
        part.path.write_bytes(data)
        part.commit()
    except Cancelled:
        return Outcome(job.destination, 0, 0, complete=False)
    except OSError as error:
        raise table_refusal(refusal(job.destination, error)) from error
    except FileError as error:
        raise table_refusal(error) from error
    finally:
        part.discard()
    return Outcome(job.destination, job.count, 0, complete=True)


def is_own_table(path: Path) -> bool:
    """Return whether the program wrote a table; an empty file may go, too."""
    if path.suffix.lower() == ".parquet":
        return is_own_file(path)
    try:
        check_replaceable(path, lambda head: begins(head, CSV_START))
    except FileError:
        return False
    return True


def _table(
    job: RenderJob, model: Model, on_progress: Callable[[Progress], None], control: Control
) -> tuple[list[str], list[Row]]:
    """Return the names of the columns, and the rows."""
    simulation, watch, last = start(model, job.scenario), Stopwatch(control), max(job.last_step, 1)
    common: Row = {
        "program": "CTC Voyage",
        "version": __version__,
        "scenario": job.scenario.name,
        "seed": job.scenario.seed,
        **job.scenario.parameters.changes(),
    }
    rows: list[Row] = []
    snapshot = simulation.snapshot()
    for frame in range(job.count):
        control.check()
        for _ in strides_to(simulation, job.step(frame), job.parameter_changes):
            control.check()
            on_progress(Progress(frame, job.count, None, simulation.step / last))
        snapshot = simulation.snapshot()
        if job.content is Content.OBSERVABLES:
            rows.append({**common, "time_seconds": round(snapshot.time, 6), **_readings(snapshot)})
        on_progress(watch.progress(frame + 1, job.count, job.count - frame - 1, simulation.step / last))
    if job.content is Content.OBSERVABLES:
        return list(rows[0]), rows
    chosen = snapshot.events[snapshot.events["step"] >= job.step(0)]
    return [*common, *EVENT_COLUMNS], [{**common, **event} for event in event_rows(chosen, model)]


def _readings(snapshot: Snapshot) -> dict[str, float | None]:
    values = {item.name: float(item.read(snapshot)) for item in snapshot.model.observables}
    return known(values)
