from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from desktop.cascade import MODEL
from desktop.cascade.traits import TRAITS
from desktop.engine.simulation import Simulation
from desktop.engine.snapshot import Snapshot
from desktop.scene.look.causes import cause_colours
from desktop.study.selection import ALL, SURVIVED, fates
from desktop.study.trait_scores import ALIKE
from desktop.ui.look.theme import Look
from desktop.ui.plots.selection_chart import ENOUGH, SelectionChart
from desktop.ui.workspace.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
LARGE, NARROW = (520, 360), (225, 190)
Show = Callable[..., SelectionChart]


@pytest.fixture(scope="module")
def moment() -> Snapshot:
    parameters = MODEL.defaults().replace({"tumor.drawn_rate": 8.0, "metabolism.strength": 2.0})
    run = Simulation(MODEL, parameters, 3, step_seconds=0.25, with_scenery=False, capacity=6000)
    run.advance(1000)
    return run.snapshot()


@pytest.fixture
def show(qtbot: QtBot, look: Look) -> Show:
    def shown(snapshot: Snapshot, size: tuple[int, int] = LARGE) -> SelectionChart:
        chart = SelectionChart(look, MODEL)
        qtbot.addWidget(chart)
        chart.setObjectName("page")
        chart.resize(*size)
        chart.show()
        qtbot.waitExposed(chart)
        chart.show_snapshot(snapshot)
        QCoreApplication.processEvents()
        return chart

    return shown


def test_its_numbers_are_those_of_the_log(show: Show, moment: Snapshot) -> None:
    head, *rows = show(moment).table()
    assert head == ("cells", "number", *(trait.label for trait in TRAITS))
    whole = fates(moment)
    for row, end in zip(rows, (ALL, SURVIVED, *MODEL.hazard_codes), strict=True):
        factors = whole.of(end, MODEL.hazard_codes)
        assert int(row[1]) == factors.shape[1]
        wanted = [f"{mean:.6g}" for mean in factors.mean(axis=1)] if factors.shape[1] else [""] * len(TRAITS)
        assert list(row[2:]) == wanted


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_dead_are_marked_in_the_colors_of_their_causes_where_there_are_enough(
    show: Show, look: Look, moment: Snapshot, theme: str
) -> None:
    look.change(theme=theme)
    chart = show(moment)
    image = chart.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    seen = set(np.frombuffer(image.constBits(), dtype=np.uint32).tolist())
    shades = cause_colours([hazard.name for hazard in MODEL.hazards], look.theme)
    assert len(chart.causes_shown) > 3
    for name, shade in shades.items():
        enough = chart.selected.cells[name] >= ENOUGH
        assert (name in chart.causes_shown) == enough
        if enough:
            assert QColor(shade).rgb() in seen, name


def test_survivors_lie_where_their_factors_are(show: Show, moment: Snapshot) -> None:
    chart = show(moment)
    survivors = fates(moment).of(SURVIVED, MODEL.hazard_codes)
    assert survivors.shape[1] > 0
    words = chart.written
    for mean in survivors.mean(axis=1):
        assert f"{mean:.2f} ×" in words
    assert any(text.startswith(f"◆ survivors ({survivors.shape[1]:,})") for text in words)


def test_a_narrow_plot_writes_the_traits_into_their_rows(show: Show, moment: Snapshot) -> None:
    wide, narrow = show(moment), show(moment, NARROW)
    assert (wide.is_narrow, narrow.is_narrow) == (False, True)
    labels = {trait.label for trait in TRAITS}
    assert labels <= set(narrow.written)
    assert labels.isdisjoint(wide.written), "beside the rows they are the axis's"
    assert len(wide.written) - len(labels) > len(narrow.written) - 2 * len(labels), "the key gives way to the rows"


def test_at_spread_zero_it_says_why_there_is_nothing(show: Show, moment: Snapshot) -> None:
    alike = replace(moment, parameters=moment.parameters.replace({"traits.spread": 0.0}))
    chart, spread = show(alike), show(moment)
    assert chart.notes.text() == ALIKE
    assert ALIKE not in spread.notes.text()
    assert chart.grab().toImage() != spread.grab().toImage()


def test_before_any_cell_has_survived_it_says_so(show: Show, moment: Snapshot) -> None:
    first = replace(moment, events=moment.events[moment.events["time"] < 3.0])
    chart = show(first)
    assert chart.notes.text().endswith("none survived yet")


def test_another_run_is_another_plot(workspace: Workspace) -> None:
    plots = workspace.plots
    plots.draw_now()
    workspace.session.stepper.make(600)
    plots.show_snapshot(workspace.session.simulation.snapshot())
    plots.draw_now()
    assert plots.selection.selected.cells[ALL] > 0
    plots.clear()
    fresh = Simulation(MODEL, MODEL.defaults(), 5, with_scenery=False).snapshot()
    plots.show_snapshot(replace(fresh, events=fresh.events[:0]))
    plots.draw_now()
    assert plots.selection.selected.cells[ALL] == 0
