"""The way between a slider's position and a parameter's value, and the way a value is written. No Qt."""

from dataclasses import dataclass
from functools import cached_property
from math import exp, floor, log, log10

from desktop.engine.parameters import Declaration, Value
from desktop.system.number_words import compact

FINE, STEP, COARSE = 0.002, 0.01, 0.1
"""Shares of the track that Shift+arrow, arrow and Page keys move by."""

STICKY = 0.004
"""Share of the track around the default within which the slider takes the default itself."""


@dataclass(frozen=True)
class Track:
    """The track of one numerical parameter; positions run from 0 to 1."""

    declaration: Declaration

    @property
    def is_whole(self) -> bool:
        """Tell whether the parameter takes whole numbers only."""
        return isinstance(self.declaration.default, int)

    @property
    def _is_log(self) -> bool:
        return self.declaration.scale == "log" and self.declaration.low > 0.0

    def position(self, value: float) -> float:
        """Return where a value stands on the track, 0 to 1."""
        low, high = self.declaration.low, self.declaration.high
        if self._is_log:
            return (log(max(value, low)) - log(low)) / (log(high) - log(low))
        return (value - low) / (high - low)

    @property
    def default_position(self) -> float:
        """Return where the default stands, 0 to 1."""
        return self.position(float(self.declaration.default))

    def value(self, position: float) -> Value:
        """Return the rounded value at a position; near the default it is the default."""
        if abs(position - self.default_position) < STICKY:
            return self.declaration.default
        return self._rounded(self._raw(min(max(position, 0.0), 1.0)))

    def _raw(self, position: float) -> float:
        low, high = self.declaration.low, self.declaration.high
        if self._is_log:
            return exp(log(low) + position * (log(high) - log(low)))
        return low + position * (high - low)

    def _rounded(self, value: float) -> Value:
        low, high = self.declaration.low, self.declaration.high
        if self.is_whole:
            return int(min(max(round(value), low), high))
        resolution = 10.0 ** (floor(log10(value)) - 2) if self._is_log else self._resolution
        return float(min(max(float(f"{round(value / resolution) * resolution:.12g}"), low), high))

    @cached_property
    def _resolution(self) -> float:
        """Return the step of a linear track, in the parameter's unit: 1, 2 or 5 · 10ⁿ, at least 200 steps a track."""
        raw = (self.declaration.high - self.declaration.low) / 200.0
        power = 10.0 ** floor(log10(raw))
        return next(m * power for m in (5.0, 2.0, 1.0) if m * power <= raw * 1.000001)

    def moved(self, value: float, share: float) -> Value:
        """Return the value a share of the track away, at least one step away, within the limits.

        Steps too small to change the written value are lengthened until they do; the default is never jumped over.
        """
        position = self.position(value)
        goal = min(max(position + share, 0.0), 1.0)
        if (position - self.default_position) * (goal - self.default_position) < 0.0 and abs(share) <= STEP:
            return self.declaration.default
        if self.is_whole:
            way = max(1.0, abs(goal - position) * (self.declaration.high - self.declaration.low))
            return self._rounded(value + (way if share > 0.0 else -way))
        candidate = self._rounded(self._raw(goal))
        while candidate == value and 0.0 < goal < 1.0:
            goal = min(max(goal + share, 0.0), 1.0)
            candidate = self._rounded(self._raw(goal))
        return candidate


def written(declaration: Declaration, value: Value) -> str:
    """Write a value as its field shows it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, str):
        return value.replace("_", " ")
    return compact(value)


def with_unit(declaration: Declaration, value: Value) -> str:
    """Write a value with its unit."""
    text = written(declaration, value)
    return f"{text} {declaration.unit}" if declaration.unit and not isinstance(value, str | bool) else text
