"""Shear stress: moving blood tugs at a cell, and a narrow capillary tears pieces off it when it lodges."""

from dataclasses import dataclass

import numpy as np

from desktop.cascade.stages import Stage
from desktop.cascade.tumor_cell import SHEAR_STRESS
from desktop.cascade.vasculature import FlowParameters
from desktop.engine.arrays import FloatArray, IntArray
from desktop.engine.columns import STAGE, STAGE_HOURS
from desktop.engine.context import ReadContext
from desktop.engine.contracts import Entry
from desktop.engine.hazards import rate_for
from desktop.engine.parameters import ParameterGroup, parameter

REFERENCE_STRESS = 15.0
"""dyn/cm² at which the hazard is declared."""


@dataclass(frozen=True)
class ShearParameters(ParameterGroup):
    """How deadly the flow is."""

    key = "shear"
    label = "Shear stress"
    section = "flow"

    hazard: float = parameter(
        0.10,
        label="Deaths by shear at 15 dyn/cm²",
        unit="per h",
        low=0.0,
        high=1.0,
        help="How many cells per hour are torn at a shear stress of 15 dyn/cm². Over the minutes a cell spends "
        "in blood "
        "this is little: many experts think shear kills few.",
        source="fitted to > 90 % dead in 4 h at 60 dyn/cm² (Regmi 2017); disputed by Fan 2016, Hope 2021",
        grade="C",
        level="lesson",
        typical=(0.02, 0.2),
    )
    exponent: float = parameter(
        1.3,
        label="Rise with stress",
        unit="",
        low=0.5,
        high=3.0,
        help="The hazard goes with stress to this power.",
        source="own arithmetic: 0.1 × (60 / 15)^1.3 × 4 h = 2.4, so 91 % dead; > 90 % in Regmi 2017",
        grade="C",
        level="expert",
    )
    elsewhere: float = parameter(
        15.0,
        label="Stress in vessels not drawn",
        unit="dyn/cm²",
        low=0.0,
        high=70.0,
        help="Mean shear stress in the arteries, veins and heart that a cell passes off the screen, at blood flow × 1.",
        source="veins 1–6, arteries 10–70 dyn/cm² (Malek 1999); the mean is an assumption",
        grade="C",
        level="expert",
    )
    elsewhere_share: float = parameter(
        0.75,
        label="Time in vessels not drawn",
        unit="",
        low=0.0,
        high=1.0,
        help="Share of each circuit that a cell spends in vessels off the screen.",
        source="assumption",
        level="expert",
    )
    fragmentation: float = parameter(
        20.0,
        label="Torn on lodging",
        unit="%",
        low=0.0,
        high=60.0,
        help="How many of a hundred cells fall to pieces within minutes of lodging in a capillary.",
        source="cells shed fragments in lung capillaries within minutes (Headley 2016); the share is an assumption",
        grade="C",
        level="basic",
    )
    fragmentation_minutes: float = parameter(
        5.0,
        label="Tearing after lodging lasts",
        unit="min",
        low=1.0,
        high=60.0,
        help="How long after lodging cells may fall to pieces.",
        source="assumption: 5 min; fragments are shed within minutes (Headley 2016)",
        level="expert",
    )


class Shear:
    """Kills travelling cells by the stress they feel, and freshly lodged ones by fragmentation."""

    name = "shear"
    label = "torn by the flow"
    death = "was torn by the flow"
    stages = (Stage.TRAVELLING, Stage.ARRESTED)

    def rate(self, context: ReadContext, rows: IntArray) -> FloatArray:
        """Return h·(τ/15 dyn/cm²)^n averaged over drawn and undrawn vessels, or the fragmentation rate, shape (n,)."""
        parameters, cells = context.parameters[ShearParameters], context.cells
        strength = context.parameters[FlowParameters].strength
        here = (cells[SHEAR_STRESS][rows] / REFERENCE_STRESS) ** parameters.exponent
        there = (parameters.elsewhere * strength / REFERENCE_STRESS) ** parameters.exponent
        share = parameters.elsewhere_share
        in_flow = parameters.hazard * ((1.0 - share) * here + share * there)
        window, hours = parameters.fragmentation_minutes / 60.0, np.maximum(context.hours(rows), 1e-12)
        # The window may end within a step, or be shorter than one.
        inside = np.clip((window - cells[STAGE_HOURS][rows]) / hours, 0.0, 1.0)
        lodged = rate_for(parameters.fragmentation / 100.0, window) * inside
        return np.where(cells[STAGE][rows] == Stage.TRAVELLING, in_flow, lodged)


ENTRY = Entry(name="shear", parameters=(ShearParameters,), hazards=(Shear(),))
