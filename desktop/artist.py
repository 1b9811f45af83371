"""Draws snapshots as arrays of pixels, with the painter of the window and without a window."""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtGui import QGuiApplication, QImage, QPainter

from desktop.engine.snapshot import Snapshot
from desktop.engine.world import World
from desktop.export.png import Pixels
from desktop.scene.camera import Camera, Margins
from desktop.scene.options import SceneOptions
from desktop.scene.overlays import RULER_HEIGHT
from desktop.scene.painter import ScenePainter
from desktop.scene.palette import Theme
from desktop.study.rarity import rarity_text

TEXT_WIDTH = 1366.0
"""Width in pixels of a picture with text of normal size; on larger ones text grows along."""


class Artist:
    """Draws one snapshot after the other at one size, the whole world in view."""

    def __init__(self, width: int, height: int, theme: Theme) -> None:
        # Text needs an application object; a second one in a process is not allowed.
        self._application = QGuiApplication.instance() or QGuiApplication(["ctc-voyage"])
        self._painter = ScenePainter()
        self._image = QImage(width, height, QImage.Format.Format_RGB32)
        self._options = SceneOptions(theme=theme, device_pixel_ratio=max(1.0, width / TEXT_WIDTH))
        self._second = -1

    def __call__(self, snapshot: Snapshot) -> Pixels:
        """Return the picture, shape (height, width, 3)."""
        # Once a second is often enough for the numbers in the label: in a film they would flicker.
        if int(snapshot.time) != self._second:
            self._second = int(snapshot.time)
            self._options = replace(self._options, rarity_text=rarity_text(snapshot))
        width, height = self._image.width(), self._image.height()
        margins = Margins(top=RULER_HEIGHT * self._options.text_scale)
        camera = Camera.fit(snapshot.resource(World), width, height, margins)
        painter = QPainter(self._image)
        try:
            self._painter.paint(painter, width, height, snapshot, camera, self._options)
        finally:
            painter.end()
        return _pixels(self._image)


def read_picture(path: Path) -> Pixels:
    """Return the pixels of a picture file, shape (height, width, 3)."""
    image = QImage(os.fspath(path)).convertToFormat(QImage.Format.Format_RGB32)
    return _pixels(image)


def _pixels(image: QImage) -> Pixels:
    """Return a copy in red, green, blue: the image's own bytes are blue, green, red and die with it."""
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return np.ascontiguousarray(rows[:, : image.width(), 2::-1])
