"""Going back in a run: every moment seen can be shown again, exactly."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.cascade import MODEL
from desktop.engine.simulation import Simulation, State
from desktop.ui.run import timeline as module
from desktop.ui.run.limits import MOST_KEPT, MOST_NEAR, OLD_RUN_KEEPS
from desktop.ui.run.timeline import NEAR_SPACING, Timeline
from desktop.ui.workspace.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

SCENERY = "blood"


def fresh(seed: int = 5) -> Simulation:
    return Simulation(MODEL, MODEL.defaults(), seed)


def fingerprint(simulation: Simulation) -> tuple[str, bytes]:
    """Return what tells two moments apart, with the scenery, which is no part of the state's hash."""
    blood = simulation.snapshot().scenery[SCENERY]
    return simulation.sha256(), blood["x"].tobytes() + blood["heading"].tobytes()


def go(timeline: Timeline, simulation: Simulation, step: int) -> None:
    timeline.advance(simulation, timeline.approach(simulation, step))


def test_every_moment_comes_back_exactly_also_after_thinning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_KEPT", 4)
    simulation = fresh()
    timeline = Timeline(simulation)
    seen = {0: fingerprint(simulation)}
    sizes = np.random.default_rng(1).integers(1, 9, 80)
    for size in sizes.tolist():
        timeline.advance(simulation, size)
        seen[simulation.step] = fingerprint(simulation)
    assert simulation.step > 12 * NEAR_SPACING, "some states must have been thinned out"
    assert len(timeline) <= 4 + MOST_NEAR
    for step in np.random.default_rng(2).permutation(list(seen)).tolist():
        go(timeline, simulation, step)
        assert simulation.step == step
        assert fingerprint(simulation) == seen[step], step


def test_moved_sliders_are_part_of_the_past() -> None:
    simulation = fresh()
    timeline = Timeline(simulation)
    seen = {}
    for step in range(100):
        if step in (20, 21, 50):
            wanted = simulation.parameters.replace({"natural_killer.density": 10.0 * step, "shear.hazard": 0.5})
            assert timeline.change(simulation, wanted) is None, "nothing lies after the present"
        seen[step] = (fingerprint(simulation), simulation.parameters)
        timeline.advance(simulation, 1)
    assert timeline.changes == (20, 21, 50)
    for step in (10, 20, 49, 50, 99, 21, 0):
        go(timeline, simulation, step)
        assert (fingerprint(simulation), simulation.parameters) == seen[step]
    timeline.advance(simulation, 99)
    assert fingerprint(simulation) == seen[99][0], "playing from the past meets the same sliders again"


def test_another_slider_in_the_past_begins_another_future() -> None:
    simulation = fresh()
    timeline = Timeline(simulation)
    timeline.advance(simulation, 60)
    timeline.change(simulation, simulation.parameters.replace({"shear.hazard": 0.9}))
    timeline.advance(simulation, 60)
    go(timeline, simulation, 30)
    assert timeline.furthest == 120
    other = simulation.parameters.replace({"natural_killer.density": 0.0})
    assert timeline.change(simulation, other) is not None
    assert (timeline.furthest, timeline.changes) == (30, (30,))
    timeline.advance(simulation, 60)
    assert simulation.parameters is other
    straight = fresh()
    straight.advance(30)
    straight.set_parameters(other)
    straight.advance(60)
    assert fingerprint(simulation) == fingerprint(straight)


def test_memory_is_bounded_however_long_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    simulation = fresh()
    timeline = Timeline(simulation)
    # An hour of play; only the number of the step matters here.
    monkeypatch.setattr(
        simulation, "advance", lambda steps: setattr(simulation.context, "step", simulation.step + steps)
    )
    state = simulation.state()
    monkeypatch.setattr(simulation, "state", lambda: State(**{**vars(state), "step": simulation.step}))
    most = 0
    for _ in range(3600):
        timeline.advance(simulation, 60)
        most = max(most, len(timeline))
    assert 30 < most <= MOST_KEPT + MOST_NEAR + 1
    gaps = np.diff(timeline.steps_kept)
    assert gaps.max() <= 2 * simulation.step / (MOST_KEPT // 2), "what is kept covers the whole run evenly"
    timeline.lay_aside()
    assert 1 <= len(timeline) <= OLD_RUN_KEEPS


# --- in the window ---


def ahead(workspace: Workspace, steps: int) -> str:
    workspace.session.stepper.make(steps)
    workspace.session.show_now()
    return workspace.session.simulation.sha256()


def test_left_goes_back_one_step_and_right_returns(workspace: Workspace) -> None:
    workspace.scene.setFocus()
    hashes = [ahead(workspace, 1) for _ in range(5)]
    workspace.session.play()
    QTest.keyClick(workspace.scene, Qt.Key.Key_Left)
    assert not workspace.session.running
    QTest.keyClick(workspace.scene, Qt.Key.Key_Left)
    assert workspace.session.simulation.sha256() == hashes[2]
    assert workspace.transport.timeline.value() == 3
    assert workspace.transport.timeline.maximum() == 5
    QTest.keyClick(workspace.scene, Qt.Key.Key_Right)
    assert workspace.session.simulation.sha256() == hashes[3]
    for _ in range(9):
        QTest.keyClick(workspace.scene, Qt.Key.Key_Left)
    assert workspace.session.simulation.step == 0


def test_the_line_of_time_goes_where_it_is_clicked_and_dragged(workspace: Workspace, qtbot: QtBot) -> None:
    line, session = workspace.transport.timeline, workspace.session
    first = session.simulation.sha256()
    last = ahead(workspace, 150)
    y = line.height() // 2
    QTest.mousePress(line, Qt.MouseButton.LeftButton, pos=QPoint(line.width() // 2, y))
    qtbot.waitUntil(lambda: abs(session.simulation.step - 75) <= 1, timeout=60_000)
    QTest.mouseMove(line, QPoint(0, y))
    QApplication.processEvents()
    QTest.mouseRelease(line, Qt.MouseButton.LeftButton, pos=QPoint(0, y))
    QTest.mouseClick(line, Qt.MouseButton.LeftButton, pos=QPoint(0, y))
    qtbot.waitUntil(lambda: session.simulation.step == 0, timeout=60_000)
    assert session.simulation.sha256() == first
    QTest.mouseClick(line, Qt.MouseButton.LeftButton, pos=QPoint(line.width(), y))
    qtbot.waitUntil(lambda: session.simulation.step == 150, timeout=60_000)
    assert session.simulation.sha256() == last


def test_of_many_moves_of_the_pointer_the_last_one_is_followed(workspace: Workspace, qtbot: QtBot) -> None:
    line, session = workspace.transport.timeline, workspace.session
    ahead(workspace, 150)
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(line, left, pos=QPoint(line.width() - 1, 5))
    sought: list[int] = []
    line.sought.connect(sought.append)
    for share in (0.8, 0.6, 0.2, 0.4, 0.5):
        place = QPointF(share * line.width(), 5.0)
        move = QMouseEvent(QEvent.Type.MouseMove, place, line.mapToGlobal(place), Qt.MouseButton.NoButton, left, none)
        QApplication.sendEvent(line, move)
    assert not sought, "each moment takes a while to make"
    qtbot.waitUntil(lambda: abs(session.simulation.step - 75) <= 1, timeout=60_000)
    assert len(sought) == 1
    QTest.mouseRelease(line, left, pos=QPoint(line.width() // 2, 5))
    assert len(sought) == 1


@pytest.mark.parametrize(
    ("key", "step"),
    [
        (Qt.Key.Key_Left, 89),
        (Qt.Key.Key_PageDown, 30),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_Right, 90),
        (Qt.Key.Key_End, 90),
    ],
)
def test_a_focused_line_of_time_keeps_its_keys(workspace: Workspace, qtbot: QtBot, key: Qt.Key, step: int) -> None:
    ahead(workspace, 90)
    workspace.transport.timeline.setFocus()
    QTest.keyClick(workspace.transport.timeline, key)
    qtbot.waitUntil(lambda: workspace.session.aim == workspace.session.simulation.step, timeout=60_000)
    assert workspace.session.simulation.step == step, "the window must not step, too"


def test_sliders_and_plots_are_those_of_then_and_a_new_future_is_told(workspace: Workspace) -> None:
    session = workspace.session
    told: list[str] = []
    workspace.told.connect(told.append)
    ahead(workspace, 300)
    session.change({"platelets.strength": 0.25})
    ahead(workspace, 300)
    workspace.plots.draw_now()
    session.seek(150)
    while session.simulation.step < 150:
        QApplication.processEvents()
    assert workspace.panel.row("platelets.strength").value == 1.0
    workspace.plots.draw_now()
    counted = workspace.plots.survival.log.curve("singles").shed
    shed = session.snapshot.events["kind"] == MODEL.event_codes["detached"]
    assert counted <= np.count_nonzero(shed), "cells of the future do not count"
    assert not told
    ahead(workspace, 200)
    assert workspace.panel.row("platelets.strength").value == 0.25, "the change is met again at its time"
    session.seek(150)
    while session.simulation.step < 150:
        QApplication.processEvents()
    session.change({"shear.hazard": 0.7})
    assert "new future" in told[-1]
    assert session.timeline.furthest == 150
    assert workspace.transport.timeline.maximum() == 150


@pytest.fixture
def only_the_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no state be kept but that of the beginning."""
    monkeypatch.setattr(module, "FIRST_SPACING", 10**6)
    monkeypatch.setattr(module, "NEAR_SPACING", 10**6)


@pytest.mark.usefixtures("only_the_beginning")
def test_a_long_way_back_keeps_the_window_awake(workspace: Workspace, qtbot: QtBot) -> None:
    session = workspace.session
    goal = ahead(workspace, 400)
    ahead(workspace, 10)
    session.seek(400)
    assert session.simulation.step < 400, "the way is made in parts"
    assert session.aim == 400
    qtbot.waitUntil(lambda: session.simulation.step == 400, timeout=60_000)
    assert session.simulation.sha256() == goal
    session.seek(200)
    session.play()
    session.pause()
    assert session.simulation.step < 200, "who plays does not wait for the moment sought"


@pytest.mark.usefixtures("only_the_beginning")
def test_a_run_brought_back_by_undo_still_knows_its_past(workspace: Workspace, qtbot: QtBot) -> None:
    session = workspace.session
    wanted = ahead(workspace, 60)
    ahead(workspace, 60)
    workspace.reset()
    assert session.timeline.furthest == 0
    session.undo_stack.undo()
    assert session.timeline.furthest == 120
    session.seek(60)
    qtbot.waitUntil(lambda: session.simulation.step == 60, timeout=60_000)
    assert session.simulation.sha256() == wanted
