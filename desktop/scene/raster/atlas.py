"""Sprites: bodies drawn once at the exact size on the screen and then copied, thousands in a frame.

Turning or scaling a sprite while it is copied costs ten times as much as copying it, so every direction a body can
point in has a sprite of its own, made when it is first needed.
"""

from typing import Protocol, TypeGuard, runtime_checkable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage, QPainter, QPixmap

from desktop.engine.arrays import IntArray
from desktop.scene.raster.artwork import FINENESS
from desktop.scene.raster.blend import LANES
from desktop.scene.raster.pixels import Words, blank_picture, painted_part, words_of

Numbers = NDArray[np.int32]

PAGE_WIDTH, PAGE_HEIGHT = 512, 24_576
"""Size of a sheet in pixels. Narrow, so that the rows of a sprite lie close together in memory."""
MOST_ROWS = 5120
"""Rows of a page, ten megabytes, after which it is looked through for sprites that are no longer needed."""
LATELY = 900
"""Frames for which a sprite that is not seen is kept."""
TIDYING = 240
"""Frames from one look through the page to the next."""
NEVER = np.iinfo(np.int64).max
SHELF_STEP = 4
"""Sprites whose heights in pixels differ by less share a shelf."""
FIELDS = 6
"""What a sheet knows of a sprite: what to add to x and y, left and top on the page, width and height, in pixels."""
MISSING, TOO_LARGE, APART = -1, -2, -3
WIDEST = 160
"""Of families that outgrow the page, sprites wider than this, in pixels, are kept each for itself.

On the page those of a growing nest would pile up."""
LARGEST_MODEL = 64
"""Bodies up to this size in pixels are turned from a finer drawing; of larger ones there are few."""
MOST_MODELS = 384
"""Finer drawings kept, those used last: each takes about ten kilobytes."""
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


@runtime_checkable
class TurningFamily(Family, Protocol):
    """Bodies that are drawn once, finely, and then turned: a drawing is dear, and they need it in every direction."""

    @property
    def finer(self) -> Family:
        """Return the family for painters that make `FINENESS` pixels of one."""

    def upright(self, number: int) -> tuple[int, float]:
        """Return the number of the same body before it is turned, and by how many degrees it is."""


class Page:
    """A picture on which sprites lie side by side, on shelves of their heights; what one leaves another can take."""

    def __init__(self) -> None:
        # The system gives zeros, and the memory only where something is drawn.
        self.words: Words = np.zeros((PAGE_HEIGHT, PAGE_WIDTH), dtype=np.uint32)
        self.bottom = 0
        """Rows that are taken up by shelves."""
        self._shelves: dict[int, tuple[int, int]] = {}
        self._free: dict[tuple[int, int], list[tuple[int, int]]] = {}

    def put(self, sprite: Words) -> tuple[int, int] | None:
        """Put a sprite on the page and return its left and top, None when there is no room.

        Nothing else is in the columns with which it fills a multiple of `LANES`.
        """
        height, width = sprite.shape
        slot = _slot(width, height)
        free = self._free.get(slot)
        place = free.pop() if free else self._reserve(*slot)
        if place is not None:
            left, top = place
            self.words[top : top + height, left : left + slot[0]] = 0
            self.words[top : top + height, left : left + width] = sprite
        return place

    def give_up(self, left: int, top: int, width: int, height: int) -> None:
        """Free the room of a sprite."""
        self._free.setdefault(_slot(width, height), []).append((left, top))

    def _reserve(self, width: int, height: int) -> tuple[int, int] | None:
        """Find room that nothing was in, on the shelf of a height or on a new one."""
        left, top = self._shelves.get(height, (PAGE_WIDTH, 0))
        if left + width > PAGE_WIDTH:
            if self.bottom + height > PAGE_HEIGHT:
                return None
            left, top = 0, self.bottom
            self.bottom += height
        self._shelves[height] = (left + width, top)
        return left, top


def _slot(width: int, height: int) -> tuple[int, int]:
    """Return the width and height of the room for a sprite."""
    return -(-width // LANES) * LANES, -(-height // SHELF_STEP) * SHELF_STEP


class SpriteSheet:
    """The sprites of one theme and magnification, on one page."""

    def __init__(self) -> None:
        self.page = Page()
        self.table: Numbers = np.zeros((256, FIELDS), dtype=np.int32)
        self._last_seen = np.full(256, NEVER)
        self._owners: dict[int, tuple[Family, int]] = {}
        self._spare: list[int] = []
        self._known: dict[Family, Numbers] = {}
        self._apart: dict[tuple[Family, int], tuple[QPixmap, int]] = {}
        self._models: dict[tuple[Family, int], QImage] = {}
        self._turning: dict[type[Family], bool] = {}
        self._frame = 0

    @property
    def bytes_kept(self) -> int:
        """Return the bytes of all sprites: of the part of the page that is taken up, and of those apart from it."""
        apart = sum(pixmap.width() * pixmap.height() for pixmap, _ in self._apart.values())
        return self.page.words.itemsize * (self.page.bottom * PAGE_WIDTH + apart)

    def begin_frame(self) -> None:
        """Make room, now and then, where sprites have not been seen for long."""
        self._frame += 1
        if self._frame % TIDYING == 0 and self.page.bottom > MOST_ROWS:
            self._tidy()
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
        return self._keep(family, variant, self._draw(family, number, size, quarter))

    def _draw(self, family: Family, number: int, size: int, quarter: int) -> QImage:
        if size > LARGEST_MODEL or not self._turns(family):
            return _image(family, number, size, quarter)
        upright, degrees = family.upright(number)
        key = (family, upright)
        model = self._models.pop(key, None)
        if model is None:
            model = _model(family, upright, size)
        self._models[key] = model
        if len(self._models) > MOST_MODELS:
            self._models.pop(next(iter(self._models)))
        return _turned(model, degrees, size, quarter)

    def _turns(self, family: Family) -> TypeGuard[TurningFamily]:
        """Tell whether a family is drawn once and turned: to ask that of a protocol takes longer than some drawings."""
        known = self._turning.get(type(family))
        if known is None:
            known = self._turning[type(family)] = isinstance(family, TurningFamily)
        return known

    def apart(self, family: Family, number: int) -> QPixmap | None:
        """Return a sprite that is kept for itself, its body in the middle; None when it is not to be kept."""
        size = 2 * int(np.ceil(family.extent(number) + 1.0))
        if size > family.greatest:
            return None
        kept = self._apart.get((family, number))
        pixmap = kept[0] if kept else QPixmap.fromImage(_image(family, number, size))
        self._apart[family, number] = pixmap, self._frame
        return pixmap

    def _keep(self, family: Family, variant: int, image: QImage) -> int:
        """Put the painted part of an image on the page: fewer pixels to copy, every time."""
        left, top, width, height = painted_part(image)
        place = self.page.put(words_of(image)[top : top + height, left : left + width])
        if place is None:
            return APART
        row = self._spare.pop() if self._spare else len(self._owners)
        if row == len(self.table):
            self.table = np.vstack([self.table, np.zeros_like(self.table)])
            self._last_seen = np.append(self._last_seen, np.full_like(self._last_seen, NEVER))
        self.table[row] = (left - image.width() // 2, top - image.height() // 2, *place, width, height)
        self._owners[row] = family, variant
        return row

    def _tidy(self) -> None:
        """Give up the sprites that have not been seen lately: others take their places."""
        for row in np.flatnonzero(self._last_seen <= self._frame - LATELY).tolist():
            family, variant = self._owners[row]
            self._known[family][variant] = MISSING
            self.page.give_up(*self.table[row, 2:].tolist())
            self._last_seen[row] = NEVER
            self._spare.append(row)


def _image(family: Family, number: int, size: int, quarter: int = 0) -> QImage:
    """Draw a body in the middle of a square; ``quarter`` says by which half pixels it is moved."""
    image = blank_picture(size, size, clear=True)
    painter = _painter_of_middle(image, quarter)
    family.draw(painter, number)
    painter.end()
    return image


def _model(family: TurningFamily, upright: int, size: int) -> QImage:
    """Draw a body that is not turned, with `FINENESS` times as many pixels along each side.

    Only its painted part is kept; the picture's offset is where that lies in the square.
    """
    image = blank_picture(FINENESS * size, FINENESS * size, clear=True)
    painter = _painter_of_middle(image, 0)
    painter.scale(FINENESS, FINENESS)
    family.finer.draw(painter, upright)
    painter.end()
    left, top, width, height = painted_part(image)
    # One pixel more on each side, so that the rim of a turned body does not end abruptly.
    part = QRect(left, top, width, height).adjusted(-1, -1, 1, 1) & image.rect()
    model = image.copy(part)
    model.setOffset(part.topLeft())
    return model


def _turned(model: QImage, degrees: float, size: int, quarter: int) -> QImage:
    """Turn a finer drawing; every pixel becomes the mean of those it covers."""
    image = blank_picture(size, size, clear=True)
    painter = _painter_of_middle(image, quarter)
    # Around its body a model is clear: smooth edges of the picture itself would take five times as long for nothing.
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.rotate(degrees)
    painter.scale(1.0 / FINENESS, 1.0 / FINENESS)
    painter.drawImage(model.offset() - QPoint(FINENESS * size // 2, FINENESS * size // 2), model)
    painter.end()
    return image


def _painter_of_middle(image: QImage, quarter: int) -> QPainter:
    """Return a painter whose origin is the middle of a square, moved by half pixels."""
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    middle = 0.5 * image.width()
    painter.translate(middle + 0.5 * (quarter % 2), middle + 0.5 * (quarter // 2))
    return painter
