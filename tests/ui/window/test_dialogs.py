"""Every dialog on every screen: it fits, no word is cut, and the button that acts is in view."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.widgets import fitting_dialog
from desktop.ui.widgets.choice import ChoiceDialog
from desktop.ui.widgets.dialogs import TextDialog, tell_error
from desktop.ui.widgets.fitting_dialog import FittingDialog
from desktop.ui.window.window import VoyageWindow
from tests.ui.words_that_fit import clipped

# Sizes and places of windows are beyond the platform without a screen.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

SCREENS = ((1024, 600), (1366, 768), (1920, 1080))
SCALES = (1.0, 1.5, 2.0)
SENTENCE = "The folder /home/somebody/lessons/of last year cannot be written; choose another one, or free some space."


def ask(window: VoyageWindow) -> None:
    answers = dict.fromkeys(("Close when it is done", "Stop, make it anew at the next start"), lambda: None)
    ChoiceDialog("An export is on its way", SENTENCE, answers, "Do not close", window.look, window).open()


def openers(window: VoyageWindow) -> dict[str, Callable[[], None]]:
    furniture = window.furniture
    assert furniture is not None
    return {
        "export": furniture.exports.open,
        "experiment": furniture.study_dialogs.open_dose_response,
        "treatment": furniture.study_dialogs.open_treatment,
        "who survives": furniture.study_dialogs.open_selection,
        "match": furniture.study_dialogs.open_validation,
        **{name: window.commands[name] for name in ("shortcuts", "model", "selection", "glossary", "about")},
        "history": window.commands["history"],
        "class code": furniture.files.open_class_codes,
        "question": lambda: ask(window),
        "error": lambda: tell_error(window, "The scenario was not saved", SENTENCE),
    }


def opened(window: VoyageWindow) -> QDialog:
    dialogs = [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]
    assert len(dialogs) == 1, dialogs
    return dialogs[0]


def acting(dialog: QDialog) -> list[QPushButton]:
    """Return the buttons that belong to the dialog as a whole, not to a line of what scrolls in it."""
    areas = dialog.findChildren(QScrollArea)
    return [
        button
        for button in dialog.findChildren(QPushButton)
        if button.isVisible() and button.text() and not any(area.isAncestorOf(button) for area in areas)
    ]


def in_view(widget: QWidget, dialog: QDialog) -> bool:
    return dialog.rect().contains(QRect(widget.mapTo(dialog, QPoint(0, 0)), widget.size()))


@pytest.mark.parametrize("scale", SCALES)
def test_every_dialog_fits_every_screen(
    window: VoyageWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, scale: float
) -> None:
    window.look.change(font_scale=scale)
    wrong = []
    for screen in SCREENS:
        room = QRect(0, 0, *screen)
        monkeypatch.setattr(fitting_dialog, "room_of", lambda _, room=room: room)
        for name, act in openers(window).items():
            act()
            dialog = opened(window)
            if isinstance(dialog, FittingDialog):
                dialog.fit()
            QApplication.processEvents()
            where = f"{name} at {screen} and {scale:.0%}"
            if not room.contains(dialog.geometry()) and not isinstance(dialog, QMessageBox):
                wrong.append(f"{where}: stands at {dialog.geometry()}")
            if dialog.width() > screen[0] or dialog.height() > screen[1]:
                wrong.append(f"{where}: is {dialog.width()} × {dialog.height()}")
            buttons = acting(dialog)
            assert buttons
            wrong += [f"{where}: {button.text()} is out of view" for button in buttons if not in_view(button, dialog)]
            # A message box of Qt measures itself by the real screen, of which a test has a small one.
            wrong += [] if name == "error" else [f"{where}: {words}" for words in clipped(dialog)]
            bars = [area.horizontalScrollBar() for area in dialog.findChildren(QScrollArea)]
            wrong += [f"{where}: {bar.maximum()} pixels lie at the side" for bar in bars if bar.maximum() > 0]
            dialog.close()
            QApplication.sendPostedEvents(None, 0)
    assert not wrong, "\n".join(wrong)


def test_pages_of_help_stay_open_beside_the_story(window: VoyageWindow, tmp_path: Path) -> None:
    window.commands["shortcuts"]()
    window.commands["glossary"]()
    window.commands["shortcuts"]()
    pages = [page for page in window.findChildren(TextDialog) if page.isVisible()]
    assert sorted(page.windowTitle() for page in pages) == ["Shortcuts", "Words explained"]
    assert not any(page.isModal() for page in pages), "story and sliders stay within reach"
    for page in pages:
        page.close()
