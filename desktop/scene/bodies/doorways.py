"""Doorways: a macrophage on the wall of a tumor vessel, beside which the wall opens for minutes at a time."""

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPainterPath, QPen, QRadialGradient

from desktop.engine.arrays import AnyArray, FloatArray
from desktop.engine.network import VesselNetwork
from desktop.scene.bodies.attachments import TurnedCells
from desktop.scene.ground.vessel_shape import VesselShape
from desktop.scene.look.camera import Camera
from desktop.scene.look.palette import colour, mixed
from desktop.scene.raster.artwork import SvgPainter
from desktop.scene.raster.canvas import Canvas

GAP = 15.0
"""Width of an open doorway in µm: a cell fits through."""
MACROPHAGE_RADIUS = 7.0
BESIDE, ABOVE = 9.5, 5.0
"""Where the macrophage sits: from the edge of the gap along the wall, and from the wall outwards, in µm."""
SHUT = 0.02
"""A doorway less open, or less leaky, than this is drawn as wall."""


class DoorwayPainter:
    """Draws the doorways at one magnification in one theme."""

    def __init__(self, svg: SvgPainter) -> None:
        self._svg = svg
        self._leaks = _Leaks(svg)
        self._macrophage = TurnedCells(svg, "macrophage", reach=1.8)
        self._wall: tuple[bytes, VesselNetwork, FloatArray, FloatArray] | None = None

    def draw(self, canvas: Canvas, doors: Mapping[str, AnyArray], network: VesselNetwork, camera: Camera) -> None:
        """Draw every doorway, open as far as it is, with what leaks out of it."""
        place = np.column_stack([doors["x"], doors["y"]])
        outward, radius = self._walls(network, place)
        wall = VesselShape.wall(radius)
        leaking = np.flatnonzero(doors["leak"] > SHUT)
        level = np.clip(np.ceil(doors["leak"] * _Leaks.count) - 1, 0, _Leaks.count - 1).astype(np.int64)
        seep = place + outward * wall[:, None]
        x, y = camera.all_to_screen(seep[:, 0], seep[:, 1])
        canvas.draw(self._leaks, level[leaking], x[leaking], y[leaking])
        for index in np.flatnonzero(doors["open"] > SHUT).tolist():
            with canvas.smooth() as painter:
                painter.save()
                painter.setTransform(camera.transform(), combine=True)
                painter.translate(QPointF(*place[index]))
                # In the doorway's own frame x runs along the wall and y out of the vessel.
                painter.rotate(float(np.degrees(np.arctan2(outward[index, 1], outward[index, 0]))) - 90.0)
                _draw_gap(painter, float(doors["open"][index]), float(wall[index]), self._svg)
                painter.restore()
        along = np.column_stack([outward[:, 1], -outward[:, 0]])
        aside, out = -(0.5 * GAP * doors["open"] + BESIDE), wall + ABOVE
        middle = place + along * aside[:, None] + outward * out[:, None]
        x, y = camera.all_to_screen(middle[:, 0], middle[:, 1])
        size = np.full(x.size, MACROPHAGE_RADIUS * camera.pixels_per_um)
        heading = np.arctan2(along[:, 1], along[:, 0])
        canvas.draw(self._macrophage, self._macrophage.numbers(size, heading), x, y)

    def _walls(self, network: VesselNetwork, place: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the direction out of the vessel at each place on its wall, (n, 2), and its radius in µm, (n,)."""
        known = self._wall
        if known is None or known[0] != place.tobytes() or known[1] is not network:
            found = [_outward(network, one) for one in place]
            outward = np.array([direction for direction, _ in found]).reshape(-1, 2)
            known = self._wall = (place.tobytes(), network, outward, np.array([radius for _, radius in found]))
        return known[2], known[3]


def _outward(network: VesselNetwork, place: FloatArray) -> tuple[FloatArray, float]:
    """Return the direction out of the vessel at a place on its wall, shape (2,), and its radius in µm."""
    apart = place - network.centreline
    away = np.abs(np.hypot(apart[..., 0], apart[..., 1]) - network.radius[:, None])
    tube, point = np.unravel_index(int(np.argmin(away)), away.shape)
    direction = apart[tube, point]
    return direction / max(float(np.hypot(*direction)), 1e-9), float(network.radius[tube])


class _Leaks:
    """Plasma that seeps into the tissue, in steps from little to much."""

    fine = False
    greatest = 640
    count = 12

    def __init__(self, svg: SvgPainter) -> None:
        self._svg = svg

    def extent(self, number: int) -> float:
        """See `Family.extent`."""
        return (10.0 + 16.0 * (number + 1) / self.count) * self._svg.pixels_per_um

    def draw(self, painter: QPainter, number: int) -> None:
        """See `Family.draw`."""
        leak, reach = (number + 1) / self.count, self.extent(number)
        shade = QColor(colour("plasma_streak", self._svg.theme))
        gradient = QRadialGradient(0.0, 0.0, reach)
        for place, strength in ((0.0, 0.9), (0.5, 0.45), (1.0, 0.0)):
            shade.setAlphaF(strength * leak)
            gradient.setColorAt(place, shade)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(gradient)
        painter.drawEllipse(QPointF(0.0, 0.0), reach, reach)


def _draw_gap(painter: QPainter, openness: float, wall: float, svg: SvgPainter) -> None:
    """Draw the opening, and the ends of the two wall cells that fold outwards as it opens."""
    half, rise = 0.5 * GAP * openness, wall + 4.5 * openness
    opening = QPainterPath(QPointF(-half, -0.6))
    opening.lineTo(half, -0.6)
    opening.quadTo(half + 0.4, wall, half + 1.6, rise)
    opening.quadTo(0.0, rise + 3.0 * openness, -half - 1.6, rise)
    opening.quadTo(-half - 0.4, wall, -half, -0.6)
    plasma = colour("plasma", svg.theme)
    seeping = QLinearGradient(0.0, -0.6, 0.0, rise + 2.0)
    seeping.setColorAt(0.0, mixed(plasma, colour("plasma_shade", svg.theme), 0.5))
    seeping.setColorAt(0.45, plasma)
    seeping.setColorAt(1.0, colour("plasma", svg.theme, 0.25))
    painter.fillPath(opening, seeping)
    painter.setBrush(colour("endothelium", svg.theme))
    painter.setPen(QPen(colour("endothelium_edge", svg.theme), 0.55))
    for side in (-1.0, 1.0):
        lip = QPainterPath(QPointF(side * (half + 9.0), -0.1))
        lip.quadTo(side * (half + 0.6), -0.3, side * (half + 0.9), rise)
        lip.quadTo(side * (half + 2.6), rise + 0.8, side * (half + 3.3), rise - 1.6 * openness)
        lip.quadTo(side * (half + 4.4), wall + 0.1, side * (half + 9.0), wall)
        painter.drawPath(lip)
