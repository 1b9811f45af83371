"""The transport bar: play, step, speed and time, with seed and reset far away from play."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.study.chronicle import Chronicle
from desktop.ui.look import metrics
from desktop.ui.look.icons import icon
from desktop.ui.look.theme import Look
from desktop.ui.widgets.number_field import NumberField
from desktop.ui.widgets.plain import PlainLabel, tip
from desktop.ui.widgets.step_slider import StepSlider
from desktop.ui.workspace.time_slider import TimeSlider

MAX_SEED = 2**31 - 1
SEED = (
    "The seed is the number that all the luck of a run is drawn from: the same seed and sliders always give the same "
    "run, another seed another patient with the same sliders."
)
NORMAL = metrics.SPEEDS.index(1.0)
SPEED_LENGTHS = ((112, 150), (72, 84))
"""Greatest and least length of the line of speeds: at scale 1, and at most, in pixels."""


class TransportBar(QWidget):
    """Three groups: time and speed left, play and step in the middle, seed and reset right.

    Signals
    -------
    play_asked, step_asked, back_asked, reset_asked, other_asked
        A button was pressed.
    sought
        The step to be shown.
    speed_chosen
        Animation seconds per real second.
    seed_chosen
        The run should begin again with this seed.
    refused
        One sentence that tells why a typed seed was not taken.
    """

    play_asked = Signal()
    step_asked = Signal()
    back_asked = Signal()
    reset_asked = Signal()
    other_asked = Signal()
    sought = Signal(int)
    speed_chosen = Signal(float)
    seed_chosen = Signal(int)
    refused = Signal(str)

    def __init__(self, look: Look, camera_controls: QWidget, chronicle: Chronicle) -> None:
        super().__init__()
        self._chronicle = chronicle
        self._camera_controls = camera_controls
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._look = look
        self._running = False
        self._make_controls()
        self._lay_out()
        self.restyle()
        look.changed.connect(self.restyle)

    def _make_controls(self) -> None:
        self.play = QToolButton()
        self.play.setObjectName("play")
        self.play.clicked.connect(self.play_asked)
        self.step = self._button("Step", "One step of 1/60 s; pauses first (Right arrow)")
        self.step.clicked.connect(self.step_asked)
        self.back = self._button("", "One step back; pauses first (Left arrow)")
        self.back.setAccessibleName("Step back")
        self.back.clicked.connect(self.back_asked)
        self.timeline = TimeSlider(self._look, self._chronicle)
        self.timeline.sought.connect(self.sought)
        self.reset = self._button("Reset", "Begin the run again with the present sliders (R); Ctrl+Z brings it back")
        self.reset.clicked.connect(self.reset_asked)
        self.other = self._button("", "Another patient: the same body and sliders with other luck, a new seed (N)")
        self.other.setAccessibleName("Another patient")
        self.other.clicked.connect(self.other_asked)
        for button in (self.play, self.step, self.back, self.reset, self.other):
            # Clicking must not take the keyboard away from the scene.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.speed = StepSlider(self._look, "Speed", len(metrics.SPEEDS), NORMAL)
        self.speed.valueChanged.connect(self._on_speed)
        self.speed_label = PlainLabel("1×")
        self.time_label = PlainLabel("0.0 s")
        self.time_label.setToolTip("Animation time since the run began")
        self.seed = NumberField("Seed", 0, MAX_SEED, whole=True)
        self.seed.entered.connect(self._on_seed)
        self.seed.refused.connect(self._on_refused)

    @staticmethod
    def _button(words: str, explanation: str) -> QPushButton:
        button = QPushButton(words)
        button.setToolTip(tip(explanation))
        button.setAccessibleName(words)
        return button

    def _lay_out(self) -> None:
        sides: list[QWidget] = []
        boxes: list[QHBoxLayout] = []
        for _ in range(2):
            side = QWidget()
            side.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            box = QHBoxLayout(side)
            box.setContentsMargins(0, 0, 0, 0)
            box.setSpacing(metrics.GRID)
            sides.append(side)
            boxes.append(box)
        left, right = boxes
        left.addWidget(self.time_label)
        left.addSpacing(metrics.GRID)
        left.addWidget(self.speed)
        left.addWidget(self.speed_label)
        left.addStretch(1)
        left.addWidget(self._camera_controls)
        left.addSpacing(metrics.GRID)
        left.addWidget(self.back)
        right.addWidget(self.step)
        right.addStretch(1)
        self._seed_words = PlainLabel("Seed")
        self._seed_words.setObjectName("small")
        self._seed_words.setBuddy(self.seed)
        right.addWidget(self._seed_words)
        right.addWidget(self.seed)
        right.addWidget(self.other)
        right.addWidget(self.reset)
        column = QVBoxLayout(self)
        column.setContentsMargins(metrics.GRID + 4, 0, metrics.GRID + 4, 1)
        column.setSpacing(0)
        column.addWidget(self.timeline)
        row = QHBoxLayout()
        column.addLayout(row)
        row.setSpacing(metrics.GRID)
        row.addWidget(sides[0], 1)
        row.addWidget(self.play)
        row.addWidget(sides[1], 1)

    def minimumSizeHint(self) -> QSize:
        """Return the least size with all words left out, which are there as long as there is room."""
        sides = self._least_left() + self._needed((self.step, self.reset))
        return QSize(self.play.width() + sides, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out words where there is no room for them; the controls stay."""
        super().resizeEvent(event)
        self._fit_words()

    def _fit_words(self) -> None:
        """Take the longest of five wordings whose right side fits; fit the left side, too."""
        half = (self.width() - self.play.width()) // 2 - 3 * metrics.GRID
        self._fit_left(half)
        for field, seed, step, reset, other in (
            (True,) * 5, (True, False, False, True, True), (True, False, False, False, True),
            (True, False, False, False, False), (False,) * 5,
        ):  # fmt: skip
            self.seed.setVisible(field)
            self._seed_words.setVisible(seed)
            # The menu and its key offer another patient as well.
            self.other.setVisible(other)
            self.step.setText("Step" if step else "")
            self.reset.setText("Reset" if reset else "")
            parts: list[QWidget] = [self.step, self.reset, *((self._seed_words,) if seed else ())]
            parts += [*((self.seed,) if field else ()), *((self.other,) if other else ())]
            if self._needed(parts) <= half:
                return

    @staticmethod
    def _needed(parts: Sequence[QWidget]) -> int:
        return sum(max(part.sizeHint().width(), part.minimumWidth()) for part in parts) + 7 * metrics.GRID

    def _least_left(self) -> int:
        shortest = min(self._look.px(SPEED_LENGTHS[1][0]), SPEED_LENGTHS[1][1])
        return self._fixed_left() + shortest

    def _fixed_left(self) -> int:
        return self.time_label.width() + self.speed_label.width() + self.back.sizeHint().width() + 6 * metrics.GRID

    def _fit_left(self, half: int) -> None:
        """Shorten the line of speeds where the left side is full, and leave out the camera where that is not enough."""
        fixed = self._fixed_left()
        camera = self._camera_controls.sizeHint().width()
        longest, shortest = (min(self._look.px(length), most) for length, most in SPEED_LENGTHS)
        has_camera = fixed + shortest + camera <= half
        self._camera_controls.setVisible(has_camera)
        self.speed.setFixedWidth(min(max(half - fixed - (camera if has_camera else 0), shortest), longest))

    def restyle(self) -> None:
        """Take sizes and icons from the present appearance."""
        look = self._look
        self.play.setFixedSize(look.px(34), look.px(34))
        self.play.setIconSize(QSize(look.px(18), look.px(18)))
        self.step.setIcon(icon("ph.skip-forward-fill", look))
        self.other.setIcon(icon("ph.dice-five", look))
        self.reset.setIcon(icon("ph.arrow-counter-clockwise", look))
        self.back.setIcon(icon("ph.skip-back-fill", look))
        self.timeline.restyle()
        for button in (self.step, self.back, self.reset, self.other):
            button.setIconSize(QSize(look.px(14), look.px(14)))
        # As small as the others its dots would be lost, and it would be taken for the sign of a stop.
        self.other.setIconSize(QSize(look.px(20), look.px(20)))
        letters = QFontMetrics(look.font())
        self.speed.setFixedHeight(look.px(24))
        self.speed_label.setFixedWidth(letters.horizontalAdvance("0.25×"))
        self.time_label.setFixedWidth(letters.horizontalAdvance("00:00.0"))
        self.seed.setFixedWidth(letters.horizontalAdvance("0000000000") + look.px(16))
        self.show_running(self._running)
        self._fit_words()

    def show_running(self, running: bool) -> None:
        """Show whether the run goes on."""
        self._running = running
        words = "Pause" if running else "Play"
        self.play.setIcon(icon("ph.pause-fill" if running else "ph.play-fill", self._look, "on_accent"))
        self.play.setAccessibleName(words)
        self.play.setToolTip(tip(f"{words} (Space)"))

    def show_time(self, seconds: float) -> None:
        """Show the animation time."""
        whole, minutes = seconds % 60.0, int(seconds // 60.0)
        self.time_label.setText(f"{minutes}:{whole:04.1f}" if minutes else f"{whole:.1f} s")

    def show_seed(self, seed: int, words: str = "") -> None:
        """Show the seed of the run without telling anyone; ``words`` tell what is special about it."""
        self.seed.show_number(seed)
        self.seed.setToolTip(tip(f"{SEED} {words}".strip()))
        self._seed = seed

    def faster(self, notches: int) -> None:
        """Move the speed by notches."""
        self.speed.setValue(self.speed.value() + notches)

    def _on_speed(self) -> None:
        self._write_speed()
        self.speed_chosen.emit(metrics.SPEEDS[self.speed.value()])

    def _write_speed(self) -> None:
        speed = metrics.SPEEDS[self.speed.value()]
        self.speed_label.setText(f"{speed:g}×")
        self.speed.setToolTip(tip(f"Speed {speed:g}× (+ and −); double-click for 1×"))

    def _on_seed(self, seed: int) -> None:
        if seed != self._seed:
            self._seed = seed
            self.seed_chosen.emit(seed)

    def _on_refused(self, sentence: str) -> None:
        """Give the old seed back, and say why."""
        self.seed.show_number(self._seed)
        self.refused.emit(f"{sentence}.")
