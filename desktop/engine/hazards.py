"""Competing risks: rates × factors → who dies and of what. The only place where a rate meets chance.

Every cell is given, at birth, one unit-exponential resistance per risk (Sellke 1983, 10.2307/3213811). A risk adds
rate × hours to the cell's exposure; the event happens in the step in which exposure reaches resistance. For a
constant rate this is exactly ``P(survive) = exp(-rate · time)``; for changing rates it is exact too; the shares of
competing causes come out as the ratio of their rates; and since the resistance does not depend on the step or on other
risks, a slider changes only those fates that it really touches.
"""

from collections.abc import Callable, Mapping

import numpy as np

from desktop.engine.arrays import BoolArray, FloatArray, IntArray
from desktop.engine.codes import DYING
from desktop.engine.columns import CAUSE, COUNTED, DIED_IN, DYING_SECONDS, IDENTITY, JOURNEY, STAGE, STAGE_HOURS, Column
from desktop.engine.compiled import compiled
from desktop.engine.context import ReadContext, StepContext
from desktop.engine.contracts import CellClock, Resting, SurvivalFactor
from desktop.engine.model import Model
from desktop.engine.parameters import Parameters
from desktop.engine.schedules.schedule import ScheduleEntry
from desktop.engine.tables import rows_holding


def probability(rate: FloatArray | float, hours: FloatArray | float) -> FloatArray:
    """Return the chance that an event of a constant rate per hour happens within a span of hours, any shape."""
    return np.asarray(-np.expm1(-np.multiply(rate, hours)))


def rate_for(chance: float, hours: float) -> float:
    """Return the constant rate per hour at which an event happens within a span of hours with a given chance.

    The inverse of `probability`; a chance of 1 is taken as 0.9999, since no finite rate is certain.
    """
    return float(-np.log1p(-min(chance, 0.9999)) / hours)


@compiled
def accumulate(
    exposure: FloatArray, resistance: FloatArray, rows: IntArray, dose: FloatArray, factor: FloatArray
) -> tuple[BoolArray, FloatArray, float]:
    """Add dose × factor to the exposure of rows; return who has reached the resistance, and how much was missing.

    The third result is 0; or not a number, or negative, where a dose is.

    Shape (n,) each.
    """
    reached, missing = np.empty(rows.size, np.bool_), np.empty(rows.size)
    lowest = 0.0
    for i in range(rows.size):
        added = dose[i] * factor[i]
        if not added >= 0.0:
            lowest = added
        missing[i] = resistance[rows[i]] - exposure[rows[i]]
        exposure[rows[i]] += added
        reached[i] = exposure[rows[i]] >= resistance[rows[i]]
    return reached, missing, lowest


Reader = Callable[[ReadContext, IntArray], FloatArray]
"""Reads a rate or a multiplier of rows, shape (n,)."""


class OwnClocks:
    """The entries of a schedule that each cell counts for itself, with the parameters of cells for which some hold."""

    def __init__(self, model: Model, parameters: Parameters) -> None:
        self._model, self._parameters = model, parameters
        clocks = {clock.name: clock for clock in model.cell_clocks}
        entries = parameters.schedule.entries
        self._entries: tuple[tuple[ScheduleEntry, CellClock], ...] = tuple(
            (entry, clocks[entry.clock]) for entry in entries if entry.clock in clocks
        )
        self._made: dict[int, Parameters] = {}

    def __bool__(self) -> bool:
        return bool(self._entries)

    def read(self, context: StepContext, rows: IntArray, reader: Reader) -> FloatArray:
        """Return what a reader tells of rows, each read with the parameters that its own clock gives it, shape (n,)."""
        pattern = self._pattern(context, rows)
        if not pattern.any():
            return reader(context.reading, rows)
        found = np.empty(rows.size)
        for number in np.unique(pattern):
            here = pattern == number
            with context.read_with(self._of(int(number), context.parameters)):
                found[here] = reader(context.reading, rows[here])
        return found

    def _pattern(self, context: StepContext, rows: IntArray) -> IntArray:
        """Return which entries hold for each row, the first one as the lowest bit, shape (n,)."""
        pattern, half = np.zeros(rows.size, dtype=np.int64), context.hours(rows) / 2.0
        for bit, (entry, clock) in enumerate(self._entries):
            read = context.cells[clock.column][rows]
            # A clock that has not begun reads 0; half a step moves each end to the nearest boundary between steps.
            holds = (read > 0.0) & (entry.begins < read - half) & (read - half <= entry.ends)
            pattern |= holds.astype(np.int64) << bit
        return pattern

    def _of(self, pattern: int, usual: Parameters) -> Parameters:
        if pattern == 0:
            return usual
        if pattern not in self._made:
            held = (entry for bit, (entry, _) in enumerate(self._entries) if pattern >> bit & 1)
            changed = self._parameters.replace({entry.path: entry.value for entry in held})
            self._made[pattern] = self._model.adjusted(changed)
        return self._made[pattern]


class RiskLedger:
    """Exposure to, and resistance against, every hazard and transition of a model, per cell."""

    def __init__(self, model: Model) -> None:
        self.hazards = model.hazards
        transitions = tuple(name for entry in model.entries for name in entry.transitions)
        self.names = (*(hazard.name for hazard in model.hazards), *transitions)
        self._factors = {name: tuple(f for f in model.factors if name in f.softens) for name in self.names}
        unknown = {name for factor in model.factors for name in factor.softens} - set(self.names)
        if unknown:
            message = f"a survival factor names risks that nothing declares: {sorted(unknown)}"
            raise ValueError(message)
        self._working = self._factors
        self._working_for: Parameters | None = None
        stages = len(model.stages)
        self.own_clocks: OwnClocks | None = None
        """What the schedule says of cells in spans of their own; None where it says nothing of that."""
        self.deaths: IntArray = np.zeros((stages, len(model.hazards)), dtype=np.int64)

    def columns(self) -> tuple[Column, ...]:
        """Return the columns the ledger needs in the cell table."""
        return tuple(
            column
            for name in self.names
            for column in (
                Column(f"exposure_{name}", np.float64, 0.0, "", f"rate × hours of {name} met so far"),
                Column(f"resistance_{name}", np.float64, np.inf, "", f"exposure at which {name} happens"),
            )
        )

    def factors(self, risk: str) -> tuple[SurvivalFactor, ...]:
        """Return the survival factors that soften a risk."""
        return self._factors[risk]

    def enroll(self, context: StepContext, rows: IntArray) -> None:
        """Draw the resistance of new cells against every risk, each from its own stream."""
        identities = context.cells[IDENTITY][rows]
        for name in self.names:
            context.cells[f"resistance_{name}"][rows] = context.random[f"risk {name}"].exponential(identities)

    def multiplier(self, context: StepContext, risk: str, rows: IntArray) -> FloatArray:
        """Return the product of all factors that soften a risk, shape (n,)."""
        product = np.ones(rows.size)
        for factor in self._at_work(context.parameters)[risk]:
            product *= self._read(context, rows, factor.multiplier)
        return product

    def _at_work(self, parameters: Parameters) -> Mapping[str, tuple[SurvivalFactor, ...]]:
        """Return the factors that are not 1 with these parameters: most treatments are, most of the time.

        Where cells have parameters of their own, all factors are asked.
        """
        if self.own_clocks is not None:
            return self._factors
        if parameters is not self._working_for:
            self._working_for = parameters
            self._working = {
                risk: tuple(f for f in factors if not (isinstance(f, Resting) and f.rests(parameters)))
                for risk, factors in self._factors.items()
            }
        return self._working

    def _read(self, context: StepContext, rows: IntArray, reader: Reader) -> FloatArray:
        return self.own_clocks.read(context, rows, reader) if self.own_clocks else reader(context.reading, rows)

    def expose(self, context: StepContext, risk: str, rows: IntArray, dose: FloatArray) -> tuple[BoolArray, FloatArray]:
        """Add softened exposure to cells; return which have reached their resistance, and what was missing to it.

        Shape (n,) each.
        """
        cells, factor = context.cells, self.multiplier(context, risk, rows)
        reached, missing, lowest = accumulate(
            cells[f"exposure_{risk}"], cells[f"resistance_{risk}"], rows, dose, factor
        )
        if not lowest >= 0.0:
            # A rate that is not a number would make its cells immune for ever without any sign of it.
            message = f"the rate of {risk} must be a number of at least 0"
            raise ValueError(message)
        return reached, missing

    def renew(self, context: StepContext, risk: str, rows: IntArray, turn: int) -> None:
        """Give cells a fresh resistance against a risk that can happen to them again."""
        identities = context.cells[IDENTITY][rows]
        context.cells[f"exposure_{risk}"][rows] = 0.0
        context.cells[f"resistance_{risk}"][rows] = context.random[f"risk {risk}"].exponential(identities, turn)

    def decide(self, context: StepContext) -> None:
        """Expose every cell to the hazards of its stage; those that reach a resistance die of the earliest."""
        cells = context.cells
        moment = np.full(cells.height, np.inf)
        cause = np.full(cells.height, -1, dtype=np.int16)
        for code, hazard in enumerate(self.hazards):
            rows = rows_holding(cells.used(), cells[STAGE], context.model.stage_set(hazard.stages))
            if rows.size == 0:
                continue
            dose = self._read(context, rows, hazard.rate) * context.hours(rows)
            hit, missing = self.expose(context, hazard.name, rows, dose)
            if not hit.any():
                continue
            hits = rows[hit]
            added = cells[f"exposure_{hazard.name}"][hits] - cells[f"resistance_{hazard.name}"][hits] + missing[hit]
            share = np.divide(missing[hit], added, out=np.zeros(hits.size), where=added > 0.0)
            earlier = share < moment[hits]
            moment[hits[earlier]] = share[earlier]
            cause[hits[earlier]] = code
        self._kill(context, np.flatnonzero(cause >= 0), cause)

    def _kill(self, context: StepContext, rows: IntArray, cause: np.ndarray) -> None:
        if rows.size == 0:
            return
        cells = context.cells
        stage = cells[STAGE][rows]
        context.record("died", rows, cause=cause[rows], value=cells[STAGE_HOURS][rows])
        counted = self._counted(context, rows)
        np.add.at(self.deaths, (stage[counted], cause[rows][counted]), 1)
        cells[CAUSE][rows] = cause[rows]
        cells[DIED_IN][rows] = stage
        cells[STAGE][rows] = DYING
        cells[DYING_SECONDS][rows] = 0.0
        context.journeys.leave(cells[JOURNEY][rows])
        cells[JOURNEY][rows] = -1

    @staticmethod
    def _counted(context: StepContext, rows: IntArray) -> BoolArray:
        journey = context.cells[JOURNEY][rows]
        return np.asarray((journey >= 0) & context.journeys[COUNTED][journey])
