"""Layers that stand still: painted once for a view and then copied."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from desktop.engine.arrays import AnyArray, BoolArray
from desktop.scene.look.camera import Camera
from desktop.scene.raster.blend import LANES, copy_sprites
from desktop.scene.raster.pixels import blank_picture, surface_of, words_of

STRIP = 8
"""Height in pixels of the strips in which a layer that is mostly empty is copied."""

Paint = Callable[[QPainter], None]


@dataclass(frozen=True)
class Layer:
    """A painted layer; ``tiles`` are the parts that are not empty, None when it covers everything."""

    camera: Camera
    image: QImage
    tiles: AnyArray | None

    def draw(self, painter: QPainter) -> None:
        """Copy the layer to the screen it was painted for."""
        surface = surface_of(painter)
        if self.tiles is None or surface is None:
            painter.drawImage(0, 0, self.image)
            return
        number = np.arange(len(self.tiles))
        left, top = np.full(number.size, float(surface.left)), np.full(number.size, float(surface.top))
        copy_sprites(surface.words, words_of(self.image), self.tiles, number, left, top, np.zeros(0))

    def draw_stretched(self, painter: QPainter, camera: Camera) -> None:
        """Copy the layer to where it lies in another view, sharp enough for a moving picture."""
        left, top = camera.to_screen(self.camera.x, self.camera.y)
        factor = camera.pixels_per_um / self.camera.pixels_per_um
        target = QRectF(left, top, self.image.width() * factor, self.image.height() * factor)
        painter.drawImage(target, self.image, QRectF(self.image.rect()))


def opaque_layer(width: int, height: int, camera: Camera, ground: QColor, paint: Paint) -> Layer:
    """Paint a layer that covers everything on a ``ground``; the painter maps µm to pixels.

    What is painted from edge to edge ends a rounding error inside the outermost pixels: there the ground shows.
    """
    image = blank_picture(width, height, clear=False)
    image.fill(ground)
    _paint(image, camera, paint)
    return Layer(camera, image, None)


def sparse_layer(width: int, height: int, camera: Camera, *paints: Paint) -> Layer:
    """Paint a layer that is mostly empty, from top to bottom; the painter maps µm to pixels."""
    image = blank_picture(width, height, clear=True)
    *higher, lowest = paints
    _paint(image, camera, lowest)
    for paint in reversed(higher):
        above = blank_picture(width, height, clear=True)
        _paint(above, camera, paint)
        painter = QPainter(image)
        painter.drawImage(0, 0, above)
        painter.end()
    return Layer(camera, image, _tiles(image))


def _paint(image: QImage, camera: Camera, paint: Paint) -> None:
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setTransform(camera.transform())
    paint(painter)
    painter.end()


def _tiles(image: QImage) -> AnyArray:
    """Return the parts of an image that hold anything, as a table of sprites: pieces of narrow strips, shape (n, 6)."""
    painted = words_of(image) != 0
    height, width = painted.shape
    boxes = [
        (left, top, left, top, min(right, width) - left, min(STRIP, height - top))
        for top in range(0, height, STRIP)
        for left, right in _runs(painted[top : top + STRIP].any(axis=0))
    ]
    return np.array(boxes, dtype=np.int32).reshape(-1, 6)


def _runs(painted: BoolArray) -> list[tuple[int, int]]:
    """Return where runs of painted columns begin and end, in whole steps of what is copied at a time."""
    steps = np.unique(np.flatnonzero(painted) // LANES)
    if steps.size == 0:
        return []
    cuts = np.flatnonzero(np.diff(steps) > 1)
    starts, ends = np.append(steps[0], steps[cuts + 1]), np.append(steps[cuts], steps[-1]) + 1
    return list(zip((LANES * starts).tolist(), (LANES * ends).tolist(), strict=True))
