"""A calm offer above the workspace: it waits, holds nothing up, and goes when it is answered or no longer fits."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMainWindow, QPushButton, QSizePolicy, QToolBar

from desktop.ui.widgets.plain import PlainLabel, menu_words, tip


class OfferBar(QToolBar):
    """A question in bold, words about it, a button that takes the offer, and one that does not.

    Signals
    -------
    taken
        The offer is taken.
    """

    taken = Signal()

    def __init__(self, question: str, words: str, deed: str, window: QMainWindow) -> None:
        super().__init__(window)
        self.setObjectName("offer")
        self.setMovable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setAccessibleName(question)
        heading, self.words = PlainLabel(question), PlainLabel(words)
        heading.setObjectName("strong")
        self.words.setToolTip(tip(words))
        # Long words are cut, never the buttons.
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.take, self.leave = QPushButton(menu_words(deed)), QPushButton("Not now")
        self.take.setObjectName("primary")
        self.leave.setObjectName("framed")
        for part in (heading, self.words, self.take, self.leave):
            self.addWidget(part)
        self.take.clicked.connect(self.withdraw)
        self.take.clicked.connect(self.taken)
        self.leave.clicked.connect(self.withdraw)
        window.addToolBar(self)

    def withdraw(self) -> None:
        """Go away."""
        self.hide()
