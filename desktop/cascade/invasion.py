"""Invasion: cells that have let go crawl through the tissue towards a vessel, alone quickly, in groups slowly."""

from dataclasses import dataclass

import numpy as np

from desktop.cascade.groups import leaders, leads, packed_place, with_groups
from desktop.cascade.intravasation import ACTIVE, IntravasationParameters
from desktop.cascade.lymph import AFFERENT, chooses_lymph, goal_place, mouth
from desktop.cascade.stages import Reached, Stage
from desktop.cascade.tumor_cell import (
    BY_LYMPH,
    CLUSTER_SIZE,
    GOAL_S,
    GOAL_SEGMENT,
    GOAL_SIDE,
    HEADING,
    LEADER,
    MESENCHYMAL,
    ORDER,
)
from desktop.cascade.vasculature import is_doorway, wall_points
from desktop.engine.arrays import FloatArray, IntArray
from desktop.engine.columns import IDENTITY, RADIUS, X, Y
from desktop.engine.compiled import compiled_ahead
from desktop.engine.context import ReadContext, StepContext
from desktop.engine.contracts import Entry, Phase
from desktop.engine.events import EventKind
from desktop.engine.network import VesselNetwork
from desktop.engine.parameters import ParameterGroup, parameter

STRIDE = 3.0
"""Longest µm a cell crawls in one direction: a longer step of the clock is made of several."""
WANDERING = 2.4048
"""Radians by which a cell that nothing attracts swerves to either side: on the whole it then gets no nearer and no
further, since the mean of cos(A·sin φ) is the Bessel function J₀(A), and this is its first zero."""


@dataclass(frozen=True)
class InvasionParameters(ParameterGroup):
    """Speeds, guidance and losses on the way to the vessel."""

    key = "invasion"
    label = "Invasion"
    section = "invasion"

    single_speed: float = parameter(
        0.35,
        label="Speed of a single cell",
        unit="µm/min",
        low=0.05,
        high=4.0,
        scale="log",
        help="How fast a single mobile cell crawls through tissue.",
        source="assumption: mesenchymal 0.1–1, amoeboid 1–4 µm/min (from reviews, not checked)",
        level="basic",
        typical=(0.1, 1.0),
    )
    group_speed: float = parameter(
        0.1,
        label="Speed of a group",
        unit="µm/min",
        low=0.01,
        high=1.0,
        scale="log",
        help="How fast a group crawls. Groups are slower than single cells.",
        source="assumption: collective invasion 0.01–0.2 µm/min (from reviews, not checked)",
        level="basic",
        typical=(0.01, 0.2),
    )
    attraction: float = parameter(
        0.6,
        label="Attraction to the vessel",
        unit="",
        low=0.0,
        high=1.0,
        help="How straight cells crawl to the vessel. At 0 they wander, and most are lost.",
        source="assumption; fibers and growth factors guide cells to vessels",
        level="lesson",
    )
    loss: float = parameter(
        0.02,
        label="Loss in the tissue",
        unit="per h",
        low=0.0,
        high=0.5,
        help="How many of the cells that crawl through tissue perish per hour.",
        source="assumption",
        level="basic",
    )


def _example() -> tuple[object, ...]:
    """Return what moves no cell."""
    none = np.zeros(0)
    return none, none, (none, none), none, none, 0.0, (0.0, 0.0)


@compiled_ahead(_example)
def crawl(
    x: FloatArray, y: FloatArray, goals: tuple[FloatArray, FloatArray], reach: FloatArray,
    own: FloatArray, swerve: float, clock: tuple[float, float],
) -> tuple[FloatArray, FloatArray]:  # fmt: skip
    """Move cells by up to ``reach`` µm towards their goals; return headings and the share of the reach each needed.

    The share is 1 or more for those that are not there yet. ``own`` numbers the swerving of each cell, and ``clock``
    holds the time and the length of the step in animation seconds.

    Shape (n,) each.
    """
    heading, needed = np.zeros(x.size), np.full(x.size, 2.0)
    for i in range(x.size):
        strides = max(1, int(np.ceil(reach[i] / STRIDE)))
        stride = reach[i] / strides
        for k in range(strides):
            across, down = goals[0][i] - x[i], goals[1][i] - y[i]
            ahead = np.hypot(across, down)
            angle = np.arctan2(down, across)
            if ahead <= stride:
                x[i], y[i], heading[i] = goals[0][i], goals[1][i], angle
                needed[i] = (k + ahead / max(stride, 1e-9)) / strides
                break
            time = clock[0] + clock[1] * k / strides
            angle += swerve * np.sin(time * (0.7 + own[i]) + 6.3 * own[i])
            x[i] += stride * np.cos(angle)
            y[i] += stride * np.sin(angle)
            heading[i] = angle
    return heading, needed


class Crawling:
    """Gives every new invader a goal on the wall, and moves leaders, singles and followers."""

    name = "crawling"
    phase = Phase.ENTER

    def act(self, context: StepContext) -> None:
        """Move all invaders by one step."""
        rows, cells = context.in_stage(Stage.INVADING), context.cells
        if rows.size == 0:
            return
        leading = leads(cells, rows)
        first, followers = rows[leading], rows[~leading]
        self._choose_goal(context, first[cells[GOAL_SEGMENT][first] < 0])
        needed = self._lead(context, first)
        self._follow(context, followers)
        # To the nearest step, so that the time in the tissue is right on average.
        self._arrive(context, first[needed <= 0.5])

    @staticmethod
    def _choose_goal(context: StepContext, rows: IntArray) -> None:
        """Pick a point of the wall close by: the nearest, with a scatter of the cell's own."""
        if rows.size == 0:
            return
        cells, network = context.cells, context.resource(VesselNetwork)
        segment, s, side = wall_points(network)
        x, y, _ = network.place(segment, s, side * network.radius[segment])
        active = context.random["way in"].uniform(cells[IDENTITY][rows])
        cells[ACTIVE][rows] = active < context.parameters[IntravasationParameters].active_share / 100.0
        distance = np.hypot(x[None, :] - cells[X][rows, None], y[None, :] - cells[Y][rows, None])
        # An active cell needs a doorway; a passive one is pushed in wherever it meets the wall.
        distance += np.where(cells[ACTIVE][rows, None] & ~is_doorway()[None, :], np.inf, 0.0)
        draws = np.stack([context.random["goal"].exponential(cells[IDENTITY][rows], k) for k in range(x.size)], axis=1)
        best = np.argmin(distance + 12.0 * draws, axis=1)
        cells[GOAL_SEGMENT][rows] = segment[best]
        cells[GOAL_S][rows] = s[best]
        cells[GOAL_SIDE][rows] = side[best]
        by_lymph = rows[chooses_lymph(context, rows)]
        cells[BY_LYMPH][by_lymph] = True
        cells[ACTIVE][by_lymph] = False
        cells[GOAL_SEGMENT][by_lymph] = AFFERENT
        cells[GOAL_S][by_lymph] = mouth(context, by_lymph)
        cells[GOAL_SIDE][by_lymph] = 1.0

    @staticmethod
    def _lead(context: StepContext, rows: IntArray) -> FloatArray:
        """Crawl towards the goal, swerving in a smooth, personal way; return the share of the step each needed."""
        cells, parameters = context.cells, context.parameters[InvasionParameters]
        goal_x, goal_y, _ = goal_place(context, rows, cells[RADIUS][rows])
        own = context.random["swerve"].uniform(cells[IDENTITY][rows])
        swerve = (1.0 - parameters.attraction) * WANDERING
        mobile = 0.6 + 0.8 * cells[MESENCHYMAL][rows]
        alone = cells[CLUSTER_SIZE][rows] == 1
        speed = np.where(alone, parameters.single_speed, parameters.group_speed) * mobile
        reach = 60.0 * speed * context.hours(rows)
        x, y = cells[X][rows], cells[Y][rows]
        goals, clock = (goal_x, goal_y), (context.time, context.seconds)
        heading, needed = crawl(x, y, goals, reach, own, swerve, clock)
        cells[X][rows], cells[Y][rows], cells[HEADING][rows] = x, y, heading
        return needed

    @staticmethod
    def _follow(context: StepContext, rows: IntArray) -> None:
        """Pull followers to their place in a packed group behind the leader."""
        if rows.size == 0:
            return
        cells, leader = context.cells, context.cells[LEADER][rows]
        ahead, across = packed_place(cells[ORDER][rows], cells[RADIUS][rows])
        heading = cells[HEADING][leader]
        goal_x = cells[X][leader] + ahead * np.cos(heading) - across * np.sin(heading)
        goal_y = cells[Y][leader] + ahead * np.sin(heading) + across * np.cos(heading)
        share = 1.0 - np.exp(-2.5 * context.seconds)
        cells[X][rows] += share * (goal_x - cells[X][rows])
        cells[Y][rows] += share * (goal_y - cells[Y][rows])
        cells[HEADING][rows] = heading

    @staticmethod
    def _arrive(context: StepContext, there: IntArray) -> None:
        """Bring those that touch the wall, and their groups, to the entering stage."""
        cells = context.cells
        if there.size == 0:
            return
        rows = with_groups(cells, there, context.in_stage(Stage.INVADING))
        leader = leaders(cells, rows)
        for column in (GOAL_SEGMENT, GOAL_S, GOAL_SIDE, BY_LYMPH):
            cells[column][rows] = cells[column][leader]
        context.enter_stage(rows, Stage.ENTERING, Reached.VESSEL)
        context.record("reached_vessel", rows)


class LostInTissue:
    """Invading cells perish in the tissue at a constant rate."""

    name = "lost_in_tissue"
    label = "lost in the tissue"
    death = "perished in the tissue before it reached a vessel"
    stages = (Stage.INVADING,)

    def rate(self, context: ReadContext, rows: IntArray) -> FloatArray:
        """Return the declared rate per hour, shape (n,)."""
        return np.full(rows.size, context.parameters[InvasionParameters].loss)


ENTRY = Entry(
    name="invasion",
    parameters=(InvasionParameters,),
    columns=(
        GOAL_SEGMENT,
        GOAL_S,
        GOAL_SIDE,
    ),
    processes=(Crawling(),),
    hazards=(LostInTissue(),),
    events=(EventKind("reached_vessel", "reached a vessel", "reached the wall of a vessel"),),
)
