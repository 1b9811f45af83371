"""The guided tour: goes from page to page by itself, as long as each page asks for."""

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from desktop.lessons.pages import TourStop

TICK_MILLISECONDS = 100


class Tour(QObject):
    """Counts the time of each stop; it can be paused and taken up again.

    Signals
    -------
    arrived
        The `TourStop` now shown.
    running_changed
        Whether the tour goes on by itself.
    progressed
        Share of the present stop's time that has passed, 0 to 1.
    finished
        The last stop has been shown to its end.
    """

    arrived = Signal(object)
    running_changed = Signal(bool)
    progressed = Signal(float)
    finished = Signal()

    def __init__(self, stops: tuple[TourStop, ...], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.stops = stops
        self.index = 0
        self.running = False
        self._passed = 0.0
        self._clock = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MILLISECONDS)
        self._timer.timeout.connect(self._on_tick)

    def start(self, index: int = 0) -> None:
        """Begin at a stop."""
        self._go(index)
        self._set_running(True)

    def toggle(self) -> None:
        """Pause, or take up again."""
        self._set_running(not self.running)

    def pause(self) -> None:
        """Stay where it is."""
        self._set_running(False)

    def pass_time(self, seconds: float) -> None:
        """Let time pass at the present stop."""
        self._passed += seconds
        duration = self.stops[self.index].duration_seconds
        self.progressed.emit(min(self._passed / duration, 1.0))
        if self._passed < duration:
            return
        if self.index + 1 < len(self.stops):
            self._go(self.index + 1)
        else:
            self._set_running(False)
            self.finished.emit()

    def _go(self, index: int) -> None:
        self.index = index
        self._passed = 0.0
        self.arrived.emit(self.stops[index])

    def _set_running(self, running: bool) -> None:
        if running == self.running:
            return
        self.running = running
        if running:
            self._clock.start()
            self._timer.start()
        else:
            self._timer.stop()
        self.running_changed.emit(running)

    def _on_tick(self) -> None:
        self.pass_time(self._clock.restart() / 1000.0)
