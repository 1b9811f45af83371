"""The window shows the codes of what is there, and opens one that is entered."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.cascade import MODEL
from desktop.lessons.codes.reading import read_code
from desktop.lessons.codes.short_code import short_code
from desktop.ui.files.class_code_dialog import ClassCodeDialog
from desktop.ui.look.theme import Look
from desktop.ui.widgets.qr_code import QrCode
from desktop.ui.window.window import VoyageWindow
from desktop.ui.workspace.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

CODE = "800Z-XEG1-E0"
"""The default patient, seed 7, without platelets."""


@pytest.fixture
def dialog(window: VoyageWindow, workspace: Workspace) -> ClassCodeDialog:
    workspace.session.change({"platelets.strength": 0.0})
    workspace.story.story.show_page(0)
    return opened(window)


def opened(window: VoyageWindow) -> ClassCodeDialog:
    assert window.furniture is not None
    window.furniture.files.open_class_codes()
    (found,) = [item for item in window.findChildren(ClassCodeDialog) if item.isVisible()]
    return found


def test_the_codes_tell_what_is_there(dialog: ClassCodeDialog, workspace: Workspace) -> None:
    for code in (dialog.short.text(), dialog.long.toPlainText()):
        told = read_code(code, MODEL)
        assert told.scenario.parameters == workspace.session.parameters
        assert (told.scenario.seed, told.page) == (7, "circulating-tumor-cell")
    dialog.copy_short.click()
    assert QGuiApplication.clipboard().text() == dialog.short.text()
    assert len(dialog.qr.rows) >= 21


def test_a_slider_between_two_levels_is_said_and_the_long_code_holds_it(
    window: VoyageWindow, workspace: Workspace
) -> None:
    workspace.session.change({"platelets.strength": 0.123456})
    dialog = opened(window)
    assert dialog.short.text() == "no short code"
    assert dialog.copy_short.isHidden()
    assert "stands at 0.123456, between two levels of a short code. The long code holds all" in dialog.said.text()
    assert read_code(dialog.long.toPlainText(), MODEL).scenario.parameters == workspace.session.parameters


def test_a_code_that_is_entered_is_opened(dialog: ClassCodeDialog, workspace: Workspace) -> None:
    session = workspace.session
    before = session.run
    dialog.field.setText("800Z XEG1 EX")
    dialog.open_button.click()
    assert "compare group 3, EX" in dialog.problem.text()
    assert session.run is before
    dialog.field.setText(CODE.lower())
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert session.run is not before
    assert session.run.title == "Default patient"
    assert (session.simulation.seed, session.parameters.changes()["platelets.strength"]) == (7, 0.0)
    session.undo_stack.undo()
    assert session.run is before


def test_a_scenario_opened_by_its_code_has_the_same_code_again(window: VoyageWindow, workspace: Workspace) -> None:
    assert window.furniture is not None
    window.furniture.files.show_scenario("no-nk-cells")
    dialog = opened(window)
    told = read_code(dialog.short.text(), MODEL)
    assert told.scenario.name == "no-nk-cells"
    assert short_code(told, MODEL) == dialog.short.text()


def test_a_text_too_long_to_scan_gets_no_qr_code(qtbot: QtBot, look: Look) -> None:
    code = QrCode()
    qtbot.addWidget(code)
    assert not code.show_text("A" * 3000)
    assert code.rows == ()
    assert code.show_text("A" * 2900)
    code.resize(700, 700)
    assert not code.grab().isNull()
