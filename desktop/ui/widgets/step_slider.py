"""A slider with a few notches."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSlider

from desktop.ui.look.theme import Look


class StepSlider(QSlider):
    """A notch for each of a few values; the main one is larger and a double-click goes back to it."""

    def __init__(self, look: Look, name: str, notches: int, main: int) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._look = look
        self._main = main
        self.setRange(0, notches - 1)
        self.setPageStep(1)
        self.setValue(main)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        self.setFixedSize(look.px(112), look.px(24))

    def _x(self, index: int) -> float:
        margin = self._look.px(8)
        return margin + index * (self.width() - 2.0 * margin) / self.maximum()

    def _take(self, x: float) -> None:
        self.setValue(min(range(self.maximum() + 1), key=lambda index: abs(self._x(index) - x)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the nearest notch."""
        self._take(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer from notch to notch."""
        self._take(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Do nothing: the notch is taken already."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Go back to the main notch."""
        self.setValue(self._main)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Never change by accident."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint line, notches and handle."""
        look, painter = self._look, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2.0
        painter.setPen(QPen(look.colour("track"), look.px(3)))
        painter.drawLine(round(self._x(0)), round(middle), round(self._x(self.maximum())), round(middle))
        for index in range(self.maximum() + 1):
            half = look.px(6 if index == self._main else 3)
            painter.setPen(QPen(look.colour("control"), look.px(2 if index == self._main else 1)))
            painter.drawLine(round(self._x(index)), round(middle - half), round(self._x(index)), round(middle + half))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("accent"), 2))
            painter.drawEllipse(
                round(self._x(self.value())) - look.px(9), round(middle) - look.px(9), *(look.px(18),) * 2
            )
        painter.setPen(QPen(look.colour("surface"), 1.5))
        painter.setBrush(look.colour("accent"))
        painter.drawEllipse(round(self._x(self.value())) - look.px(6), round(middle) - look.px(6), *(look.px(12),) * 2)
        painter.end()
