"""The few dialogs: an error told calmly, the shortcuts, the model's description, and what the program is."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

from desktop import __version__
from desktop.lessons.links import PLACES
from desktop.ui.look.theme import Look
from desktop.ui.widgets.fitting_dialog import FittingDialog
from desktop.ui.widgets.markdown_view import Reader
from desktop.ui.widgets.plain import PlainLabel, message_box
from desktop.ui.widgets.status_line import NOTICE

PAGE_SIZE = (640, 620)

SHORTCUTS = (
    ("Space", "play or pause"),
    ("Right, Left", "one step on, one step back; pauses first"),
    ("arrows, PgUp, PgDn, Home, End", "on the timeline: a step, a second, the first and the furthest moment"),
    ("+ / −", "faster, slower"),
    ("R", "begin the run again"),
    ("N", "another patient: the same sliders with a new seed"),
    ("G", "go to what rare thing last happened"),
    (". and ,", "the next mark on the line of time, and the one before"),
    ("PgDn, PgUp", "the next page of the story, or stop of the tour, and the one before"),
    ("Ctrl+PgDown, Ctrl+PgUp", "the same, wherever the keys are"),
    ("Esc", "give up a long way to a moment"),
    ("Ctrl+Z, Ctrl+Y, Ctrl+Shift+Z", "undo and redo slider changes and resets; Edit › History lists them"),
    (f"1 … {len(PLACES)}", f"fly to: {', '.join(PLACES)}"),
    ("Ctrl with arrows, +, −, 0", "in the scene: move, zoom, fit"),
    ("wheel, drag, double-click", "in the scene: zoom, move, fit"),
    ("PgUp, PgDn", "on a slider: large steps; in the story: scroll the text"),
    ("arrows, Shift+arrows, Home, End", "on a slider: steps, fine steps, limits"),
    ("double-click, Delete, Backspace", "on a slider: back to the default"),
    ("Ctrl+T", "schedule: sliders that stand elsewhere for a span of hours"),
    ("Ctrl+F", "find a slider; Esc empties the field"),
    ("Menu key, Shift+F10", "on a plot: copy or save its numbers and its picture"),
    ("F2, F3, F4", "fold story, sliders, plots"),
    ("Shift+F7", "tube of blood; Space draws, + draws many, V lifts the veil, Left and Right, Backspace, Esc inside"),
    ("F7", "true rarity: a milliliter of blood; + − arrows Home End Space Esc inside"),
    ("F8", "experiment: what does a slider truly do?"),
    ("Shift+F8", "who survives: what the survivors of a cohort are like"),
    ("F9", "one treatment in many virtual patients"),
    ("F6, Shift+F6", "to the next and the previous panel"),
    ("Ctrl+F6", "high visibility: flat cells with letters"),
    ("Ctrl+F7", "tumor cells in the colors of their clones"),
    ("F11", "full screen; Esc leaves it"),
    ("Ctrl+O, Ctrl+S", "open and save a scenario"),
    ("Ctrl+E", "export a film, frames, a picture, a page or a table"),
    ("Ctrl+Shift+E, Ctrl+Shift+C", "save the picture as PNG, copy it"),
    ("Tab, Shift+Tab", "next and previous control; the legend is one, with arrows inside"),
    ("Ctrl+Q", "quit"),
    ("F1, ?", "this list"),
)


def tell_error(parent: QWidget | None, title: str, sentence: str) -> None:
    """Tell in one sentence what could not be done; nothing else happens."""
    box = message_box(title, sentence, parent)
    box.setStandardButtons(QMessageBox.StandardButton.Ok)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()


def ask(parent: QWidget | None, title: str, sentence: str, deed: str) -> bool:
    """Ask before a deed that cannot be undone, and tell whether it may be done."""
    box = message_box(title, sentence, parent)
    yes = box.addButton(deed, QMessageBox.ButtonRole.AcceptRole)
    no = box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(no)
    box.setEscapeButton(no)
    box.exec()
    box.deleteLater()
    return box.clickedButton() is yes


class TextDialog(FittingDialog):
    """A page of Markdown with a close button; it stays open beside the story while the run goes on."""

    at_side = True

    def __init__(self, title: str, markdown: str, look: Look, parent: QWidget) -> None:
        super().__init__(title, PAGE_SIZE, look, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.reader = Reader(look)
        self.reader.setAccessibleName(title)
        self.reader.show_markdown(markdown)
        close = QPushButton("Close")
        close.setObjectName("framed")
        close.clicked.connect(self.reject)
        notice = PlainLabel(NOTICE)
        notice.setObjectName("small")
        notice.setWordWrap(True)
        self.lay_out(self.reader, (notice,), (close,))


def show_text(title: str, markdown: str, look: Look, parent: QWidget) -> TextDialog:
    """Open a page of text beside the window, and return it; one that is open already comes to the front."""
    pages = [page for page in parent.findChildren(TextDialog) if page.windowTitle() == title and page.isVisible()]
    page = pages[0] if pages else TextDialog(title, markdown, look, parent)
    page.show()
    page.raise_()
    page.activateWindow()
    return page


def shortcuts_markdown() -> str:
    """Return the list of shortcuts as a page."""
    rows = "\n".join(f"| **{keys}** | {words} |" for keys, words in SHORTCUTS)
    note = "A slider, button or text field that has the focus keeps its own keys; a click on the scene gives them back."
    return f"# Shortcuts\n\n{note}\n\n| Keys | What they do |\n|---|---|\n{rows}\n"


def about_markdown() -> str:
    """Return what the program is, as a page."""
    return (
        f"# CTC Voyage {__version__}\n\n"
        "An animation of the metastatic cascade: cells leave a tumor, cross a blood vessel, and nearly all die.\n\n"
        f"**{NOTICE}.** The numbers are published averages or stated assumptions; "
        "no patient is average. Questions about your own health belong to your doctor.\n\n"
        "Every slider carries its source and grade of evidence behind its (i) button. "
        "What the model leaves out is written in Help › About the model.\n\n"
        "Free software under the BSD 3-clause licence. It uses Qt and PySide6 (LGPL), numpy, numba, pyqtgraph and "
        "QtAwesome with Phosphor icons (MIT), and Segno for QR codes (BSD).\n"
    )
