"""A model: entries, with the stages, places and milestones they speak of."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from desktop.engine.arrays import FloatArray
from desktop.engine.codes import Codes
from desktop.engine.context import ReadContext
from desktop.engine.contracts import (
    CellClock,
    CellType,
    Entry,
    Hazard,
    Milestone,
    Observable,
    Phase,
    Place,
    Process,
    Stage,
    SurvivalFactor,
)
from desktop.engine.events import EventKind
from desktop.engine.parameters import ParameterGroup, Parameters


@dataclass(frozen=True)
class Model(Codes):
    """A tuple of entries with the stages, places and milestones they speak of.

    All biology stays in the entries; the engine only needs the order of things.
    """

    entries: tuple[Entry, ...]
    stages: tuple[Stage, ...]
    places: tuple[Place, ...]
    milestones: tuple[Milestone, ...]
    renamed: tuple[tuple[str, str], ...] = ()
    cell_clocks: tuple[CellClock, ...] = ()

    @cached_property
    def parameter_groups(self) -> tuple[type[ParameterGroup], ...]:
        """All groups of parameters, in the order of the entries."""
        return tuple(group for entry in self.entries for group in entry.parameters)

    @cached_property
    def cell_types(self) -> tuple[CellType, ...]:
        """All kinds of bodies."""
        return tuple(kind for entry in self.entries for kind in entry.cell_types)

    @cached_property
    def hazards(self) -> tuple[Hazard, ...]:
        """All ways to die; the position in this tuple is the code of the cause."""
        return tuple(hazard for entry in self.entries for hazard in entry.hazards)

    @cached_property
    def factors(self) -> tuple[SurvivalFactor, ...]:
        """All survival factors."""
        return tuple(factor for entry in self.entries for factor in entry.factors)

    @cached_property
    def observables(self) -> tuple[Observable, ...]:
        """All observables."""
        return tuple(observable for entry in self.entries for observable in entry.observables)

    @cached_property
    def events(self) -> tuple[EventKind, ...]:
        """All kinds of events; the position in this tuple is the code of the kind. Code 0 is a death."""
        died = EventKind("died", "died", "{cause}")
        return (died, *(kind for entry in self.entries for kind in entry.events))

    def processes(self, phase: Phase) -> tuple[Process, ...]:
        """Return the processes of a phase, in the order of the entries."""
        return tuple(p for entry in self.entries for p in entry.processes if p.phase == phase)

    def defaults(self) -> Parameters:
        """Return all parameters at their declared defaults."""
        clocks: dict[str, tuple[str, ...] | None] = {place.name: None for place in self.places}
        clocks |= {clock.name: clock.parameters for clock in self.cell_clocks}
        return Parameters.defaults(self.parameter_groups, dict(self.renamed), clocks)

    def paces(self, context: ReadContext) -> FloatArray:
        """Return the biological hours per animation second of every place, shape (places,)."""
        return np.array([place.pace(context) for place in self.places], dtype=np.float64)

    def adjusted(self, parameters: Parameters) -> Parameters:
        """Return what the parameters that a user has set come to once every entry has adjusted them."""
        for entry in self.entries:
            if entry.adjust is not None:
                parameters = entry.adjust(parameters)
        return parameters
