"""Tables of a run: observables over time, and what happened to every cell; for spreadsheets and for programs."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from desktop.engine.model import Model
from desktop.export.recipe import is_own_file
from desktop.export.rows import EVENT_COLUMNS, Row, check_parquet, csv_bytes, event_rows, parquet_bytes, table_refusal
from desktop.study.runner import RunResult, known
from desktop.system import targets
from desktop.system.files import FileError, replace_file, shown
from desktop.system.spreadsheets import begins

STARTS = {".csv": "program,version,scenario,seed,", ".json": '{"program": "CTC Voyage", ', ".parquet": "PAR1"}
"""How tables of the program begin, by their ending."""


def check_target(path: Path, endings: Sequence[str] = tuple(STARTS)) -> None:
    """Raise `FileError` early, before a long run, when a table cannot be written to a path."""
    if path.suffix.lower() not in endings:
        known_ones = f"{', '.join(endings[:-1])} or {endings[-1]}"
        message = f"{shown(path)} has no known ending: a table is written as {known_ones}"
        raise FileError(message)
    check_parquet(path)
    targets.check_target(path, _is_own(path))


def check_events_target(path: Path) -> None:
    """Raise `FileError` early when a table of events cannot be written to a path."""
    check_target(path, (".csv", ".parquet"))


def write_table(result: RunResult, path: Path, recipe: str = "") -> None:
    """Write the samples of a run in the format of the path's ending, whole or not at all.

    ``recipe`` is stored in a Parquet file; the others tell the same in their columns.

    Raises
    ------
    FileError
        When the ending is unknown, a foreign file stands there, or the system refuses.
    """
    check_target(path)
    if path.suffix.lower() == ".json":
        data = _json_text(result).encode("utf-8", "replace")
    else:
        common, names = _common(result), sorted(result.observables)
        rows = [{**common, "time_seconds": round(sample.time, 6), **known(sample.values)} for sample in result.samples]
        data = _packed(path, [*common, "time_seconds", *names], rows, recipe)
    _write(path, data)


def write_events(result: RunResult, model: Model, path: Path, recipe: str = "") -> None:
    """Write everything that happened in a run, one row for each event, whole or not at all.

    Raises
    ------
    FileError
        As `write_table`.
    """
    check_events_target(path)
    common = _common(result)
    rows = [{**common, **event} for event in event_rows(result.events, model)]
    _write(path, _packed(path, [*common, *EVENT_COLUMNS], rows, recipe))


def _write(path: Path, data: bytes) -> None:
    try:
        replace_file(path, data, _is_own(path))
    except FileError as error:
        raise table_refusal(error) from error


def _common(result: RunResult) -> dict[str, float | int | str | None]:
    """Return what is the same in every row: the recipe, repeated so that tables of runs can be stacked."""
    return {
        "program": "CTC Voyage",
        "version": result.version,
        "scenario": result.scenario,
        "seed": result.seed,
        **result.parameters,
    }


def _packed(path: Path, columns: Sequence[str], rows: Sequence[Row], recipe: str) -> bytes:
    is_parquet = path.suffix.lower() == ".parquet"
    return parquet_bytes(columns, rows, recipe) if is_parquet else csv_bytes(columns, rows)


def _json_text(result: RunResult) -> str:
    """Return the summary of the run with its samples: time → observables, None for what is not known."""
    samples = [{"time_seconds": round(sample.time, 6), **known(sample.values)} for sample in result.samples]
    document = {"program": "CTC Voyage", **result.as_dict(), "samples": samples}
    return json.dumps(document, ensure_ascii=False, allow_nan=False) + "\n"


def _is_own(path: Path) -> Callable[[bytes], bool]:
    if path.suffix.lower() == ".parquet":
        return lambda _: is_own_file(path)
    start = STARTS[path.suffix.lower()].encode()
    return lambda head: begins(head, start)
