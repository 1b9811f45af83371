"""The funnel: how many journeys got how far."""

from functools import partial

import numpy as np
import pyqtgraph
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import QMenu, QPushButton

from desktop.cascade.human_scale import scale_label
from desktop.engine.arrays import FloatArray
from desktop.engine.model import Model
from desktop.engine.snapshot import Snapshot
from desktop.study.beginning import there_at_the_start
from desktop.system.number_words import percent
from desktop.ui.look.theme import Look
from desktop.ui.plots.bar_charts import BarChart, Bars
from desktop.ui.plots.chart import Table
from desktop.ui.widgets.plain import PlainLabel, tip

BAND = 0.9
"""Height of the band behind a bar, of the distance between two."""
BAND_STRENGTH = 0.22
LOG_FLOOR = -0.35
"""Where bars of a log axis begin, so that a count of one has a bar."""
HALF_BAR, ASIDE = 0.34, 0.21
"""Height of the bars of singles and of groups, and how far each stands from the middle of its row."""
CHOICES = (
    ("split", "Split", "Single cells above, groups below, each in % of its own journeys"),
    (
        "log",
        "Log axis",
        "Each equal length is ten times as many: small numbers are seen, but no longer how small they are",
    ),
)


class FunnelChart(BarChart):
    """How many journeys reached each milestone: bars as long as their numbers, or, on wish, on a log axis with ticks.

    Singles and groups can be shown apart.
    """

    name = "funnel"
    title = "How many got how far"
    explanation = (
        "Journeys that reached each milestone, single cells and groups together; the share is of all journeys begun. "
        "Bars are as long as their numbers; a logarithmic axis and singles apart from groups can be chosen. Shaded: "
        "between these counts lie 90 % of other patients with the present sliders at the same moment of their runs; "
        "they are run quietly beside this one."
    )

    def __init__(self, look: Look, model: Model) -> None:
        self._funnel = np.zeros((2, len(model.milestones)), dtype=np.int64)
        self._spread: FloatArray | None = None
        self._chosen = {name: False for name, _, _ in CHOICES}
        self._uncounted = 0
        rows = np.arange(len(model.milestones))
        self._band = pyqtgraph.BarGraphItem(x0=0.0, y=rows, height=BAND, width=0.0)
        self.notes = PlainLabel()
        self.notes.setObjectName("small")
        self.notes.setWordWrap(True)
        self.note = ""
        """Words about the band."""
        super().__init__(look, [milestone.label for milestone in model.milestones])
        self.heading.setWordWrap(True)
        item = self.plot.getPlotItem()
        # Behind the bars.
        self._band.setZValue(-1.0)
        item.addItem(self._band, ignoreBounds=True)
        self.add_below(self.notes)
        self.buttons = {name: self._button(name, words, explanation) for name, words, explanation in CHOICES}

    def _button(self, name: str, words: str, explanation: str) -> QPushButton:
        button = QPushButton(words)
        button.setObjectName("quiet")
        button.setCheckable(True)
        button.setToolTip(tip(explanation))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.toggled.connect(partial(self.choose, name))
        self.add_control(button)
        return button

    def choose(self, name: str, on: bool) -> None:
        """Choose ``log``, the logarithmic axis, or ``split``, singles apart from groups; or take it back."""
        self._chosen[name] = on
        self.buttons[name].setChecked(on)
        item = self.plot.getPlotItem()
        item.hideAxis("bottom")
        if self._chosen["log"]:
            item.showAxis("bottom")
            item.getAxis("bottom").setTicks([[(float(power), f"{10**power:,}") for power in range(8)]])
        self._draw()
        self.settle()

    def fill_menu(self, menu: QMenu) -> None:
        """Offer the choices, too."""
        menu.addSeparator()
        for name, words, _ in CHOICES:
            action = QAction(words, menu)
            action.setCheckable(True)
            action.setChecked(self._chosen[name])
            action.toggled.connect(partial(self.choose, name))
            menu.addAction(action)

    def restyle(self) -> None:
        """Take colours and fonts from the present appearance."""
        shade = QColor(self._look.colour("accent"))
        shade.setAlphaF(BAND_STRENGTH)
        self._band.setOpts(brush=shade, pen=pyqtgraph.mkPen(QColor(0, 0, 0, 0)))
        super().restyle()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the funnel of a moment."""
        funnel = np.asarray(snapshot.funnel)
        uncounted = there_at_the_start(snapshot)
        self._is_stale |= uncounted != self._uncounted or not np.array_equal(funnel, self._funnel)
        self._funnel, self._uncounted = funnel, uncounted
        self.heading.setText(" · ".join(filter(None, (self.title, scale_label(snapshot.parameters)))))
        self.show_title()
        self.show_counts(self._funnel.sum(axis=0))

    def show_spread(self, spread: FloatArray | None, words: str) -> None:
        """Show with the next snapshot between which counts most other runs lie at its moment, and say so in words.

        Shape (2, milestones); None: nothing.
        """
        self._spread = spread
        self.note = words
        self._is_stale = True

    @property
    def band(self) -> tuple[FloatArray, FloatArray]:
        """Return the ends of the band, as lengths on the axis, shape (n,) each; n is 0 without one."""
        if self._spread is None or self._chosen["split"]:
            return np.zeros(0), np.zeros(0)
        low, high = self._on_axis(self._spread)
        return low, high

    def _on_axis(self, counts: np.ndarray) -> FloatArray:
        """Return where counts lie on the axis, any shape; of a log axis, none is where it begins."""
        if not self._chosen["log"]:
            return np.asarray(counts, dtype=np.float64)
        return np.asarray(np.log10(np.maximum(counts, 10.0**LOG_FLOOR)))

    def _start(self) -> float:
        return LOG_FLOOR if self._chosen["log"] else 0.0

    def drawn_bars(self) -> Bars:
        """Return the bars of the present numbers, of singles before those of groups where they stand apart."""
        whole = super().drawn_bars()
        if not self._chosen["split"]:
            return Bars(self._on_axis(self._counts), whole.rows, whole.height, whole.numbers)
        begun = self._funnel[:, :1]
        # On a log axis the shares are counts all the same: its ticks are numbers of journeys.
        values = self._funnel if self._chosen["log"] else 100.0 * self._funnel / np.maximum(begun, 1)
        rows = np.concatenate([whole.rows - ASIDE, whole.rows + ASIDE])
        numbers = tuple(_number(int(n), int(begun[kind, 0])) for kind in range(2) for n in self._funnel[kind])
        return Bars(self._on_axis(values).ravel(), rows, HALF_BAR, numbers)

    def _brushes(self) -> list[QColor]:
        if not self._chosen["split"]:
            return super()._brushes()
        return [self._look.colour(role) for role in ("tumor", "group") for _ in self._labels]

    def _draw(self) -> None:
        super()._draw()
        self._tell_notes()
        low, high = self.band
        self._band.setOpts(x0=low, width=high - low, y=np.arange(low.size))

    def _tell_notes(self) -> None:
        """Write below the plot what is not counted, and what the band or the two bars are."""
        start = f"{self._uncounted} there at the start: not counted" if self._uncounted else ""
        bars = "singles above, groups below" if self._chosen["split"] else self.note
        self.notes.setText(" · ".join(filter(None, (start, bars))))
        self.notes.setVisible(bool(self.notes.text()))

    def _longest(self, bars: Bars) -> float:
        known = max(super()._longest(bars), 1.0 if self._chosen["log"] else 1e-9)
        _, high = self.band
        return max(known, float(high.max())) if high.size else known

    def _number(self, index: int) -> str:
        return _number(int(self._counts[index]), int(self._counts[0]))

    def table(self) -> Table:
        """Return milestones with singles, groups and share, and how many cells are not counted."""
        first = int(self._counts[0])
        rows = [
            (label, str(self._funnel[0, i]), str(self._funnel[1, i]), str(self._counts[i]),
             repr(int(self._counts[i]) / first) if first else "")
            for i, label in enumerate(self._labels)
        ]  # fmt: skip
        if self._uncounted:
            rows.append(("there at the start, not counted", str(self._uncounted), "0", str(self._uncounted), ""))
        return (("milestone", "singles", "groups", "all", "share of all begun"), *rows)


def _number(count: int, first: int) -> str:
    return f"{count:,}  {percent(count, first)}".strip() if first else "0"
