"""Anoikis: a cell that has lost its hold on other tissue starts its own death, hours later."""

from dataclasses import dataclass

import numpy as np

from desktop.cascade.lymph import in_node
from desktop.cascade.stages import Stage
from desktop.cascade.tumor_cell import ADHERED, UNANCHORED_HOURS
from desktop.engine.arrays import FloatArray, IntArray
from desktop.engine.columns import STAGE, STAGE_HOURS
from desktop.engine.context import ReadContext, StepContext
from desktop.engine.contracts import Entry, Phase
from desktop.engine.parameters import ParameterGroup, parameter


@dataclass(frozen=True)
class AnoikisParameters(ParameterGroup):
    """When death from lack of anchorage begins, and how fast it goes."""

    key = "anoikis"
    label = "Lack of support (anoikis)"
    section = "flow"

    delay: float = parameter(
        4.0,
        label="Delay before anoikis",
        unit="h",
        low=0.0,
        high=24.0,
        help="How long a cell without anchorage lives on unharmed. Cells spend minutes in blood, so anoikis "
        "strikes mainly "
        "those that linger.",
        source="no loss within 1 h (Barnes 2012); commitment ≈ 8 h in normal epithelium; default is an assumption",
        grade="C",
        level="basic",
        typical=(2.0, 8.0),
    )
    hazard: float = parameter(
        0.02,
        label="Deaths by anoikis",
        unit="per h",
        low=0.0,
        high=0.5,
        help="How many cells per hour die from lack of anchorage, from the delay until they hold on firmly.",
        source="assumption: about 90 % survive until firm adhesion",
        level="lesson",
    )
    stranded: float = parameter(
        0.2,
        label="Deaths of the stranded",
        unit="per h",
        low=0.0,
        high=2.0,
        help="How many cells per hour die that still have no firm hold a day after lodging.",
        source="assumption: suspended epithelial cells are mostly dead at 24–48 h",
        level="expert",
    )


class Unanchored:
    """Counts the hours without a firm hold."""

    name = "unanchored"
    phase = Phase.TOUCH

    def act(self, context: StepContext) -> None:
        """Let the hours of those without a hold run."""
        rows, cells = context.in_stage(Stage.TRAVELLING, Stage.ARRESTED, Stage.LYMPH), context.cells
        # The meshwork of a lymph node gives support.
        rows = rows[(cells[STAGE][rows] != Stage.LYMPH) | ~in_node(context, rows)]
        cells[UNANCHORED_HOURS][rows] += context.hours(rows)


class Anoikis:
    """Kills cells that have been without anchorage for longer than the delay."""

    name = "anoikis"
    label = "lack of support (anoikis)"
    death = "died from lack of anchorage (anoikis)"
    stages = (Stage.TRAVELLING, Stage.ARRESTED, Stage.LYMPH)

    def rate(self, context: ReadContext, rows: IntArray) -> FloatArray:
        """Return 0 before the delay and after firm adhesion; the higher rate a day after lodging without a hold.

        Shape (n,).
        """
        parameters, cells = context.parameters[AnoikisParameters], context.cells
        late = cells[UNANCHORED_HOURS][rows] > parameters.delay
        stranded = (cells[STAGE][rows] == Stage.ARRESTED) & (cells[STAGE_HOURS][rows] > 24.0)
        rate = np.where(stranded, parameters.stranded, parameters.hazard)
        return np.where(late & ~cells[ADHERED][rows], rate, 0.0)


ENTRY = Entry(
    name="anoikis",
    parameters=(AnoikisParameters,),
    columns=(
        UNANCHORED_HOURS,
        ADHERED,
    ),
    processes=(Unanchored(),),
    hazards=(Anoikis(),),
)
