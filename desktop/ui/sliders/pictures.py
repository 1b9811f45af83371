"""The small pictures of the six survival factors: one cell, and what helps it."""

from collections.abc import Callable
from math import cos, pi, sin

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from desktop.ui.look.theme import Look


class FactorPicture(QWidget):
    """A picture of 22 × 22 pixels, drawn in a square of −1 to 1."""

    def __init__(self, group: str, look: Look) -> None:
        super().__init__()
        self._look = look
        self._draw = DRAWINGS.get(group, _draw_cell_alone)
        self.setFixedSize(QSize(look.px(22), look.px(22)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(self.width() / 2.0, self.height() / 2.0)
        painter.scale(self.width() / 2.0, self.height() / 2.0)
        self._draw(painter, self._look)
        painter.end()


def _pen(colour: QColor, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    return QPen(colour, width, style, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def _cell(painter: QPainter, look: Look, x: float = 0.0, y: float = 0.0, size: float = 0.55) -> None:
    """Draw a tumor cell: a rough rim and a large nucleus."""
    rim = QPolygonF()
    for i in range(22):
        r = size * (1.0 + 0.07 * (-1) ** i)
        rim.append(QPointF(x + r * cos(i * pi / 11), y + r * sin(i * pi / 11)))
    painter.setPen(_pen(look.colour("outline"), 0.06))
    painter.setBrush(look.colour("tumor"))
    painter.drawPolygon(rim)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.colour("nucleus"))
    painter.drawEllipse(QPointF(x + 0.06 * size, y - 0.04 * size), 0.52 * size, 0.46 * size)


def _draw_cell_alone(painter: QPainter, look: Look) -> None:
    _cell(painter, look)


def _draw_evasion(painter: QPainter, look: Look) -> None:
    """Draw half of the cell behind a veil, under a searching eye."""
    _cell(painter, look, 0.0, 0.18)
    veil = QColor(look.colour("surface"))
    veil.setAlphaF(0.72)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(veil)
    painter.drawRect(QRectF(0.0, -0.55, 0.8, 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_pen(look.colour("quiet"), 0.08, Qt.PenStyle.DotLine))
    painter.drawArc(QRectF(-0.6, -0.42, 1.2, 1.2), -90 * 16, 180 * 16)
    lid = QPainterPath(QPointF(-0.5, -0.68))
    lid.quadTo(QPointF(0.0, -1.12), QPointF(0.5, -0.68))
    lid.quadTo(QPointF(0.0, -0.36), QPointF(-0.5, -0.68))
    painter.setPen(_pen(look.colour("accent"), 0.09))
    painter.setBrush(look.colour("surface"))
    painter.drawPath(lid)
    painter.setBrush(look.colour("accent"))
    painter.drawEllipse(QPointF(0.0, -0.7), 0.12, 0.12)


def _draw_platelets(painter: QPainter, look: Look) -> None:
    """Draw a coat of spiky platelets."""
    _cell(painter, look, size=0.5)
    painter.setPen(_pen(look.colour("platelet_outline"), 0.05))
    painter.setBrush(look.colour("platelet"))
    for i in range(9):
        angle = i * 2.0 * pi / 9.0
        star = QPolygonF()
        for k in range(10):
            r = 0.21 if k % 2 == 0 else 0.1
            turn = angle + k * pi / 5.0
            star.append(QPointF(0.7 * cos(angle) + r * cos(turn), 0.7 * sin(angle) + r * sin(turn)))
        painter.drawPolygon(star)


def _draw_clusters(painter: QPainter, look: Look) -> None:
    """Draw four cells that hold on to each other."""
    for x, y in ((-0.38, -0.3), (0.36, -0.38), (-0.28, 0.42), (0.42, 0.34)):
        _cell(painter, look, x, y, 0.42)


def _draw_flexibility(painter: QPainter, look: Look) -> None:
    """Draw a cell drawn out between two walls."""
    painter.setPen(_pen(look.colour("control"), 0.1))
    for side in (-1.0, 1.0):
        wall = QPainterPath(QPointF(-0.95, side * 0.8))
        wall.quadTo(QPointF(0.0, side * 0.12), QPointF(0.95, side * 0.8))
        painter.drawPath(wall)
    painter.setPen(_pen(look.colour("outline"), 0.06))
    painter.setBrush(look.colour("tumor"))
    painter.drawEllipse(QPointF(0.0, 0.0), 0.85, 0.34)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.colour("nucleus"))
    painter.drawEllipse(QPointF(0.05, 0.0), 0.42, 0.18)


def _draw_stress(painter: QPainter, look: Look) -> None:
    """Draw a cell inside a shield."""
    shield = QPainterPath(QPointF(0.0, -0.95))
    shield.quadTo(QPointF(0.45, -0.7), QPointF(0.85, -0.68))
    shield.quadTo(QPointF(0.9, 0.5), QPointF(0.0, 0.95))
    shield.quadTo(QPointF(-0.9, 0.5), QPointF(-0.85, -0.68))
    shield.quadTo(QPointF(-0.45, -0.7), QPointF(0.0, -0.95))
    painter.setPen(_pen(look.colour("accent"), 0.11))
    painter.setBrush(look.colour("accent_soft"))
    painter.drawPath(shield)
    _cell(painter, look, 0.0, -0.05, 0.44)


def _draw_metabolism(painter: QPainter, look: Look) -> None:
    """Draw a cell with a bolt."""
    _cell(painter, look, -0.15, 0.12, 0.6)
    bolt = QPolygonF([QPointF(x, y) for x, y in (
        (0.45, -0.98), (0.0, -0.05), (0.36, -0.05), (0.2, 0.8), (0.88, -0.38), (0.46, -0.38), (0.78, -0.98),
    )])  # fmt: skip
    painter.setPen(_pen(look.colour("surface"), 0.1))
    painter.setBrush(look.colour("accent"))
    painter.drawPolygon(bolt)


DRAWINGS: dict[str, Callable[[QPainter, Look], None]] = {
    "immune_evasion": _draw_evasion,
    "platelets": _draw_platelets,
    "clusters": _draw_clusters,
    "flexibility": _draw_flexibility,
    "stress_resistance": _draw_stress,
    "metabolism": _draw_metabolism,
}
