"""How an export is steered, from another thread if need be, and what it tells of its progress."""

from dataclasses import dataclass
from threading import Event
from time import perf_counter

ALPHA = 0.2
"""Weight of the latest frame in the estimate of the time left."""


@dataclass(frozen=True)
class Progress:
    """How far an export has come: frames done of all; the seconds left are None as long as nothing is known.

    ``way`` is the share of the run's steps that are made: it grows on the way to the first frame, too.
    """

    done: int
    count: int
    seconds_left: float | None
    way: float | None = None

    @property
    def share(self) -> float:
        """Return the share done, 0 to 1."""
        return self.done / self.count if self.way is None else self.way


class Cancelled(Exception):  # noqa: N818
    """The export was given up on request."""


class Control:
    """Pause, go on, or give up; an export looks at it before every frame."""

    def __init__(self) -> None:
        self._go = Event()
        self._go.set()
        self._cancelled = False
        self.keep = True
        self.waited = 0.0
        """Seconds that `check` has waited so far."""

    def pause(self) -> None:
        """Wait before the next frame."""
        self._go.clear()

    def resume(self) -> None:
        """Go on."""
        self._go.set()

    @property
    def paused(self) -> bool:
        """Return whether the export waits, or will before the next frame."""
        return not self._go.is_set()

    def cancel(self, *, keep: bool) -> None:
        """Give up; ``keep`` tells whether what is done so far stays: the frames, or a film that ends early."""
        self.keep = keep
        self._cancelled = True
        self._go.set()

    def check(self) -> None:
        """Wait while paused.

        Raises
        ------
        Cancelled
            When the export was given up.
        """
        if not self._go.is_set():
            begin = perf_counter()
            self._go.wait()
            self.waited += perf_counter() - begin
        if self._cancelled:
            raise Cancelled


class Stopwatch:
    """Estimates the time left from the time of the latest frames; what was skipped, and a pause, count for nothing."""

    def __init__(self, control: Control) -> None:
        self._control = control
        self._last = self._now()
        self._per_frame: float | None = None

    def _now(self) -> float:
        return perf_counter() - self._control.waited

    def progress(self, done: int, count: int, left: int, way: float | None = None) -> Progress:
        """Return the progress after a frame has been made, with ``left`` frames to make; see `Progress`."""
        now = self._now()
        took, self._last = now - self._last, now
        known = self._per_frame
        self._per_frame = took if known is None else known + ALPHA * (took - known)
        return Progress(done, count, self._per_frame * left, way)
