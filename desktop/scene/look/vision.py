"""How a picture looks to somebody else: with one kind of cone missing, or in grey, as a printer or a beamer shows it.

The matrices are those of Machado, Oliveira and Fernandes (2009) for complete loss, applied to linear light.
"""

from enum import Enum
from functools import lru_cache

import numpy as np
from PySide6.QtGui import QImage

from desktop.engine.arrays import FloatArray


class Vision(Enum):
    """Whose eyes to see with; the value names the choice in settings and on the command line."""

    NORMAL = "normal"
    PROTAN = "protan"
    DEUTAN = "deutan"
    TRITAN = "tritan"
    GREY = "grey"


MATRICES: dict[Vision, tuple[tuple[float, float, float], ...]] = {
    Vision.NORMAL: ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    Vision.PROTAN: (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    Vision.DEUTAN: (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    Vision.TRITAN: (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
    Vision.GREY: ((0.2126, 0.7152, 0.0722),) * 3,
}
"""What each eye makes of linear red, green and blue."""
LEVELS = 128
"""Steps of each channel that a picture is told apart by: half of what it has, for a table that fits a cache."""


def linear(channel: FloatArray) -> FloatArray:
    """Return linear light from sRGB values, 0 to 1, any shape."""
    return np.asarray(np.where(channel <= 0.04045, channel / 12.92, ((channel + 0.055) / 1.055) ** 2.4))


def encoded(light: FloatArray) -> FloatArray:
    """Return sRGB values from linear light, 0 to 1, any shape."""
    inside = np.clip(light, 0.0, 1.0)
    return np.asarray(np.where(inside <= 0.0031308, 12.92 * inside, 1.055 * inside ** (1.0 / 2.4) - 0.055))


def seen(colours: FloatArray, vision: Vision) -> FloatArray:
    """Return how sRGB colours, 0 to 1, look to an eye, shape (..., 3)."""
    return encoded(linear(colours) @ np.array(MATRICES[vision]).T)


def seen_picture(image: QImage, vision: Vision) -> QImage:
    """Return how a picture looks to an eye; it must have 32 bits a pixel and be opaque."""
    width, height = image.width(), image.height()
    pixels = np.frombuffer(image.constBits(), dtype=np.uint32).reshape(height, -1)[:, :width]
    index = ((pixels >> 3) & 0x1FC000) | ((pixels >> 2) & 0x3F80) | ((pixels >> 1) & 0x7F)
    found = _table(vision)[index]
    shades = found.tobytes()
    # A copy, since the picture of Qt reads these bytes and does not keep them.
    return QImage(shades, width, height, 4 * width, QImage.Format.Format_RGB32).copy()


@lru_cache(maxsize=1)  # eight megabytes
def _table(vision: Vision) -> np.ndarray[tuple[int, ...], np.dtype[np.uint32]]:
    """Return the pixel for every colour of `LEVELS` steps a channel, by red, green and blue."""
    steps = np.linspace(0.0, 1.0, LEVELS)
    light = linear(steps)
    matrix = np.array(MATRICES[vision])
    pixel = np.full((LEVELS, LEVELS, LEVELS), 0xFF000000, dtype=np.uint32)
    for row, shift in zip(matrix, (16, 8, 0), strict=True):
        red, green, blue = (weight * light for weight in row)
        channel = encoded(red[:, None, None] + green[None, :, None] + blue[None, None, :])
        pixel |= np.rint(255.0 * channel).astype(np.uint32) << np.uint32(shift)
    return pixel.ravel()
