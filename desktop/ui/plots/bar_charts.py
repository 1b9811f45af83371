"""Live plots of bars: no boxes, few lines, words beside the marks, and colours of the scene."""

from collections.abc import Sequence

import numpy as np
import pyqtgraph
from PySide6.QtGui import QColor, QFontMetrics, QResizeEvent

from desktop.cascade.human_scale import scale_label
from desktop.engine.arrays import FloatArray
from desktop.engine.model import Model
from desktop.engine.snapshot import Snapshot
from desktop.scene.look.causes import cause_colours
from desktop.system.number_words import percent
from desktop.ui.look import metrics
from desktop.ui.look.theme import Look
from desktop.ui.plots.chart import Chart, Table
from desktop.ui.plots.labels import PlotWords, Words

BAR, BAND = 0.62, 0.9
"""Heights of a bar, and of the band behind it, of the distance between two."""
BAND_STRENGTH = 0.22
LOG_FLOOR = -0.35
"""Where bars of a log axis begin, so that a count of one has a bar."""

CAUSE_ROLES = {"natural_killer": "natural_killer", "t_cell": "t_cell", "oxidation": "oxidation_mark"}


class BarChart(Chart):
    """Horizontal bars with a word left and a number right of each."""

    def __init__(self, look: Look, labels: Sequence[str], *, is_log: bool) -> None:
        super().__init__(look)
        self._labels = tuple(labels)
        self._is_log = is_log
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
        self.plot.getPlotItem().getAxis("left").setWidth(widest + look.px(10))
        self._writing.set_font(font)
        self._bars.setOpts(brushes=self._brushes(), pen=pyqtgraph.mkPen(QColor(0, 0, 0, 0)))
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

    def _draw(self) -> None:
        length = self._lengths()
        start = LOG_FLOOR if self._is_log else 0.0
        longest = self._longest()
        self._bars.setOpts(
            x0=start, width=np.maximum(length - start, 0.0) * (self._counts > 0), y=np.arange(length.size)
        )
        right = start + (longest - start) * self._room()
        self.plot.getPlotItem().getViewBox().setRange(
            xRange=(start, right), yRange=(-0.6, length.size - 0.4), padding=0.0
        )
        self._writing.show_words(self._words(np.where(self._counts > 0, length, start)))

    def _words(self, ends: FloatArray) -> list[Words]:
        """Return what is written, with the numbers at the ends of the bars."""
        shade = self._look.colour("text")
        return [Words(self._number(i), float(end), float(i), "left middle", shade) for i, end in enumerate(ends)]

    def _longest(self) -> float:
        """Return the end of the longest bar, in the unit of the axis."""
        return max(float(self._lengths().max()), 1.0 if self._is_log else 1e-9)

    def _room(self) -> float:
        """Return how much longer than the longest bar the axis must be to hold the words at its end, as a factor."""
        width = max(self.plot.width() - self.plot.getPlotItem().getAxis("left").width(), 1.0)
        letters = QFontMetrics(self._look.font(metrics.FONT_SMALL))
        words = max(letters.horizontalAdvance(self._number(index)) for index in range(len(self._labels)))
        return float(width / max(width - words - self._look.px(14), 0.3 * width))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep room for the words."""
        super().resizeEvent(event)
        self._draw()

    def _lengths(self) -> np.ndarray:
        counts = self._counts.astype(np.float64)
        return np.log10(np.maximum(counts, 1.0)) if self._is_log else counts


class FunnelChart(BarChart):
    """How many journeys reached each milestone, on a log axis."""

    name = "funnel"
    title = "How many got how far"
    explanation = (
        "Journeys that reached each milestone, single cells and groups together. The axis is logarithmic: "
        "each equal length is ten times as many. The share is of all journeys begun. Shaded: between these counts lie "
        "90 % of other patients with the present sliders at the same moment of their runs; they are run quietly "
        "beside this one."
    )

    def __init__(self, look: Look, model: Model) -> None:
        self._funnel = np.zeros((2, len(model.milestones)), dtype=np.int64)
        self._spread: FloatArray | None = None
        rows = np.arange(len(model.milestones))
        self._band = pyqtgraph.BarGraphItem(x0=0.0, y=rows, height=BAND, width=0.0)
        self.note = ""
        """Words about the band."""
        super().__init__(look, [milestone.label for milestone in model.milestones], is_log=True)
        self.heading.setWordWrap(True)
        item = self.plot.getPlotItem()
        # Behind the bars.
        self._band.setZValue(-1.0)
        item.addItem(self._band, ignoreBounds=True)

    def restyle(self) -> None:
        """Take colours and fonts from the present appearance."""
        shade = QColor(self._look.colour("accent"))
        shade.setAlphaF(BAND_STRENGTH)
        self._band.setOpts(brush=shade, pen=pyqtgraph.mkPen(QColor(0, 0, 0, 0)))
        super().restyle()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the funnel of a moment."""
        self._funnel = np.asarray(snapshot.funnel)
        self.heading.setText(" · ".join(filter(None, (self.title, scale_label(snapshot.parameters)))))
        self.show_counts(self._funnel.sum(axis=0))

    def show_spread(self, spread: FloatArray | None, words: str) -> None:
        """Show with the next snapshot between which counts most other runs lie at its moment, and say so in words.

        Shape (2, milestones); None: nothing.
        """
        self._spread = spread
        self.note = words
        self._is_stale = True

    @property
    def band(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the ends of the band, as lengths on the logarithmic axis, shape (n,) each; n is 0 without one."""
        if self._spread is None:
            return np.zeros(0), np.zeros(0)
        low, high = np.log10(np.maximum(self._spread, 10.0**LOG_FLOOR))
        return low, high

    def _draw(self) -> None:
        super()._draw()
        low, high = self.band
        self._band.setOpts(x0=low, width=high - low, y=np.arange(low.size))

    def _words(self, ends: FloatArray) -> list[Words]:
        (_, right), (_, bottom) = self.plot.getPlotItem().getViewBox().viewRange()
        return [*super()._words(ends), Words(self.note, right, bottom, "right bottom", self._look.colour("quiet"))]

    def _longest(self) -> float:
        known = super()._longest()
        return known if self._spread is None else max(known, float(np.log10(max(self._spread.max(), 1.0))))

    def _number(self, index: int) -> str:
        count, first = int(self._counts[index]), int(self._counts[0])
        return f"{count:,}  {percent(count, first)}".strip() if first else "0"

    def table(self) -> Table:
        """Return milestones with singles, groups and share."""
        first = int(self._counts[0])
        rows = (
            (label, str(self._funnel[0, i]), str(self._funnel[1, i]), str(self._counts[i]),
             repr(int(self._counts[i]) / first) if first else "")
            for i, label in enumerate(self._labels)
        )  # fmt: skip
        return (("milestone", "singles", "groups", "all", "share of all begun"), *rows)


class CausesChart(BarChart):
    """Of what the cells died."""

    name = "causes"
    title = "Causes of death"
    explanation = "Cells that died on their journey, by cause, since the run began. The share is of all deaths."

    def __init__(self, look: Look, model: Model) -> None:
        self._hazards = tuple(hazard.name for hazard in model.hazards)
        super().__init__(look, [hazard.label for hazard in model.hazards], is_log=False)

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
