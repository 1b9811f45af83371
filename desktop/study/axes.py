"""The axes of a sweep: which parameters go through which values."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import overload

import numpy as np

from desktop.engine.parameters import SCHEDULE, Declaration, ParameterError, Value
from desktop.study.scenario import Scenario
from desktop.study.typed_values import read_value
from desktop.system.refusal import Refusal
from desktop.system.typed_numbers import NumberError, read_whole, split_list

MOST_VALUES = 1000
MOST_POINTS = 100_000


class SweepError(Refusal):
    """A sweep cannot be; the message is one sentence for the user."""


@dataclass(frozen=True)
class Axis:
    """A parameter and the values it goes through."""

    path: str
    values: tuple[Value, ...]


def read_axis(text: str, scenario: Scenario) -> Axis:
    """Return an axis written as ``path=low:high:count``, ``path=low:high:count:log`` or ``path=value,value,…``.

    Schedules are parted by bars: ``schedule=|platelets.strength=0@lodging:0..4h`` is a run without and one with it.

    Raises
    ------
    SweepError
        When it is of neither form, names no parameter, or holds a value that is out of range.
    """
    path, equals, rest = text.partition("=")
    try:
        declaration = scenario.parameters.declaration(path.strip())
        if not equals or not rest.strip():
            message = (
                f"--axis {path.strip()} has no values: write PATH=LOW:HIGH:COUNT, PATH=LOW:HIGH:COUNT:log or PATH=A,B,C"
            )
            raise SweepError(message)
        values = _values(declaration, rest, scenario)
    except ParameterError as error:
        raise SweepError(str(error)) from error
    except NumberError as error:
        message = f"--axis {declaration.path}={ascii(rest.strip())[:60]} is not allowed: {error}"
        raise SweepError(message) from error
    distinct = tuple(dict.fromkeys(values))
    if len(distinct) > MOST_VALUES:
        message = f"--axis {declaration.path} has {len(distinct)} values: {MOST_VALUES} are the most"
        raise SweepError(message)
    return Axis(declaration.path, distinct)


def _values(declaration: Declaration, text: str, scenario: Scenario) -> list[Value]:
    if declaration is SCHEDULE:
        # Commas part the entries of one schedule; a bar parts one schedule from the next, and none is one, too.
        parts = (part.strip() for part in text.split("|"))
        return [scenario.parameters.replace({SCHEDULE.path: part}).schedule.text for part in parts]
    return _range(declaration, text) if ":" in text else [read_value(declaration, v) for v in split_list(text)]


def _range(declaration: Declaration, text: str) -> list[Value]:
    parts = [part.strip() for part in text.split(":")]
    is_log = len(parts) == 4 and parts[3] == "log"
    refusal = f"--axis {declaration.path}={text} is not of the form LOW:HIGH:COUNT or LOW:HIGH:COUNT:log"
    if len(parts) != 3 + is_log:
        raise SweepError(refusal)
    low, high = read_value(declaration, parts[0]), read_value(declaration, parts[1])
    try:
        count = read_whole(parts[2])
    except NumberError as error:
        raise SweepError(refusal) from error
    if isinstance(low, bool | str) or isinstance(high, bool | str):
        message = f"--axis {declaration.path} takes no range, since its values are no numbers: write A,B,C"
        raise SweepError(message)
    if not 1 <= count <= MOST_VALUES or (is_log and min(low, high) <= 0.0):
        message = f"{refusal}: COUNT takes 1 to {MOST_VALUES}, and log only values above 0"
        raise SweepError(message)
    space = np.geomspace if is_log else np.linspace
    # Twelve digits: what is written in a table is then exactly what was run.
    values = [float(f"{value:.12g}") for value in space(float(low), float(high), count)]
    return [declaration.check(round(v) if isinstance(declaration.default, int) else v) for v in values]


class Grid(Sequence[Scenario]):
    """The scenario at every point of a grid, the last axis fastest; a point is made when it is asked for.

    Raises
    ------
    SweepError
        When a parameter has two axes, or the points are too many.
    """

    def __init__(self, scenario: Scenario, axes: tuple[Axis, ...]) -> None:
        paths = [axis.path for axis in axes]
        twice = {path for path in paths if paths.count(path) > 1}
        if twice:
            message = f"{min(twice)} has two axes: one is enough"
            raise SweepError(message)
        number = prod(len(axis.values) for axis in axes)
        if number > MOST_POINTS:
            message = f"{number} points are too many: {MOST_POINTS} is the most"
            raise SweepError(message)
        self._scenario = scenario
        self._axes = axes
        self._number = number

    def __len__(self) -> int:
        return self._number

    @overload
    def __getitem__(self, index: int) -> Scenario: ...

    @overload
    def __getitem__(self, index: slice) -> list[Scenario]: ...

    def __getitem__(self, index: int | slice) -> Scenario | list[Scenario]:
        if isinstance(index, slice):
            return [self._point(place) for place in range(self._number)[index]]
        return self._point(range(self._number)[index])

    def _point(self, place: int) -> Scenario:
        values: dict[str, Value] = {}
        for axis in reversed(self._axes):
            place, here = divmod(place, len(axis.values))
            values[axis.path] = axis.values[here]
        return replace(self._scenario, parameters=self._scenario.parameters.replace(values))
