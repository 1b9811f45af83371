"""The live survival curve."""

import numpy as np
import pyqtgraph

from desktop.engine.model import Model
from desktop.engine.snapshot import Snapshot
from desktop.scene.look.palette import colour
from desktop.study.survival import Curve, SurvivalLog
from desktop.ui.look import metrics
from desktop.ui.look.theme import Look
from desktop.ui.plots.chart import Chart, Table
from desktop.ui.plots.labels import PlotWords, Words

TOP = 1.2
"""Upper end of the axis, so that the curve's beginning at 100 % is seen."""
LINE = 0.15
"""Distance of two lines of words, on the axis."""


class SurvivalChart(Chart):
    """Share of shed cells still alive against time since shedding."""

    name = "survival"
    title = "Still alive after leaving the tumor"
    explanation = (
        "Share of the cells shed in this run that are still alive, against seconds of animation since each left the "
        "tumor (each place keeps its own clock). Kaplan–Meier estimate: cells still on their way count for as long "
        "as they have been watched."
    )
    cohorts = (("singles", "single cells", "tumor_hybrid"), ("groups", "in groups", "accent"))

    def __init__(self, look: Look, model: Model) -> None:
        super().__init__(look)
        self.log = SurvivalLog(model)
        self._curves: dict[str, Curve] = {}
        self._lines = {name: pyqtgraph.PlotCurveItem() for name, _, _ in self.cohorts}
        item = self.plot.getPlotItem()
        self._writing = PlotWords(item.getViewBox())
        for name, _, _ in self.cohorts:
            item.addItem(self._lines[name], ignoreBounds=True)
        item.getAxis("left").setTicks([[(0.0, "0"), (0.5, "50 %"), (1.0, "100 %")]])
        self.restyle()
        self._set_range(10.0)

    def restyle(self) -> None:
        """Take colours and fonts from the present appearance."""
        super().restyle()
        look = self._look
        self.plot.getPlotItem().getAxis("left").setWidth(look.px(44))
        self._writing.set_font(look.font(metrics.FONT_SMALL))
        for name, _, role in self.cohorts:
            self._lines[name].setPen(pyqtgraph.mkPen(colour(role, look.theme), width=look.px(2)))

    def clear(self) -> None:
        """Forget the run."""
        self.log.clear()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Take in what happened and draw both curves."""
        self.log.update(snapshot)
        self._curves = {name: self.log.curve(name) for name, _, _ in self.cohorts}
        reach = max(self._reach(curve) for curve in self._curves.values())
        for name, _, _ in self.cohorts:
            self._draw(name)
        self._set_range(max(reach, 10.0))
        self.settle()

    @staticmethod
    def _reach(curve: Curve) -> float:
        known = np.flatnonzero(np.isfinite(curve.share))
        return float(curve.seconds[known[-1]]) if curve.shed else 0.0

    def _draw(self, name: str) -> None:
        curve = self._curves[name]
        known = np.isfinite(curve.share)
        x, y = curve.seconds[known], curve.share[known]
        if curve.shed == 0:
            x, y = x[:0], y[:0]
        # A staircase: each level holds until the next edge.
        self._lines[name].setData(np.repeat(x, 2)[1:], np.repeat(y, 2)[:-1])

    def _set_range(self, seconds: float) -> None:
        item = self.plot.getPlotItem()
        # In the upper right corner, which falling curves leave free.
        self._writing.show_words(
            [
                Words(
                    f"{words} ({self._curves[name].shed:,})",
                    seconds,
                    TOP - LINE * line,
                    "right top",
                    colour(role, self._look.theme),
                )
                for line, (name, words, role) in enumerate(self.cohorts)
                if name in self._curves and self._curves[name].shed
            ]
        )
        item.getViewBox().setRange(xRange=(0.0, seconds), yRange=(0.0, TOP), padding=0.0)
        step = next(s for s in (2, 5, 10, 20, 60, 120, 300, 600, 1800, 3600, 10**9) if seconds / s <= 6)
        ticks = [(float(t), f"{t} s" if t else "0") for t in range(0, int(seconds) + 1, step)]
        item.getAxis("bottom").setTicks([ticks])

    def table(self) -> Table:
        """Return the seconds with the share of single cells and of cells in groups."""
        if not self._curves:
            return (("seconds", "single cells", "in groups"),)
        singles, groups = self._curves["singles"], self._curves["groups"]
        rows = (
            (f"{s:g}", "" if np.isnan(a) else f"{a:.6g}", "" if np.isnan(b) else f"{b:.6g}")
            for s, a, b in zip(singles.seconds, singles.share, groups.share, strict=True)
            if not (np.isnan(a) and np.isnan(b))
        )
        return (("seconds since shedding", "single cells", "in groups"), *rows)
