"""A small model, so that these tests are about scenarios and runs and not about the science."""

from dataclasses import dataclass

import numpy as np
import pytest

from desktop.cascade.stages import MILESTONES, PLACES, STAGES, PaceParameters, Reached, Stage
from desktop.engine.arrays import FloatArray, IntArray
from desktop.engine.contracts import Entry, Model, Observable, Phase, StepContext
from desktop.engine.parameters import ParameterGroup, parameter


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

    def begin(self, context: StepContext) -> None:
        pass

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

    def rate(self, context: StepContext, rows: IntArray) -> FloatArray:
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
def model() -> Model:
    return Model(ENTRIES, STAGES, PLACES, MILESTONES, renamed=(("shear.danger", "shear.hazard"),))
