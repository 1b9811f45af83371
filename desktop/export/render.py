"""Make what a job asks for: the run is drawn in one thread, pictures are packed in others, files are whole or absent.

The number of threads changes no byte of what is written.
"""

import os
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from desktop.engine.model import Model
from desktop.engine.simulation import Simulation, State
from desktop.export.control import Cancelled, Control, Progress, Stopwatch
from desktop.export.formats import Content, Kind
from desktop.export.job import JobError, RenderJob
from desktop.export.moments import FrameMoment, moments
from desktop.export.png import Pixels
from desktop.export.sinks import Sink, open_sink
from desktop.study.runner import start

MOST_THREADS = 4
WAITING = 3
"""Pictures in flight for each thread: enough to keep it busy, few enough to keep memory flat."""


class Draw(Protocol):
    """Draws what a job shows."""

    def pixels(self, moment: FrameMoment) -> Pixels:
        """Return the picture of a moment, shape (height, width, 3), or with alpha (height, width, 4)."""

    def page(self, moment: FrameMoment) -> bytes:
        """Return the moment as a page of shapes in the job's format, without dates or other traces of the day."""


@dataclass(frozen=True)
class Outcome:
    """What came of a job: the frames made now, those kept from before, and whether all are there."""

    path: Path
    made: int
    kept: int
    complete: bool


def render(
    job: RenderJob,
    model: Model,
    draw: Draw,
    *,
    on_progress: Callable[[Progress], None] = lambda _: None,
    control: Control | None = None,
    threads: int | None = None,
    beginning: State | None = None,
) -> Outcome:
    """Do a job; the live view, if there is one, is not touched.

    Parameters
    ----------
    draw
        Called from this thread only.
    on_progress
        Told after every frame, from this thread.
    control
        Pauses and cancels, from any thread. After a cancel, frames made so far and an early end of a film stay when it
        says so; else nothing stays but what was there before.
    threads
        How many pack pictures beside this one, which draws; as many as there are processors to spare.
    beginning
        A moment of the same run, up to `desktop.export.moments.first_second`, so that what came before it need not be
        lived through again; it changes no byte of what is written.

    Raises
    ------
    JobError
        When this job is none of pictures in time.
    FileError
        In one sentence: something of somebody else is in the way, or the system refuses.
    """
    if job.exporter.kind is Kind.TABLE or job.content in {Content.STORYBOARD, Content.BIOGRAPHY}:
        message = f"{job.content} as {job.format} is not made of frames"
        raise JobError(message)
    with open_sink(job) as sink:
        maker = _Maker(job, sink, draw, control or Control(), on_progress)
        return maker.make(_start(model, job, beginning), threads or spare_threads())


def _start(model: Model, job: RenderJob, beginning: State | None) -> Simulation:
    """Return the run of a job, at its first moment or at the one that is known."""
    simulation = start(model, job.scenario, with_scenery=True)
    if beginning is not None:
        simulation.restore(beginning)
    return simulation


def spare_threads() -> int:
    """Return how many threads pack pictures: one a processor, though one more draws, since none works all the time."""
    return min(os.cpu_count() or 2, MOST_THREADS)


class _Maker:
    """The frames of one job on their way from the run to the file."""

    def __init__(
        self, job: RenderJob, sink: Sink, draw: Draw, control: Control, on_progress: Callable[[Progress], None]
    ) -> None:
        self._job = job
        self._sink = sink
        self._draw = draw
        self._control = control
        self._on_progress = on_progress
        self._missing = sum(sink.wanted(frame) for frame in range(job.count))
        self._made = 0
        self._first, self._last = job.step(0), max(job.last_step, 1)
        self._waiting: deque[Future[None]] = deque()
        self._watch = Stopwatch(control)

    def make(self, simulation: Simulation, threads: int) -> Outcome:
        kept = self._job.count - self._missing
        try:
            with ThreadPoolExecutor(threads) as packers, ThreadPoolExecutor(1) as keeper:
                try:
                    self._make_all(simulation, packers, keeper, WAITING * threads)
                finally:
                    packers.shutdown(wait=True, cancel_futures=True)
        except Cancelled:
            self._sink.cancel(keep=self._control.keep)
            late = sum(not frame.cancelled() and frame.exception() is None for frame in self._waiting)
            return Outcome(self._job.destination, self._made + late, kept, complete=False)
        self._sink.finish()
        return Outcome(self._job.destination, self._made, kept, complete=True)

    def _make_all(
        self, simulation: Simulation, packers: ThreadPoolExecutor, keeper: ThreadPoolExecutor, most: int
    ) -> None:
        shapes = self._job.exporter.vector
        for moment in moments(self._job, simulation, self._sink.wanted, lambda _: self._look(simulation.step)):
            drawn = self._draw.page(moment) if shapes else self._draw.pixels(moment)
            packed = packers.submit(self._sink.pack, moment, drawn)
            self._waiting.append(keeper.submit(self._keep, moment.frame, packed))
            while len(self._waiting) > most:
                self._wait()
        while self._waiting:
            self._wait()

    def _look(self, step: int) -> None:
        """Look whether to go on, and tell of the way to the first frame, which may take the longest."""
        self._control.check()
        if step < self._first:
            self._on_progress(Progress(self._job.count - self._missing, self._job.count, None, step / self._last))

    def _keep(self, frame: int, packed: Future[object]) -> None:
        self._sink.keep(frame, packed.result())

    def _wait(self) -> None:
        self._waiting.popleft().result()
        self._tell()

    def _tell(self) -> None:
        self._made += 1
        left = self._missing - self._made
        done = self._job.count - left
        way = self._job.step(done - 1) / self._last
        self._on_progress(self._watch.progress(done, self._job.count, left, way))
