"""The frozen tables of version 1: which number stands for which scenario, page, slider and value."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from math import floor, log10
from typing import Any

from desktop.engine.parameters import Value
from desktop.system.assets import asset

TABLE = "codes/version-1.toml"


@dataclass(frozen=True)
class Slider:
    """The values of one slider that a code can hold."""

    path: str
    rule: Mapping[str, Any]

    @cached_property
    def values(self) -> tuple[Value, ...]:
        """Return the values, each at the number that stands for it."""
        return (*self._regular(), *self.rule.get("also", ()))

    def _regular(self) -> tuple[Value, ...]:
        rule = self.rule
        if "values" in rule:
            return tuple(rule["values"])
        if "digits" in rule:
            return tuple(_of_digits(rule["digits"], rule["low"], rule["high"]))
        numbers = range(rule["first"], rule["last"] + 1)
        if isinstance(rule["step"], int):
            return tuple(number * rule["step"] for number in numbers)
        return tuple(float(f"{number * rule['step']:.12g}") for number in numbers)

    @property
    def bits(self) -> int:
        """Return how many bits a value takes."""
        return max(1, (len(self.values) - 1).bit_length())


def _of_digits(digits: int, low: float, high: float) -> list[float]:
    """Return all numbers of so many digits between two, ascending."""
    found = []
    for power in range(floor(log10(low)), floor(log10(high)) + 1):
        for mantissa in range(10 ** (digits - 1), 10**digits):
            value = float(f"{mantissa}e{power - digits + 1}")
            if low <= value <= high:
                found.append(value)
    return found


@dataclass(frozen=True)
class Table:
    """What the numbers in a code of version 1 stand for."""

    scenarios: tuple[str, ...]
    pages: tuple[str, ...]
    sliders: tuple[Slider, ...]


@cache
def version_1() -> Table:
    """Return the tables, which never change."""
    found = tomllib.loads(asset(TABLE).read_text(encoding="utf-8"))
    sliders = tuple(Slider(row["path"], row) for row in found["sliders"])
    return Table(tuple(found["scenarios"]), tuple(found["pages"]), sliders)
