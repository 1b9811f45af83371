import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QPointF, QRect, QTimer
from PySide6.QtGui import QColor, QImage, QPaintEvent
from pytestqt.qtbot import QtBot

from desktop.cascade import MODEL
from desktop.engine.simulation import Simulation
from desktop.scene.look.causes import cause_colours
from desktop.ui.look.theme import Look
from desktop.ui.plots.bar_charts import CausesChart
from desktop.ui.plots.chart import QuietPlot
from desktop.ui.plots.funnel_chart import FunnelChart
from desktop.ui.plots.labels import MARGIN, PlotWords, Words
from desktop.ui.plots.selection_chart import SelectionChart
from desktop.ui.plots.survival_chart import SurvivalChart
from desktop.ui.workspace.workspace import Workspace

SIZE = (400, 200)
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def ink_of(plot: QuietPlot) -> QRect:
    """Return where an empty plot is not of the colour of its ground."""
    image = plot.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(SIZE[1], SIZE[0], 4)[:, :, 1].astype(int)
    inked = np.abs(pixels - pixels[0, 0]) > 60
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    return QRect(int(columns[0]), int(rows[0]), int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1)


@pytest.mark.parametrize(("corner", "right", "down"), [("left middle", 1, 0), ("right top", -1, 1)])
def test_words_stand_where_they_were_put(qtbot: QtBot, look: Look, corner: str, right: int, down: int) -> None:
    plot = QuietPlot(look)
    qtbot.addWidget(plot)
    plot.resize(*SIZE)
    plot.show()
    qtbot.waitExposed(plot)
    item = plot.getPlotItem()
    item.hideAxis("left")
    item.hideAxis("bottom")
    item.getViewBox().setRange(xRange=(0.0, 1.0), yRange=(0.0, 1.0), padding=0.0)
    writing = PlotWords(item.getViewBox())
    writing.set_font(look.font(12))
    writing.show_words([Words("HHHH", 0.5, 0.5, corner, QColor("black"))])
    place, ink = item.getViewBox().mapToScene(item.getViewBox().mapFromView(QPointF(0.5, 0.5))), ink_of(plot)
    edge = ink.left() if right > 0 else ink.right() + 1
    assert edge == pytest.approx(place.x() + right * MARGIN, abs=3.0)
    if down:
        assert place.y() < ink.top() < place.y() + 12
    else:
        assert ink.center().y() == pytest.approx(place.y(), abs=3.0)


@pytest.mark.parametrize("kind", [FunnelChart, SurvivalChart, SelectionChart])
def test_a_plot_is_painted_once_for_each_moment(
    qtbot: QtBot,
    look: Look,
    monkeypatch: pytest.MonkeyPatch,
    kind: type[FunnelChart] | type[SurvivalChart] | type[SelectionChart],
) -> None:
    chart, simulation = kind(look, MODEL), Simulation(MODEL, MODEL.defaults(), 1)
    paints: list[QPaintEvent] = []
    qtbot.addWidget(chart)
    chart.resize(430, 215)
    chart.show()
    qtbot.waitExposed(chart)
    paint = QuietPlot.paintEvent

    def counted(self: QuietPlot, event: QPaintEvent) -> None:
        paints.append(event)
        paint(self, event)

    monkeypatch.setattr(QuietPlot, "paintEvent", counted)
    for _ in range(4):
        simulation.advance(120)
        chart.show_snapshot(simulation.snapshot())
        paints.clear()
        for _ in range(8):
            QCoreApplication.processEvents()
        assert len(paints) == 1


@pytest.mark.parametrize("comes", [True, False])
def test_a_due_plot_waits_for_a_picture_but_not_for_ever(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, *, comes: bool
) -> None:
    plots, timer = workspace.plots, workspace.plots.findChild(QTimer)
    assert isinstance(timer, QTimer)
    plots.draw_now()
    shown = plots.funnel.table()
    workspace.session.stepper.make(60)
    monkeypatch.setattr(workspace.session.stepper, "running", True)
    plots.show_snapshot(workspace.session.simulation.snapshot())
    plots.after_picture()
    timer.timeout.emit()
    assert plots.funnel.table() == shown, "a picture of the scene goes first"
    if comes:
        plots.after_picture()
    else:
        timer.timeout.emit()
    assert plots.funnel.table() != shown


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_cause_of_death_has_a_bar_of_its_own_colour(qtbot: QtBot, look: Look, theme: str) -> None:
    look.change(theme=theme)
    chart = CausesChart(look, MODEL)
    qtbot.addWidget(chart)
    chart.resize(430, 330)
    chart.show()
    qtbot.waitExposed(chart)
    chart.show_counts(np.full(len(MODEL.hazards), 50))
    image = chart.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    seen = set(np.frombuffer(image.constBits(), dtype=np.uint32).tolist())
    shades = cause_colours([hazard.name for hazard in MODEL.hazards], look.theme)
    assert {QColor(shade).rgb() for shade in shades.values()} <= seen


def test_plots_drawn_for_a_file_wait_for_no_picture(workspace: Workspace) -> None:
    plots = workspace.plots
    plots.draw_now()
    workspace.session.play()
    plots.show_snapshot(workspace.session.snapshot)
    for _ in range(3):
        plots.draw_now()
        plots.after_picture()
    workspace.session.pause()
    plots.draw_now()
