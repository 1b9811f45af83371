"""What every test shares: no window on the screen, no silent floating-point error, and chance that can be repeated."""

import os
from collections.abc import Iterator
from dataclasses import dataclass

# Before any test module imports Qt.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import hypothesis
import numpy as np
import pytest

from desktop.cascade import MODEL
from desktop.cascade.stages import MILESTONES, PLACES, STAGES, PaceParameters, Reached, Stage
from desktop.engine.arrays import FloatArray, IntArray
from desktop.engine.context import ReadContext, StepContext
from desktop.engine.contracts import Entry, Observable, Phase
from desktop.engine.model import Model
from desktop.engine.parameters import ParameterGroup, parameter
from desktop.engine.simulation import Simulation

hypothesis.settings.register_profile("repeatable", deadline=None, derandomize=True, database=None)
hypothesis.settings.register_profile("explore", deadline=None, max_examples=2000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run the tests marked long, too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--long"):
        return
    skip = pytest.mark.skip(reason="long; runs with --long")
    for item in items:
        if "long" in item.keywords:
            item.add_marker(skip)


@pytest.fixture(autouse=True)
def _floating_point_errors_raise() -> Iterator[None]:
    with np.errstate(all="raise", under="ignore"):
        yield


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(20260101)


@pytest.fixture
def small_simulation() -> Simulation:
    """Return a run of the real model at its very beginning, with all its scenery."""
    return Simulation(MODEL, MODEL.defaults(), seed=1)


# --- a small model, for tests that are about runs and files and not about the science ---


@dataclass(frozen=True)
class SheddingParameters(ParameterGroup):
    key = "shedding"
    label = "Shedding"
    section = "tumor"

    rate: float = parameter(
        20.0, label="Rate", unit="1/s", low=0.0, high=100.0, help="Cells per second.", source="assumption"
    )
    group_size: int = parameter(3, label="Group size", unit="cells", low=1, high=9, help="…", source="assumption")
    awake: bool = parameter(True, label="Awake", help="…", source="assumption")
    route: str = parameter("blood", label="Route", choices=("blood", "lymph"), help="…", source="assumption")


@dataclass(frozen=True)
class ShearParameters(ParameterGroup):
    key = "shear"
    label = "Shear"
    section = "flow"

    hazard: float = parameter(
        30.0, label="Hazard", unit="per h", low=0.0, high=500.0, help="How deadly.", source="assumption"
    )


class Shedding:
    """Every step a single or a group sets out; after a while those that live are in the blood."""

    name = "shedding"
    phase = Phase.ENTER

    def act(self, context: StepContext) -> None:
        values = context.parameters[SheddingParameters]
        size = values.group_size if context.step % 4 == 0 else 1
        if context.random["shed"].uniform(np.array([context.step]))[0] < values.rate * context.seconds:
            rows = context.add_cells(size)
            context.cells["journey"][rows] = context.journeys.start(rows.size)
            context.enter_stage(rows, Stage.INVADING, Reached.SHED)
        rows = context.in_stage(Stage.INVADING)
        old = rows[context.cells["age_seconds"][rows] > 0.25]
        context.enter_stage(old, Stage.TRAVELLING, Reached.BLOOD)


class Shear:
    name = "shear"
    label = "shear"
    death = "was torn by the flow"
    stages: tuple[int, ...] = (Stage.TRAVELLING,)

    def rate(self, context: ReadContext, rows: IntArray) -> FloatArray:
        return np.full(rows.size, 60.0 * context.parameters[ShearParameters].hazard)


ENTRIES = (
    Entry(
        name="shedding",
        parameters=(PaceParameters, SheddingParameters),
        processes=(Shedding(),),
        observables=(
            Observable("travelling", "travelling", "cells", lambda s: float((s.cells["stage"] == 3).sum())),
            Observable("nothing", "never known", "", lambda s: float("nan")),
        ),
    ),
    Entry(name="shear", parameters=(ShearParameters,), hazards=(Shear(),)),
)


@pytest.fixture(scope="session")
def small_model() -> Model:
    return Model(ENTRIES, STAGES, PLACES, MILESTONES, renamed=(("shear.danger", "shear.hazard"),))
