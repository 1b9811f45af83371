"""Copying sprites must be bit for bit what Qt's own painter does."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage, QPainter, QTransform

from desktop.scene.raster.blend import copy_sprites
from desktop.scene.raster.pixels import Words, picture_under, surface_of, words_of

WIDTH, HEIGHT = 37, 29
PAGE = 64


def page_of(generator: np.random.Generator) -> Words:
    """Return pixels of every alpha, many of them opaque or empty; their colours are multiplied by it."""
    alpha = np.clip(generator.integers(-200, 456, (PAGE, PAGE)), 0, 255).astype(np.uint32)
    channels = [(generator.integers(0, 256, (PAGE, PAGE)) * alpha // 255).astype(np.uint32) for _ in range(3)]
    return np.asarray(alpha << 24 | channels[0] << 16 | channels[1] << 8 | channels[2], dtype=np.uint32)


def picture(generator: np.random.Generator, *, clear: bool) -> QImage:
    layout = QImage.Format.Format_ARGB32_Premultiplied if clear else QImage.Format.Format_RGB32
    image = QImage(WIDTH, HEIGHT, layout)
    below = page_of(generator)[:HEIGHT, :WIDTH]
    np.frombuffer(image.bits(), np.uint32).reshape(HEIGHT, WIDTH)[:] = below if clear else below | 0xFF000000
    return image


@given(st.integers(0, 2**32), st.booleans(), st.booleans())
def test_copies_are_what_qt_would_paint(seed: int, faded: bool, clear: bool) -> None:
    generator = np.random.default_rng(seed)
    page, count = page_of(generator), 6
    slot = 8 * generator.integers(1, 4, count)
    # A single pixel Qt takes for a colour to fill with, which it rounds otherwise.
    wide, high = slot - generator.integers(0, 8, count), generator.integers(2, 20, count)
    left, top = 8 * generator.integers(0, 5, count), np.arange(count) * 10 % 40
    table = np.column_stack([generator.integers(-9, 9, (count, 2)), left, top, wide, high]).astype(np.int32)
    x, y = generator.integers(-12, WIDTH + 12, count), generator.integers(-12, HEIGHT + 12, count)
    opacity = generator.random(count) if faded else np.zeros(0)
    expected = picture(generator, clear=clear)
    copied = expected.copy()
    source = QImage(page.tobytes(), PAGE, PAGE, 4 * PAGE, QImage.Format.Format_ARGB32_Premultiplied)
    painter, words = QPainter(expected), np.frombuffer(copied.bits(), np.uint32).reshape(HEIGHT, WIDTH)
    for row in range(count):
        painter.setOpacity(float(opacity[row]) if faded else 1.0)
        place = QPoint(int(x[row] + table[row, 0]), int(y[row] + table[row, 1]))
        painter.drawImage(place, source, QRect(*table[row, 2:].tolist()))
        # What fills a slot must be transparent.
        alone = np.zeros_like(page)
        inside = slice(top[row], top[row] + high[row]), slice(left[row], left[row] + wide[row])
        alone[inside] = page[inside]
        one = slice(row, row + 1)
        copy_sprites(words, alone, table, np.array([row]), x[one].astype(float), y[one].astype(float), opacity[one])
    painter.end()
    np.testing.assert_array_equal(words_of(copied), words_of(expected))


def test_negative_sprites_are_passed_over() -> None:
    words = np.full((4, 4), 7, dtype=np.uint32)
    page, table = np.full((8, 8), 0xFFFFFFFF, dtype=np.uint32), np.array([[0, 0, 0, 0, 4, 4]], dtype=np.int32)
    copy_sprites(words, page, table, np.array([-1]), np.zeros(1), np.zeros(1), np.zeros(0))
    assert (words == 7).all()


def test_a_surface_is_what_a_painter_may_change() -> None:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    painter.translate(5, 6)
    painter.setClipRect(1, 2, 10, 8)
    surface = surface_of(painter)
    assert surface is not None
    assert surface.words.shape == (8, 10)
    assert (surface.left, surface.top) == (-1, -2)
    surface.words[0, 0] = 0xFF123456
    painter.end()
    assert image.pixel(6, 8) == 0xFF123456


@pytest.mark.parametrize("transform", [QTransform.fromScale(0.5, 0.5), QTransform.fromTranslate(0.25, 0.0)])
def test_what_is_scaled_or_between_pixels_is_no_surface(transform: QTransform) -> None:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setTransform(transform)
    assert surface_of(painter) is None
    painter.end()
    other = QImage(40, 30, QImage.Format.Format_ARGB32)
    painter = QPainter(other)
    assert surface_of(painter) is None
    painter.end()


def test_a_picture_under_a_painter_is_a_part_of_its_own() -> None:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    painter.translate(5, 6)
    part = picture_under(painter, 20, 10)
    assert part is not None
    part.fill(0xFF123456)
    assert picture_under(painter, 36, 10) is None, "it must lie on the picture as a whole"
    painter.end()
    inside = [(x, y) for x in range(40) for y in range(30) if image.pixel(x, y) == 0xFF123456]
    assert (min(inside), max(inside), len(inside)) == ((5, 6), (24, 15), 200)
