"""The line of time: where in the run the window is, and the way back."""

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QEnterEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QAbstractSlider, QSlider

from desktop.ui.look.theme import Look

PAGE_STEPS = 60
"""Steps of one PgUp or PgDn: a second of animation."""
MOST_MARKS = 200
TIP = "Drag or click to go back (Left: one step). The right end is the furthest moment seen; ticks are moved sliders."


class TimeSlider(QSlider):
    """From the first moment of the run, left, to the furthest one seen, right.

    Signals
    -------
    sought
        The step to be shown.
    """

    sought = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._look = look
        self._marks: tuple[int, ...] = ()
        self._drawn: tuple[int, ...] = ()
        self._hovered = False
        self.setRange(0, 0)
        self.setPageStep(PAGE_STEPS)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Timeline")
        self.setAccessibleDescription(TIP)
        self.setToolTip(TIP)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.valueChanged.connect(self.sought)
        self.restyle()

    def restyle(self) -> None:
        """Take the height from the present appearance."""
        self.setFixedHeight(self._look.px(16))
        self.update()

    def show_past(self, first: int, now: int, furthest: int, marks: tuple[int, ...]) -> None:
        """Show where the run is without telling anyone; ``marks`` are the steps at which sliders were moved."""
        self.blockSignals(True)
        self.setRange(first, max(furthest, now))
        self.setValue(now)
        self.blockSignals(False)
        self._marks = marks[-MOST_MARKS:]
        # Sixty times a second: only a picture that differs is drawn.
        places = (round(self._x(now)), *(round(self._x(mark)) for mark in self._marks))
        if places != self._drawn:
            self._drawn = places
            self.update()

    def sliderChange(self, change: QAbstractSlider.SliderChange) -> None:
        """Draw nothing yet: `show_past` knows whether anything looks different."""
        if self.signalsBlocked():
            return
        super().sliderChange(change)

    def _x(self, step: int) -> float:
        margin = self._look.px(7)
        share = (step - self.minimum()) / max(self.maximum() - self.minimum(), 1)
        # A run that has just begun is at its furthest moment, and that is right.
        return margin + (self.width() - 2.0 * margin) * (share if self.maximum() > self.minimum() else 1.0)

    def _take(self, x: float) -> None:
        margin = self._look.px(7)
        share = (x - margin) / max(self.width() - 2.0 * margin, 1.0)
        self.setValue(round(self.minimum() + min(max(share, 0.0), 1.0) * (self.maximum() - self.minimum())))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the moment under the pointer."""
        self._take(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._take(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Do nothing: the moment is chosen already."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Never leave the present by accident."""
        event.ignore()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that the line can be taken."""
        self._hovered = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Be quiet again."""
        self._hovered = False
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what has passed, what was seen beyond it, the moved sliders, and the present moment."""
        look, painter = self._look, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, thick = self.height() / 2.0, look.px(4 if self._hovered or self.hasFocus() else 3)
        left, now, right = self._x(self.minimum()), self._x(self.value()), self.width() - look.px(7)
        left = min(left, now) if self.maximum() > self.minimum() else float(look.px(7))
        painter.setPen(Qt.PenStyle.NoPen)
        for start, end, role in ((left, float(right), "track"), (left, now, "accent")):
            painter.setBrush(look.colour(role))
            painter.drawRoundedRect(QRectF(start, middle - thick / 2.0, end - start, thick), thick / 2.0, thick / 2.0)
        painter.setPen(QPen(look.colour("text"), look.px(1.5)))
        for mark in self._marks:
            x = self._x(mark)
            painter.drawLine(QPointF(x, middle - look.px(4)), QPointF(x, middle + look.px(4)))
        self._paint_handle(painter, QPointF(now, middle))
        painter.end()

    def _paint_handle(self, painter: QPainter, place: QPointF) -> None:
        look = self._look
        radius = look.px(6 if self._hovered or self.hasFocus() else 4.5)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("accent"), 2.0))
            painter.drawEllipse(place, radius + 1.5, radius + 1.5)
        painter.setBrush(look.colour("accent"))
        painter.setPen(QPen(look.colour("surface"), 1.5))
        painter.drawEllipse(place, radius, radius)
