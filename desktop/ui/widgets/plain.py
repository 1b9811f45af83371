"""Words shown as they stand: titles, sentences and names come from files, and Qt takes words that resemble HTML for it.

A picture named in such words would be read from anywhere, even from another computer. So every label is a `PlainLabel`,
every tip goes through `tip`, every text of a menu through `menu_words`, every page is a `BareDocument`, and a test over
the source holds that.
"""

from html import escape

from PySide6.QtCore import QByteArray, QObject, QPoint, Qt, QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QLabel, QMessageBox, QToolTip, QWidget

from desktop.scene.raster.pixels import blank_picture


class PlainLabel(QLabel):
    """A label that shows words as they stand."""

    def __init__(self, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(words)


class BareDocument(QTextDocument):
    """A page that loads nothing: neither pictures nor styles."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.setUndoRedoEnabled(False)
        self._nothing = blank_picture(1, 1, clear=True)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Return an empty picture, or nothing of another kind, whatever the page names."""
        # Where there is no picture, Qt looks for a file by itself.
        return self._nothing if kind == QTextDocument.ResourceType.ImageResource.value else QByteArray(b"")


def tip(words: str) -> str:
    """Return words for a tooltip: those that Qt would take for HTML are written so that they are shown."""
    return f"<qt>{escape(words)}</qt>" if "<" in words else words


def show_tip(place: QPoint, words: str, widget: QWidget) -> None:
    """Show a tooltip of a widget at once, at a place on the screen."""
    QToolTip.showText(place, tip(words), widget)


def menu_words(words: str) -> str:
    """Return words for a menu, where & marks a letter and a tab begins the keys."""
    return words.replace("&", "&&").replace("\t", " ")


def message_box(title: str, sentence: str, parent: QWidget | None) -> QMessageBox:
    """Return a box with a title and a sentence."""
    box = QMessageBox(QMessageBox.Icon.NoIcon, "CTC Voyage", "", parent=parent)
    # The format of the box itself does not reach the sentence, whose label comes into being with its first words.
    box.setInformativeText("…")
    for label in box.findChildren(QLabel):
        label.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(title)
    box.setInformativeText(sentence)
    return box
