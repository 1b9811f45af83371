"""Fields of the rows that leave to others what is not theirs."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QLineEdit

from desktop.ui.look import metrics


class ValueField(QLineEdit):
    """The editable number of a row; Enter or leaving takes it, Escape gives the old one back."""

    entered = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("value")
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._shown = ""
        self.editingFinished.connect(self._on_finished)

    def show_text(self, text: str) -> None:
        """Show a text without telling anyone."""
        self._shown = text
        self.setText(text)
        self.setCursorPosition(0)

    def _on_finished(self) -> None:
        # A text that was not edited must not come back rounded.
        if self.text() != self._shown:
            self.entered.emit(self.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give the old number back on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.show_text(self._shown)
            self.clearFocus()
            return
        super().keyPressEvent(event)
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            event.accept()


def indent(box: QAbstractSpinBox) -> None:
    """Let the text of a number box begin where that of other fields does."""
    # The padding of the style sheet does not reach it.
    box.lineEdit().setTextMargins(metrics.FIELD_INDENT, 0, metrics.FIELD_INDENT, 0)


class QuietComboBox(QComboBox):
    """A box of choices that leaves the wheel to the panel."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the panel scroll."""
        event.ignore()
