"""Sprites: bodies drawn once at the exact size on the screen and then copied, thousands in a frame.

Turning or scaling a sprite while it is copied costs ten times as much as copying it, so every direction a body can
point in has a sprite of its own, made when it is first needed.
"""

from typing import Protocol, cast

import numpy as np
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPaintEngine, QPainter, QPixmap
from shiboken6 import Shiboken

from desktop.engine.arrays import FloatArray, IntArray

PAGE_WIDTH = 2048
PAGE_STEP = 512
PAGE_HEIGHT = 4096
TURNED_AWAY_LIMIT = 200
FRAGMENT_FIELDS = 10
"""x, y, source left and top, width, height, scale x and y, rotation, opacity: the layout of a pixmap fragment."""
MISSING, TOO_LARGE = -1, -2


class Family(Protocol):
    """Bodies of one kind: a number says everything about the look of one of them.

    Numbers run from 0 to ``count``. Bodies of a ``fine`` family are placed to half a pixel, so that slow ones glide.
    Sprites wider than ``greatest`` pixels are not kept: only a few of them fit on a screen.
    """

    count: int
    fine: bool
    greatest: int

    def extent(self, number: int) -> float:
        """Return the distance from the body's middle to its farthest pixel."""

    def draw(self, painter: QPainter, number: int) -> None:
        """Draw a body around the painter's origin."""


class SpriteSheet:
    """The sprites of one theme and magnification, on one page."""

    def __init__(self) -> None:
        self._known: dict[Family, IntArray] = {}
        self._page = QPixmap(PAGE_WIDTH, PAGE_STEP)
        self._page.fill(Qt.GlobalColor.transparent)
        self._sources: FloatArray = np.zeros((256, 4))
        self._used = 0
        self._pen = (0, 0, 0)
        self._turned_away = 0

    @property
    def worn_out(self) -> bool:
        """Return whether so many sprites found no room that a new sheet is cheaper than drawing them each time."""
        return self._turned_away > TURNED_AWAY_LIMIT

    def draw(
        self,
        painter: QPainter,
        family: Family,
        numbers: IntArray,
        x: FloatArray,
        y: FloatArray,
        opacity: FloatArray | None = None,
    ) -> None:
        """Copy one sprite for each number to its place, in order; x and y are the middles, in pixels, shape (n,)."""
        if numbers.size == 0:
            return
        opacity = np.ones(numbers.size) if opacity is None else opacity
        if is_vector(painter):
            draw_each(painter, family, numbers, x, y, opacity)
            return
        variants, left, top = _on_grid(family, numbers, x, y)
        sprites = self._sprites(family, variants)
        stored = sprites >= 0
        if not stored.all():
            rest = ~stored
            draw_each(painter, family, numbers[rest], x[rest], y[rest], opacity[rest])
            sprites, left, top, opacity = sprites[stored], left[stored], top[stored], opacity[stored]
        fragments = np.ones((sprites.size, FRAGMENT_FIELDS))
        fragments[:, 0], fragments[:, 1] = left, top
        fragments[:, 2:6] = self._sources[sprites]
        fragments[:, 8], fragments[:, 9] = 0.0, opacity
        draw_fragments(painter, fragments, self._page)

    def _sprites(self, family: Family, variants: IntArray) -> IntArray:
        """Return where the sprites lie, making those that are missing; negative for those not kept."""
        known = self._known.get(family)
        if known is None:
            known = np.full(family.count * (4 if family.fine else 1), MISSING, dtype=np.int64)
            self._known[family] = known
        found = known[variants]
        missing = found == MISSING
        if missing.any():
            for variant in np.unique(variants[missing]).tolist():
                known[variant] = self._make(family, variant)
            found = known[variants]
        return np.asarray(found)

    def _make(self, family: Family, variant: int) -> int:
        number, quarter = divmod(variant, 4) if family.fine else (variant, 0)
        size = 2 * int(np.ceil(family.extent(number) + 1.0))
        if size > family.greatest:
            return TOO_LARGE
        place = self._reserve(size)
        if place is None:
            self._turned_away += 1
            return TOO_LARGE
        painter = QPainter(self._page)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(QRect(*place, size, size))
        painter.translate(place[0] + 0.5 * size + 0.5 * (quarter % 2), place[1] + 0.5 * size + 0.5 * (quarter // 2))
        family.draw(painter, number)
        painter.end()
        if self._used == len(self._sources):
            self._sources = np.vstack([self._sources, np.zeros_like(self._sources)])
        self._sources[self._used] = (*place, size, size)
        self._used += 1
        return self._used - 1

    def _reserve(self, size: int) -> tuple[int, int] | None:
        """Find room for a sprite, row by row; None when the page is full."""
        left, top, row = self._pen
        if left + size > PAGE_WIDTH:
            left, top, row = 0, top + row, 0
        if top + size > self._page.height() and not self._grow(top + size):
            return None
        self._pen = (left + size, top, max(row, size))
        return left, top

    def _grow(self, needed: int) -> bool:
        height = self._page.height()
        while height < needed:
            height *= 2
        if height > PAGE_HEIGHT:
            return False
        page = QPixmap(PAGE_WIDTH, height)
        page.fill(Qt.GlobalColor.transparent)
        painter = QPainter(page)
        painter.drawPixmap(0, 0, self._page)
        painter.end()
        self._page = page
        return True


def _on_grid(
    family: Family, numbers: IntArray, x: FloatArray, y: FloatArray
) -> tuple[IntArray, FloatArray, FloatArray]:
    """Return the variant of each sprite and its middle in whole pixels.

    Sprites are an even number of pixels wide, so a whole middle keeps every edge on a whole pixel.
    """
    if not family.fine:
        return numbers, np.rint(x), np.rint(y)
    left, top = np.rint(2.0 * x).astype(np.int64), np.rint(2.0 * y).astype(np.int64)
    variants = numbers * 4 + (left & 1) + 2 * (top & 1)
    return variants, (left >> 1).astype(np.float64), (top >> 1).astype(np.float64)


def is_vector(painter: QPainter) -> bool:
    """Return whether the painter writes shapes rather than pixels."""
    return painter.paintEngine().type() in {
        QPaintEngine.Type.SVG,
        QPaintEngine.Type.Pdf,
        QPaintEngine.Type.Picture,
    }


def draw_each(
    painter: QPainter, family: Family, numbers: IntArray, x: FloatArray, y: FloatArray, opacity: FloatArray
) -> None:
    """Draw bodies one by one, as shapes."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    base = painter.opacity()
    for number, left, top, strength in zip(numbers.tolist(), x.tolist(), y.tolist(), opacity.tolist(), strict=True):
        painter.save()
        painter.setOpacity(base * strength)
        painter.translate(left, top)
        family.draw(painter, number)
        painter.restore()
    painter.restore()


def draw_fragments(painter: QPainter, fragments: FloatArray, page: QPixmap) -> None:
    """Copy parts of a pixmap, one for each row of fields; shape (n, `FRAGMENT_FIELDS`), C order.

    The fields are Qt's own layout, so Qt reads the array's memory in place; a Python object for each fragment would
    cost more than drawing it.
    """
    if len(fragments) == 0:
        return
    first = cast("QPainter.PixmapFragment", Shiboken.wrapInstance(fragments.ctypes.data, QPainter.PixmapFragment))
    painter.drawPixmapFragments(first, len(fragments), page)
