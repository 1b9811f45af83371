"""The ground: connective tissue with wavy collagen, the tumor's bed with its oxygen-poor core, and the distant organ.

Everything is seeded by its position, so it lies still while the camera moves.
"""

import itertools
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from desktop.engine.arrays import FloatArray, IntArray
from desktop.engine.world import Region, World
from desktop.scene.ground.organ import OrganPainter
from desktop.scene.look.palette import Theme, colour, mixed
from desktop.scene.raster.shapes import TURNS, chance, closed_curve, glow, open_curves

FIBRE_GRID = 38.0
"""One bundle of fibres starts in every square of this size, in µm."""
FIBRE_MARGIN = 5.0
"""How many squares before a view fibres begin that may reach into it."""
FIBRE_POINTS = 16
FIBRE_PENS = 4
LIGHT_SHARE = 0.22
"""Share of the bundles that catch the light."""
SQUARES_KEPT = 4_000
"""Squares of the grid of fibres that are kept, each some kilobytes: all that are seen of the whole world at once."""
GROUND_GRID, PATCH_MARGIN = 130.0, 2.5
"""One soft patch lies in every square of this size, in µm; and how many squares before a view they may begin."""
BED_REACH = 1.45
"""How far the colour of a region spreads into the tissue, in half axes."""


@dataclass(frozen=True, slots=True)
class _Strand:
    """One fibre; ``kind`` is the place in its bundle, the grade of its pen, and whether it catches the light."""

    kind: tuple[int, int, bool]
    box: QRectF
    path: QPainterPath


def _kind(strand: _Strand) -> tuple[int, int, bool]:
    return strand.kind


class TissuePainter:
    """Paints the ground; the painter given must map µm to the screen.

    Shapes are kept from one view to the next: they depend on their place alone.
    """

    def __init__(self, world: World, theme: Theme, organ: str, *, flat: bool = False) -> None:
        self._flat = flat
        self._world = world
        self._theme = theme
        self._organ = OrganPainter(world.region("organ"), organ, theme)
        self._bundles: dict[tuple[int, int], list[_Strand]] = {}

    @property
    def squares_kept(self) -> int:
        """Return how many squares of the grid of fibres are kept."""
        return len(self._bundles)

    def paint(self, painter: QPainter, view: QRectF, hidden: frozenset[str]) -> None:
        """Paint everything within a view given in µm."""
        painter.fillRect(view, colour("tissue", self._theme))
        painter.setPen(Qt.PenStyle.NoPen)
        if not self._flat:
            self._paint_ground(painter, view)
            if "fibres" not in hidden:
                self._paint_fibres(painter, view)
        tumor, organ = self._world.region("tumor"), self._world.region("organ")
        if view.intersects(_around(tumor, BED_REACH)):
            self._paint_tumor_bed(painter, tumor)
        if view.intersects(_around(organ, BED_REACH)):
            self._organ.paint(painter, view)

    def _paint_ground(self, painter: QPainter, view: QRectF) -> None:
        """Paint large soft patches, so that the ground does not look like paper."""
        column, row = _grid(view, GROUND_GRID, PATCH_MARGIN)
        x = (column + chance(column, row, 11)) * GROUND_GRID
        y = (row + chance(column, row, 12)) * GROUND_GRID
        shade = colour("tissue_shade", self._theme)
        size = GROUND_GRID * (0.6 + 0.7 * chance(column, row, 13))
        for left, top, reach in zip(x.tolist(), y.tolist(), size.tolist(), strict=True):
            if QRectF(left - reach, top - reach, 2.0 * reach, 2.0 * reach).intersects(view):
                glow(painter, left, top, reach, 0.7 * reach, shade, ((0.0, 0.75), (1.0, 0.0)))

    def _paint_fibres(self, painter: QPainter, view: QRectF) -> None:
        """Paint bundles of fibres; each bundle has up to three strands, each of one of a few pens."""
        column, row = _grid(view, FIBRE_GRID, FIBRE_MARGIN)
        squares = list(zip(column.tolist(), row.tolist(), strict=True))
        missing = np.array([square not in self._bundles for square in squares])
        if missing.any():
            if len(self._bundles) + missing.sum() > SQUARES_KEPT:
                self._bundles.clear()
                missing[:] = True
            self._lay_fibres(column[missing], row[missing])
        seen = [strand for square in squares for strand in self._bundles[square] if strand.box.intersects(view)]
        if len(self._bundles) > SQUARES_KEPT:
            # Far beyond the world there is so much ground that keeping it costs more than laying it again.
            self._bundles.clear()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for kind, strands in itertools.groupby(sorted(seen, key=_kind), key=_kind):
            painter.setPen(self._fibre_pen(kind[1], light=kind[2]))
            for strand in strands:
                painter.drawPath(strand.path)
        painter.setPen(Qt.PenStyle.NoPen)

    def _lay_fibres(self, column: IntArray, row: IntArray) -> None:
        """Find the strands that begin in squares of the grid, and keep them."""
        middle = self._fibres(column, row)
        across = _across(middle)
        tone, thick = chance(column, row, 24), chance(column, row, 25)
        grade = np.minimum((thick * FIBRE_PENS).astype(np.int64), FIBRE_PENS - 1)
        bundles: list[list[_Strand]] = [[] for _ in column]
        for strand, (shift, share) in enumerate(((-2.4, 0.6), (0.0, 1.0), (2.1, 0.75))):
            lean = shift + 3.0 * (chance(column, row, 26 + strand) - 0.5)
            chosen = np.flatnonzero(tone < share)
            curves = open_curves(middle[chosen] + across[chosen] * lean[chosen, None, None])
            for index, path in zip(chosen.tolist(), curves, strict=True):
                box = path.controlPointRect().adjusted(-1.0, -1.0, 1.0, 1.0)
                bundles[index].append(_Strand((strand, int(grade[index]), bool(tone[index] < LIGHT_SHARE)), box, path))
        self._bundles.update(zip(zip(column.tolist(), row.tolist(), strict=True), bundles, strict=True))

    def _fibre_pen(self, grade: int, *, light: bool) -> QPen:
        thickness = (grade + 0.5) / FIBRE_PENS
        strength = (0.34 if self._theme is Theme.LIGHT else 0.22) + 0.4 * thickness
        pen = QPen(colour("fibre_light" if light else "fibre", self._theme, strength), 0.45 + 1.2 * thickness**2)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        return pen

    def _fibres(self, column: IntArray, row: IntArray) -> FloatArray:
        """Return wavy curves that follow the grain of the tissue, shape (n, points, 2)."""
        x = (column + chance(column, row, 21)) * FIBRE_GRID
        y = (row + chance(column, row, 22)) * FIBRE_GRID
        step = 4.0 + 7.0 * chance(column, row, 23)
        crimp = 0.16 + 0.3 * chance(column, row, 30) ** 2
        phase = 2.0 * np.pi * chance(column, row, 29)
        curve = np.empty((column.size, FIBRE_POINTS, 2))
        for index in range(FIBRE_POINTS):
            curve[:, index] = np.column_stack([x, y])
            angle = self._grain(x, y) + crimp * np.sin(phase + 1.2 * index)
            x, y = x + step * np.cos(angle), y + step * np.sin(angle)
        return curve

    def _grain(self, x: FloatArray, y: FloatArray) -> FloatArray:
        """Return the direction of the fibres: along the vessel far away, round the tumor close to it, in radians."""
        far = 0.45 * np.sin(x / 150.0 + 0.6) + 0.55 * np.cos(y / 105.0 + x / 320.0)
        tumor = self._world.region("tumor")
        across, down = (x - tumor.x) / tumor.half_width, (y - tumor.y) / tumor.half_height
        near = np.exp(-((np.hypot(across, down) - 1.0) ** 2) / 0.12)
        turn = np.arctan2(across, -down)
        # Directions of a fibre are equal after half a turn, so they are averaged as double angles.
        return np.asarray(
            0.5
            * np.arctan2(
                (1 - near) * np.sin(2 * far) + near * np.sin(2 * turn),
                (1 - near) * np.cos(2 * far) + near * np.cos(2 * turn),
            )
        )

    def _paint_tumor_bed(self, painter: QPainter, tumor: Region) -> None:
        theme, bed = self._theme, colour("tumor_bed", self._theme)
        wave = 1.02 + 0.022 * np.sin(5 * TURNS + 0.4) + 0.018 * np.sin(9 * TURNS + 2.0) + 0.012 * np.sin(14 * TURNS)
        edge = np.column_stack(
            [tumor.x + tumor.half_width * wave * np.cos(TURNS), tumor.y + tumor.half_height * wave * np.sin(TURNS)]
        )
        if self._flat:
            painter.fillPath(closed_curve(edge), bed)
            return
        glow(
            painter,
            tumor.x,
            tumor.y,
            BED_REACH * tumor.half_width,
            BED_REACH * tumor.half_height,
            bed,
            ((0.0, 1.0), (0.62, 0.75), (1.0, 0.0)),
        )
        painter.fillPath(closed_curve(edge), mixed(bed, colour("tumor_bed_cell", theme), 0.55))
        core = colour("tumor_core", theme)
        glow(
            painter,
            tumor.x,
            tumor.y,
            0.9 * tumor.half_width,
            0.9 * tumor.half_height,
            core,
            ((0.0, 0.75), (0.45, 0.5), (1.0, 0.0)),
        )


def _around(region: Region, reach: float) -> QRectF:
    across, down = reach * region.half_width, reach * region.half_height
    return QRectF(region.x - across, region.y - down, 2.0 * across, 2.0 * down)


def _grid(view: QRectF, size: float, margin: float) -> tuple[IntArray, IntArray]:
    """Return column and row of every square of a grid that touches a view, with some squares to spare, shape (n,)."""
    left, right = np.floor(view.left() / size - margin), np.ceil(view.right() / size + margin)
    top, bottom = np.floor(view.top() / size - margin), np.ceil(view.bottom() / size + margin)
    row, column = np.mgrid[int(top) : int(bottom), int(left) : int(right)]
    return column.ravel(), row.ravel()


def _across(curves: FloatArray) -> FloatArray:
    """Return unit vectors across curves, shape (curves, points, 2)."""
    slope = np.gradient(curves, axis=1)
    slope /= np.hypot(slope[..., 0], slope[..., 1])[..., None]
    return np.stack([-slope[..., 1], slope[..., 0]], axis=-1)
