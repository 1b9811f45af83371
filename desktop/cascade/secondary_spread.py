"""Secondary spread: a metastasis that has grown large sheds cells of its own into the blood.

It sheds in proportion to its size, as a tumor of that weight does. Its cells are of its clone. They belong to no
journey that the funnel counts, since they did not leave the primary tumor; their fates are decided as all others are.
"""

from dataclasses import dataclass

import numpy as np

from desktop.cascade.detachment import drawn_departures
from desktop.cascade.rarity import USUALLY_ENTERING, real_departures
from desktop.cascade.stages import Stage
from desktop.cascade.traits import inherit
from desktop.cascade.tumor import TumorParameters, cell_radius
from desktop.cascade.tumor_cell import (
    ACROSS,
    ALONG,
    CLONE,
    DEPARTURE_SCORE,
    MESENCHYMAL,
    NEST_CELLS,
    OXYGEN,
    SEGMENT,
    STREAMLINE,
)
from desktop.engine.arrays import FloatArray, IntArray
from desktop.engine.columns import IDENTITY, RADIUS, X, Y
from desktop.engine.context import ReadContext, StepContext
from desktop.engine.contracts import Entry, Phase
from desktop.engine.events import EventKind
from desktop.engine.parameters import ParameterGroup, parameter

CELLS_PER_GRAM = 1e9
"""Tumor cells in a gram of tumor (textbook order of magnitude)."""
MOST_OVER_PRIMARY = 1.0
"""A metastasis sheds as much as the primary tumor at most (assumption: beyond, it would be found and treated)."""


@dataclass(frozen=True)
class SecondarySpreadParameters(ParameterGroup):
    """How much a metastasis sheds."""

    key = "secondary_spread"
    label = "Spread from metastases"
    section = "organ"

    per_gram: float = parameter(
        3.2e6,
        label="Cells shed by a metastasis",
        unit="per g and day",
        low=0.0,
        high=1e7,
        help="How many cells each gram of a metastasis sends into the blood, once it is large enough to have its own "
        "vessels. At 0 only the primary tumor sheds.",
        source="3.2 × 10⁶ per gram and day from a growing rat mammary carcinoma (Butler and Gullino 1975)",
        grade="B",
        level="basic",
    )


def drawn_per_second(context: ReadContext, cells: FloatArray) -> FloatArray:
    """Return how many cells nests of so many cells send into the blood, drawn per animation second, shape (n,).

    As many times fewer than the primary tumor as they shed fewer, and never more: what travels is told by the clock of
    the blood.
    """
    parameters = context.parameters
    per_hour = parameters[SecondarySpreadParameters].per_gram / 24.0 * cells / CELLS_PER_GRAM
    over_primary = np.minimum(per_hour / real_departures(parameters), MOST_OVER_PRIMARY)
    return np.asarray(over_primary * drawn_departures(parameters) * USUALLY_ENTERING)


class SecondarySpread:
    """Sets cells of large nests into the capillary beside them: from a million cells on, when they need vessels."""

    name = "secondary spread"
    phase = Phase.LEAVE

    def act(self, context: StepContext) -> None:
        """Let nests of a million cells and more shed."""
        # They are not counted, and nobody sees them where many patients are drawn at once.
        if not context.is_watched:
            return
        cells, nests = context.cells, context.in_stage(Stage.MACROMETASTASIS)
        if nests.size == 0:
            return
        expected = drawn_per_second(context, cells[NEST_CELLS][nests]) * context.seconds
        luck = context.random["secondary spread"].uniform(cells[IDENTITY][nests], context.step)
        mothers = np.repeat(nests, np.floor(expected + luck).astype(np.int64))
        if mothers.size:
            self._shed(context, mothers)

    @staticmethod
    def _shed(context: StepContext, mothers: IntArray) -> None:
        rows, cells = context.add_cells(mothers.size), context.cells
        mothers = mothers[: rows.size]
        for column in (SEGMENT, ALONG, X, Y, CLONE, MESENCHYMAL):
            cells[column][rows] = cells[column][mothers]
        cells[DEPARTURE_SCORE][rows] = cells[MESENCHYMAL][rows]
        cells[OXYGEN][rows] = context.parameters[TumorParameters].oxygen
        cells[RADIUS][rows] = cell_radius(context, rows)
        cells[ACROSS][rows] = 0.0
        cells[STREAMLINE][rows] = context.random["lane"].uniform(cells[IDENTITY][rows])
        context.enter_stage(rows, Stage.TRAVELLING)
        inherit(context, rows)
        context.record("shed_by_metastasis", rows, other=cells[IDENTITY][mothers])


ENTRY = Entry(
    name="secondary_spread",
    parameters=(SecondarySpreadParameters,),
    processes=(SecondarySpread(),),
    events=(
        EventKind("shed_by_metastasis", "shed by a metastasis", "was shed by a metastasis, not by the primary tumor"),
    ),
)
