"""Which body at a pixel is no tumor cell."""

import numpy as np

from desktop.engine.arrays import AnyArray, FloatArray
from desktop.engine.snapshot import Snapshot
from desktop.scene.look.camera import Camera

PICK_PIXELS = 6.0
"""How far beside a body a click may be."""
DOORWAY_RADIUS, DRAWN = 7.0, 0.25
"""µm within which a click means a doorway; the presence from which on a body in the blood is there to be clicked."""


def pick_bystander(
    snapshot: Snapshot, camera: Camera, x: float, y: float, hidden: frozenset[str]
) -> tuple[str, int] | None:
    """Return the kind of the body at a pixel, and its row in the table that holds it; None where there is none.

    Immune cells on patrol go before doorways, these before what drifts in the blood.
    """
    for find in (_agent, _doorway, _drifting):
        found = find(snapshot, camera, x, y)
        if found is not None and found[0] not in hidden:
            return found
    return None


def _nearest(
    camera: Camera, table: dict[str, AnyArray], radius: FloatArray, x: float, y: float, among: AnyArray
) -> int | None:
    if not among.any():
        return None
    at_x, at_y = camera.all_to_screen(table["x"], table["y"])
    distance = np.hypot(at_x - x, at_y - y) - radius * camera.pixels_per_um
    distance[~among] = np.inf
    row = int(np.argmin(distance))
    return row if distance[row] <= PICK_PIXELS else None


def _agent(snapshot: Snapshot, camera: Camera, x: float, y: float) -> tuple[str, int] | None:
    agents, names = dict(snapshot.agents), [kind.name for kind in snapshot.model.cell_types]
    codes = [names.index(name) for name in ("natural_killer", "t_cell") if name in names]
    row = _nearest(camera, agents, agents["radius"], x, y, np.isin(agents["kind"], codes))
    return None if row is None else (names[int(agents["kind"][row])], row)


def _doorway(snapshot: Snapshot, camera: Camera, x: float, y: float) -> tuple[str, int] | None:
    doors = dict(snapshot.scenery.get("doorways", {}))
    if not doors:
        return None
    every = np.ones(doors["x"].size, dtype=bool)
    row = _nearest(camera, doors, np.full(every.size, DOORWAY_RADIUS), x, y, every)
    return None if row is None else ("doorway", row)


def _drifting(snapshot: Snapshot, camera: Camera, x: float, y: float) -> tuple[str, int] | None:
    blood = dict(snapshot.scenery.get("blood", {}))
    if not blood:
        return None
    kinds = snapshot.model.cell_types
    radius = np.array([kind.radius for kind in kinds])[blood["kind"]]
    row = _nearest(camera, blood, radius, x, y, blood["presence"] > DRAWN)
    return None if row is None else (kinds[int(blood["kind"][row])].name, row)
