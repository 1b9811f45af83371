"""Losing grip: adhesion between tumor cells falls, and single cells and groups let go of the mass."""

from dataclasses import dataclass

import numpy as np

from desktop.cascade.clusters import ClusterParameters, form_group
from desktop.cascade.stages import Reached, Stage
from desktop.cascade.tumor import INHERITED, TumorParameters, depth_in_tumor, new_tumor_cells
from desktop.engine.arrays import IntArray
from desktop.engine.contracts import Entry, Phase, StepContext
from desktop.engine.events import EventKind
from desktop.engine.parameters import ParameterGroup, Parameters, parameter
from desktop.engine.tables import Column
from desktop.engine.world import World

REFERENCE_SHEDDING = 2e5
LARGEST_GROUP = 50
MOST_DEPARTURES = 4000
"""Departures that can be drawn in a second, so also the most in one step."""


@dataclass(frozen=True)
class DetachmentParameters(ParameterGroup):
    """Grip between cells, and the share and size of the groups that leave together."""

    key = "detachment"
    label = "Losing grip"
    section = "tumor"

    grip: float = parameter(
        0.5,
        label="Grip between cells",
        unit="",
        low=0.0,
        high=1.0,
        help="How tightly tumor cells hold on to each other (E-cadherin). The tighter, the fewer cells leave.",
        source="assumption on size; loss of adhesion frees cells (textbook)",
        level="lesson",
    )
    cluster_share: float = parameter(
        5.0,
        label="Departures in a group",
        unit="%",
        low=0.0,
        high=50.0,
        help="How many of a hundred departures are groups, at travelling in groups × 1.",
        source="2.6 % (Aceto 2014), 8–10 % in triple-negative breast cancer",
        grade="B",
        level="basic",
        typical=(2.0, 10.0),
    )
    mean_size: float = parameter(
        3.0,
        label="Mean size of a group",
        unit="cells",
        low=2.0,
        high=6.0,
        help="Mean number of cells in a group. Half of all groups are pairs at the default.",
        source="half are doublets (114 gastric cancer patients); 2.8 normoxic, 5.3 hypoxic (Donato 2020)",
        grade="B",
        level="basic",
        typical=(2.5, 5.5),
    )
    hypoxia: float = parameter(
        0.5,
        label="Lack of oxygen makes groups",
        unit="",
        low=0.0,
        high=2.0,
        help="How strongly a tumor poor in oxygen sheds more groups. At 0 oxygen makes no difference.",
        source="most groups are hypoxic, single cells mostly not (Donato 2020); size is an assumption",
        grade="C",
        level="expert",
    )


def drawn_departures(parameters: Parameters) -> float:
    """Return the drawn departures per animation second.

    The square root lets a range of 10⁴ in real shedding show as a range of 10² on the screen; how many real
    cells one drawn cell stands for follows from it.
    """
    tumor, detachment = parameters[TumorParameters], parameters[DetachmentParameters]
    loose = 4.0 ** (0.5 - detachment.grip)
    return float(min(tumor.drawn_rate * np.sqrt(tumor.shedding / REFERENCE_SHEDDING) * loose, float(MOST_DEPARTURES)))


def group_share(parameters: Parameters) -> float:
    """Return the share of departures that are groups, 0–1."""
    detachment, tumor = parameters[DetachmentParameters], parameters[TumorParameters]
    clusters = parameters[ClusterParameters]
    airless = (10.0 / tumor.oxygen) ** detachment.hypoxia
    share = detachment.cluster_share / 100.0 * clusters.strength * airless * clusters.shed_together
    return float(min(share, 0.9))


class Shedding:
    """Chooses loose cells at the edge and sends them off, alone or with their neighbours."""

    name = "shedding"
    phase = Phase.ENTER

    def begin(self, context: StepContext) -> None:
        """Set the grip of all cells."""
        self._loosen(context)

    def act(self, context: StepContext) -> None:
        """Update grips and let as many journeys start as the rate asks for."""
        self._loosen(context)
        if not context.parameters[TumorParameters].present:
            return
        rate = drawn_departures(context.parameters)
        step = np.array([context.step])
        count = int(rate * context.seconds + float(context.random["shedding"].uniform(step)[0]))
        for turn in range(count):
            self._depart(context, turn)

    @staticmethod
    def _loosen(context: StepContext) -> None:
        rows, cells = context.in_stage(Stage.TUMOR), context.cells
        grip = context.parameters[DetachmentParameters].grip
        cells["adhesion"][rows] = (1.0 - cells["mesenchymal"][rows]) * (0.5 + grip) / 1.5

    def _depart(self, context: StepContext, turn: int) -> None:
        size = self._size(context, turn)
        first = self._loosest(context, turn)
        rows = self._neighbours(context, first, size)
        # A journey of nobody would never end, and its row would be lost for all that come.
        journey = context.journeys.start(rows.size) if rows.size else -1
        if journey < 0:
            return
        cells = context.cells
        cells["journey"][rows] = journey
        cells["departure_score"][rows] = cells["mesenchymal"][rows]
        cells["departed"][rows] = context.time
        context.enter_stage(rows, Stage.INVADING, Reached.SHED)
        context.record("detached", rows, value=float(rows.size))
        if rows.size > 1:
            form_group(context, rows)

    @staticmethod
    def _size(context: StepContext, turn: int) -> int:
        """Draw 1, or a geometric number from 2 on with the declared mean, at most 50."""
        step, luck = np.array([context.step]), context.random["group size"]
        if luck.uniform(step, 2 * turn)[0] >= group_share(context.parameters):
            return 1
        more = 1.0 / (context.parameters[DetachmentParameters].mean_size - 1.0)
        extra = 0 if more >= 1.0 else int(np.log(luck.uniform(step, 2 * turn + 1)[0]) / np.log1p(-more))
        return min(2 + extra, LARGEST_GROUP)

    @staticmethod
    def _loosest(context: StepContext, turn: int) -> int:
        """Return the row of a cell chosen with weight (1.05 − adhesion)² · e^(−depth/10 µm) (Gumbel-max draw)."""
        rows, cells = context.in_stage(Stage.TUMOR), context.cells
        if rows.size == 0:
            return -1
        depth = depth_in_tumor(context.resource(World).region("tumor"), cells["x"][rows], cells["y"][rows])
        draw = context.random["loosest"].exponential(cells["identity"][rows], context.step * MOST_DEPARTURES + turn)
        weight = 2.0 * np.log(1.05 - cells["adhesion"][rows]) - np.maximum(depth, 0.0) / 10.0
        # The cells on the side of the vessels leave first: the wall draws them.
        weight += (cells["x"][rows] - cells["y"][rows]) / 250.0
        return int(rows[np.argmax(weight - np.log(draw))])

    @staticmethod
    def _neighbours(context: StepContext, first: int, size: int) -> IntArray:
        """Return the first cell and its nearest neighbours; cells the thinned slice lacks are made beside it."""
        cells, rows = context.cells, context.in_stage(Stage.TUMOR)
        if first < 0:
            return np.empty(0, dtype=np.int64)
        # Where many leave at once, the drawn mass keeps its front, and those that leave come from behind it.
        if rows.size < 0.97 * context.parameters[TumorParameters].drawn_cells:
            return _copies(context, first, size)
        distance = np.hypot(cells["x"][rows] - cells["x"][first], cells["y"][rows] - cells["y"][first])
        return rows[np.argsort(distance, kind="stable")[:size]]


def _copies(context: StepContext, first: int, size: int) -> IntArray:
    """Make ``size`` cells like the first one: they come from the depth of the tumor, behind the drawn slice."""
    cells = context.cells
    angle = np.arange(size) * 2.4
    reach = cells["radius"][first] * np.sqrt(np.arange(size))
    rows = new_tumor_cells(
        context, cells["x"][first] + reach * np.cos(angle), cells["y"][first] + reach * np.sin(angle)
    )
    for name in INHERITED:
        cells[name][rows] = cells[name][first]
    return rows


ENTRY = Entry(
    name="detachment",
    parameters=(DetachmentParameters,),
    columns=(
        Column("adhesion", np.float64, 1.0, "", "grip on neighbours: 1 full, 0 none"),
        Column(
            "departed",
            np.float64,
            -1.0,
            "s",
            "animation time at which the cell left the tumor; -1 before, or if that was before the run",
        ),
    ),
    processes=(Shedding(),),
    events=(EventKind("detached", "detached", "let go of the tumor (cells that left together: {value:.0f})"),),
)
