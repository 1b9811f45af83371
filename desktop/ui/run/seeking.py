"""The way to a moment sought: its steps are made little by little, and it can be given up."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import inf
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.engine.simulation import STEP_SECONDS
from desktop.ui.run.stepper import Stepper

SEEK_BUDGET = 0.03
"""Seconds of real time that steps may take at a stretch on the way to a moment sought."""
LONG_WAY = 1.0
"""Seconds of real time from which on a way is told of."""
PICTURE_SECONDS, WORDS_SECONDS = 0.5, 0.1
"""Seconds of real time from one picture of a long way to the next, and from one word about it: they hold it up."""


@dataclass(frozen=True)
class Way:
    """The steps that a way goes from and to, and what brings back the moment before."""

    start: int
    goal: int
    turn_back: Callable[[], None]
    is_long: bool


class Seeking(QObject):
    """Makes the steps of one way after the other; ``show`` shows the moment reached.

    Signals
    -------
    on_the_way
        A sentence about a long way, and the share that is made; an empty one at its end.
    given_up
        The way will not be gone to its end; what was shown before it is shown again.
    """

    on_the_way = Signal(str, float)
    given_up = Signal()

    def __init__(self, show: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self.way: Way | None = None
        self._show = show
        self._stepper: Stepper | None = None
        self._pictured = self._worded = -inf
        """When a long way was last shown, and when told of, in seconds of real time."""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._approach)

    def begin(self, stepper: Stepper, steps: int, turn_back: Callable[[], None]) -> None:
        """Begin a way of some steps, in place of another one."""
        start = stepper.simulation.step
        self._stepper = stepper
        self.way = Way(start, start + steps, turn_back, steps * stepper.pacer.step_cost > LONG_WAY)
        self._approach()

    def _approach(self) -> None:
        """Make a part of the steps that are missing."""
        way, stepper = self.way, self._stepper
        if way is None or stepper is None:
            return
        missing = way.goal - stepper.simulation.step
        most = max(1, int(SEEK_BUDGET / max(stepper.pacer.step_cost, 1e-6)))
        if missing <= most:
            self.stop()
        else:
            self._timer.start(0)
        stepper.make(min(missing, most))
        now = perf_counter()
        if self.way is None or not way.is_long or now - self._pictured >= PICTURE_SECONDS:
            self._pictured = now
            self._show()
        # What was shown may have led elsewhere.
        if self.way is way and way.is_long and now - self._worded >= WORDS_SECONDS:
            self._worded = now
            self._tell(way, stepper.simulation.step)

    def _tell(self, way: Way, step: int) -> None:
        goal, now = way.goal * STEP_SECONDS, step * STEP_SECONDS
        share = (step - way.start) / (way.goal - way.start)
        self.on_the_way.emit(f"On the way to second {goal:.1f}, now at {now:.1f}", share)

    def stop(self) -> None:
        """Stay where the way has led to."""
        self._timer.stop()
        self._pictured = self._worded = -inf
        if self.way is not None and self.way.is_long:
            self.on_the_way.emit("", 1.0)
        self.way = None

    def go_on_to_stay(self) -> None:
        """Let the way go on; once given up, it ends where it has led to, since the moment before is gone."""
        if self.way is not None:
            self.way = replace(self.way, turn_back=self._show)

    def turn_back(self) -> None:
        """Give up the way, and show what was shown before."""
        way = self.way
        self.stop()
        if way is not None:
            way.turn_back()
            self.given_up.emit()
