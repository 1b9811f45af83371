"""A slider that shows what is typical and what is the default, and that no scroll wheel can move."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSlider, QWidget

from desktop.engine.parameters import Value
from desktop.ui.look.theme import Look
from desktop.ui.sliders.track import COARSE, FINE, STEP, Track, with_unit
from desktop.ui.widgets.plain import tip

POSITIONS = 1000
KEYS = {
    Qt.Key.Key_Left: -STEP,
    Qt.Key.Key_Down: -STEP,
    Qt.Key.Key_Right: STEP,
    Qt.Key.Key_Up: STEP,
    Qt.Key.Key_PageDown: -COARSE,
    Qt.Key.Key_PageUp: COARSE,
}


class ValueSlider(QSlider):
    """The track of one numerical parameter.

    Signals
    -------
    moved
        The user chose a value; it has been shown already.
    grasped, released
        A drag began or ended.
    reset_asked
        The user double-clicked.
    """

    moved = Signal(object)
    grasped = Signal()
    released = Signal()
    reset_asked = Signal()

    def __init__(self, track: Track, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.track = track
        self._look = look
        self._value: Value = track.declaration.default
        self._hovered = False
        self.pulse = 0.0
        self.setRange(0, POSITIONS)
        # By a click as well: after a drag the arrows go on with fine steps.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(track.declaration.label)
        self.setAccessibleDescription(track.declaration.help)
        self.show_value(self._value)

    @property
    def chosen(self) -> Value:
        """Return the value shown."""
        return self._value

    def show_value(self, value: Value) -> None:
        """Show a value without telling anyone."""
        self._value = value
        self.blockSignals(True)
        self.setValue(round(self.track.position(float(value)) * POSITIONS))
        self.blockSignals(False)
        self.setToolTip(tip(f"{self.track.declaration.label}: {with_unit(self.track.declaration, value)}"))
        self.update()

    def set_pulse(self, strength: float) -> None:
        """Draw a ring round the handle, 0 for none to 1 for strongest."""
        self.pulse = strength
        self.update()

    def _choose(self, value: Value) -> None:
        if value != self._value:
            self.show_value(value)
            self.moved.emit(value)

    # --- geometry ---

    def _margin(self) -> float:
        return float(self._look.px(9))

    def _x(self, position: float) -> float:
        return self._margin() + position * (self.width() - 2.0 * self._margin())

    def _position(self, x: float) -> float:
        return min(max((x - self._margin()) / max(self.width() - 2.0 * self._margin(), 1.0), 0.0), 1.0)

    def sizeHint(self) -> QSize:
        """Return a size that holds the handle and its focus ring."""
        return QSize(self._look.px(160), self._look.px(20))

    def minimumSizeHint(self) -> QSize:
        """Return a size on which a value can still be chosen."""
        return QSize(self._look.px(44), self._look.px(20))

    # --- what the user does ---

    def event(self, event: QEvent) -> bool:
        """Keep the hover state and claim the slider's own keys before any shortcut can."""
        if event.type() in {QEvent.Type.HoverEnter, QEvent.Type.HoverLeave}:
            self._hovered = event.type() == QEvent.Type.HoverEnter
            self.update()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self._is_own(event):
            event.accept()
            return True
        return super().event(event)

    @staticmethod
    def _is_own(event: QKeyEvent) -> bool:
        return Qt.Key(event.key()) in {*KEYS, Qt.Key.Key_Home, Qt.Key.Key_End}

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step with arrows, finely with Shift, coarsely with Page keys; Home and End go to the limits."""
        key = Qt.Key(event.key())
        if key in KEYS:
            fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier) and abs(KEYS[key]) == STEP
            share = KEYS[key] * (FINE / STEP if fine else 1.0)
            self._choose(self.track.moved(float(self._value), share))
        elif key in {Qt.Key.Key_Home, Qt.Key.Key_End}:
            self._choose(self.track.value(0.0 if key == Qt.Key.Key_Home else 1.0))
        elif key in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.reset_asked.emit()
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the handle, or jump to the point clicked."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self.setSliderDown(True)
        self.grasped.emit()
        if abs(event.position().x() - self._x(self.track.position(float(self._value)))) > self._look.px(9):
            self._choose(self.track.value(self._position(event.position().x())))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the handle."""
        if self.isSliderDown():
            self._choose(self.track.value(self._position(event.position().x())))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if event.button() == Qt.MouseButton.LeftButton and self.isSliderDown():
            self.setSliderDown(False)
            self.released.emit()
            self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Go back to the default."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(False)
            self.reset_asked.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the panel, so that scrolling never changes a value."""
        event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus ring."""
        super().focusInEvent(event)
        self.update()

    # --- painting ---

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint groove, typical range, tick of the default, filled part and handle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2.0
        self._paint_track(painter, middle)
        self._paint_handle(painter, QPointF(self._x(self.track.position(float(self._value))), middle))
        painter.end()

    def _paint_track(self, painter: QPainter, middle: float) -> None:
        look, thick = self._look, self._look.px(3)
        declaration = self.track.declaration
        painter.setPen(Qt.PenStyle.NoPen)
        if declaration.typical is not None:
            low, high = (
                self.track.position(min(max(v, declaration.low), declaration.high)) for v in declaration.typical
            )
            painter.setBrush(look.colour("typical"))
            painter.drawRoundedRect(self._bar(low, high, middle, look.px(9)), look.px(3), look.px(3))
        painter.setBrush(look.colour("track"))
        painter.drawRoundedRect(self._bar(0.0, 1.0, middle, thick), thick / 2, thick / 2)
        default, now = self.track.default_position, self.track.position(float(self._value))
        if self._value != declaration.default:
            painter.setBrush(look.colour("accent"))
            painter.drawRect(self._bar(min(default, now), max(default, now), middle, thick))
        x = self._x(default)
        painter.setPen(QPen(look.colour("control"), look.px(2)))
        painter.drawLine(QPointF(x, middle - look.px(6)), QPointF(x, middle + look.px(6)))

    def _bar(self, low: float, high: float, middle: float, thick: float) -> QRectF:
        return QRectF(self._x(low), middle - thick / 2.0, max(self._x(high) - self._x(low), 1.0), thick)

    def _paint_handle(self, painter: QPainter, centre: QPointF) -> None:
        look = self._look
        radius = look.px(7 if self._hovered or self.isSliderDown() else 6)
        if self.pulse > 0.0:
            ring = QColor(look.colour("accent"))
            ring.setAlphaF(0.45 * self.pulse)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ring)
            painter.drawEllipse(centre, radius + look.px(4), radius + look.px(4))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("accent"), look.px(2)))
            painter.drawEllipse(centre, radius + look.px(2.5), radius + look.px(2.5))
        painter.setBrush(look.colour("accent"))
        painter.setPen(QPen(look.colour("surface"), look.px(1.5)))
        painter.drawEllipse(centre, radius, radius)
