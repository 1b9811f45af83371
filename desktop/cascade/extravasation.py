"""Extravasation: a lodged cell takes hold of the wall within hours and leaves the vessel within days, if it can."""

from dataclasses import dataclass

import numpy as np

from desktop.cascade.deformability import squeezing_out
from desktop.cascade.groups import leave_group
from desktop.cascade.stages import Reached, Stage
from desktop.cascade.tumor_cell import ACROSS, ADHERED, ALONG, ARREST_HOURS, GOAL_SIDE, HEADING, SEGMENT, STRETCH
from desktop.engine.arrays import BoolArray, FloatArray, IntArray
from desktop.engine.columns import IDENTITY, RADIUS, STAGE_HOURS, X, Y
from desktop.engine.context import StepContext
from desktop.engine.contracts import Entry, Phase
from desktop.engine.events import EventKind
from desktop.engine.network import VesselNetwork
from desktop.engine.parameters import ParameterGroup, parameter

MOST_FAIL = 0.95
"""Share of the stiffest cells that do not get out (assumption: a few always do)."""
GAP = 3.0
"""µm between the vessel and a cell that has just left it (assumption)."""


@dataclass(frozen=True)
class ExtravasationParameters(ParameterGroup):
    """How long holding on and leaving take, and how many manage it."""

    key = "extravasation"
    label = "Leaving the vessel"
    section = "organ"

    adhesion_time: float = parameter(
        9.0,
        label="Firm hold after",
        unit="h",
        low=1.0,
        high=48.0,
        scale="log",
        help="Median time until a lodged cell holds on firmly to the vessel wall.",
        source="assumption: 8–10 h",
        level="expert",
    )
    leaving_time: float = parameter(
        24.0,
        label="Leaves the vessel after",
        unit="h",
        low=4.0,
        high=72.0,
        scale="log",
        help="Median time from lodging to having left the vessel.",
        source="assumption: a median; > 80 % had left by 24 h in chick embryos (Koop 1995), by day 3 (Luzzi 1998)",
        level="basic",
        typical=(12.0, 72.0),
    )
    spread: float = parameter(
        0.4,
        label="Spread of those times",
        unit="",
        low=0.0,
        high=1.5,
        help="Standard deviation of the logarithm of the times.",
        source="assumption",
        level="expert",
    )
    success: float = parameter(
        80.0,
        label="Able to leave",
        unit="%",
        low=10.0,
        high=95.0,
        help="How many of a hundred lodged cells that stay alive get a firm hold and leave the vessel.",
        source="≈ 80 % (Koop 1995, Luzzi 1998)",
        grade="B",
        level="lesson",
        typical=(60.0, 90.0),
    )
    crossing_time: float = parameter(
        3.0,
        label="Slipping through the wall takes",
        unit="h",
        low=0.5,
        high=24.0,
        help="How long a cell takes to push through the wall.",
        source="assumption",
        level="expert",
    )


class Leaving:
    """Lets lodged cells take hold, push through the wall, and arrive in the tissue."""

    name = "leaving"
    phase = Phase.LEAVE

    def act(self, context: StepContext) -> None:
        """Take hold, set out, cross, arrive."""
        rows, cells = context.in_stage(Stage.ARRESTED), context.cells
        able = self._able(context, rows)
        parameters = context.parameters[ExtravasationParameters]
        holds = able & (cells[STAGE_HOURS][rows] >= self._time(context, rows, "adhesion", parameters.adhesion_time))
        took_hold = rows[holds & ~cells[ADHERED][rows]]
        cells[ADHERED][took_hold] = True
        context.record("adhered", took_hold, value=cells[STAGE_HOURS][took_hold])
        # A cell leaves when its time is up, and never before it holds on.
        start = self._time(context, rows, "leaving", parameters.leaving_time) - parameters.crossing_time
        self._set_out(context, rows[holds & (cells[STAGE_HOURS][rows] >= start)])
        self._cross(context, context.in_stage(Stage.LEAVING))

    @staticmethod
    def _able(context: StepContext, rows: IntArray) -> BoolArray:
        """Return which cells will get out: the softer, the fewer of them fail, shape (n,)."""
        luck = context.random["able to leave"].uniform(context.cells[IDENTITY][rows])
        fails = 1.0 - context.parameters[ExtravasationParameters].success / 100.0
        return np.asarray(luck < 1.0 - np.minimum(fails * squeezing_out(context, rows), MOST_FAIL))

    @staticmethod
    def _time(context: StepContext, rows: IntArray, what: str, median: float) -> FloatArray:
        """Return the cell's own time in hours: log-normal around the median."""
        normal = context.random[f"time of {what}"].normal(context.cells[IDENTITY][rows])
        return np.asarray(median * np.exp(context.parameters[ExtravasationParameters].spread * normal))

    @staticmethod
    def _set_out(context: StepContext, rows: IntArray) -> None:
        cells = context.cells
        side = np.where(context.random["side"].uniform(cells[IDENTITY][rows]) < 0.5, -1.0, 1.0)
        cells[GOAL_SIDE][rows] = side
        leave_group(context, rows)
        context.enter_stage(rows, Stage.LEAVING)

    @staticmethod
    def _cross(context: StepContext, rows: IntArray) -> None:
        if rows.size == 0:
            return
        cells, network = context.cells, context.resource(VesselNetwork)
        segment = cells[SEGMENT][rows]
        share = np.minimum(cells[STAGE_HOURS][rows] / context.parameters[ExtravasationParameters].crossing_time, 1.0)
        outside = network.radius[segment] + cells[RADIUS][rows] + GAP
        cells[ACROSS][rows] = cells[GOAL_SIDE][rows] * outside * share
        x, y, heading = network.place(segment, cells[ALONG][rows], cells[ACROSS][rows])
        cells[X][rows], cells[Y][rows] = x, y
        cells[HEADING][rows] = heading + 0.5 * np.pi * share
        squeezed = 1.0 + 1.5 * np.sin(np.pi * share)
        cells[STRETCH][rows] += (squeezed - cells[STRETCH][rows]) * -np.expm1(-4.0 * context.seconds)
        out = rows[share >= 1.0]
        cells[STRETCH][out] = 1.0
        # It leaves by the clock of the capillary.
        context.record("left_vessel", out, value=cells[ARREST_HOURS][out])
        context.enter_stage(out, Stage.SETTLING, Reached.TISSUE)


ENTRY = Entry(
    name="extravasation",
    parameters=(ExtravasationParameters,),
    processes=(Leaving(),),
    events=(
        EventKind("adhered", "took hold", "took a firm hold on the vessel wall {value:.0f} h after lodging"),
        EventKind("left_vessel", "left the vessel", "left the vessel {value:.0f} h after lodging"),
    ),
)
