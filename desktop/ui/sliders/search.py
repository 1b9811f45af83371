"""Finding a slider by its words, in either spelling of English."""

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from desktop.engine.parameters import Declaration
from desktop.ui.sliders.sections import SECTIONS, section_of

SPELLINGS = ((r"ours?\b", "or"), (r"our(?=[eai])", "or"), (r"ou\b", "o"), ("ae|oe", "e"), (r"is(?=e|ing|ation)", "iz"))
"""What British English writes otherwise, and what both become, so that either finds the other."""
SECTION_WORDS = {section.key: f"{section.title} {section.note}" for section in SECTIONS}


class SearchField(QLineEdit):
    """A field that Esc empties."""

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText("Find a slider")
        self.setClearButtonEnabled(True)
        self.setAccessibleName("Find a slider")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Empty the field on Esc; in an empty one, Esc is the window's."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            event.accept()
        else:
            super().keyPressEvent(event)


def matches(declaration: Declaration, text: str) -> bool:
    """Tell whether each word of a text stands in what is said of a slider or of its section."""
    own = f"{declaration.label} {declaration.path} {declaration.help} {SECTION_WORDS[section_of(declaration)]}"
    said = _one_spelling(own)
    return all(word in said for word in _one_spelling(text).split())


def _one_spelling(text: str) -> str:
    plain = text.lower()
    for pattern, common in SPELLINGS:
        plain = re.sub(pattern, common, plain)
    return plain
