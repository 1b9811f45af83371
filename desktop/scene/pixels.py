"""Pictures of Qt as arrays."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage


def pixels_of(image: QImage) -> NDArray[np.uint8]:
    """Return a copy of an image in red, green, blue, and alpha where it has one: its own bytes die with it."""
    channels = 4 if image.hasAlphaChannel() else 3
    wanted = QImage.Format.Format_RGBA8888 if channels == 4 else QImage.Format.Format_RGB888
    plain = image.convertToFormat(wanted)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return rows[:, : plain.width() * channels].reshape(plain.height(), plain.width(), channels).copy()
