"""T cells: slow and specific. Few carry a receptor that matches; those need time, several hits, and MHC-I to see.

A cell dies when the hits it has not yet repaired add up to the needed number (Weigelin 2021: additive cytotoxicity).
Hits of n T cells come at the rate n·h, each is repaired after an exponential time, and the rate of kills is one over
the mean time to the last hit needed.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from desktop.cascade.colonization import ORGAN_HOURS
from desktop.cascade.lymph import NODE_HOURS, LymphParameters
from desktop.cascade.patrol import BOUND_HOURS, LODGED, MATCHING, PARTNER, RIDING_SECONDS, STATE, TARGET, Patrol, State
from desktop.cascade.stages import Stage
from desktop.cascade.tumor_cell import HEADING, NEST_CELLS, SEGMENT
from desktop.engine.arrays import FloatArray, IntArray
from desktop.engine.columns import IDENTITY, RADIUS, STAGE, X, Y
from desktop.engine.context import ReadContext, StepContext
from desktop.engine.contracts import CellType, Entry, Phase
from desktop.engine.events import EventKind
from desktop.engine.hazards import probability
from desktop.engine.parameters import ParameterGroup, parameter

REFERENCE_DENSITY = 600.0
BODY = CellType("t_cell", "T cell", "T", 4.0, "attacks cells that carry the marker it knows")
MATCHING_HOURS, OTHER_HOURS = 2.0, 0.2
"""How long a T cell holds on to a lodged cell that does, or does not, carry its marker (assumption)."""
GLANCE_SECONDS = 0.6
"""Animation seconds a T cell that does not match stays with a nest (assumption)."""
APPROACH_SECONDS = 1.0
"""Animation seconds in which a T cell is seen to come to a nest (assumption: its true pace could not be followed)."""
APPROACH_FROM = 55.0
"""µm from which it is seen to come."""


@dataclass(frozen=True)
class TCellParameters(ParameterGroup):
    """How many T cells there are, how many match, and what their hits do."""

    key = "t_cell"
    label = "T cells"
    section = "defences"

    density: float = parameter(
        600.0,
        label="Killer T cells (CD8)",
        unit="per µL",
        low=0.0,
        high=1200.0,
        help="Killer T cells in the blood. Most of them do not know the tumor.",
        source="median ≈ 600–640 per µL (reference laboratories)",
        grade="A",
        level="lesson",
        typical=(200.0, 1000.0),
    )
    match: float = parameter(
        0.05,
        label="T cells that match the tumor",
        unit="%",
        low=0.0,
        high=5.0,
        help="How many of a hundred killer T cells carry a receptor for the tumor's marker, before they multiply.",
        source="assumption on the order of magnitude",
        level="lesson",
    )
    lag: float = parameter(
        7.0,
        label="T cells arrive after",
        unit="days",
        low=3.0,
        high=14.0,
        help="How long matching T cells need to multiply and arrive at a cell that has settled.",
        source="days to weeks (textbook); default is an assumption",
        level="lesson",
    )
    expansion: float = parameter(
        100.0,
        label="Multiplication after the lag",
        unit="×",
        low=1.0,
        high=1000.0,
        scale="log",
        help="How many times matching T cells multiply once they have met their marker.",
        source="assumption",
        level="expert",
    )
    per_millimetre: float = parameter(
        3.333,
        label="T cells per mm of capillary",
        unit="per mm",
        low=0.1,
        high=20.0,
        help="Killer T cells that crawl along each millimeter of capillary at 600 per µL of blood.",
        source="assumption: as many per cell in the blood as NK cells (Ichise 2022)",
        level="expert",
    )
    speed: float = parameter(
        5.0,
        label="Crawling speed",
        unit="µm/min",
        low=0.5,
        high=20.0,
        help="How fast T cells crawl through capillaries.",
        source="assumption: as NK cells, ≈ 5 µm/min (Ichise 2022)",
        level="expert",
    )
    visits: float = parameter(
        2.3,
        label="Visits to a nest",
        unit="per week",
        low=0.0,
        high=10.0,
        help="How often a killer T cell, matching or not, comes by a nest at 600 per µL.",
        source="fitted to a hazard ratio of distant metastasis or death of 0.60 under PD-1 blockade (KEYNOTE-054)",
        level="expert",
    )
    visit_days: float = parameter(
        3.0,
        label="A matching visit lasts",
        unit="days",
        low=0.5,
        high=30.0,
        help="How long a matching T cell stays and goes on killing.",
        source="assumption",
        level="expert",
    )
    kills_per_day: float = parameter(
        8.0,
        label="Kills per T cell and day, no brakes",
        unit="per day",
        low=0.0,
        high=32.0,
        help="How many cells one matching T cell kills per day where nothing slows it. With the default brake "
        "it is half.",
        source="assumption inside 2–16 per day, of virus-infected cells in mice (Halle 2016); 4 with the default brake",
        grade="C",
        level="basic",
        typical=(4.0, 32.0),
    )
    hits_needed: int = parameter(
        3,
        label="Hits needed",
        unit="hits",
        low=1,
        high=5,
        help="How many hits not yet repaired a cell must have to die.",
        source="≥ 3 (Weigelin 2021)",
        grade="B",
        level="basic",
    )
    window: float = parameter(
        50.0,
        label="A hit is repaired in",
        unit="min",
        low=10.0,
        high=240.0,
        help="How long a cell needs, on average, to recover from one hit.",
        source="< 50 min (Weigelin 2021)",
        grade="B",
        level="expert",
    )


def kill_rate(hits_per_hour: FloatArray | float, needed: int, repair_hours: float) -> FloatArray:
    """Return kills per hour: one over the mean time until ``needed`` hits are there at once, shape (n,).

    Hits arrive at ``hits_per_hour``, and each is repaired at the rate 1/``repair_hours``: a birth–death chain from
    0 hits to ``needed``, whose mean time from j to j + 1 is ``t_j = (1 + j · t_(j−1) / repair_hours) / hits_per_hour``.
    """
    hits = np.asarray(hits_per_hour, dtype=np.float64)
    each = np.divide(1.0, hits, out=np.full_like(hits, np.inf), where=hits > 0.0)
    step = total = each
    for present in range(1, needed):
        step = each * (1.0 + present * step / repair_hours)
        total = total + step
    return np.asarray(1.0 / total)


@lru_cache(maxsize=64)
def hits_for(kills_per_hour: float, needed: int, repair_hours: float) -> float:
    """Return the hits per hour at which one T cell kills at a given rate: the inverse of `kill_rate`, by bisection."""
    low, high = 0.0, 1000.0 + 10.0 * kills_per_hour
    for _ in range(60):
        middle = 0.5 * (low + high)
        if kill_rate(middle, needed, repair_hours) < kills_per_hour:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


def _hold_hours(context: ReadContext, rows: IntArray) -> FloatArray:
    return np.where(context.agents[MATCHING][rows], MATCHING_HOURS, OTHER_HOURS)


def _match(context: StepContext, rows: IntArray) -> None:
    """Draw which of the T cells that have just entered carry the receptor."""
    agents = context.agents
    luck = context.random["match"].uniform(agents[IDENTITY][rows])
    # Where nobody watches, only those that match come at all: the others change no fate.
    agents[MATCHING][rows] = (luck < context.parameters[TCellParameters].match / 100.0) | (not context.is_watched)


PATROL = Patrol(BODY, "t_contact", "t_touch", _hold_hours, _match)


class TCellPatrol:
    """Moves T cells through capillaries and to nests; most find that the target does not match and let go."""

    name = "t cell patrol"
    phase = Phase.TOUCH

    def act(self, context: StepContext) -> None:
        """Patrol the capillaries, roll in the main vessel, and visit nests."""
        parameters = context.parameters[TCellParameters]
        per_micrometre = parameters.per_millimetre / 1000.0 * parameters.density / REFERENCE_DENSITY
        if not context.is_watched:
            per_micrometre *= parameters.match / 100.0
        PATROL.patrol(context, per_micrometre * parameters.speed * 60.0, parameters.speed)
        self._visit_nests(context, parameters)
        self._visit_node(context, parameters)
        self._approach(context)
        PATROL.roll(context, 3.0 * parameters.density / REFERENCE_DENSITY)
        PATROL.show(context)

    def _visit_nests(self, context: StepContext, parameters: TCellParameters) -> None:
        """Send T cells to settled cells and nests that have been there longer than the lag."""
        hosts = context.in_stage(Stage.SETTLING, Stage.GROWING)
        hosts = hosts[context.cells[ORGAN_HOURS][hosts] > 24.0 * parameters.lag]
        self._visit(context, hosts, parameters.visits / 168.0, APPROACH_FROM)

    def _visit_node(self, context: StepContext, parameters: TCellParameters) -> None:
        """Send T cells to cells in the lymph node, where they are dense and have met the marker already."""
        hosts = context.in_stage(Stage.LYMPH)
        hosts = hosts[context.cells[NODE_HOURS][hosts] > 0.0]
        self._visit(context, hosts, context.parameters[LymphParameters].t_visits, 0.4 * APPROACH_FROM)

    @staticmethod
    def _visit(context: StepContext, hosts: IntArray, per_hour: float, distance: float) -> None:
        """Let T cells come to their hosts at a rate per hour at the reference density, from a distance in µm."""
        if hosts.size == 0:
            return
        cells, agents, parameters = context.cells, context.agents, context.parameters[TCellParameters]
        # Matching T cells multiply; the others do not. So with each division more of them come, and more often.
        matching, others = parameters.match / 100.0 * parameters.expansion, 1.0 - parameters.match / 100.0
        rate = per_hour * parameters.density / REFERENCE_DENSITY * (matching + others)
        comes = context.random["visit"].uniform(cells[IDENTITY][hosts], context.step)
        visited = hosts[comes < probability(rate, context.hours(hosts))]
        rows = PATROL.take(context, visited.size, State.HUNTING)
        luck = context.random["visitor matches"].uniform(cells[IDENTITY][visited], context.step)
        agents[MATCHING][rows] = luck < matching / (matching + others)
        angle = 2.0 * np.pi * context.random["visitor angle"].uniform(cells[IDENTITY][visited], context.step)
        agents[X][rows] = cells[X][visited] + distance * np.cos(angle)
        agents[Y][rows] = cells[Y][visited] + distance * np.sin(angle)
        agents[SEGMENT][rows] = -1
        agents[TARGET][rows] = visited
        agents[PARTNER][rows] = cells[IDENTITY][visited]

    @staticmethod
    def _approach(context: StepContext) -> None:
        """Bring visitors to their nest, let them stay if they match, and see them off."""
        agents, cells = context.agents, context.cells
        rows = PATROL.rows(context, State.HUNTING, State.BOUND)
        rows = rows[agents[SEGMENT][rows] < 0]
        if rows.size == 0:
            return
        target = agents[TARGET][rows]
        here = context.model.stage_set((Stage.SETTLING, Stage.GROWING, Stage.LYMPH))[cells[STAGE][target]]
        gone = (cells[IDENTITY][target] != agents[PARTNER][rows]) | ~here
        away_x, away_y = cells[X][target] - agents[X][rows], cells[Y][target] - agents[Y][rows]
        distance = np.maximum(np.hypot(away_x, away_y), 1e-6)
        reach = cells[RADIUS][target] + agents[RADIUS][rows]
        step = np.clip(distance - reach, 0.0, APPROACH_FROM / APPROACH_SECONDS * context.seconds)
        agents[X][rows] += away_x / distance * step
        agents[Y][rows] += away_y / distance * step
        agents[HEADING][rows] = np.arctan2(away_y, away_x)
        arrives = (agents[STATE][rows] == State.HUNTING) & (distance - reach < 1.0) & ~gone
        agents[STATE][rows[arrives]] = State.BOUND
        context.record("t_contact", target[arrives], other=agents[IDENTITY][rows[arrives]])
        staying = agents[STATE][rows] == State.BOUND
        agents[BOUND_HOURS][rows[staying]] += context.hours(target[staying])
        agents[RIDING_SECONDS][rows[staying]] += context.seconds
        matching = agents[MATCHING][rows]
        over = agents[BOUND_HOURS][rows] >= 24.0 * context.parameters[TCellParameters].visit_days
        # What a T cell that does not match does changes no fate, so it stays for as long as an eye needs.
        glanced = agents[RIDING_SECONDS][rows] >= GLANCE_SECONDS
        agents.give_back(rows[gone | (staying & np.where(matching, over, glanced))])


class TCellAttack:
    """Kills cells that matching T cells hold; a nest of N cells is cleared N times more slowly than one cell."""

    name = "t_cell"
    label = "T cells"
    death = "was killed by T cells"
    stages = (*LODGED, Stage.SETTLING, Stage.GROWING, Stage.LYMPH)

    def rate(self, context: ReadContext, rows: IntArray) -> FloatArray:
        """Return the kill rate of the matching T cells bound to each cell, divided by the cells of the nest.

        Shape (n,).
        """
        parameters, agents = context.parameters[TCellParameters], context.agents
        bound = PATROL.rows(context, State.BOUND)
        number = PATROL.bound_to(context, rows, agents[MATCHING][bound])
        if not number.any():
            return np.zeros(rows.size)
        repair = parameters.window / 60.0
        hits = hits_for(parameters.kills_per_day / 24.0, parameters.hits_needed, repair)
        kills = kill_rate(hits * number, parameters.hits_needed, repair)
        return np.asarray(kills / np.maximum(context.cells[NEST_CELLS][rows], 1.0))


ENTRY = Entry(
    name="t_cell",
    parameters=(TCellParameters,),
    cell_types=(BODY,),
    processes=(TCellPatrol(),),
    hazards=(TCellAttack(),),
    events=(
        EventKind("t_contact", "T-cell contact", "was examined by a T cell"),
        EventKind("t_touch", "brush with a T cell", "was brushed by a T cell in the stream"),
    ),
)
