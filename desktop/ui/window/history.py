"""The list of all steps that can be undone, in a window beside the run."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QPushButton, QUndoView, QWidget

from desktop.ui.look.theme import Look
from desktop.ui.run.limits import UNDO_STEPS
from desktop.ui.widgets.fitting_dialog import FittingDialog
from desktop.ui.widgets.plain import PlainLabel

SIZE = (300, 360)


class HistoryDialog(FittingDialog):
    """The steps, oldest first, with the present one chosen: a click goes back to one, or on again."""

    def __init__(self, stack: QUndoStack, look: Look, parent: QWidget) -> None:
        super().__init__("History", SIZE, look, parent)
        words = PlainLabel(f"A click goes back to a step, or on again; the last {UNDO_STEPS} are kept.")
        words.setObjectName("quiet")
        words.setWordWrap(True)
        self.list = QUndoView(stack)
        self.list.setEmptyLabel("The beginning")
        self.list.setAccessibleName("Steps that can be undone")
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        close = QPushButton("Close")
        close.setObjectName("framed")
        close.setAutoDefault(False)
        close.clicked.connect(self.hide)
        self.lay_out(self.list, (words,), (close,))
