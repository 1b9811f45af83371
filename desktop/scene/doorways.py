"""Doorways: a macrophage on the wall of a tumor vessel, beside which the wall opens for minutes at a time."""

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QRadialGradient

from desktop.engine.arrays import AnyArray, FloatArray
from desktop.engine.network import VesselNetwork
from desktop.scene.artwork import Artist
from desktop.scene.camera import Camera
from desktop.scene.palette import colour
from desktop.scene.vessels import VesselShape

GAP = 15.0
"""Width of an open doorway in µm: a cell fits through."""
MACROPHAGE_RADIUS = 7.0


def draw_doorways(
    painter: QPainter, doors: Mapping[str, AnyArray], network: VesselNetwork, camera: Camera, artist: Artist
) -> None:
    """Draw every doorway, open as far as it is, with what leaks out of it."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setTransform(camera.transform(), combine=True)
    for index in range(doors["x"].size):
        place = np.array([doors["x"][index], doors["y"][index]], dtype=np.float64)
        outward, radius = _outward(network, place)
        painter.save()
        painter.translate(QPointF(*place))
        # In the doorway's own frame x runs along the wall and y out of the vessel.
        painter.rotate(float(np.degrees(np.arctan2(outward[1], outward[0]))) - 90.0)
        wall = float(VesselShape.wall(np.array(radius)))
        _draw_leak(painter, float(doors["leak"][index]), wall, artist)
        _draw_gap(painter, float(doors["open"][index]), wall, artist)
        _draw_macrophage(painter, float(doors["open"][index]), wall, artist)
        painter.restore()
    painter.restore()


def _outward(network: VesselNetwork, place: FloatArray) -> tuple[FloatArray, float]:
    """Return the direction out of the vessel at a place on its wall, and the vessel's radius in µm."""
    apart = place - network.centreline
    away = np.abs(np.hypot(apart[..., 0], apart[..., 1]) - network.radius[:, None])
    tube, point = np.unravel_index(int(np.argmin(away)), away.shape)
    direction = apart[tube, point]
    return direction / max(float(np.hypot(*direction)), 1e-9), float(network.radius[tube])


def _draw_leak(painter: QPainter, leak: float, wall: float, artist: Artist) -> None:
    if leak < 0.02:
        return
    reach = 10.0 + 16.0 * leak
    shade = QColor(colour("plasma_streak", artist.theme))
    gradient = QRadialGradient(0.0, wall, reach)
    for place, strength in ((0.0, 0.9), (0.5, 0.45), (1.0, 0.0)):
        shade.setAlphaF(strength * min(leak, 1.0))
        gradient.setColorAt(place, shade)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(gradient)
    painter.drawEllipse(QPointF(0.0, wall), reach, reach)


def _draw_gap(painter: QPainter, openness: float, wall: float, artist: Artist) -> None:
    """Draw the opening and the two lips that fold outwards as it opens."""
    half = 0.5 * GAP * openness
    painter.setPen(Qt.PenStyle.NoPen)
    if openness > 0.02:
        painter.setBrush(colour("plasma", artist.theme))
        painter.drawRoundedRect(QRectF(-half, -1.6, 2.0 * half, wall + 4.4), 1.5, 1.5)
    for side in (-1.0, 1.0):
        lip = QPainterPath(QPointF(side * (half + 7.0), -0.2))
        rise = wall + 5.5 * openness
        lip.quadTo(side * (half + 1.0), -0.4, side * (half + 0.2), rise)
        lip.quadTo(side * (half + 2.2 + openness), rise + 0.4, side * (half + 3.0), wall + 0.6 * openness)
        lip.quadTo(side * (half + 5.0), wall + 0.3, side * (half + 8.0), wall)
        lip.closeSubpath()
        painter.setBrush(colour("endothelium", artist.theme))
        painter.setPen(QPen(colour("doorway_outline", artist.theme), 0.9))
        painter.drawPath(lip)


def _draw_macrophage(painter: QPainter, openness: float, wall: float, artist: Artist) -> None:
    painter.translate(-(GAP * 0.5 * openness + 9.5), wall + 5.0)
    scale = 1.0 / artist.pixels_per_um
    painter.scale(scale, scale)
    artist.draw(painter, "macrophage", MACROPHAGE_RADIUS * artist.pixels_per_um)
