"""What those who act in a step are given: `ReadContext` to look, `StepContext` to look and to act."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Protocol, TypeVar, cast

import numpy as np

from desktop.engine.arrays import AnyArray, BoolArray, FloatArray, IntArray
from desktop.engine.clocks import Clocks
from desktop.engine.codes import Codes
from desktop.engine.columns import IDENTITY, JOURNEY, STAGE, STAGE_HOURS, X, Y
from desktop.engine.events import EVENT, EventLog
from desktop.engine.journeys import Journeys
from desktop.engine.parameters import Parameters
from desktop.engine.randomness import RandomStreams
from desktop.engine.tables import ReadTable, Table, rows_holding

ResourceType = TypeVar("ResourceType")


class Risks(Protocol):
    """What a process may ask of the ledger of risks; see `desktop.engine.hazards.RiskLedger`."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all hazards and transitions."""

    def enroll(self, context: "StepContext", rows: IntArray) -> None:
        """Draw the resistance of new cells against every risk."""

    def multiplier(self, context: "StepContext", risk: str, rows: IntArray) -> FloatArray:
        """Return the product of all factors that soften a risk, dimensionless, shape (n,)."""

    def expose(
        self, context: "StepContext", risk: str, rows: IntArray, dose: FloatArray
    ) -> tuple[BoolArray, FloatArray]:
        """Add softened exposure; return which cells reached their resistance, and what was missing, shape (n,) each."""

    def renew(self, context: "StepContext", risk: str, rows: IntArray, turn: int) -> None:
        """Give cells a fresh resistance against a risk that can happen to them again."""


class ReadContext:
    """Cells, agents, journeys, parameters, luck and clocks of this step, to read only.

    Arrays of the tables refuse to be written to, and nothing can be added, recorded or exposed to a risk.
    """

    def __init__(
        self,
        model: Codes,
        parameters: Parameters,
        tables: tuple[ReadTable, ReadTable, ReadTable],
        random: RandomStreams,
        clocks: Clocks,
        seconds: float,
        patients: int,
        resources: Mapping[type, object],
    ) -> None:
        self.model = model
        self.parameters = parameters
        self.cells, self.agents, self.journeys = tables
        self.random = random
        self.seconds = seconds
        self.patients = patients
        self.resources = resources
        self.step = 0
        self._clocks = clocks

    @property
    def time(self) -> float:
        """Return the animation seconds since the run began."""
        return self.step * self.seconds

    @property
    def is_watched(self) -> bool:
        """Tell whether a single patient is drawn to be seen, and not many at once to be counted."""
        return self.patients == 1

    def resource(self, kind: type[ResourceType]) -> ResourceType:
        """Return the resource of a type."""
        return cast("ResourceType", self.resources[kind])

    def in_stage(self, *stages: int) -> IntArray:
        """Return the rows of the cells in any of the stages, ascending, shape (n,)."""
        return rows_holding(self.cells.used(), self.cells[STAGE], self.model.stage_set(stages))

    def hours(self, rows: IntArray) -> FloatArray:
        """Return the biological hours this step lasts for each cell, by the clock of its place, shape (n,)."""
        hours = self._clocks.pace[self.model.stage_places] * self.seconds
        return np.asarray(hours.take(self.cells[STAGE].take(rows)))

    def patient_of(self, rows: IntArray) -> IntArray:
        """Return which of the patients drawn at once each cell belongs to, shape (n,); a group is of one patient."""
        journeys = self.journeys[IDENTITY][self.cells[JOURNEY][rows]]
        return np.asarray(np.where(self.cells[JOURNEY][rows] >= 0, journeys, 0) % self.patients)

    def place_hours(self, place: str) -> float:
        """Return the biological hours this step lasts in a place."""
        return float(self._clocks.pace[self.model.place_codes[place]] * self.seconds)

    def place_elapsed(self, place: str) -> float:
        """Return the biological hours gone by in a place since the run began."""
        return float(self._clocks.elapsed[self.model.place_codes[place]])


class StepContext(ReadContext):
    """What a process is given: all of a `ReadContext`, and the right to change it.

    ``reading`` is the same moment for those who may only look.
    """

    cells: Table
    agents: Table
    journeys: Journeys
    resources: dict[type, object]

    def __init__(
        self,
        model: Codes,
        parameters: Parameters,
        tables: tuple[Table, Table, Journeys],
        risks: Risks,
        random: RandomStreams,
        clocks: Clocks,
        log: EventLog,
        seconds: float,
        patients: int = 1,
    ) -> None:
        resources: dict[type, object] = {}
        super().__init__(model, parameters, tables, random, clocks, seconds, patients, resources)
        self.risks = risks
        self.clocks = clocks
        self.log = log
        cells, agents, journeys = (table.read_only for table in tables)
        shown = MappingProxyType(resources)
        self.reading = ReadContext(
            model, parameters, (cells, agents, journeys), random, clocks, seconds, patients, shown
        )

    @contextmanager
    def read_with(self, parameters: Parameters) -> Iterator[None]:
        """Let those who may only look be given other parameters for a while."""
        usual, self.reading.parameters = self.reading.parameters, parameters
        try:
            yield
        finally:
            self.reading.parameters = usual

    def use(self, parameters: Parameters) -> None:
        """Let the step be made with other parameters."""
        self.parameters = self.reading.parameters = parameters

    def go_to(self, step: int) -> None:
        """Set the number of steps made."""
        self.step = self.reading.step = step

    def add_cells(self, count: int) -> IntArray:
        """Take rows for new cells and draw their resistance to every risk; fewer rows when the table is full.

        Shape (n,).
        """
        rows = self.cells.take(count)
        self.risks.enroll(self, rows)
        return rows

    def reaches(self, transition: str, rows: IntArray, rate: FloatArray) -> BoolArray:
        """Expose cells to a transition at a rate per hour and return which of them make it in this step, shape (n,).

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
