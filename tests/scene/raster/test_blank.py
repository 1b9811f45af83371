"""No picture begins with what its memory held before."""

import ast
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from desktop.scene.look.camera import Camera
from desktop.scene.raster.layers import opaque_layer
from desktop.scene.raster.pixels import blank_picture, pixels_of

ROOT = Path(__file__).parents[3]
MAKER = Path("desktop/scene/raster/pixels.py")
SIZED = (2, 3)
"""With so many arguments QImage makes a new picture; with one it reads a file, with more it takes pixels."""


@pytest.mark.parametrize("clear", [False, True])
def test_a_new_picture_is_black_or_clear_whatever_its_memory_held(clear: bool) -> None:
    for _ in range(20):
        picture = blank_picture(211, 97, clear=clear)
        pixels = pixels_of(picture)
        assert not pixels.any()
        assert pixels.shape[2] == (4 if clear else 3)
        picture.fill(QColor("red"))


def test_where_a_layer_ends_within_the_outermost_pixels_its_ground_shows() -> None:
    camera, ground = Camera(0.0, 0.0, 1.0), QColor(200, 180, 160)

    def paint(painter: QPainter) -> None:
        painter.fillRect(QRectF(0.0, 0.0, 39.7, 29.6), ground)

    pixels = pixels_of(opaque_layer(40, 30, camera, ground, paint).image)
    np.testing.assert_array_equal(pixels, np.broadcast_to((200, 180, 160), pixels.shape))


def test_one_function_makes_all_pictures() -> None:
    for file in sorted((ROOT / "desktop").rglob("*.py")):
        if file.relative_to(ROOT) == MAKER:
            continue
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "QImage":
                assert len(call.args) not in SIZED, f"{file}, line {call.lineno}: take blank_picture"
