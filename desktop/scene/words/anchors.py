"""Where in the world labels belong. Lengths in µm."""

from typing import NamedTuple

import numpy as np

from desktop.engine.arrays import FloatArray
from desktop.engine.network import DrainageNetwork, VesselNetwork
from desktop.engine.snapshot import Snapshot
from desktop.engine.world import Region, World
from desktop.scene.ground.lymph_shape import LymphShape
from desktop.scene.look.settings import lymph_is_open

SIGHT_SPACING = 14.0
"""Distance between neighbouring points along a vessel that a label should not cover, in µm."""


class StageAnchor(NamedTuple):
    """A step of the cascade on the ruler above the scene: its key, its words, and what it stands above, in µm."""

    key: str
    words: str
    x: float


def stage_anchors(world: World) -> tuple[StageAnchor, ...]:
    """Return the eight steps of the cascade, left to right; the story has a page for each key."""
    tumor, organ = world.region("tumor"), world.region("organ")
    start, end = tumor.x + tumor.half_width, organ.x - organ.half_width
    return (
        StageAnchor("grow", "Grow", tumor.x - 0.75 * tumor.half_width),
        StageAnchor("loosen", "Loosen", tumor.x),
        StageAnchor("invade", "Invade", tumor.x + 0.7 * tumor.half_width),
        StageAnchor("enter", "Enter", start + 0.1 * (end - start)),
        StageAnchor("travel", "Travel", 0.5 * (start + end)),
        StageAnchor("arrest", "Arrest", organ.x - 0.55 * organ.half_width),
        StageAnchor("leave", "Leave", organ.x + 0.1 * organ.half_width),
        StageAnchor("sleep", "Sleep or grow", organ.x + 0.7 * organ.half_width),
    )


def region_title(region: Region, world: World) -> tuple[float, float]:
    """Return the middle of a region's title, in µm: below it to the left, or above where the world ends below it."""
    below = region.y + 1.14 * region.half_height
    if below < world.height:
        return region.x - 0.5 * region.half_width, below
    return region.x, region.y - 1.12 * region.half_height


def place_anchors(snapshot: Snapshot) -> dict[str, tuple[float, float]]:
    """Return where in the world the clock of each place stands, in µm."""
    world, network = snapshot.resource(World), snapshot.resource(VesselNetwork)
    tumor, organ = world.region("tumor"), world.region("organ")
    main = int(np.argmax(network.radius))
    anchors = {
        "tissue": (tumor.x - 1.25 * tumor.half_width, tumor.y + 0.78 * tumor.half_height),
        "wall": _above(network, tumor.x - 0.6 * tumor.half_width, tumor.y - tumor.half_height),
        "blood": _above(network, *network.centreline[main, network.centreline.shape[1] // 2].tolist()),
        "capillary": (organ.x, organ.y - 0.94 * organ.half_height),
        "organ": (organ.x, organ.y + 0.99 * organ.half_height),
    }
    title = node_title(snapshot)
    if title is not None and lymph_is_open(snapshot):
        anchors["lymph"] = title
    return anchors


def node_title(snapshot: Snapshot) -> tuple[float, float] | None:
    """Return where the title of the lymph node begins, in µm, or None when there is no node."""
    network = snapshot.resources.get(DrainageNetwork)
    if not isinstance(network, DrainageNetwork):
        return None
    bean = LymphShape(network).bean
    return bean.x + 1.2 * bean.across, bean.y + 0.62 * bean.across


def sights(snapshot: Snapshot) -> FloatArray:
    """Return points of the picture, in µm, that a label should not cover: the tumor, vessels and lymph, shape (n, 2).

    They are about as far apart as a cell is wide, so that their number tells how much of the picture a label hides.
    """
    tumor = snapshot.resource(World).region("tumor")
    across, down = (part.ravel() for part in np.mgrid[-1.0:1.0:15j, -1.0:1.0:15j])
    mass = np.hypot(across, down) < 1.0
    points = [np.column_stack([tumor.x + tumor.half_width * across, tumor.y + tumor.half_height * down])[mass]]
    networks = [snapshot.resource(VesselNetwork), snapshot.resources.get(DrainageNetwork)]
    for network in networks:
        if isinstance(network, VesselNetwork):
            spacing = network.length / (network.centreline.shape[1] - 1)
            for line, step in zip(network.centreline, spacing.tolist(), strict=True):
                points.append(line[:: max(round(SIGHT_SPACING / step), 1)])
    return np.concatenate(points)


def _above(network: VesselNetwork, x: float, y: float) -> tuple[float, float]:
    """Return the place above the tube that runs closest to a point, in µm."""
    apart = np.hypot(network.centreline[..., 0] - x, network.centreline[..., 1] - y) - network.radius[:, None]
    tube, point = np.unravel_index(int(np.argmin(apart)), apart.shape)
    middle = network.centreline[tube, point]
    return float(middle[0]), float(middle[1]) - 1.25 * float(network.radius[tube]) - 18.0
