"""The schedule in the window: entries are seen, added, removed, undone, drawn on the line of time, saved and noted."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.cascade import MODEL
from desktop.engine.simulation import Simulation
from desktop.study.scenario import load_scenario
from desktop.ui.sliders.schedule_dialog import ScheduleDialog
from desktop.ui.window.window import VoyageWindow
from desktop.ui.workspace.workspace import Workspace

KEY = Qt.Key


@pytest.fixture
def dialog(qtbot: QtBot, window: VoyageWindow, workspace: Workspace) -> ScheduleDialog:
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keySequence(workspace.scene, QKeySequence("Ctrl+T"))
    return window.findChildren(ScheduleDialog)[0]


def click(button: QWidget) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_an_entry_is_added_by_the_keys_and_undone(dialog: ScheduleDialog, workspace: Workspace) -> None:
    assert dialog.isVisible()
    assert "Nothing is scheduled" in dialog.message.text()
    QTest.keyClick(dialog, KEY.Key_Return)
    assert workspace.session.parameters.schedule.text == "platelets.strength=0.0@capillary:0..4h"
    assert dialog.list.item(0).text() == "Platelet shield: 0 ×, hours 0 to 4 (capillary bed)"
    workspace.session.undo_stack.undo()
    assert workspace.session.parameters.schedule.text == ""
    assert dialog.list.count() == 0
    workspace.session.undo_stack.redo()
    assert dialog.list.count() == 1


def test_every_kind_of_slider_can_be_scheduled(dialog: ScheduleDialog, workspace: Workspace) -> None:
    for path, clock in (
        ("tumor.present", "tissue"),
        ("display.organ", "animation"),
        ("natural_killer.density", "blood"),
    ):
        dialog.path.setCurrentIndex(dialog.path.findData(path))
        dialog.clock.setCurrentIndex(dialog.clock.findData(clock))
        click(dialog.add)
    entries = workspace.session.parameters.schedule.entries
    assert [entry.path for entry in entries] == ["display.organ", "natural_killer.density", "tumor.present"]
    assert [entry.unit for entry in entries] == ["seconds", "hours", "hours"]


def test_an_empty_end_is_for_good_and_what_is_wrong_is_told(dialog: ScheduleDialog, workspace: Workspace) -> None:
    dialog.end.clear()
    click(dialog.add)
    assert workspace.session.parameters.schedule.text == "platelets.strength=0.0@capillary:0..h"
    click(dialog.add)
    assert "no end" in dialog.message.text()
    dialog.path.setCurrentIndex(dialog.path.findData("platelets.count"))
    dialog.clock.setCurrentIndex(dialog.clock.findData("lodging"))
    click(dialog.add)
    assert "cannot go by the lodging clock" in dialog.message.text()
    dialog.start.setText("soon")
    click(dialog.add)
    assert "“soon” was not taken" in dialog.message.text()
    assert len(workspace.session.parameters.schedule.entries) == 1


def test_entries_are_removed_one_by_one_or_all(dialog: ScheduleDialog, workspace: Workspace) -> None:
    click(dialog.add)
    dialog.start.show_number(6.0)
    dialog.end.show_number(8.0)
    click(dialog.add)
    dialog.list.setCurrentRow(0)
    click(dialog.remove)
    assert workspace.session.parameters.schedule.text == "platelets.strength=0.0@capillary:6..8h"
    click(dialog.clear)
    assert workspace.session.parameters.schedule.entries == ()
    assert not dialog.remove.isEnabled()


def test_the_line_of_time_and_the_slider_show_the_span(dialog: ScheduleDialog, workspace: Workspace) -> None:
    dialog.start.show_number(0.1)
    dialog.end.show_number(0.2)
    click(dialog.add)
    for _ in range(60):
        workspace.session.step_once()
    line = workspace.transport.timeline
    told = [line.preview(x) for x in range(0, line.width(), 4)]
    held = [words for words in told if "Platelet shield: 0 ×, hours 0.1 to 0.2" in words]
    # Hours 0.1 to 0.2 are steps 18 to 36 of the 60.
    assert len(held) / len(told) == pytest.approx(18 / 60, abs=0.05)
    assert line.grab().toImage() != _without_spans(workspace)
    row = workspace.panel.row("platelets.strength")
    clocks = [b for b in row.findChildren(QToolButton) if b.accessibleName() == "Platelet shield is scheduled"]
    assert [clock.isVisibleTo(row) for clock in clocks] == [True]
    assert "hours 0.1 to 0.2" in clocks[0].toolTip()
    dialog.hide()
    click(clocks[0])
    assert dialog.isVisible()
    assert row.value == 1.0, "the slider keeps its own value"


def _without_spans(workspace: Workspace) -> object:
    past, line = workspace.session.timeline, workspace.transport.timeline
    line.show_past(past.first, workspace.session.aim, past.furthest, past.changes)
    return line.grab().toImage()


def test_the_run_of_the_window_is_the_run_without_it(
    qtbot: QtBot, dialog: ScheduleDialog, workspace: Workspace
) -> None:
    dialog.end.show_number(0.1)
    click(dialog.add)
    session = workspace.session
    for _ in range(30):
        session.step_once()
    plain = Simulation(MODEL, MODEL.defaults(), 7, with_scenery=False)
    plain.set_parameters(session.parameters)
    plain.advance(30)
    assert session.simulation.sha256() == plain.sha256()
    end = session.simulation.sha256()
    for step in (5, 30):
        session.seek(step)
        qtbot.waitUntil(lambda: session.seeking.way is None)
    assert session.simulation.sha256() == end, "back and forth across the end of the span"


def test_save_and_open_keep_the_schedule(
    dialog: ScheduleDialog, window: VoyageWindow, workspace: Workspace, tmp_path: Path
) -> None:
    dialog.end.show_number(100.0)
    click(dialog.add)
    assert window.furniture is not None
    path = tmp_path / "away.toml"
    window.furniture.files.save_scenario(path)
    kept = load_scenario(path)
    assert kept.parameters == workspace.session.parameters
    # The scenario of 10 s is written as long as its schedule: 100 hours of the capillaries take 300 s.
    assert kept.seconds == 300.0
    workspace.session.restart()
    window.furniture.files.show_scenario(path)
    assert workspace.session.parameters == kept.parameters
    assert dialog.list.count() == 1
