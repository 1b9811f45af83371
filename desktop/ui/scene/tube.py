"""The tube of blood on the screen: the picture of `scene.tube`, with buttons and keys for all that can be done."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.cascade.emt import phenotypes
from desktop.cascade.vasculature import DisplayParameters
from desktop.engine.snapshot import Snapshot
from desktop.scene.raster.pixels import blank_picture
from desktop.scene.tube.painter import paint_tube
from desktop.scene.tube.reading import Missed, TubeReading
from desktop.study.tube.drawing import Tube, draw_tube, generator
from desktop.study.tube.laboratory import CUTOFF, REASON_WORDS, REASONS, TUBE_ML, expected
from desktop.study.tube.places import TUBE_PLACES, Contents, TubeError, contents
from desktop.system.refusal import sentence
from desktop.ui.look import metrics
from desktop.ui.look.icons import icon
from desktop.ui.look.theme import Look
from desktop.ui.scene.options import look_options
from desktop.ui.scene.still_view import StillView
from desktop.ui.widgets.fields import NarrowComboBox
from desktop.ui.widgets.plain import PlainLabel, tip

LETTERS = dict(zip(REASONS, "LSEG", strict=True))
"""Letter of each reason in the picture: lost, small, EpCAM, group."""
MANY = 20
USUAL_PLACE = 1
MOST_TUBES = 2000
"""Tubes of one place that are kept in the picture."""


@dataclass
class Needle:
    """Draws tubes at the places of one moment; each place keeps its own tubes. It only looks at the run."""

    snapshot: Snapshot
    place: int = USUAL_PLACE
    lifted: bool = False
    counts: dict[int, list[int]] = field(default_factory=dict)
    latest: dict[int, Tube] = field(default_factory=dict)
    _found: dict[int, Contents] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Take luck of its own, the same for the same moment."""
        self._luck = generator(self.snapshot.seed * 100_003 + self.snapshot.step)

    def found(self) -> Contents:
        """Return what the blood of the present place holds, or raise `TubeError`."""
        if self.place not in self._found:
            self._found[self.place] = contents(self.snapshot, TUBE_PLACES[self.place])
        return self._found[self.place]

    def draw(self, number: int) -> None:
        """Draw tubes here; a veil falls over each new one. Raises `TubeError`."""
        for _ in range(number):
            tube = draw_tube(self.found(), self._luck)
            self.latest[self.place] = tube
            self.counts.setdefault(self.place, []).append(tube.counted)
        del self.counts[self.place][:-MOST_TUBES]

    def forget(self) -> None:
        """Throw the tubes of this place away."""
        self.counts.pop(self.place, None)
        self.latest.pop(self.place, None)
        self.lifted = False

    def reading(self) -> TubeReading:
        """Return the present tube as the picture needs it, or raise `TubeError`."""
        place, found = TUBE_PLACES[self.place], self.found()
        nothing = np.zeros(0, dtype=np.int64)
        tube = self.latest.get(self.place, Tube(nothing, nothing, nothing))
        missed = tube.missed()
        return TubeReading(
            place=place.label,
            about=place.about,
            moment=f"second {self.snapshot.time:.1f} of the run",
            fluid=self._fluid(place.name),
            milliliters=TUBE_ML,
            cutoff=CUTOFF,
            diameter=found.diameter[tube.kind],
            phenotype=phenotypes(found.mesenchymal[tube.kind]),
            mates=tube.mates,
            lost_by=tube.lost_by,
            missed=tuple(Missed(LETTERS[reason], REASON_WORDS[reason], missed[reason]) for reason in REASONS),
            counts=tuple(self.counts.get(self.place, ())),
            expected=expected(found).counted,
            per_ml=found.cells_per_ml,
            lifted=self.lifted,
        )

    def _fluid(self, place: str) -> str:
        if place == "lymph":
            return "lymph"
        arterial = place == "outflow" and self.snapshot.parameters[DisplayParameters].organ == "lung"
        return "arterial" if arterial else "venous"


class TubeCanvas(QWidget):
    """The picture."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.reading: TubeReading | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Tube of blood")

    def show_reading(self, reading: TubeReading) -> None:
        """Show another tube, and tell screen readers what it shows."""
        self.reading = reading
        self.setAccessibleDescription(reading.words())
        self.update()

    def _paint(self, painter: QPainter, size: QSize) -> None:
        if self.reading is not None:
            options = look_options(self._look, self.devicePixelRatioF())
            paint_tube(painter, size.width(), size.height(), self.reading, options)

    def _pixels(self) -> QSize:
        ratio = self.devicePixelRatioF()
        return QSize(round(self.width() * ratio), round(self.height() * ratio))

    def image(self) -> QImage:
        """Return what is on the screen as an image of exactly its pixels."""
        size = self._pixels()
        image = blank_picture(size.width(), size.height(), clear=False)
        painter = QPainter(image)
        self._paint(painter, size)
        painter.end()
        return image

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture in device pixels."""
        painter = QPainter(self)
        ratio = self.devicePixelRatioF()
        painter.scale(1.0 / ratio, 1.0 / ratio)
        self._paint(painter, self._pixels())
        painter.end()


class TubeView(StillView):
    """The picture with its controls.

    Signals
    -------
    closed
        The user wants the animation back.
    refused
        One sentence that tells why no tube can be drawn.
    """

    refused = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._needle: Needle | None = None
        self.canvas = TubeCanvas(look)
        self.place = NarrowComboBox()
        self.place.setAccessibleName("Place")
        for place in TUBE_PLACES:
            self.place.addItem(f"{place.label[:1].upper()}{place.label[1:]}", place.name)
        self.place.setToolTip(tip("Where the needle goes (Left and Right)"))
        self.place.currentIndexChanged.connect(self.go)
        self.draw_one = self._button("Draw a tube", "Draw 7.5 mL here (Space)", lambda: self.draw(1))
        many = f"Draw {MANY} tubes one after the other (+)"
        self.draw_many = self._button(f"Draw {MANY}", many, lambda: self.draw(MANY))
        self.veil = self._button("Lift the veil", "Show what is true, and what was missed and why (V)", self.lift)
        self.veil.setCheckable(True)
        self.forget = self._button("Clear", "Throw the tubes from this place away (Backspace)", self.clear)
        self.leave = self._button("Back to the animation", "Back to the animation (Esc)", self.closed.emit)
        self._lay_out()
        self.setFocusProxy(self.canvas)
        look.changed.connect(self.restyle)
        look.scene_changed.connect(self.canvas.update)
        self.restyle()

    def _button(self, words: str, explanation: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(words)
        button.setToolTip(tip(explanation))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda _=False: act())
        return button

    def _lay_out(self) -> None:
        self.draw_one.setObjectName("primary")
        bar = QWidget()
        bar.setObjectName("panel")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(bar)
        row.setContentsMargins(2 * metrics.GRID, metrics.GRID // 2, 2 * metrics.GRID, metrics.GRID // 2)
        row.setSpacing(metrics.GRID)
        label = PlainLabel("From")
        label.setBuddy(self.place)
        row.addWidget(label)
        row.addWidget(self.place)
        for button in (self.draw_one, self.draw_many, self.veil, self.forget):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.leave)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.canvas, 1)
        column.addWidget(bar)

    def picture(self) -> QImage:
        """See `StillView.picture`."""
        return self.canvas.image()

    def restyle(self) -> None:
        """Take icons and sizes from the present appearance."""
        look = self._look
        self.place.setMinimumWidth(look.px(250))
        for button, name, role in (
            (self.draw_one, "ph.test-tube-fill", "on_accent"),
            (self.draw_many, "ph.stack-fill", "text"),
            (self.veil, "ph.eye-fill", "text"),
            (self.forget, "ph.trash-fill", "text"),
        ):
            button.setIcon(icon(name, look, role))
            button.setIconSize(QSize(look.px(16), look.px(16)))
        self.canvas.update()

    # --- what is shown ---

    def begin(self, snapshot: Snapshot) -> None:
        """Stand at the bedside at a moment; tubes of another moment are thrown away, those of the same one kept."""
        if self._needle is None or self._needle.snapshot is not snapshot:
            place = self._needle.place if self._needle is not None else USUAL_PLACE
            self._needle = Needle(snapshot, place)
        self._show()

    @property
    def needle(self) -> Needle:
        """Return what draws; `begin` comes first."""
        assert self._needle is not None
        return self._needle

    def go(self, place: int) -> None:
        """Take another place, by its number; beyond an end it stays."""
        self.needle.place = min(max(place, 0), len(TUBE_PLACES) - 1)
        self._show()

    def draw(self, number: int) -> None:
        """Draw tubes here; refusals are told in one sentence."""
        try:
            self.needle.draw(number)
        except TubeError as error:
            self.refused.emit(sentence(error))
        self._show()

    def lift(self) -> None:
        """Lift the veil from the tube, or let it fall."""
        self.needle.lifted = not self.needle.lifted
        self._show()

    def clear(self) -> None:
        """Throw the tubes of this place away."""
        self.needle.forget()
        self._show()

    def _show(self) -> None:
        needle = self.needle
        self.place.blockSignals(True)
        self.place.setCurrentIndex(needle.place)
        self.place.blockSignals(False)
        try:
            reading = needle.reading()
        except TubeError as error:
            self.refused.emit(sentence(error))
            return
        self.veil.setChecked(needle.lifted)
        self.veil.setText("Let the veil fall" if needle.lifted else "Lift the veil")
        self.veil.setEnabled(reading.is_drawn)
        self.forget.setEnabled(reading.is_drawn)
        self.canvas.show_reading(reading)

    # --- keys ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Draw, lift, clear, take another place, close. Other keys of the window do not reach it from here."""
        keys: dict[int, Callable[[], None]] = {
            Qt.Key.Key_Space: lambda: self.draw(1),
            Qt.Key.Key_Return: lambda: self.draw(1),
            Qt.Key.Key_Plus: lambda: self.draw(MANY),
            Qt.Key.Key_Equal: lambda: self.draw(MANY),
            Qt.Key.Key_V: self.lift,
            Qt.Key.Key_Backspace: self.clear,
            Qt.Key.Key_Left: lambda: self.go(self.needle.place - 1),
            Qt.Key.Key_Right: lambda: self.go(self.needle.place + 1),
            Qt.Key.Key_Home: lambda: self.go(0),
            Qt.Key.Key_End: lambda: self.go(len(TUBE_PLACES) - 1),
            Qt.Key.Key_Escape: self.closed.emit,
        }
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier or event.key() == Qt.Key.Key_Question:
            super().keyPressEvent(event)
            return
        if event.key() in keys:
            keys[event.key()]()
        event.accept()
