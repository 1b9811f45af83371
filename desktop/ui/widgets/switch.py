"""A switch: a check box drawn as what it does."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox

from desktop.ui.look.theme import Look


class Switch(QCheckBox):
    """On and off."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        """Return a size that holds the focus ring."""
        return QSize(self._look.px(40), self._look.px(24))

    def minimumSizeHint(self) -> QSize:
        """Return the same: a switch does not shrink."""
        return self.sizeHint()

    def hitButton(self, pos: object) -> bool:
        """Take a click anywhere on the switch."""
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint track and knob."""
        look, painter = self._look, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width, height = look.px(32), look.px(16)
        track = QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("accent" if self.isChecked() else "control"))
        painter.drawRoundedRect(track, height / 2, height / 2)
        x = track.right() - height / 2 if self.isChecked() else track.left() + height / 2
        painter.setBrush(look.colour("surface"))
        painter.drawEllipse(QPointF(x, track.center().y()), height / 2 - 2, height / 2 - 2)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("accent"), 2))
            painter.drawRoundedRect(track.adjusted(-3, -3, 3, 3), height / 2 + 3, height / 2 + 3)
        painter.end()
