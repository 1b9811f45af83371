"""What takes the place of the panels to show one moment.

Signals
-------
closed
    The user wants the animation back.
"""

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget


class StillView(QWidget):
    """A view of one moment."""

    closed = Signal()

    def picture(self) -> QImage:
        """Return what is shown."""
        raise NotImplementedError
