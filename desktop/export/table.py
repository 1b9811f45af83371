"""Tables of observables over time, as CSV for spreadsheets and as JSON for programs."""

import csv
import io
import json
from collections.abc import Callable
from math import isfinite
from pathlib import Path

from desktop.study.files import FileError, check_replaceable, replace_file, shown
from desktop.study.runner import RunResult, known

CSV_START = "program,version,scenario,seed,"
JSON_START = '{"program": "CTC Voyage", '


def csv_text(result: RunResult) -> str:
    """Return one row per sample. Columns: the recipe, repeated so that runs can be stacked, time, the observables.

    What is not known is an empty field.
    """
    recipe = {
        "program": "CTC Voyage",
        "version": result.version,
        "scenario": result.scenario,
        "seed": result.seed,
        **result.parameters,
    }
    names = sorted(result.observables)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*recipe, "time_seconds", *names])
    for sample in result.samples:
        values = [repr(sample.values[name]) if isfinite(sample.values[name]) else "" for name in names]
        writer.writerow([*recipe.values(), f"{sample.time:.6g}", *values])
    return out.getvalue()


def json_text(result: RunResult) -> str:
    """Return the summary of the run with its samples: time → observables, None for what is not known."""
    samples = [{"time_seconds": round(sample.time, 6), **known(sample.values)} for sample in result.samples]
    document = {"program": "CTC Voyage", **result.as_dict(), "samples": samples}
    return json.dumps(document, ensure_ascii=False, allow_nan=False) + "\n"


FORMATS: dict[str, tuple[Callable[[RunResult], str], str]] = {
    ".csv": (csv_text, CSV_START),
    ".json": (json_text, JSON_START),
}


def check_target(path: Path) -> None:
    """Raise `FileError` early, before a long run, when a table cannot be written to a path."""
    if path.suffix.lower() not in FORMATS:
        message = f"{shown(path)} has no known ending: a table is written as {' or '.join(FORMATS)}"
        raise FileError(message)
    if not path.parent.is_dir():
        message = f"{shown(path)} cannot be written: there is no folder {shown(path.parent)}"
        raise FileError(message)
    check_replaceable(path, _is_own(path))


def write_table(result: RunResult, path: Path) -> None:
    """Write the samples of a run in the format of the path's ending, whole or not at all.

    Raises
    ------
    FileError
        When the ending is unknown, a foreign file stands there, or the system refuses.
    """
    check_target(path)
    text, _ = FORMATS[path.suffix.lower()]
    replace_file(path, text(result).encode("utf-8", "replace"), _is_own(path))


def _is_own(path: Path) -> Callable[[bytes], bool]:
    start = FORMATS[path.suffix.lower()][1].encode()
    return lambda head: head.startswith(start)
