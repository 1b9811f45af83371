"""True rarity: a millilitre of blood, and in steps of ten the way down to the one tumor cell in it.

Every picture is a cube of blood with a tenth of the volume of the one before. On the way from one to the next both are
drawn, the wider one stretched and fading; numbers, scale bar and outlines are exact at every moment.
"""

from math import floor

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QRadialGradient

from desktop.engine.arrays import FloatArray
from desktop.scene.look.options import SceneOptions
from desktop.scene.look.palette import Theme, colour
from desktop.scene.look.vision import Vision, seen_picture
from desktop.scene.rarity.card import CARD_HEIGHT, CardPainter
from desktop.scene.rarity.cells import ANCHOR, LEVELS, SHRINK, Blood, Cells, cells_of, edge, other_tumor_cells
from desktop.scene.rarity.cube import DEPTH, CubePainter, Frame, is_cell_drawn
from desktop.scene.rarity.words import VOLUMES
from desktop.scene.raster.pixels import blank_picture
from desktop.scene.words.overlays import bar_length
from desktop.scene.words.text import BODY, SMALL, Label, Lettering

MARGIN = 26.0
"""Space around cube and card in pixels at scale 1."""
LOW = 560.0
"""Height of a picture in pixels below which margins shrink."""
BAR_ROOM = 34.0
"""Height kept free for the scale bar below the cube."""
BAR_SHARE = 0.5
"""Greatest length of the scale bar in parts of the front face."""
FADES = (0.1, 0.75)
"""Parts of the way from one level to the next between which the next picture appears."""
RING = 11.0
"""Radius of the ring around a tumor cell that is too small to be drawn, in pixels at scale 1."""
FEW = 60
"""So many other tumor cells get rings of a good size; more get small ones."""
BEYOND = 0.002
"""How near to a level a position counts as being there."""


class RarityPainter:
    """Draws the view for one sort of blood; pictures of cubes are kept until size or look change."""

    def __init__(self, blood: Blood) -> None:
        self.blood = blood
        self._cells: list[Cells] = []
        self._others: list[FloatArray] = []
        self._kept: dict[int, tuple[QPixmap, QPointF]] = {}
        self._key: tuple[object, ...] = ()
        self._lettering = Lettering()
        self._card = CardPainter()

    def paint(self, painter: QPainter, width: int, height: int, position: float, options: SceneOptions) -> None:
        """Draw the picture at a level, 0 to `LEVELS` − 1, or between two, into a rectangle in device pixels."""
        if options.seen_as is Vision.NORMAL:
            self._paint(painter, width, height, position, options)
            return
        picture = blank_picture(width, height, clear=False)
        canvas = QPainter(picture)
        self._paint(canvas, width, height, position, options)
        canvas.end()
        painter.drawImage(0, 0, seen_picture(picture, options.seen_as))

    def _paint(self, painter: QPainter, width: int, height: int, position: float, options: SceneOptions) -> None:
        frame, card = layout(width, height, options.text_scale)
        level = min(max(floor(position + BEYOND), 0), LEVELS - 1)
        way = max(position - level, 0.0) if position - level > BEYOND else 0.0
        painter.save()
        painter.setClipRect(0, 0, width, height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        _paint_ground(painter, width, height, frame, options.theme)
        self._paint_cubes(painter, frame, level, way, options)
        self._paint_tumor_cells(painter, frame, level, way, options)
        if way == 0.0 and level < LEVELS - 1:
            self._name_next(painter, frame.within(), level, options)
        self._paint_bar(painter, frame, level + way, options)
        self._card.paint(painter, card, self.blood, (level, way), frame.side, options)
        painter.restore()

    # --- cubes ---

    def prepare(self, width: int, height: int, level: int, options: SceneOptions) -> None:
        """Make the picture of a level ready, so that the way to it does not stutter."""
        frame, _ = layout(width, height, options.text_scale)
        self._picture(frame, level, options)

    @property
    def pictures_kept(self) -> int:
        """Return how many pictures of levels are kept."""
        return len(self._kept)

    def give_pictures_up(self) -> None:
        """Let the pictures of all levels go, as when none is looked at: together they take ten megabytes."""
        self._kept.clear()

    def _picture(self, frame: Frame, level: int, options: SceneOptions) -> tuple[QPixmap, QPointF]:
        if not self._cells:
            self._cells, self._others = cells_of(self.blood), other_tumor_cells(self.blood)
        key = (frame, options.theme, options.high_visibility, options.text_scale)
        if key != self._key:
            self._kept.clear()
            self._key = key
        if level not in self._kept:
            cubes = CubePainter(self.blood, options.theme, flat=options.high_visibility, scale=options.text_scale)
            self._kept[level] = cubes.pixmap(frame, level, self._cells[level])
        return self._kept[level]

    def _paint_cubes(self, painter: QPainter, frame: Frame, level: int, way: float, options: SceneOptions) -> None:
        """Draw the cube of a level grown by the way made, and in it the next one, or its outline."""
        outer = grown(frame, way)
        painter.setOpacity(1.0 - _smooth(way, FADES[1], 1.0))
        self._stretch(painter, frame, outer, level, options)
        painter.setOpacity(1.0)
        if level == LEVELS - 1:
            _paint_edges(painter, outer, options)
            return
        inner = outer.within()
        if way > 0.0:
            painter.setOpacity(_smooth(way, *FADES))
            self._stretch(painter, frame, inner, level + 1, options)
            painter.setOpacity(1.0)
        _paint_edges(painter, outer, options, 1.0 - way)
        _paint_edges(painter, inner, options, inside=True)

    def _stretch(self, painter: QPainter, frame: Frame, goal: Frame, level: int, options: SceneOptions) -> None:
        pixmap, at = self._picture(frame, level, options)
        factor = goal.side / frame.side
        if factor == 1.0:
            painter.drawPixmap(at, pixmap)
            return
        target = QRectF(
            goal.left + (at.x() - frame.left) * factor,
            goal.top + (at.y() - frame.top) * factor,
            pixmap.width() * factor,
            pixmap.height() * factor,
        )
        painter.drawPixmap(target, pixmap, QRectF(pixmap.rect()))

    def _name_next(self, painter: QPainter, inner: Frame, level: int, options: SceneOptions) -> None:
        label = Label(f"a tenth: {VOLUMES[level + 1]}", SMALL, options.text_scale, options.theme)
        width, height = self._lettering.size(label)
        x = inner.left + 0.5 * (inner.side - width)
        self._lettering.draw(painter, label, x, inner.top + inner.side + 0.35 * height)

    # --- tumor cells ---

    def _paint_tumor_cells(
        self, painter: QPainter, frame: Frame, level: int, way: float, options: SceneOptions
    ) -> None:
        """Mark the tumor cell where it is too small to be drawn, and the others that the cube holds."""
        outer, scale = grown(frame, way), options.text_scale
        small = RING * scale * (0.45 if len(self._others[level]) <= FEW else 0.25)
        for place in self._others[level]:
            _ring(painter, outer.point(place), small, options)
        if is_cell_drawn(frame.side, level + way, self.blood, scale):
            return
        at = outer.point(ANCHOR)
        radius = RING * scale
        _ring(painter, at, radius, options)
        label = Label(
            "the one we follow" if len(self._others[level]) else "one tumor cell", BODY, scale, options.theme, bold=True
        )
        if way == 0.0:
            _, height = self._lettering.size(label)
            self._lettering.draw(painter, label, at.x() + 1.5 * radius, at.y() - 0.5 * height)

    # --- scale ---

    def _paint_bar(self, painter: QPainter, frame: Frame, position: float, options: SceneOptions) -> None:
        """Draw the scale bar: true at every moment, also on the way."""
        scale = options.text_scale
        pixels_per_um = frame.side / edge(position)
        length = bar_length(BAR_SHARE * frame.side / pixels_per_um)
        text = f"{length / 1000.0:g} mm" if length >= 1000.0 else f"{length:g} µm"
        left, y = frame.left, frame.top + frame.side + 16.0 * scale
        right = left + length * pixels_per_um
        label = Label(text, BODY, scale, options.theme, plate=False, bold=True)
        text_width, height = self._lettering.size(label)
        plate = QRectF(left - 8.0 * scale, y - 0.6 * height, right - left + text_width + 24.0 * scale, 1.2 * height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("panel", options.theme, 0.9))
        painter.drawRoundedRect(plate, 5.0 * scale, 5.0 * scale)
        pen = QPen(colour("text", options.theme), 2.0 * scale)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawLine(QPointF(left, y), QPointF(right, y))
        for end in (left + scale, right - scale):
            painter.drawLine(QPointF(end, y - 4.0 * scale), QPointF(end, y + 4.0 * scale))
        self._lettering.draw(painter, label, right + 8.0 * scale, y - 0.5 * height)


def layout(width: int, height: int, scale: float) -> tuple[Frame, QRectF]:
    """Return where the cube and the card stand in a picture of a size in pixels."""
    margin = MARGIN * min(scale, height / LOW)
    card_width = min(max(0.3 * width, 330.0 * scale), 440.0 * scale, 0.46 * width)
    card_height = min(height - 2.0 * margin, CARD_HEIGHT * scale)
    card = QRectF(width - margin - card_width, 0.5 * (height - card_height), card_width, card_height)
    room_x = max(card.left() - 2.0 * margin, 60.0)
    room_y = max(height - 2.0 * margin - BAR_ROOM * scale, 60.0)
    side = floor(min(room_x / (1.0 + DEPTH[0]), room_y / (1.0 - DEPTH[1])))
    left = margin + 0.5 * (room_x - side * (1.0 + DEPTH[0]))
    top = margin + 0.5 * (room_y - side * (1.0 - DEPTH[1])) - DEPTH[1] * side
    return Frame(float(round(left)), float(round(top)), float(side)), card


def grown(frame: Frame, way: float) -> Frame:
    """Return where a cube lies on the way to the next level, which then has taken its place."""
    if way == 0.0:
        return frame
    at, side = frame.point(ANCHOR), frame.side * SHRINK**-way
    return Frame(at.x() - side * float(ANCHOR[0]), at.y() - side * float(ANCHOR[1]), side)


def _smooth(value: float, low: float, high: float) -> float:
    """Return 0 below a limit, 1 above another and a gentle slope between them."""
    share = min(max((value - low) / (high - low), 0.0), 1.0)
    return share * share * (3.0 - 2.0 * share)


def _paint_ground(painter: QPainter, width: int, height: int, frame: Frame, theme: Theme) -> None:
    """Paint the ground, a little lighter behind the cube."""
    painter.fillRect(0, 0, width, height, colour("window", theme))
    middle = frame.bounds().center()
    light = QRadialGradient(middle, 1.1 * frame.side)
    light.setColorAt(0.0, colour("panel", theme))
    light.setColorAt(1.0, colour("window", theme))
    painter.fillRect(0, 0, width, height, light)


def _paint_edges(
    painter: QPainter, frame: Frame, options: SceneOptions, strength: float = 1.0, *, inside: bool = False
) -> None:
    """Draw the edges of a cube; those of one inside another shine through the blood as dashes."""
    width = max(1.2 * options.text_scale, 1.0)
    shade = QColor("#FFFFFF")
    shade.setAlphaF((0.95 if inside else 0.5) * strength)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(shade, 1.4 * width if inside else width))
    painter.drawPolygon(frame.face("front"))
    shade.setAlphaF((0.4 if inside else 0.35) * strength)
    pen = QPen(shade, width)
    if inside:
        pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.drawLines(frame.edges())


def _ring(painter: QPainter, at: QPointF, radius: float, options: SceneOptions) -> None:
    """Draw a ring with a dot: here is a tumor cell."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    thin = min(radius / (0.45 * RING * options.text_scale), 1.0)
    for role, width in (("cell_halo", 4.2), ("tumor_epithelial", 2.0)):
        painter.setPen(QPen(colour(role, options.theme), width * thin * options.text_scale))
        painter.drawEllipse(at, radius, radius)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour("tumor_epithelial", options.theme))
    painter.drawEllipse(at, 1.6 * options.text_scale, 1.6 * options.text_scale)


def rest(position: float) -> int:
    """Return the level nearest to a position."""
    return int(np.clip(round(position), 0, LEVELS - 1))
