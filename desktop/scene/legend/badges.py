"""Letters on cells: the legend's letters, for viewers who cannot go by colour and shape alone."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen

from desktop.engine.arrays import BoolArray, FloatArray, IntArray
from desktop.engine.model import Model
from desktop.engine.snapshot import Snapshot
from desktop.scene.bodies.actors import LEAST_RADIUS, Cast
from desktop.scene.bodies.attachments import CLOAKED
from desktop.scene.bodies.spacing import drawn_places
from desktop.scene.bodies.tumor_cells import MESENCHYMAL, SIZES, size_numbers, size_of
from desktop.scene.legend.legend import legend_entries
from desktop.scene.look.camera import Camera
from desktop.scene.look.options import SceneOptions
from desktop.scene.look.palette import Theme, colour
from desktop.scene.page.typeface import typeface
from desktop.scene.raster.artwork import SvgPainter
from desktop.scene.raster.canvas import Canvas

STYLES = (
    ("tumor_cell", "tumor_outline", "cell_halo"),
    ("mesenchymal", "tumor_outline", "cell_halo"),
    ("dormant", "dormant_outline", "cell_halo"),
    ("nest", "tumor_outline", "cell_halo"),
    ("cloak", "platelet_outline", "platelet_activated"),
    ("natural_killer", "natural_killer_outline", "cell_halo"),
    ("t_cell", "t_cell_outline", "cell_halo"),
)
"""Species that carry a letter, with the colours of the badge and of its letter."""
NUMBERS = {name: number for number, (name, _, _) in enumerate(STYLES)}
SHARE = 0.58
"""Radius of a badge over that of its cell."""
LEAST_CELL = 4.5
"""Cells smaller than this radius in pixels are too small for a letter."""
LEAST_BADGE, GREATEST_BADGE = 5.0, 18.0
"""Least and greatest radius of a badge in pixels."""
CLOAKED_CELL = 9.0
"""Radius in pixels from which a cloak has room for a letter of its own."""


class Badges:
    """Discs with a letter."""

    fine = True
    greatest = 128
    count = len(STYLES) * SIZES

    def __init__(self, svg: SvgPainter, model: Model) -> None:
        self._svg = svg
        letters = {entry.name: entry.letter for entry in legend_entries(model)}
        self._letters = [letters.get(name, "") for name, _, _ in STYLES]

    @staticmethod
    def numbers(style: IntArray, radius: FloatArray) -> IntArray:
        """Return the numbers of badges, style · sizes + size, on cells of a radius in pixels, shape (n,)."""
        size = size_numbers(np.clip(SHARE * radius, LEAST_BADGE, GREATEST_BADGE))
        return np.asarray(style * SIZES + size)

    def extent(self, number: int) -> float:
        """See `Family.extent`."""
        return 1.2 * size_of(number % SIZES) + 1.0

    def draw(self, painter: QPainter, number: int) -> None:
        """See `Family.draw`."""
        style, size = divmod(number, SIZES)
        paint_badge(painter, STYLES[style][0], self._letters[style], size_of(size), self._svg.theme)


def paint_badge(painter: QPainter, name: str, letter: str, radius: float, theme: Theme) -> None:
    """Draw the badge of a species of `STYLES` around the painter's origin; the radius in pixels."""
    _, ground, ink = STYLES[NUMBERS[name]]
    painter.setPen(QPen(colour(ink, theme), max(0.1 * radius, 0.6)))
    painter.setBrush(colour(ground, theme))
    painter.drawEllipse(QPointF(0.0, 0.0), radius, radius)
    font = typeface()
    font.setPixelSize(max(round(1.5 * radius), 1))
    font.setWeight(QFont.Weight.Bold)
    painter.setFont(font)
    painter.setPen(colour(ink, theme))
    painter.drawText(QRectF(-2 * radius, -2 * radius, 4 * radius, 4 * radius), _MIDDLE, letter)


_MIDDLE = int(Qt.AlignmentFlag.AlignCenter)


def labeled_cells(cast: Cast, hidden: frozenset[str]) -> BoolArray:
    """Return which living tumor cells are drawn, and so may carry a mark, shape (n,)."""
    nests, asleep = cast.nests(), cast.stage["dormant"]
    seen: BoolArray = cast.shown & ~cast.dying
    for name, species in (("tumor_cell", ~nests & ~asleep), ("dormant", asleep), ("nest", nests)):
        if name in hidden:
            seen = seen & ~species
    return seen


class BadgePainter:
    """Puts a letter on every cell that matters and is large enough."""

    def __init__(self, svg: SvgPainter, model: Model) -> None:
        self._badges = Badges(svg, model)
        self._codes = model.cell_type_codes

    def draw(self, canvas: Canvas, snapshot: Snapshot, camera: Camera, cast: Cast, options: SceneOptions) -> None:
        """Draw the badges of all living tumor cells and of their hunters; tumor cells marked by clone have none."""
        hidden, agents = options.hidden, snapshot.agents
        seen = labeled_cells(cast, hidden) & (cast.radius >= LEAST_CELL)
        if not options.clones:
            self._draw_tumor_cells(canvas, cast, seen, hidden)
        self._draw_cloaks(canvas, cast, seen, hidden)
        x, y = camera.all_to_screen(*drawn_places(snapshot))
        radius = np.maximum(agents["radius"] * camera.pixels_per_um, LEAST_RADIUS)
        for name in ("natural_killer", "t_cell"):
            if name in self._codes and name not in hidden:
                mask = (agents["kind"] == self._codes[name]) & (radius >= LEAST_CELL)
                self._put(canvas, np.flatnonzero(mask), np.full(mask.size, NUMBERS[name]), (x, y, radius))

    def _draw_tumor_cells(self, canvas: Canvas, cast: Cast, seen: BoolArray, hidden: frozenset[str]) -> None:
        nests, asleep = cast.nests(), cast.stage["dormant"]
        style = np.where(cast.rows["phenotype"] == MESENCHYMAL, NUMBERS["mesenchymal"], NUMBERS["tumor_cell"])
        if "mesenchymal" in hidden:
            style = np.full(style.size, NUMBERS["tumor_cell"])
        style = np.where(nests, NUMBERS["nest"], np.where(asleep, NUMBERS["dormant"], style))
        self._put(canvas, np.flatnonzero(seen), style, (cast.x, cast.y, cast.radius))

    def _draw_cloaks(self, canvas: Canvas, cast: Cast, seen: BoolArray, hidden: frozenset[str]) -> None:
        if "cloak" in hidden:
            return
        awake = ~cast.nests() & ~cast.stage["dormant"]
        cloaked = seen & awake & ~cast.stage["tumor"] & (cast.rows["cloak"] > CLOAKED)
        rows = np.flatnonzero(cloaked & (cast.radius >= CLOAKED_CELL))
        aside = 0.78 * cast.radius
        corner = (cast.x + aside, cast.y + aside, 0.6 * cast.radius)
        self._put(canvas, rows, np.full(seen.size, NUMBERS["cloak"]), corner)

    def _put(
        self, canvas: Canvas, rows: IntArray, style: IntArray, place: tuple[FloatArray, FloatArray, FloatArray]
    ) -> None:
        x, y, radius = place
        canvas.draw(self._badges, self._badges.numbers(style[rows], radius[rows]), x[rows], y[rows])
