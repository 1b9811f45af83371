"""Where the world lies on the screen. Lengths in the world are in µm, on the screen in device pixels."""

from dataclasses import dataclass
from math import cos, exp, log, pi
from typing import Self

from PySide6.QtGui import QTransform

from desktop.engine.arrays import FloatArray
from desktop.engine.world import World

NEAREST = 40.0
"""Greatest magnification in pixels per µm."""
FARTHEST = 0.2
"""Least magnification in pixels per µm."""


@dataclass(frozen=True, slots=True)
class Margins:
    """Space kept free around the world, in device pixels."""

    left: float = 0.0
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0


@dataclass(frozen=True, slots=True)
class Camera:
    """A view: ``x`` and ``y`` are the world position of the screen's top left corner."""

    x: float
    y: float
    pixels_per_um: float

    @classmethod
    def fit(cls, world: World, width: float, height: float, margins: Margins = Margins()) -> Self:
        """Return the view that shows the whole world as large as possible, centred between the margins."""
        free_width = max(width - margins.left - margins.right, 1.0)
        free_height = max(height - margins.top - margins.bottom, 1.0)
        scale = _bounded(min(free_width / world.width, free_height / world.height))
        x = 0.5 * world.width - (margins.left + 0.5 * free_width) / scale
        y = 0.5 * world.height - (margins.top + 0.5 * free_height) / scale
        return cls(x, y, scale)

    @classmethod
    def centred(cls, x: float, y: float, pixels_per_um: float, width: float, height: float) -> Self:
        """Return the view with a world position in the middle of a screen."""
        scale = _bounded(pixels_per_um)
        return cls(x - 0.5 * width / scale, y - 0.5 * height / scale, scale)

    def zoomed(self, factor: float, at_x: float, at_y: float) -> Self:
        """Return the view magnified by a factor; what lies under the pixel given stays there."""
        scale = _bounded(self.pixels_per_um * factor)
        x, y = self.to_world(at_x, at_y)
        return type(self)(x - at_x / scale, y - at_y / scale, scale)

    def panned(self, right: float, down: float) -> Self:
        """Return the view after the scene has been dragged by a number of pixels."""
        return type(self)(self.x - right / self.pixels_per_um, self.y - down / self.pixels_per_um, self.pixels_per_um)

    def to_screen(self, x: float, y: float) -> tuple[float, float]:
        """Map a world position to pixels."""
        return (x - self.x) * self.pixels_per_um, (y - self.y) * self.pixels_per_um

    def to_world(self, x: float, y: float) -> tuple[float, float]:
        """Map pixels to a world position."""
        return x / self.pixels_per_um + self.x, y / self.pixels_per_um + self.y

    def all_to_screen(self, x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Map world positions to pixels, shape (n,) each."""
        return (x - self.x) * self.pixels_per_um, (y - self.y) * self.pixels_per_um

    def transform(self) -> QTransform:
        """Return the map from the world to the screen."""
        scale = self.pixels_per_um
        return QTransform(scale, 0.0, 0.0, scale, -self.x * scale, -self.y * scale)


def between(start: Camera, end: Camera, fraction: float, width: float, height: float) -> Camera:
    """Return the view on the way from one to another, ``fraction`` 0 to 1, for a screen of a size.

    Magnification changes by equal factors in equal times, and the movement is tied to it, so that the world neither
    rushes nor turns back; the way starts and ends slowly.
    """
    share = ease(fraction)
    scale = exp((1.0 - share) * log(start.pixels_per_um) + share * log(end.pixels_per_um))
    ratio = end.pixels_per_um / start.pixels_per_um
    along = share if abs(ratio - 1.0) < 1e-6 else (1.0 - start.pixels_per_um / scale) / (1.0 - 1.0 / ratio)
    from_x, from_y = start.to_world(0.5 * width, 0.5 * height)
    to_x, to_y = end.to_world(0.5 * width, 0.5 * height)
    return Camera.centred(from_x + (to_x - from_x) * along, from_y + (to_y - from_y) * along, scale, width, height)


def ease(fraction: float) -> float:
    """Return a value from 0 to 1 that starts and ends slowly: ½(1 − cos πt), t held within 0 to 1."""
    return 0.5 * (1.0 - cos(pi * min(max(fraction, 0.0), 1.0)))


def _bounded(scale: float) -> float:
    return min(max(scale, FARTHEST), NEAREST)
