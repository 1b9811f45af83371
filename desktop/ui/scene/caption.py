"""Words in the picture: one thing that happens, what it means, and what can be done about it."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.ui.look import metrics
from desktop.ui.look.theme import Look
from desktop.ui.widgets.plain import PlainLabel, tip

WIDTH, SHARE = 600, 0.75
"""Width of a caption in pixels at scale 1, and the share of the scene that its words never exceed."""
LEAST_SHARE_OF_WORDS = 0.4
"""Share of the width that the words keep where buttons stand beside them."""
MOST_HEIGHT = 0.5
"""Share of the scene's height from which on a card keeps its title only: what it tells about must be seen."""
WAYS = (QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom)
Deed = tuple[str, str, str]
"""A button: the name it is told by, its words, and what it does."""


class Caption(QFrame):
    """A card over the scene, below the names of the stages; it takes no key and hides no more than it must.

    Signals
    -------
    asked
        The name of the button that was pressed.
    """

    asked = Signal(str)

    def __init__(self, scene: QWidget, look: Look, top: float) -> None:
        super().__init__(scene)
        self._scene, self._look, self._top = scene, look, top
        self.setObjectName("card")
        self.title = PlainLabel()
        self.title.setObjectName("strong")
        self.words = PlainLabel()
        for label in (self.title, self.words):
            label.setWordWrap(True)
        self._buttons: dict[str, QPushButton] = {}
        self._told: tuple[str, str, tuple[Deed, ...]] | None = None
        self._row = QHBoxLayout()
        self._row.setSpacing(metrics.GRID)
        self._row.addStretch(1)
        self._text = QVBoxLayout()
        self._text.setSpacing(2)
        self._text.addWidget(self.title)
        self._text.addWidget(self.words)
        self._parts = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._parts.setContentsMargins(2 * metrics.GRID, metrics.GRID, metrics.GRID, metrics.GRID)
        self._parts.setSpacing(metrics.GRID)
        self._parts.addLayout(self._text, 1)
        self._parts.addLayout(self._row)
        scene.installEventFilter(self)
        look.changed.connect(self._place)
        self.hide()

    def tell(self, title: str, words: str, deeds: Sequence[Deed]) -> None:
        """Show words with these buttons, in place of what was shown."""
        told = (title, words, tuple(deeds))
        if told == self._told and self.isVisible():
            return
        self._told = told
        self.title.setText(title)
        self.words.setText(words)
        self.setAccessibleName(title)
        self.setAccessibleDescription(words)
        self.setToolTip(tip(words))
        for name in self._buttons.keys() - {name for name, _, _ in deeds}:
            self._buttons[name].hide()
        for name, label, explanation in deeds:
            self._show_button(name, label, explanation)
        self.show()
        self._place()

    def _show_button(self, name: str, label: str, explanation: str) -> None:
        if name not in self._buttons:
            button = QPushButton(self)
            button.setObjectName("framed")
            # Clicking must not take the keyboard away from the scene.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _=False, name=name: self.asked.emit(name))
            self._buttons[name] = button
        button = self._buttons[name]
        # Last, so that they stand in the order in which they are told.
        self._row.removeWidget(button)
        self._row.addWidget(button)
        button.setText(label)
        button.setAccessibleName(label)
        button.setToolTip(tip(explanation))
        button.show()

    def button(self, name: str) -> QPushButton:
        """Return a button that is or was shown."""
        return self._buttons[name]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the middle of the scene."""
        if watched is self._scene and event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        room = self._scene.width()
        # The buttons must be whole, whatever share of the scene that takes.
        least = min(self._row.sizeHint().width() + 4 * metrics.GRID, room - 2 * metrics.GRID)
        width = max(round(min(self._look.px(WIDTH), SHARE * room)), least)
        self.words.setVisible(bool(self.words.text()))
        height, direction = self._lowest(width)
        if height > MOST_HEIGHT * self._scene.height():
            self.words.hide()
            height, direction = self._lowest(width)
        self._parts.setDirection(direction)
        top = round(self._top * self._look.font_scale) + metrics.GRID
        self.raise_()
        place = QRect((room - width) // 2, top, width, height)
        if place != self.geometry():
            self.setGeometry(place)
            # Labels keep clear of it.
            self._scene.update()

    def _lowest(self, width: int) -> tuple[int, QBoxLayout.Direction]:
        """Return the least height at a width, and whether the buttons stand beside or below the words for it."""
        return min(((self._height(width, way), way) for way in WAYS), key=lambda found: found[0])

    def _height(self, width: int, direction: QBoxLayout.Direction) -> int:
        """Return how high the card is at a width, with its buttons beside or below the words."""
        self._parts.setDirection(direction)
        # Both keep what they measured, though words may have been hidden since.
        self._text.invalidate()
        self._parts.invalidate()
        beside = direction is QBoxLayout.Direction.LeftToRight
        left = width - 4 * metrics.GRID - self._row.sizeHint().width()
        if beside and left < LEAST_SHARE_OF_WORDS * width:
            return 2 * self._scene.height()
        return max(self.heightForWidth(width), self.minimumSizeHint().height())

    def showEvent(self, event: QShowEvent) -> None:
        """Let labels move away from where the card is."""
        super().showEvent(event)
        self._place()
        self._scene.update()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let labels stand where the card was."""
        super().hideEvent(event)
        self._scene.update()
