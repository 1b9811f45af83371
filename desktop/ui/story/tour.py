"""The guided tour: one stop after the other, each told when what it tells about has happened."""

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from desktop.lessons.pages import TourStop

TICK_MILLISECONDS = 100
PATIENCE_SECONDS = 8.0
"""Seconds that a stop waits for what it tells about, before a moment is sought where it happens."""


class Tour(QObject):
    """Counts the time of each stop; it can be paused and taken up again, and be led on and back by hand.

    Signals
    -------
    arrived
        The `TourStop` that has begun: it waits for its event, or is told at once where it has none.
    impatient
        The event of the present stop does not come by itself.
    running_changed
        Whether the tour goes on by itself.
    progressed
        Share of the time to read the present stop that has passed, 0 to 1.
    finished
        The last stop has been shown to its end, or the tour was left.
    """

    arrived = Signal(object)
    impatient = Signal()
    running_changed = Signal(bool)
    progressed = Signal(float)
    finished = Signal()

    def __init__(self, stops: tuple[TourStop, ...], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.stops = stops
        self.index = 0
        self.running = False
        self.is_open = False
        """Whether a stop is shown, be it that the tour is paused."""
        self.waiting = False
        """Whether the event of the present stop has still to happen."""
        self._passed = 0.0
        self._clock = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MILLISECONDS)
        self._timer.timeout.connect(self._on_tick)

    @property
    def stop(self) -> TourStop:
        """Return the present stop."""
        return self.stops[self.index]

    def start(self, index: int = 0) -> None:
        """Begin at a stop."""
        self.is_open = True
        self._set_running(True)
        self._go(index)

    def toggle(self) -> None:
        """Pause, or take up again."""
        self._set_running(not self.running)

    def pause(self) -> None:
        """Stay where it is."""
        self._set_running(False)

    def leave(self) -> None:
        """End the tour here."""
        if self.is_open:
            self.is_open = self.waiting = False
            self._set_running(False)
            self.finished.emit()

    def turn(self, stops: int) -> None:
        """Go a number of stops on, or back; beyond the last one the tour ends."""
        if self.index + stops >= len(self.stops):
            self.leave()
        else:
            self._go(max(self.index + stops, 0))

    def happened(self) -> None:
        """Tell that the event has come: from now on there is time to read."""
        self.waiting = False
        self._passed = 0.0

    def pass_time(self, seconds: float) -> None:
        """Let time pass at the present stop."""
        before, self._passed = self._passed, self._passed + seconds
        if self.waiting:
            if before < PATIENCE_SECONDS <= self._passed:
                self.impatient.emit()
            return
        duration = self.stop.duration_seconds
        self.progressed.emit(min(self._passed / duration, 1.0))
        if self._passed >= duration:
            self.turn(1)

    def _go(self, index: int) -> None:
        self.index = index
        self._passed = 0.0
        self.waiting = bool(self.stop.event)
        self.progressed.emit(0.0)
        self.arrived.emit(self.stop)

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
