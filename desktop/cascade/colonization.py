"""Settling: a cell that has left the vessel adapts to the new tissue, falls asleep, begins to grow, or dies there.

The balance of two signals decides between sleep and growth: much ERK and little p38 means growth, the reverse sleep.
"""

from dataclasses import dataclass

import numpy as np

from desktop.cascade.stages import Reached, Stage
from desktop.cascade.tumor_cell import NEST_CELLS
from desktop.engine.arrays import FloatArray, IntArray
from desktop.engine.columns import IDENTITY, Column
from desktop.engine.context import ReadContext, StepContext
from desktop.engine.contracts import Entry, Phase
from desktop.engine.events import EventKind
from desktop.engine.parameters import ParameterGroup, parameter

REFERENCE_BALANCE = 0.3
"""ERK : p38 ratio at which the shares are declared (assumption: sleep prevails)."""

ORGAN_HOURS = Column("organ_hours", np.float64, 0.0, "h", "biological time in the distant organ")


@dataclass(frozen=True)
class SettlingParameters(ParameterGroup):
    """How long settling takes and how it ends."""

    key = "settling"
    label = "New tissue"
    section = "organ"

    time: float = parameter(
        10.0,
        label="Time to settle",
        unit="days",
        low=1.0,
        high=60.0,
        help="Mean time until a cell in new tissue sleeps, grows or dies.",
        source="assumption: large losses after days 3–4 (Cameron 2000), outcome by day 13 (Luzzi 1998)",
        level="expert",
    )
    dormant: float = parameter(
        45.0,
        label="Fall asleep",
        unit="%",
        low=0.0,
        high=90.0,
        help="How many of a hundred cells in new tissue fall asleep instead of growing or dying, at the "
        "default balance.",
        source="own arithmetic: 36 % of injected cells solitary at day 13 / 80 % that left = 45 % (Luzzi 1998)",
        grade="B",
        level="basic",
        typical=(25.0, 60.0),
    )
    growing: float = parameter(
        13.0,
        label="Begin to grow at once",
        unit="%",
        low=0.0,
        high=50.0,
        help="How many of a hundred cells in new tissue begin to divide at once, at the default balance.",
        source="fitted with the T cells' share: 1 in 40 forms a micrometastasis (Luzzi 1998)",
        grade="B",
        level="basic",
    )
    balance: float = parameter(
        REFERENCE_BALANCE,
        label="Growth against stress signals (ERK : p38)",
        unit="",
        low=0.03,
        high=3.0,
        scale="log",
        help="High: cells grow and sleepers wake. Low: stress signals prevail and cells sleep.",
        source="ERK : p38 decides growth or dormancy (Ranganathan 2006, Sosa 2011); the scale is an assumption",
        grade="C",
        level="lesson",
    )
    spread: float = parameter(
        0.5,
        label="Spread of the balance between cells",
        unit="",
        low=0.0,
        high=2.0,
        help="Standard deviation of the logarithm of the ratio between cells.",
        source="assumption",
        level="expert",
    )


def relative_balance(context: StepContext, rows: IntArray) -> FloatArray:
    """Return each cell's ERK : p38 ratio relative to the reference, shape (n,); its mean over cells is the slider's."""
    parameters = context.parameters[SettlingParameters]
    own = context.random["balance"].normal(context.cells[IDENTITY][rows])
    scatter = np.exp(parameters.spread * own - 0.5 * parameters.spread**2)
    return np.asarray(parameters.balance / REFERENCE_BALANCE * scatter)


class Settling:
    """Lets settled cells choose between sleep and growth."""

    name = "settling"
    phase = Phase.LEAVE

    def act(self, context: StepContext) -> None:
        """Expose cells in new tissue to growth and to sleep."""
        cells = context.cells
        inhabitants = context.in_stage(Stage.SETTLING, Stage.DORMANT, Stage.GROWING, Stage.MACROMETASTASIS)
        cells[ORGAN_HOURS][inhabitants] += context.hours(inhabitants)
        rows = context.in_stage(Stage.SETTLING)
        if rows.size == 0:
            return
        parameters = context.parameters[SettlingParameters]
        per_hour = 1.0 / (24.0 * parameters.time)
        balance = relative_balance(context, rows)
        grows = context.reaches("start_growing", rows, parameters.growing / 100.0 * per_hour * balance)
        sleeps = context.reaches("fall_asleep", rows, parameters.dormant / 100.0 * per_hour / np.sqrt(balance)) & ~grows
        context.enter_stage(rows[grows], Stage.GROWING, Reached.SETTLED)
        context.record("began_to_grow", rows[grows], value=cells[ORGAN_HOURS][rows[grows]] / 24.0)
        context.enter_stage(rows[sleeps], Stage.DORMANT, Reached.SETTLED)
        context.record("fell_asleep", rows[sleeps], value=cells[ORGAN_HOURS][rows[sleeps]] / 24.0)


class NoNiche:
    """Kills cells that gain no footing in the new tissue."""

    name = "no_niche"
    label = "no footing in the new organ"
    death = "found no footing in the new tissue"
    stages = (Stage.SETTLING,)

    def rate(self, context: ReadContext, rows: IntArray) -> FloatArray:
        """Return what is left of the settling rate when sleep and growth have had their shares, shape (n,)."""
        parameters = context.parameters[SettlingParameters]
        left = max(1.0 - (parameters.dormant + parameters.growing) / 100.0, 0.05)
        return np.full(rows.size, left / (24.0 * parameters.time))


ENTRY = Entry(
    name="settling",
    parameters=(SettlingParameters,),
    columns=(
        ORGAN_HOURS,
        NEST_CELLS,
    ),
    processes=(Settling(),),
    hazards=(NoNiche(),),
    transitions=("start_growing", "fall_asleep"),
    events=(
        EventKind("began_to_grow", "began to grow", "began to divide after {value:.0f} days in the new tissue"),
        EventKind("fell_asleep", "fell asleep", "fell asleep on day {value:.0f} in the new tissue"),
    ),
)
