"""The vessels: walls, plasma and light, laid over the solved network.

Forks join cleanly because every layer of the wall is filled as one path over all tubes: first the outermost everywhere,
then the next, and the lumen last.
"""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QPainter, QPen, QTransform

from desktop.engine.arrays import FloatArray
from desktop.engine.world import World
from desktop.scene.palette import Theme, colour, mixed
from desktop.scene.shapes import chance, open_curve, polygon
from desktop.scene.vessel_shape import OPEN_END, WIDE, VesselShape

NUCLEUS_SPACING = 36.0
"""Distance between the nuclei of neighbouring endothelial cells in µm (cells are 30–50 µm long)."""
SHADES = 10
"""Steps from the shade at the wall to the clear plasma in the middle."""
EMERGE = 45.0
"""Blood comes into view over this length before an open end, in µm."""


class VesselPainter:
    """Paints what does not move: the walls and plasma behind the blood, and the light on the walls before it.

    The painter given must map µm to the screen.
    """

    def __init__(self, shape: VesselShape, world: World, theme: Theme, *, flat: bool = False) -> None:
        self._flat = flat
        self._shape = shape
        self._theme = theme
        self._world = world

    def paint_back(self, painter: QPainter) -> None:
        """Paint basement membrane, endothelium, nuclei and plasma."""
        shape, theme = self._shape, self._theme
        painter.setPen(Qt.PenStyle.NoPen)
        if self._flat:
            painter.fillPath(shape.outline(1.0, 1.0, 0.6), colour("endothelium_edge", theme))
            painter.fillPath(shape.outline(1.0, 0.8), colour("endothelium", theme))
            painter.fillPath(shape.outline(1.0, 0.0, 0.6), colour("endothelium_edge", theme))
            painter.fillPath(shape.outline(1.0, 0.0), colour("plasma", theme))
            return
        for more, opacity in ((9.0, 0.10), (6.0, 0.16), (3.6, 0.26)):
            painter.fillPath(shape.outline(1.0, 1.0, more), colour("basement_membrane", theme, opacity))
        painter.fillPath(shape.outline(1.0, 1.0, 1.0), colour("basement_membrane", theme))
        painter.fillPath(shape.outline(1.0, 1.0), colour("endothelium", theme))
        painter.fillPath(shape.outline(1.0, 0.0, 0.4), colour("endothelium_edge", theme))
        self._paint_plasma(painter)
        self._paint_streaks(painter)
        self._paint_nuclei(painter)

    def _paint_plasma(self, painter: QPainter) -> None:
        shape = self._shape
        painter.fillPath(shape.outline(1.0, 0.0), self._plasma(0.62))
        painter.fillPath(shape.outline(0.72, 0.0), self._plasma(0.18))
        for step in range(SHADES):
            share = 0.62 * (1.0 - (step + 1) / SHADES) ** 2
            painter.fillPath(shape.outline(0.985 - 0.4 * step / SHADES, 0.0, 0.0, wide_only=True), self._plasma(share))

    def _plasma(self, shade: float) -> QBrush:
        """Return a brush that goes from venous to arterial across the organ, shaded by a share from 0 to 1."""
        theme, organ = self._theme, self._world.region("organ")
        gradient = QLinearGradient(organ.x - 0.7 * organ.half_width, 0.0, organ.x + 0.6 * organ.half_width, 0.0)
        for place, kind in ((0.0, "venous"), (1.0, "arterial")):
            clear = mixed(colour(f"plasma_{kind}", theme), colour("plasma", theme), 0.4)
            gradient.setColorAt(place, mixed(clear, colour("plasma_shade", theme), shade))
        return QBrush(gradient)

    def _paint_streaks(self, painter: QPainter) -> None:
        """Paint faint lines along the flow, seeded by tube and lane."""
        network = self._shape.network
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for tube in np.flatnonzero(network.radius >= WIDE).tolist():
            count = np.arange(round(network.length[tube] * network.radius[tube] / 420.0) + 1)
            lane, start = chance(tube, count, 1) * 1.6 - 0.8, chance(tube, count, 2) * 0.8
            end = np.minimum(start + 0.06 + 0.12 * chance(tube, count, 3), 1.0)
            pen = QPen(colour("plasma_streak", self._theme, 0.5), 0.5 + 0.012 * network.radius[tube])
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            for share, begin, stop in zip(lane.tolist(), start.tolist(), end.tolist(), strict=True):
                painter.drawPath(open_curve(self._shape.line(tube, share, begin, stop)))

    def _paint_nuclei(self, painter: QPainter) -> None:
        """Paint the flat nuclei of the endothelium, where no other tube opens."""
        network, shape = self._shape.network, self._shape
        last = network.centreline.shape[1] - 1
        painter.setPen(Qt.PenStyle.NoPen)
        for tube in range(network.radius.size):
            count = max(int(network.length[tube] / NUCLEUS_SPACING), 1)
            for side in (1.0, -1.0):
                jitter = chance(tube, np.arange(count), 5 if side > 0 else 6)
                index = np.rint((np.arange(count) + 0.2 + 0.6 * jitter) / count * last).astype(int)
                radius, normal = shape.radius[tube, index], network.normal[tube, index]
                wall = shape.wall(radius)
                points = network.centreline[tube, index] + normal * (side * (radius + 0.5 * wall))[:, None]
                free = ~shape.inside_other(tube, points)
                for point, across, thickness in zip(points[free], normal[free], wall[free], strict=True):
                    _draw_nucleus(painter, point, across, float(thickness), self._theme)

    def paint_front(self, painter: QPainter) -> None:
        """Paint the shade along the near wall and the light that runs along the tubes."""
        if self._flat:
            return
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
        if self._flat:
            return
        network, shape = self._shape.network, self._shape
        strength = 0.085 if self._theme is Theme.LIGHT else 0.028
        painter.setPen(Qt.PenStyle.NoPen)
        for tube in np.flatnonzero(network.radius >= WIDE + 1.0).tolist():
            # Light falls from above: it lies on the side of the tube that faces up.
            side = 1.0 if network.normal[tube, :, 1].mean() < 0.0 else -1.0
            seen = np.flatnonzero(~shape.inside_other(tube, shape.line(tube, 0.66 * side)))
            if seen.size < 4:
                continue
            start, end = seen[0] / (network.centreline.shape[1] - 1), seen[-1] / (network.centreline.shape[1] - 1)
            taper = np.zeros(network.centreline.shape[1])
            taper[seen[0] : seen[-1] + 1] = np.sin(np.pi * np.linspace(0.0, 1.0, seen[-1] - seen[0] + 1)) ** 0.6
            painter.setBrush(colour("wall_light", self._theme, strength))
            for width in (0.13, 0.10, 0.07, 0.045):
                upper, lower = (
                    shape.line(tube, side * (0.66 + sign * width * taper), start, end) for sign in (1.0, -1.0)
                )
                painter.drawPath(polygon(np.vstack([upper, lower[::-1]])))

    def mists(self) -> list[QRectF]:
        """Return the rectangles, in µm, that hold the mist at the ends of tubes that leave the drawn plane."""
        return [turn.mapRect(box) for turn, box in map(self._mist, range(len(self._shape.open_ends)))]

    def paint_mist(self, painter: QPainter, shade: QColor) -> None:
        """Cover the ends of tubes that leave the drawn plane: nothing at first, all of it where the blood begins."""
        clear = QColor(shade)
        clear.setAlphaF(0.0)
        gradient = QLinearGradient(-EMERGE, 0.0, 0.0, 0.0)
        gradient.setColorAt(0.0, clear)
        gradient.setColorAt(1.0, shade)
        for index in range(len(self._shape.open_ends)):
            turn, box = self._mist(index)
            painter.save()
            painter.setTransform(turn, combine=True)
            painter.fillRect(box, gradient)
            painter.restore()

    def _mist(self, index: int) -> tuple[QTransform, QRectF]:
        """Return the frame of an open end, whose x axis points out of the plane, and the mist in it."""
        tube, at_start = self._shape.open_ends[index]
        place, away = self._shape.end(tube, at_start)
        turn = QTransform.fromTranslate(*place.tolist()).rotateRadians(float(np.arctan2(away[1], away[0])))
        half = float(self._shape.network.radius[tube]) * 1.3 + 14.0
        return turn, QRectF(-EMERGE, -half, EMERGE + OPEN_END + 12.0, 2.0 * half)


def _draw_nucleus(painter: QPainter, point: FloatArray, normal: FloatArray, wall: float, theme: Theme) -> None:
    painter.save()
    painter.translate(QPointF(*point))
    painter.rotate(float(np.degrees(np.arctan2(normal[0], -normal[1]))))
    length = 3.2 + 0.9 * wall
    painter.setBrush(colour("endothelium", theme))
    painter.drawEllipse(QPointF(0.0, 0.0), 1.5 * length, 0.66 * wall)
    painter.setBrush(colour("endothelium_nucleus", theme))
    painter.drawEllipse(QPointF(0.0, 0.0), length, 0.42 * wall)
    painter.restore()
