"""Sprites: bodies drawn once at the exact size on the screen and then copied, thousands in a frame.

Turning or scaling a sprite while it is copied costs ten times as much as copying it, so every direction a body can
point in has a sprite of its own, made when it is first needed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPaintEngine, QPainter, QPixmap
from shiboken6 import Shiboken

from desktop.engine.arrays import BoolArray, FloatArray, IntArray

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
FRAGMENT_FIELDS = 10
"""x, y, source left and top, width, height, scale x and y, rotation, opacity: the layout of a pixmap fragment."""
MISSING, TOO_LARGE, APART = -1, -2, -3
MOST_APART = 6
"""Sprites wider than a page that are kept."""


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
        self._apart: dict[tuple[Family, int], QPixmap] = {}
        self._frame = 0
        self._begin_page(0)

    def _begin_page(self, kept: int) -> None:
        self.page = _blank_page()
        self._fragments: FloatArray = np.zeros((kept + 256, FRAGMENT_FIELDS))
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

    def sprites(self, family: Family, variants: IntArray) -> tuple[FloatArray, BoolArray | None]:
        """Return fragments that put sprites at the origin, and which are kept; None: all. Makes those that are missing.

        ``variants`` has shape (n,) with n > 0, the fragments (n, `FRAGMENT_FIELDS`), a copy.
        """
        known = self._known.get(family)
        if known is None:
            known = np.full(family.count * (4 if family.fine else 1), MISSING, dtype=np.int32)
            self._known[family] = known
        found = known.take(variants)
        if found.min() >= 0:
            self._last_seen[found] = self._frame
            return self._fragments.take(found, axis=0), None
        missing = found == MISSING
        if missing.any():
            for variant in np.unique(variants[missing]).tolist():
                known[variant] = self._make(family, variant)
            found = known[variants]
        kept = found >= 0
        self._last_seen[found[kept]] = self._frame
        return self._fragments[found], kept

    def _make(self, family: Family, variant: int) -> int:
        number, quarter = divmod(variant, 4) if family.fine else (variant, 0)
        size = 2 * int(np.ceil(family.extent(number) + 1.0))
        if size > family.greatest:
            return TOO_LARGE
        if size > PAGE_WIDTH:
            return APART
        image = _image(family, number, size, quarter)
        return self._keep(image, _painted_part(image))

    def apart(self, family: Family, number: int) -> QPixmap | None:
        """Return a sprite that is wider than a page, its body in the middle; None when it is not to be kept."""
        size = 2 * int(np.ceil(family.extent(number) + 1.0))
        if size > family.greatest:
            return None
        pixmap = self._apart.pop((family, number), None) or QPixmap.fromImage(_image(family, number, size))
        self._apart[family, number] = pixmap
        if len(self._apart) > MOST_APART:
            self._apart.pop(next(iter(self._apart)))
        return pixmap

    def _keep(self, image: QImage, part: QRect) -> int:
        """Put the painted part of an image on the page: fewer pixels to copy, every time."""
        place = self._reserve(part.width(), part.height())
        if place is None:
            return TOO_LARGE
        painter = QPainter(self.page)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        painter.drawImage(QPoint(*place), image, part)
        painter.end()
        if self._used == len(self._fragments):
            self._fragments = np.vstack([self._fragments, np.zeros_like(self._fragments)])
            self._last_seen = np.append(self._last_seen, np.zeros_like(self._last_seen))
        middle_x = part.x() + 0.5 * part.width() - 0.5 * image.width()
        middle_y = part.y() + 0.5 * part.height() - 0.5 * image.height()
        self._fragments[self._used] = (middle_x, middle_y, *place, part.width(), part.height(), 1.0, 1.0, 0.0, 1.0)
        self._used += 1
        return self._used - 1

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
        page, fragments = self.page, self._fragments
        kept = np.flatnonzero(self._last_seen[: self._used] > self._frame - LATELY)
        number = np.full(self._used, MISSING, dtype=np.int32)
        number[kept] = np.arange(kept.size)
        self._begin_page(kept.size)
        painter = QPainter(self.page)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        for row, sprite in enumerate(kept.tolist()):
            left, top, width, height = fragments[sprite, 2:6].astype(int).tolist()
            place = self._reserve(width, height)
            # What was on one page has room on another.
            assert place is not None
            painter.drawPixmap(QPoint(*place), page, QRect(left, top, width, height))
            self._fragments[row] = fragments[sprite]
            self._fragments[row, 2:4] = place
        painter.end()
        self._used = kept.size
        self._last_seen[: self._used] = self._frame
        self._limit = max(MOST_ROWS, 2 * self._bottom)
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


def _blank_page() -> QPixmap:
    """Return an empty page that takes no memory until it is drawn on: nothing is filled, and only sprites are read."""
    image = QImage(PAGE_WIDTH, PAGE_HEIGHT, QImage.Format.Format_ARGB32_Premultiplied)
    return QPixmap.fromImage(image, Qt.ImageConversionFlag.NoOpaqueDetection)


class Canvas:
    """A painter and the sprites it copies from; on a page of shapes it draws shapes."""

    def __init__(self, painter: QPainter, sheet: SpriteSheet) -> None:
        self.painter = painter
        self.sheet = sheet
        self._vector = is_vector(painter)

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
        if self._vector:
            # Qt turns transparent drawings into pixels: on a page what fades is there, or gone.
            seen = np.ones(numbers.size, dtype=bool) if opacity is None else opacity > FADED
            draw_each(self.painter, family, numbers[seen], x[seen], y[seen], np.ones(int(seen.sum())))
            return
        variants, middle_x, middle_y = _on_grid(family, numbers, x, y, glides)
        fragments, kept = self.sheet.sprites(family, variants)
        fragments[:, 0] += middle_x
        fragments[:, 1] += middle_y
        if opacity is not None:
            fragments[:, 9] = opacity
        if kept is not None and not kept.all():
            rest = ~kept
            strength = np.ones(numbers.size) if opacity is None else opacity
            self._draw_large(family, numbers[rest], np.rint(x[rest]), np.rint(y[rest]), strength[rest])
            fragments = np.ascontiguousarray(fragments[kept])
        draw_fragments(self.painter, fragments, self.sheet.page)

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


def _painted_part(image: QImage) -> QRect:
    """Return the smallest rectangle that holds every painted pixel; one pixel when there is none."""
    width, height = image.width(), image.height()
    painted = np.frombuffer(image.constBits(), dtype=np.uint32).reshape(height, width) != 0
    rows, columns = np.flatnonzero(painted.any(axis=1)), np.flatnonzero(painted.any(axis=0))
    if rows.size == 0:
        return QRect(0, 0, 1, 1)
    return QRect(QPoint(int(columns[0]), int(rows[0])), QPoint(int(columns[-1]), int(rows[-1])))


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


def draw_fragments(painter: QPainter, fragments: FloatArray, page: QPixmap) -> None:
    """Copy parts of a pixmap, one for each row of fields; shape (n, `FRAGMENT_FIELDS`), C order.

    The fields are Qt's own layout, so Qt reads the array's memory in place; a Python object for each fragment would
    cost more than drawing it.
    """
    if len(fragments) == 0:
        return
    first = cast("QPainter.PixmapFragment", Shiboken.wrapInstance(fragments.ctypes.data, QPainter.PixmapFragment))
    painter.drawPixmapFragments(first, len(fragments), page)
