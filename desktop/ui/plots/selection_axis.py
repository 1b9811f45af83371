"""What both plots of selection share: a row for each trait, a logarithmic axis of factors, and a key of the causes."""

from collections.abc import Sequence
from math import log

import pyqtgraph
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.cascade.traits import TRAITS
from desktop.engine.model import Model
from desktop.scene.look.causes import cause_colours
from desktop.ui.look import metrics
from desktop.ui.look.theme import Look
from desktop.ui.plots.chart import Chart
from desktop.ui.plots.labels import PlotWords, Words

NARROW = 2.6
"""A plot of less than this many widths of its labels has no room for them beside the rows."""
NARROW_LEFT = 1.75
"""How many times farther such a plot reaches to the left than to the right: the labels are written there."""
BETWEEN = 12
"""Space between two words of the key, in pixels at font scale 1."""
LEAST_REACH = 0.02
"""The axis reaches at least from 1 over to 1 times this factor's exponential."""
SHARE_OF_ROW = 0.5
"""Where in its row, from its middle down, the ground of a trait is."""
LOW_ROW = 0.85
"""In rows lower than this, in heights of letters, the axis gives way."""
LEAST_ROW = 1.1
"""Least height of a row, in heights of letters, with which a key is shown."""
Key = Sequence[tuple[str, QColor]]
"""Words with their colors."""


class SelectionAxes(Chart):
    """Rows of traits; what is right of the line at 1 is above the slider's value."""

    def __init__(self, look: Look, model: Model) -> None:
        super().__init__(look)
        self._causes = {hazard.name: hazard.label for hazard in model.hazards}
        item = self.plot.getPlotItem()
        item.getViewBox().invertY(True)
        self._writing = PlotWords(item.getViewBox())
        self._even = pyqtgraph.PlotCurveItem()
        self._grounds = pyqtgraph.PlotCurveItem(connect="pairs")
        for part in (self._grounds, self._even):
            part.setZValue(-2.0)
            item.addItem(part, ignoreBounds=True)
        item.getAxis("left").setTicks([[(row, trait.label) for row, trait in enumerate(TRAITS)]])
        item.getAxis("left").setStyle(autoExpandTextSpace=False)
        self.heading.setWordWrap(True)

    def restyle(self) -> None:
        """Take colours and fonts from the present appearance."""
        super().restyle()
        look, font = self._look, self._look.font(metrics.FONT_SMALL)
        widest = max(QFontMetrics(font).horizontalAdvance(trait.label) for trait in TRAITS)
        self._label_width = widest + look.px(10)
        self.plot.getPlotItem().getAxis("left").setWidth(self._label_width)
        self._writing.set_font(font)
        self._even.setPen(pyqtgraph.mkPen(look.colour("control"), width=look.px(1), style=Qt.PenStyle.DashLine))
        self._grounds.setPen(pyqtgraph.mkPen(look.colour("hairline"), width=look.px(1)))
        self.redraw()

    def redraw(self) -> None:
        """Draw the present numbers."""
        raise NotImplementedError

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep room for the words."""
        super().resizeEvent(event)
        self.redraw()

    @property
    def is_narrow(self) -> bool:
        """Tell whether labels beside the rows would leave these too little room: they are written in them then."""
        return self.plot.width() < NARROW * self._label_width

    @property
    def written(self) -> list[str]:
        """Return the words on the plot."""
        return [words.text for words in self._writing.words]

    def cause_colour(self, name: str) -> QColor:
        """Return the color of a cause of death, as in the plot of causes."""
        return QColor(cause_colours(tuple(self._causes), self._look.theme)[name])

    def leave_out_notes(self, notes: QWidget, *, needed: bool) -> None:
        """Show words below the plot where the rows keep the height of their letters, or where they are ``needed``."""
        high = QFontMetrics(self._look.font(metrics.FONT_SMALL)).height()
        least = self._look.px(24) + len(TRAITS) * high + self._look.px(18) + high
        notes.setVisible(needed or self.height() >= least)
        # At once: what is drawn next needs to know how much room there is.
        self._column.activate()

    def show_axes(self, reach: float, marks: Sequence[float], keys: Sequence[Key]) -> list[Words]:
        """Show rows and an axis from exp(−reach) to exp(reach) with ticks, and return the words that must be written.

        Of the ``keys``, the first that leaves the rows their height stands in lines above them.
        """
        item, reach = self.plot.getPlotItem(), max(reach, LEAST_REACH)
        (item.hideAxis if self.is_narrow else item.showAxis)("left")
        item.getAxis("bottom").setTicks([[(log(mark), f"{mark:g} ×") for mark in marks if abs(log(mark)) < reach]])
        high = QFontMetrics(self._look.font(metrics.FONT_SMALL)).height()
        is_low = self.plot.height() - self._look.px(18) < LOW_ROW * high * len(TRAITS)
        (item.hideAxis if is_low else item.showAxis)("bottom")
        room = max(self.plot.height() - (0 if is_low else self._look.px(18)), 1.0)
        rows = LEAST_ROW * high * len(TRAITS)
        lines = next((lines for lines in map(self._key_lines, keys) if room - high * len(lines) >= rows), [])
        # Lines of the key are as high as letters, whatever is left for the rows.
        step = high * len(TRAITS) / max(room - high * len(lines), 0.3 * room)
        top = -SHARE_OF_ROW - step * len(lines)
        left = -(NARROW_LEFT if self.is_narrow else 1.0) * reach
        item.getViewBox().setRange(xRange=(left, reach), yRange=(top, len(TRAITS) - 1 + SHARE_OF_ROW), padding=0.0)
        self._even.setData([0.0, 0.0], [-SHARE_OF_ROW, len(TRAITS) - 1 + SHARE_OF_ROW])
        grounds = [row + SHARE_OF_ROW for row in range(len(TRAITS)) for _ in range(2)]
        self._grounds.setData([left, reach] * len(TRAITS), grounds)
        unit = (reach - left) / self._plot_width()
        return [*self._key_words(lines, (left, top), (unit, step)), *self._row_words(left)]

    def _row_words(self, left: float) -> list[Words]:
        if not self.is_narrow:
            return []
        shade = self._look.colour("quiet")
        return [Words(trait.label, left, float(row), "left middle", shade) for row, trait in enumerate(TRAITS)]

    def _plot_width(self) -> float:
        return max(self.plot.width() - (0.0 if self.is_narrow else self._label_width), 1.0)

    def _key_lines(self, key: Key) -> list[list[tuple[str, QColor, float]]]:
        """Return the words of the key with their left edges in pixels, line by line."""
        letters = QFontMetrics(self._look.font(metrics.FONT_SMALL))
        lines: list[list[tuple[str, QColor, float]]] = []
        left = float("inf")
        for words, shade in key:
            wide = letters.horizontalAdvance(words)
            if left + wide > self._plot_width() - self._look.px(4):
                lines.append([])
                left = 0.0
            lines[-1].append((words, shade, left))
            left += wide + self._look.px(BETWEEN)
        return lines

    @staticmethod
    def _key_words(
        lines: list[list[tuple[str, QColor, float]]], corner: tuple[float, float], unit: tuple[float, float]
    ) -> list[Words]:
        """Return the key, from a corner on, where a pixel across and a line down are so long on the axes."""
        return [
            Words(words, corner[0] + left * unit[0], corner[1] + (number + 0.5) * unit[1], "left middle", shade)
            for number, line in enumerate(lines)
            for words, shade, left in line
        ]
