"""Layers that stand still: painted once for a view and then copied."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter, QPixmap

from desktop.engine.arrays import BoolArray, FloatArray
from desktop.scene.atlas import FRAGMENT_FIELDS, draw_fragments
from desktop.scene.camera import Camera

STRIP, GAP = 8, 16
"""Height of the strips in which a layer that is mostly empty is copied, and the widest gap in a piece, in pixels."""

Paint = Callable[[QPainter], None]


@dataclass(frozen=True)
class Layer:
    """A painted layer; ``tiles`` are the parts that are not empty, None when it covers everything."""

    camera: Camera
    pixmap: QPixmap
    tiles: FloatArray | None

    def draw(self, painter: QPainter) -> None:
        """Copy the layer to the screen it was painted for."""
        if self.tiles is None:
            painter.drawPixmap(0, 0, self.pixmap)
        else:
            draw_fragments(painter, self.tiles, self.pixmap)

    def draw_stretched(self, painter: QPainter, camera: Camera) -> None:
        """Copy the layer to where it lies in another view, sharp enough for a moving picture."""
        left, top = camera.to_screen(self.camera.x, self.camera.y)
        factor = camera.pixels_per_um / self.camera.pixels_per_um
        target = QRectF(left, top, self.pixmap.width() * factor, self.pixmap.height() * factor)
        painter.drawPixmap(target, self.pixmap, QRectF(self.pixmap.rect()))


def opaque_layer(width: int, height: int, camera: Camera, paint: Paint) -> Layer:
    """Paint a layer that covers everything; the painter maps µm to pixels."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    _paint(image, camera, paint)
    return Layer(camera, QPixmap.fromImage(image), None)


def sparse_layer(width: int, height: int, camera: Camera, *paints: Paint) -> Layer:
    """Paint a layer that is mostly empty, from top to bottom; the painter maps µm to pixels."""
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    for paint in reversed(paints):
        below = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
        below.fill(0)
        _paint(below, camera, paint)
        painter = QPainter(image)
        painter.drawImage(0, 0, below)
        painter.end()
    return Layer(camera, QPixmap.fromImage(image), _tiles(image))


def _paint(image: QImage, camera: Camera, paint: Paint) -> None:
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setTransform(camera.transform())
    paint(painter)
    painter.end()


def _tiles(image: QImage) -> FloatArray:
    """Return the parts of an image that hold anything, as fragments, shape (n, fields): pieces of narrow strips."""
    width, height = image.width(), image.height()
    painted = np.frombuffer(image.constBits(), dtype=np.uint32).reshape(height, -1)[:, :width] != 0
    boxes = [
        (left, top, right - left, min(STRIP, height - top))
        for top in range(0, height, STRIP)
        for left, right in _runs(painted[top : top + STRIP].any(axis=0))
    ]
    tiles = np.ones((len(boxes), FRAGMENT_FIELDS))
    tiles[:, 2:6] = np.array(boxes, dtype=np.float64).reshape(-1, 4)
    tiles[:, 0], tiles[:, 1] = tiles[:, 2] + 0.5 * tiles[:, 4], tiles[:, 3] + 0.5 * tiles[:, 5]
    tiles[:, 8] = 0.0
    return tiles


def _runs(painted: BoolArray) -> list[tuple[int, int]]:
    """Return where runs of painted columns begin and end; a gap that is not worth another piece is passed over."""
    columns = np.flatnonzero(painted)
    if columns.size == 0:
        return []
    cuts = np.flatnonzero(np.diff(columns) > GAP)
    starts, ends = np.append(columns[0], columns[cuts + 1]), np.append(columns[cuts], columns[-1]) + 1
    return list(zip(starts.tolist(), ends.tolist(), strict=True))
