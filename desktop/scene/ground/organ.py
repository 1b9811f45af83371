"""The tissue of the distant organ: the air spaces of a lung, or the plates of cells of a liver."""

from functools import cached_property

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QRadialGradient

from desktop.engine.arrays import FloatArray, IntArray
from desktop.engine.world import Region
from desktop.scene.look.palette import Theme, colour, mixed
from desktop.scene.raster.shapes import chance, closed_curve, glow

AIR_SPACING = 42.0
"""Distance between the middles of neighbouring air spaces in µm (true ones are 200 µm; drawn small to show many)."""
LIVER_SPACING = 21.0
"""Distance between the middles of neighbouring liver cells in µm (they measure 20 to 30 µm)."""
JITTER = {"lung": 0.75, "liver": 0.45}
"""How far the middles lie off a regular lattice, as a share of their distance."""
BINUCLEATE = 0.2
"""Share of the liver cells that are drawn with two nuclei."""
SINUSOID = 0.07
"""Share of the liver cells in whose corner a Kupffer cell sits."""
RIM = 1.02
"""How far the organ's cells reach, in its half axes; the outermost fade away."""


class OrganPainter:
    """Paints an organ; the painter given must map µm to the screen."""

    def __init__(self, organ: Region, kind: str, theme: Theme) -> None:
        self._organ = organ
        self._liver = kind == "liver"
        self._spacing = LIVER_SPACING if self._liver else AIR_SPACING
        self._jitter = JITTER["liver" if self._liver else "lung"]
        self._theme = theme
        self._curves: dict[int, list[QPainterPath]] = {}

    def paint(self, painter: QPainter, view: QRectF) -> None:
        """Paint the organ's ground and, within a view, the cells of a jittered lattice, walls shared by neighbours."""
        organ, size = self._organ, self._spacing
        stops = ((0.0, 1.0), (0.8, 0.95), (1.0, 0.0))
        bed = colour("liver_bed" if self._liver else "organ_bed", self._theme)
        glow(painter, organ.x, organ.y, 1.12 * organ.half_width, 1.12 * organ.half_height, bed, stops)
        middle, corners, opacity, luck = self._cells
        seen = view.adjusted(-size, -size, size, size)
        inside = (middle[:, 0] > seen.left()) & (middle[:, 0] < seen.right())
        inside &= (middle[:, 1] > seen.top()) & (middle[:, 1] < seen.bottom())
        for index in np.flatnonzero(inside).tolist():
            if self._liver:
                self._paint_liver_cell(painter, index, corners[index], float(opacity[index]), luck[index].tolist())
            else:
                self._paint_air(painter, index, corners[index], float(opacity[index]))

    @cached_property
    def _cells(self) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        """Return middle, corners, opacity and luck of the organ's cells; shape (n, 2), (n, 6, 2), (n,), (n, 5)."""
        organ = self._organ
        reach = int(max(organ.half_width, organ.half_height) / self._spacing) + 3
        row, column = (part.ravel() for part in np.mgrid[-reach : reach + 1, -reach : reach + 1])
        middle = self._lattice(column, row)
        far = np.hypot((middle[:, 0] - organ.x) / organ.half_width, (middle[:, 1] - organ.y) / organ.half_height)
        near = far < RIM
        column, row, middle = column[near], row[near], middle[near]
        corners = np.stack([self._corner(column, row, turn) for turn in range(6)], axis=1)
        luck = np.stack([chance(column, row, salt) for salt in range(43, 48)], axis=1)
        return middle, corners, np.clip((RIM + 0.04 - far[near]) / 0.3, 0.0, 1.0), luck

    def _paint_air(self, painter: QPainter, index: int, corners: FloatArray, opacity: float) -> None:
        """Paint one air space: its wall, the air, the shade inside, and nuclei in the wall."""
        theme, middle = self._theme, corners.mean(axis=0)
        full = _rounded(corners - middle, 0.95, 0.53)
        sizes = (0.97, 0.88, 0.83)
        if index not in self._curves:
            self._curves[index] = [closed_curve(middle + size * full) for size in sizes]
        roles = (("organ_wall", 0.5), ("organ_wall", 0.9), ("organ_air", 1.0))
        for curve, (role, strength) in zip(self._curves[index], roles, strict=True):
            painter.fillPath(curve, colour(role, theme, strength * opacity))
        shade = QRadialGradient(QPointF(middle[0] - 4.0, middle[1] - 5.0), 0.66 * AIR_SPACING)
        shade.setColorAt(0.4, colour("organ_wall", theme, 0.0))
        shade.setColorAt(1.0, colour("organ_wall", theme, 0.75 * opacity))
        painter.fillPath(self._curves[index][-1], shade)
        painter.setBrush(colour("endothelium_nucleus", theme, 0.45 * opacity))
        for corner in (1, 6):
            _paint_flat_nucleus(painter, middle + 0.9 * full[corner], full[corner], (2.6, 1.0))

    def _paint_liver_cell(
        self, painter: QPainter, index: int, corners: FloatArray, opacity: float, luck: list[float]
    ) -> None:
        """Paint one liver cell: a polygon with rounded corners, grains, one or two round nuclei."""
        theme, middle = self._theme, corners.mean(axis=0)
        full = _rounded(corners - middle, 0.93, 0.515)
        if index not in self._curves:
            self._curves[index] = [closed_curve(middle + 0.97 * full)]
        tone = mixed(colour("liver_cell", theme), colour("liver_cell_dark", theme), luck[0])
        tone.setAlphaF(opacity)
        painter.setPen(QPen(colour("liver_edge", theme, 0.8 * opacity), 0.6))
        painter.setBrush(tone)
        painter.drawPath(self._curves[index][0])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("liver_edge", theme, 0.4 * opacity))
        for grain in range(9):
            turn, out = 2.4 * grain + 6.0 * luck[1], 2.4 + 0.68 * grain
            painter.drawEllipse(QPointF(middle[0] + out * np.cos(turn), middle[1] + out * np.sin(turn)), 0.45, 0.45)
        apart = 2.9 if luck[2] < BINUCLEATE else 0.0
        for side in (-1.0, 1.0) if apart else (0.0,):
            place = QPointF(
                middle[0] + side * apart * np.cos(6.0 * luck[3]), middle[1] + side * apart * np.sin(6.0 * luck[3])
            )
            painter.setBrush(colour("liver_nucleus", theme, 0.8 * opacity))
            painter.drawEllipse(place, 2.7, 2.7)
            painter.setBrush(colour("liver_nucleolus", theme, 0.8 * opacity))
            painter.drawEllipse(place + QPointF(0.7, -0.5), 0.8, 0.8)
        if luck[4] < SINUSOID:
            painter.setBrush(colour("endothelium_nucleus", theme, 0.6 * opacity))
            _paint_flat_nucleus(painter, middle + full[0], full[0], (3.4, 1.3))

    def _lattice(self, column: IntArray, row: IntArray) -> FloatArray:
        """Return jittered points of a triangular lattice around the organ's middle, shape (n, 2)."""
        size = self._spacing
        x = self._organ.x + size * (column + 0.5 * (row % 2) + self._jitter * (chance(column, row, 41) - 0.5))
        y = self._organ.y + size * (0.866 * row + self._jitter * (chance(column, row, 42) - 0.5))
        return np.column_stack([x, y])

    def _corner(self, column: IntArray, row: IntArray, turn: int) -> FloatArray:
        """Return the corner a lattice point shares with neighbours at two successive sixths of a turn, shape (n, 2)."""
        odd = row % 2
        steps = ((1, 0), (odd, 1), (odd - 1, 1), (-1, 0), (odd - 1, -1), (odd, -1))
        (one_x, one_y), (two_x, two_y) = steps[turn], steps[(turn + 1) % 6]
        three = (
            self._lattice(column, row)
            + self._lattice(column + one_x, row + one_y)
            + self._lattice(column + two_x, row + two_y)
        )
        return np.asarray(three / 3.0)


def _rounded(away: FloatArray, corner: float, side: float) -> FloatArray:
    """Pull the six corners of a polygon in and push its sides out, so that a curve through them is round, (12, 2)."""
    full = np.empty((12, 2))
    full[0::2], full[1::2] = corner * away, side * (away + np.roll(away, -1, axis=0))
    return full


def _paint_flat_nucleus(painter: QPainter, place: FloatArray, outward: FloatArray, size: tuple[float, float]) -> None:
    painter.save()
    painter.translate(QPointF(*place))
    painter.rotate(float(np.degrees(np.arctan2(outward[1], outward[0]))) + 90.0)
    painter.drawEllipse(QPointF(0.0, 0.0), *size)
    painter.restore()
