"""Entering the vessel in two ways: actively through a doorway that opens in bursts, passively through a leaky wall.

A doorway is a macrophage on the vessel wall (TMEM): the wall beside it opens for minutes every few hours. Groups that
press against the wall damage it, and it leaks until it has healed.
"""

from dataclasses import dataclass

import numpy as np

from desktop.cascade.groups import group_identity, leaders, with_groups
from desktop.cascade.lymph import LymphParameters, goal_place, release_into_lymph
from desktop.cascade.stages import Reached, Stage
from desktop.cascade.tumor_cell import (
    ACROSS,
    ALONG,
    BY_LYMPH,
    CLUSTER_SIZE,
    GOAL_S,
    GOAL_SEGMENT,
    GOAL_SIDE,
    HEADING,
    ORDER,
    SEGMENT,
    STREAMLINE,
    STRETCH,
    TRAVELLED,
)
from desktop.cascade.vasculature import is_doorway, wall_points
from desktop.engine.arrays import AnyArray, BoolArray, IntArray
from desktop.engine.columns import IDENTITY, KIND, RADIUS, Column, X, Y
from desktop.engine.context import ReadContext, StepContext
from desktop.engine.contracts import CellType, Entry, Observable, Phase
from desktop.engine.events import EventKind
from desktop.engine.moment import Moment
from desktop.engine.network import VesselNetwork
from desktop.engine.parameters import ParameterGroup, parameter
from desktop.engine.tables import TableState

CROSSING_SECONDS = 0.8
"""Animation seconds in which a cell slips through the wall (assumption: long enough to see)."""
NOT_CROSSING = -1e9

ACTIVE = Column("active", np.bool_, False, "", "enters through a doorway, not through a leak")
CROSSING = Column("crossing", np.float64, NOT_CROSSING, "s", "animation time since the cell began to cross the wall")
OPEN = Column("open", np.float64, 0.0, "", "how far a doorway is open, 0–1")
LEAK = Column("leak", np.float64, 0.0, "", "damage to the wall beside a doorway, 0–1")


@dataclass(frozen=True)
class IntravasationParameters(ParameterGroup):
    """How cells get through the wall."""

    key = "intravasation"
    label = "Entering the vessel"
    section = "invasion"

    active_share: float = parameter(
        50.0,
        label="Active entry",
        unit="%",
        low=0.0,
        high=100.0,
        help="How many of a hundred cells make for a doorway; the others are pushed in where the wall leaks.",
        source="assumption: the ratio has not been measured",
        level="lesson",
    )
    open_minutes: float = parameter(
        15.0,
        label="Doorway stays open",
        unit="min",
        low=5.0,
        high=60.0,
        help="How long a doorway stays open in one burst.",
        source="bursts are transient (Harney 2015); length is an assumption",
        grade="C",
        level="basic",
    )
    closed_hours: float = parameter(
        2.0,
        label="Doorway stays shut",
        unit="h",
        low=0.5,
        high=12.0,
        help="How long a doorway stays shut between two bursts.",
        source="bursts are transient (Harney 2015); length is an assumption",
        grade="C",
        level="basic",
    )
    through_doorway: float = parameter(
        8.0,
        label="Entry through an open doorway",
        unit="per h",
        low=0.5,
        high=60.0,
        scale="log",
        help="How quickly a waiting cell slips through while the doorway is open.",
        source="assumption: most waiting cells use one burst",
        level="expert",
    )
    leak: float = parameter(
        0.5,
        label="Entry through an intact wall",
        unit="per h",
        low=0.01,
        high=5.0,
        scale="log",
        help="How quickly a cell is pushed through a tumor vessel's leaky wall.",
        source="assumption",
        level="basic",
    )
    disruption: float = parameter(
        3.0,
        label="Groups break the wall",
        unit="×",
        low=0.0,
        high=10.0,
        help="How much a group that presses on the wall adds to its leakiness.",
        source="assumption on size; groups interact with and disrupt vessel walls (review)",
        level="lesson",
    )
    healing: float = parameter(
        3.0,
        label="Wall heals within",
        unit="h",
        low=0.2,
        high=48.0,
        scale="log",
        help="How long the wall takes to recover from a group.",
        source="assumption",
        level="expert",
    )


def doorway_rows(context: ReadContext) -> IntArray:
    """Return the agent rows of the doorways, shape (n,)."""
    kind = context.model.cell_type_codes["doorway"]
    return np.flatnonzero((context.agents[KIND] == kind) & (context.agents[IDENTITY] >= 0))


class Doorways:
    """Opens and shuts the doorways, damages the wall and heals it."""

    name = "doorways"
    phase = Phase.ENTER

    def begin(self, context: StepContext) -> None:
        """Place the doorways on the wall."""
        network, agents = context.resource(VesselNetwork), context.agents
        segment, s, side = wall_points(network)
        doorway = is_doorway()
        segment, s, side = segment[doorway], s[doorway], side[doorway]
        rows = agents.take(segment.size)
        radius = network.radius[segment]
        agents[X][rows], agents[Y][rows], heading = network.place(segment, s, side * radius)
        agents[HEADING][rows] = heading
        agents[KIND][rows] = context.model.cell_type_codes["doorway"]

    def act(self, context: StepContext) -> None:
        """Set how far each doorway is open and how much the wall leaks."""
        rows, agents = doorway_rows(context), context.agents
        target = is_open(context, rows).astype(np.float64)
        # Eased, so that nothing on the screen flickers.
        agents[OPEN][rows] += (target - agents[OPEN][rows]) * -np.expm1(-8.0 * context.seconds)
        parameters = context.parameters[IntravasationParameters]
        hours = context.place_hours("wall")
        agents[LEAK][rows] *= np.exp(-hours / parameters.healing)
        groups = context.in_stage(Stage.ENTERING)
        groups = groups[context.cells[CLUSTER_SIZE][groups] > 1]
        if groups.size:
            near = _nearest_doorway(context, rows, groups)
            np.add.at(agents[LEAK], rows[near], hours / parameters.healing)
            agents[LEAK][rows] = np.minimum(agents[LEAK][rows], 1.0)


def is_open(context: ReadContext, rows: IntArray) -> BoolArray:
    """Return which doorways are open: each keeps a rhythm of its own, by the clock of the wall, shape (n,).

    The column ``open`` follows it with the lag of the eye, which a burst may be shorter than.
    """
    parameters = context.parameters[IntravasationParameters]
    period = parameters.closed_hours + parameters.open_minutes / 60.0
    own = context.random["doorway"].uniform(context.agents[IDENTITY][rows])
    return np.asarray((context.place_elapsed("wall") / period + own) % 1.0 < parameters.open_minutes / 60.0 / period)


def _nearest_doorway(context: StepContext, doorways: IntArray, rows: IntArray) -> IntArray:
    cells, agents = context.cells, context.agents
    across = cells[X][rows, None] - agents[X][None, doorways]
    down = cells[Y][rows, None] - agents[Y][None, doorways]
    return np.asarray(np.argmin(np.hypot(across, down), axis=1))


class Entering:
    """Lets waiting cells through the wall and sets them into the stream."""

    name = "entering"
    phase = Phase.ENTER

    def act(self, context: StepContext) -> None:
        """Decide who starts to cross, move those who cross, and release those who are through."""
        rows, cells = context.in_stage(Stage.ENTERING), context.cells
        if rows.size == 0:
            return
        self._start(context, rows)
        crossing = rows[cells[CROSSING][rows] > 0.5 * NOT_CROSSING]
        cells[CROSSING][crossing] += context.seconds
        if crossing.size == 0:
            return
        self._show(context, crossing)
        self._release(context, crossing[cells[CROSSING][crossing] >= CROSSING_SECONDS])

    @staticmethod
    def _start(context: StepContext, rows: IntArray) -> None:
        cells, agents = context.cells, context.agents
        parameters = context.parameters[IntravasationParameters]
        waiting = rows[(cells[CROSSING][rows] <= 0.5 * NOT_CROSSING) & (cells[ORDER][rows] == 0)]
        if waiting.size == 0:
            return
        doorways = doorway_rows(context)
        door = doorways[_nearest_doorway(context, doorways, waiting)]
        leak = parameters.leak * (1.0 + parameters.disruption * agents[LEAK][door])
        active = cells[ACTIVE][waiting]
        rate = np.where(active, parameters.through_doorway * is_open(context, door), leak)
        rate = np.where(cells[BY_LYMPH][waiting], context.parameters[LymphParameters].entry, rate)
        through = waiting[context.reaches("intravasation", waiting, rate)]
        if through.size == 0:
            return
        together = with_groups(cells, through, rows)
        cells[CROSSING][together] = -0.35 * cells[ORDER][together]
        cells[ACTIVE][together] = cells[ACTIVE][leaders(cells, together)]

    @staticmethod
    def _show(context: StepContext, rows: IntArray) -> None:
        """Place crossing cells between the outside and the inside of the wall."""
        cells = context.cells
        share = np.clip(cells[CROSSING][rows] / CROSSING_SECONDS, 0.0, 1.0)
        x, y, heading = goal_place(context, rows, cells[RADIUS][rows] * (1.0 - 2.0 * share))
        moving = share > 0.0
        cells[X][rows] = np.where(moving, x, cells[X][rows])
        cells[Y][rows] = np.where(moving, y, cells[Y][rows])
        cells[HEADING][rows] = np.where(moving, heading + 0.5 * np.pi, cells[HEADING][rows])
        cells[STRETCH][rows] = 1.0 + 1.2 * np.sin(np.pi * share)

    @staticmethod
    def _release(context: StepContext, rows: IntArray) -> None:
        if rows.size == 0:
            return
        cells, network = context.cells, context.resource(VesselNetwork)
        cells[CROSSING][rows] = NOT_CROSSING
        by_lymph = cells[BY_LYMPH][rows]
        release_into_lymph(context, rows[by_lymph])
        rows = rows[~by_lymph]
        cells[SEGMENT][rows] = cells[GOAL_SEGMENT][rows]
        cells[ALONG][rows] = cells[GOAL_S][rows]
        inside = np.maximum(network.radius[cells[SEGMENT][rows]] - cells[RADIUS][rows], 0.0)
        cells[ACROSS][rows] = cells[GOAL_SIDE][rows] * inside
        cells[STREAMLINE][rows] = context.random["lane"].uniform(group_identity(cells, rows))
        cells[TRAVELLED][rows] = 0.0
        context.enter_stage(rows, Stage.TRAVELLING, Reached.BLOOD)
        active = cells[ACTIVE][rows]
        context.record("entered_actively", rows[active])
        context.record("entered_passively", rows[~active])


class DoorwayPicture:
    """Shows the doorways; they are agents, so nothing is kept here."""

    name = "doorways"

    def __init__(self) -> None:
        self._bodies: dict[str, AnyArray] = {}

    def begin(self, context: ReadContext) -> None:
        """Copy the doorways' first state."""
        self.move(context)

    def move(self, context: ReadContext) -> None:
        """Copy the doorways' state."""
        rows = doorway_rows(context)
        self._bodies = {column.name: context.agents[column][rows] for column in (X, Y, HEADING, OPEN, LEAK)}

    def bodies(self) -> dict[str, AnyArray]:
        """Return place, heading, openness and leakiness of each doorway, shape (n,) each."""
        return self._bodies

    def state(self) -> TableState:
        """Return the copies shown now."""
        return dict(self._bodies)

    def restore(self, state: TableState) -> None:
        """Show an earlier state."""
        self._bodies = dict(state)


def _active_share(snapshot: Moment) -> float:
    kinds, codes = snapshot.events["kind"], snapshot.model.event_codes
    active = int(np.count_nonzero(kinds == codes["entered_actively"]))
    passive = int(np.count_nonzero(kinds == codes["entered_passively"]))
    return active / (active + passive) if active + passive else float("nan")


ENTRY = Entry(
    name="intravasation",
    parameters=(IntravasationParameters,),
    cell_types=(CellType("doorway", "doorway in the wall", "D", 7.0, "a macrophage that opens the vessel wall"),),
    columns=(
        ACTIVE,
        CROSSING,
    ),
    agent_columns=(
        HEADING,
        OPEN,
        LEAK,
    ),
    processes=(Doorways(), Entering()),
    scenery=(DoorwayPicture,),
    transitions=("intravasation",),
    observables=(Observable("active_entry_share", "entered actively", "", _active_share),),
    events=(
        EventKind("entered_actively", "entered actively", "slipped into the vessel through an open doorway"),
        EventKind("entered_passively", "entered passively", "was pushed into the vessel where its wall leaks"),
    ),
)
