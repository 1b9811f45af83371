"""The ground: connective tissue with wavy collagen, the tumor's bed with its oxygen-poor core, and the distant organ.

Everything is seeded by its position, so it lies still while the camera moves.
"""

import itertools

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from desktop.engine.arrays import FloatArray, IntArray
from desktop.engine.world import Region, World
from desktop.scene.organ import OrganPainter
from desktop.scene.palette import Theme, colour, mixed
from desktop.scene.shapes import TURNS, chance, closed_curve, glow, open_curves

FIBRE_GRID = 38.0
"""One bundle of fibres starts in every square of this size, in µm."""
FIBRE_POINTS = 16
FIBRE_PENS = 4
GROUND_GRID = 130.0
BED_REACH = 1.45
"""How far the colour of a region spreads into the tissue, in half axes."""


class TissuePainter:
    """Paints the ground; the painter given must map µm to the screen."""

    def __init__(self, world: World, theme: Theme, organ: str, *, flat: bool = False) -> None:
        self._flat = flat
        self._organ = organ
        self._world = world
        self._theme = theme

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
            OrganPainter(organ, self._organ, self._theme).paint(painter, view)

    def _paint_ground(self, painter: QPainter, view: QRectF) -> None:
        """Paint large soft patches, so that the ground does not look like paper."""
        column, row = _grid(view, GROUND_GRID, 1.5)
        x = (column + chance(column, row, 11)) * GROUND_GRID
        y = (row + chance(column, row, 12)) * GROUND_GRID
        size = GROUND_GRID * (0.6 + 0.7 * chance(column, row, 13))
        for left, top, reach in zip(x.tolist(), y.tolist(), size.tolist(), strict=True):
            glow(painter, left, top, reach, 0.7 * reach, colour("tissue_shade", self._theme), ((0.0, 0.75), (1.0, 0.0)))

    def _paint_fibres(self, painter: QPainter, view: QRectF) -> None:
        """Paint bundles of fibres; each bundle has up to three strands, each of one of a few pens."""
        column, row = _grid(view, FIBRE_GRID, 3.0)
        middle = self._fibres(column, row)
        across = _across(middle)
        tone, thick = chance(column, row, 24), chance(column, row, 25)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for strand, (shift, share) in enumerate(((-2.4, 0.6), (0.0, 1.0), (2.1, 0.75))):
            lean = shift + 3.0 * (chance(column, row, 26 + strand) - 0.5)
            curves = middle + across * lean[:, None, None]
            for level, light in itertools.product(range(FIBRE_PENS), (True, False)):
                grade = np.minimum((thick * FIBRE_PENS).astype(np.int64), FIBRE_PENS - 1)
                chosen = (grade == level) & ((tone < 0.22) == light) & (tone < share)
                painter.setPen(self._fibre_pen((level + 0.5) / FIBRE_PENS, light))
                for curve in open_curves(curves[chosen]):
                    painter.drawPath(curve)
        painter.setPen(Qt.PenStyle.NoPen)

    def _fibre_pen(self, thickness: float, light: bool) -> QPen:
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
        """Return the direction of the fibres: along the vessel far away, round the tumor close to it (radians)."""
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
