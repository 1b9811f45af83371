"""What is rare rings, is named, and can be gone to; the line of time tells when it was."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.engine.snapshot import Snapshot
from desktop.study.chronicle import NOT_COUNTED, RARE
from desktop.study.eventful import chosen_words
from desktop.study.scenario import load_scenario
from desktop.ui.widgets.dialogs import TextDialog
from desktop.ui.window.window import VoyageWindow
from desktop.ui.workspace.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def with_event(snapshot: Snapshot, kind: str) -> tuple[Snapshot, int]:
    """Return a moment at which something has just happened to a cell, and the cell."""
    cell = int(snapshot.cells["identity"][-1])
    event = np.zeros(1, dtype=snapshot.events.dtype)
    event["kind"] = [found.name for found in snapshot.model.events].index(kind)
    event["cause"], event["other"], event["cell"], event["step"] = -1, -1, cell, snapshot.step
    event["x"], event["y"] = snapshot.cells["x"][-1], snapshot.cells["y"][-1]
    return replace(snapshot, events=np.concatenate([snapshot.events, event])), cell


@pytest.mark.parametrize("kind", list(RARE))
def test_what_is_rare_rings_is_named_and_can_be_gone_to(
    window: VoyageWindow, workspace: Workspace, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    moment, cell = with_event(workspace.session.snapshot, kind)
    monkeypatch.setattr(workspace.session.stepper, "running", True)
    workspace.happenings.take(moment)
    monkeypatch.setattr(workspace.session.stepper, "running", False)
    caption = workspace.scene.caption
    assert workspace.scene.rings.place is not None
    assert f"Cell {cell} " in caption.title.text()
    assert caption.words.text() == f"{RARE[kind]} {NOT_COUNTED}", "the cell is one of the start"
    QTest.keyClick(window, Qt.Key.Key_G)
    assert workspace.scene.selected == cell
    assert not workspace.scene.camera_control.fits
    assert not caption.isVisible()


def test_what_happened_long_before_is_marked_and_not_announced(workspace: Workspace) -> None:
    moment, _ = with_event(workspace.session.snapshot, "woke")
    workspace.happenings.take(replace(moment, step=moment.step + 600))
    assert not workspace.scene.caption.isVisible()
    assert [mark.kind for mark in workspace.happenings.chronicle.marks] == ["woke"]


def test_keys_go_from_mark_to_mark_and_the_line_tells_what_was_there(
    window: VoyageWindow, workspace: Workspace
) -> None:
    session = workspace.session
    for _ in range(20):
        session.stepper.make(30)
        session.show_now()
    marks = workspace.happenings.chronicle.marks
    assert marks
    QTest.keyClick(window, Qt.Key.Key_Comma)
    assert session.aim == marks[-1].step
    session.seek(0)
    QTest.keyClick(window, Qt.Key.Key_Period)
    assert session.aim == marks[0].step
    line = workspace.transport.timeline
    x = next(x for x in range(line.width()) if marks[0].sentence in line.preview(float(x)))
    assert line.preview(float(x)).splitlines()[0].endswith(" s")


def test_another_future_drops_the_marks_after_it(workspace: Workspace) -> None:
    session, chronicle = workspace.session, workspace.happenings.chronicle
    for _ in range(20):
        session.stepper.make(30)
        session.show_now()
    known = list(chronicle.marks)
    session.seek(known[0].step)
    assert chronicle.marks == known
    session.change({"flow.strength": 2.0})
    assert all(mark.step <= session.simulation.step for mark in chronicle.marks)


def test_another_patient_has_the_same_sliders_and_another_seed(window: VoyageWindow, workspace: Workspace) -> None:
    before, parameters = workspace.session.simulation.seed, workspace.session.parameters
    QTest.keyClick(window, Qt.Key.Key_N)
    assert workspace.session.simulation.seed != before
    assert workspace.session.parameters == parameters
    assert workspace.transport.seed.text() == str(workspace.session.simulation.seed)
    workspace.session.undo_stack.undo()
    assert workspace.session.simulation.seed == before


def test_the_chosen_patient_is_said_to_be_chosen(qtbot: QtBot) -> None:
    scenario = load_scenario("default-patient")
    assert "Most patients show no new tumor" in chosen_words(scenario.parameters, scenario.seed)
    assert chosen_words(scenario.parameters, 1) == ""
    assert chosen_words(scenario.parameters.replace({"flow.strength": 2.0}), scenario.seed) == ""


def test_a_sleep_leads_to_the_patient_who_sleeps_for_years(
    window: VoyageWindow, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment, _ = with_event(workspace.session.snapshot, "fell_asleep")
    monkeypatch.setattr(workspace.session.stepper, "running", True)
    workspace.happenings.take(moment)
    monkeypatch.setattr(workspace.session.stepper, "running", False)
    workspace.scene.caption.button("years").click()
    assert window.windowTitle().startswith("Many years asleep")


def test_bold_words_open_the_glossary_and_links_open_patients(window: VoyageWindow, workspace: Workspace) -> None:
    reader = workspace.story.story.reader
    reader.follow(QUrl("word:circulating_tumor_cell"))
    page = window.findChild(TextDialog)
    assert page is not None
    assert page.reader.textCursor().selectedText().startswith("circulating tumor cell")
    page.close()
    reader.follow(QUrl("open:long-dormancy"))
    assert window.windowTitle().startswith("Many years asleep")
