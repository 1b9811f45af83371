"""The moments of a job, one after the other: what a frame shows depends on its number alone."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from desktop.engine.simulation import STEP_SECONDS, Simulation
from desktop.engine.snapshot import Snapshot
from desktop.export.formats import Kind
from desktop.export.job import RenderJob
from desktop.study.parameter_changes import advance_to, strides_to

STEPS_PER_SECOND = round(1.0 / STEP_SECONDS)


@dataclass(frozen=True)
class FrameMoment:
    """One frame: its number, what there is to see, and, where the file tells of this one moment, the state's digest.

    ``second`` is the run at the beginning of the same second of animation: numbers in labels are read from it, since
    they would flicker if they changed with every frame.
    """

    frame: int
    snapshot: Snapshot
    second: Snapshot
    state: str


def first_second(job: RenderJob) -> int:
    """Return the latest step at which a run can stand that is to show all frames of a job."""
    step = job.step(0)
    return step - step % STEPS_PER_SECOND


def moments(
    job: RenderJob,
    simulation: Simulation,
    wanted: Callable[[int], bool] = lambda _: True,
    pause: Callable[[int], None] = lambda _: None,
) -> Iterator[FrameMoment]:
    """Advance a simulation and yield the wanted frames.

    It stands at time zero, or at any moment of the same run up to `first_second`.

    ``pause`` is called again and again with the number of the next frame, and may wait or raise.
    """
    for _ in strides_to(simulation, max(0, job.step(0) - STEPS_PER_SECOND), job.parameter_changes):
        pause(0)
    hashed = job.exporter.kind in {Kind.FRAMES, Kind.STILL}
    second: Snapshot | None = None
    for frame in range(job.count):
        pause(frame)
        step = job.step(frame)
        begin = step - step % STEPS_PER_SECOND
        if second is None or second.step < begin:
            advance_to(simulation, begin, job.parameter_changes)
            second = simulation.snapshot()
        advance_to(simulation, step, job.parameter_changes)
        if wanted(frame):
            yield FrameMoment(frame, simulation.snapshot(), second, simulation.sha256() if hashed else "")
