"""Words at places of a plot. All of them are one item: one item for each word takes pyqtgraph far longer."""

from collections.abc import Sequence
from dataclasses import dataclass

from pyqtgraph import ViewBox
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

MARGIN = 4.0
"""Pixels between the place and the words."""
ALIGNMENTS = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "right": Qt.AlignmentFlag.AlignRight,
    "top": Qt.AlignmentFlag.AlignTop,
    "middle": Qt.AlignmentFlag.AlignVCenter,
    "bottom": Qt.AlignmentFlag.AlignBottom,
}


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
        self._words: tuple[Words, ...] = ()
        self._font = QFont()

    def set_font(self, font: QFont) -> None:
        """Write in another font."""
        self._font = font
        self.update()

    def show_words(self, words: Sequence[Words]) -> None:
        """Write other words."""
        self._words = tuple(words)
        self.update()

    def boundingRect(self) -> QRectF:
        """Return the whole plot, in its pixels."""
        return self._view.rect()

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        """Write the words."""
        painter.setFont(self._font)
        for words in self._words:
            painter.setPen(words.colour)
            painter.drawText(*self._box(words), words.text)

    def _box(self, words: Words) -> tuple[QRectF, Qt.AlignmentFlag]:
        """Return a box about the place that is large enough for any words, and how these stand in it."""
        place, alignment = self._view.mapFromView(QPointF(words.x, words.y)), Qt.AlignmentFlag(0)
        for part in words.corner.split():
            alignment |= ALIGNMENTS[part]
        reach = self._view.rect().width() + self._view.rect().height()
        box = QRectF(place.x() - reach, place.y() - reach, 2.0 * reach, 2.0 * reach)
        if alignment & Qt.AlignmentFlag.AlignLeft:
            box.setLeft(place.x() + MARGIN)
        if alignment & Qt.AlignmentFlag.AlignRight:
            box.setRight(place.x() - MARGIN)
        if alignment & Qt.AlignmentFlag.AlignTop:
            box.setTop(place.y() + MARGIN)
        if alignment & Qt.AlignmentFlag.AlignBottom:
            box.setBottom(place.y() - MARGIN)
        return box, alignment
