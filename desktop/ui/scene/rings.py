"""A ring about the place where something rare has just happened."""

from PySide6.QtCore import QObject, QPointF, QTimer, QVariantAnimation, Signal
from PySide6.QtGui import QColor, QPainter, QPen

from desktop.scene.look.camera import Camera
from desktop.ui.look.theme import Look

PULSE_MILLISECONDS, PULSES = 1200, 4
"""How long a ring takes to widen, and how often it does."""
RADII = (12.0, 46.0)
"""Radius at which a ring begins and ends, in pixels at scale 1."""
WIDTH = 3.0


class Rings(QObject):
    """One ring at a time, at a place of the world; with reduced motion it stands still, and for as long.

    Signals
    -------
    changed
        The scene must be painted anew.
    """

    changed = Signal()

    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look
        self.place: tuple[float, float] | None = None
        """Where the ring is, in µm; None without one."""
        self._share = 0.5
        self._pulse = QVariantAnimation(self)
        self._pulse.setStartValue(0.0)
        self._pulse.setEndValue(1.0)
        self._pulse.setDuration(PULSE_MILLISECONDS)
        self._pulse.setLoopCount(PULSES)
        self._pulse.valueChanged.connect(self._on_pulse)
        self._end = QTimer(self)
        self._end.setSingleShot(True)
        self._end.setInterval(PULSE_MILLISECONDS * PULSES)
        self._end.timeout.connect(self.clear)

    def show_at(self, x: float, y: float) -> None:
        """Ring about a place, in µm."""
        self.clear()
        self.place = (x, y)
        self._share = 0.5
        if not self._look.reduced_motion:
            self._pulse.start()
        self._end.start()
        self.changed.emit()

    def clear(self) -> None:
        """Show none."""
        self._pulse.stop()
        self._end.stop()
        self.place = None
        self.changed.emit()

    def _on_pulse(self, share: float) -> None:
        self._share = float(share)
        self.changed.emit()

    def paint(self, painter: QPainter, camera: Camera, ratio: float) -> None:
        """Paint the ring in widget pixels; ``camera`` counts ``ratio`` pixels for each."""
        if self.place is None:
            return
        x, y = camera.to_screen(*self.place)
        radius = self._look.px(RADII[0]) + (self._look.px(RADII[1]) - self._look.px(RADII[0])) * self._share
        fading = QColor(self._look.colour("accent"))
        ground = QColor(self._look.colour("surface"))
        strength = 1.0 if self._look.reduced_motion else 1.0 - 0.7 * self._share
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for shade, width in ((ground, 2.4 * WIDTH), (fading, WIDTH)):
            shade.setAlphaF(strength)
            painter.setPen(QPen(shade, self._look.px(width)))
            painter.drawEllipse(QPointF(x / ratio, y / ratio), radius, radius)
