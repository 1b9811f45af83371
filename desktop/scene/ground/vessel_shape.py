"""The geometry of the drawn vessels: tubes that widen where they meet, with walls. Lengths in µm."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainterPath

from desktop.engine.arrays import BoolArray, FloatArray
from desktop.engine.network import VesselNetwork
from desktop.scene.raster.shapes import TURNS, bounds, chance, finer, open_curve, polygon, touches, union

FLARE_REACH = 1.7
"""How far a narrow tube widens towards a wider one it meets, in radii of the wider one."""
FLARE_SHARE = 0.97
OPEN_END = 70.0
"""How far a tube that leaves the drawn plane is drawn beyond its end, in µm."""
WIDE = 6.0
"""Tubes of this radius or more, in µm, show shading and light."""
NUCLEUS_SPACING = 36.0
"""Distance between the nuclei of neighbouring endothelial cells in µm (cells are 30–50 µm long)."""


@dataclass(frozen=True)
class Rim:
    """Lines along the tubes: at a share of their radius plus one of their wall, and ``more`` µm beyond.

    Bends that are seen from ``close`` by are rounder.
    """

    scale: float
    walls: float
    more: float = 0.0
    wide_only: bool = False
    close: bool = False


class VesselShape:
    """The tubes of a network as they are drawn. Shapes are kept: they depend on the network alone."""

    def __init__(self, network: VesselNetwork) -> None:
        self.network = network
        self._outlines: dict[Rim, tuple[list[FloatArray], FloatArray]] = {}
        self._pieces: dict[Rim, dict[int, QPainterPath]] = {}

    @cached_property
    def node_radius(self) -> FloatArray:
        """Return the widest radius that meets at each node, shape (nodes,)."""
        network = self.network
        radius = np.zeros(int(max(network.start.max(), network.end.max())) + 1)
        np.maximum.at(radius, network.start, network.radius)
        np.maximum.at(radius, network.end, network.radius)
        return radius

    @cached_property
    def radius(self) -> FloatArray:
        """Return the drawn radius along each tube, shape (tubes, points)."""
        network = self.network
        own = network.radius[:, None]
        along = np.linspace(0.0, 1.0, network.centreline.shape[1])[None, :] * network.length[:, None]
        drawn = np.repeat(own, along.shape[1], axis=1)
        for node, distance in ((network.start, along), (network.end, network.length[:, None] - along)):
            wide = self.node_radius[node][:, None]
            near = np.clip(1.0 - distance / (FLARE_REACH * wide), 0.0, 1.0)
            drawn = np.maximum(drawn, own + (FLARE_SHARE * wide - own) * near**2)
        return drawn

    @staticmethod
    def wall(radius: FloatArray) -> FloatArray:
        """Return the thickness of the wall of tubes of a radius, same shape (assumption: a legible wall)."""
        return np.asarray(1.0 + 0.07 * radius)

    @cached_property
    def open_ends(self) -> list[tuple[int, bool]]:
        """Return the tubes that lead out of the drawn plane, and whether they do so at their start."""
        network = self.network
        tubes = np.bincount(np.concatenate([network.start, network.end]))
        starts = [(tube, True) for tube in np.flatnonzero(tubes[network.start] == 1).tolist()]
        return starts + [(tube, False) for tube in np.flatnonzero(tubes[network.end] == 1).tolist()]

    def end(self, tube: int, at_start: bool) -> tuple[FloatArray, FloatArray]:
        """Return where a tube ends and the direction in which it leaves, shape (2,) each."""
        line = self.network.centreline[tube]
        place, before = (line[0], line[1]) if at_start else (line[-1], line[-2])
        away = place - before
        return place, away / np.hypot(*away)

    def outline(self, view: QRectF, rim: Rim, thinned: int = 1) -> QPainterPath:
        """Return the tubes in a view up to a rim; of ``thinned`` points one is taken, for what is faint.

        A tube left out changes no pixel of the view: its outline is closed.
        """
        outlines, seen = self._seen(view, rim)
        return union([outlines[index][::thinned] for index in seen])

    def pieces(self, view: QRectF, rim: Rim) -> list[QPainterPath]:
        """Return what `outline` does, as one path for each tube and joint: ten times as quick to fill."""
        outlines, seen = self._seen(view, rim)
        paths = self._pieces.setdefault(rim, {})
        for index in seen:
            if index not in paths:
                paths[index] = union([outlines[index]])
        return [paths[index] for index in seen]

    def _seen(self, view: QRectF, rim: Rim) -> tuple[list[FloatArray], list[int]]:
        """Return the outlines of tubes and joints, and the numbers of those in a view."""
        if rim not in self._outlines:
            outlines = self._outlines_of(rim)
            self._outlines[rim] = outlines, bounds(outlines)
        outlines, boxes = self._outlines[rim]
        return outlines, np.flatnonzero(touches(boxes, view)).tolist()

    @cached_property
    def nuclei(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return place, normal, shape (n, 2), and wall, shape (n,), of the endothelium's nuclei.

        There is none where another tube opens.
        """
        network, found = self.network, []
        last = network.centreline.shape[1] - 1
        for tube in range(network.radius.size):
            count = max(int(network.length[tube] / NUCLEUS_SPACING), 1)
            for side in (1.0, -1.0):
                jitter = chance(tube, np.arange(count), 5 if side > 0 else 6)
                index = np.rint((np.arange(count) + 0.2 + 0.6 * jitter) / count * last).astype(int)
                radius, normal = self.radius[tube, index], network.normal[tube, index]
                wall = self.wall(radius)
                points = network.centreline[tube, index] + normal * (side * (radius + 0.5 * wall))[:, None]
                free = ~self.inside_other(tube, points)
                found.append((points[free], normal[free], wall[free]))
        places, normals, walls = zip(*found, strict=True)
        return np.concatenate(places), np.concatenate(normals), np.concatenate(walls)

    @cached_property
    def lights(self) -> list[QPainterPath]:
        """Return the light that runs along wide tubes: areas that lie over each other."""
        network, found, last = self.network, [], self.network.centreline.shape[1] - 1
        for tube in np.flatnonzero(network.radius >= WIDE + 1.0).tolist():
            # Light falls from above: it lies on the side of the tube that faces up.
            side = 1.0 if network.normal[tube, :, 1].mean() < 0.0 else -1.0
            seen = np.flatnonzero(~self.inside_other(tube, self.line(tube, 0.66 * side)))
            if seen.size < 4:
                continue
            start, end = seen[0] / last, seen[-1] / last
            taper = np.zeros(last + 1)
            taper[seen[0] : seen[-1] + 1] = np.sin(np.pi * np.linspace(0.0, 1.0, seen[-1] - seen[0] + 1)) ** 0.6
            for width in (0.13, 0.10, 0.07, 0.045):
                upper, lower = (
                    self.line(tube, side * (0.66 + sign * width * taper), start, end) for sign in (1.0, -1.0)
                )
                found.append(polygon(np.vstack([upper, lower[::-1]])))
        return found

    @cached_property
    def streaks(self) -> list[tuple[float, QPainterPath]]:
        """Return faint lines along the flow, seeded by tube and lane, and their thickness."""
        network, found = self.network, []
        for tube in np.flatnonzero(network.radius >= WIDE).tolist():
            count = np.arange(round(network.length[tube] * network.radius[tube] / 420.0) + 1)
            lane, start = chance(tube, count, 1) * 1.6 - 0.8, chance(tube, count, 2) * 0.8
            end = np.minimum(start + 0.06 + 0.12 * chance(tube, count, 3), 1.0)
            thickness = 0.5 + 0.012 * float(network.radius[tube])
            found += [
                (thickness, open_curve(self.line(tube, share, begin, stop)))
                for share, begin, stop in zip(lane.tolist(), start.tolist(), end.tolist(), strict=True)
            ]
        return found

    def _outlines_of(self, rim: Rim) -> list[FloatArray]:
        network, least = self.network, WIDE if rim.wide_only else 0.0
        offset = self._offset(rim, self.radius)
        outlines = []
        for tube in np.flatnonzero(network.radius >= least).tolist():
            aside = network.normal[tube] * offset[tube, :, None]
            left, right = network.centreline[tube] + aside, network.centreline[tube] - aside
            if rim.close:
                left, right = finer(left), finer(right)
            for end in (True, False):
                if (tube, end) in self.open_ends:
                    step, at = OPEN_END * self.end(tube, end)[1], 0 if end else len(left)
                    edge = 0 if end else -1
                    left = np.insert(left, at, left[edge] + step, axis=0)
                    right = np.insert(right, at, right[edge] + step, axis=0)
            outlines.append(np.vstack([left, right[::-1]]))
        return [_same_way_round(one) for one in outlines] + self._node_outlines(rim, least)

    def _offset(self, rim: Rim, radius: FloatArray) -> FloatArray:
        return np.asarray(rim.scale * radius + rim.walls * self.wall(radius) + rim.more)

    def _node_outlines(self, rim: Rim, least: float) -> list[FloatArray]:
        network = self.network
        place = np.full((self.node_radius.size, 2), np.nan)
        place[network.start], place[network.end] = network.centreline[:, 0], network.centreline[:, -1]
        reach = self._offset(rim, self.node_radius)
        circle = np.column_stack([np.cos(TURNS), np.sin(TURNS)])
        nodes = np.flatnonzero(np.isfinite(place[:, 0]) & (self.node_radius >= least))
        return [place[node] + reach[node] * circle for node in nodes.tolist()]

    def inside_other(self, tube: int, points: FloatArray) -> BoolArray:
        """Return which points, shape (n, 2), lie within a tube other than the one given, or within its wall."""
        network = self.network
        others = np.arange(network.radius.size) != tube
        apart = points[:, None, None, :] - network.centreline[None, others]
        reach = (self.radius + self.wall(self.radius) + 1.0)[others]
        return np.asarray((np.hypot(apart[..., 0], apart[..., 1]) < reach[None]).any(axis=(1, 2)))

    def line(self, tube: int, share: FloatArray | float, start: float = 0.0, end: float = 1.0) -> FloatArray:
        """Return points along a tube at a share of its radius, positive to the left of the flow, shape (n, 2)."""
        last = self.network.centreline.shape[1] - 1
        part = slice(round(start * last), round(end * last) + 1)
        offset = np.broadcast_to(share, self.radius[tube].shape)[part] * self.radius[tube, part]
        return np.asarray(self.network.centreline[tube, part] + self.network.normal[tube, part] * offset[:, None])


def _same_way_round(points: FloatArray) -> FloatArray:
    """Return an outline, shape (n, 2), with a positive area: those of one sense never cancel where they overlap."""
    x, y = points[:, 0], points[:, 1]
    area = float(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1)))
    return points if area > 0.0 else points[::-1]
