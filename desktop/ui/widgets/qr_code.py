"""A QR code as large as there is room for: black on white in every theme, since cameras read it so."""

import segno
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

QUIET = 4
"""Modules that stay white around a code; readers need them."""
LEAST = 200
LONGEST = 2_900
"""Characters beyond which the squares become too small for a camera at the back of a room."""


class QrCode(QWidget):
    """Shows a text of capital letters, digits and few signs; nothing for one that is too long."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[tuple[int, ...], ...] = ()
        self.setMinimumSize(LEAST, LEAST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("QR code of the long code")

    def show_text(self, text: str) -> bool:
        """Show a text; return whether it fits."""
        fits = len(text) <= LONGEST
        self._rows = tuple(tuple(row) for row in segno.make(text, error="l", micro=False).matrix) if fits else ()
        self.update()
        return fits

    @property
    def rows(self) -> tuple[tuple[int, ...], ...]:
        """Return the modules, 1 for black."""
        return self._rows

    def sizeHint(self) -> QSize:
        """Ask for a size that a phone reads well."""
        return QSize(360, 360)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the squares, each of whole pixels."""
        del event
        painter = QPainter(self)
        modules = len(self._rows) + 2 * QUIET
        side = max(1, min(self.width(), self.height()) // modules)
        left, top = (self.width() - side * modules) / 2, (self.height() - side * modules) / 2
        painter.fillRect(QRectF(left, top, side * modules, side * modules), Qt.GlobalColor.white)
        for y, row in enumerate(self._rows, start=QUIET):
            for x, module in enumerate(row, start=QUIET):
                if module:
                    painter.fillRect(QRectF(left + x * side, top + y * side, side, side), Qt.GlobalColor.black)
        painter.end()
