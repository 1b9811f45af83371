"""Saving adds the ending first and asks before anything is replaced."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from desktop.study.scenario import load_scenario
from desktop.ui.files.commands import FileCommands
from desktop.ui.widgets.dialogs import ask
from desktop.ui.window.window import VoyageWindow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
Choose = Callable[..., None]


@pytest.fixture
def files(window: VoyageWindow) -> FileCommands:
    assert window.furniture is not None
    return window.furniture.files


@pytest.fixture
def choose(monkeypatch: pytest.MonkeyPatch) -> Choose:
    """Name these files in the dialog, one after the other, then give up."""

    def choose(*paths: Path, kind: str = "") -> None:
        names = [*map(str, paths)]

        def asked(*_: object, options: QFileDialog.Option) -> tuple[str, str]:
            assert options == QFileDialog.Option.DontConfirmOverwrite
            return (names.pop(0) if names else "", kind)

        monkeypatch.setattr(QFileDialog, "getSaveFileName", asked)

    return choose


@dataclass
class Questions:
    """What was asked before a file is replaced, and what is answered."""

    asked: list[str] = field(default_factory=list)
    answer: bool = False


@pytest.fixture
def questions(monkeypatch: pytest.MonkeyPatch) -> Questions:
    questions = Questions()

    def answer(_: object, title: str, sentence: str, deed: str) -> bool:
        questions.asked.append(f"{title} {sentence} {deed}")
        return questions.answer

    monkeypatch.setattr("desktop.ui.files.commands.ask", answer)
    return questions


FOREIGN = "[project]\nname = 'homework'\n"


def test_a_foreign_file_is_asked_for_with_its_ending(
    files: FileCommands, choose: Choose, questions: Questions, tmp_path: Path
) -> None:
    foreign = tmp_path / "pyproject.toml"
    foreign.write_text(FOREIGN)
    choose(tmp_path / "pyproject", tmp_path / "Class 9.b")
    files.save_as()
    assert questions.asked == ["Replace pyproject.toml? pyproject.toml is there already. Replace"]
    assert foreign.read_text() == FOREIGN
    assert sorted(item.name for item in tmp_path.iterdir()) == ["Class 9.b.toml", "pyproject.toml"]
    assert load_scenario(tmp_path / "Class 9.b.toml").seed == 7
    questions.answer = True
    choose(tmp_path / "pyproject")
    files.save_as()
    assert load_scenario(foreign).seed == 7


def test_a_file_that_came_meanwhile_is_not_replaced(files: FileCommands, window: VoyageWindow, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(FOREIGN)
    files.save_scenario(tmp_path / "pyproject.toml")
    boxes = window.findChildren(QMessageBox)
    assert "was not written by CTC Voyage" in boxes[-1].informativeText()
    assert (tmp_path / "pyproject.toml").read_text() == FOREIGN


def test_pictures_and_numbers_get_the_ending_that_was_chosen(
    files: FileCommands, window: VoyageWindow, choose: Choose, questions: Questions, tmp_path: Path
) -> None:
    assert window.workspace is not None
    chart = window.workspace.plots.funnel
    choose(tmp_path / "cells v1.5")
    files.export_picture()
    choose(tmp_path / "plot v1.5", kind="Drawing (*.svg)")
    files.export_plot(chart)
    choose(tmp_path / "table v1.5")
    files.export_numbers(chart)
    names = sorted(item.name for item in tmp_path.iterdir())
    assert names == ["cells v1.5.png", "plot v1.5.svg", "table v1.5.csv"]
    assert (tmp_path / names[1]).read_bytes().lstrip().startswith(b"<?xml")
    assert questions.asked == []


def test_names_that_cannot_be_are_told_in_a_sentence(files: FileCommands, window: VoyageWindow, tmp_path: Path) -> None:
    assert window.workspace is not None
    chart = window.workspace.plots.funnel
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for name in ("x" * 300, "a\0b", "a\udcff", "", "..", "folder", "loop", "no/folder"):
        path = tmp_path / name
        for write in (files.save_scenario, files.write_picture, lambda path: files.write_numbers(chart, path)):
            before = len(window.findChildren(QMessageBox))
            write(path)
            boxes = window.findChildren(QMessageBox)
            assert len(boxes) == before + 1, name
            assert boxes[-1].informativeText().isprintable()
    assert sorted(item.name for item in tmp_path.iterdir()) == ["folder", "loop"]


def test_the_question_is_answered_by_its_buttons(window: VoyageWindow, qtbot: QtBot) -> None:
    for number, answer in ((0, True), (1, False)):

        def press(number: int = number) -> None:
            box = window.findChildren(QMessageBox)[-1]
            box.buttons()[number].click()

        QTimer.singleShot(0, press)
        assert ask(window, "Replace a&b?", "a&b is there already.", "Replace") is answer
        qtbot.wait(0)
