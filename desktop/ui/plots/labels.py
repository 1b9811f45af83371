"""Words at places of a plot. All of them are one item: one item for each word takes pyqtgraph far longer."""

from collections.abc import Sequence
from dataclasses import dataclass

from pyqtgraph import ViewBox
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

MARGIN = 4.0
"""Pixels between the place and the words."""


@dataclass(frozen=True)
class Words:
    """A text whose side or corner, such as ``left middle``, is at a place of the plot's axes."""

    text: str
    x: float
    y: float
    corner: str
    colour: QColor


class PlotWords(QGraphicsItem):
    """Words that keep their size, whatever the axes show."""

    def __init__(self, view: ViewBox) -> None:
        super().__init__(view)
        self._view = view
        self.words: tuple[Words, ...] = ()
        self._font = QFont()

    def set_font(self, font: QFont) -> None:
        """Write in another font."""
        self._font = font
        self.update()

    def show_words(self, words: Sequence[Words]) -> None:
        """Write other words."""
        self.words = tuple(words)
        self.update()

    def boundingRect(self) -> QRectF:
        """Return the whole plot, in its pixels."""
        return self._view.rect()

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Write the words."""
        painter.setFont(self._font)
        for words, box in zip(self.words, self.boxes(), strict=True):
            painter.setPen(words.colour)
            painter.drawText(box, Qt.TextFlag.TextDontClip | Qt.AlignmentFlag.AlignCenter, words.text)

    def boxes(self) -> list[QRectF]:
        """Return where each of the words stands, in pixels of the plot."""
        letters = QFontMetricsF(self._font)
        return [self._box(words, letters) for words in self.words]

    def _box(self, words: Words, letters: QFontMetricsF) -> QRectF:
        place, corner = self._view.mapFromView(QPointF(words.x, words.y)), words.corner.split()
        wide, high = letters.horizontalAdvance(words.text), letters.height()
        left = place.x() + MARGIN if "left" in corner else place.x() - 0.5 * wide
        top = place.y() + MARGIN if "top" in corner else place.y() - 0.5 * high
        if "right" in corner:
            left = place.x() - MARGIN - wide
        if "bottom" in corner:
            top = place.y() - MARGIN - high
        return QRectF(left, top, wide, high)
