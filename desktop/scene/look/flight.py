"""The way of a camera that flies along the cascade, and the place of a cell that is followed."""

from math import ceil, exp2, floor, log2

import numpy as np

from desktop.engine.arrays import FloatArray
from desktop.engine.network import VesselNetwork
from desktop.engine.snapshot import Snapshot
from desktop.engine.world import World
from desktop.scene.look.camera import Camera, Margins, between

REST = 0.55
"""Share of the time between two stops that the camera stands still."""
WIDE = 1.25
"""How much wider than the place itself the view of it is."""

RUNGS = 2
"""Magnifications at which pictures are painted on the way, between two that differ by a factor of two."""
ON_RUNG = 1e-6
"""A view that lies no farther above a rung, in rungs, stands on it."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in µm."""


def view(x: float, y: float, span: float, width: int, height: int) -> Camera:
    """Return the camera with a world position in the middle of a picture that is ``span`` µm wide, to whole pixels."""
    return _on_pixels(Camera.centred(x, y, width / span, width, height))


def _on_pixels(camera: Camera) -> Camera:
    scale = camera.pixels_per_um
    return Camera(round(camera.x * scale) / scale, round(camera.y * scale) / scale, scale)


def flight(snapshot: Snapshot, share: float, width: int, height: int, margins: Margins) -> Camera:
    """Return the view at a share, 0 to 1, of a flight along the cascade, which begins and ends with the whole world."""
    whole = Camera.fit(snapshot.resource(World), width, height, margins)
    stops = [whole, *(_camera(box, width, height, whole) for box in _boxes(snapshot)), whole]
    along = min(max(share, 0.0), 1.0) * (len(stops) - 1)
    leg = min(floor(along), len(stops) - 2)
    fraction = (along - leg - 0.5 * REST) / (1.0 - REST)
    if fraction <= 0.0 or fraction >= 1.0:
        return stops[leg + (fraction >= 1.0)]
    return between(stops[leg], stops[leg + 1], fraction, width, height)


def rung(camera: Camera, whole: Camera) -> float:
    """Return the magnification at which a view of a flight is painted: the lowest rung that is not below its own.

    Rungs are counted from the view of the whole world; the stops stand on rungs.
    """
    steps = RUNGS * log2(camera.pixels_per_um / whole.pixels_per_um)
    # The same number for all views of a rung: what is kept for one serves the next.
    return _rung(ceil(steps - ON_RUNG), whole)


def _rung(number: int, whole: Camera) -> float:
    return whole.pixels_per_um * exp2(number / RUNGS)


def _camera(box: Box, width: int, height: int, whole: Camera) -> Camera:
    """Return the view of a place at the nearest rung, to whole pixels."""
    left, top, right, bottom = box
    wanted = min(width / (WIDE * (right - left)), height / (0.8 * (bottom - top)))
    scale = _rung(round(RUNGS * log2(wanted / whole.pixels_per_um)), whole)
    return _on_pixels(Camera.centred(0.5 * (left + right), 0.5 * (top + bottom), scale, width, height))


def _boxes(snapshot: Snapshot) -> list[Box]:
    """Return what is shown on the way: the tumor, its doorways, the vein, the capillaries, the organ."""
    world, network = snapshot.resource(World), snapshot.resource(VesselNetwork)
    tumor, organ = (
        (r.x - r.half_width, r.y - r.half_height, r.x + r.half_width, r.y + r.half_height)
        for r in (world.region("tumor"), world.region("organ"))
    )
    widest = int(np.argmax(network.radius))
    vein = _around(network.centreline[widest], 1.6 * float(network.radius[widest]))
    capillaries = _around(network.centreline[network.with_role("capillary")].reshape(-1, 2), 20.0)
    doors = snapshot.scenery.get("doorways")
    boxes = [tumor, vein, capillaries, organ]
    if doors is not None and doors["x"].size:
        boxes.insert(1, _around(np.column_stack([doors["x"], doors["y"]]), 35.0))
    return boxes


def _around(points: FloatArray, margin: float) -> Box:
    low, high = points.min(axis=0) - margin, points.max(axis=0) + margin
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def whereabouts(snapshot: Snapshot, cell: int) -> tuple[float, float] | None:
    """Return where a tumor cell is, or, once it is gone, where its last event was; None before its first."""
    rows = np.flatnonzero(snapshot.cells["identity"] == cell)
    if rows.size:
        return float(snapshot.cells["x"][rows[0]]), float(snapshot.cells["y"][rows[0]])
    known = np.flatnonzero(snapshot.events["cell"] == cell)
    if known.size == 0:
        return None
    last = snapshot.events[known[-1]]
    return float(last["x"]), float(last["y"])
