"""Deformability: a soft cell squeezes through narrow places and gives way to the flow; a stiff one lodges and tears."""

from dataclasses import dataclass

import numpy as np

from desktop.cascade.stages import Stage
from desktop.cascade.tumor_cell import MESENCHYMAL, TRAIT_FLEXIBILITY
from desktop.cascade.vasculature import FlowParameters
from desktop.engine.arrays import FloatArray, IntArray
from desktop.engine.columns import RADIUS, STAGE
from desktop.engine.context import ReadContext
from desktop.engine.contracts import Entry
from desktop.engine.parameters import ParameterGroup, parameter

REFERENCE_STIFFNESS = 0.5
"""kPa; the stiffness at which the other parameters were measured (Cross 2007)."""
HEALTHY_OVER_TUMOR = 4.0
"""Stiffness of a healthy cell over that of a metastatic cell: 2 against 0.5 kPa (Cross 2007)."""
SOFTEST_PASSAGE = 0.25
"""Stiffness over the reference below which softness no longer helps a cell through the wall (assumption: nucleus)."""


@dataclass(frozen=True)
class DeformabilityParameters(ParameterGroup):
    """How soft the cells are and what softness does."""

    key = "flexibility"
    label = "Flexibility"
    section = "workings"

    strength: float = parameter(
        1.0,
        label="Flexibility",
        unit="×",
        low=0.0,
        high=2.0,
        section="survival",
        help="Soft cells slip through narrow capillaries and bend with the flow. At 0 they are as stiff as healthy "
        "cells, at 1 a quarter as stiff, at 2 a sixteenth.",
        source="metastatic cells are more than 70 % softer than benign ones (Cross 2007); with exceptions",
        grade="B",
        level="lesson",
        typical=(0.7, 1.3),
    )
    stiffness: float = parameter(
        0.5,
        label="Stiffness of a tumor cell",
        unit="kPa",
        low=0.2,
        high=2.5,
        help="Young's modulus at flexibility × 1.",
        source="≈ 0.5 kPa against ≈ 2 kPa of benign cells (Cross 2007, text)",
        grade="B",
        level="expert",
        typical=(0.3, 0.8),
    )
    arrest_exponent: float = parameter(
        0.5,
        label="Stiffness on arrest",
        unit="",
        low=0.0,
        high=2.0,
        help="How strongly stiffness makes a cell lodge: the arrest rate goes with stiffness to this power.",
        source="assumption; entry into a constriction is set by deformability (Byun 2013)",
        level="expert",
    )
    size_exponent: float = parameter(
        1.0,
        label="Size on arrest",
        unit="",
        low=0.0,
        high=6.0,
        help="How strongly being wider than the capillary makes a cell lodge: the arrest rate goes with the excess "
        "width to this power.",
        source="assumption; cells of 18–20 µm lodge in the first bed, patients' cells of 7–12 µm do not",
        level="expert",
    )
    damage_exponent: float = parameter(
        1.0,
        label="Stiffness on damage while lodging",
        unit="",
        low=0.0,
        high=2.0,
        help="How strongly stiffness makes a cell fall to pieces as it is pressed into a capillary.",
        source="assumption on size; a stiff cell must be deformed by a larger force (Byun 2013)",
        level="expert",
    )
    leaving_exponent: float = parameter(
        0.5,
        label="Stiffness on leaving",
        unit="",
        low=0.0,
        high=2.0,
        help="How strongly stiffness keeps a cell from squeezing through the wall of the vessel.",
        source="assumption on size; the nucleus limits the passage through narrow gaps (Wolf 2013)",
        level="expert",
    )
    shear_exponent: float = parameter(
        0.3,
        label="Stiffness on tearing",
        unit="",
        low=0.0,
        high=2.0,
        help="How strongly stiffness makes a cell tear in the flow.",
        source="assumption; survivors of shear were softer (Xin 2019) or stiffer (Chivukula 2015)",
        grade="C",
        level="expert",
    )


def stiffness_of(context: ReadContext, rows: IntArray) -> FloatArray:
    """Return Young's modulus in kPa, shape (n,): mesenchymal cells are softer than epithelial ones by a third."""
    parameters = context.parameters[DeformabilityParameters]
    strength = parameters.strength * context.cells[TRAIT_FLEXIBILITY][rows]
    own = parameters.stiffness * HEALTHY_OVER_TUMOR ** (1.0 - strength)
    return np.asarray(own * (1.2 - 0.4 * context.cells[MESENCHYMAL][rows]))


class SqueezingThrough:
    """Stiff and wide cells lodge more often."""

    name = "squeezing through"
    label = "flexibility and size"
    softens = ("arrest",)

    def multiplier(self, context: ReadContext, rows: IntArray) -> FloatArray:
        """Return (E/0.5 kPa)^a · (excess width / 5 µm)^b; at least a tenth of the excess of a default cell.

        Shape (n,).
        """
        parameters = context.parameters[DeformabilityParameters]
        bore = context.parameters[FlowParameters].capillary_diameter
        excess = np.maximum(2.0 * context.cells[RADIUS][rows] - bore, 0.5) / 5.0
        stiff = stiffness_of(context, rows) / REFERENCE_STIFFNESS
        return np.asarray(stiff**parameters.arrest_exponent * excess**parameters.size_exponent)


def squeezing_out(context: ReadContext, rows: IntArray) -> FloatArray:
    """Return by what factor a cell fails more often than a default one to get through the wall, shape (n,).

    (E/0.5 kPa)^d; the nucleus stays stiff, so that no cell passes more easily than one of `SOFTEST_PASSAGE`.
    """
    stiff = np.maximum(stiffness_of(context, rows) / REFERENCE_STIFFNESS, SOFTEST_PASSAGE)
    return np.asarray(stiff ** context.parameters[DeformabilityParameters].leaving_exponent)


class BendingWithTheFlow:
    """Stiff cells tear more often in the flow, and far more often when they are pressed into a capillary."""

    name = "bending with the flow"
    label = "flexibility"
    softens = ("shear",)

    def multiplier(self, context: ReadContext, rows: IntArray) -> FloatArray:
        """Return (E/0.5 kPa)^c, with another exponent for lodged cells, shape (n,)."""
        parameters = context.parameters[DeformabilityParameters]
        lodged = context.cells[STAGE][rows] == Stage.ARRESTED
        exponent = np.where(lodged, parameters.damage_exponent, parameters.shear_exponent)
        return np.asarray((stiffness_of(context, rows) / REFERENCE_STIFFNESS) ** exponent)


ENTRY = Entry(
    name="flexibility", parameters=(DeformabilityParameters,), factors=(SqueezingThrough(), BendingWithTheFlow())
)
