"""The card beside the pictures of true rarity: volume, counter, and what is drawn."""

from math import ceil

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from desktop.scene.legend.legend import paint_swatch
from desktop.scene.look.options import SceneOptions
from desktop.scene.look.palette import colour
from desktop.scene.page.typeface import typeface
from desktop.scene.rarity.cells import LEVELS, Blood, edge, ring_stands_for
from desktop.scene.rarity.cube import are_dots, is_cell_drawn
from desktop.scene.rarity.words import (
    COMPARISONS,
    VOLUMES,
    Line,
    counter,
    drawing_note,
    edge_words,
    story,
    tumor_line,
    tumor_note,
)
from desktop.scene.words.text import BODY, DISPLAY, SMALL, TITLE
from desktop.system.number_words import in_numbers

CARD_HEIGHT = 548.0
"""Height of the card in pixels at scale 1 for which type has its declared size; on a lower one it is smaller."""
BRIEF_HEIGHT = 424.0
"""The same for a card that leaves out what can be missed, as large type on a small screen asks for."""
BRIEF_BELOW = 0.92
"""Share of the declared size of type below which the card is brief."""
PAD = 18.0
ROW = 27.0
SWATCH = 22.0
MIDWAY = 0.5
"""Between two levels words are those of the nearer one, and numbers those of the cube on the way."""


class CardPainter:
    """Writes the card, line by line."""

    def paint(
        self,
        painter: QPainter,
        card: QRectF,
        blood: Blood,
        position: tuple[int, float],
        side: float,
        options: SceneOptions,
    ) -> None:
        """Write the card of a level and the way made to the next one; ``side`` is the cube's edge in pixels."""
        level, way = position
        near = min(level + (way >= MIDWAY), LEVELS - 1)
        brief = card.height() < BRIEF_BELOW * CARD_HEIGHT * options.text_scale
        full = BRIEF_HEIGHT if brief else CARD_HEIGHT
        pen = _Pen(painter, card, options, min(options.text_scale, card.height() / full))
        pen.panel()
        if not brief:
            pen.write(f"{near + 1} of {LEVELS} · each picture is a tenth of the one before", SMALL, "text_soft")
        pen.write(f"{VOLUMES[near]} of blood", DISPLAY, bold=True)
        pen.write(f"a cube of {edge_words(near)}: {COMPARISONS[near]}", BODY, "text_soft")
        pen.skip(8.0)
        pen.write(story(blood, near), BODY, lines=2)
        pen.rule()
        pen.write("Blood cells in the cube, on average", SMALL, "text_soft")
        pen.skip(2.0)
        for number, line in enumerate(counter(blood, level + way, brief=brief)):
            pen.row(line, TITLE if number == 0 else BODY)
        pen.rule()
        pen.row(tumor_line(blood, near), TITLE, "tumor_hybrid")
        pen.write(tumor_note(blood), SMALL, "text_soft", lines=2)
        pen.rule()
        pen.write("What is drawn", SMALL, bold=True)
        # On the way two pictures lie over each other, and no such sentence would be true.
        pen.write(_drawing(blood, near, side, options) if way == 0.0 else "", SMALL, "text_soft", lines=4)


def _drawing(blood: Blood, level: int, side: float, options: SceneOptions) -> str:
    scale = options.text_scale
    words = drawing_note(
        level,
        dots=are_dots(side, level, blood, scale),
        marked=not is_cell_drawn(side, level, blood, scale),
        each_ring=ring_stands_for(blood.tumor_per_ml, level),
    )
    tumor, red = 2.0 * blood.tumor_radius, 2.0 * blood.kinds[0].radius
    if level == LEVELS - 1:
        room = in_numbers(edge(level))
        words += f" Tumor cell {in_numbers(tumor)} µm, red cell {in_numbers(red)} µm wide, cube {room} µm."
    return words


class _Pen:
    """Writes downwards on a card."""

    def __init__(self, painter: QPainter, card: QRectF, options: SceneOptions, scale: float) -> None:
        self._painter = painter
        self._card = card
        self._options = options
        self._scale = scale
        self._left = card.left() + PAD * scale
        self._width = card.width() - 2.0 * PAD * scale
        self._y = card.top() + PAD * scale

    def panel(self) -> None:
        """Draw the card itself."""
        theme, corner = self._options.theme, 8.0 * self._scale
        self._painter.setPen(QPen(colour("hairline", theme), 1.0))
        self._painter.setBrush(colour("panel", theme, 0.95))
        self._painter.drawRoundedRect(self._card, corner, corner)

    def _font(self, size: int, *, bold: bool) -> QFont:
        font = typeface()
        font.setPixelSize(max(round(size * self._scale), 1))
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        return font

    def _shade(self, role: str) -> QColor:
        return colour(role, self._options.theme)

    def skip(self, pixels: float) -> None:
        """Leave room; pixels at scale 1."""
        self._y += pixels * self._scale

    def write(self, words: str, size: int, role: str = "text", *, bold: bool = False, lines: int = 1) -> None:
        """Write words in the room of a number of lines."""
        font = self._font(size, bold=bold)
        measures = QFontMetricsF(font)
        height = ceil(lines * measures.lineSpacing())
        self._painter.setFont(font)
        self._painter.setPen(self._shade(role))
        box = QRectF(self._left, self._y, self._width, height + measures.lineSpacing())
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        if lines == 1:
            words = measures.elidedText(words, Qt.TextElideMode.ElideRight, self._width)
            self._painter.drawText(QPointF(self._left, self._y + measures.ascent()), words)
        else:
            self._painter.drawText(box, int(flags) | int(Qt.TextFlag.TextWordWrap), words)
        self._y += height + 3.0 * self._scale

    def rule(self) -> None:
        """Draw a hairline."""
        self.skip(6.0)
        self._painter.fillRect(QRectF(self._left, round(self._y), self._width, 1.0), self._shade("hairline"))
        self.skip(9.0)

    def row(self, line: Line, size: int, role: str = "text") -> None:
        """Write a kind of cell with its picture left and its number right."""
        scale = self._scale
        high, picture = ROW * scale, SWATCH * scale
        box = QRectF(self._left, self._y, self._width, high)
        paint_swatch(
            self._painter,
            QRectF(self._left, self._y + 0.5 * (high - picture), picture, picture),
            line.name,
            self._options,
        )
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        self._painter.setPen(self._shade("text"))
        self._painter.setFont(self._font(BODY, bold=False))
        words = box.adjusted(picture + 9.0 * scale, 0.0, 0.0, 0.0)
        self._painter.drawText(words, middle | int(Qt.AlignmentFlag.AlignLeft), line.label)
        self._painter.setPen(self._shade(role))
        self._painter.setFont(self._font(size, bold=True))
        self._painter.drawText(box, middle | int(Qt.AlignmentFlag.AlignRight), line.number)
        self._y += high
