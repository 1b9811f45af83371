"""Losing grip: adhesion between tumor cells falls, and single cells and groups let go of the mass."""

from dataclasses import dataclass

import numpy as np

from desktop.cascade.clusters import ClusterParameters
from desktop.cascade.groups import form_group
from desktop.cascade.stages import Reached, Stage
from desktop.cascade.tumor import ADHESION, INHERITED, TumorParameters, depth_in_tumor, new_tumor_cells
from desktop.cascade.tumor_cell import CLONE, DEPARTURE_SCORE, MESENCHYMAL, TRAIT_SPREAD
from desktop.engine.arrays import FloatArray, IntArray
from desktop.engine.columns import IDENTITY, JOURNEY, RADIUS, Column, X, Y
from desktop.engine.compiled import compiled_ahead
from desktop.engine.context import StepContext
from desktop.engine.contracts import Entry, Phase
from desktop.engine.events import EventKind
from desktop.engine.parameters import ParameterGroup, Parameters, parameter
from desktop.engine.randomness import uniform
from desktop.engine.world import World

REFERENCE_SHEDDING = 2e5
LARGEST_GROUP = 50
MOST_DEPARTURES = 4000
"""Departures that can be drawn in a second, so also the most in one step."""
FIRST_HOUR, NIGHT_HOUR = 10.0, 4.0
"""Hour of the day at which a run begins (assumption), and at which most cells leave (Diamantopoulou 2022)."""

DEPARTED = Column(
    "departed",
    np.float64,
    -1.0,
    "s",
    "animation time at which the cell left the tumor; -1 before, or if that was before the run",
)


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
        6.73,
        label="Departures in a group",
        unit="%",
        low=0.0,
        high=50.0,
        help="How many of a hundred departures are groups, at traveling in groups × 1.",
        source="fitted to 5 % of what enters the blood, an assumption between 2.6 % (Aceto 2014, text) and 8–10 %",
        grade="C",
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
        source="own arithmetic: half are pairs (114 patients, PMC8338835), so 2 + 0.5 / 0.5 = 3; 2.8–5.3 (Donato 2020)",
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
    """Return the drawn departures per animation second, as the mean over a day.

    The square root lets a range of 10⁴ in real shedding show as a range of 10² on the screen; how many real
    cells one drawn cell stands for follows from it.
    """
    tumor, detachment = parameters[TumorParameters], parameters[DetachmentParameters]
    loose = 4.0 ** (0.5 - detachment.grip)
    rate = tumor.drawn_rate * np.sqrt(tumor.shedding / REFERENCE_SHEDDING) * loose
    return float(min(rate, float(MOST_DEPARTURES)))


def course_of_day(night_factor: float, hours: float) -> float:
    """Return how many times the day's mean leaves at an hour of the day: ``night_factor`` as many at 4 as at 10.

    1 + (f − 1)·max(cos(2π(h − 4)/24), 0)², over its mean 1 + (f − 1)/4. A run begins at 10 in the morning.
    """
    night = max(float(np.cos(2.0 * np.pi * (hours + FIRST_HOUR - NIGHT_HOUR) / 24.0)), 0.0) ** 2
    return (1.0 + (night_factor - 1.0) * night) / (1.0 + 0.25 * (night_factor - 1.0))


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
        night = course_of_day(context.parameters[TumorParameters].night_factor, context.place_elapsed("tissue"))
        rate = drawn_departures(context.parameters) * night
        step = np.array([context.step])
        count = int(rate * context.seconds + float(context.random["shedding"].uniform(step)[0]))
        if count > 0:
            sizes = self._sizes(context, min(count, MOST_DEPARTURES))
            turn = self._leave_slice(context, sizes)
            self._leave_depth(context, turn, sizes[turn:])

    @staticmethod
    def _loosen(context: StepContext) -> None:
        rows, cells = context.in_stage(Stage.TUMOR), context.cells
        grip = context.parameters[DetachmentParameters].grip
        cells[ADHESION][rows] = (1.0 - cells[MESENCHYMAL][rows]) * (0.5 + grip) / 1.5

    @staticmethod
    def _sizes(context: StepContext, count: int) -> IntArray:
        """Draw for each departure 1, or a geometric number from 2 on with the declared mean, at most 50."""
        luck, turn = context.random["group size"], np.arange(count)
        alone = luck.uniform_at(context.step, 2 * turn) >= group_share(context.parameters)
        more = 1.0 / (context.parameters[DetachmentParameters].mean_size - 1.0)
        extra = np.zeros(count)
        if more < 1.0:
            extra = np.floor(np.log(luck.uniform_at(context.step, 2 * turn + 1)) / np.log1p(-more))
        return np.where(alone, 1, np.minimum(2 + extra, LARGEST_GROUP)).astype(np.int64)

    @staticmethod
    def _leave_slice(context: StepContext, sizes: IntArray) -> int:
        """Let loose cells of the drawn slice go with their neighbours, while it is full; return how many departed.

        Where many leave at once, the drawn mass keeps its front, and those that leave come from behind it.
        """
        cells, least = context.cells, 0.97 * context.parameters[TumorParameters].drawn_cells
        for turn, size in enumerate(sizes.tolist()):
            rows = context.in_stage(Stage.TUMOR)
            if rows.size == 0 or rows.size < least:
                return turn
            first = loosest(context, rows, turn, 1)[0]
            distance = np.hypot(cells[X][rows] - cells[X][first], cells[Y][rows] - cells[Y][first])
            rows = rows[np.argsort(distance, kind="stable")[:size]]
            _set_out(context, rows, np.array([rows.size]))
        return int(sizes.size)

    @staticmethod
    def _leave_depth(context: StepContext, turn: int, sizes: IntArray) -> None:
        """Let cells like the loosest ones of the slice go: they come from the depth of the tumor, behind it."""
        rows, cells = context.in_stage(Stage.TUMOR), context.cells
        # A group that finds no room stays whole, and stays.
        sizes = sizes[np.cumsum(sizes) <= cells.capacity - len(cells)]
        sizes = sizes[: context.journeys.capacity - len(context.journeys)]
        if rows.size == 0 or sizes.size == 0:
            return
        like = np.repeat(loosest(context, rows, turn, sizes.size), sizes)
        place = np.arange(like.size) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        angle, reach = 2.4 * place, cells[RADIUS][like] * np.sqrt(place)
        new = new_tumor_cells(context, cells[X][like] + reach * np.cos(angle), cells[Y][like] + reach * np.sin(angle))
        for column in INHERITED:
            cells[column][new] = cells[column][like]
        _set_out(context, new, sizes)


def loosest(context: StepContext, rows: IntArray, turn: int, count: int) -> IntArray:
    """Return for each of ``count`` departures from number ``turn`` on the row of the cell that leaves first.

    Chosen among ``rows`` with weight (1.05 − adhesion)² · e^(−depth/10 µm), by a Gumbel-max draw.

    Shape (n,).
    """
    cells = context.cells
    depth = depth_in_tumor(context.resource(World).region("tumor"), cells[X][rows], cells[Y][rows])
    weight = 2.0 * np.log(1.05 - cells[ADHESION][rows]) - np.maximum(depth, 0.0) / 10.0
    # The cells on the side of the vessels leave first: the wall draws them.
    weight += (cells[X][rows] - cells[Y][rows]) / 250.0
    key, begin = context.random["loosest"].key, context.step * MOST_DEPARTURES + turn
    return np.asarray(rows[_gumbel_choices(key, cells[IDENTITY][rows], weight, begin, count)])


@compiled_ahead(lambda: (np.uint64(1), np.zeros(0, np.int64), np.zeros(0), 0, 0))
def _gumbel_choices(key: np.uint64, identity: IntArray, weight: FloatArray, begin: int, count: int) -> IntArray:
    chosen = np.zeros(count, np.int64)
    for turn in range(count):
        best = -np.inf
        for i in range(identity.size):
            score = weight[i] - np.log(-np.log(uniform(key, identity[i], begin + turn)))
            if score > best:
                best, chosen[turn] = score, i
    return chosen


def _set_out(context: StepContext, rows: IntArray, sizes: IntArray) -> None:
    """Begin a journey for each number of cells; ``rows`` holds the cells of all, one journey after the other."""
    cells, journeys = context.cells, context.journeys.start_all(sizes)
    sizes = sizes[: journeys.size]
    rows = rows[: int(sizes.sum())]
    cells[JOURNEY][rows] = np.repeat(journeys, sizes)
    cells[DEPARTURE_SCORE][rows] = cells[MESENCHYMAL][rows]
    cells[DEPARTED][rows] = context.time
    # Only now it is known to which patient it belongs, and so of which clones it may be.
    cells[TRAIT_SPREAD][rows] = -1.0
    context.enter_stage(rows, Stage.INVADING, Reached.SHED)
    context.record("detached", rows, other=cells[CLONE][rows], value=np.repeat(sizes, sizes).astype(np.float64))
    for end, size in zip(np.cumsum(sizes).tolist(), sizes.tolist(), strict=True):
        if size > 1:
            form_group(context, rows[end - size : end])


ENTRY = Entry(
    name="detachment",
    parameters=(DetachmentParameters,),
    columns=(
        ADHESION,
        DEPARTED,
    ),
    processes=(Shedding(),),
    events=(
        # Its other number is that of its clone, so that the traits of a cell long dead are known.
        EventKind("detached", "detached", "let go of the tumor alone|let go of the tumor in a group of {value:.0f}"),
    ),
)
