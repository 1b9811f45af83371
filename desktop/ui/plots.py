"""The strip of live plots: drawn at its own lower rate, at constant cost."""

import csv
from io import StringIO

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.engine.contracts import Model
from desktop.engine.snapshot import Snapshot
from desktop.ui import metrics
from desktop.ui.charts import CausesChart, Chart, FunnelChart, Table
from desktop.ui.survival_chart import SurvivalChart
from desktop.ui.theme import Look


def as_csv(table: Table, delimiter: str = ",") -> str:
    """Return a table as text, one row a line."""
    text = StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(table)
    return text.getvalue()


class PlotStrip(QWidget):
    """Funnel, survival curve and causes of death side by side.

    Signals
    -------
    save_asked
        A `Chart` whose numbers should be saved.
    told
        One sentence for the status line.
    """

    save_asked = Signal(object)
    told = Signal(str)

    def __init__(self, model: Model, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setObjectName("page")
        self.funnel = FunnelChart(look, model)
        self.survival = SurvivalChart(look, model)
        self.causes = CausesChart(look, model)
        self.charts: tuple[Chart, ...] = (self.funnel, self.causes, self.survival)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(metrics.GRID, 0, metrics.GRID, metrics.GRID // 2)
        layout.setSpacing(metrics.GRID)
        for chart, stretch in zip(self.charts, (11, 10, 9), strict=True):
            layout.addWidget(chart, stretch)
            chart.copy_asked.connect(self.copy)
            chart.save_asked.connect(self.save_asked)
        self._waiting: Snapshot | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(metrics.PLOT_MILLISECONDS)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._draw)

    def fit(self, width: int) -> None:
        """Show as many plots as a width holds; the first ones stay longest."""
        room = max(1, width // self._look.px(metrics.PLOT_LEAST_WIDTH))
        for index, chart in enumerate(self.charts):
            chart.setVisible(index < room)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Draw a moment soon; moments in between are left out."""
        self._waiting = snapshot
        if not self._timer.isActive():
            self._timer.start()

    def clear(self) -> None:
        """Forget the run, as before another one."""
        self.survival.clear()

    def draw_now(self) -> None:
        """Draw what waits."""
        self._timer.stop()
        self._draw()

    def _draw(self) -> None:
        if self._waiting is None or not self.isVisible():
            return
        snapshot, self._waiting = self._waiting, None
        self.funnel.show_snapshot(snapshot)
        self.survival.show_snapshot(snapshot)
        self.causes.show_snapshot(snapshot)

    def copy(self, chart: Chart) -> None:
        """Put a plot's numbers on the clipboard, ready for a spreadsheet."""
        QGuiApplication.clipboard().setText(as_csv(chart.table(), "\t"))
        self.told.emit(f"The numbers of “{chart.title}” are on the clipboard.")
