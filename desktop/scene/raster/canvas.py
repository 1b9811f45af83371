"""Where bodies are drawn: on a picture as sprites that are copied, on a page of shapes as shapes."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from PySide6.QtGui import QPaintEngine, QPainter

from desktop.engine.arrays import BoolArray, FloatArray, IntArray
from desktop.scene.raster.atlas import Family, SpriteSheet
from desktop.scene.raster.blend import copy_sprites
from desktop.scene.raster.pixels import surface_of

FADED = 0.35
"""What is fainter than this is left out on a page of shapes."""
ALL_OPAQUE = np.zeros(0)


class Canvas:
    """A painter of a picture and the sprites it copies from; on a page of shapes it draws shapes."""

    def __init__(self, painter: QPainter, sheet: SpriteSheet) -> None:
        self.painter = painter
        self.sheet = sheet
        self._surface = surface_of(painter)
        assert self._surface is not None or is_vector(painter)

    def draw(
        self,
        family: Family,
        numbers: IntArray,
        x: FloatArray,
        y: FloatArray,
        opacity: FloatArray | None = None,
        glides: BoolArray | None = None,
    ) -> None:
        """Draw one body for each number, in order; x and y are the middles, in pixels, shape (n,).

        ``glides`` tells which bodies of a fine family are placed to half a pixel; None: all.
        """
        if numbers.size == 0:
            return
        if self._surface is None:
            # Qt turns transparent drawings into pixels: on a page what fades is there, or gone.
            seen = np.ones(numbers.size, dtype=bool) if opacity is None else opacity > FADED
            draw_each(self.painter, family, numbers[seen], x[seen], y[seen], np.ones(int(seen.sum())))
            return
        variants, middle_x, middle_y = _on_grid(family, numbers, x, y, glides)
        sprites = self.sheet.sprites(family, variants)
        rest = sprites < 0
        if rest.any():
            seen = np.ones(numbers.size) if opacity is None else opacity
            self._draw_large(family, numbers[rest], np.rint(x[rest]), np.rint(y[rest]), seen[rest])
        sheet, surface = self.sheet, self._surface
        middle_x += surface.left
        middle_y += surface.top
        faded = ALL_OPAQUE if opacity is None else opacity
        copy_sprites(surface.words, sheet.page.words, sheet.table, sprites, middle_x, middle_y, faded)

    def _draw_large(self, family: Family, numbers: IntArray, x: FloatArray, y: FloatArray, opacity: FloatArray) -> None:
        """Draw bodies whose sprites are not on the page, in whole pixels."""
        for row, number in enumerate(numbers.tolist()):
            pixmap = self.sheet.apart(family, number)
            if pixmap is None:
                one = slice(row, row + 1)
                draw_each(self.painter, family, numbers[one], x[one], y[one], opacity[one])
                continue
            base = self.painter.opacity()
            self.painter.setOpacity(base * float(opacity[row]))
            left, top = int(x[row]) - pixmap.width() // 2, int(y[row]) - pixmap.height() // 2
            self.painter.drawPixmap(left, top, pixmap)
            self.painter.setOpacity(base)

    @contextmanager
    def smooth(self) -> Iterator[QPainter]:
        """Draw smooth lines and curves for a while."""
        self.painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=True)
        yield self.painter
        self.painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)


def _on_grid(
    family: Family, numbers: IntArray, x: FloatArray, y: FloatArray, glides: BoolArray | None
) -> tuple[IntArray, FloatArray, FloatArray]:
    """Return the variant of each sprite and its body's middle in whole pixels, shape (n,) each."""
    if not family.fine:
        return numbers, np.rint(x), np.rint(y)
    left, top = np.rint(2.0 * x).astype(np.int64), np.rint(2.0 * y).astype(np.int64)
    if glides is not None:
        left = np.where(glides, left, 2 * np.rint(x).astype(np.int64))
        top = np.where(glides, top, 2 * np.rint(y).astype(np.int64))
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
