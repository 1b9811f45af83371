"""Sprites: bodies drawn once at the exact size on the screen and then copied, thousands in a frame.

Turning or scaling a sprite while it is copied costs ten times as much as copying it, so every direction a body can
point in has a sprite of its own, made when it is first needed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage, QPaintEngine, QPainter, QPixmap

from desktop.engine.arrays import BoolArray, FloatArray, IntArray
from desktop.scene.blend import LANES, copy_sprites
from desktop.scene.pixels import Words, painted_part, surface_of, words_of

Numbers = NDArray[np.int32]

PAGE_WIDTH, PAGE_HEIGHT = 512, 24_576
"""Size of a sheet in pixels. Narrow, so that the rows of a sprite lie close together in memory."""
MOST_ROWS = 5120
"""Rows of a page, ten megabytes, after which it is looked through for sprites that nobody needs any more."""
LATELY = 900
"""Frames for which a sprite that is not seen is kept."""
SHELF_STEP = 4
"""Sprites whose heights in pixels differ by less share a shelf."""
FADED = 0.35
"""What is fainter than this is left out on a page of shapes."""
FIELDS = 6
"""What a sheet knows of a sprite: what to add to x and y, left and top on the page, width and height, in pixels."""
MISSING, TOO_LARGE, APART = -1, -2, -3
ALL_OPAQUE = np.zeros(0)
WIDEST = 160
"""Of families that outgrow the page, sprites wider than this, in pixels, are kept each for itself.

On the page those of a growing nest would pile up."""
BRIEFLY = 120
"""Frames for which such a sprite is kept when it is not seen."""


class Family(Protocol):
    """Bodies of one kind: a number says everything about the look of one of them.

    Numbers run from 0 to ``count``. Bodies of a ``fine`` family are placed to half a pixel, so that slow ones glide.
    Sprites wider than ``greatest`` pixels are not kept: they are quickly drawn, and only a few fit on a screen.
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
        self._known: dict[Family, Numbers] = {}
        self._apart: dict[tuple[Family, int], tuple[QPixmap, int]] = {}
        self._frame = 0
        self._begin_page(0)

    def _begin_page(self, kept: int) -> None:
        # Takes no memory until it is drawn on: nothing is filled, and only sprites are read.
        self.page = np.empty((PAGE_HEIGHT, PAGE_WIDTH), dtype=np.uint32)
        self.table: Numbers = np.zeros((kept + 256, FIELDS), dtype=np.int32)
        self._last_seen = np.zeros(kept + 256, dtype=np.int64)
        self._used = 0
        self._bottom = 0
        self._shelves: dict[int, tuple[int, int]] = {}
        self._limit = MOST_ROWS

    def begin_frame(self) -> None:
        """Make room, now and then: a page on which many sprites have not been seen for long gives way to a new one."""
        self._frame += 1
        if self._bottom > self._limit:
            self._renew()
        if self._frame % BRIEFLY == 0:
            self._apart = {key: kept for key, kept in self._apart.items() if kept[1] > self._frame - BRIEFLY}

    def sprites(self, family: Family, variants: IntArray) -> Numbers:
        """Return the rows of sprites in the table, negative ones where none is kept; makes those that are missing.

        ``variants`` has shape (n,) with n > 0.
        """
        known = self._known.get(family)
        if known is None:
            known = np.full(family.count * (4 if family.fine else 1), MISSING, dtype=np.int32)
            self._known[family] = known
        found: Numbers = known.take(variants)
        if found.min() >= 0:
            self._last_seen[found] = self._frame
            return found
        missing = found == MISSING
        if missing.any():
            for variant in np.unique(variants[missing]).tolist():
                known[variant] = self._make(family, variant)
            found = known[variants]
        self._last_seen[found[found >= 0]] = self._frame
        return found

    def _make(self, family: Family, variant: int) -> int:
        number, quarter = divmod(variant, 4) if family.fine else (variant, 0)
        size = 2 * int(np.ceil(family.extent(number) + 1.0))
        if size > family.greatest:
            return TOO_LARGE
        if size > (WIDEST if family.greatest > PAGE_WIDTH else PAGE_WIDTH):
            return APART
        image = _image(family, number, size, quarter)
        return self._keep(image)

    def apart(self, family: Family, number: int) -> QPixmap | None:
        """Return a sprite that is kept for itself, its body in the middle; None when it is not to be kept."""
        size = 2 * int(np.ceil(family.extent(number) + 1.0))
        if size > family.greatest:
            return None
        kept = self._apart.get((family, number))
        pixmap = kept[0] if kept else QPixmap.fromImage(_image(family, number, size))
        self._apart[family, number] = pixmap, self._frame
        return pixmap

    def _keep(self, image: QImage) -> int:
        """Put the painted part of an image on the page: fewer pixels to copy, every time."""
        left, top, width, height = painted_part(image)
        place = self._put(words_of(image)[top : top + height, left : left + width])
        if place is None:
            return TOO_LARGE
        if self._used == len(self.table):
            self.table = np.vstack([self.table, np.zeros_like(self.table)])
            self._last_seen = np.append(self._last_seen, np.zeros_like(self._last_seen))
        self.table[self._used] = (left - image.width() // 2, top - image.height() // 2, *place, width, height)
        self._used += 1
        return self._used - 1

    def _put(self, sprite: Words) -> tuple[int, int] | None:
        """Put a sprite on the page; nothing else is in the columns with which it fills a multiple of `LANES`."""
        height, width = sprite.shape
        slot = -(-width // LANES) * LANES
        place = self._reserve(slot, height)
        if place is not None:
            left, top = place
            self.page[top : top + height, left : left + slot] = 0
            self.page[top : top + height, left : left + width] = sprite
        return place

    def _reserve(self, width: int, height: int) -> tuple[int, int] | None:
        """Find room for a sprite, on a shelf of about its height; None when the page is full."""
        height = -(-height // SHELF_STEP) * SHELF_STEP
        left, top = self._shelves.get(height, (PAGE_WIDTH, 0))
        if left + width > PAGE_WIDTH:
            if self._bottom + height > PAGE_HEIGHT:
                return None
            left, top = 0, self._bottom
            self._bottom += height
        self._shelves[height] = (left + width, top)
        return left, top

    def _renew(self) -> None:
        """Take over to a new page what has been seen lately."""
        page, table = self.page, self.table
        kept = np.flatnonzero(self._last_seen[: self._used] > self._frame - LATELY)
        number = np.full(self._used, MISSING, dtype=np.int32)
        number[kept] = np.arange(kept.size)
        self._begin_page(kept.size)
        for row, sprite in enumerate(kept.tolist()):
            left, top, width, height = table[sprite, 2:].tolist()
            place = self._put(page[top : top + height, left : left + width])
            # What was on one page has room on another.
            assert place is not None
            self.table[row] = table[sprite]
            self.table[row, 2:4] = place
        self._used = kept.size
        self._last_seen[: self._used] = self._frame
        self._limit = max(MOST_ROWS, self._bottom + self._bottom // 2)
        for known in self._known.values():
            made = np.flatnonzero(known >= 0)
            values = number[known[made]]
            # What found no room before has another chance.
            known.fill(MISSING)
            known[made] = values


def _image(family: Family, number: int, size: int, quarter: int = 0) -> QImage:
    """Draw a body in the middle of a square; ``quarter`` says by which half pixels it is moved."""
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(0.5 * size + 0.5 * (quarter % 2), 0.5 * size + 0.5 * (quarter // 2))
    family.draw(painter, number)
    painter.end()
    return image


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
        copy_sprites(surface.words, sheet.page, sheet.table, sprites, middle_x, middle_y, faded)

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
    """Return the variant of each sprite and the place of its body's middle in whole pixels."""
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
