"""Rows as a table: CSV for spreadsheets, Parquet for programs; and the log of events as rows."""

from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from desktop.engine.arrays import AnyArray
from desktop.engine.model import Model
from desktop.system.files import FileError
from desktop.system.spreadsheets import as_file

Row = Mapping[str, float | int | str | None]
EVENT_COLUMNS = {
    "time_seconds": "float64",
    "hours": "float64",
    "event": "string",
    "cell": "int64",
    "journey": "int64",
    "stage": "string",
    "cause": "string",
    "other": "int64",
    "x_um": "float64",
    "y_um": "float64",
    "value": "float64",
}
"""Columns of a table of events, and their kinds as Parquet names them: a table may have no rows to tell them from."""


def table_refusal(error: FileError) -> FileError:
    """Return why a table cannot be written after the work for it, and what that means for its rows."""
    return FileError(f"{error}; no row is kept, since a part of a table looks like a whole one")


def check_parquet(path: Path) -> None:
    """Refuse early what cannot be written.

    Raises
    ------
    FileError
        In one sentence.
    """
    if path.suffix.lower() == ".parquet" and find_spec("pyarrow") is None:
        message = "a .parquet table needs the package pyarrow: install ctc-voyage[cluster], or write .csv"
        raise FileError(message)


def event_rows(events: AnyArray, model: Model) -> Iterator[Row]:
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


def csv_bytes(columns: Sequence[str], rows: Sequence[Row]) -> bytes:
    """Return a table for spreadsheets; what is not known is an empty field."""
    return as_file([columns, *([row[name] for name in columns] for row in rows)])


def parquet_bytes(columns: Sequence[str], rows: Sequence[Row], recipe: str) -> bytes:
    """Return a table for programs, with the recipe of the file in its metadata."""
    import pyarrow  # an extra
    from pyarrow import parquet

    sink = pyarrow.BufferOutputStream()
    arrays = {}
    for name in columns:
        values = [row[name] for row in rows]
        unknown = all(value is None for value in values)
        kind = EVENT_COLUMNS.get(name, "float64" if unknown else None)
        arrays[name] = pyarrow.array(values, pyarrow.type_for_alias(kind) if kind else None)
    table = pyarrow.table(arrays).replace_schema_metadata({"recipe": recipe})
    parquet.write_table(table, sink)
    return bytes(sink.getvalue())
