"""The status line: the last thing that happened, how fast the window runs, and what the program is not for."""

from time import perf_counter

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QProgressBar, QPushButton, QSizePolicy, QStatusBar

from desktop.ui.look import metrics
from desktop.ui.look.theme import Look
from desktop.ui.widgets.plain import PlainLabel, menu_words

NOTICE = "For education only, never advice on treatment"
READ_SECONDS = 8
WAY_PARTS, WAY_WIDTH = 1000, 160
HEIGHT = 24
PACE = "{:.0f} pictures/s · step {:.1f} ms"


class StatusLine(QStatusBar):
    """One line at the foot of the window.

    Signals
    -------
    turn_back_asked
        A long way to a moment is to be given up.
    """

    turn_back_asked = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self._look = look
        self._said = PlainLabel()
        self._said.setAccessibleName("Last message")
        self._said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._speed = PlainLabel()
        self._speed.setToolTip("Pictures per second, and the time one step of the simulation takes")
        self._speed.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        notice = self._notice = PlainLabel(NOTICE)
        self._detail = PlainLabel()
        self._detail.setToolTip("This computer draws fewer of the blood cells to stay smooth. Results are not touched.")
        for label in (self._said, self._detail, self._speed, notice):
            label.setObjectName("small")
        self.addWidget(self._said, 1)
        self.work = QPushButton()
        self.work.setObjectName("quiet")
        self.work.setToolTip("Shows the export")
        self.work.hide()
        self.addPermanentWidget(self.work)
        self._way, self.turn_back = QProgressBar(), QPushButton("Cancel")
        self._way.setAccessibleName("Way to the moment")
        self._way.setTextVisible(False)
        self._way.setRange(0, WAY_PARTS)
        self.turn_back.setObjectName("quiet")
        self.turn_back.setToolTip("Shows again what was shown before (Esc)")
        self.turn_back.clicked.connect(self.turn_back_asked)
        for part in (self._way, self.turn_back):
            self.addPermanentWidget(part)
            part.hide()
        self.addPermanentWidget(self._detail)
        self.addPermanentWidget(self._speed)
        self.addPermanentWidget(notice)
        self.setContentsMargins(metrics.GRID, 0, metrics.GRID, 0)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(READ_SECONDS * 1000)
        self._timer.timeout.connect(self._said.clear)
        self._frames, self._since = 0, perf_counter()
        self._restyle()
        look.changed.connect(self._restyle)

    def _restyle(self) -> None:
        # A fixed width, so that the notice beside it does not jump with every number.
        widest = QFontMetrics(self._look.font(metrics.FONT_SMALL)).horizontalAdvance(PACE.format(60, 10.0))
        self._speed.setFixedWidth(widest + self._look.px(8))
        self._way.setFixedWidth(self._look.px(WAY_WIDTH))
        self._fit()
        # Buttons that come and go must not move the scene.
        self.setFixedHeight(self._look.px(HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what there is no room for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Show the pace and the level of detail where there is room beside the notice."""
        room = self.width() - self._notice.sizeHint().width() - 4 * metrics.GRID
        for label, wide in ((self._speed, self._speed.minimumWidth()), (self._detail, self._detail.sizeHint().width())):
            room -= wide + metrics.GRID
            label.setVisible(room >= 0)

    def say(self, sentence: str) -> None:
        """Show a sentence for as long as it takes to read."""
        self._said.setText(sentence)
        self._timer.start()

    def show_work(self, words: str) -> None:
        """Show in a few words how far work beside the run has come, or that there is none."""
        self.work.setText(menu_words(words))
        self.work.setVisible(bool(words))

    def show_way(self, sentence: str, share: float) -> None:
        """Show how much of a long way to a moment is made; without a sentence there is no such way."""
        for part in (self._way, self.turn_back):
            part.setVisible(bool(sentence))
        self._way.setValue(round(share * WAY_PARTS))
        self._timer.stop()
        self._said.setText(sentence)

    @property
    def said(self) -> str:
        """Return the sentence being shown."""
        return self._said.text()

    def show_level_of_detail(self, share: float) -> None:
        """Tell which share of the blood cells is drawn, unless it is all of them."""
        self._detail.setText("" if share == 1.0 else f"{share:.0%} of the blood cells drawn")
        self._fit()

    def show_pace(self, frames: int, step_cost: float, *, running: bool) -> None:
        """Show the frame rate since the last call; ``frames`` counts all pictures so far."""
        now = perf_counter()
        rate = (frames - self._frames) / max(now - self._since, 1e-6)
        self._frames, self._since = frames, now
        self._speed.setText(PACE.format(rate, 1000 * step_cost) if running else "paused")
