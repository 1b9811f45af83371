"""The list of all steps that can be undone, in a window beside the run."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QDialog, QUndoView, QVBoxLayout, QWidget

from desktop.ui.look import metrics
from desktop.ui.look.theme import Look
from desktop.ui.run.limits import UNDO_STEPS
from desktop.ui.widgets.plain import PlainLabel

SIZE = (300, 360)


class HistoryDialog(QDialog):
    """The steps, oldest first, with the present one chosen: a click goes back to one, or on again."""

    def __init__(self, stack: QUndoStack, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("History")
        words = PlainLabel(f"A click goes back to a step, or on again; the last {UNDO_STEPS} are kept.")
        words.setObjectName("quiet")
        words.setWordWrap(True)
        self.list = QUndoView(stack)
        self.list.setEmptyLabel("The beginning")
        self.list.setAccessibleName("Steps that can be undone")
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(2 * metrics.GRID,) * 4)
        layout.setSpacing(metrics.GRID)
        layout.addWidget(words)
        layout.addWidget(self.list, 1)
        self.resize(look.px(SIZE[0]), look.px(SIZE[1]))
