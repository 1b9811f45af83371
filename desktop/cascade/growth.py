"""Growth: a cell that divides becomes a nest, a micrometastasis and, rarely, a macrometastasis; most nests dwindle."""

from dataclasses import dataclass

import numpy as np

from desktop.cascade.blood import count_in
from desktop.cascade.human_scale import success
from desktop.cascade.stages import Reached, Stage
from desktop.cascade.tumor_cell import NEST_CELLS
from desktop.engine.arrays import FloatArray, IntArray
from desktop.engine.columns import JOURNEY, RADIUS, STAGE
from desktop.engine.context import ReadContext, StepContext
from desktop.engine.contracts import Entry, Observable, Phase
from desktop.engine.events import EventKind
from desktop.engine.moment import Moment
from desktop.engine.parameters import ParameterGroup, parameter

MICROMETASTASIS = 8.0
"""Cells in a micrometastasis as counted: the middle, on a log scale, of the 4–16 cells of Luzzi 1998."""
MACROMETASTASIS = 1e6
"""Cells in a macrometastasis: about a millimetre across, the size that can be seen (assumption)."""
DRAWN_RADIUS_LIMIT = 42.0
"""µm at which the drawn radius of a nest stops growing, so that it does not cover the organ."""


@dataclass(frozen=True)
class GrowthParameters(ParameterGroup):
    """How fast nests grow and how often they fail."""

    key = "growth"
    label = "Growth"
    section = "organ"

    doubling_time: float = parameter(
        50.0,
        label="Metastasis doubles in",
        unit="days",
        low=15.0,
        high=120.0,
        help="How long a growing nest takes to double.",
        source="assumption: as primary breast tumors, 1.7 ± 0.9 months (Coumans 2013); metastases were not measured",
        level="lesson",
        typical=(24.0, 80.0),
    )
    failure: float = parameter(
        19.8,
        label="Nests that dwindle per doubling",
        unit="%",
        low=0.0,
        high=80.0,
        help="How many of a hundred nests die out during each doubling, until they are large.",
        source="fitted with the T cells' share: 1 in 100 micrometastases becomes large (Luzzi 1998)",
        grade="B",
        level="basic",
    )


class NestGrowth:
    """Lets nests grow exponentially and reports when they become micro- and macrometastases."""

    name = "nest growth"
    phase = Phase.LEAVE

    def act(self, context: StepContext) -> None:
        """Grow nests by one step."""
        rows, cells = context.in_stage(Stage.GROWING, Stage.MACROMETASTASIS), context.cells
        if rows.size == 0:
            return
        before = cells[NEST_CELLS][rows]
        doublings = context.hours(rows) / (24.0 * context.parameters[GrowthParameters].doubling_time)
        after = np.minimum(before * 2.0**doublings, 1e9)
        cells[NEST_CELLS][rows] = after
        # The nest keeps one cell's radius per cube root of its number of cells, up to what can be drawn.
        cells[RADIUS][rows] = np.maximum(cells[RADIUS][rows], np.minimum(5.0 * np.cbrt(after), DRAWN_RADIUS_LIMIT))
        micro = rows[(before < MICROMETASTASIS) & (after >= MICROMETASTASIS)]
        context.journeys.reach(cells[JOURNEY][micro], Reached.MICROMETASTASIS)
        context.record("micrometastasis", micro, value=after[np.isin(rows, micro)])
        macro = rows[(after >= MACROMETASTASIS) & (cells[STAGE][rows] == Stage.GROWING)]
        context.enter_stage(macro, Stage.MACROMETASTASIS, Reached.MACROMETASTASIS)
        context.record("macrometastasis", macro, value=MACROMETASTASIS)


class Regression:
    """Lets nests dwindle: without vessels and helpers of their own, most die out."""

    name = "regression"
    label = "nest dwindled"
    death = "dwindled away before it could become a tumor"
    stages = (Stage.GROWING,)

    def rate(self, context: ReadContext, rows: IntArray) -> FloatArray:
        """Return the rate that gives the declared failures per doubling time, and the losses of the human scale.

        Shape (n,).
        """
        parameters = context.parameters[GrowthParameters]
        doubling_hours = 24.0 * parameters.doubling_time
        rate = np.full(rows.size, -np.log1p(-parameters.failure / 100.0) / doubling_hours)
        share = success(context.parameters)
        if share < 1.0:
            rate += -np.log(share) / (np.log2(MICROMETASTASIS) * doubling_hours) * _young(context, rows)
        return rate


def _young(context: ReadContext, rows: IntArray) -> FloatArray:
    """Return the share of this step in which each nest is smaller than a micrometastasis, shape (n,)."""
    left = np.maximum(np.log2(MICROMETASTASIS / context.cells[NEST_CELLS][rows]), 0.0)
    passing = context.hours(rows) / (24.0 * context.parameters[GrowthParameters].doubling_time)
    return np.minimum(left / np.maximum(passing, 1e-12), 1.0)


def _largest(snapshot: Moment) -> float:
    nests = snapshot.cells[NEST_CELLS][np.isin(snapshot.cells[STAGE], (Stage.GROWING, Stage.MACROMETASTASIS))]
    return float(nests.max()) if nests.size else 0.0


ENTRY = Entry(
    name="growth",
    parameters=(GrowthParameters,),
    processes=(NestGrowth(),),
    hazards=(Regression(),),
    observables=(
        Observable("growing", "growing nests", "nests", count_in(Stage.GROWING, Stage.MACROMETASTASIS)),
        Observable("largest_nest", "largest nest", "cells", _largest),
    ),
    events=(
        EventKind("micrometastasis", "micrometastasis", "became a micrometastasis of {value:.0f} cells"),
        EventKind("macrometastasis", "macrometastasis", "became a macrometastasis of a million cells"),
    ),
)
