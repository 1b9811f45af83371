"""The funnel shows its moral: a bar is as long as its number, and nothing is left out in silence."""

from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from desktop.cascade import MODEL
from desktop.engine.simulation import Simulation
from desktop.engine.snapshot import Snapshot
from desktop.study.beginning import there_at_the_start
from desktop.ui.look.theme import Look
from desktop.ui.plots.funnel_chart import LOG_FLOOR, FunnelChart

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
COUNTS = np.array([[90, 80, 60, 40, 2, 1, 0, 0], [10, 10, 5, 3, 0, 0, 0, 0]])


@pytest.fixture
def moment() -> Snapshot:
    snapshot = Simulation(MODEL, MODEL.defaults(), 1, with_scenery=False).snapshot()
    return replace(snapshot, funnel=COUNTS)


@pytest.fixture
def chart(qtbot: QtBot, look: Look, moment: Snapshot) -> FunnelChart:
    chart = FunnelChart(look, MODEL)
    qtbot.addWidget(chart)
    chart.resize(400, 220)
    chart.show()
    qtbot.waitExposed(chart)
    chart.show_snapshot(moment)
    return chart


def lengths(chart: FunnelChart) -> np.ndarray:
    return np.asarray(chart.drawn_bars().lengths)


def test_a_bar_is_as_long_as_its_number(chart: FunnelChart) -> None:
    np.testing.assert_allclose(lengths(chart) / lengths(chart)[0], COUNTS.sum(axis=0) / 100.0)
    assert not chart.plot.getPlotItem().getAxis("bottom").isVisible()


def test_the_log_axis_is_a_choice_and_has_ticks(chart: FunnelChart) -> None:
    chart.buttons["log"].click()
    found = lengths(chart)
    assert (found[0], found[-1]) == (2.0, LOG_FLOOR)
    axis = chart.plot.getPlotItem().getAxis("bottom")
    assert axis.isVisible()
    chart.buttons["log"].click()
    assert not axis.isVisible()


def test_singles_and_groups_stand_apart_each_in_shares_of_its_own(chart: FunnelChart) -> None:
    chart.buttons["split"].click()
    np.testing.assert_allclose(lengths(chart), (100.0 * COUNTS / COUNTS[:, :1]).ravel())
    assert len(set(chart.drawn_bars().rows)) == COUNTS.size


def test_cells_that_were_there_at_the_start_are_told(chart: FunnelChart, moment: Snapshot) -> None:
    assert there_at_the_start(moment) == 14
    assert chart.table()[-1][:4] == ("there at the start, not counted", "14", "0", "14")
    assert chart.notes.text() == "14 there at the start: not counted"
    assert chart.notes.isVisible()


@pytest.mark.parametrize(("values", "found"), [({"start.counted": True}, 0), ({"start.injected": 7}, 14)])
def test_cells_that_count_are_not_said_to_be_left_out(values: dict[str, int | bool], found: int) -> None:
    simulation = Simulation(MODEL, MODEL.defaults().replace(values), 1, with_scenery=False)
    assert there_at_the_start(simulation.snapshot()) == found


def test_a_picture_goes_without_the_buttons(chart: FunnelChart) -> None:
    before = chart.image()
    assert all(button.isVisible() for button in chart.buttons.values())
    for button in chart.buttons.values():
        button.hide()
    chart.settle()
    assert chart.image() == before
