"""What of the world labels must not cover: wherever a cell can be. Lengths in µm."""

from dataclasses import dataclass

import numpy as np

from desktop.engine.arrays import FloatArray, IntArray
from desktop.engine.network import DrainageNetwork, VesselNetwork
from desktop.engine.snapshot import Snapshot
from desktop.engine.world import Region, World
from desktop.scene.ground.lymph_shape import LymphShape

STEP = 4.0
"""Edge of the squares that the world is divided into."""
RIM = {"tumor": 1.14, "organ": 0.98}
"""How much larger than a region the ground is on which its cells move."""
WALL = 8.0
"""Cells cling to vessels and lie beside them up to this distance."""


@dataclass(frozen=True)
class Sights:
    """The squares in which something is to be seen, summed from the top left corner, shape (rows + 1, columns + 1)."""

    sums: IntArray

    def within(self, left: FloatArray, top: FloatArray, right: FloatArray, bottom: FloatArray) -> FloatArray:
        """Return how many squares rectangles of the world touch, shape (n,)."""
        rows, columns = self.sums.shape[0] - 1, self.sums.shape[1] - 1
        low_x, low_y = (np.clip(np.floor(a / STEP), 0, n).astype(int) for a, n in ((left, columns), (top, rows)))
        high_x, high_y = (np.clip(np.ceil(a / STEP), 0, n).astype(int) for a, n in ((right, columns), (bottom, rows)))
        sums = self.sums
        found = sums[high_y, high_x] - sums[low_y, high_x] - sums[high_y, low_x] + sums[low_y, low_x]
        return np.asarray(found, dtype=np.float64)


def sights_of(snapshot: Snapshot) -> Sights:
    """Return where a cell can be: the tumor, the organ, vessels, lymph and its node."""
    world = snapshot.resource(World)
    seen = np.zeros((int(np.ceil(world.height / STEP)), int(np.ceil(world.width / STEP))), dtype=bool)
    y, x = (np.indices(seen.shape) + 0.5) * STEP
    for region in world.regions:
        seen |= _inside(region, x, y)
    for network in (snapshot.resource(VesselNetwork), snapshot.resources.get(DrainageNetwork)):
        if isinstance(network, VesselNetwork):
            for line, radius in zip(network.centreline, network.radius.tolist(), strict=True):
                _mark(seen, line, radius + WALL)
    drainage = snapshot.resources.get(DrainageNetwork)
    if isinstance(drainage, DrainageNetwork):
        bean = LymphShape(drainage).bean
        _mark(seen, np.array([[bean.x, bean.y]]), max(bean.along, bean.across))
    sums = np.zeros((seen.shape[0] + 1, seen.shape[1] + 1), dtype=np.int64)
    sums[1:, 1:] = seen.cumsum(axis=0).cumsum(axis=1)
    return Sights(sums)


def _inside(region: Region, x: FloatArray, y: FloatArray) -> np.ndarray:
    rim = RIM.get(region.name, 1.0)
    across, down = (x - region.x) / (rim * region.half_width), (y - region.y) / (rim * region.half_height)
    return np.asarray(np.hypot(across, down) < 1.0)


def _mark(seen: np.ndarray, points: FloatArray, radius: float) -> None:
    """Mark the squares that touch discs of a radius about points."""
    rows, columns = seen.shape
    for x, y in points.tolist():
        left, right = max(int((x - radius) / STEP), 0), min(int((x + radius) / STEP) + 1, columns)
        top, bottom = max(int((y - radius) / STEP), 0), min(int((y + radius) / STEP) + 1, rows)
        if left < right and top < bottom:
            down, across = np.ogrid[top:bottom, left:right]
            seen[top:bottom, left:right] |= (
                np.hypot((across + 0.5) * STEP - x, (down + 0.5) * STEP - y) < radius + 0.5 * STEP
            )
