"""Pictures of Qt as arrays."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QImage, QPainter, QTransform

Words = NDArray[np.uint32]
"""Pixels of 32 bits, shape (height, width): alpha, red, green and blue from the highest byte to the lowest."""
BYTES = 4
"""Bytes of a pixel."""
OPAQUE, CLEAR = QImage.Format.Format_RGB32, QImage.Format.Format_ARGB32_Premultiplied
PLAIN = (OPAQUE, CLEAR)


def blank_picture(width: int, height: int, *, clear: bool) -> QImage:
    """Return a picture to paint on: black, or with alpha and ``clear``.

    Every picture of the program is made here. Qt leaves in a new one what its memory held before, and smooth edges
    would let that shine through.
    """
    image = QImage(width, height, CLEAR if clear else OPAQUE)
    image.fill(Qt.GlobalColor.transparent if clear else Qt.GlobalColor.black)
    return image


@dataclass(frozen=True)
class Surface:
    """The part of a picture that a painter may change, and where the painter's origin lies in it."""

    words: Words
    left: int
    top: int


def surface_of(painter: QPainter) -> Surface | None:
    """Return what a painter paints on, None if that is no plain picture, or one that is turned or scaled."""
    image, transform = painter.device(), painter.deviceTransform()
    if not isinstance(image, QImage) or image.format() not in PLAIN:
        return None
    left, top = round(transform.dx()), round(transform.dy())
    if transform != QTransform.fromTranslate(left, top):
        return None
    part = image.rect()
    if painter.hasClipping():
        region = painter.clipRegion()
        if region.rectCount() > 1:
            return None
        part &= region.boundingRect().translated(left, top)
    # The painter has made sure already that nothing else shares these bytes.
    words = np.frombuffer(image.bits(), np.uint32).reshape(image.height(), -1)
    x, y = part.left(), part.top()
    return Surface(words[y : y + part.height(), x : x + part.width()], left - x, top - y)


def picture_under(painter: QPainter, width: int, height: int) -> QImage | None:
    """Return the part of what a painter paints on that lies right and below of its origin, to be painted on directly.

    A window's painter paints on a picture in memory, too; None where it does not, or not pixel by pixel.
    """
    image, corner = painter.paintEngine().paintDevice(), painter.deviceTransform().map(QPointF(0.0, 0.0))
    if not isinstance(image, QImage) or image.format() not in PLAIN:
        return None
    left, top = round(corner.x()), round(corner.y())
    if corner != QPointF(left, top) or not image.rect().contains(QRect(left, top, width, height)):
        return None
    begin = top * image.bytesPerLine() + BYTES * left
    return QImage(image.bits()[begin:], width, height, image.bytesPerLine(), image.format())


def words_of(image: QImage) -> Words:
    """Return the pixels of a picture of a plain format, shape (height, width), to be read while the picture lives."""
    return np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)


def painted_part(image: QImage) -> tuple[int, int, int, int]:
    """Return left, top, width and height of what is painted on a picture; of one pixel when nothing is."""
    painted = words_of(image) != 0
    rows, columns = np.flatnonzero(painted.any(axis=1)), np.flatnonzero(painted.any(axis=0))
    if rows.size == 0:
        return 0, 0, 1, 1
    left, top = int(columns[0]), int(rows[0])
    return left, top, int(columns[-1]) - left + 1, int(rows[-1]) - top + 1


def pixels_of(image: QImage) -> NDArray[np.uint8]:
    """Return a copy of an image in red, green, blue, and alpha where it has one: its own bytes die with it."""
    channels = 4 if image.hasAlphaChannel() else 3
    wanted = QImage.Format.Format_RGBA8888 if channels == 4 else QImage.Format.Format_RGB888
    plain = image.convertToFormat(wanted)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return rows[:, : plain.width() * channels].reshape(plain.height(), plain.width(), channels).copy()
