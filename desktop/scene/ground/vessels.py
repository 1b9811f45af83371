"""The vessels: walls, plasma and light, laid over the solved network.

Forks join cleanly because every layer of the wall is filled as one path over all tubes: first the outermost everywhere,
then the next, and the lumen last.
"""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QPainter, QPainterPath, QPen, QTransform

from desktop.engine.arrays import FloatArray
from desktop.engine.world import World
from desktop.scene.ground.vessel_shape import OPEN_END, Rim, VesselShape
from desktop.scene.look.palette import Theme, colour, mixed
from desktop.scene.raster.canvas import is_vector
from desktop.scene.raster.shapes import touches

SHADES = 10
"""Steps from the shade at the wall to the clear plasma in the middle."""
NUCLEUS_LENGTH, NUCLEUS_GROWTH = 3.2, 0.9
"""Half the length of a nucleus in µm, and by how much that grows with each µm of wall."""
CLOSE = 12.0
"""From this magnification on, in pixels for each µm, the bends of thin tubes would show corners."""
RINGS = ((1.0, 0.4, 0.0), (0.985, 0.0, 0.45), (0.96, 0.0, 0.5), (0.93, 0.0, 0.55), (0.89, 0.0, 0.65), (0.84, 0.0, 1.0))
"""Where the shade along the near wall fades: share of the radius, more in µm, and the share of the shade taken away."""
SOURCE = QPainter.CompositionMode.CompositionMode_Source
FAR, THINNED = 4.0, 4
"""Below this magnification, in pixels for each µm, one of every few points is enough for faint edges."""
EMERGE = 45.0
"""Blood comes into view over this length before an open end, in µm."""


class VesselPainter:
    """Paints what does not move: the walls and plasma behind the blood, and the light on the walls before it.

    The painter given must map µm to the screen; what lies outside the view, in µm, may be left out.
    """

    def __init__(self, shape: VesselShape, world: World, theme: Theme, view: QRectF, *, flat: bool = False) -> None:
        self._flat = flat
        self._shape = shape
        self._theme = theme
        self._world = world
        self._view = view

    def _fill(
        self,
        painter: QPainter,
        shade: QColor | QBrush,
        scale: float,
        walls: float,
        more: float = 0.0,
        *,
        wide_only: bool = False,
    ) -> None:
        """Fill the tubes up to a `Rim`.

        Where it does not matter that tubes overlap, they are filled one by one: a path of thousands of points is slow.
        """
        rim = Rim(scale, walls, more, wide_only, close=painter.worldTransform().m11() > CLOSE)
        if is_vector(painter) or not (_opaque(shade) or painter.compositionMode() == SOURCE):
            thinned = THINNED if painter.worldTransform().m11() < FAR and not is_vector(painter) else 1
            painter.fillPath(self._shape.outline(self._view, rim, thinned), shade)
            return
        for piece in self._shape.pieces(self._view, rim):
            painter.fillPath(piece, shade)

    def paint_back(self, painter: QPainter) -> None:
        """Paint basement membrane, endothelium, nuclei and plasma."""
        theme = self._theme
        painter.setPen(Qt.PenStyle.NoPen)
        if self._flat:
            self._fill(painter, colour("endothelium_edge", theme), 1.0, 1.0, 0.6)
            self._fill(painter, colour("endothelium", theme), 1.0, 0.8)
            self._fill(painter, colour("endothelium_edge", theme), 1.0, 0.0, 0.6)
            self._fill(painter, colour("plasma", theme), 1.0, 0.0)
            return
        for more, opacity in ((9.0, 0.10), (6.0, 0.16), (3.6, 0.26)):
            self._fill(painter, colour("basement_membrane", theme, opacity), 1.0, 1.0, more)
        self._fill(painter, colour("basement_membrane", theme), 1.0, 1.0, 1.0)
        self._fill(painter, colour("endothelium", theme), 1.0, 1.0)
        self._fill(painter, colour("endothelium_edge", theme), 1.0, 0.0, 0.4)
        self._paint_plasma(painter)
        self._paint_streaks(painter)
        self._paint_nuclei(painter)

    def _paint_plasma(self, painter: QPainter) -> None:
        self._fill(painter, self._plasma(0.62), 1.0, 0.0)
        self._fill(painter, self._plasma(0.18), 0.72, 0.0)
        for step in range(SHADES):
            share = 0.62 * (1.0 - (step + 1) / SHADES) ** 2
            self._fill(painter, self._plasma(share), 0.985 - 0.4 * step / SHADES, 0.0, 0.0, wide_only=True)

    def _plasma(self, shade: float) -> QBrush:
        """Return a brush that goes from venous to arterial across the organ, shaded by a share from 0 to 1."""
        theme, organ = self._theme, self._world.region("organ")
        gradient = QLinearGradient(organ.x - 0.7 * organ.half_width, 0.0, organ.x + 0.6 * organ.half_width, 0.0)
        for place, kind in ((0.0, "venous"), (1.0, "arterial")):
            clear = mixed(colour(f"plasma_{kind}", theme), colour("plasma", theme), 0.4)
            gradient.setColorAt(place, mixed(clear, colour("plasma_shade", theme), shade))
        return QBrush(gradient)

    def _paint_streaks(self, painter: QPainter) -> None:
        """Paint faint lines along the flow."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        pen = QPen(colour("plasma_streak", self._theme, 0.5), 1.0)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        for thickness, line in self._shape.streaks:
            if line.controlPointRect().adjusted(-2.0, -2.0, 2.0, 2.0).intersects(self._view):
                pen.setWidthF(thickness)
                painter.setPen(pen)
                painter.drawPath(line)

    def _paint_nuclei(self, painter: QPainter) -> None:
        """Paint the flat nuclei of the endothelium."""
        places, normals, walls = self._shape.nuclei
        painter.setPen(Qt.PenStyle.NoPen)
        reach = 1.5 * (NUCLEUS_LENGTH + NUCLEUS_GROWTH * walls)[:, None]
        seen = touches(np.concatenate([places - reach, places + reach], axis=1), self._view)
        for place, normal, wall in zip(places[seen], normals[seen], walls[seen].tolist(), strict=True):
            _draw_nucleus(painter, place, normal, wall, self._theme)

    def paint_front(self, painter: QPainter) -> None:
        """Paint the shade along the near wall and the light that runs along the tubes."""
        if self._flat:
            return
        theme = self._theme
        painter.setPen(Qt.PenStyle.NoPen)
        edge, strength = mixed(colour("endothelium_edge", theme), colour("plasma_shade", theme), 0.35), 0.5
        # Each ring replaces what lies within it.
        painter.setCompositionMode(SOURCE)
        for reach, more, share in RINGS:
            strength *= 1.0 - share
            edge.setAlphaF(strength)
            self._fill(painter, edge, reach, 0.0, more)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        self.paint_light(painter)

    def paint_light(self, painter: QPainter) -> None:
        """Paint the light that runs along the tubes."""
        if self._flat:
            return
        strength = 0.085 if self._theme is Theme.LIGHT else 0.028
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("wall_light", self._theme, strength))
        for light in self._shape.lights:
            if light.controlPointRect().intersects(self._view):
                painter.drawPath(light)

    def mists(self) -> list[QRectF]:
        """Return the rectangles, in µm, that hold the mist at the ends of tubes that leave the drawn plane."""
        return [turn.mapRect(box) for turn, box in map(self._mist, range(len(self._shape.open_ends)))]

    def paint_mist(self, painter: QPainter, shade: QColor, around: QPainterPath | None = None) -> None:
        """Cover the ends of tubes that leave the drawn plane: nothing at first, all of it where the blood begins.

        What lies within the path ``around``, in µm, is left free.
        """
        clear = QColor(shade)
        clear.setAlphaF(0.0)
        gradient = QLinearGradient(-EMERGE, 0.0, 0.0, 0.0)
        gradient.setColorAt(0.0, clear)
        gradient.setColorAt(1.0, shade)
        for index in range(len(self._shape.open_ends)):
            turn, box = self._mist(index)
            painter.save()
            painter.setTransform(turn, combine=True)
            if around is None:
                painter.fillRect(box, gradient)
            else:
                mist = QPainterPath()
                mist.addRect(box)
                painter.fillPath(mist.subtracted(turn.inverted()[0].map(around)), gradient)
            painter.restore()

    def _mist(self, index: int) -> tuple[QTransform, QRectF]:
        """Return the frame of an open end, whose x axis points out of the plane, and the mist in it."""
        tube, at_start = self._shape.open_ends[index]
        place, away = self._shape.end(tube, at_start)
        turn = QTransform.fromTranslate(*place.tolist()).rotateRadians(float(np.arctan2(away[1], away[0])))
        half = float(self._shape.network.radius[tube]) * 1.3 + 14.0
        return turn, QRectF(-EMERGE, -half, EMERGE + OPEN_END + 12.0, 2.0 * half)


def _opaque(shade: QColor | QBrush) -> bool:
    return shade.isOpaque() if isinstance(shade, QBrush) else shade.alpha() == 255


def _draw_nucleus(painter: QPainter, point: FloatArray, normal: FloatArray, wall: float, theme: Theme) -> None:
    painter.save()
    painter.translate(QPointF(*point))
    painter.rotate(float(np.degrees(np.arctan2(normal[0], -normal[1]))))
    length = NUCLEUS_LENGTH + NUCLEUS_GROWTH * wall
    painter.setBrush(colour("endothelium", theme))
    painter.drawEllipse(QPointF(0.0, 0.0), 1.5 * length, 0.66 * wall)
    painter.setBrush(colour("endothelium_nucleus", theme))
    painter.drawEllipse(QPointF(0.0, 0.0), length, 0.42 * wall)
    painter.restore()
