"""The plot of a dose–response design: a line with intervals along one slider, or a grid over two."""

import numpy as np
import pyqtgraph
from PySide6.QtGui import QColor

from desktop.cascade.human_scale import scale_label
from desktop.engine.parameters import Declaration
from desktop.scene.look.palette import mixed
from desktop.study.axes import Axis
from desktop.study.designs.response import DoseResponse, Endpoint, measured
from desktop.study.designs.sweep import Row
from desktop.study.statistics import Measured
from desktop.system.number_words import compact
from desktop.ui.look import metrics
from desktop.ui.look.theme import Look
from desktop.ui.plots.chart import Chart, Table
from desktop.ui.sliders.track import written

LEAST_TOP = 1.0
"""Least upper end of the axis, in per cent: shares near zero should not look large."""
SHADES = 24
"""Colours between the least and the greatest share on a grid."""
MOST_WITH_INTERVALS = 9
"""Values along a side of a grid up to which there is room for the intervals in its cells."""


class DoseResponseChart(Chart):
    """Shares of the journeys begun, in per cent."""

    name = "experiment"
    title = "Nothing tried yet"
    explanation = (
        "Share of the journeys begun, from cohorts of the same patient at each value of the slider, with 95 % "
        "intervals. All points share their luck, so that what differs between them is the slider."
    )

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._design: DoseResponse | None = None
        self._endpoint: Endpoint | None = None
        self._rows: list[Row] = []
        self._line = pyqtgraph.PlotDataItem()
        self._errors = pyqtgraph.ErrorBarItem(x=np.zeros(0), y=np.zeros(0), top=np.zeros(0), bottom=np.zeros(0))
        self._cells: list[pyqtgraph.TextItem | pyqtgraph.BarGraphItem] = []
        item = self.plot.getPlotItem()
        for part in (self._line, self._errors):
            item.addItem(part, ignoreBounds=True)
        self.restyle()

    def restyle(self) -> None:
        """Take colours and fonts from the present appearance."""
        super().restyle()
        look = self._look
        self.plot.getPlotItem().getAxis("left").setWidth(look.px(72))
        self._line.setPen(pyqtgraph.mkPen(look.colour("tumor"), width=look.px(2)))
        self._redraw()

    def begin(self, design: DoseResponse, endpoint: Endpoint) -> None:
        """Show another design, of which nothing is known yet."""
        self._design, self._endpoint, self._rows = design, endpoint, []
        self.patient = design.scenario
        self._redraw()

    def show_endpoint(self, endpoint: Endpoint) -> None:
        """Show another share of the same design."""
        self._endpoint = endpoint
        self._redraw()

    def add(self, row: Row) -> None:
        """Take in the result at one more point."""
        self._rows.append(row)
        self._redraw()

    @property
    def rows(self) -> list[Row]:
        """Return the results so far."""
        return list(self._rows)

    def found(self) -> list[Measured]:
        """Return the shares at the points known so far."""
        return [measured(row, self._endpoint) for row in self._rows] if self._endpoint is not None else []

    def table(self) -> Table:
        """Return the values of the sliders, the share, its interval, and the seed and the settings it was made with."""
        if self._design is None or self._endpoint is None:
            return (("share of journeys begun",),)
        paths = [axis.path for axis in self._design.axes]
        head = (*paths, f"{self._endpoint.label}: share of journeys begun", "95 % from", "95 % to", "seed", "settings")
        return (
            head,
            *(
                (
                    *(str(row[path]) for path in paths),
                    *(repr(number) for number in (share.value, share.low, share.high)),
                    *(str(row[name]) for name in ("seed", "settings")),
                )
                for row, share in zip(self._rows, self.found(), strict=True)
            ),
        )

    # --- drawing ---

    def _redraw(self) -> None:
        item = self.plot.getPlotItem()
        for cell in self._cells:
            item.removeItem(cell)
        self._cells = []
        if self._design is None or self._endpoint is None:
            for side in ("left", "bottom"):
                item.getAxis(side).setTicks([[]])
            return
        axes = self._design.axes
        declared = [self._design.scenario.parameters.declaration(axis.path) for axis in axes]
        across = with_unit_of(declared[0])
        words = f"{self._endpoint.label}, % of journeys begun"
        if len(axes) == 1:
            words += f", by {across}"
        else:
            words += f" · across: {across} · up: {with_unit_of(declared[1])}"
        self.heading.setText(" · ".join(filter(None, (words, scale_label(self._design.scenario.parameters)))))
        item.getAxis("bottom").setTicks([_ticks(axes[0], declared[0])])
        if len(axes) == 1:
            self._draw_line(axes[0])
        else:
            item.getAxis("left").setTicks([_ticks(axes[1], declared[1])])
            self._draw_grid(axes)

    def _draw_line(self, axis: Axis) -> None:
        shares = self.found()
        x = np.array([_place(axis, row) for row in self._rows], dtype=np.float64)
        value, low, high = (100.0 * np.array([getattr(s, name) for s in shares]) for name in ("value", "low", "high"))
        self._line.setData(x, value)
        pen = pyqtgraph.mkPen(self._look.colour("tumor"), width=self._look.px(1))
        self._errors.setData(x=x, y=value, top=high - value, bottom=value - low, beam=0.12, pen=pen)
        top = max(float(high.max(initial=0.0)) * 1.08, LEAST_TOP)
        item = self.plot.getPlotItem()
        item.getAxis("left").setTicks([[(tick, f"{tick:g} %") for tick in _round_ticks(top)]])
        item.getViewBox().setRange(xRange=(-0.4, len(axis.values) - 0.6), yRange=(0.0, 1.06 * top), padding=0.0)

    def _draw_grid(self, axes: tuple[Axis, ...]) -> None:
        self._line.setData(np.zeros(0), np.zeros(0))
        self._errors.setData(x=np.zeros(0), y=np.zeros(0), top=np.zeros(0), bottom=np.zeros(0))
        item, look = self.plot.getPlotItem(), self._look
        shares = self.found()
        most = max([share.value for share in shares], default=0.0) or 1.0
        for row, share in zip(self._rows, shares, strict=True):
            x, y = _place(axes[0], row), _place(axes[1], row)
            strength = round(SHADES * share.value / most) / SHADES
            shade = mixed(look.colour("surface"), look.colour("accent"), strength)
            plain = pyqtgraph.mkPen(QColor(0, 0, 0, 0))
            cell = pyqtgraph.BarGraphItem(x=[x], y0=[y - 0.48], height=[0.96], width=0.96, brush=shade, pen=plain)
            words = f"{100.0 * share.value:.2g}"
            if max(len(axis.values) for axis in axes) <= MOST_WITH_INTERVALS:
                words += f"\n{100.0 * share.low:.2g}–{100.0 * share.high:.2g}"
            text = pyqtgraph.TextItem(words, anchor=(0.5, 0.5))
            text.setFont(look.font(metrics.FONT_SMALL))
            text.setColor(look.colour("text") if strength < 0.55 else look.colour("on_accent"))
            for part in (cell, text):
                item.addItem(part, ignoreBounds=True)
                self._cells.append(part)
            text.setPos(float(x), float(y))
        item.getViewBox().setRange(
            xRange=(-0.5, len(axes[0].values) - 0.5), yRange=(-0.5, len(axes[1].values) - 0.5), padding=0.0
        )


def with_unit_of(declaration: Declaration) -> str:
    """Return the name of a slider with its unit."""
    return f"{declaration.label} ({declaration.unit})" if declaration.unit else declaration.label


def _place(axis: Axis, row: Row) -> int:
    """Return which value of an axis a row has: values stand at equal distances, whatever their scale."""
    return next(place for place, value in enumerate(axis.values) if value == row[axis.path])


def _ticks(axis: Axis, declaration: Declaration) -> list[tuple[float, str]]:
    every = max(1, -(-len(axis.values) // 8))
    return [
        (float(place), compact(value) if isinstance(value, float) else written(declaration, value))
        for place, value in enumerate(axis.values)
        if place % every == 0
    ]


def _round_ticks(top: float) -> list[float]:
    """Return about five round numbers from 0 up to a top."""
    power = 10.0 ** np.floor(np.log10(top / 5.0))
    step = next(float(power * share) for share in (1.0, 2.0, 5.0, 10.0) if top / (power * share) <= 6.0)
    return [step * place for place in range(int(top / step) + 1)]
