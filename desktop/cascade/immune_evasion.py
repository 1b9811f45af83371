"""Hiding from the immune system: fewer stress ligands for NK cells, brakes and missing markers for T cells.

MHC-I pulls the two in opposite directions: T cells need it to recognise a cell, NK cells attack where it is missing.
"""

from dataclasses import dataclass

import numpy as np

from desktop.cascade.tumor_cell import ARREST_HOURS, TRAIT_IMMUNE_EVASION
from desktop.engine.arrays import FloatArray, IntArray
from desktop.engine.context import ReadContext
from desktop.engine.contracts import Entry
from desktop.engine.parameters import ParameterGroup, parameter

REFERENCE_MHC = 0.7
"""MHC-I level at which the NK and T-cell rates are declared (assumption)."""
MOST_HIDDEN = 500.0
"""Multiples of the hiding time after which nothing is left to hide: beyond, e^−x is no number any more."""


@dataclass(frozen=True)
class ImmuneEvasionParameters(ParameterGroup):
    """The ways in which tumor cells hide."""

    key = "immune_evasion"
    label = "Immune evasion"
    section = "workings"

    strength: float = parameter(
        1.0,
        label="Immune evasion",
        unit="×",
        low=0.0,
        high=2.0,
        section="survival",
        help="Arrested cells lose the signals by which NK cells know them, within hours, and put brakes on T "
        "cells. At 0 "
        "they never hide.",
        source="NK activation per contact falls from 68 % to 8 % in a day as CD155 is lost (Ichise 2022)",
        grade="B",
        level="lesson",
        typical=(0.5, 1.5),
    )
    hiding_time: float = parameter(
        9.5,
        label="Time to hide from NK cells",
        unit="h",
        low=2.0,
        high=24.0,
        help="Time in which NK attack on an arrested cell falls by a factor e, at immune evasion × 1.",
        source="fitted: kill chance 0.5 in the first 4 h; after a day 0.05, an assumption for none (Ichise 2022)",
        grade="C",
        level="basic",
        typical=(6.0, 11.0),
    )
    mhc: float = parameter(
        0.7,
        label="MHC-I level",
        unit="",
        low=0.0,
        high=1.0,
        help="How much MHC-I cells show. Less MHC-I hides them from T cells and betrays them to NK cells.",
        source="assumption on the level; missing-self; no T-cell kills after MHC-I is lost (Halle 2016, virus)",
        grade="C",
        level="lesson",
    )
    missing_self: float = parameter(
        1.5,
        label="NK attack without MHC-I",
        unit="×",
        low=0.0,
        high=5.0,
        help="How much NK attack rises as MHC-I falls from its default to nothing.",
        source="assumption on size; direction: missing-self recognition",
        level="expert",
    )
    brake: float = parameter(
        0.5,
        label="T-cell brake (PD-L1)",
        unit="×",
        low=0.05,
        high=1.0,
        help="What is left of the T-cell attack when cells show PD-L1, at immune evasion × 1.",
        source="assumption; hazard ratio of distant metastasis or death under PD-1 blockade 0.60 (KEYNOTE-054)",
        grade="C",
        level="basic",
    )


class HidingFromNaturalKillers:
    """Fewer stress ligands with every hour in the capillary; more attack where MHC-I is missing."""

    name = "hiding from NK cells"
    label = "immune evasion"
    softens = ("natural_killer",)

    def multiplier(self, context: ReadContext, rows: IntArray) -> FloatArray:
        """Return e^(−strength · hours since arrest / hiding time) · (1 + k·(0.7 − MHC)/0.7), shape (n,)."""
        parameters = context.parameters[ImmuneEvasionParameters]
        strength = parameters.strength * context.cells[TRAIT_IMMUNE_EVASION][rows]
        hidden = np.exp(-np.minimum(strength * context.cells[ARREST_HOURS][rows] / parameters.hiding_time, MOST_HIDDEN))
        missing = 1.0 + parameters.missing_self * (REFERENCE_MHC - parameters.mhc) / REFERENCE_MHC
        return np.asarray(hidden * max(missing, 0.0))


class HidingFromTCells:
    """Brakes on T cells, and no target without MHC-I."""

    name = "hiding from T cells"
    label = "immune evasion"
    softens = ("t_cell",)

    def multiplier(self, context: ReadContext, rows: IntArray) -> FloatArray:
        """Return brake ** strength · MHC/0.7, shape (n,)."""
        parameters = context.parameters[ImmuneEvasionParameters]
        strength = parameters.strength * context.cells[TRAIT_IMMUNE_EVASION][rows]
        return np.asarray(parameters.brake**strength * parameters.mhc / REFERENCE_MHC)


ENTRY = Entry(
    name="immune_evasion",
    parameters=(ImmuneEvasionParameters,),
    factors=(HidingFromNaturalKillers(), HidingFromTCells()),
)
