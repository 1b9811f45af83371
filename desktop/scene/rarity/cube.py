"""One cube of blood as a picture: its cells from back to front, cut clean at its faces, like a block of jelly."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QPainter, QPixmap, QPolygonF

from desktop.engine.arrays import FloatArray, IntArray
from desktop.scene.bodies.attachments import TurnedCells
from desktop.scene.bodies.blood_cells import HALF_TURNS, RedCells
from desktop.scene.bodies.tumor_cells import TumorCells
from desktop.scene.look.palette import Theme, colour, mixed
from desktop.scene.rarity.cells import ANCHOR, WHOLE_FROM, Blood, Cells, edge, inner_corners
from desktop.scene.raster.artwork import SvgPainter
from desktop.scene.raster.atlas import Family, SpriteSheet
from desktop.scene.raster.canvas import Canvas
from desktop.scene.raster.pixels import blank_picture
from desktop.scene.raster.shapes import chance
from desktop.scene.raster.turned_drawing import TurnedDrawing

DEPTH = (0.34, -0.26)
"""Where the back of a cube lies on the screen, across and down in parts of its edge, seen from the left and above."""
SLICES = 24
"""Slices from back to front; within a slice kinds are drawn one after the other."""
LEAST_CELL = 14.0
"""Width in pixels at scale 1 from which the tumor cell is drawn as a cell; a smaller one is only marked."""
LEAST_DOT = 0.75
"""Radius in pixels at scale 1 of the dots that stand for cells too small to be drawn."""
DOT_BELOW = 2.2
"""Red cells with a smaller radius in pixels at scale 1 become dots, and all other kinds with them."""
BLOOD_SHADE = 0.45
"""How far the colour of blood lies from that of venous towards that of arterial red cells."""
OXYGEN = (0.15, 0.75)
"""Least and greatest oxygen of the red cells drawn, so that one can be told from the next."""
LIGHTS = (("top", "#FFFFFF", 0.16), ("side", "#000000", 0.26))
"""Faces that are not seen from the front, with the colour and strength of the light on them."""


@dataclass(frozen=True)
class Frame:
    """Where a cube lies on the screen: the top left corner of its front face and its edge, in pixels."""

    left: float
    top: float
    side: float

    def point(self, place: FloatArray) -> QPointF:
        """Return where a place in parts of the edge, shape (3,), lies on the screen."""
        x, y, z = (float(part) for part in place)
        return QPointF(
            self.left + self.side * (x + DEPTH[0] * z),
            self.top + self.side * (y + DEPTH[1] * z),
        )

    def points(self, place: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return where places, shape (n, 3), lie on the screen, shape (n,) each."""
        x = self.left + self.side * (place[:, 0] + DEPTH[0] * place[:, 2])
        y = self.top + self.side * (place[:, 1] + DEPTH[1] * place[:, 2])
        return x, y

    def front(self) -> QRectF:
        """Return the front face."""
        return QRectF(self.left, self.top, self.side, self.side)

    def bounds(self) -> QRectF:
        """Return the rectangle around the whole cube."""
        up = -DEPTH[1] * self.side
        return QRectF(self.left, self.top - up, self.side * (1.0 + DEPTH[0]), self.side + up)

    def part(self, low: FloatArray, high: FloatArray) -> "Frame":
        """Return the frame of a smaller cube that shares the plane of the front face."""
        corner = self.point(np.array([low[0], low[1], 0.0]))
        return Frame(corner.x(), corner.y(), self.side * float(high[0] - low[0]))

    def within(self) -> "Frame":
        """Return the frame of the next cube."""
        return self.part(*inner_corners())

    def face(self, name: str) -> QPolygonF:
        """Return the outline of a face: front, top, side, or all of them as the eye sees them."""
        corners = {
            "front": ((0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0)),
            "top": ((0, 0, 0), (0, 0, 1), (1, 0, 1), (1, 0, 0)),
            "side": ((1, 0, 0), (1, 0, 1), (1, 1, 1), (1, 1, 0)),
            "all": ((0, 0, 0), (0, 0, 1), (1, 0, 1), (1, 1, 1), (1, 1, 0), (0, 1, 0)),
        }[name]
        return QPolygonF([self.point(np.array(corner, dtype=np.float64)) for corner in corners])

    def edges(self) -> list[QLineF]:
        """Return the edges an eye sees that do not belong to the front face."""
        pairs = (
            ((0, 0, 0), (0, 0, 1)), ((1, 0, 0), (1, 0, 1)), ((1, 1, 0), (1, 1, 1)),
            ((0, 0, 1), (1, 0, 1)), ((1, 0, 1), (1, 1, 1)),
        )  # fmt: skip
        return [QLineF(*(self.point(np.array(end, dtype=np.float64)) for end in pair)) for pair in pairs]


def blood_colour(theme: Theme) -> QColor:
    """Return the colour of blood in which no cell can be told from the next."""
    return mixed(colour("red_cell_venous", theme), colour("red_cell_arterial", theme), BLOOD_SHADE)


class CubePainter:
    """Draws cubes of blood in one theme."""

    def __init__(self, blood: Blood, theme: Theme, *, flat: bool, scale: float) -> None:
        self._blood = blood
        self._theme = theme
        self._flat = flat
        self._scale = scale

    def pixmap(self, frame: Frame, level: int, cells: Cells) -> tuple[QPixmap, QPointF]:
        """Return the picture of a cube at rest and where its top left corner lies on the screen."""
        bounds = frame.bounds().adjusted(-2.0, -2.0, 2.0, 2.0).toAlignedRect()
        image = blank_picture(bounds.width(), bounds.height(), clear=True)
        painter = QPainter(image)
        painter.translate(-bounds.topLeft())
        self._paint(painter, frame, level, cells)
        painter.end()
        return QPixmap.fromImage(image), QPointF(bounds.topLeft())

    def _paint(self, painter: QPainter, frame: Frame, level: int, cells: Cells) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._ground(frame, level))
        painter.drawPolygon(frame.face("all"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        self._paint_cells(Canvas(painter, SpriteSheet()), frame, level, cells)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._light(painter, frame)

    def _ground(self, frame: Frame, level: int) -> QBrush:
        """Return what fills the gaps: blood where not all cells are drawn, plasma where they are."""
        if level >= WHOLE_FROM:
            return QBrush(mixed(colour("plasma", self._theme), colour("plasma_shade", self._theme), 0.6))
        shade = blood_colour(self._theme)
        gradient = QLinearGradient(frame.front().topLeft(), frame.front().bottomRight())
        gradient.setColorAt(0.0, shade.lighter(116))
        gradient.setColorAt(1.0, shade.darker(118))
        return QBrush(gradient)

    def _paint_cells(self, canvas: Canvas, frame: Frame, level: int, cells: Cells) -> None:
        """Draw all cells of a cube from back to front, the tumor cell among them where it is large enough."""
        sprites = _Sprites(self._blood, self._theme, frame.side / edge(level), self._scale, flat=self._flat)
        order = np.argsort(-cells.place[:, 2], kind="stable")
        middle = self._blood.tumor_radius / edge(level)
        behind = int(np.searchsorted(-cells.place[order, 2], -middle))
        for rows in np.array_split(order[:behind], SLICES):
            sprites.draw(canvas, frame, cells.at(rows))
        if is_cell_drawn(frame.side, level, self._blood, self._scale):
            sprites.draw_tumor_cell(canvas, frame, middle)
        sprites.draw(canvas, frame, cells.at(order[behind:]))

    @staticmethod
    def _light(painter: QPainter, frame: Frame) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        for face, shade, strength in LIGHTS:
            light = QColor(shade)
            light.setAlphaF(strength)
            painter.setBrush(light)
            painter.drawPolygon(frame.face(face))
        # What sticks out of the cube is cut off, smoothly.
        device = painter.device()
        mask = blank_picture(device.width(), device.height(), clear=True)
        cutter = QPainter(mask)
        cutter.setRenderHint(QPainter.RenderHint.Antialiasing)
        cutter.setTransform(painter.transform())
        cutter.setPen(Qt.PenStyle.NoPen)
        cutter.setBrush(Qt.GlobalColor.black)
        cutter.drawPolygon(frame.face("all"))
        cutter.end()
        painter.save()
        painter.resetTransform()
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
        painter.drawImage(0, 0, mask)
        painter.restore()


def is_cell_drawn(side: float, level: float, blood: Blood, scale: float) -> bool:
    """Return whether the tumor cell is large enough to be drawn as a cell in a cube with an edge in pixels."""
    return 2.0 * blood.tumor_radius * side / edge(level) >= LEAST_CELL * scale


def are_dots(side: float, level: float, blood: Blood, scale: float) -> bool:
    """Return whether cells are drawn as dots in a cube with an edge in pixels: dots are not to scale."""
    return blood.kinds[0].radius * side / edge(level) < DOT_BELOW * scale


class Dots:
    """Dots for a kind of cell; rare kinds get larger ones."""

    fine = True
    greatest = 64
    count = 1

    def __init__(self, name: str, theme: Theme, radius: float) -> None:
        role, light = _DOTS[name]
        self._shade = mixed(colour(role, theme), QColor("#FFFFFF"), light)
        self._radius = radius * (1.0 if name == "red_cell" else 1.5 if name == "platelet" else 2.2)

    def extent(self, number: int) -> float:
        """See `Family.extent`."""
        del number
        return self._radius + 1.0

    def draw(self, painter: QPainter, number: int) -> None:
        """See `Family.draw`."""
        del number
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._shade)
        painter.drawEllipse(QPointF(0.0, 0.0), self._radius, self._radius)


_DOTS = {
    "red_cell": ("red_cell_rim_arterial", 0.42),
    "platelet": ("platelet", 0.0),
    "neutrophil": ("white_cell", 0.0),
    "lymphocyte": ("white_cell", 0.0),
    "monocyte": ("white_cell", 0.0),
    "natural_killer": ("natural_killer", 0.35),
    "t_cell": ("t_cell", 0.35),
}
"""Role of a dot's colour, and how far it is drawn towards white to stand out from the blood."""


class _Sprites:
    """The cells of one cube: at true size, or all as dots where they would be too small."""

    def __init__(self, blood: Blood, theme: Theme, pixels_per_um: float, scale: float, *, flat: bool) -> None:
        # Flat red cells have no outline: crowded ones would melt into one.
        svg, plain = SvgPainter(theme, pixels_per_um), SvgPainter(theme, pixels_per_um, flat=flat)
        self._blood = blood
        self._pixels = pixels_per_um
        self._tumor = TumorCells(plain)
        small = blood.kinds[0].radius * self._pixels < DOT_BELOW * scale
        least = max(LEAST_DOT * scale, 0.7 * blood.kinds[0].radius * self._pixels)
        self._dots = [Dots(kind.name, svg.theme, least) for kind in blood.kinds] if small else []
        self._red = {
            number: RedCells(svg, kind.radius) for number, kind in enumerate(blood.kinds) if kind.name == "red_cell"
        }
        self._killers = {
            number: TurnedCells(plain, kind.name)
            for number, kind in enumerate(blood.kinds)
            if kind.name in {"natural_killer", "t_cell"}
        }
        self._others = {
            number: TurnedDrawing(svg, _DRAWINGS.get(kind.name, kind.name), kind.radius, 2 * HALF_TURNS)
            for number, kind in enumerate(blood.kinds)
            if number not in self._red and number not in self._killers
        }

    def draw(self, canvas: Canvas, frame: Frame, cells: Cells) -> None:
        """Draw cells, kind by kind."""
        x, y = frame.points(cells.place)
        for number, kind in enumerate(self._blood.kinds):
            rows = np.flatnonzero(cells.kind == number)
            if rows.size:
                family, numbers = self._numbers(number, kind.radius, cells.at(rows))
                canvas.draw(family, numbers, x[rows], y[rows])

    def _numbers(self, number: int, radius: float, cells: Cells) -> tuple[Family, IntArray]:
        if self._dots:
            return self._dots[number], np.zeros(len(cells.kind), dtype=np.int64)
        if number in self._red:
            oxygen = OXYGEN[0] + (OXYGEN[1] - OXYGEN[0]) * chance(np.arange(len(cells.kind)), 0, 11)
            red = self._red[number]
            return red, red.numbers(oxygen, cells.tilt, cells.heading, np.ones(oxygen.size))
        if number in self._killers:
            killer = self._killers[number]
            return killer, killer.numbers(np.full(len(cells.kind), radius * self._pixels), cells.heading)
        other = self._others[number]
        return other, other.numbers(cells.heading)

    def draw_tumor_cell(self, canvas: Canvas, frame: Frame, middle: float) -> None:
        """Draw the tumor cell at true size right behind the front face."""
        at = frame.point(np.array([ANCHOR[0], ANCHOR[1], middle]))
        radius = np.array([self._blood.tumor_radius * self._pixels])
        numbers = self._tumor.numbers(np.zeros(1, dtype=np.int64), radius, np.ones(1), np.array([0.4]))
        canvas.draw(self._tumor, numbers, np.array([at.x()]), np.array([at.y()]))


_DRAWINGS = {"platelet": "platelet_resting"}
