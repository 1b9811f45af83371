"""Standard output that is closed, full or no longer read changes no exit code but one, and shows no traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there is no such device, and no such shell")
MAIN = Path(__file__).parents[2] / "main.py"
QUICK = {
    "version": ("--version",),
    "help": ("--help",),
    "help of a command": ("sweep", "--help"),
    "table": ("describe", "observables"),
    "json": ("describe", "parameters", "--json"),
}


def shell(tail: str, *arguments: str, folder: Path | None = None) -> tuple[int, str]:
    """Run a command with its output led elsewhere; return its own exit code and standard error."""
    script = f'"$0" "$@" {tail}'
    done = subprocess.run(
        ["bash", "-c", script, sys.executable, str(MAIN), *arguments],
        stderr=subprocess.PIPE, text=True, check=False, cwd=folder, timeout=120,
    )  # fmt: skip
    return done.returncode, done.stderr


@pytest.mark.parametrize("arguments", QUICK.values(), ids=QUICK)
@pytest.mark.parametrize("tail", [">&-", "| head -c 1 >/dev/null; exit ${PIPESTATUS[0]}"], ids=["closed", "head"])
def test_a_reader_that_is_not_there_changes_nothing(tail: str, arguments: tuple[str, ...]) -> None:
    assert shell(tail, *arguments) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no such device")
@pytest.mark.parametrize("arguments", QUICK.values(), ids=QUICK)
def test_what_cannot_be_written_is_told_in_one_line(arguments: tuple[str, ...]) -> None:
    code, error = shell(">/dev/full", *arguments)
    assert (code, error.count("\n")) == (2, 1)
    assert "standard output cannot be written: no space left on device" in error


@pytest.mark.parametrize("tail", ["2>/dev/full", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_bad_input_is_bad_input_though_nobody_is_told(tail: str) -> None:
    assert shell(tail, "run", "nobody") == (2, "")


def test_a_file_is_whole_though_nobody_reads_the_rest(tmp_path: Path) -> None:
    command = ("run", "default-patient", "--seconds", "1", "--to")
    assert shell("", *command, "a.csv", folder=tmp_path)[0] == 0
    assert shell(">&-", *command, "b.csv", folder=tmp_path) == (0, "")
    assert shell("| head -1; exit ${PIPESTATUS[0]}", *command, "c.csv", folder=tmp_path) == (0, "")
    whole = (tmp_path / "a.csv").read_bytes()
    assert [(tmp_path / name).read_bytes() == whole for name in ("b.csv", "c.csv")] == [True, True]
    if Path("/dev/full").exists():
        assert shell(">/dev/full", *command, "d.csv", folder=tmp_path)[0] == 2
        assert (tmp_path / "d.csv").read_bytes() == whole
