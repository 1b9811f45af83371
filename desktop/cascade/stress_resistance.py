"""Stress resistance: repair and survival programmes that let a cell stand shear and the loss of anchorage."""

from dataclasses import dataclass

import numpy as np

from desktop.cascade.tumor_cell import TRAIT_STRESS_RESISTANCE
from desktop.engine.arrays import FloatArray, IntArray
from desktop.engine.context import ReadContext
from desktop.engine.contracts import Entry
from desktop.engine.parameters import ParameterGroup, parameter


@dataclass(frozen=True)
class StressResistanceParameters(ParameterGroup):
    """How much a tumor cell stands compared with a healthy one."""

    key = "stress_resistance"
    label = "Stress resistance"
    section = "workings"

    strength: float = parameter(
        1.0,
        label="Stress resistance",
        unit="×",
        low=0.0,
        high=2.0,
        section="survival",
        help="Cells that resist stress survive tearing and the loss of support. At 0 they are as fragile as "
        "healthy cells.",
        source="assumption on size; tumor cells withstand flow that kills normal epithelium (Barnes 2012)",
        grade="C",
        level="lesson",
        typical=(0.5, 1.5),
    )
    factor: float = parameter(
        0.4,
        label="Shear and anoikis per unit of resistance",
        unit="×",
        low=0.05,
        high=1.0,
        help="By how much each unit of resistance multiplies deaths by shear and by anoikis.",
        source="assumption",
        level="expert",
    )


class Resistance:
    """Softens shear and anoikis; 1 at the default strength, for which those hazards are declared."""

    name = "stress resistance"
    label = "stress resistance"
    softens = ("shear", "anoikis")

    def multiplier(self, context: ReadContext, rows: IntArray) -> FloatArray:
        """Return factor ** (strength − 1), shape (n,)."""
        parameters = context.parameters[StressResistanceParameters]
        strength = parameters.strength * context.cells[TRAIT_STRESS_RESISTANCE][rows]
        return np.asarray(parameters.factor ** (strength - 1.0))


ENTRY = Entry(name="stress_resistance", parameters=(StressResistanceParameters,), factors=(Resistance(),))
