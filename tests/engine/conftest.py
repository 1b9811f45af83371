"""Two small models to test the engine with: a cohort that waits and dies, and a toy that does a bit of everything."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pytest

from desktop.engine.arrays import AnyArray, FloatArray, IntArray
from desktop.engine.columns import Column
from desktop.engine.context import ReadContext, StepContext
from desktop.engine.contracts import CellType, Entry, Milestone, Observable, Phase, Place, Resource, Stage
from desktop.engine.events import EventKind
from desktop.engine.model import Model
from desktop.engine.parameters import ParameterGroup, Parameters, parameter
from desktop.engine.simulation import Simulation
from desktop.engine.tables import TableState

Rate = float | Callable[[ReadContext, IntArray], FloatArray]
Prepare = Callable[[StepContext, IntArray], None]

HERE, THERE = 0, 1
SET_OUT, HOPPED = 0, 1


@dataclass
class RateHazard:
    """A hazard with a given rate per hour in the given stages."""

    name: str
    hourly: Rate
    stages: tuple[int, ...] = (HERE,)
    label: str = "a risk"
    death: str = "died"

    def rate(self, context: ReadContext, rows: IntArray) -> FloatArray:
        return self.hourly(context, rows) if callable(self.hourly) else np.full(rows.size, self.hourly)


@dataclass
class Softener:
    """A factor with a given multiplier for the risks it names."""

    softens: tuple[str, ...]
    times: Rate
    name: str = "softener"
    label: str = "a factor"

    def multiplier(self, context: ReadContext, rows: IntArray) -> FloatArray:
        return self.times(context, rows) if callable(self.times) else np.full(rows.size, self.times)


@dataclass
class Cohort:
    """Sets out a number of cells at once and lets each try, at a rate, to make a transition called hop."""

    cells: int
    prepare: Prepare | None
    hop_rate: float
    name: str = "cohort"
    phase: Phase = Phase.TOUCH

    def begin(self, context: StepContext) -> None:
        rows = context.add_cells(self.cells)
        if self.prepare is not None:
            self.prepare(context, rows)

    def act(self, context: StepContext) -> None:
        rows = context.in_stage(HERE)
        hopping = rows[context.reaches("hop", rows, np.full(rows.size, self.hop_rate))]
        context.enter_stage(hopping, THERE)


@pytest.fixture(scope="session")
def make_cohort() -> Callable[..., Simulation]:
    """Return a function that makes a run of many equal cells at risk; its clock passes one hour per second."""

    def make(
        hazards: dict[str, Rate],
        factors: tuple[tuple[tuple[str, ...], Rate], ...] = (),
        cells: int = 1000,
        seconds: float = 0.25,
        seed: int = 1,
        prepare: Prepare | None = None,
        hop_rate: float = 0.0,
    ) -> Simulation:
        entry = Entry(
            name="cohort",
            hazards=tuple(RateHazard(name, rate) for name, rate in hazards.items()),
            factors=tuple(Softener(softens, times) for softens, times in factors),
            processes=(Cohort(cells, prepare, hop_rate),),
            transitions=("hop",),
        )
        stages = (Stage("here", "here", "body"), Stage("there", "there", "body"))
        model = Model((entry,), stages, (Place("body", "body", lambda _: 1.0),), (Milestone("set_out", "set out"),))
        return Simulation(model, model.defaults(), seed, capacity=cells, step_seconds=seconds)

    return make


# --- the toy ---


def _number(default: float, unit: str, high: float) -> float:
    value: float = parameter(default, label="a number", unit=unit, high=high, help="Changes the toy.", source="none")
    return value


@dataclass(frozen=True)
class ToyParameters(ParameterGroup):
    key = "toy"
    label = "Toy"
    section = "toy"

    births: float = _number(1.5, "per step", 10.0)
    hop: float = _number(0.3, "per h", 10.0)
    burn: float = _number(0.15, "per h", 1e9)
    shield: float = _number(0.5, "×", 2.0)


@dataclass(frozen=True)
class WindParameters(ParameterGroup):
    key = "wind"
    label = "Wind"
    section = "toy"

    speed: float = _number(20.0, "µm/s", 100.0)


@dataclass(frozen=True)
class Wind:
    speed: float


@dataclass(frozen=True)
class Ground:
    width: float


class Arrivals:
    """New cells every step, alone or in pairs."""

    name = "arrivals"
    phase = Phase.ENTER

    def begin(self, context: StepContext) -> None:
        context.agents.take(3)

    def act(self, context: StepContext) -> None:
        luck = float(context.random["arrivals"].uniform(np.array([context.step]))[0])
        for turn in range(int(context.parameters[ToyParameters].births + luck)):
            size = 1 + (context.step + turn) % 2
            rows = context.add_cells(size)
            if rows.size == 0:
                return
            context.cells["journey"][rows] = context.journeys.start(int(rows.size))
            context.cells["y"][rows] = 100.0 * context.random["height"].uniform(context.cells["identity"][rows])
            context.enter_stage(rows, HERE, SET_OUT)


class Walk:
    """Cells drift with the wind; agents, too."""

    name = "walk"
    phase = Phase.FLOW

    def act(self, context: StepContext) -> None:
        wind = context.resource(Wind).speed * context.seconds
        for table, stream in ((context.cells, "walk"), (context.agents, "agent walk")):
            rows = table.used()
            table["x"][rows] += wind + context.random[stream].normal(table["identity"][rows], context.step)


class Hop:
    """Cells change from here to there, of which an event tells."""

    name = "hop"
    phase = Phase.LEAVE

    def act(self, context: StepContext) -> None:
        rows = context.in_stage(HERE)
        rate = np.full(rows.size, context.parameters[ToyParameters].hop)
        hopping = rows[context.reaches("hop", rows, rate)]
        context.enter_stage(hopping, THERE, HOPPED)
        context.record("hopped", hopping, value=context.cells["x"][hopping])


@dataclass
class Dots:
    """Scenery that remembers: every move depends on all moves before."""

    name: str = "dots"
    x: FloatArray = field(default_factory=lambda: np.zeros(40))

    def begin(self, context: ReadContext) -> None:
        self.x = 100.0 * context.random["dots"].uniform(np.arange(self.x.size))

    def move(self, context: ReadContext) -> None:
        self.x = (1.01 * self.x + len(context.cells)) % 100.0

    def bodies(self) -> dict[str, AnyArray]:
        return {"x": self.x}

    def state(self) -> TableState:
        return {"x": self.x.copy()}

    def restore(self, state: TableState) -> None:
        self.x = state["x"].copy()


def _burn(context: ReadContext, rows: IntArray) -> FloatArray:
    return np.full(rows.size, context.parameters[ToyParameters].burn)


def _starve(context: ReadContext, rows: IntArray) -> FloatArray:
    return np.asarray(0.1 * context.cells["stage_hours"][rows])


def _shield(context: ReadContext, rows: IntArray) -> FloatArray:
    return np.full(rows.size, context.parameters[ToyParameters].shield)


def _make_wind(parameters: Parameters) -> Wind:
    return Wind(parameters[WindParameters].speed)


@pytest.fixture(scope="session")
def toy() -> Model:
    """Return a model with two stages, two risks, a factor, agents, a scenery, and resources."""
    entry = Entry(
        name="toy",
        parameters=(ToyParameters, WindParameters),
        cell_types=(CellType("cell", "cell", "C", 5.0, "cell"),),
        columns=(Column("colour", np.int8, 3, "", "a column of its own"),),
        resources=(Resource(Wind, (WindParameters,), _make_wind), Resource(Ground, (), lambda _: Ground(500.0))),
        processes=(Arrivals(), Walk(), Hop()),
        hazards=(RateHazard("burn", _burn, (HERE, THERE)), RateHazard("starve", _starve, (THERE,))),
        factors=(Softener(("burn",), _shield),),
        transitions=("hop",),
        scenery=(Dots,),
        observables=(Observable("living", "living cells", "cells", lambda s: float((s.cells["stage"] >= 0).sum())),),
        events=(EventKind("hopped", "hopped", "hopped at {value}"),),
    )
    return Model(
        entries=(entry,),
        stages=(Stage("here", "here", "near"), Stage("there", "there", "far")),
        places=(
            Place("near", "near", lambda _: 1.0),
            Place("far", "far", lambda context: 4.0 if context.in_stage(THERE).size else 8.0),
        ),
        milestones=(Milestone("set_out", "set out"), Milestone("hopped", "hopped")),
        renamed=(("toy.old_burn", "toy.burn"),),
    )
