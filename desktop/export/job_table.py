"""Numbers of a job as a table: observables at even times, or everything that happened to every cell."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from math import isfinite
from pathlib import Path

from desktop import __version__
from desktop.engine.arrays import AnyArray
from desktop.engine.contracts import Model
from desktop.engine.snapshot import Snapshot
from desktop.export.control import Cancelled, Control, Progress, Stopwatch
from desktop.export.formats import Content
from desktop.export.job import JobError, RenderJob
from desktop.export.part import PartFile, refusal
from desktop.export.recipe import is_own_file, recipe_text
from desktop.export.render import Outcome
from desktop.study.files import FileError, check_replaceable
from desktop.study.moves import advance_to
from desktop.study.runner import start

Row = dict[str, float | int | str | None]
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
    check_table(job.destination)
    part = PartFile(job.destination, is_own_table)
    part.create()
    try:
        rows = _rows(job, model, on_progress, control or Control())
        part.path.write_bytes(_csv(rows) if job.format == "csv" else _parquet(job, rows))
        part.commit()
    except Cancelled:
        return Outcome(job.destination, 0, 0, complete=False)
    except OSError as error:
        raise refusal(job.destination, error) from error
    finally:
        part.discard()
    return Outcome(job.destination, job.count, 0, complete=True)


def check_table(path: Path) -> None:
    """Refuse early what cannot be written.

    Raises
    ------
    FileError
        In one sentence.
    """
    if path.suffix.lower() == ".parquet" and find_spec("pyarrow") is None:
        message = "a .parquet table needs the package pyarrow: install ctc-voyage[cluster], or write .csv"
        raise FileError(message)


def is_own_table(path: Path) -> bool:
    """Return whether the program wrote a table; an empty file may go, too."""
    if path.suffix.lower() == ".parquet":
        return is_own_file(path)
    try:
        check_replaceable(path, lambda head: head.startswith(CSV_START))
    except FileError:
        return False
    return True


def _rows(job: RenderJob, model: Model, on_progress: Callable[[Progress], None], control: Control) -> list[Row]:
    simulation, watch = start(model, job.scenario), Stopwatch()
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
        advance_to(simulation, job.step(frame), job.moves)
        snapshot = simulation.snapshot()
        if job.content is Content.OBSERVABLES:
            rows.append({**common, "time_seconds": round(snapshot.time, 6), **_readings(snapshot)})
        on_progress(watch.progress(frame + 1, job.count, job.count - frame - 1))
    if job.content is Content.EVENTS:
        chosen = snapshot.events[snapshot.events["step"] >= job.step(0)]
        rows = [{**common, **event} for event in _told(chosen, model)]
    return rows or [{**common, "time_seconds": None}]


def _readings(snapshot: Snapshot) -> Row:
    values = {item.name: float(item.read(snapshot)) for item in snapshot.model.observables}
    return {name: values[name] if isfinite(values[name]) else None for name in sorted(values)}


def _told(events: AnyArray, model: Model) -> Iterator[Row]:
    """Yield each event with words in place of codes; what does not apply is None."""
    for event in events:
        stage, cause, partner, journey = (int(event[key]) for key in ("stage", "cause", "other", "journey"))
        yield {
            "time_seconds": round(float(event["time"]), 6),
            "hours": float(event["hours"]),
            "event": model.events[int(event["kind"])].name,
            "cell": int(event["cell"]),
            "journey": journey if journey >= 0 else None,
            "stage": model.stages[stage].name if stage >= 0 else None,
            "cause": model.hazards[cause].name if cause >= 0 else None,
            "other": partner if partner >= 0 else None,
            "x_um": round(float(event["x"]), 4),
            "y_um": round(float(event["y"]), 4),
            "value": float(event["value"]),
        }


def _csv(rows: Sequence[Row]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def _parquet(job: RenderJob, rows: Sequence[Row]) -> bytes:
    import pyarrow  # noqa: PLC0415  an extra
    from pyarrow import parquet  # noqa: PLC0415

    sink = pyarrow.BufferOutputStream()
    table = pyarrow.table({name: [row[name] for row in rows] for name in rows[0]})
    table = table.replace_schema_metadata({"recipe": recipe_text(job, job.last_step)})
    parquet.write_table(table, sink)
    return bytes(sink.getvalue())
