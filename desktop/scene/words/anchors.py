"""Where in the world labels belong. Lengths in µm."""

from typing import NamedTuple

import numpy as np

from desktop.engine.network import DrainageNetwork, VesselNetwork
from desktop.engine.snapshot import Snapshot
from desktop.engine.world import Region, World
from desktop.scene.ground.lymph_shape import LymphShape
from desktop.scene.look.settings import lymph_is_open


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


class Anchor(NamedTuple):
    """What a label tells of, and where its middle is best, both in µm."""

    target: tuple[float, float]
    middle: tuple[float, float]


def region_title(region: Region) -> Anchor:
    """Return where a region's title belongs: below the tumor to the left, above any other."""
    sign, across = (1.0, -0.05) if region.name == "tumor" else (-1.0, -0.1)
    down = sign * region.half_height
    x = region.x - across * region.half_width
    return Anchor((x, region.y + 1.06 * down), (x, region.y + 1.3 * down if sign > 0.0 else region.y + 1.16 * down))


def place_anchors(snapshot: Snapshot) -> dict[str, Anchor]:
    """Return where in the world the clock of each place stands."""
    world, network = snapshot.resource(World), snapshot.resource(VesselNetwork)
    tumor, organ = world.region("tumor"), world.region("organ")
    main = int(np.argmax(network.radius))
    anchors = {
        "tissue": Anchor(
            (tumor.x - 0.86 * tumor.half_width, tumor.y + 0.5 * tumor.half_height),
            (tumor.x - 0.95 * tumor.half_width, tumor.y + 1.08 * tumor.half_height),
        ),
        "wall": _above(network, tumor.x - 0.6 * tumor.half_width, tumor.y - tumor.half_height),
        "blood": _above(network, *network.centreline[main, network.centreline.shape[1] // 2].tolist()),
        "capillary": Anchor(
            _nearest(network, organ.x - 0.25 * organ.half_width, organ.y - 0.7 * organ.half_height, "capillary"),
            (organ.x - 0.75 * organ.half_width, organ.y - 0.98 * organ.half_height),
        ),
        "organ": Anchor(
            (organ.x - 0.33 * organ.half_width, organ.y + 0.72 * organ.half_height),
            (organ.x - 0.95 * organ.half_width, organ.y + 0.98 * organ.half_height),
        ),
    }
    title = node_title(snapshot)
    if title is not None and lymph_is_open(snapshot):
        anchors["lymph"] = Anchor(title.target, (title.middle[0] + 12.0, title.middle[1] + 24.0))
    return anchors


def node_title(snapshot: Snapshot) -> Anchor | None:
    """Return where the title of the lymph node belongs, or None when there is no node."""
    network = snapshot.resources.get(DrainageNetwork)
    if not isinstance(network, DrainageNetwork):
        return None
    bean = LymphShape(network).bean
    return Anchor(
        (bean.x + 0.75 * bean.across, bean.y + 0.4 * bean.across),
        (bean.x + 2.4 * bean.across, bean.y + 0.5 * bean.across),
    )


def _above(network: VesselNetwork, x: float, y: float) -> Anchor:
    """Return the place above the tube that runs closest to a point; its target is the upper wall."""
    apart = np.hypot(network.centreline[..., 0] - x, network.centreline[..., 1] - y) - network.radius[:, None]
    tube, point = np.unravel_index(int(np.argmin(apart)), apart.shape)
    (across, down), radius = network.centreline[tube, point].tolist(), float(network.radius[tube])
    return Anchor((across, down - 0.9 * radius), (across, down - radius - 26.0))


def _nearest(network: VesselNetwork, x: float, y: float, role: str) -> tuple[float, float]:
    """Return the point of the tubes of a role that is nearest to a place."""
    points = network.centreline[network.with_role(role)].reshape(-1, 2)
    nearest = points[int(np.argmin(np.hypot(points[:, 0] - x, points[:, 1] - y)))]
    return float(nearest[0]), float(nearest[1])
