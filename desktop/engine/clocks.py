"""How many biological hours pass per animation second, place by place.

No single clock can show flow (seconds), killing (hours) and dormancy (years), so each place keeps its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from desktop.engine.arrays import FloatArray

if TYPE_CHECKING:
    from desktop.engine.contracts import StepContext


@dataclass(frozen=True, slots=True)
class Place:
    """A part of the body with a clock of its own; ``pace`` gives biological hours per animation second."""

    name: str
    label: str
    pace: "Callable[[StepContext], float]"


class Clocks:
    """Biological time so far, and its pace now, of every place."""

    def __init__(self, places: tuple[Place, ...]) -> None:
        self.places = places
        self.elapsed: FloatArray = np.zeros(len(places))
        self.pace: FloatArray = np.zeros(len(places))

    def read(self, context: "StepContext") -> None:
        """Read the paces, and let no time pass."""
        self.pace = np.array([place.pace(context) for place in self.places], dtype=np.float64)

    def tick(self, context: "StepContext") -> None:
        """Read the paces for this step and let that much time pass everywhere."""
        self.read(context)
        self.elapsed = self.elapsed + self.pace * context.seconds


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
