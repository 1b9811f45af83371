"""Who survives: the traits of all that set out, of the dead of each cause, and of the survivors of the watched run."""

import numpy as np
import pyqtgraph
from PySide6.QtCore import Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QPushButton

from desktop.cascade.human_scale import scale_label
from desktop.cascade.traits import TRAITS
from desktop.engine.arrays import FloatArray
from desktop.engine.model import Model
from desktop.engine.snapshot import Snapshot
from desktop.study.selection import ALL, SURVIVED
from desktop.study.trait_scores import ALIKE
from desktop.ui.look.theme import Look
from desktop.ui.plots.chart import Table
from desktop.ui.plots.labels import Words
from desktop.ui.plots.selection_axis import SHARE_OF_ROW, Key, SelectionAxes
from desktop.ui.plots.selection_log import MIDDLES, MOST_SINGLE, REACH, Selected, SelectionLog
from desktop.ui.widgets.plain import PlainLabel, tip

ENOUGH = 20
"""Cells of which the mean is shown: of fewer it lies too far off by luck (by more than a fifth of the spread)."""
HIGH = 0.86
"""Height of the ridges, of the distance between two rows."""
PALE = 0.3
"""Opacity of the ridge of all."""
MARKS = (0.25, 0.5, 0.7, 1.0, 1.4, 2.0, 4.0)
DOT, MEAN = 5, 8
"""Widths of the dot of a survivor and of the mark of a mean, in pixels at font scale 1."""
CLEAR = QColor(0, 0, 0, 0)


class SelectionChart(SelectionAxes):
    """A row for each trait: a ridge of all, survivors as dots or a line, and the means of the dead.

    Signals
    -------
    cohort_asked
        The same should be seen in many journeys.
    """

    cohort_asked = Signal()

    name = "selection"
    title = "Who survives"
    explanation = (
        "How strong each of the six survival factors is in the cells that left the tumor, over the slider's value (the "
        "dashed line). Pale hills: all that set out, with a line at their mean, which lies beside 1 where the few "
        "clones of this patient happen to have more or less. Dots, or a line where they are many: those that fell "
        "asleep or began to grow, with a diamond and a number at their mean. Triangles: the means of the dead, in the "
        "color of the cause of death, from 20 cells on. Where the survivors' mean is right of the hill's, more of the "
        "trait helped: they are selected. One run has few survivors; “In many journeys” counts a cohort. How much "
        "cells differ is an assumption, and a slider."
    )

    def __init__(self, look: Look, model: Model) -> None:
        self.log = SelectionLog(model)
        self.selected = Selected(0.0)
        self.notes = PlainLabel()
        self.notes.setObjectName("small")
        self.notes.setWordWrap(True)
        super().__init__(look, model)
        item = self.plot.getPlotItem()
        self._ridges = [pyqtgraph.PlotCurveItem() for _ in TRAITS]
        self._outlines = [pyqtgraph.PlotCurveItem() for _ in TRAITS]
        self._middles = pyqtgraph.PlotCurveItem(connect="pairs")
        self._dots, self._means, self._dead = (pyqtgraph.ScatterPlotItem() for _ in range(3))
        self._marks = (*self._ridges, self._middles, *self._outlines, self._dots, self._dead, self._means)
        for depth, part in enumerate(self._marks):
            part.setZValue(-1.0 + 0.01 * depth)
            item.addItem(part, ignoreBounds=True)
        self.add_below(self.notes)
        self.button = QPushButton("In many journeys…")
        self.button.setObjectName("quiet")
        self.button.setToolTip(tip("Counts 20,000 journeys of this patient in the background (Shift+F8)"))
        self.button.clicked.connect(self.cohort_asked)
        self.add_control(self.button)
        self._is_made = True
        self.restyle()

    _is_made = False

    def clear(self) -> None:
        """Forget the run."""
        self.log.clear()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Take in what happened and draw it."""
        self.selected = self.log.update(snapshot)
        self.heading.setText(" · ".join(filter(None, (self.title, scale_label(snapshot.parameters)))))
        self.show_title()
        self.redraw()
        self.settle()

    # --- drawing ---

    def redraw(self) -> None:
        """Draw the present numbers; at spread 0 there is nothing but a sentence that says why."""
        if not self._is_made:
            return
        found = self.selected
        is_spread = found.spread > 0.0
        self._tell_notes()
        for part in self._marks:
            part.setVisible(is_spread)
        reach = REACH * found.spread + 0.5 * found.spread**2
        marks = MARKS[1::2] if self.is_narrow else MARKS
        words = self.show_axes(reach, marks, self._keys() if is_spread else ())
        if is_spread:
            self._draw_ridges()
            self._draw_survivors()
            self._draw_dead()
            words += self._numbers(reach)
        self._writing.show_words(words)

    def _draw_ridges(self) -> None:
        look, found = self._look, self.selected
        shade = QColor(look.colour("quiet"))
        shade.setAlphaF(PALE)
        strong = pyqtgraph.mkPen(look.colour("text"), width=look.px(2))
        is_line = found.cells.get(SURVIVED, 0) > MOST_SINGLE
        for row in range(len(TRAITS)):
            x, y = self._hill(found.everyone[row], row)
            self._ridges[row].setData(x, y, fillLevel=row + SHARE_OF_ROW, brush=shade, pen=pyqtgraph.mkPen(CLEAR))
            x, y = self._hill(found.survivors[row], row) if is_line else (np.zeros(0), np.zeros(0))
            self._outlines[row].setData(x, y, pen=strong)
        self._middles.setPen(pyqtgraph.mkPen(look.colour("quiet"), width=look.px(1)))
        x, rows = np.repeat(self._mean(ALL, ENOUGH), 2), np.arange(len(TRAITS))
        y = np.column_stack([rows + SHARE_OF_ROW - HIGH, rows + SHARE_OF_ROW]).ravel()
        self._middles.setData(x, y[: x.size])

    def _hill(self, counts: np.ndarray, row: int) -> tuple[FloatArray, FloatArray]:
        """Return the outline of a distribution that stands on the ground of a row, shape (n,) each."""
        if not counts.any():
            return np.zeros(0), np.zeros(0)
        # Neighbors lend each other weight: the steps of few cells tell nothing.
        smooth = np.convolve(counts, KERNEL, mode="same")
        height = HIGH * smooth / max(float(smooth.max()), 1e-9)
        return np.log(self.selected.factor(MIDDLES)), row + SHARE_OF_ROW - height

    def _draw_survivors(self) -> None:
        look, found = self._look, self.selected
        singles = found.singles
        if self.is_narrow:
            # Labels are written where they would lie.
            singles = singles[:, :0]
        x = np.log(found.factor(singles)).ravel()
        y = np.repeat(np.arange(len(TRAITS)) + 0.5 * SHARE_OF_ROW, singles.shape[1])
        ink = look.colour("text")
        clear = QColor(ink)
        clear.setAlphaF(0.7)
        self._dots.setData(x, y, size=look.px(DOT), brush=clear, pen=pyqtgraph.mkPen(CLEAR))
        mean = self._mean(SURVIVED, 1)
        rim = pyqtgraph.mkPen(look.colour("window"), width=look.px(1))
        rows = np.arange(mean.size) + 0.5 * SHARE_OF_ROW
        self._means.setData(mean, rows, symbol="d", size=look.px(MEAN + 3), brush=ink, pen=rim)

    def _mean(self, end: str, least: int) -> FloatArray:
        """Return where the means of an end lie on the axis, shape (traits,), or nothing if there are too few cells."""
        found = self.selected
        if found.cells.get(end, 0) < least:
            return np.zeros(0)
        return np.asarray(np.log(found.means[end]))

    def _draw_dead(self) -> None:
        look = self._look
        marks = [(self._mean(name, ENOUGH), self.cause_colour(name)) for name in self.causes_shown]
        x = np.concatenate([mean for mean, _ in marks]) if marks else np.zeros(0)
        y = np.tile(np.arange(len(TRAITS)) + SHARE_OF_ROW - 0.08, len(marks))
        brushes = [shade for _, shade in marks for _ in TRAITS]
        rim = pyqtgraph.mkPen(look.colour("window"), width=look.px(1))
        self._dead.setData(x, y, symbol="t1", size=look.px(MEAN), brush=brushes or None, pen=rim)

    @property
    def causes_shown(self) -> list[str]:
        """Return the causes of which enough cells died."""
        return [name for name in self._causes if self.selected.cells.get(name, 0) >= ENOUGH]

    def _keys(self) -> list[Key]:
        """Return what the marks are, in full with the causes, and short."""
        look, survivors = self._look, self.selected.cells.get(SURVIVED, 0)
        first = [(f"◆ survivors ({survivors:,})", look.colour("text"))] if survivors else []
        causes = [(f"▲ {self._causes[name]}", self.cause_colour(name)) for name in self.causes_shown]
        return [[*first, *causes], [*first, *([("▲ dead, by cause", look.colour("quiet"))] if causes else [])], first]

    def _numbers(self, reach: float) -> list[Words]:
        """Return the survivors' means as numbers at the right edge."""
        shade = self._look.colour("text")
        return [
            Words(f"{float(np.exp(mean)):.2f} ×", reach, row, "right middle", shade)
            for row, mean in enumerate(self._mean(SURVIVED, 1))
        ]

    def _tell_notes(self) -> None:
        found = self.selected
        survivors, everyone = found.cells.get(SURVIVED, 0), found.cells.get(ALL, 0)
        words = f"{everyone:,} cells set out · {survivors or 'none'} survived"
        if survivors < ENOUGH:
            words += ": too few to tell" if survivors else " yet"
        self.notes.setText(words if found.spread > 0.0 else ALIKE)
        self.leave_out_notes(self.notes, needed=found.spread <= 0.0)

    def table(self) -> Table:
        """Return the mean of each trait over the slider's value, and the number of cells, for each end."""
        found = self.selected
        head = ("cells", "number", *(trait.label for trait in TRAITS))
        labels = {ALL: "all that set out", SURVIVED: "survived", **self._causes}
        rows = (
            (labels[end], str(count), *(f"{mean:.6g}" if count else "" for mean in found.means[end].tolist()))
            for end, count in found.cells.items()
        )
        return (head, *rows)


KERNEL = np.exp(-0.5 * (np.arange(-4, 5) / 1.6) ** 2)
"""Weights with which bins are smoothed, each 1/7 of a standard deviation wide."""
