"""The tour tells each step when it happens, in the picture, and can be led on, back, and left."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.cascade import MODEL
from desktop.lessons.pages import tour
from desktop.study.chronicle import FIRSTS
from desktop.ui.story.tour import PATIENCE_SECONDS
from desktop.ui.window.window import VoyageWindow
from desktop.ui.workspace import tour_guide
from desktop.ui.workspace.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def test_every_event_of_the_tour_is_one_of_the_model_and_marked() -> None:
    events = {stop.event for stop in tour() if stop.event}
    assert len(events) >= 10
    assert events <= {kind.name for kind in MODEL.events} & set(FIRSTS)


def test_a_stop_waits_for_its_event_and_then_holds_the_picture(qtbot: QtBot, workspace: Workspace) -> None:
    index = next(i for i, stop in enumerate(workspace.tour.stops) if stop.event == "detached")
    workspace.tour.start(index)
    assert workspace.session.running
    assert "Watch" in workspace.scene.caption.words.text()
    workspace.tour.pass_time(PATIENCE_SECONDS - 1.0)
    assert workspace.tour.index == index, "it waits"
    qtbot.waitUntil(lambda: not workspace.tour.waiting, timeout=60_000)
    qtbot.waitUntil(lambda: workspace.session.seeking.way is None, timeout=60_000)
    assert not workspace.session.running, "nobody has to read and to watch at once"
    mark = workspace.happenings.chronicle.find("detached", 0)
    assert mark is not None
    assert mark.sentence in workspace.scene.caption.words.text()
    assert workspace.scene.selected == mark.cell
    assert workspace.session.simulation.step == mark.step


def test_what_does_not_come_is_looked_for(qtbot: QtBot, workspace: Workspace) -> None:
    index = next(i for i, stop in enumerate(workspace.tour.stops) if stop.event == "reached_vessel")
    workspace.tour.start(index)
    workspace.session.pause()
    workspace.tour.pass_time(PATIENCE_SECONDS)
    qtbot.waitUntil(lambda: not workspace.tour.waiting, timeout=120_000)
    assert workspace.happenings.chronicle.find("reached_vessel", 0) is not None


@pytest.mark.parametrize("how", ["button", "escape"])
def test_a_search_is_told_of_and_can_be_stopped(window: VoyageWindow, workspace: Workspace, how: str) -> None:
    session, caption = workspace.session, workspace.scene.caption
    index = next(i for i, stop in enumerate(workspace.tour.stops) if stop.event == "macrometastasis")
    workspace.tour.start(index)
    session.pause()
    before = session.simulation.sha256()
    workspace.tour.pass_time(PATIENCE_SECONDS)
    assert session.seeking.way is not None
    assert "Looking for a moment at which it happens: second " in caption.words.text()
    if how == "button":
        caption.button("stop").click()
    else:
        QTest.keyClick(window, Qt.Key.Key_Escape)
    assert session.seeking.way is None
    assert session.simulation.sha256() == before
    assert "The search was stopped." in caption.words.text()
    assert not caption.button("stop").isVisible()
    assert not workspace.tour.waiting


def test_what_is_nowhere_is_said_not_to_have_happened(
    qtbot: QtBot, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tour_guide, "FARTHEST", 60)
    index = next(i for i, stop in enumerate(workspace.tour.stops) if stop.event == "macrometastasis")
    workspace.tour.start(index)
    workspace.session.pause()
    workspace.tour.pass_time(PATIENCE_SECONDS)
    qtbot.waitUntil(lambda: not workspace.tour.waiting, timeout=120_000)
    assert "It did not happen in this run" in workspace.scene.caption.words.text()


def test_keys_lead_the_tour_and_pages_do_not_end_it(window: VoyageWindow, workspace: Workspace) -> None:
    workspace.story.story.reader.setFocus()
    workspace.tour.start()
    assert workspace.scene.hasFocus(), "its keys are not those of the text"
    QTest.keyClick(window, Qt.Key.Key_PageDown)
    assert workspace.tour.index == 1
    workspace.story.story.forward.click()
    assert workspace.tour.running
    assert workspace.story.story.index == 2
    QTest.keyClick(window, Qt.Key.Key_PageUp)
    assert (workspace.tour.index, workspace.story.story.index) == (0, 0)
    workspace.scene.caption.button("pause").click()
    assert not workspace.tour.running
    assert workspace.scene.caption.isVisible()
    workspace.scene.caption.button("leave").click()
    assert not workspace.tour.is_open
    QTest.keyClick(window, Qt.Key.Key_PageDown)
    assert workspace.story.story.index == 1
