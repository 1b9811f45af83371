"""Dormancy: sleeping cells do not divide, live on little, and are hidden from immunity; some wake after years."""

from dataclasses import dataclass

import numpy as np

from desktop.cascade.blood import count_in
from desktop.cascade.colonization import relative_balance
from desktop.cascade.stages import Stage
from desktop.engine.arrays import FloatArray, IntArray
from desktop.engine.clocks import HOURS_PER_YEAR
from desktop.engine.columns import STAGE, STAGE_HOURS
from desktop.engine.context import ReadContext, StepContext
from desktop.engine.contracts import Entry, Observable, Phase
from desktop.engine.events import EventKind
from desktop.engine.parameters import ParameterGroup, parameter


@dataclass(frozen=True)
class DormancyParameters(ParameterGroup):
    """How long cells sleep and what keeps them alive."""

    key = "dormancy"
    label = "Dormancy"
    section = "organ"

    half_life: float = parameter(
        12.0,
        label="Half of the sleepers wake within",
        unit="years",
        low=0.5,
        high=70.0,
        scale="log",
        help="How long cells sleep, at the default balance of ERK and p38.",
        source="the lower bound of one model's fit: at least 12, less than 69 years (Willis 2010, abstract)",
        grade="C",
        level="lesson",
        typical=(5.0, 40.0),
    )
    autophagy: float = parameter(
        1.0,
        label="Autophagy",
        unit="",
        low=0.0,
        high=1.0,
        help="Sleeping cells live by recycling their own parts. At 0 recycling is blocked and they starve; "
        "growing cells "
        "hardly notice.",
        source="blocking autophagy kills dormant, not growing cells (Vera-Ramirez 2018); size is an assumption",
        grade="C",
        level="lesson",
    )
    starvation: float = parameter(
        0.05,
        label="Sleepers that starve",
        unit="per year",
        low=0.0,
        high=1.0,
        help="How many sleeping cells die per year with autophagy intact.",
        source="assumption",
        level="basic",
    )
    blocked: float = parameter(
        15.0,
        label="Starving without autophagy",
        unit="×",
        low=1.0,
        high=100.0,
        help="How much faster sleeping cells starve when autophagy is blocked.",
        source="assumption; direction Vera-Ramirez 2018",
        level="expert",
    )


class Waking:
    """Wakes sleepers at a constant rate that rises with the cell's ERK : p38 balance."""

    name = "waking"
    phase = Phase.LEAVE

    def act(self, context: StepContext) -> None:
        """Expose sleepers to waking."""
        rows, cells = context.in_stage(Stage.DORMANT), context.cells
        if rows.size == 0:
            return
        per_hour = np.log(2.0) / (context.parameters[DormancyParameters].half_life * HOURS_PER_YEAR)
        wakes = rows[context.reaches("waking", rows, per_hour * relative_balance(context, rows))]
        context.record("woke", wakes, value=cells[STAGE_HOURS][wakes] / HOURS_PER_YEAR)
        context.enter_stage(wakes, Stage.GROWING)


class Starvation:
    """Kills sleepers that cannot feed on themselves."""

    name = "starvation"
    label = "starved asleep"
    death = "starved in its sleep"
    stages = (Stage.DORMANT,)

    def rate(self, context: ReadContext, rows: IntArray) -> FloatArray:
        """Return the starvation rate, raised to ``blocked`` times where autophagy is off, shape (n,)."""
        parameters = context.parameters[DormancyParameters]
        factor = parameters.blocked ** (1.0 - parameters.autophagy)
        return np.full(rows.size, parameters.starvation / HOURS_PER_YEAR * factor)


class Hidden:
    """Sleeping cells show little for immune cells to see."""

    name = "hidden while asleep"
    label = "dormancy"
    softens = ("t_cell", "natural_killer")

    def multiplier(self, context: ReadContext, rows: IntArray) -> FloatArray:
        """Return 0 for sleepers, 1 for all others, shape (n,)."""
        return np.where(context.cells[STAGE][rows] == Stage.DORMANT, 0.0, 1.0)


ENTRY = Entry(
    name="dormancy",
    parameters=(DormancyParameters,),
    processes=(Waking(),),
    hazards=(Starvation(),),
    factors=(Hidden(),),
    transitions=("waking",),
    observables=(Observable("dormant", "sleeping cells", "drawn cells", count_in(Stage.DORMANT)),),
    events=(EventKind("woke", "woke up", "woke up after {value:.1f} years of sleep"),),
)
