"""Oxidative stress: the jump from an oxygen-poor tumor into oxygen-rich blood, and the change of pressure."""

from dataclasses import dataclass

import numpy as np

from desktop.cascade.blood import PRESSURE
from desktop.cascade.stages import Stage
from desktop.cascade.tumor import TumorParameters
from desktop.cascade.tumor_cell import ARREST_HOURS, OXYGEN
from desktop.engine.arrays import FloatArray, IntArray
from desktop.engine.columns import STAGE
from desktop.engine.context import ReadContext
from desktop.engine.contracts import Entry
from desktop.engine.hazards import rate_for
from desktop.engine.parameters import ParameterGroup, parameter

FULL_JUMP = float(np.log(95.0 / 10.0))
"""Logarithm of arterial over tumor oxygen pressure at the defaults: the jump for which the hazards are declared."""
WINDOW_HOURS = 24.0
TISSUE_PRESSURE = 20.0
"""mmHg inside a tumor (assumption: raised interstitial pressure)."""


@dataclass(frozen=True)
class OxidativeStressParameters(ParameterGroup):
    """How deadly the oxygen of blood is to a cell from an oxygen-poor tumor."""

    key = "oxidation"
    label = "Oxygen and pressure"
    section = "flow"

    hazard: float = parameter(
        0.17,
        label="Deaths by oxidative stress",
        unit="per h",
        low=0.0,
        high=1.0,
        help="How many traveling cells per hour die of the jump from the tumor's oxygen to that of arterial blood.",
        source="assumption, tuned to the effect of antioxidants; mechanism Piskounova 2015",
        level="lesson",
    )
    survival_after_arrest: float = parameter(
        30.4,
        label="Survive the first day after arrest",
        unit="%",
        low=5.0,
        high=100.0,
        help="How many of a hundred cells survive the oxidative stress of their first 24 hours in a capillary "
        "of the lung.",
        source="fitted to 2.6 of a hundred that leave alive, own arithmetic; about 1 % alive at 24 h (Fidler 1970)",
        level="basic",
    )
    pressure_weight: float = parameter(
        0.05,
        label="Share of pressure change",
        unit="per 10 mmHg",
        low=0.0,
        high=1.0,
        help="How much a change of pressure by 10 mmHg adds to the stress of the change of oxygen.",
        source="assumption: no measurement found",
        level="expert",
    )


def jump(context: ReadContext, rows: IntArray) -> FloatArray:
    """Return the stress of the change of surroundings, 1 for tumor → arterial blood at the defaults, shape (n,).

    ln(pO₂ here / pO₂ in the tumor) / ln(95/10), plus a share for the change of pressure.
    """
    cells, home = context.cells, context.parameters[TumorParameters].oxygen
    oxygen = np.maximum(np.log(cells[OXYGEN][rows] / home), 0.0) / FULL_JUMP
    pressure = np.abs(cells[PRESSURE][rows] - TISSUE_PRESSURE) / 10.0
    return np.asarray(oxygen + context.parameters[OxidativeStressParameters].pressure_weight * pressure)


class Oxidation:
    """Kills travelling cells, and arrested ones during their first day."""

    name = "oxidation"
    label = "oxidative stress"
    death = "was killed by oxidative stress"
    stages = (Stage.TRAVELLING, Stage.ARRESTED, Stage.LEAVING, Stage.LYMPH)

    def rate(self, context: ReadContext, rows: IntArray) -> FloatArray:
        """Return the declared hazard of the cell's situation times the jump of its surroundings, shape (n,)."""
        parameters, cells = context.parameters[OxidativeStressParameters], context.cells
        first_day = cells[ARREST_HOURS][rows] < WINDOW_HOURS
        after = np.where(first_day, rate_for(1.0 - parameters.survival_after_arrest / 100.0, WINDOW_HOURS), 0.0)
        stage = cells[STAGE][rows]
        travelling = (stage == Stage.TRAVELLING) | (stage == Stage.LYMPH)
        return np.asarray(np.where(travelling, parameters.hazard, after) * jump(context, rows))


ENTRY = Entry(name="oxidation", parameters=(OxidativeStressParameters,), hazards=(Oxidation(),))
