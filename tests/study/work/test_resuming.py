"""A study whose worker is killed ends in one sentence, and the same command comes to what it would have come to."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from time import sleep

import pytest

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="how to find a process' children is Linux's own"),
]
MAIN = (sys.executable, str(Path(__file__).parents[3] / "main.py"))
TABLE = "table.csv"
STUDIES = {
    "patients": ("patients", "--treatment", "il15", "--number", "8", "--events", "60", "--to", TABLE),
    "sensitivity": ("sensitivity", "--events", "40", "--to", TABLE),
    "validate": ("validate", "--events", "60000", "--row", "2", "--json"),
    "sweep": ("sweep", "default-patient", "--axis", "platelets.strength=0:2:4", "--seconds", "4", "--to", TABLE),
}


def begun(folder: Path, command: tuple[str, ...]) -> "subprocess.Popen[str]":
    folder.mkdir(exist_ok=True)
    own, pipe = {**os.environ, "XDG_CACHE_HOME": str(folder)}, subprocess.PIPE
    words = [*MAIN, *command, "--workers", "2"]
    return subprocess.Popen(words, cwd=folder, env=own, stdout=pipe, stderr=pipe, text=True)


def result(folder: Path, command: tuple[str, ...]) -> tuple[str, str]:
    """Run a command to its end and return its result, and what it said on standard error."""
    process = begun(folder, command)
    out, error = process.communicate(timeout=600)
    assert process.returncode in {0, 1}, error
    table = folder / TABLE
    return (table.read_text(encoding="utf-8-sig") if table.exists() else out), error


@pytest.mark.parametrize("command", STUDIES.values(), ids=STUDIES)
def test_the_same_command_goes_on_after_a_worker_was_killed(tmp_path: Path, command: tuple[str, ...]) -> None:
    process = begun(tmp_path / "killed", command)
    while not (journals := [path for path in tmp_path.rglob("*.journal") if path.read_bytes().count(b"\n") > 2]):
        assert process.poll() is None
        sleep(0.02)
    child = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()[0]
    os.kill(int(child), signal.SIGKILL)
    _, error = process.communicate(timeout=60)
    assert (process.returncode, error.count("\n")) == (2, 1)
    assert "SIGKILL" in error
    assert "the same command goes on from there" in error
    (journal,) = journals
    first, *rest = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join((first, b"\n", *rest)))
    gone_on, told = result(tmp_path / "killed", command)
    assert "1 line damaged, not used" in told
    assert gone_on == result(tmp_path / "whole", command)[0]
    assert not list(tmp_path.rglob("*.journal"))
