"""Live plots of bars: no boxes, few lines, words beside the marks, and colours of the scene."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph
from PySide6.QtGui import QColor, QFont, QFontMetrics, QResizeEvent

from desktop.engine.arrays import FloatArray
from desktop.engine.model import Model
from desktop.engine.snapshot import Snapshot
from desktop.scene.look.causes import cause_colours
from desktop.system.number_words import percent
from desktop.ui.look import metrics
from desktop.ui.look.theme import Look
from desktop.ui.plots.chart import Chart, Table
from desktop.ui.plots.labels import PlotWords, Words

BAR = 0.62
"""Height of a bar, of the distance between two."""

CAUSE_ROLES = {"natural_killer": "natural_killer", "t_cell": "t_cell", "oxidation": "oxidation_mark"}
NARROW = 2.4
"""A plot of less than this many widths of its labels has no room for them beside the bars."""
BETWEEN = " · "
LINE = 1.2
"""Least distance of two lines of words, of the size of their letters."""
PALE = 0.42
"""Opacity of bars on which words are written."""


@dataclass(frozen=True)
class Bars:
    """What is drawn: lengths and rows on the axes, shape (n,) each, the height of all, and a number for each."""

    lengths: FloatArray
    rows: FloatArray
    height: float
    numbers: tuple[str, ...]


class BarChart(Chart):
    """Horizontal bars, each as long as its number, with a word left and the number right of each."""

    def __init__(self, look: Look, labels: Sequence[str]) -> None:
        super().__init__(look)
        self._labels = tuple(labels)
        self._counts = np.zeros(len(self._labels), dtype=np.int64)
        self._is_stale = False
        self._bars = pyqtgraph.BarGraphItem(x0=0.0, y=np.arange(len(self._labels)), height=BAR, width=0.0)
        item = self.plot.getPlotItem()
        self._writing = PlotWords(item.getViewBox())
        item.getViewBox().invertY(True)
        item.addItem(self._bars, ignoreBounds=True)
        item.getAxis("left").setTicks([list(enumerate(self._labels))])
        item.getAxis("left").setStyle(autoExpandTextSpace=False)
        item.hideAxis("bottom")
        self.restyle()

    def restyle(self) -> None:
        """Take colours and fonts from the present appearance."""
        super().restyle()
        look = self._look
        font = look.font(metrics.FONT_SMALL)
        widest = max(QFontMetrics(font).horizontalAdvance(label) for label in self._labels)
        self._label_width = widest + look.px(10)
        self.plot.getPlotItem().getAxis("left").setWidth(self._label_width)
        self._bars.setOpts(pen=pyqtgraph.mkPen(QColor(0, 0, 0, 0)))
        self._draw()

    def _brushes(self) -> list[QColor]:
        return [self._look.colour("tumor")] * len(self._labels)

    def _number(self, index: int) -> str:
        raise NotImplementedError

    def show_counts(self, counts: np.ndarray) -> None:
        """Show other numbers."""
        if self._is_stale or not np.array_equal(counts, self._counts):
            self._counts = counts.copy()
            self._draw()
            self._is_stale = False
            self.settle()

    def drawn_bars(self) -> Bars:
        """Return the bars of the present numbers."""
        rows = np.arange(len(self._labels), dtype=np.float64)
        return Bars(self._counts.astype(np.float64), rows, BAR, tuple(map(self._number, range(rows.size))))

    def _start(self) -> float:
        """Return where the axis begins."""
        return 0.0

    def _draw(self) -> None:
        bars, start = self.drawn_bars(), self._start()
        item = self.plot.getPlotItem()
        (item.hideAxis if self.is_narrow else item.showAxis)("left")
        longest = self._longest(bars)
        right = start + (longest - start) * self._room(bars)
        # A single cell among thousands has a bar, too.
        least = (right - start) * self._look.px(2) / max(self._plot_width(), 1.0)
        width = np.where(bars.lengths > start, np.maximum(bars.lengths - start, least), 0.0)
        self._bars.setOpts(x0=start, width=width, y=bars.rows, height=bars.height, brushes=self._shades())
        item.getViewBox().setRange(xRange=(start, right), yRange=(-0.6, len(self._labels) - 0.4), padding=0.0)
        self._writing.set_font(self._font())
        self._writing.show_words(self._words(bars, start + width))

    def _font(self) -> QFont:
        """Return the font of the words: smaller where large text would have its lines run into each other."""
        font = self._look.font(metrics.FONT_SMALL)
        row = self.plot.height() / (len(self._labels) + 0.2)
        if self.is_narrow and row < LINE * font.pixelSize():
            font.setPixelSize(max(round(row / LINE), metrics.FONT_SMALL))
        return font

    def _lines(self, bars: Bars) -> dict[float, list[int]]:
        """Return which bars' numbers stand in one line, by its row: each its own, or all of a label if too near."""
        letters, rows = QFontMetrics(self._font()), bars.rows.tolist()
        is_close = self.plot.height() < len(rows) * letters.height()
        is_shared = len(rows) > len(self._labels) and (self.is_narrow or is_close)
        lines: dict[float, list[int]] = {}
        for index, row in enumerate(rows):
            lines.setdefault(float(round(row)) if is_shared else row, []).append(index)
        return lines

    def _words(self, bars: Bars, ends: FloatArray) -> list[Words]:
        """Return what is written, with the numbers at the ends of the bars."""
        shade = self._look.colour("text")
        if self.is_narrow:
            return self._words_on_bars(bars, shade)
        return [
            Words(BETWEEN.join(bars.numbers[i] for i in line), float(ends[line].max()), row, "left middle", shade)
            for row, line in self._lines(bars).items()
        ]

    def _words_on_bars(self, bars: Bars, shade: QColor) -> list[Words]:
        """Return what is written on a narrow plot: labels on the bars, numbers at the right edge."""
        (left, right), _ = self.plot.getPlotItem().getViewBox().viewRange()
        letters = QFontMetrics(self._font())
        written = [Words(label, left, float(row), "left middle", shade) for row, label in enumerate(self._labels)]
        for row, line in self._lines(bars).items():
            room = self._plot_width() - letters.horizontalAdvance(self._labels[round(row)]) - self._look.px(14)
            whole = BETWEEN.join(bars.numbers[i] for i in line)
            # Where there is room for one of them, the share says more than the count.
            shares = BETWEEN.join(bars.numbers[i].rpartition("  ")[2] for i in line)
            fitting = whole if letters.horizontalAdvance(whole) <= room else shares
            written.append(Words(fitting, right, row, "right middle", shade))
        return written

    @property
    def is_narrow(self) -> bool:
        """Tell whether labels beside the bars would leave these too little room: they are written on them then."""
        return self.plot.width() < NARROW * self._label_width

    def _shades(self) -> list[QColor]:
        """Return the colours of the bars: pale where words are written on them."""
        shades = [QColor(shade) for shade in self._brushes()]
        if self.is_narrow:
            for shade in shades:
                shade.setAlphaF(PALE)
        return shades

    def _longest(self, bars: Bars) -> float:
        """Return the end of the longest bar, in the unit of the axis."""
        return max(float(bars.lengths.max()), 1e-9)

    def _plot_width(self) -> float:
        return max(self.plot.width() - (0.0 if self.is_narrow else self._label_width), 1.0)

    def _room(self, bars: Bars) -> float:
        """Return how much longer than the longest bar the axis must be to hold the words at its end, as a factor."""
        if self.is_narrow:
            return 1.0
        width = self._plot_width()
        letters = QFontMetrics(self._look.font(metrics.FONT_SMALL))
        lines = (BETWEEN.join(bars.numbers[i] for i in line) for line in self._lines(bars).values())
        words = max(map(letters.horizontalAdvance, lines))
        return float(width / max(width - words - self._look.px(14), 0.3 * width))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep room for the words."""
        super().resizeEvent(event)
        self._draw()


class CausesChart(BarChart):
    """Of what the cells died."""

    name = "causes"
    title = "Causes of death"
    explanation = "Cells that died on their journey, by cause, since the run began. The share is of all deaths."

    def __init__(self, look: Look, model: Model) -> None:
        self._hazards = tuple(hazard.name for hazard in model.hazards)
        super().__init__(look, [hazard.label for hazard in model.hazards])

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the deaths up to a moment."""
        self.show_counts(np.asarray(snapshot.deaths).sum(axis=0))

    def _brushes(self) -> list[QColor]:
        return [QColor(shade) for shade in cause_colours(self._hazards, self._look.theme).values()]

    def _number(self, index: int) -> str:
        count = int(self._counts[index])
        return f"{count:,}  {percent(count, int(self._counts.sum()))}" if count else "0"

    def table(self) -> Table:
        """Return causes with counts and shares."""
        total = int(self._counts.sum())
        rows = (
            (label, str(self._counts[i]), repr(int(self._counts[i]) / total) if total else "")
            for i, label in enumerate(self._labels)
        )
        return (("cause", "cells", "share of all deaths"), *rows)
