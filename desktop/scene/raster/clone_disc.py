"""The mark of a clone: a disc of its color with a dark rim, and its letter for those who cannot go by color."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from desktop.scene.look.palette import Theme, colour
from desktop.scene.look.vision import MATRICES, Vision, linear
from desktop.scene.page.typeface import typeface

CLONE_LETTERS = "ABCDEFGH"
"""A letter, and a color of the palette, for every clone there can be."""
LEAST_LETTERED = 5.9
"""Radius in pixels from which a disc has room for its letter."""
LUMINANCE = np.array(MATRICES[Vision.GREY][0])
HALF_LIGHT = 0.18
"""Linear light on which black and white stand out equally: black letters above, white ones below."""
_MIDDLE = int(Qt.AlignmentFlag.AlignCenter)


def clone_colour(clone: int, theme: Theme) -> QColor:
    """Return the color of a clone by its number."""
    return colour(f"clone_{CLONE_LETTERS[clone].lower()}", theme)


def letter_colour(clone: int, theme: Theme) -> QColor:
    """Return the color in which a clone's letter is read best."""
    shade = clone_colour(clone, theme)
    light = float(linear(np.array([shade.redF(), shade.greenF(), shade.blueF()])) @ LUMINANCE)
    return colour("clone_rim" if light > HALF_LIGHT else "clone_letter_light", theme)


def paint_clone(painter: QPainter, clone: int, middle: QPointF, radius: float, theme: Theme) -> None:
    """Draw the mark of a clone around a point; the radius in pixels. Small ones are discs without a letter."""
    painter.setPen(QPen(colour("clone_rim", theme), max(0.12 * radius, 0.8)))
    painter.setBrush(clone_colour(clone, theme))
    painter.drawEllipse(middle, radius, radius)
    if radius < LEAST_LETTERED:
        return
    font = typeface()
    font.setPixelSize(max(round(1.45 * radius), 1))
    font.setWeight(QFont.Weight.Bold)
    painter.setFont(font)
    painter.setPen(letter_colour(clone, theme))
    box = QRectF(middle.x() - 2.0 * radius, middle.y() - 2.0 * radius, 4.0 * radius, 4.0 * radius)
    painter.drawText(box, _MIDDLE, CLONE_LETTERS[clone])
