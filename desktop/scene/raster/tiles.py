"""The ground of a moving view, in squares: each is painted once, and serves as long as it is seen.

Squares lie on a grid that begins at the world's origin, so that they depend on the view's magnification alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from desktop.scene.look.camera import Camera
from desktop.scene.raster.layers import Layer, Paint, opaque_layer, sparse_layer

SIDE = 512
"""Side of a square in pixels: smaller ones cost more for each pixel, of larger ones more lies beyond the view."""
SPARE = 2.5
"""How many squares are kept for each that is in view."""

Key = tuple[object, ...]


@dataclass(frozen=True)
class Paints:
    """What paints a square: the ground, and from top to bottom what lies before the blood.

    ``ground`` is its plain colour, None when it is clear.
    """

    back: Paint
    front: tuple[Paint, ...]
    ground: QColor | None

    def layers(self, width: int, height: int, camera: Camera) -> tuple[Layer, Layer]:
        """Return what lies behind the blood, and what lies before it."""
        if self.ground is None:
            back = sparse_layer(width, height, camera, self.back)
        else:
            back = opaque_layer(width, height, camera, self.ground, self.back)
        return back, sparse_layer(width, height, camera, *self.front)


class Mosaic:
    """Lays squares side by side; those not seen for longest are given up."""

    def __init__(self) -> None:
        self._squares: dict[tuple[Key, int, int], tuple[Layer, Layer]] = {}

    def clear(self) -> None:
        """Give all squares up, as when the view rests: of a large window they take a hundred megabytes."""
        self._squares.clear()

    def __len__(self) -> int:
        return len(self._squares)

    def paint(
        self,
        painter: QPainter,
        size: tuple[int, int],
        camera: Camera,
        key: Key,
        paints: Callable[[QRectF], Paints],
    ) -> Callable[[QPainter], None]:
        """Draw what lies behind the blood, and return what draws the rest before it.

        The camera stands on whole pixels; ``key`` is what the ground depends on besides the place, and ``paints``
        gives the painters of a part of the world, in µm.
        """
        scale = camera.pixels_per_um
        left, top = round(camera.x * scale), round(camera.y * scale)
        laid = []
        for row in range(top // SIDE, ceil((top + size[1]) / SIDE)):
            for column in range(left // SIDE, ceil((left + size[0]) / SIDE)):
                back, front = self._square((key, scale), column, row, paints)
                laid.append((column * SIDE - left, row * SIDE - top, front))
                _shifted(painter, *laid[-1][:2], back)
        while len(self._squares) > SPARE * len(laid):
            self._squares.pop(next(iter(self._squares)))

        def draw_front(canvas: QPainter) -> None:
            for right, down, front in laid:
                _shifted(canvas, right, down, front)

        return draw_front

    def _square(
        self, key: tuple[Key, float], column: int, row: int, paints: Callable[[QRectF], Paints]
    ) -> tuple[Layer, Layer]:
        square = self._squares.pop((key, column, row), None)
        if square is None:
            scale = key[1]
            side = SIDE / scale
            camera = Camera(column * SIDE / scale, row * SIDE / scale, scale)
            square = paints(QRectF(camera.x, camera.y, side, side)).layers(SIDE, SIDE, camera)
        self._squares[key, column, row] = square
        return square


def _shifted(painter: QPainter, right: int, down: int, layer: Layer) -> None:
    painter.translate(right, down)
    layer.draw(painter)
    painter.translate(-right, -down)
