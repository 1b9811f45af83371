"""The extension page: the kinds of things a model is made of, told apart by what they may do.

==============  ======================================  =========================================
kind            may                                     returns
==============  ======================================  =========================================
Hazard          read cells                              rate per hour, shape (n,), ≥ 0
SurvivalFactor  read cells                              multiplier for the rates it names, (n,)
Process         change cells, record events             nothing
CellType        say what a body is                      nothing
Observable      read a Snapshot                         one number with unit and label
Scenery         move bodies that change no fate         nothing
Resource        be rebuilt when its parameters change   any read-only object
==============  ======================================  =========================================

A hazard and the factor that softens it never know each other. To add one, write one file with an `Entry` and add
one line to the tuple of entries; slider, tooltip, command-line option, scenario key, sweep axis, plot and legend
entry follow.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, TypeVar, cast

import numpy as np

from desktop.engine.arrays import AnyArray, BoolArray, FloatArray, IntArray
from desktop.engine.clocks import Clocks, Place
from desktop.engine.columns import IDENTITY, JOURNEY, STAGE, STAGE_HOURS, Column, DerivedColumn, X, Y
from desktop.engine.events import EVENT, EventKind, EventLog
from desktop.engine.journeys import Journeys
from desktop.engine.parameters import ParameterGroup, Parameters
from desktop.engine.randomness import RandomStreams
from desktop.engine.tables import Table, TableState, rows_holding

if TYPE_CHECKING:
    from desktop.engine.hazards import RiskLedger
    from desktop.engine.snapshot import Snapshot

DYING = -1
"""Stage code of a cell that has died and is still on the screen."""


class Phase(IntEnum):
    """The order of work within a step; deaths are decided between TOUCH and LEAVE."""

    ENTER = 0
    FLOW = 1
    TOUCH = 2
    LEAVE = 3


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of a cell's life: its place decides which clock runs."""

    name: str
    label: str
    place: str


@dataclass(frozen=True, slots=True)
class Milestone:
    """A step of the funnel."""

    name: str
    label: str


class Process(Protocol):
    """Changes cells and records events, once per step, in its phase. ``begin`` runs once, at time zero."""

    @property
    def name(self) -> str:
        """Name, unique in the model."""

    @property
    def phase(self) -> Phase:
        """When in a step it acts."""

    def begin(self, context: "StepContext") -> None:
        """Set up what exists when the run begins."""

    def act(self, context: "StepContext") -> None:
        """Do one step's work."""


class Hazard(Protocol):
    """A way to die. ``death`` completes the sentence "this cell …"."""

    @property
    def name(self) -> str:
        """Name of the risk, unique in the model."""

    @property
    def label(self) -> str:
        """Words for plots and legends."""

    @property
    def death(self) -> str:
        """Words that complete "this cell …"."""

    @property
    def stages(self) -> tuple[int, ...]:
        """Codes of the stages in which cells are at risk."""

    def rate(self, context: "StepContext", rows: IntArray) -> FloatArray:
        """Return deaths per biological hour for the rows given, shape (n,), ≥ 0."""


class SurvivalFactor(Protocol):
    """Multiplies the rates it names: hazards, or transitions that a process asks about."""

    @property
    def name(self) -> str:
        """Name, unique in the model."""

    @property
    def label(self) -> str:
        """Words for tables."""

    @property
    def softens(self) -> tuple[str, ...]:
        """Names of the hazards and transitions it multiplies."""

    def multiplier(self, context: "StepContext", rows: IntArray) -> FloatArray:
        """Return a dimensionless factor for the rows given, shape (n,), ≥ 0."""


class Scenery(Protocol):
    """Bodies that flow, collide and make room, and change no fate: outside the state's hash, inside the state."""

    @property
    def name(self) -> str:
        """Name, unique in the model."""

    def begin(self, context: "StepContext") -> None:
        """Place the bodies."""

    def move(self, context: "StepContext") -> None:
        """Move the bodies by one step; cells may be read, never written."""

    def bodies(self) -> dict[str, AnyArray]:
        """Return the arrays to draw."""

    def state(self) -> TableState:
        """Return copies of everything that must come back after a jump."""

    def restore(self, state: TableState) -> None:
        """Set everything to an earlier state."""


@dataclass(frozen=True, slots=True)
class CellType:
    """A kind of body: its radius is typical, in µm; ``letter`` is its badge where colour cannot be used."""

    name: str
    label: str
    letter: str
    radius: float
    role: str


@dataclass(frozen=True, slots=True)
class Observable:
    """A number read from a snapshot."""

    name: str
    label: str
    unit: str
    read: "Callable[[Snapshot], float]"


@dataclass(frozen=True, slots=True)
class Resource:
    """A read-only object, such as the solved flow, built from the groups of parameters it names."""

    kind: type
    groups: tuple[type[ParameterGroup], ...]
    build: Callable[[Parameters], object]


@dataclass(frozen=True, slots=True)
class Entry:
    """Everything one file brings to the model."""

    name: str
    parameters: tuple[type[ParameterGroup], ...] = ()
    cell_types: tuple[CellType, ...] = ()
    columns: tuple[Column, ...] = ()
    derived_columns: tuple[DerivedColumn, ...] = ()
    agent_columns: tuple[Column, ...] = ()
    resources: tuple[Resource, ...] = ()
    processes: tuple[Process, ...] = ()
    hazards: tuple[Hazard, ...] = ()
    factors: tuple[SurvivalFactor, ...] = ()
    transitions: tuple[str, ...] = ()
    scenery: tuple[Callable[[], Scenery], ...] = ()
    observables: tuple[Observable, ...] = ()
    events: tuple[EventKind, ...] = ()


@dataclass(frozen=True)
class Model:
    """A tuple of entries with the stages, places and milestones they speak of.

    ``awake`` and such biology stays in the entries; the engine only needs the order of things.
    """

    entries: tuple[Entry, ...]
    stages: tuple[Stage, ...]
    places: tuple[Place, ...]
    milestones: tuple[Milestone, ...]
    renamed: tuple[tuple[str, str], ...] = ()

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

    @cached_property
    def event_codes(self) -> dict[str, int]:
        """Name of an event → its code."""
        return {kind.name: code for code, kind in enumerate(self.events)}

    @cached_property
    def stage_places(self) -> IntArray:
        """Stage code → index of its place; the last element stands for `DYING`."""
        names = [place.name for place in self.places]
        return np.array([names.index(stage.place) for stage in self.stages] + [0], dtype=np.int64)

    @cached_property
    def place_codes(self) -> dict[str, int]:
        """Name of a place → its position."""
        return {place.name: code for code, place in enumerate(self.places)}

    @cached_property
    def cell_type_codes(self) -> dict[str, int]:
        """Name of a cell type → its position."""
        return {cell_type.name: code for code, cell_type in enumerate(self.cell_types)}

    @cached_property
    def _stage_sets(self) -> dict[tuple[int, ...], BoolArray]:
        return {}

    def stage_set(self, stages: tuple[int, ...]) -> BoolArray:
        """Return a table that tells for every stage code whether it is one of ``stages``; the last is `DYING`."""
        if stages not in self._stage_sets:
            codes = np.append(np.arange(len(self.stages)), DYING)
            self._stage_sets[stages] = np.isin(codes, stages)
        return self._stage_sets[stages]

    def processes(self, phase: Phase) -> tuple[Process, ...]:
        """Return the processes of a phase, in the order of the entries."""
        return tuple(p for entry in self.entries for p in entry.processes if p.phase == phase)

    def defaults(self) -> Parameters:
        """Return all parameters at their declared defaults."""
        return Parameters.defaults(self.parameter_groups, dict(self.renamed))


ResourceType = TypeVar("ResourceType")


class StepContext:
    """What a process, hazard or factor is given: the cells, the numbers, the luck and the clocks of this step."""

    def __init__(
        self,
        model: Model,
        parameters: Parameters,
        tables: "tuple[Table, Table, Journeys]",
        risks: "RiskLedger",
        random: RandomStreams,
        clocks: Clocks,
        log: EventLog,
        seconds: float,
        patients: int = 1,
    ) -> None:
        self.model = model
        self.parameters = parameters
        self.cells, self.agents, self.journeys = tables
        self.risks = risks
        self.random = random
        self.clocks = clocks
        self.log = log
        self.seconds = seconds
        self.patients = patients
        self.step = 0
        self.resources: dict[type, object] = {}

    @property
    def time(self) -> float:
        """Return the animation seconds since the run began."""
        return self.step * self.seconds

    @property
    def is_watched(self) -> bool:
        """Tell whether one patient is drawn for somebody to see, and not many at once to be counted."""
        return self.patients == 1

    def resource(self, kind: type[ResourceType]) -> ResourceType:
        """Return the resource of a type."""
        return cast("ResourceType", self.resources[kind])

    def in_stage(self, *stages: int) -> IntArray:
        """Return the rows of the cells in any of the stages, ascending."""
        return rows_holding(self.cells.used(), self.cells[STAGE], self.model.stage_set(stages))

    def hours(self, rows: IntArray) -> FloatArray:
        """Return the biological hours this step lasts for each cell, by the clock of its place, shape (n,)."""
        hours = self.clocks.pace[self.model.stage_places] * self.seconds
        return np.asarray(hours.take(self.cells[STAGE].take(rows)))

    def patient_of(self, rows: IntArray) -> IntArray:
        """Return which of the patients drawn at once each cell belongs to, shape (n,); a group is of one patient."""
        journeys = self.journeys[IDENTITY][self.cells[JOURNEY][rows]]
        return np.asarray(np.where(self.cells[JOURNEY][rows] >= 0, journeys, 0) % self.patients)

    def place_hours(self, place: str) -> float:
        """Return the biological hours this step lasts in a place."""
        return float(self.clocks.pace[self.model.place_codes[place]] * self.seconds)

    def add_cells(self, count: int) -> IntArray:
        """Take rows for new cells and draw their resistance to every risk; fewer rows when the table is full."""
        rows = self.cells.take(count)
        self.risks.enroll(self, rows)
        return rows

    def reaches(self, transition: str, rows: IntArray, rate: FloatArray) -> BoolArray:
        """Expose cells to a transition at a rate per hour and return which of them make it in this step.

        Survival factors that name the transition multiply the rate first.
        """
        if rows.size == 0:
            return np.zeros(0, dtype=bool)
        return self.risks.expose(self, transition, rows, rate * self.hours(rows))[0]

    def enter_stage(self, rows: IntArray, stage: int, milestone: int | None = None) -> None:
        """Move cells to a stage, restart their time in it, and count the milestone for their journeys."""
        self.cells[STAGE][rows] = stage
        self.cells[STAGE_HOURS][rows] = 0.0
        if milestone is not None and rows.size:
            self.journeys.reach(self.cells[JOURNEY][rows], milestone)

    def record(
        self,
        kind: str,
        rows: IntArray,
        other: AnyArray | int = -1,
        value: AnyArray | float = 0.0,
        cause: AnyArray | int = -1,
    ) -> None:
        """Append one event of a kind for each of the cells."""
        if rows.size == 0:
            return
        cells, events = self.cells, np.zeros(rows.size, dtype=EVENT)
        journey = cells[JOURNEY][rows]
        events["kind"] = self.model.event_codes[kind]
        events["cause"] = cause
        events["cell"] = cells[IDENTITY][rows]
        events["other"] = other
        events["journey"] = np.where(journey >= 0, self.journeys[IDENTITY][journey], -1)
        events["stage"] = cells[STAGE][rows]
        events["step"] = self.step
        events["time"] = self.time
        events["hours"] = self.clocks.elapsed[self.model.stage_places[cells[STAGE][rows]]]
        events["x"] = cells[X][rows]
        events["y"] = cells[Y][rows]
        events["value"] = value
        self.log.append(events)
