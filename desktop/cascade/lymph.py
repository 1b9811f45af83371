"""The lymphatic route: a slow second way out of the tumor, through a node full of T cells, into the blood.

No red cells, hardly any shear and little oxidative stress; a cell that came this way stands the blood better afterwards
(Ubellacker 2020). In the node it stays for hours to days and then leaves through the node's own vessels into the
blood (Brown 2018, Pereira 2018), drawn here as a short duct to the vein.
"""

from dataclasses import dataclass

import numpy as np

from desktop.cascade.groups import group_identity, leaders, leads, with_groups
from desktop.cascade.stages import Reached, Stage
from desktop.cascade.tumor_cell import (
    ACROSS,
    ALONG,
    BY_LYMPH,
    GOAL_S,
    GOAL_SEGMENT,
    GOAL_SIDE,
    HEADING,
    LEADER,
    ORDER,
    SEGMENT,
    SHEAR_STRESS,
    STREAMLINE,
    STRETCH,
    TRAVELLED,
    UNANCHORED_HOURS,
)
from desktop.cascade.vasculature import PASCAL_PER_MMHG
from desktop.engine.arrays import AnyArray, BoolArray, FloatArray, IntArray
from desktop.engine.columns import IDENTITY, RADIUS, STAGE, Column, X, Y
from desktop.engine.context import ReadContext, StepContext
from desktop.engine.contracts import Entry, Observable, Phase, Resource
from desktop.engine.events import EventKind
from desktop.engine.moment import Moment
from desktop.engine.network import DrainageNetwork, Segment, VesselNetwork
from desktop.engine.parameters import ParameterGroup, Parameters, parameter
from desktop.engine.tables import TableState

AFFERENT, NODE, EFFERENT = 0, 1, 2
MOUTH = (0.05, 0.55)
"""Stretch of the afferent vessel that cells can enter, as shares of its length."""
JOINED_SEGMENT, JOINED_SHARE, JOINED_SIDE = 2, 0.86, -1.0
"""Where the duct meets the blood: segment of the blood vessels, share of its length, and side of its wall."""
NODE_CELLS = 46
"""Lymphocytes drawn in the node (assumption: crowded enough to tell what a node is)."""

NODE_HOURS = Column("node_hours", np.float64, 0.0, "h", "biological time in the lymph node")


@dataclass(frozen=True)
class LymphParameters(ParameterGroup):
    """Who goes by the lymph, how fast, and what it gives them."""

    key = "lymph"
    label = "Lymph"
    section = "lymph"

    open: bool = parameter(
        True,
        label="Way through the lymph",
        help="Whether cells can leave by the lymph vessel as well as by the blood.",
        source="cells reach nodes by lymph and seed lungs from there (Brown 2018, Pereira 2018)",
        grade="B",
        level="lesson",
    )
    share: float = parameter(
        8.0,
        label="Leave by the lymph",
        unit="%",
        low=0.0,
        high=100.0,
        help="How many of a hundred cells that leave the tumor make for the lymph vessel.",
        source="assumption: the size of the fraction has not been measured",
        level="lesson",
    )
    pressure: float = parameter(
        0.05,
        label="Driving pressure of lymph",
        unit="mmHg",
        low=0.002,
        high=0.5,
        scale="log",
        help="What moves the lymph. It flows at tens to hundreds of micrometers per second.",
        source="assumption: gives about 0.1 mm/s; lymph flows at tens to hundreds of µm/s (textbook)",
        level="expert",
    )
    motion: float = parameter(
        0.3,
        label="Motion of lymph shown at",
        unit="× true speed",
        low=0.02,
        high=1.0,
        scale="log",
        help="Motion in the lymph is shown at its true speed times this factor.",
        source="assumption",
        level="expert",
    )
    entry: float = parameter(
        1.0,
        label="Entry into the lymph",
        unit="per h",
        low=0.05,
        high=20.0,
        scale="log",
        help="How quickly a cell slips through the loose wall of a lymph vessel.",
        source="assumption: looser than a blood vessel's wall",
        level="expert",
    )
    stay: float = parameter(
        24.0,
        label="Stay in the node",
        unit="h",
        low=1.0,
        high=240.0,
        scale="log",
        help="Median time a cell spends in the lymph node before it leaves into the blood.",
        source="assumption",
        level="basic",
    )
    t_visits: float = parameter(
        0.4,
        label="T-cell visits in the node",
        unit="per h",
        low=0.0,
        high=10.0,
        help="How often a killer T cell comes by a tumor cell in the node, at 600 per µL of blood.",
        source="assumption: T cells are dense in nodes (textbook)",
        level="basic",
    )
    oxidation: float = parameter(
        0.1,
        label="Oxidative stress in lymph",
        unit="×",
        low=0.0,
        high=1.0,
        help="Oxidative stress in the lymph against that in the blood.",
        source="assumption on size; less oxidative stress in lymph than in blood (Ubellacker 2020)",
        level="expert",
    )
    protection: float = parameter(
        0.4,
        label="Oxidative stress after the lymph",
        unit="×",
        low=0.1,
        high=1.0,
        help="What is left of later deaths by oxidative stress for cells that came by the lymph.",
        source="assumption on size; cells from lymph do better in blood afterwards (Ubellacker 2020)",
        level="basic",
    )


def make_lymph(parameters: Parameters) -> DrainageNetwork:
    """Return the lymph vessel: afferent, node and duct in a row, with lymph of the viscosity of water."""
    segments = (
        Segment(0, 1, 8.0, 1.0, ((176, 448), (226, 476), (300, 486), (376, 470), (424, 440)), "afferent"),
        Segment(1, 2, 27.0, 1.0, ((424, 440), (452, 424), (480, 404)), "node"),
        Segment(2, 3, 8.0, 1.0, ((480, 404), (520, 366), (540, 300), (534, 240), (530, 190)), "efferent"),
    )
    drive = parameters[LymphParameters].pressure * PASCAL_PER_MMHG
    return DrainageNetwork(segments, np.full(3, 1e-3), {0: drive, 3: 0.0})


def chooses_lymph(context: StepContext, rows: IntArray) -> BoolArray:
    """Return which cells make for the lymph vessel, shape (n,)."""
    parameters = context.parameters[LymphParameters]
    if not parameters.open:
        return np.zeros(rows.size, dtype=bool)
    luck = context.random["by lymph"].uniform(context.cells[IDENTITY][rows])
    return np.asarray(luck < parameters.share / 100.0)


def mouth(context: StepContext, rows: IntArray) -> FloatArray:
    """Return where along the afferent vessel each cell makes for, in µm, shape (n,)."""
    luck = context.random["mouth"].uniform(context.cells[IDENTITY][rows])
    return np.asarray((MOUTH[0] + (MOUTH[1] - MOUTH[0]) * luck) * context.resource(DrainageNetwork).length[AFFERENT])


def goal_place(context: StepContext, rows: IntArray, beyond: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return x, y and heading at the cells' goals, ``beyond`` µm outside the wall (negative: inside), shape (n,)."""
    cells = context.cells
    segment, s, side = cells[GOAL_SEGMENT][rows], cells[GOAL_S][rows], cells[GOAL_SIDE][rows]
    place = [np.empty(rows.size) for _ in range(3)]
    for lymph, network in ((False, context.resource(VesselNetwork)), (True, context.resource(DrainageNetwork))):
        mine = cells[BY_LYMPH][rows] == lymph
        r = side[mine] * (network.radius[segment[mine]] + beyond[mine])
        for out, value in zip(place, network.place(segment[mine], s[mine], r), strict=True):
            out[mine] = value
    return place[0], place[1], place[2]


def release_into_lymph(context: StepContext, rows: IntArray) -> None:
    """Set cells that have crossed the wall of the lymph vessel into it."""
    cells = context.cells
    cells[SEGMENT][rows] = AFFERENT
    cells[TRAVELLED][rows] = cells[GOAL_S][rows]
    cells[ALONG][rows] = cells[GOAL_S][rows]
    context.enter_stage(rows, Stage.LYMPH)
    context.record("entered_lymph", rows)


def in_node(context: StepContext, rows: IntArray) -> BoolArray:
    """Return which of the cells in the lymph the node's meshwork holds, themselves or by their leader, shape (n,)."""
    cells = context.cells
    leader = leaders(cells, rows)
    arrived = cells[NODE_HOURS][rows] > 0.0
    return np.asarray(arrived & ((cells[SEGMENT][rows] == NODE) | (cells[SEGMENT][leader] == NODE)))


class LymphFlow:
    """Carries cells along the lymph vessel, holds them in the node, and pours them into the blood."""

    name = "lymph flow"
    phase = Phase.FLOW

    def act(self, context: StepContext) -> None:
        """Drift, stay, pour out, and place."""
        rows, cells = context.in_stage(Stage.LYMPH), context.cells
        if rows.size == 0:
            return
        network = context.resource(DrainageNetwork)
        leading = leads(cells, rows)
        self._drift(context, rows[leading], network)
        self._follow(context, rows[~leading])
        self._place(context, rows, network)
        self._pour_out(context, rows[leading], network)

    @staticmethod
    def _drift(context: StepContext, rows: IntArray, network: DrainageNetwork) -> None:
        """Move leaders and singles along the one path; in the node they wait at its middle until their stay is over."""
        cells, parameters = context.cells, context.parameters[LymphParameters]
        before = cells[TRAVELLED][rows]
        speed = 1.5 * network.mean_speed[cells[SEGMENT][rows]] * parameters.motion
        # The sinus of a node is wide and full of cells: what drifts through it is shown no slower than a tenth.
        speed = np.maximum(speed, 0.1 * 1.5 * network.mean_speed[AFFERENT] * parameters.motion)
        after = before + speed * context.seconds
        middle = network.length[AFFERENT] + 0.5 * network.length[NODE]
        arrives = (before < middle) & (after >= middle)
        context.record("reached_node", rows[arrives])
        cells[UNANCHORED_HOURS][rows[arrives]] = 0.0
        inside = (after >= middle) & (before < network.length[AFFERENT] + network.length[NODE])
        cells[NODE_HOURS][rows] += np.where(inside, context.hours(rows), 0.0)
        normal = context.random["stay in node"].normal(cells[IDENTITY][rows])
        waiting = (after >= middle) & (cells[NODE_HOURS][rows] < parameters.stay * np.exp(0.5 * normal))
        cells[TRAVELLED][rows] = np.where(waiting, np.minimum(after, middle), after)

    @staticmethod
    def _follow(context: StepContext, rows: IntArray) -> None:
        """Draw members of a group up behind their leader."""
        cells = context.cells
        goal = cells[TRAVELLED][cells[LEADER][rows]] - 1.6 * cells[RADIUS][rows] * cells[ORDER][rows]
        gap = np.maximum(goal - cells[TRAVELLED][rows], 0.0)
        cells[TRAVELLED][rows] += np.minimum(gap, 60.0 * context.seconds)
        # The node holds and examines a group as a whole, though only its leader has come to the middle.
        hours = cells[NODE_HOURS][cells[LEADER][rows]]
        cells[UNANCHORED_HOURS][rows[(hours > 0.0) & (cells[NODE_HOURS][rows] == 0.0)]] = 0.0
        cells[NODE_HOURS][rows] = hours

    @staticmethod
    def _place(context: StepContext, rows: IntArray, network: DrainageNetwork) -> None:
        cells = context.cells
        start = np.concatenate([[0.0], np.cumsum(network.length)])
        path = np.clip(cells[TRAVELLED][rows], 0.0, start[-1] - 1e-6)
        segment = np.searchsorted(start, path, side="right") - 1
        cells[SEGMENT][rows], cells[ALONG][rows] = segment, path - start[segment]
        room = np.maximum(network.radius[segment] - cells[RADIUS][rows], 0.0)
        lane = 2.0 * context.random["lane"].uniform(cells[IDENTITY][rows]) - 1.0
        cells[ACROSS][rows] += (0.8 * lane * room - cells[ACROSS][rows]) * -np.expm1(-1.5 * context.seconds)
        x, y, heading = network.place(segment, cells[ALONG][rows], cells[ACROSS][rows])
        cells[X][rows], cells[Y][rows], cells[HEADING][rows] = x, y, heading
        cells[STRETCH][rows] += (1.0 - cells[STRETCH][rows]) * -np.expm1(-4.0 * context.seconds)
        cells[SHEAR_STRESS][rows] = 0.0

    @staticmethod
    def _pour_out(context: StepContext, rows: IntArray, network: DrainageNetwork) -> None:
        """Set cells that have come to the end of the duct, and their groups, into the vein."""
        cells, blood = context.cells, context.resource(VesselNetwork)
        there = rows[cells[TRAVELLED][rows] >= float(network.length.sum())]
        if there.size == 0:
            return
        rows = with_groups(cells, there, context.in_stage(Stage.LYMPH))
        cells[SEGMENT][rows] = JOINED_SEGMENT
        cells[ALONG][rows] = JOINED_SHARE * blood.length[JOINED_SEGMENT]
        cells[ACROSS][rows] = JOINED_SIDE * (blood.radius[JOINED_SEGMENT] - cells[RADIUS][rows])
        cells[STREAMLINE][rows] = context.random["lane"].uniform(group_identity(cells, rows))
        cells[TRAVELLED][rows] = 0.0
        context.record("left_node", rows, value=cells[NODE_HOURS][rows])
        context.enter_stage(rows, Stage.TRAVELLING, Reached.BLOOD)


class RememberedProtection:
    """Cells that came by the lymph stand oxidative stress better, there and ever after."""

    name = "remembered protection"
    label = "came by the lymph"
    softens = ("oxidation",)

    def multiplier(self, context: ReadContext, rows: IntArray) -> FloatArray:
        """Return ``oxidation`` in the lymph, ``protection`` after it, 1 for all others, shape (n,)."""
        parameters, cells = context.parameters[LymphParameters], context.cells
        now = cells[STAGE][rows] == Stage.LYMPH
        return np.where(now, parameters.oxidation, np.where(cells[BY_LYMPH][rows], parameters.protection, 1.0))


class NodeCells:
    """The lymphocytes that crowd the node: scenery, drifting about their places."""

    name = "node"

    def __init__(self) -> None:
        self._bodies: dict[str, AnyArray] = {}

    def begin(self, context: ReadContext) -> None:
        """Place the lymphocytes."""
        self.move(context)

    def move(self, context: ReadContext) -> None:
        """Let every lymphocyte wander on a loop of its own, as a function of time alone."""
        network = context.resource(DrainageNetwork)
        number = np.arange(NODE_CELLS)
        ring = np.sqrt((number + 0.5) / NODE_CELLS) * (network.radius[NODE] - 6.0)
        angle = number * 2.399963 + 0.05 * np.sin(context.time * 0.4 + number)
        centre = network.centreline[NODE, network.centreline.shape[1] // 2]
        wander = 2.5 * np.sin(context.time * (0.5 + 0.01 * number) + 1.7 * number)
        kinds = context.model.cell_type_codes
        self._bodies = {
            "kind": np.where(number % 3 == 0, kinds["t_cell"], kinds["lymphocyte"]),
            "x": centre[0] + ring * np.cos(angle) * 1.15 + wander,
            "y": centre[1] + ring * np.sin(angle) + 2.5 * np.cos(context.time * 0.6 + 2.3 * number),
            "heading": angle,
            "tilt": np.zeros(NODE_CELLS),
            "oxygen": np.zeros(NODE_CELLS),
        }

    def bodies(self) -> dict[str, AnyArray]:
        """Return kind, place and heading of every lymphocyte, shape (n,) each."""
        return self._bodies

    def state(self) -> TableState:
        """Return what is shown now."""
        return dict(self._bodies)

    def restore(self, state: TableState) -> None:
        """Show an earlier state."""
        self._bodies = dict(state)


def _in_lymph(snapshot: Moment) -> float:
    return float(np.count_nonzero(snapshot.cells[STAGE] == Stage.LYMPH))


def _share_from_node(snapshot: Moment) -> float:
    """Return the share of the cells that entered the blood which came from the node."""
    kinds, codes = snapshot.events["kind"], snapshot.model.event_codes
    node, direct = (
        int(np.isin(kinds, [codes[name] for name in names]).sum())
        for names in (("left_node",), ("entered_actively", "entered_passively"))
    )
    return node / (node + direct) if node + direct else float("nan")


ENTRY = Entry(
    name="lymph",
    parameters=(LymphParameters,),
    columns=(
        BY_LYMPH,
        NODE_HOURS,
    ),
    resources=(Resource(DrainageNetwork, (LymphParameters,), make_lymph),),
    processes=(LymphFlow(),),
    factors=(RememberedProtection(),),
    scenery=(NodeCells,),
    observables=(
        Observable("in_lymph", "tumor cells in the lymph", "drawn cells", _in_lymph),
        Observable("from_node_share", "entered the blood from the node", "", _share_from_node),
    ),
    events=(
        EventKind("entered_lymph", "entered the lymph", "slipped into the lymph vessel"),
        EventKind("reached_node", "reached the lymph node", "reached the lymph node"),
        EventKind("left_node", "left the lymph node", "went from the node into the blood after {value:.0f} h there"),
    ),
)
