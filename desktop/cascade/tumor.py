"""The primary tumor: a packed mass of cells with an oxygen-poor core, growing, and refilled where cells leave it."""

from dataclasses import dataclass

import numpy as np

from desktop.cascade.stages import Stage
from desktop.cascade.tumor_cell import CLONE, GROUP_OF_CELLS, HEADING, MESENCHYMAL, OXYGEN, STRETCH, TUMOR_CELL
from desktop.engine.arrays import FloatArray, IntArray
from desktop.engine.columns import IDENTITY, RADIUS, Column, X, Y
from desktop.engine.contacts import repulsion
from desktop.engine.context import StepContext
from desktop.engine.contracts import Entry, Phase
from desktop.engine.parameters import ParameterGroup, parameter
from desktop.engine.world import Region, World

ADHESION = Column("adhesion", np.float64, 1.0, "", "grip on neighbors: 1 full, 0 none")

INHERITED = (MESENCHYMAL, ADHESION, OXYGEN, CLONE)
"""Columns a daughter takes over from her mother."""
GOLDEN_ANGLE = np.pi * (3.0 - 5.0**0.5)
PACKED_SHARE = 0.96
"""Share of the tumor's radius within which its cells are laid out before they settle."""


@dataclass(frozen=True)
class TumorParameters(ParameterGroup):
    """Size, oxygen, growth and shedding of the primary tumor."""

    key = "tumor"
    label = "Primary tumor"
    section = "tumor"

    present: bool = parameter(
        True,
        label="Primary tumor present",
        help="Switch it off to remove the tumor, as by surgery. What has already left goes on: it may sleep for years.",
        source="13 of 36 women had circulating tumor cells 7–22 years after mastectomy (Meng 2004, abstract)",
        grade="B",
        level="lesson",
    )
    shedding: float = parameter(
        2e5,
        label="Cells shed into the blood",
        unit="per day",
        low=1e3,
        high=1e7,
        scale="log",
        help="How many cells the whole tumor sends into the blood. More cells shed means more drawn cells, and each "
        "drawn cell stands for more real ones.",
        source="own arithmetic: 5 000 mL × 1 per mL × ln 2 / 25 min × 1 440 min = 200 000; 25 min is an assumption",
        grade="C",
        level="lesson",
        typical=(2e4, 2e6),
    )
    night_factor: float = parameter(
        1.0,
        label="Shedding at night",
        unit="×",
        low=1.0,
        high=10.0,
        help="How many times more cells leave the tumor at four in the morning than at ten. The mean over a day stays "
        "as it is set. At 1 day and night are alike.",
        source="1 is off; 3.5 is 78 % of the cells in the sample of 4 a.m. and 22 % in that of 10 a.m. (30 patients, "
        "Diamantopoulou 2022)",
        grade="B",
        level="basic",
        typical=(1.0, 3.5),
    )
    drawn_rate: float = parameter(
        0.8,
        label="Drawn departures",
        unit="per s",
        low=0.05,
        high=2000.0,
        scale="log",
        help="How many departures from the tumor are drawn each second at 200 000 cells shed per day.",
        source="assumption: as many as an eye can follow",
        level="expert",
    )
    oxygen: float = parameter(
        10.0,
        label="Oxygen in the tumor",
        unit="mmHg",
        low=1.0,
        high=40.0,
        help="Median oxygen pressure in the tumor. Little oxygen makes cells leave in groups, and makes the step into "
        "oxygen-rich blood harder.",
        source="median over tumor types 10 mmHg, normal tissue 46 (McKeown 2014)",
        grade="A",
        level="lesson",
        typical=(2.0, 16.0),
    )
    oxygen_depth: float = parameter(
        45.0,
        label="Depth oxygen reaches",
        unit="µm",
        low=10.0,
        high=200.0,
        help="How far into the mass oxygen gets before it is used up. The drawn mass is a thin slice, so the depth is "
        "drawn shorter than the 100–200 µm of a real tumor.",
        source="assumption",
        level="expert",
    )
    doubling_time: float = parameter(
        50.0,
        label="Tumor doubling time",
        unit="days",
        low=15.0,
        high=120.0,
        help="How long the tumor takes to double.",
        source="1.7 ± 0.9 months (Coumans 2013)",
        grade="B",
        level="basic",
        typical=(24.0, 80.0),
    )
    drawn_cells: int = parameter(
        285,
        label="Cells drawn in the mass",
        unit="cells",
        low=20,
        high=400,
        help="How many cells make up the drawn slice of the tumor.",
        source="assumption: fills the drawn region with cells of 12 µm",
        level="expert",
        live=False,
    )
    diameter: float = parameter(
        12.0,
        label="Tumor cell diameter",
        unit="µm",
        low=7.0,
        high=20.0,
        help="Median width of a tumor cell. Cells from patients are smaller than cells grown in a laboratory.",
        source="breast 12.4, prostate 10.3, colorectal 7.5 µm; cultured lines 18–21 (Mendelaar 2020)",
        grade="A",
        level="basic",
        typical=(7.5, 12.4),
    )
    diameter_spread: float = parameter(
        2.5,
        label="Spread of diameters",
        unit="µm",
        low=0.0,
        high=5.0,
        help="Standard deviation of the cell diameter.",
        source="assumption; medians of 7.5–12.4 µm by tumor, no spread, in Mendelaar 2020, abstract",
        level="expert",
    )


def depth_in_tumor(region: Region, x: FloatArray, y: FloatArray) -> FloatArray:
    """Return the distance from the tumor's edge in µm, negative outside, shape (n,)."""
    ratio = np.hypot((x - region.x) / region.half_width, (y - region.y) / region.half_height)
    return np.asarray((1.0 - ratio) * 0.5 * (region.half_width + region.half_height))


def sunflower(region: Region, count: int, share: float) -> tuple[FloatArray, FloatArray]:
    """Return x and y in µm of places spread evenly over a share of a region's radius, shape (count,) each."""
    number = np.arange(count)
    ring = np.sqrt((number + 0.5) / count) * share
    x = region.x + region.half_width * ring * np.cos(number * GOLDEN_ANGLE)
    y = region.y + region.half_height * ring * np.sin(number * GOLDEN_ANGLE)
    return np.asarray(x), np.asarray(y)


def cell_radius(context: StepContext, rows: IntArray) -> FloatArray:
    """Return the radii in µm of new tumor cells, by the luck of each, shape (n,)."""
    parameters = context.parameters[TumorParameters]
    spread = context.random["cell size"].normal(context.cells[IDENTITY][rows]) * parameters.diameter_spread
    return 0.5 * np.clip(parameters.diameter + spread, 6.0, 24.0)


def new_tumor_cells(context: StepContext, x: FloatArray, y: FloatArray) -> IntArray:
    """Add cells to the mass at the given places and return their rows, shape (n,)."""
    rows = context.add_cells(x.size)
    cells = context.cells
    cells[RADIUS][rows] = cell_radius(context, rows)
    cells[X][rows], cells[Y][rows] = x[: rows.size], y[: rows.size]
    cells[HEADING][rows] = 2.0 * np.pi * context.random["cell heading"].uniform(cells[IDENTITY][rows])
    return rows


class TumorMass:
    """Packs the mass, feeds it with oxygen, lets it grow, and refills it where cells left."""

    name = "tumor mass"
    phase = Phase.ENTER

    def begin(self, context: StepContext) -> None:
        """Fill the tumor's region evenly, on a sunflower spiral, and let the cells settle."""
        if not context.parameters[TumorParameters].present:
            return
        region = context.resource(World).region("tumor")
        new_tumor_cells(context, *sunflower(region, context.parameters[TumorParameters].drawn_cells, PACKED_SHARE))
        for _ in range(30):
            self._settle(context, 0.5)
        self._breathe(context)

    def act(self, context: StepContext) -> None:
        """Grow, refill, settle and breathe; or be gone, if the tumor was removed."""
        rows = context.in_stage(Stage.TUMOR)
        if not context.parameters[TumorParameters].present:
            context.cells.give_back(rows)
            return
        if rows.size == 0:
            self.begin(context)
        self._grow(context)
        self._settle(context, 0.15)
        self._breathe(context)

    def _settle(self, context: StepContext, share: float) -> None:
        rows, cells = context.in_stage(Stage.TUMOR), context.cells
        if rows.size == 0:
            return
        region = context.resource(World).region("tumor")
        x, y = cells[X][rows], cells[Y][rows]
        push_x, push_y = np.zeros(rows.size), np.zeros(rows.size)
        radius = cells[RADIUS][rows]
        repulsion(x, y, radius, push_x, push_y, 2.0 * float(radius.max()))
        outside = np.minimum(depth_in_tumor(region, x, y) - radius, 0.0)
        distance = np.maximum(np.hypot(x - region.x, y - region.y), 1.0)
        cells[X][rows] = x + share * (push_x + outside * (x - region.x) / distance)
        cells[Y][rows] = y + share * (push_y + outside * (y - region.y) / distance)

    @staticmethod
    def _breathe(context: StepContext) -> None:
        """Set oxygen: twice the median at the edge, falling by e over every ``oxygen_depth``."""
        rows, cells = context.in_stage(Stage.TUMOR), context.cells
        parameters = context.parameters[TumorParameters]
        depth = depth_in_tumor(context.resource(World).region("tumor"), cells[X][rows], cells[Y][rows])
        fall = np.exp(-np.maximum(depth, 0.0) / parameters.oxygen_depth)
        cells[OXYGEN][rows] = 2.0 * parameters.oxygen * fall

    def _grow(self, context: StepContext) -> None:
        parameters = context.parameters[TumorParameters]
        rows = context.in_stage(Stage.TUMOR)
        missing = parameters.drawn_cells - rows.size
        if missing <= 0 or rows.size == 0:
            return
        cells = context.cells
        # The slice is refilled by division, and from the depth of the tumor within a few seconds when many leave.
        fed = cells[OXYGEN][rows] / np.mean(cells[OXYGEN][rows])
        division = np.log(2.0) / (24.0 * parameters.doubling_time) * fed
        refill = fed * missing / (rows.size * 3.0) * context.seconds / np.maximum(context.hours(rows), 1e-9)
        mothers = rows[context.reaches("division", rows, division + refill)][:missing]
        if mothers.size == 0:
            return
        turn = context.step + 1
        context.risks.renew(context, "division", mothers, turn)
        angle = 2.0 * np.pi * context.random["division"].uniform(cells[IDENTITY][mothers], turn)
        reach = 0.6 * cells[RADIUS][mothers]
        x, y = cells[X][mothers] + reach * np.cos(angle), cells[Y][mothers] + reach * np.sin(angle)
        daughters = new_tumor_cells(context, x, y)
        for column in INHERITED:
            cells[column][daughters] = cells[column][mothers[: daughters.size]]


ENTRY = Entry(
    name="tumor",
    parameters=(TumorParameters,),
    cell_types=(TUMOR_CELL, GROUP_OF_CELLS),
    columns=(
        HEADING,
        STRETCH,
        OXYGEN,
    ),
    processes=(TumorMass(),),
    transitions=("division",),
)
