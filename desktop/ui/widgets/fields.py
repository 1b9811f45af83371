"""Boxes of choices that leave to others what is not theirs."""

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy

LETTERS = 16
"""A box that may be narrow is at least as wide as this many letters."""


class QuietComboBox(QComboBox):
    """A box of choices that leaves the wheel to the panel."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the panel scroll."""
        event.ignore()


class NarrowComboBox(QComboBox):
    """A box of choices that may be narrower than the longest of them, whose list is not."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(LETTERS)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def showPopup(self) -> None:
        """Give the list the width of what stands in it."""
        self.view().setMinimumWidth(
            self.view().sizeHintForColumn(0) + self.view().verticalScrollBar().sizeHint().width()
        )
        super().showPopup()
