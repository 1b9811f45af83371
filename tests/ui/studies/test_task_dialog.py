from collections.abc import Mapping

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout
from pytestqt.qtbot import QtBot

from desktop.ui.studies import task_dialog
from desktop.ui.studies.task_dialog import TaskDialog
from desktop.ui.window.window import VoyageWindow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


class Patient(TaskDialog):
    """A dialog whose work never ends by itself."""

    def __init__(self, parent: VoyageWindow) -> None:
        super().__init__("Wait", "Begin", parent)
        self.field, self.other = QLineEdit(), QPushButton("Other")
        self.other.setAutoDefault(False)
        self.begun = 0
        layout = QVBoxLayout(self)
        for widget in (self.field, self.other, self.bar, self.message, self.start_button):
            layout.addWidget(widget)

    def task(self) -> tuple[str, Mapping[str, object], int]:
        self.begun += 1
        order = {"changes": {}, "events": 500, "seed": 1}
        return "validate", order, 2

    def take(self, news: Mapping[str, object]) -> None:
        pass


@pytest.fixture
def dialog(window: VoyageWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Patient:
    monkeypatch.setattr(task_dialog, "Errand", _NoErrand)
    dialog = Patient(window)
    dialog.show()
    qtbot.waitExposed(dialog)
    return dialog


class _Signal:
    def connect(self, slot: object) -> None:
        del slot


class _NoErrand:
    """An errand of which nothing is ever heard."""

    def __init__(self, kind: str, task: str, parent: TaskDialog) -> None:
        del kind, task, parent
        self.told, self.ended = _Signal(), _Signal()

    def begin(self) -> None:
        """Do nothing."""

    def drop(self) -> None:
        """Do nothing."""


def test_enter_begins_the_work_and_a_second_one_does_not_stop_it(dialog: Patient) -> None:
    dialog.field.setFocus()
    for _ in range(2):
        QTest.keyClick(dialog.field, Qt.Key.Key_Return)
        assert dialog.busy
    assert dialog.begun == 1
    dialog.stop()


def test_enter_on_another_button_presses_that_one_alone(dialog: Patient) -> None:
    pressed: list[str] = []
    dialog.other.clicked.connect(lambda: pressed.append("other"))
    dialog.other.setFocus()
    QTest.keyClick(dialog.other, Qt.Key.Key_Return)
    assert pressed == ["other"]
    assert dialog.begun == 0


def test_there_is_a_sign_of_life_before_the_first_result(dialog: Patient, qtbot: QtBot) -> None:
    dialog.start_button.click()
    assert (dialog.bar.minimum(), dialog.bar.maximum()) == (0, 0), "the bar moves to and fro"
    qtbot.waitUntil(lambda: dialog.message.text() == "Setting up … 2 s", timeout=20_000)
    dialog._on_told({})
    assert (dialog.bar.value(), dialog.bar.maximum()) == (1, 2)
    assert dialog.message.text().startswith("1 of 2")
    dialog.stop()
