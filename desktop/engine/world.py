"""The extent of the world and the named regions in it, as plain geometry."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the world, an ellipse: centre and half axes in µm."""

    name: str
    label: str
    x: float
    y: float
    half_width: float
    half_height: float


@dataclass(frozen=True, slots=True)
class World:
    """The world: width and height in µm, x to the right, y downwards."""

    width: float
    height: float
    regions: tuple[Region, ...]

    def region(self, name: str) -> Region:
        """Return the region of a name."""
        return next(region for region in self.regions if region.name == name)
