"""A bench for one part of the cascade at a time, and verdicts on chance with a stated rate of false alarms."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from numpy.typing import ArrayLike
from scipy.stats import binomtest, kstest

from desktop.cascade import MODEL
from desktop.cascade.groups import form_group
from desktop.cascade.stages import Stage
from desktop.engine.arrays import AnyArray, BoolArray, FloatArray, IntArray
from desktop.engine.context import StepContext
from desktop.engine.network import VesselNetwork
from desktop.engine.parameters import Value
from desktop.engine.simulation import Simulation
from desktop.engine.tables import Table
from tests.chance import FALSE_ALARM

SIGMAS = 4.9
"""Standard deviations a normal number exceeds, on either side, once in a million times."""

NOBODY: Mapping[str, Value] = {
    "tumor.present": False,
    "start.circulating": 0,
    "start.arrested": 0,
    "start.dormant": 0,
    "start.nests": 0,
}
HARMLESS: Mapping[str, Value] = {
    "shear.hazard": 0.0,
    "shear.fragmentation": 0.0,
    "anoikis.hazard": 0.0,
    "anoikis.stranded": 0.0,
    "oxidation.hazard": 0.0,
    "oxidation.survival_after_arrest": 100.0,
    "natural_killer.density": 0.0,
    "t_cell.density": 0.0,
    "invasion.loss": 0.0,
    "growth.failure": 0.0,
    "dormancy.starvation": 0.0,
    "arrest.release": 0.0,
    "traits.spread": 0.0,
}
"""With these nobody dies but of want of a footing in new tissue, who is lodged stays, and all cells are alike."""


class Bench:
    """A run without tumor and without dangers, into which a test puts the cells and the dangers it wants.

    The only place of these tests that reaches into a run; ``seconds`` is the length of a step.
    """

    def __init__(
        self,
        changes: Mapping[str, Value] | None = None,
        *,
        seed: int = 1,
        seconds: float = 1.0 / 60.0,
        capacity: int = 1024,
        patients: int = 1,
    ) -> None:
        parameters = MODEL.defaults().replace({**NOBODY, **HARMLESS, **(changes or {})})
        sizes = {"capacity": capacity, "patients": patients}
        self.run = Simulation(MODEL, parameters, seed, step_seconds=seconds, with_scenery=False, **sizes)
        self.network = self.context.resource(VesselNetwork)
        self.capillaries = self.network.with_role("capillary")

    @property
    def context(self) -> StepContext:
        return self.run.context

    @property
    def cells(self) -> Table:
        return self.context.cells

    @property
    def agents(self) -> Table:
        return self.context.agents

    def value(self, path: str) -> float:
        return float(self.run.parameters.value(path))

    def change(self, **changes: Value) -> None:
        """Use other parameters from the next step on; a double underscore stands for the dot of the path."""
        self.run.set_parameters(self.run.parameters.replace({k.replace("__", "."): v for k, v in changes.items()}))

    # --- putting cells ---

    def put(self, count: int, stage: Stage, **columns: ArrayLike) -> IntArray:
        """Put single cells for which every law is declared as it stands: hybrids, 12 µm wide."""
        rows = self._put(count, stage, columns)
        self.cells["journey"][rows] = [self.context.journeys.start(1) for _ in rows]
        return rows

    def _put(self, count: int, stage: Stage, columns: Mapping[str, ArrayLike]) -> IntArray:
        rows = self.context.add_cells(count)
        assert rows.size == count, "the bench is too small"
        self.context.enter_stage(rows, stage)
        for name, values in ({"radius": 6.0, "mesenchymal": 0.5, "departure_score": 0.5} | dict(columns)).items():
            self.cells[name][rows] = values
        return rows

    def put_group(self, size: int, stage: Stage, **columns: ArrayLike) -> IntArray:
        """Put cells that hold together; the first leads."""
        rows = self._put(size, stage, columns)
        self.cells["journey"][rows] = self.context.journeys.start(size)
        form_group(self.context, rows)
        return rows

    def lodge(self, count: int, **columns: ArrayLike) -> IntArray:
        """Put single cells into the capillaries, one here and one there, somewhere between their ends."""
        segment = self.capillaries[np.arange(count) % self.capillaries.size]
        share = 0.2 + 0.6 * (np.arange(count) + 0.5) / count
        s = self.network.length[segment] * share
        return self.put(count, Stage.ARRESTED, **({"segment": segment, "s": s, "stop": s} | columns))

    # --- asking ---

    def hazard(self, name: str, rows: IntArray) -> FloatArray:
        """Return the deaths per hour of a cause before anything softens them."""
        hazard = next(hazard for hazard in MODEL.hazards if hazard.name == name)
        rate = hazard.rate(self.context, rows)
        assert rate.shape == rows.shape
        return rate

    def multiplier(self, risk: str, rows: IntArray) -> FloatArray:
        """Return the product of all factors that soften a risk."""
        return self.context.risks.multiplier(self.context, risk, rows)

    def rate(self, name: str, rows: IntArray) -> FloatArray:
        """Return the deaths per hour of a cause as cells meet them."""
        return np.asarray(self.hazard(name, rows) * self.multiplier(name, rows))

    def dead(self, rows: IntArray, cause: str | None = None) -> BoolArray:
        """Return which of the cells put in have died, of a cause or of any."""
        codes = [hazard.name for hazard in MODEL.hazards]
        died = self.events("died")
        if cause is not None:
            died = died[died["cause"] == codes.index(cause)]
        return np.isin(rows, died["cell"])

    def events(self, kind: str) -> AnyArray:
        """Return the events of a kind so far. No row is used twice here, so a cell's row is its identity."""
        events = self.context.log.since(0)
        return np.asarray(events[events["kind"] == MODEL.event_codes[kind]])

    def states(self, kind: str) -> IntArray:
        """Return the rows of the agents of a kind."""
        code = MODEL.cell_type_codes[kind]
        return np.flatnonzero((self.agents["identity"] >= 0) & (self.agents["kind"] == code))


@pytest.fixture(scope="session")
def bench() -> type[Bench]:
    """Return the bench to build: ``bench({path: value}, seconds=…)``."""
    return Bench


class Chance:
    """Verdicts on chance; each refuses a program that is right once in a million seeds."""

    @staticmethod
    def share(hits: int | np.integer[Any], trials: int, expected: float) -> None:
        """Say that ``hits`` of ``trials`` independent trials agree with a chance."""
        assert 0.0 < expected < 1.0
        verdict = binomtest(int(hits), trials, expected)
        assert verdict.pvalue > FALSE_ALARM, f"{hits} of {trials}, where {expected * trials:.1f} are expected"

    @staticmethod
    def count(found: int | np.integer[Any], expected: float, *, variance: float | None = None) -> None:
        """Say that a number agrees with its mean; its variance is the mean, as of a Poisson law, unless told."""
        bound = SIGMAS * np.sqrt(expected if variance is None else variance)
        assert abs(float(found) - expected) < bound, f"{found}, where {expected:.1f} ± {bound:.1f} are expected"

    @staticmethod
    def mean(values: AnyArray, expected: float) -> None:
        """Say that many independent numbers agree with their mean, by their own spread."""
        error = float(np.std(values)) / np.sqrt(values.size)
        assert abs(float(np.mean(values)) - expected) < SIGMAS * error, f"{np.mean(values)} ± {error}, not {expected}"

    @staticmethod
    def law(values: AnyArray, name: str, *numbers: float) -> None:
        """Say that numbers follow a law, given by its name and numbers in scipy.stats."""
        assert kstest(values, name, args=numbers).pvalue > FALSE_ALARM


@pytest.fixture(scope="session")
def chance() -> Chance:
    """Return the verdicts on chance."""
    return Chance()
