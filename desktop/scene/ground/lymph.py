"""The lymph: a pale vessel with one-way valves, the node on its way, and the mouth by which it joins the blood."""

from collections.abc import Callable, Mapping
from math import cos, degrees, pi, sin

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QPainter, QPainterPath, QPen, QRadialGradient

from desktop.engine.arrays import AnyArray, BoolArray, FloatArray
from desktop.engine.model import Model
from desktop.scene.ground.lymph_shape import Bean, LymphShape
from desktop.scene.look.palette import Theme, colour, mixed
from desktop.scene.raster.artwork import SvgPainter
from desktop.scene.raster.canvas import Canvas
from desktop.scene.raster.turned_drawing import TurnedDrawing

WALL = 1.1
"""Thickness of the wall in µm: far thinner than a vein's."""
CAPSULE = 2.2
SINUS = 3.4
"""Width of the light rim below the capsule, in µm."""
MOUTH = 24.0
MOUTH_REACH = 7.0
"""How much of the last vessel is painted over the wall of the vein, and how far it reaches into it, in µm."""
FOLLICLES = 5
NODE_CELL_SIZE = 0.62
"""Share of its radius with which a lymphocyte of the node is drawn: it belongs to the ground."""
CALM = 0.42
"""How far the colours of the node's own cells are drawn towards the node's."""

Shade = Callable[[str], QColor]


def lymph_shade(theme: Theme, *, is_open: bool) -> Shade:
    """Return the colours of the lymph by role; those of a closed way are faint and grey."""

    def shade(role: str) -> QColor:
        true = colour(role, theme)
        if is_open:
            return true
        grey = QColor.fromHslF(0.0, 0.0, true.lightnessF())
        return mixed(grey, colour("tissue", theme), 0.68)

    return shade


class LymphPainter:
    """Paints what does not move; the painter given must map µm to the screen."""

    def __init__(self, shape: LymphShape, theme: Theme, *, is_open: bool) -> None:
        self._shape = shape
        self._theme = theme
        self._shade = lymph_shade(theme, is_open=is_open)

    def paint_back(self, painter: QPainter) -> None:
        """Paint vessel, valves and node; the blood vessels are painted over them."""
        shape, shade = self._shape, self._shade
        painter.setPen(Qt.PenStyle.NoPen)
        for more, opacity in ((4.5, 0.12), (2.4, 0.2)):
            glow = shade("lymph_shade")
            glow.setAlphaF(opacity)
            painter.fillPath(shape.outline(WALL + more), glow)
        self._paint_tubes(painter)
        for tube in shape.tubes:
            for share in shape.valves(tube).tolist():
                _draw_valve(painter, *shape.frame(tube, share), shade)
        bean = shape.bean
        painter.save()
        painter.translate(bean.x, bean.y)
        painter.rotate(degrees(bean.turn))
        draw_node(painter, bean, shade)
        painter.restore()

    def outline(self) -> QPainterPath:
        """Return the vessels with their walls."""
        return self._shape.outline(WALL)

    def _paint_tubes(self, painter: QPainter, brush: Callable[[QColor], QBrush] = QBrush) -> None:
        """Fill the tubes; ``brush`` makes what a colour is painted with."""
        shape, shade = self._shape, self._shade
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillPath(shape.outline(WALL), brush(shade("lymph_edge")))
        for inward, share in ((0.55, 0.8), (WALL + 0.5, 0.4), (2.6, 0.2), (4.2, 0.0)):
            painter.fillPath(shape.outline(WALL - inward), brush(mixed(shade("lymph"), shade("lymph_shade"), share)))

    def paint_mouth(self, painter: QPainter) -> None:
        """Paint the opening of the last vessel in the wall of the vein, over the vein, softly at both ends."""
        place, turn, radius = self._shape.frame(self._shape.tubes[-1], 1.0)
        along = np.array([cos(turn), sin(turn)])
        start, end = QPointF(*(place - MOUTH * along)), QPointF(*(place + 0.5 * MOUTH_REACH * along))

        def brush(shade: QColor) -> QBrush:
            gradient, clear = QLinearGradient(start, end), QColor(shade)
            clear.setAlphaF(0.0)
            for at, tone in ((0.0, clear), (0.4, shade), (0.75, shade), (1.0, clear)):
                gradient.setColorAt(at, tone)
            return QBrush(gradient)

        painter.save()
        self._paint_tubes(painter, brush)
        stream = QRadialGradient(QPointF(*(place - 2.0 * along)), 2.0 * MOUTH_REACH)
        for at, share in ((0.0, 0.9), (0.4, 0.55), (1.0, 0.0)):
            tone = self._shade("lymph")
            tone.setAlphaF(share)
            stream.setColorAt(at, tone)
        painter.setBrush(stream)
        painter.translate(QPointF(*(place - 2.0 * along)))
        painter.rotate(degrees(turn))
        painter.drawPath(_fan(0.75 * radius, 2.0 * MOUTH_REACH))
        painter.restore()
        _draw_valve(painter, place - 6.0 * along, turn, 0.94 * radius, self._shade)


def _fan(half: float, reach: float) -> QPainterPath:
    """Return the stream out of a mouth of half a width: it widens as it goes."""
    path = QPainterPath(QPointF(0.0, -half))
    path.cubicTo(0.4 * reach, -half, 0.7 * reach, -1.3 * half, reach, -1.6 * half)
    path.lineTo(reach, 1.6 * half)
    path.cubicTo(0.7 * reach, 1.3 * half, 0.4 * reach, half, 0.0, half)
    path.closeSubpath()
    return path


def _pen(shade: QColor, width: float) -> QPen:
    pen = QPen(shade, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def _draw_valve(painter: QPainter, place: AnyArray, turn: float, radius: float, shade: Shade) -> None:
    """Draw two leaflets that lean with the flow: they let it pass and close behind it."""
    painter.save()
    painter.translate(QPointF(*place))
    painter.rotate(degrees(turn))
    painter.setPen(_pen(shade("lymph_edge"), 0.6))
    painter.setBrush(mixed(shade("lymph"), shade("lymph_shade"), 0.5))
    for side in (-1.0, 1.0):
        leaflet = QPainterPath(QPointF(-0.55 * radius, side * (radius + 0.3)))
        leaflet.quadTo(0.2 * radius, side * 0.82 * radius, 0.95 * radius, side * 0.2 * radius)
        leaflet.quadTo(0.5 * radius, side * 0.95 * radius, 0.25 * radius, side * (radius + 0.3))
        painter.drawPath(leaflet)
    painter.restore()


def draw_node(painter: QPainter, bean: Bean, shade: Shade) -> None:
    """Draw a node in its own frame: capsule, rim, cortex with follicles, and cords towards the hilum."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.fillPath(bean.path(CAPSULE + 0.7), shade("lymph_edge"))
    painter.fillPath(bean.path(CAPSULE), shade("node_capsule"))
    painter.fillPath(bean.path(0.5), shade("lymph_edge"))
    painter.fillPath(bean.path(), shade("lymph"))
    pulp = QRadialGradient(0.35 * bean.along, 0.0, 1.5 * bean.across)
    for place, share in ((0.0, 0.1), (0.5, 0.75), (1.0, 1.0)):
        pulp.setColorAt(place, mixed(shade("lymph"), shade("node"), share))
    painter.fillPath(bean.path(-SINUS), pulp)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for index in range(-2, 3):
        reach = 0.36 * bean.across * index
        cord = QPainterPath(QPointF(0.6 * bean.along, 0.14 * reach))
        cord.quadTo(0.3 * bean.along, 0.55 * reach, -0.12 * bean.along, reach)
        painter.setPen(_pen(mixed(shade("lymph"), shade("lymph_shade"), 0.35), 0.075 * bean.along))
        painter.drawPath(cord)
    painter.setPen(Qt.PenStyle.NoPen)
    for index in range(FOLLICLES):
        turn = pi + (index - 0.5 * (FOLLICLES - 1)) * 0.62
        x, y = 0.66 * bean.along * cos(turn), 0.7 * bean.across * sin(turn)
        size = (0.19 - 0.02 * (index % 2)) * bean.across
        for share, role in ((1.0, "follicle"), (0.6, "germinal_centre")):
            painter.setBrush(shade(role))
            painter.drawEllipse(QPointF(x - 0.12 * size * (1.0 - share), y), share * size, 0.92 * share * size)


def draw_lymph_sample(painter: QPainter, svg: SvgPainter, room: float) -> None:
    """Draw a node between two short pieces of vessel, within a distance in pixels."""
    shade = lymph_shade(svg.theme, is_open=True)
    painter.rotate(-25.0)
    for start, end in ((-0.88, -0.4), (0.3, 0.88)):
        for width, role in ((0.34, "lymph_edge"), (0.25, "lymph")):
            painter.fillRect(QRectF(start * room, -0.5 * width * room, (end - start) * room, width * room), shade(role))
    painter.save()
    unit = room / 62.0
    painter.scale(unit, unit)
    _draw_valve(painter, np.array([40.0, 0.0]), 0.0, 8.0, shade)
    draw_node(painter, Bean(0.0, 0.0, 0.0, 29.0, 42.0), shade)
    painter.restore()


class NodeCellPainter:
    """Draws the lymphocytes and T cells that crowd a node: small and calm."""

    def __init__(self, svg: SvgPainter, model: Model) -> None:
        ground = colour("node", svg.theme)
        self._families: dict[int, TurnedDrawing] = {}
        for code, kind in enumerate(model.cell_types):
            if kind.name in {"lymphocyte", "t_cell"}:
                roles = _ROLES[kind.name]
                shades = {role: mixed(colour(role, svg.theme), ground, CALM) for role in roles}
                shades["cell_halo"] = ground
                family = TurnedDrawing(svg, kind.name, NODE_CELL_SIZE * kind.radius, 8, shades=shades)
                self._families[code] = family

    def draw(
        self, canvas: Canvas, bodies: Mapping[str, AnyArray], place: tuple[FloatArray, FloatArray], shown: BoolArray
    ) -> None:
        """Draw the cells that are shown; places in pixels, shape (n,)."""
        for code, family in self._families.items():
            rows = np.flatnonzero((bodies["kind"] == code) & shown)
            canvas.draw(family, family.numbers(bodies["heading"][rows]), place[0][rows], place[1][rows])


_ROLES = {
    "lymphocyte": ("white_cell", "white_cell_outline", "white_cell_nucleus"),
    "t_cell": ("t_cell", "t_cell_outline", "t_cell_nucleus"),
}
