"""Turns real time into steps of fixed length. No Qt, no clock of its own: time is an argument."""

from dataclasses import dataclass, field
from math import ceil
from time import perf_counter

from desktop.engine.simulation import STEP_SECONDS, Simulation
from desktop.ui.run.timeline import Timeline

TICK_BUDGET = 0.024
"""Seconds of real time that the steps of one tick may take: two ticks in three stay free for painting and input."""

FRAME_SECONDS = 1.0 / 60.0
"""Real time from one tick to the next. A timer of whole milliseconds would beat against the 60 steps of a second."""

EARLY = 0.3
"""Share of a step by which a step may come early, so that a tick that comes a moment too soon is not left without."""

JITTER = 0.3
"""Share of a frame by which a tick may miss the beat and still count as on it: else single frames get 0 or 2 steps."""

LONGEST_TICK = 0.1
"""Real time beyond this, as after a pause of the computer, is not caught up with."""

CATCHING_UP = 0.003
"""Seconds of real time in a tick for steps that late ticks missed. Dearer ones are let go: nobody sees that a moment
took a sixtieth of a second longer, but everybody sees the next picture come late, too."""

LEARNING = 0.02
"""Share of each tick in the moving average of the time between two."""

SLACK = 0.1
"""Share of a step that ticks may be slow by, on average, before they are given one more."""


@dataclass
class Pacer:
    """How many steps are due. A slow machine runs slower; it never owes more than one tick."""

    step_seconds: float = STEP_SECONDS
    speed: float = 1.0
    step_cost: float = 0.001
    _owed: float = field(default=0.0, init=False)
    _beat: float = field(default=FRAME_SECONDS, init=False)

    def due(self, elapsed: float) -> int:
        """Return the steps to make after ``elapsed`` seconds of real time."""
        passed = _on_the_beat(min(max(elapsed, 0.0), LONGEST_TICK))
        self._beat += LEARNING * (passed - self._beat)
        self._owed += passed * self.speed / self.step_seconds
        most = self._most()
        steps = int(self._owed + EARLY)
        if steps > most:
            self._owed = 0.0
            return most
        self._owed -= steps
        return steps

    def _most(self) -> int:
        """Return how many steps a tick may have: what ticks usually need, and missed ones if they are cheap."""
        cost = max(self.step_cost, 1e-6)
        usual = ceil(self._beat * self.speed / self.step_seconds - SLACK)
        return max(1, min(int(TICK_BUDGET / cost), usual + int(CATCHING_UP / cost)))

    def learn(self, steps: int, seconds: float) -> None:
        """Remember what steps cost, as a moving average."""
        if steps > 0:
            self.step_cost += 0.1 * (seconds / steps - self.step_cost)

    def forget(self) -> None:
        """Owe nothing, as after a pause."""
        self._owed = 0.0


def _on_the_beat(elapsed: float) -> float:
    """Return whole frames for a time that is nearly that, in seconds."""
    frames = round(elapsed / FRAME_SECONDS)
    near = frames >= 1 and abs(elapsed - frames * FRAME_SECONDS) <= JITTER * FRAME_SECONDS
    return frames * FRAME_SECONDS if near else elapsed


class Stepper:
    """Runs a simulation: told the time again and again, it makes the steps that are due.

    A ``timeline`` remembers what can be gone back to.
    """

    def __init__(self, simulation: Simulation, pacer: Pacer | None = None, timeline: Timeline | None = None) -> None:
        self.simulation = simulation
        self._timeline = timeline
        self.pacer = pacer or Pacer()
        self.running = False
        self._last: float | None = None
        self._next = 0.0

    def play(self) -> None:
        """Run from the next tick on."""
        self.running = True
        self._last = None
        self.pacer.forget()

    def pause(self) -> None:
        """Make no further step."""
        self.running = False

    def tick(self, now: float) -> int:
        """Make the steps due at a moment of real time, in seconds, and return how many."""
        last, self._last = self._last, now
        if not self.running:
            return 0
        # The first tick after play makes one step, so that something is seen to happen at once.
        steps = 1 if last is None else self.pacer.due(now - last)
        return self.make(steps)

    def rest(self, now: float) -> float:
        """Return the seconds until the next tick; ticks that were missed are left out."""
        self._next = max(self._next + FRAME_SECONDS, now) if self._next > now - LONGEST_TICK else now
        return self._next - now

    def make(self, steps: int) -> int:
        """Make a number of steps now."""
        if steps > 0:
            begin = perf_counter()
            if self._timeline is not None:
                self._timeline.advance(self.simulation, steps)
            else:
                self.simulation.advance(steps)
            self.pacer.learn(steps, perf_counter() - begin)
        return steps
