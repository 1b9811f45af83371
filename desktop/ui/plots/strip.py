"""The strip of live plots: drawn at its own lower rate, at constant cost."""

from collections.abc import Callable
from importlib import import_module
from threading import Thread
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.engine.model import Model
from desktop.engine.snapshot import Snapshot
from desktop.system.spreadsheets import as_text
from desktop.ui.look import metrics
from desktop.ui.look.theme import Look
from desktop.ui.widgets.tabs import add_tabs

if TYPE_CHECKING:
    from desktop.ui.background.ensemble import Ensemble
    from desktop.ui.plots.bar_charts import CausesChart
    from desktop.ui.plots.chart import Chart
    from desktop.ui.plots.funnel_chart import FunnelChart
    from desktop.ui.plots.selection_chart import SelectionChart
    from desktop.ui.plots.survival_chart import SurvivalChart

    Charts = tuple[FunnelChart, CausesChart, SurvivalChart, SelectionChart]

STRETCHES = (11, 10, 9, 11)
"""How much of the room each plot takes: funnel, causes of death, survival, selection."""
TABS = {"How far": "How far", "Causes": "Causes", "Alive": "Alive", "Who": "Who survives"}
"""What is written on the tab of each, where there is no room for all, and how it is read out."""


class PlotStrip(QWidget):
    """Funnel, causes of death, survival curve and who is selected: side by side, one above the other, or one at a time.

    The library that draws them takes a while to import, so they are made once the scene is already moving, or at once
    when somebody asks for one. ``ensemble`` are other patients, whose spread stands behind the funnel;
    ``pictures_come`` tells whether `after_picture` is going to be called.

    Signals
    -------
    save_asked, save_picture_asked
        A `Chart` whose numbers or picture should be saved.
    cohort_asked
        Who is selected should be seen in many journeys.
    told
        One sentence for the status line.
    """

    save_asked = Signal(object)
    save_picture_asked = Signal(object)
    cohort_asked = Signal()
    told = Signal(str)

    def __init__(
        self, model: Model, look: Look, ensemble: "Ensemble | None", pictures_come: Callable[[], bool]
    ) -> None:
        super().__init__()
        self._look = look
        self.setObjectName("page")
        self._model = model
        self._made: Charts | None = None
        self._getting: Thread | None = None
        self._room = (0, 0)
        self._tab_row = QWidget()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lay_out()
        self._latest: Snapshot | None = None
        self._ensemble = ensemble
        self._pictures_come = pictures_come
        self._behind: list[int] = []
        self._timer = QTimer(self)
        # One plot at a time: all together would cost the scene a frame.
        self._timer.setInterval(metrics.PLOT_MILLISECONDS // len(STRETCHES))
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_time)
        self._waiting = False

    def _lay_out(self) -> None:
        line = QHBoxLayout(self._tab_row)
        # Without a margin, and close together: four of them must fit on a panel of the least usual width.
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        self.tabs = add_tabs(line, {words: f"Plot: {whole}" for words, whole in TABS.items()}, self)
        self.tabs.idToggled.connect(lambda _, on: self._show_charts() if on else None)
        self._tab_row.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, metrics.GRID // 2)
        column.setSpacing(0)
        column.addWidget(self._tab_row)
        column.addLayout(self._row, 1)
        self._row.setSpacing(metrics.GRID)

    @property
    def charts(self) -> "Charts":
        """Return the plots in the order they stand; they are made when there are none yet."""
        if self._made is None:
            self._made = self._make()
            self._show_charts()
        return self._made

    def _make(self) -> "Charts":
        from desktop.ui.plots.bar_charts import CausesChart
        from desktop.ui.plots.funnel_chart import FunnelChart
        from desktop.ui.plots.selection_chart import SelectionChart
        from desktop.ui.plots.survival_chart import SurvivalChart

        look, model = self._look, self._model
        selection = SelectionChart(look, model)
        selection.cohort_asked.connect(self.cohort_asked)
        charts = (FunnelChart(look, model), CausesChart(look, model), SurvivalChart(look, model), selection)
        for chart, stretch in zip(charts, STRETCHES, strict=True):
            self._row.addWidget(chart, stretch)
            chart.copy_asked.connect(self.copy)
            chart.save_asked.connect(self.save_asked)
            chart.copy_picture_asked.connect(self.copy_picture)
            chart.save_picture_asked.connect(self.save_picture_asked)
        return charts

    @property
    def funnel(self) -> "FunnelChart":
        """Return the plot of how many got how far."""
        return self.charts[0]

    @property
    def causes(self) -> "CausesChart":
        """Return the plot of causes of death."""
        return self.charts[1]

    @property
    def survival(self) -> "SurvivalChart":
        """Return the plot of those still alive."""
        return self.charts[2]

    @property
    def selection(self) -> "SelectionChart":
        """Return the plot of who survives."""
        return self.charts[3]

    def fit(self, width: int, height: int) -> None:
        """Show as many plots as a room holds; with fewer than all, tabs choose."""
        self._room = (width, height)
        self._show_charts()

    def _show_charts(self) -> None:
        (width, height), look = self._room, self._look
        across = width // look.px(metrics.PLOT_LEAST_WIDTH)
        is_row = across > 1
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if is_row else QBoxLayout.Direction.TopToBottom)
        room = max(1, across if is_row else height // look.px(metrics.PLOT_LEAST_HEIGHT))
        if room < len(TABS) and not is_row:
            # Two of four above each other, with tabs on top, would be neither large nor all.
            room = 1
        self._tab_row.setVisible(room < len(TABS))
        first = max(self.tabs.checkedId(), 0)
        chosen = {(first + step) % len(TABS) for step in range(min(room, len(TABS)))}
        for index, chart in enumerate(self._made or ()):
            chart.setVisible(index in chosen)
            chart.leave_title_to_tab(on=room == 1)

    def first(self) -> QWidget | None:
        """Return the first plot shown; None while there are none yet."""
        return next((chart for chart in self._made or () if chart.isVisible()), None)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Draw a moment soon; moments in between are left out."""
        self._latest = snapshot
        self._behind += [index for index in range(len(STRETCHES)) if index not in self._behind]
        if not self._timer.isActive():
            self._timer.start()

    def clear(self) -> None:
        """Forget the run, as before another one."""
        if self._made is not None:
            self.survival.clear()
            self.selection.clear()

    def draw_now(self) -> None:
        """Draw what waits."""
        self._timer.stop()
        self._waiting = False
        while self._behind:
            self._draw_one()

    def _on_time(self) -> None:
        if self._pictures_come() and not self._waiting:
            # If none comes after all, as when the run is paused, the timer draws.
            self._waiting = True
            self._timer.start()
        else:
            self._draw()

    def after_picture(self) -> None:
        """Draw what is due: just before a picture of the scene it would hold that up."""
        if self._waiting:
            self._timer.stop()
            self._draw()

    def _draw(self) -> None:
        self._waiting = False
        if self._made is not None or self._has_library():
            self._draw_one()
        if self._behind:
            self._timer.start()

    def _has_library(self) -> bool:
        """Return whether plots can be made without a pause; the first call starts the import beside the animation."""
        if self._getting is None:
            self._getting = Thread(target=import_module, args=("desktop.ui.plots.survival_chart",), daemon=True)
            self._getting.start()
        return not self._getting.is_alive()

    def _draw_one(self) -> None:
        """Draw the latest moment in the plot that has waited longest."""
        chart = self.charts[self._behind.pop(0)]
        if self._latest is None or not self.isVisible():
            return
        if self._ensemble is not None and chart is self.funnel:
            seconds = self._latest.time
            self.funnel.show_spread(self._ensemble.spread(seconds), self._ensemble.words(seconds))
        chart.show_snapshot(self._latest)

    def copy(self, chart: "Chart") -> None:
        """Put a plot's numbers on the clipboard, ready for a spreadsheet."""
        QGuiApplication.clipboard().setText(as_text(chart.table(), "\t"))
        self.told.emit(f"The numbers of “{chart.title}” are on the clipboard.")

    def copy_picture(self, chart: "Chart") -> None:
        """Put a plot's picture on the clipboard, ready for a slide."""
        QGuiApplication.clipboard().setImage(chart.image())
        self.told.emit(f"The picture of “{chart.title}” is on the clipboard.")
