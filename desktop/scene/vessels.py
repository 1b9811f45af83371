"""The vessels: walls, plasma and light, laid over the solved network.

Forks join cleanly because every layer of the wall is filled as one path over all tubes: first the outermost everywhere,
then the next, and the lumen last.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QPainter, QPainterPath, QPen

from desktop.engine.arrays import FloatArray
from desktop.engine.network import VesselNetwork
from desktop.engine.world import World
from desktop.scene.palette import Theme, colour, mixed
from desktop.scene.shapes import TURNS, chance, open_curve, polygon, union

FLARE_REACH = 1.7
"""How far a narrow tube widens towards a wider one it meets, in radii of the wider one."""
FLARE_SHARE = 0.82
NUCLEUS_SPACING = 36.0
"""Distance between the nuclei of neighbouring endothelial cells in µm (cells are 30–50 µm long)."""


@dataclass(frozen=True)
class VesselShape:
    """The tubes as they are drawn: radii that widen where tubes meet, and walls. Lengths in µm."""

    network: VesselNetwork

    @cached_property
    def node_radius(self) -> FloatArray:
        """Return the widest radius that meets at each node, shape (nodes,)."""
        network = self.network
        radius = np.zeros(int(max(network.start.max(), network.end.max())) + 1)
        np.maximum.at(radius, network.start, network.radius)
        np.maximum.at(radius, network.end, network.radius)
        return radius

    @cached_property
    def node_place(self) -> FloatArray:
        """Return the place of each node, shape (nodes, 2)."""
        place = np.full((self.node_radius.size, 2), np.nan)
        place[self.network.start] = self.network.centreline[:, 0]
        place[self.network.end] = self.network.centreline[:, -1]
        return place

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

    def outline(self, scale: float, walls: float, more: float = 0.0) -> QPainterPath:
        """Return all tubes at ``scale`` times their radius plus ``walls`` times their wall plus ``more`` µm."""
        network = self.network
        offset = scale * self.radius + walls * self.wall(self.radius) + more
        left = network.centreline + network.normal * offset[..., None]
        right = network.centreline - network.normal * offset[..., None]
        outlines = [np.vstack([one, other[::-1]]) for one, other in zip(left, right, strict=True)]
        round_the_node = np.column_stack([np.cos(TURNS), np.sin(TURNS)])
        reach = scale * self.node_radius + walls * self.wall(self.node_radius) + more
        for place, size in zip(self.node_place, reach, strict=True):
            if np.isfinite(place[0]):
                outlines.append(place + size * round_the_node)
        return union(_same_way_round(points) for points in outlines)

    def inside_other(self, tube: int, points: FloatArray) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
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
    x, y = points[:, 0], points[:, 1]
    area = float(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1)))
    return points if area > 0.0 else points[::-1]


class VesselPainter:
    """Paints what does not move: the walls and plasma behind the blood, and the light on the walls before it.

    The painter given must map µm to the screen.
    """

    def __init__(self, network: VesselNetwork, world: World, theme: Theme) -> None:
        self._shape = VesselShape(network)
        self._theme = theme
        self._world = world

    def paint_back(self, painter: QPainter) -> None:
        """Paint basement membrane, endothelium, nuclei and plasma."""
        shape, theme = self._shape, self._theme
        painter.setPen(Qt.PenStyle.NoPen)
        for more, opacity in ((7.0, 0.16), (4.5, 0.22), (2.6, 0.32)):
            painter.fillPath(shape.outline(1.0, 1.0, more), colour("basement_membrane", theme, opacity))
        painter.fillPath(shape.outline(1.0, 1.0, 1.0), colour("basement_membrane", theme))
        painter.fillPath(shape.outline(1.0, 1.0), colour("endothelium", theme))
        painter.fillPath(shape.outline(1.0, 0.0, 0.45), colour("endothelium_edge", theme))
        self._paint_plasma(painter)
        self._paint_nuclei(painter)

    def _paint_plasma(self, painter: QPainter) -> None:
        shape, theme = self._shape, self._theme
        venous, arterial = (
            mixed(colour(f"plasma_{kind}", theme), colour("plasma", theme), 0.4) for kind in ("venous", "arterial")
        )
        shade = colour("plasma_shade", theme)
        painter.fillPath(
            shape.outline(1.0, 0.0), self._by_oxygen(mixed(venous, shade, 0.75), mixed(arterial, shade, 0.75))
        )
        for inner, share in ((0.96, 0.5), (0.9, 0.3), (0.82, 0.16), (0.72, 0.07), (0.58, 0.0)):
            brush = self._by_oxygen(mixed(venous, shade, share), mixed(arterial, shade, share))
            painter.fillPath(shape.outline(inner, 0.0), brush)
        self._paint_streaks(painter)

    def _by_oxygen(self, venous: QColor, arterial: QColor) -> QBrush:
        """Return a brush that goes from venous to arterial across the organ."""
        organ = self._world.region("organ")
        gradient = QLinearGradient(organ.x - 0.7 * organ.half_width, 0.0, organ.x + 0.6 * organ.half_width, 0.0)
        gradient.setColorAt(0.0, venous)
        gradient.setColorAt(1.0, arterial)
        return QBrush(gradient)

    def _paint_streaks(self, painter: QPainter) -> None:
        """Paint faint lines along the flow, seeded by tube and lane."""
        network = self._shape.network
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for tube in np.flatnonzero(network.radius >= 6.0).tolist():
            count = round(network.length[tube] * network.radius[tube] / 420.0) + 1
            lane = chance(tube, np.arange(count), 1) * 1.6 - 0.8
            start = chance(tube, np.arange(count), 2) * 0.8
            long = 0.06 + 0.12 * chance(tube, np.arange(count), 3)
            for share, begin, part in zip(lane.tolist(), start.tolist(), long.tolist(), strict=True):
                painter.setPen(_pen(colour("plasma_streak", self._theme, 0.5), 0.5 + 0.012 * network.radius[tube]))
                painter.drawPath(open_curve(self._shape.line(tube, share, begin, min(begin + part, 1.0))))

    def _paint_nuclei(self, painter: QPainter) -> None:
        """Paint the flat nuclei of the endothelium and the seams between its cells."""
        network, shape, theme = self._shape.network, self._shape, self._theme
        last = network.centreline.shape[1] - 1
        for tube in range(network.radius.size):
            count = max(int(network.length[tube] / NUCLEUS_SPACING), 1)
            for side in (1.0, -1.0):
                jitter = chance(tube, np.arange(count), 5 if side > 0 else 6)
                where = (np.arange(count) + 0.2 + 0.6 * jitter) / count
                index = np.rint(where * last).astype(int)
                wall = shape.wall(shape.radius[tube, index])
                offset = side * (shape.radius[tube, index] + 0.55 * wall)
                points = network.centreline[tube, index] + network.normal[tube, index] * offset[:, None]
                free = ~shape.inside_other(tube, points)
                painter.setPen(Qt.PenStyle.NoPen)
                for point, normal, thickness in zip(
                    points[free], network.normal[tube, index][free], wall[free], strict=True
                ):
                    _draw_nucleus(painter, point, normal, float(thickness), theme)

    def paint_front(self, painter: QPainter) -> None:
        """Paint the shade along the near wall and the light that runs along the tubes."""
        shape, theme = self._shape, self._theme
        painter.setPen(Qt.PenStyle.NoPen)
        edge = mixed(colour("endothelium_edge", theme), colour("plasma_shade", theme), 0.35)
        edge.setAlphaF(0.5)
        painter.fillPath(shape.outline(1.0, 0.0, 0.4), edge)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOut)
        for inner, share in ((0.985, 0.45), (0.96, 0.5), (0.93, 0.55), (0.89, 0.65), (0.84, 1.0)):
            painter.fillPath(shape.outline(inner, 0.0), QColor.fromRgbF(0.0, 0.0, 0.0, share))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        self.paint_light(painter)

    def paint_light(self, painter: QPainter) -> None:
        """Paint the light that runs along the tubes."""
        network, shape = self._shape.network, self._shape
        strength = 0.34 if self._theme is Theme.LIGHT else 0.10
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("wall_light", self._theme, strength))
        for tube in np.flatnonzero(network.radius >= 7.0).tolist():
            taper = np.sin(np.pi * np.linspace(0.0, 1.0, network.centreline.shape[1])) ** 0.6
            # Light falls from above: it lies on the side of the tube that faces up.
            side = 1.0 if network.normal[tube, :, 1].mean() < 0.0 else -1.0
            upper = shape.line(tube, side * (0.66 + 0.055 * taper))
            lower = shape.line(tube, side * (0.66 - 0.055 * taper))
            painter.drawPolygon(polygon(np.vstack([upper, lower[::-1]])))


def _draw_nucleus(painter: QPainter, point: FloatArray, normal: FloatArray, wall: float, theme: Theme) -> None:
    painter.save()
    painter.translate(QPointF(*point))
    painter.rotate(float(np.degrees(np.arctan2(normal[0], -normal[1]))))
    length = 3.2 + 0.9 * wall
    painter.setBrush(colour("endothelium", theme))
    painter.drawEllipse(QPointF(0.0, 0.0), 1.45 * length, 0.62 * wall)
    painter.setBrush(colour("endothelium_nucleus", theme))
    painter.drawEllipse(QPointF(0.0, 0.0), length, 0.42 * wall)
    painter.restore()


def _pen(shade: QColor, width: float) -> QPen:
    pen = QPen(shade, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    return pen
