"""Ctrl-C, and being told to end, at any moment of any command: soon over, one line, and nobody is left behind."""

import os
import random
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

import pytest

from desktop.system.interruption import PATIENCE

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="signals work otherwise there"),
    # Tests that run in the background of a shell ignore interrupts, and what they start would do so, too.
    pytest.mark.usefixtures("_interrupts_are_not_ignored"),
]
MAIN = (sys.executable, str(Path(__file__).parents[1] / "main.py"))
LONG = "8000"
COMMANDS = {
    "run": ("run", "default-patient", "--seconds", LONG, "--to", "run.csv"),
    "frames": ("render", "default-patient", "frames", "--seconds", "60", "--size", "640x360"),
    "film": ("render", "default-patient", "film.mp4", "--seconds", "60", "--size", "640x360"),
    "sweep": ("sweep", "default-patient", "--axis", "platelets.strength=0:2:99", "--to", "sweep.csv", "--workers", "2"),
    "validate": ("validate", "--workers", "2", "--json"),
    "calibrate": ("calibrate", "--to", "fitted.toml", "--workers", "2"),
    "sensitivity": ("sensitivity", "--to", "sliders.csv", "--workers", "2"),
    "patients": ("patients", "--treatment", "il15", "--to", "patients.csv", "--workers", "2"),
    "alone": ("patients", "--treatment", "il15", "--to", "alone.csv", "--workers", "1"),
    "check": ("check", "--json"),
}
SOON = 2.0
"""Seconds within which everything is over; on a busy machine the system's own work comes on top."""


@pytest.fixture
def _interrupts_are_not_ignored(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


@dataclass(frozen=True)
class End:
    code: int
    error: str
    seconds: float
    left: tuple[int, ...]


def members(group: int) -> tuple[int, ...]:
    """Return the processes of a session that are there."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == group and fields[0] != "Z":
            found.append(int(folder.name))
    return tuple(found)


def interrupted(
    folder: Path, command: tuple[str, ...], moment: float, number: signal.Signals, *, to_all: bool = False
) -> End:
    """Start a command, send a signal after some seconds, and return how it ended."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        [*MAIN, *command], stdout=pipe, stderr=pipe, text=True, cwd=folder, start_new_session=True
    )
    signal.signal(signal.SIGINT, before)
    sleep(moment)
    begin = monotonic()
    if process.poll() is None:
        (os.killpg if to_all else os.kill)(process.pid, number)
    try:
        _, error = process.communicate(timeout=60)
    finally:
        process.kill()
    seconds = monotonic() - begin
    # Those who work for it see that it is gone, and go.
    deadline = monotonic() + 20.0
    while members(process.pid) and monotonic() < deadline:
        sleep(0.05)
    return End(process.returncode, error, seconds, members(process.pid))


def check(end: End, code: int, words: str) -> None:
    assert end.error.startswith("ctc-voyage: interrupted"), f"{words}: {end}"
    assert end.error.count("\n") == 1, f"{words}: {end}"
    assert (end.code, end.left) == (code, ()), f"{words}: {end}"


@pytest.mark.parametrize("moment", [0.1, 0.4])
def test_the_first_second_can_be_interrupted(tmp_path: Path, moment: float) -> None:
    check(interrupted(tmp_path, COMMANDS["run"], moment, signal.SIGINT), 130, f"after {moment} s")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_nobody_is_left_behind(tmp_path: Path, number: signal.Signals, code: int) -> None:
    check(interrupted(tmp_path, COMMANDS["patients"], 2.5, number, to_all=True), code, "after 2.5 s")
    assert not list(tmp_path.glob("patients.csv"))


@pytest.mark.long
def test_forty_moments(tmp_path: Path) -> None:
    seed = int(os.environ.get("INTERRUPTION_SEED") or random.randrange(1 << 30))
    luck, late = random.Random(seed), []
    for number in range(40):
        name, moment = luck.choice(sorted(COMMANDS)), luck.uniform(0.1, 8.0) if number % 2 else luck.uniform(0.1, 1.5)
        kind, to_all = luck.choice((signal.SIGINT, signal.SIGINT, signal.SIGTERM)), luck.random() < 0.5
        folder = tmp_path / str(number)
        folder.mkdir()
        end = interrupted(folder, COMMANDS[name], moment, kind, to_all=to_all)
        words = f"seed {seed}, {number}: {name} after {moment:.2f} s, {kind.name} {'to all' if to_all else 'to one'}"
        if end.code == 0 and not end.error:
            assert name == "check", f"{words}: it was done before"
            continue
        check(end, 128 + kind, words)
        assert not list(folder.rglob("*.part")), words
        late += [f"{words}: {end.seconds:.1f} s"] * (end.seconds > SOON)
    assert not late
    assert PATIENCE < SOON
