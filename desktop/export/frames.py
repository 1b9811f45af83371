"""A run as numbered pictures, one file per frame, taken by simulated time and never from a screen."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from desktop.engine.simulation import STEP_SECONDS, Simulation
from desktop.engine.snapshot import Snapshot
from desktop.export.png import Pixels, is_own_png, write_png
from desktop.study.files import FileError, check_replaceable, reason, shown
from desktop.study.scenario import Scenario, ScenarioError, check_seconds

MAX_FRAMES = 99_999
MIN_RATE, MAX_RATE = 0.01, 240.0
NUMBERED = re.compile(r"frame_(\d{5})\.png")


@dataclass(frozen=True)
class FrameJob:
    """Which frames to make: of a scenario, for its seconds, so many for each second of animation, in a folder."""

    scenario: Scenario
    frames_per_second: float
    folder: Path

    @property
    def count(self) -> int:
        """Return the number of frames, at least one."""
        return max(1, round(self.scenario.seconds * self.frames_per_second))

    def step(self, frame: int) -> int:
        """Return the step of the simulation that a frame shows; frame 0 shows the beginning."""
        return round(frame / self.frames_per_second / STEP_SECONDS)

    def path(self, frame: int) -> Path:
        """Return the file of a frame; the numbers in names begin with 1."""
        return self.folder / f"frame_{frame + 1:05d}.png"

    def texts(self, snapshot: Snapshot) -> dict[str, str]:
        """Return the words stored in a picture: enough to make it again."""
        recipe = {"seed": self.scenario.seed, "time": snapshot.time, "parameters": snapshot.parameters.changes()}
        return {
            "Title": self.scenario.title,
            "Scenario": self.scenario.name,
            "Seed": str(self.scenario.seed),
            "Time": f"{snapshot.time:.6g} s",
            "Recipe": json.dumps(recipe, ensure_ascii=False, sort_keys=True),
        }


def check_job(job: FrameJob) -> None:
    """Refuse, before any work, what would fail or harm later.

    Raises
    ------
    ScenarioError
        When the length or the number of frames cannot be.
    FileError
        When the folder cannot be used, or a file in it is not the program's own.
    """
    check_seconds(job.scenario.seconds)
    if not MIN_RATE <= job.frames_per_second <= MAX_RATE:
        message = f"frames per second takes {MIN_RATE:g} to {MAX_RATE:g}, not {job.frames_per_second:g}"
        raise ScenarioError(message)
    if job.count > MAX_FRAMES:
        message = f"{job.count} frames are too many: {MAX_FRAMES} is the most; take fewer seconds or frames per second"
        raise ScenarioError(message)
    _prepare(job)


def _prepare(job: FrameJob) -> None:
    try:
        job.folder.mkdir(parents=True, exist_ok=True)
        present = sorted(item for item in job.folder.iterdir() if NUMBERED.fullmatch(item.name))
        for path in present:
            check_replaceable(path, is_own_png)
    except (OSError, ValueError) as error:
        why = reason(error) if isinstance(error, OSError) else "it is not a folder name"
        message = f"{shown(job.folder)} cannot be used for frames: {why}"
        raise FileError(message) from error
    left_over = [path for path in present if int(path.stem[-5:]) > job.count]
    if left_over:
        message = (
            f"{shown(job.folder)} holds frames of a longer run ({left_over[0].name} and up): "
            "choose another folder, or remove them"
        )
        raise FileError(message)


def write_frames(job: FrameJob, simulation: Simulation, draw: Callable[[Snapshot], Pixels]) -> Iterator[Path]:
    """Advance a simulation at time zero and write every frame of a job, yielding each file once it is whole.

    Raises
    ------
    FileError
        When a file cannot be written.
    """
    for frame in range(job.count):
        simulation.advance(job.step(frame) - simulation.step)
        snapshot = simulation.snapshot()
        path = job.path(frame)
        write_png(path, draw(snapshot), job.texts(snapshot))
        yield path
