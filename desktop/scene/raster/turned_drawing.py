"""Drawings that only turn: scenery of one shape, as a family of sprites."""

from collections.abc import Mapping
from math import pi

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter

from desktop.engine.arrays import FloatArray, IntArray
from desktop.scene.look.palette import Theme, colour, mixed
from desktop.scene.raster.artwork import SvgPainter

QUIET = 0.5
"""How far the colours of flat scenery are drawn towards the plasma's."""


class TurnedDrawing:
    """A drawing that only turns: ``directions`` sprites in a full turn."""

    fine = False
    greatest = 256

    def __init__(
        self,
        svg: SvgPainter,
        name: str,
        radius: float,
        directions: int,
        least: float = 0.0,
        shades: Mapping[str, QColor] | None = None,
    ) -> None:
        self._svg = svg
        self._name = name
        self._shades = shades or {}
        self._radius = max(radius * svg.pixels_per_um, least)
        self.count = directions

    def numbers(self, heading: FloatArray) -> IntArray:
        """Return the numbers of bodies that point in directions given in radians, shape (n,)."""
        return np.rint(heading * (self.count / (2.0 * pi))).astype(np.int64) % self.count

    def extent(self, number: int) -> float:
        """See `Family.extent`."""
        del number
        return 1.7 * self._radius

    def draw(self, painter: QPainter, number: int) -> None:
        """See `Family.draw`."""
        if self._svg.flat:
            shade = colour("platelet" if self._name == "platelet_resting" else "white_cell_outline", self._svg.theme)
            draw_disc(painter, self._shades.get(self._name, shade), self._radius, self._radius, self._svg.theme)
            return
        painter.rotate(360.0 * number / self.count)
        self._svg.draw(painter, self._name, self._radius, shades=self._shades, variant="calm" if self._shades else "")


def draw_disc(painter: QPainter, shade: QColor, along: float, across: float, theme: Theme) -> None:
    """Draw a quiet flat disc, for scenery that should not draw the eye."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(mixed(shade, colour("plasma", theme), QUIET))
    painter.drawEllipse(QPointF(0.0, 0.0), 0.92 * along, 0.92 * across)
