"""Metabolic adaptation: cells that rebuild their supply of energy stand oxygen and new surroundings."""

from dataclasses import dataclass

import numpy as np

from desktop.cascade.tumor_cell import TRAIT_METABOLISM
from desktop.engine.arrays import FloatArray, IntArray
from desktop.engine.context import ReadContext
from desktop.engine.contracts import Entry
from desktop.engine.parameters import ParameterGroup, parameter


@dataclass(frozen=True)
class MetabolismParameters(ParameterGroup):
    """How well cells change over to another supply of energy."""

    key = "metabolism"
    label = "Metabolic adaptation"
    section = "workings"

    strength: float = parameter(
        1.0,
        label="Metabolic adaptation",
        unit="×",
        low=0.0,
        high=2.0,
        section="survival",
        help="Cells that adapt their metabolism stand oxidative stress better and find a footing in the new "
        "organ more often.",
        source="assumption on size; antioxidant metabolism decides success in blood and organs (Piskounova 2015)",
        grade="C",
        level="lesson",
        typical=(0.5, 1.5),
    )
    oxidation: float = parameter(
        0.5,
        label="Oxidative deaths per unit of adaptation",
        unit="×",
        low=0.05,
        high=1.0,
        help="By how much each unit of adaptation multiplies deaths by oxidative stress.",
        source="assumption",
        level="expert",
    )
    footing: float = parameter(
        0.7,
        label="Failure to settle per unit of adaptation",
        unit="×",
        low=0.05,
        high=1.0,
        help="By how much each unit of adaptation multiplies the failures to gain a footing in a new organ.",
        source="assumption",
        level="expert",
    )


@dataclass(frozen=True)
class Adaptation:
    """Softens the risks it names; 1 at the default strength, for which those hazards are declared."""

    name: str
    label: str
    softens: tuple[str, ...]
    factor: str

    def multiplier(self, context: ReadContext, rows: IntArray) -> FloatArray:
        """Return factor ** (strength − 1), shape (n,)."""
        parameters = context.parameters[MetabolismParameters]
        strength = parameters.strength * context.cells[TRAIT_METABOLISM][rows]
        return np.asarray(getattr(parameters, self.factor) ** (strength - 1.0))


ENTRY = Entry(
    name="metabolism",
    parameters=(MetabolismParameters,),
    factors=(
        Adaptation("antioxidant supply", "metabolic adaptation", ("oxidation",), "oxidation"),
        Adaptation("footing", "metabolic adaptation", ("no_niche", "starvation"), "footing"),
    ),
)
