"""A question with several answers in whole words, one beneath the other: side by side they would not fit."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop.ui.look import metrics
from desktop.ui.look.theme import Look
from desktop.ui.widgets.fitting_dialog import FittingDialog
from desktop.ui.widgets.plain import PlainLabel, menu_words

WIDTH = 420


class ChoiceDialog(FittingDialog):
    """A title, a sentence, and a button for each answer; the last one, ``stay``, does nothing and has the keys."""

    def __init__(
        self,
        title: str,
        sentence: str,
        answers: Mapping[str, Callable[[], None]],
        stay: str,
        look: Look,
        parent: QWidget,
    ) -> None:
        super().__init__("CTC Voyage", (WIDTH, 0), look, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        heading, self.sentence = PlainLabel(title), PlainLabel(sentence)
        heading.setObjectName("strong")
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, metrics.GRID)
        layout.setSpacing(metrics.GRID)
        for label in (heading, self.sentence):
            label.setWordWrap(True)
            layout.addWidget(label)
        layout.addStretch(1)
        self.buttons: dict[str, QPushButton] = {}
        for words, act in {**answers, stay: _nothing}.items():
            button = self.buttons[words] = QPushButton(menu_words(words))
            button.setObjectName("primary" if words == stay else "framed")
            button.setAutoDefault(words == stay)
            button.clicked.connect(self.accept)
            button.clicked.connect(act)
        self.buttons[stay].setDefault(True)
        self.buttons[stay].setFocus()
        self.lay_out(body, tuple(self.buttons.values()), ())


def _nothing() -> None:
    """Leave all as it is."""
