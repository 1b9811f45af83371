"""A calm offer above the workspace: it waits, holds nothing up, and goes when it is answered or no longer fits."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QPushButton, QSizePolicy, QToolBar, QWidget

from desktop.ui.look import metrics
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
        heading, self.words = PlainLabel(question), _CutLabel(words)
        heading.setObjectName("strong")
        self.take, self.leave = QPushButton(menu_words(deed)), QPushButton("Not now")
        self.take.setObjectName("primary")
        self.leave.setObjectName("framed")
        line = QWidget()
        layout = QHBoxLayout(line)
        layout.setContentsMargins(2 * metrics.GRID, metrics.GRID // 2, 2 * metrics.GRID, metrics.GRID // 2)
        layout.setSpacing(2 * metrics.GRID)
        for part, stretch in ((heading, 0), (self.words, 1), (self.take, 0), (self.leave, 0)):
            layout.addWidget(part, stretch)
        self.addWidget(line)
        self.take.clicked.connect(self.withdraw)
        self.take.clicked.connect(self.taken)
        self.leave.clicked.connect(self.withdraw)
        window.addToolBar(self)

    def withdraw(self) -> None:
        """Go away."""
        self.hide()


class _CutLabel(PlainLabel):
    """Words on one line that end in dots where there is no room; the whole of them stands in the tip."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.whole = words
        self.setToolTip(tip(words))
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the words to the room there is."""
        super().resizeEvent(event)
        self.setText(self.fontMetrics().elidedText(self.whole, Qt.TextElideMode.ElideRight, self.width()))
