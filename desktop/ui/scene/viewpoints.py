"""Where the camera goes when the story names a place. No Qt."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from desktop.engine.network import DrainageNetwork, VesselNetwork
from desktop.engine.snapshot import Snapshot
from desktop.engine.world import World


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """A rectangle of the world to be shown, in µm."""

    left: float
    top: float
    width: float
    height: float

    @property
    def centre(self) -> tuple[float, float]:
        """Return the middle."""
        return self.left + 0.5 * self.width, self.top + 0.5 * self.height


NEAR = 90.0
"""µm to the left and the right of one cell that are shown with it."""
TALLEST = 0.72
"""A viewpoint is no taller than this share of its width, so that a wide scene comes near enough to see cells."""


def viewpoint(place: str, snapshot: Snapshot) -> Viewpoint | None:
    """Return the rectangle of a place of the story, or None for the whole world and places not known."""
    find = _FINDERS.get(place)
    return None if find is None else _trimmed(find(snapshot))


def near(x: float, y: float) -> Viewpoint:
    """Return a rectangle about a place in µm, near enough to see a cell there."""
    return Viewpoint(x - NEAR, y - TALLEST * NEAR, 2.0 * NEAR, 2.0 * TALLEST * NEAR)


def _trimmed(whole: Viewpoint) -> Viewpoint:
    """Cut off the top and the bottom of what is too tall."""
    height = min(whole.height, TALLEST * whole.width)
    return Viewpoint(whole.left, whole.centre[1] - 0.5 * height, whole.width, height)


def _region(name: str, margin: float) -> Callable[[Snapshot], Viewpoint]:
    def find(snapshot: Snapshot) -> Viewpoint:
        region = snapshot.resource(World).region(name)
        width, height = region.half_width * margin, region.half_height * margin
        return Viewpoint(region.x - width, region.y - height, 2.0 * width, 2.0 * height)

    return find


def _vessels(*roles: str) -> Callable[[Snapshot], Viewpoint]:
    def find(snapshot: Snapshot) -> Viewpoint:
        network = snapshot.resource(VesselNetwork)
        return _around(network.centreline[network.with_role(*roles)].reshape(-1, 2), 30.0)

    return find


def _lymph_node(snapshot: Snapshot) -> Viewpoint:
    network = snapshot.resource(DrainageNetwork)
    return _around(network.centreline[network.with_role("node")].reshape(-1, 2), 90.0)


def _main_vessel(snapshot: Snapshot) -> Viewpoint:
    """Return the stretch of the widest vessel."""
    network = snapshot.resource(VesselNetwork)
    widest = int(np.argmax(network.radius))
    return _around(network.centreline[widest], 1.6 * float(network.radius[widest]))


def _doorways(snapshot: Snapshot) -> Viewpoint:
    doors = snapshot.scenery.get("doorways")
    if doors is None or doors["x"].size == 0:
        return _main_vessel(snapshot)
    return _around(np.column_stack([doors["x"], doors["y"]]), 35.0)


def _around(points: np.ndarray, margin: float) -> Viewpoint:
    low, high = points.min(axis=0) - margin, points.max(axis=0) + margin
    return Viewpoint(float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1]))


_FINDERS: Mapping[str, Callable[[Snapshot], Viewpoint]] = {
    "tumor": _region("tumor", 1.15),
    "wall": _doorways,
    "lymph": _lymph_node,
    "vein": _main_vessel,
    "capillaries": _vessels("capillary"),
    "organ": _region("organ", 1.1),
}
