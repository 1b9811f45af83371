"""A question with several answers in whole words, one beneath the other: side by side they would not fit."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPushButton, QVBoxLayout, QWidget

from desktop.ui.look import metrics
from desktop.ui.widgets.plain import PlainLabel, menu_words

WIDTH = 380


class ChoiceDialog(QDialog):
    """A title, a sentence, and a button for each answer; the last one, ``stay``, does nothing and has the keys."""

    def __init__(
        self, title: str, sentence: str, answers: Mapping[str, Callable[[], None]], stay: str, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("CTC Voyage")
        heading, self.sentence = PlainLabel(title), PlainLabel(sentence)
        heading.setObjectName("strong")
        self.sentence.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(2 * metrics.GRID,) * 4)
        layout.setSpacing(metrics.GRID)
        layout.addWidget(heading)
        layout.addWidget(self.sentence)
        layout.addSpacing(metrics.GRID)
        self.buttons: dict[str, QPushButton] = {}
        for words, act in {**answers, stay: _nothing}.items():
            button = self.buttons[words] = QPushButton(menu_words(words))
            button.setObjectName("primary" if words == stay else "framed")
            button.setAutoDefault(words == stay)
            button.clicked.connect(self.accept)
            button.clicked.connect(act)
            layout.addWidget(button)
        self.buttons[stay].setDefault(True)
        self.buttons[stay].setFocus()
        self.setMinimumWidth(max(WIDTH, layout.sizeHint().width()))


def _nothing() -> None:
    """Leave all as it is."""
