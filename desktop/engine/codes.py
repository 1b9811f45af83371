"""Codes: the position of a declared thing among its kind is the number that tables, events and states hold."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import cached_property
from typing import Protocol

import numpy as np

from desktop.engine.arrays import BoolArray, IntArray

DYING = -1
"""Stage code of a cell that has died and is still on the screen."""


class Named(Protocol):
    """Anything that is declared under a name."""

    @property
    def name(self) -> str:
        """Name, unique among its kind."""


class Placed(Named, Protocol):
    """A named thing that belongs to a place."""

    @property
    def place(self) -> str:
        """Name of the place."""


def positions(things: Sequence[Named]) -> dict[str, int]:
    """Return name → position."""
    return {thing.name: code for code, thing in enumerate(things)}


class Codes(ABC):
    """The codes of everything that a model declares: all of a model that those who act in a step need to know."""

    stages: tuple[Placed, ...]
    places: tuple[Named, ...]

    @property
    @abstractmethod
    def cell_types(self) -> Sequence[Named]:
        """All kinds of bodies."""

    @property
    @abstractmethod
    def hazards(self) -> Sequence[Named]:
        """All ways to die."""

    @property
    @abstractmethod
    def events(self) -> Sequence[Named]:
        """All kinds of events."""

    @cached_property
    def stage_codes(self) -> dict[str, int]:
        """Name of a stage → its code."""
        return positions(self.stages)

    @cached_property
    def place_codes(self) -> dict[str, int]:
        """Name of a place → its position."""
        return positions(self.places)

    @cached_property
    def cell_type_codes(self) -> dict[str, int]:
        """Name of a cell type → its code."""
        return positions(self.cell_types)

    @cached_property
    def hazard_codes(self) -> dict[str, int]:
        """Name of a hazard → the code of the cause."""
        return positions(self.hazards)

    @cached_property
    def event_codes(self) -> dict[str, int]:
        """Name of an event → its code."""
        return positions(self.events)

    @cached_property
    def stage_places(self) -> IntArray:
        """Stage code → index of its place, shape (stages + 1,); the last element stands for `DYING`."""
        return np.array([self.place_codes[stage.place] for stage in self.stages] + [0], dtype=np.int64)

    @cached_property
    def _stage_sets(self) -> dict[tuple[int, ...], BoolArray]:
        return {}

    def stage_set(self, stages: tuple[int, ...]) -> BoolArray:
        """Return whether each stage code is one of ``stages``, shape (stages + 1,); the last stands for `DYING`."""
        if stages not in self._stage_sets:
            codes = np.append(np.arange(len(self.stages)), DYING)
            self._stage_sets[stages] = np.isin(codes, stages)
        return self._stage_sets[stages]
