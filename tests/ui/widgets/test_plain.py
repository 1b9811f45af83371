"""Words from files are shown as they stand: nothing in them becomes a picture, a heading or a key."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QAction, QImage, QTextDocument
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu, QMessageBox, QTextEdit
from pytestqt.qtbot import QtBot

from desktop.export.recipe import recipe_text
from desktop.ui.look.theme import Look
from desktop.ui.studies.response_dialog import DoseResponseDialog
from desktop.ui.widgets.markdown_view import Reader
from desktop.ui.widgets.plain import BareDocument, PlainLabel, menu_words, tip
from desktop.ui.window.window import VoyageWindow
from desktop.ui.workspace.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
UI = Path(__file__).parents[3] / "desktop" / "ui"
FILES = sorted(path for path in UI.rglob("*.py") if path.name != "plain.py")
ONLY_IN_PLAIN = {"QLabel", "QMessageBox", "QErrorMessage", "QInputDialog", "QTextEdit", "QTextDocument", "QToolTip"}
HOSTILE = "<h1>Big</h1><img src='{picture}'>&a"


def called(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield node


def is_own_word(node: ast.expr) -> bool:
    """Tell whether an argument is written in the source, or made safe there."""
    if isinstance(node, ast.IfExp):
        return is_own_word(node.body) and is_own_word(node.orelse)
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id == "tip"
    return isinstance(node, ast.Constant) or (isinstance(node, ast.Name) and node.id.isupper())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_words_are_shown_through_the_one_place_only(path: Path) -> None:
    for call in called(path):
        name = ast.unparse(call.func)
        assert name.split(".")[0] not in ONLY_IN_PLAIN, f"{path.name}:{call.lineno}"
        if name.endswith((".setToolTip", ".setStatusTip", ".setWhatsThis")):
            assert is_own_word(call.args[0]), f"{path.name}:{call.lineno}: a tip that is not made by tip()"
        if name.endswith((".setHtml", ".setMarkdown", ".insertHtml")) or name == "QTextBrowser":
            assert "setDocument(BareDocument(" in path.read_text(encoding="utf-8"), f"{path.name}:{call.lineno}"


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "picture.png"
    image = QImage(300, 300, QImage.Format.Format_RGB32)
    image.fill(0xFF00FF)
    assert image.save(str(path))
    return path


def test_a_label_and_a_tip_show_what_stands_there(qtbot: QtBot, picture: Path) -> None:
    words = HOSTILE.format(picture=picture)
    label = PlainLabel(words)
    qtbot.addWidget(label)
    assert label.sizeHint().height() < 100
    page = QTextDocument()
    page.setHtml(tip(words))
    assert page.toPlainText() == words
    assert tip("a & b") == "a & b"
    assert menu_words("R&D\tx") == "R&&D x"


def test_a_page_loads_nothing(qtbot: QtBot, look: Look, picture: Path) -> None:
    reader = Reader(look)
    qtbot.addWidget(reader)
    reader.show_markdown(f"# A\n\n![x]({picture})\n\n<img src='{picture}'>\n")
    address = QUrl.fromLocalFile(str(picture))
    found = reader.document().resource(QTextDocument.ResourceType.ImageResource.value, address)
    assert isinstance(found, QImage)
    assert found.width() == 1
    assert reader.document().size().height() < 300


def assert_plain() -> None:
    """Look at everything that is open: no label, tip or page may interpret what it shows, or load anything."""
    for widget in QApplication.allWidgets():
        if isinstance(widget, QLabel):
            assert widget.textFormat().name == "PlainText" or "<" not in widget.text(), widget.text()
        if isinstance(widget, QTextEdit):
            assert isinstance(widget.document(), BareDocument), widget
        tips = [widget.toolTip()]
        if isinstance(widget, QMenu) and widget.toolTipsVisible():
            tips += [action.toolTip() for action in widget.actions()]
        for words in tips:
            assert "<" not in words.removeprefix("<qt>").removesuffix("</qt>"), words


def hostile_files(folder: Path, picture: Path) -> Iterator[Path]:
    words = HOSTILE.format(picture=picture)
    for name, text in (
        ("title", f'title = "{words}"\nsummary = "{words}"\n'),
        ("key", f'"{words}" = 1\n'),
        ("value", f'seed = "{words}"\n'),
        ("<img src=x>", "title = 3\n"),
        ("toml", f"{words}\n"),
    ):
        path = folder / f"{name}.toml"
        path.write_text(text, encoding="utf-8")
        yield path


def test_nothing_in_a_file_is_taken_for_html(
    window: VoyageWindow, workspace: Workspace, tmp_path: Path, picture: Path
) -> None:
    assert window.furniture is not None
    words = HOSTILE.format(picture=picture)
    for path in hostile_files(tmp_path, picture):
        window.furniture.files.open_file(path)
        for box in window.findChildren(QMessageBox):
            assert box.sizeHint().height() < 300
        assert_plain()
        if path.stem == "title":
            assert window.status.said == f"{words}: {words}"
            assert words in window.windowTitle()
            assert workspace.session.undo_stack.undoText().count("&&a") == 1
    window.furniture.exports.open()
    for menu in window.findChildren(QMenu):
        menu.aboutToShow.emit()
    assert_plain()


def test_an_and_sign_in_a_name_marks_no_letter(window: VoyageWindow, tmp_path: Path) -> None:
    assert window.furniture is not None
    (tmp_path / "R&D.toml").write_text('title = "R&D"\n', encoding="utf-8")
    window.furniture.files.open_file(tmp_path / "R&D.toml")
    exports = window.furniture.exports
    exports.recent = [tmp_path / "R&D.png"]
    exports.open()
    assert exports.dialog is not None
    job = exports.dialog.form.job(tmp_path / "R&D.mp4")
    job.destination.write_text(recipe_text(job, 1), encoding="utf-8")
    exports.dialog.target.setText(str(job.destination))
    exports.dialog.begin()
    assert exports.dialog.start_button.text() == "Replace R&&D.mp4"
    for menu in window.findChildren(QMenu):
        menu.aboutToShow.emit()
    marked = [action.text() for action in window.findChildren(QAction)]
    marked += [button.text() for button in window.findChildren(QAbstractButton)]
    marked += [label.text() for label in window.findChildren(QLabel) if label.buddy() is not None]
    named = [words for words in marked if "D" in words and "R" in words and "&" in words]
    assert len([words for words in named if "R&&D" in words]) >= 3
    assert not [words for words in named if "R&D" in words]


def test_the_dialogs_show_plain_words(window: VoyageWindow, tmp_path: Path, picture: Path) -> None:
    assert window.furniture is not None
    next_file = next(hostile_files(tmp_path, picture))
    window.furniture.files.open_file(next_file)
    dialogs = window.furniture.study_dialogs
    for act in (dialogs.open_dose_response, dialogs.open_treatment, dialogs.open_validation):
        act()
        assert_plain()
    assert window.findChildren(DoseResponseDialog)
    window.show_guide("About the model", "guide/model.md")
    assert_plain()
