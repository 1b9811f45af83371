"""How many biological hours pass per animation second, place by place.

No single clock can show flow (seconds), killing (hours) and dormancy (years), so each place keeps its own.
"""

import numpy as np

from desktop.engine.arrays import FloatArray


class Clocks:
    """Biological time so far in hours, and its pace now in hours per animation second, of every place."""

    def __init__(self, places: int) -> None:
        self.elapsed: FloatArray = np.zeros(places)
        self.pace: FloatArray = np.zeros(places)

    def tick(self, pace: FloatArray, seconds: float) -> None:
        """Let a step's time pass everywhere at a pace, shape (places,)."""
        self.pace = pace
        self.elapsed = self.elapsed + pace * seconds


HOURS_PER_DAY = 24.0
HOURS_PER_WEEK = 168.0
HOURS_PER_YEAR = 8766.0


def in_words(hours: float) -> str:
    """Return a span of biological time in the unit a person would use, such as ``6 h`` or ``1 week``."""
    if hours < 1.0 / 60.0:
        return f"{_short(hours * 3600.0)} s"
    if hours < 1.0:
        return f"{_short(hours * 60.0)} min"
    if hours < 2.0 * HOURS_PER_DAY:
        return f"{_short(hours)} h"
    if hours < HOURS_PER_WEEK:
        return f"{_short(hours / HOURS_PER_DAY)} days"
    unit, size = ("year", HOURS_PER_YEAR) if hours >= HOURS_PER_YEAR else ("week", HOURS_PER_WEEK)
    number = _short(hours / size)
    return f"{number} {unit}" if number == "1" else f"{number} {unit}s"


def _short(number: float) -> str:
    return f"{number:.1f}".rstrip("0").rstrip(".") if number < 10.0 else f"{number:.0f}"
