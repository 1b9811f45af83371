"""How long an export will take and how large it will be: a guess from what this computer has shown, in one sentence."""

import os
from dataclasses import dataclass

from desktop.export.formats import Content, Kind
from desktop.export.job import RenderJob
from desktop.system.number_words import in_size, in_time

PACKING = {"frames": 0.012, "png": 0.012, "mp4": 0.045, "webm": 0.04, "gif": 0.052, "apng": 0.025, "webp": 0.058}
"""Seconds of one processor of 2.5 GHz to pack a million pixels; drawing and packing go side by side."""
BYTES = {"frames": 1.5, "png": 1.5, "mp4": 0.036, "webm": 0.05, "gif": 0.095, "apng": 1.5, "webp": 0.2}
"""Bytes for a pixel of a frame, as seen in films of the default patient of 1366 × 768 and 1920 × 1080 pixels."""
PAGE_SECONDS, PAGE_BYTES = 4.0, 1.9e6
"""The same for a page of shapes, whatever its size."""
ROW_BYTES, EVENTS, EVENT_BYTES = 300.0, 7.0, 110.0
"""Bytes for a row of observables; events in a second of animation, and bytes for each."""
PROCESSORS = min(os.cpu_count() or 2, 4)
START_SECONDS = 3.0
"""Until the process draws its first frame."""


@dataclass(frozen=True)
class Costs:
    """What the window has measured: seconds for a step, and for a million painted pixels."""

    step: float
    million_pixels: float


@dataclass(frozen=True)
class Estimate:
    """Frames, seconds of film, seconds to wait, bytes; what is one thing has a name in place of frames."""

    frames: int
    film_seconds: float
    seconds: float
    size: float
    single: str = ""

    @property
    def words(self) -> str:
        """Return the estimate as a sentence."""
        frames = f"{self.frames:,} frames" if self.frames > 1 else "One frame"
        what = self.single or f"{frames}, {self.film_seconds:.1f} s of film"
        return f"{what}; about {in_time(self.seconds)} and {in_size(self.size)}."


def estimate(job: RenderJob, costs: Costs, begins: int = 0) -> Estimate:
    """Guess what a job takes whose run is known up to a step."""
    pixels, name = job.width * job.height / 1e6, job.exporter.name
    steps = max(job.last_step - begins, 0) * costs.step
    if job.exporter.vector:
        return Estimate(1, 0.0, START_SECONDS + steps + PAGE_SECONDS, PAGE_BYTES, "One page")
    if job.exporter.kind is Kind.TABLE:
        if job.content is Content.EVENTS:
            size = EVENTS * EVENT_BYTES * (job.seconds(job.count) - job.start)
            return Estimate(1, 0.0, START_SECONDS + steps, size, "One table of events")
        what = f"One table of {job.count:,} rows" if job.count > 1 else "One table of one row"
        return Estimate(1, 0.0, START_SECONDS + steps, ROW_BYTES * job.count, what)
    drawing, packing = steps + job.count * costs.million_pixels * pixels, job.count * PACKING[name] * pixels
    seconds = START_SECONDS + max(drawing, (drawing + packing) / PROCESSORS)
    size = 1e6 * BYTES[name] * pixels * job.count
    single = "One picture" if job.exporter.kind is Kind.STILL else ""
    return Estimate(job.count, job.count / job.frames_per_second, seconds, size, single)
