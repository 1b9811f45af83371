"""The table of a sweep: one row for each point and seed, as CSV for spreadsheets or Parquet for programs."""

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

from desktop.export.rows import csv_bytes
from desktop.study.designs.sweep import Row
from desktop.system.files import FileError, replace_file, shown
from desktop.system.spreadsheets import begins
from desktop.system.targets import check_target

CSV_START, PARQUET_START = b"program,version,scenario,row,seed", b"PAR1"


def check_sweep_target(path: Path) -> None:
    """Raise `FileError` early, before a long sweep, when its table cannot be written to a path."""
    if path.suffix.lower() not in FORMATS:
        message = f"{shown(path)} has no known ending: the table of a sweep is written as {' or '.join(FORMATS)}"
        raise FileError(message)
    if path.suffix.lower() == ".parquet" and find_spec("pyarrow") is None:
        message = "a .parquet table needs the package pyarrow: install ctc-voyage[cluster], or write .csv"
        raise FileError(message)
    check_target(path, _is_own(path))


def write_sweep(rows: Sequence[Row], path: Path) -> None:
    """Write the rows in the format of the path's ending, whole or not at all.

    Raises
    ------
    FileError
        When a foreign file stands there, or the system refuses.
    """
    check_sweep_target(path)
    replace_file(path, FORMATS[path.suffix.lower()][0](rows), _is_own(path))


def _csv(rows: Sequence[Row]) -> bytes:
    return csv_bytes(list(rows[0]), rows)


def _parquet(rows: Sequence[Row]) -> bytes:
    import pyarrow
    from pyarrow import parquet

    sink = pyarrow.BufferOutputStream()
    parquet.write_table(pyarrow.table({name: [row[name] for row in rows] for name in rows[0]}), sink)
    return bytes(sink.getvalue())


FORMATS: dict[str, tuple[Callable[[Sequence[Row]], bytes], bytes]] = {
    ".csv": (_csv, CSV_START),
    ".parquet": (_parquet, PARQUET_START),
}


def _is_own(path: Path) -> Callable[[bytes], bool]:
    start = FORMATS[path.suffix.lower()][1]
    return lambda head: begins(head, start)
