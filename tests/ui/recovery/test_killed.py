"""A window that is killed loses five seconds at most, and what comes back is the unbroken run.

With ``--long`` 200 lessons are killed: ``python -m pytest --long -s tests/ui/recovery/test_killed.py``.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from random import Random
from time import sleep

import pytest

from desktop.cascade import MODEL
from desktop.engine.simulation import Simulation
from desktop.study.parameter_changes import advance_to
from desktop.ui.recovery.record import SessionRecord, from_text
from desktop.ui.recovery.store import FOLDER, SessionStore
from desktop.ui.run.undo import Run
from tests.ui.recovery import lesson_to_kill

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there is no such signal")
MOST_LOST = 5.0
"""Seconds of use."""
STALL = 1.0
"""Seconds; a longer gap between two deeds is a computer too busy to be used, and counts as this much."""
NOTE_AFTER = 4.0
"""Seconds of use after which there must be a note."""


@dataclass(frozen=True)
class Deed:
    """Something done, with the digest of the state after it, or the beginning of a note, which has None."""

    at: float
    digest: str | None
    record: SessionRecord


def deeds_of(log: Path) -> list[Deed]:
    """Return what was done; the last line may be broken off."""
    lines = log.read_text().splitlines(keepends=True) if log.exists() else []
    rows = [json.loads(line) for line in lines if line.endswith("\n")]
    return [Deed(at, digest, from_text(note, MODEL)) for at, digest, note in rows]


def kill_a_lesson(folder: Path, seed: int, seconds: float) -> list[Deed]:
    """Let a lesson go on for some seconds of its own clock, kill it, and return what was done in it."""
    folder.mkdir()
    command = [sys.executable, lesson_to_kill.__file__, str(folder), str(seed)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3]), "QT_QPA_PLATFORM": "offscreen"}
    environment["XDG_CONFIG_DIRS"] = str(folder)
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            deeds = deeds_of(folder / "log")
            if deeds and deeds[-1].at - deeds[0].at >= seconds:
                process.kill()
            sleep(0.05)
    return deeds_of(folder / "log")


def came_back(folder: Path) -> SessionRecord | None:
    """Return the session that the next window would offer."""
    found = list(SessionStore(folder / "config" / FOLDER).earlier(MODEL))
    assert all(item.record is not None for item in found), "a note is whole, whenever its window is killed"
    return found[0].record if found else None


def inputs(record: SessionRecord) -> tuple[object, ...]:
    return record.scenario, record.moves, record.page


def seconds_of_use(deeds: list[Deed]) -> float:
    """Return how long a lesson was, without the time in which the computer did something else."""
    return sum(min(after.at - before.at, STALL) for before, after in pairwise(deeds))


def seconds_lost(deeds: list[Deed], record: SessionRecord | None) -> float:
    """Return how long before the end what came back was there."""
    if record is None:
        return seconds_of_use(deeds)
    # The same step and the same sliders may come again: only the note itself tells when it was taken.
    noted = [index for index, deed in enumerate(deeds) if deed.digest is None and deed.record == record]
    assert noted, "what came back is a session that was noted"
    return seconds_of_use(deeds[noted[-1] :])


def check_state(deeds: list[Deed], record: SessionRecord) -> None:
    """Hold the state that comes back, and one told by the window itself, against the unbroken run."""
    unbroken = Simulation(MODEL, record.scenario.parameters, record.scenario.seed)
    advance_to(unbroken, record.step, record.moves)
    run = Run(Simulation(MODEL, record.scenario.parameters, record.scenario.seed), record.scenario)
    run.timeline.foretell(record.moves, record.furthest)
    run.timeline.advance(run.simulation, run.timeline.approach(run.simulation, record.step))
    assert (run.simulation.step, run.simulation.sha256()) == (record.step, unbroken.sha256())
    told = [deed for deed in deeds if deed.digest and inputs(deed.record) == inputs(record)]
    if told:
        again = Simulation(MODEL, record.scenario.parameters, record.scenario.seed)
        advance_to(again, told[-1].record.step, record.moves)
        assert again.sha256() == told[-1].digest


@pytest.mark.parametrize("seed", [1, 2])
def test_what_a_killed_window_leaves_is_the_unbroken_run(tmp_path: Path, seed: int) -> None:
    deeds = kill_a_lesson(tmp_path / "lesson", seed, NOTE_AFTER + seed)
    record = came_back(tmp_path / "lesson")
    assert record is not None
    seconds_lost(deeds, record)
    check_state(deeds, record)


@pytest.mark.long
def test_of_two_hundred_killed_lessons_none_loses_more_than_five_seconds(tmp_path: Path) -> None:
    luck, lost = Random(1), []
    for seed in range(int(os.environ.get("KILLS", "200"))):
        folder = tmp_path / str(seed)
        deeds = kill_a_lesson(folder, seed, luck.uniform(0.3, 12.0))
        record = came_back(folder)
        lost.append(seconds_lost(deeds, record))
        if record is not None:
            check_state(deeds, record)
        print(f"kill {seed + 1}: {lost[-1]:.2f} s of {seconds_of_use(deeds):.1f} s lost", flush=True)  # noqa: T201
        assert lost[-1] <= MOST_LOST
    print(f"{len(lost)} kills, at most {max(lost):.2f} s lost")  # noqa: T201
