from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.cascade import MODEL
from desktop.study.background.messages import Message, RefusalMessage, RowMessage
from desktop.study.background.tasks import Task, ValidationTask
from desktop.ui.studies import task_dialog
from desktop.ui.studies.task_dialog import TaskDialog
from desktop.ui.window.window import VoyageWindow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


class Patient(TaskDialog):
    """A dialog whose work never ends by itself."""

    def __init__(self, parent: VoyageWindow) -> None:
        super().__init__("Wait", "Begin", (400, 300), parent.look, parent)
        self.field, self.other = QLineEdit(), QPushButton("Other")
        self.other.setAutoDefault(False)
        self.begun = 0
        body = QWidget()
        layout = QVBoxLayout(body)
        for widget in (self.field, self.other):
            layout.addWidget(widget)
        self.lay_out(body, (self.bar, self.message), (self.start_button,))

    def task(self) -> tuple[Task, int]:
        self.begun += 1
        return ValidationTask(MODEL.defaults(), 1, 500), 2

    def take(self, message: Message) -> None:
        pass


@pytest.fixture
def dialog(window: VoyageWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Patient:
    monkeypatch.setattr(task_dialog, "BackgroundProcess", _SilentProcess)
    dialog = Patient(window)
    dialog.show()
    qtbot.waitExposed(dialog)
    return dialog


class _Signal:
    """A signal of which a test decides when it is sent."""

    def __init__(self) -> None:
        self._slots: list[Callable[..., None]] = []

    def connect(self, slot: Callable[..., None]) -> None:
        self._slots.append(slot)

    def emit(self, *values: object) -> None:
        for slot in self._slots:
            slot(*values)


class _SilentProcess:
    """A process that tells only what a test lets it tell."""

    told, ended = _Signal(), _Signal()

    def __init__(self, kind: str, task: str, parent: TaskDialog) -> None:
        del kind, task, parent
        _SilentProcess.told, _SilentProcess.ended = _Signal(), _Signal()

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
    _SilentProcess.told.emit(RowMessage({}))
    assert (dialog.bar.value(), dialog.bar.maximum()) == (1, 2)
    assert dialog.message.text().startswith("1 of 2")
    dialog.stop()


def test_a_task_that_is_refused_says_why_and_can_be_asked_again(dialog: Patient) -> None:
    dialog.start_button.click()
    _SilentProcess.told.emit(RefusalMessage("Events of a validation task takes 1 to 9."))
    _SilentProcess.ended.emit()
    assert dialog.message.text() == "Events of a validation task takes 1 to 9."
    assert not dialog.busy
    dialog.start_button.click()
    _SilentProcess.ended.emit()
    assert dialog.message.text() == "0 of 2 done.", "an earlier refusal is forgotten"
