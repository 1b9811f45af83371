"""The extension page: the kinds of things a model is made of, told apart by what they may do.

==============  ======================================  =========================================
kind            may                                     returns
==============  ======================================  =========================================
Hazard          read cells                              rate per hour, shape (n,), ≥ 0
SurvivalFactor  read cells                              multiplier for the rates it names, (n,)
Process         change cells, record events             nothing
CellType        say what a body is                      nothing
Observable      read a Moment                           one number with unit and label
Scenery         move bodies that change no fate         nothing
Resource        be rebuilt when its parameters change   any read-only object
==============  ======================================  =========================================

Who may only read is given a `ReadContext`, whose arrays refuse to be written to; a process is given a `StepContext`.
A hazard and the factor that softens it never know each other. To add one, write one file with an `Entry` and add
one line to the tuple of entries; slider, tooltip, command-line option, scenario key, sweep axis, plot and legend
entry follow.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol, runtime_checkable

from desktop.engine.arrays import AnyArray, FloatArray, IntArray
from desktop.engine.columns import Column, DerivedColumn
from desktop.engine.context import ReadContext, StepContext
from desktop.engine.events import EventKind
from desktop.engine.moment import Moment
from desktop.engine.parameters import ParameterGroup, Parameters
from desktop.engine.tables import TableState


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
class Place:
    """A part of the body with a clock of its own; ``pace`` gives biological hours per animation second."""

    name: str
    label: str
    pace: Callable[[ReadContext], float]


@dataclass(frozen=True, slots=True)
class CellClock:
    """A clock that every cell has for itself: a column of biological hours, 0 until it begins.

    It runs as the clock of a place does. A schedule may count by it. It then changes what the rates and factors of
    that cell are reckoned with, and nothing that goes on around it: ``parameters`` are the paths for which that is all
    there is.
    """

    name: str
    label: str
    place: str
    column: Column
    parameters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Milestone:
    """A step of the funnel."""

    name: str
    label: str


class Process(Protocol):
    """Changes cells and records events, once per step, in its phase."""

    @property
    def name(self) -> str:
        """Name, unique in the model."""

    @property
    def phase(self) -> Phase:
        """When in a step it acts."""

    def act(self, context: StepContext) -> None:
        """Do one step's work."""


@runtime_checkable
class Beginning(Protocol):
    """What a process is, too, that has something to set up: a method ``begin``, called once, at time zero.

    A process without it begins with nothing.
    """

    def begin(self, context: StepContext) -> None:
        """Set up what exists when the run begins."""


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

    def rate(self, context: ReadContext, rows: IntArray) -> FloatArray:
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

    def multiplier(self, context: ReadContext, rows: IntArray) -> FloatArray:
        """Return a dimensionless factor for the rows given, shape (n,), ≥ 0."""


@runtime_checkable
class Resting(Protocol):
    """What a survival factor is, too, that can tell when it multiplies by one whatever the cell, as without a dose."""

    def rests(self, parameters: Parameters) -> bool:
        """Tell whether the factor is 1 for every cell."""


class Scenery(Protocol):
    """Bodies that flow, collide and make room, and change no fate: outside the state's hash, inside the state."""

    @property
    def name(self) -> str:
        """Name, unique in the model."""

    def begin(self, context: ReadContext) -> None:
        """Place the bodies."""

    def move(self, context: ReadContext) -> None:
        """Move the bodies by one step."""

    def bodies(self) -> dict[str, AnyArray]:
        """Return the arrays to draw, shape (n,) each."""

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
    """A number read from a moment."""

    name: str
    label: str
    unit: str
    read: Callable[[Moment], float]


@dataclass(frozen=True, slots=True)
class Resource:
    """A read-only object, such as the solved flow, built from the groups of parameters it names."""

    kind: type
    groups: tuple[type[ParameterGroup], ...]
    build: Callable[[Parameters], object]


@dataclass(frozen=True, slots=True)
class Entry:
    """Everything one file brings to the model.

    ``adjust`` turns the parameters that a user has set into those that a step is made with. It is asked once, when a
    run takes parameters over; what was set stays what is shown, saved and written into recipes.
    """

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
    adjust: Callable[[Parameters], Parameters] | None = None
