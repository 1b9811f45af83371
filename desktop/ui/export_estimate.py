"""How long an export will take and how large it will be: a guess from what this computer has shown, in one sentence."""

from dataclasses import dataclass

from desktop.export.formats import Kind
from desktop.export.job import RenderJob
from desktop.ui.export_words import in_size, in_time

PACKING = {"frames": 0.012, "png": 0.012, "mp4": 0.022, "webm": 0.05, "gif": 0.11, "apng": 0.03, "webp": 0.05}
"""Seconds to pack a million pixels on a processor of 2.5 GHz; drawing and packing go side by side."""
BYTES = {"frames": 1.4, "png": 1.4, "mp4": 0.03, "webm": 0.08, "gif": 0.16, "apng": 1.75, "webp": 0.28}
"""Bytes for a pixel of a frame, as seen in films of the default patient."""
PAGE_SECONDS, PAGE_BYTES = 2.0, 4e6
"""The same for a page of shapes."""
START_SECONDS = 3.0
"""Until the process draws its first frame."""


@dataclass(frozen=True)
class Costs:
    """What the window has measured: seconds for a step, and for a million painted pixels."""

    step: float
    million_pixels: float


@dataclass(frozen=True)
class Estimate:
    """Frames, seconds of film, seconds to wait, bytes."""

    frames: int
    film_seconds: float
    seconds: float
    size: float

    @property
    def words(self) -> str:
        """Return the estimate as a sentence."""
        what = f"{self.frames:,} frames, {self.film_seconds:.1f} s of film" if self.frames > 1 else "One picture"
        return f"{what}; about {in_time(self.seconds)} and {in_size(self.size)}."


def estimate(job: RenderJob, costs: Costs) -> Estimate:
    """Guess what a job takes."""
    pixels, name = job.width * job.height / 1e6, job.exporter.name
    steps = job.last_step * costs.step
    if job.exporter.kind is Kind.TABLE or job.exporter.vector:
        return Estimate(1, 0.0, START_SECONDS + steps + PAGE_SECONDS, PAGE_BYTES)
    draw, pack = costs.million_pixels * pixels, PACKING[name] * pixels
    seconds = START_SECONDS + max(steps + job.count * draw, job.count * pack)
    return Estimate(job.count, job.count / job.frames_per_second, seconds, 1e6 * BYTES[name] * pixels * job.count)
