"""Rows of the slider panel, one per declared parameter: a slider, a switch or a choice."""

from functools import partial

from PySide6.QtCore import QEasingCurve, QSignalBlocker, QSize, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from desktop.engine.parameters import Declaration, Value
from desktop.ui.look import metrics
from desktop.ui.look.icons import icon
from desktop.ui.look.theme import Look
from desktop.ui.sliders.slider import ValueSlider
from desktop.ui.sliders.track import Track, written
from desktop.ui.widgets.fields import QuietComboBox
from desktop.ui.widgets.number_field import NumberField
from desktop.ui.widgets.plain import PlainLabel, tip
from desktop.ui.widgets.switch import Switch

UNIT_ROOM = 50
"""Width of a unit in pixels at font scale 1, beside a number of the usual width, up to which it stands in one line."""


class Row(QWidget):
    """What all rows share: label, reset dot, (i) button and the "next run" badge.

    Signals
    -------
    edited
        Path and value chosen by the user.
    grasped, released
        A drag began or ended: what lies between is one step of undo.
    refused
        One sentence that tells why a typed value was not taken.
    evidence_asked
        The declaration whose card should open.
    schedule_asked
        The schedule should open.
    """

    edited = Signal(str, object)
    grasped = Signal()
    released = Signal()
    refused = Signal(str)
    evidence_asked = Signal(object)
    schedule_asked = Signal()

    def __init__(
        self, declaration: Declaration, look: Look, picture: QWidget | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.declaration = declaration
        self._look = look
        self._value: Value = declaration.default
        self._picture = picture
        self._scheduled: QToolButton | None = None
        self.head = QHBoxLayout()
        self.head.setSpacing(2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(metrics.GRID + 4, 1, metrics.GRID, 1)
        layout.setSpacing(0)
        layout.addLayout(self.head)
        self.label = PlainLabel(declaration.label)
        self.label.setWordWrap(True)
        self.label.setToolTip(tip(declaration.help))
        self.reset = self._small_button("ph.arrow-counter-clockwise", f"Reset {declaration.label} to its default")
        self.reset.clicked.connect(self.ask_default)
        self.info = self._small_button("ph.info", f"Evidence for {declaration.label}")
        self.info.clicked.connect(lambda: self.evidence_asked.emit(self.declaration))
        self._fill_head()
        self._refresh()

    def _fill_head(self) -> None:
        if self._picture is not None:
            self.head.addWidget(self._picture)
            self.head.addSpacing(6)
        self.head.addWidget(self.label, 1)
        if not self.declaration.live:
            badge = PlainLabel("next run")
            badge.setObjectName("badge")
            badge.setToolTip("A change of this value acts when the run is started again.")
            self.head.addWidget(badge)

    def show_scheduled(self, words: str) -> None:
        """Tell by a clock that the schedule moves this slider for a while, and how; "" where it does not."""
        if words and self._scheduled is None:
            self._scheduled = self._small_button("ph.clock", f"{self.declaration.label} is scheduled")
            self._scheduled.setIcon(icon("ph.clock", self._look, "accent"))
            self._scheduled.clicked.connect(self.schedule_asked)
            self.head.insertWidget(self.head.indexOf(self.info), self._scheduled)
        if self._scheduled is not None:
            self._scheduled.setVisible(bool(words))
            self._scheduled.setToolTip(tip(f"{words}\nA click, or Ctrl+T, opens the schedule."))
            self._scheduled.setAccessibleDescription(words)

    def _finish_head(self) -> None:
        """Put reset and (i) at the end of the head line; rows call it when their own part is in."""
        self.head.addWidget(self.reset)
        self.head.addWidget(self.info)

    def _small_button(self, name: str, words: str) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon(name, self._look, "quiet"))
        button.setIconSize(QSize(self._look.px(14), self._look.px(14)))
        button.setAccessibleName(words)
        button.setToolTip(tip(words))
        button.setFixedSize(self._look.px(20), self._look.px(20))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setObjectName("tiny")
        policy = button.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        button.setSizePolicy(policy)
        return button

    @property
    def value(self) -> Value:
        """Return the value shown."""
        return self._value

    def show_value(self, value: Value) -> None:
        """Show a value without telling anyone."""
        self._value = value
        self._show(value)
        self._refresh()

    def ask_default(self) -> None:
        """Ask for the declared default."""
        self._take(self.declaration.default)

    def _take(self, value: Value) -> None:
        if value == self._value:
            return
        self.show_value(value)
        self.edited.emit(self.declaration.path, value)

    def _show(self, value: Value) -> None:
        raise NotImplementedError

    def _refresh(self) -> None:
        changed = self._value != self.declaration.default
        self.reset.setVisible(changed)
        if self.label.property("changed") != changed:
            self.label.setProperty("changed", changed)
            self.label.style().polish(self.label)

    def focus_target(self) -> QWidget:
        """Return the control that takes the focus for this row."""
        raise NotImplementedError

    def controls(self) -> tuple[QWidget, ...]:
        """Return everything Tab stops at, in order."""
        return (self.focus_target(), self.reset, self.info)

    def pulse(self) -> None:
        """Draw the eye to this row for a moment."""


def _unit_label(unit: str, room: int, look: Look) -> PlainLabel:
    """Return a unit, in two lines where one would need more than some pixels of the narrow panel."""
    label = PlainLabel(unit)
    label.setObjectName("small")
    letters, words = QFontMetrics(look.font(metrics.FONT_SMALL)), unit.split()
    if letters.horizontalAdvance(unit) > room and len(words) > 1:
        lines = ((" ".join(words[:number]), " ".join(words[number:])) for number in range(1, len(words)))
        label.setText("\n".join(min(lines, key=lambda pair: max(map(letters.horizontalAdvance, pair)))))
    return label


class SliderRow(Row):
    """A number: a track, and beside it the value, which can be typed, with its unit."""

    def __init__(
        self, declaration: Declaration, look: Look, picture: QWidget | None = None, parent: QWidget | None = None
    ) -> None:
        self.slider = ValueSlider(Track(declaration), look)
        self.field = NumberField(
            declaration.label,
            declaration.low,
            declaration.high,
            unit=declaration.unit,
            whole=isinstance(declaration.default, int),
            write=partial(written, declaration),
        )
        self.field.setObjectName("value")
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.complaint = PlainLabel()
        self.complaint.setObjectName("small")
        self.complaint.setWordWrap(True)
        self.complaint.hide()
        super().__init__(declaration, look, picture, parent)
        self.field.setAccessibleName(f"{declaration.label}, value")
        letters = QFontMetrics(look.font())
        ends = (written(declaration, end) for end in (declaration.low, declaration.high))
        usual = letters.horizontalAdvance("0.0000")
        widest = max(usual, *(letters.horizontalAdvance(words) for words in ends))
        self.field.setFixedWidth(widest + look.px(12))
        unit = _unit_label(declaration.unit, look.px(UNIT_ROOM) - (widest - usual), look)
        self.head.addWidget(self.info)
        line = QHBoxLayout()
        line.setSpacing(2)
        line.addWidget(self.slider, 1)
        line.addWidget(self.reset)
        line.addWidget(self.field)
        line.addWidget(unit)
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.addWidget(self.complaint)
        layout.addLayout(line)
        self.slider.moved.connect(self._take)
        self.slider.grasped.connect(self.grasped)
        self.slider.released.connect(self.released)
        self.slider.reset_asked.connect(self.ask_default)
        self.field.entered.connect(lambda number: self._take(declaration.check(number)))
        self.field.refused.connect(self._on_refused)
        self._animation: QVariantAnimation | None = None
        self.show_value(declaration.default)

    def _show(self, value: Value) -> None:
        self.slider.show_value(value)
        self.complaint.hide()
        assert not isinstance(value, str)
        self.field.show_number(value)
        changed = value != self.declaration.default
        if self.field.property("changed") != changed:
            self.field.setProperty("changed", changed)
            self.field.style().polish(self.field)

    def _on_refused(self, sentence: str) -> None:
        """Give the old number back, and say why beside the field."""
        self._show(self._value)
        self.complaint.setText(f"{sentence}.")
        self.complaint.show()
        self.refused.emit(f"{sentence}.")

    def focus_target(self) -> QWidget:
        """Return the slider."""
        return self.slider

    def controls(self) -> tuple[QWidget, ...]:
        """Return everything Tab stops at, in order."""
        return (self.slider, self.field, self.reset, self.info)

    def pulse(self) -> None:
        """Let a ring round the handle fade; with reduced motion it stands, then goes."""
        self._animation = QVariantAnimation(self)
        self._animation.setDuration(metrics.PULSE_MILLISECONDS)
        self._animation.setStartValue(1.0)
        self._animation.setEndValue(0.0)
        curve = QEasingCurve.Type.Linear if self._look.reduced_motion else QEasingCurve.Type.OutCubic
        self._animation.setEasingCurve(curve)
        if self._look.reduced_motion:
            self._animation.valueChanged.connect(lambda v: self.slider.set_pulse(1.0 if float(v) > 0.0 else 0.0))
        else:
            self._animation.valueChanged.connect(self.slider.set_pulse)
        self._animation.start(QVariantAnimation.DeletionPolicy.KeepWhenStopped)


class SwitchRow(Row):
    """Yes or no."""

    def __init__(
        self, declaration: Declaration, look: Look, picture: QWidget | None = None, parent: QWidget | None = None
    ) -> None:
        self.switch = Switch(look)
        super().__init__(declaration, look, picture, parent)
        self.switch.setAccessibleName(declaration.label)
        self.switch.setAccessibleDescription(declaration.help)
        self.head.addWidget(self.switch)
        self._finish_head()
        self.switch.toggled.connect(self._take)
        self.show_value(declaration.default)

    def _show(self, value: Value) -> None:
        with QSignalBlocker(self.switch):
            self.switch.setChecked(bool(value))

    def focus_target(self) -> QWidget:
        """Return the switch."""
        return self.switch


class ChoiceRow(Row):
    """One of several words."""

    def __init__(
        self, declaration: Declaration, look: Look, picture: QWidget | None = None, parent: QWidget | None = None
    ) -> None:
        self.box = QuietComboBox()
        super().__init__(declaration, look, picture, parent)
        self.box.setAccessibleName(declaration.label)
        self.box.setAccessibleDescription(declaration.help)
        self.box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for choice in declaration.choices:
            self.box.addItem(choice.replace("_", " "), choice)
        self._finish_head()
        layout = self.layout()
        assert layout is not None
        layout.addWidget(self.box)
        self.box.activated.connect(lambda _: self._take(str(self.box.currentData())))
        self.show_value(declaration.default)

    def _show(self, value: Value) -> None:
        with QSignalBlocker(self.box):
            self.box.setCurrentIndex(self.box.findData(value))

    def focus_target(self) -> QWidget:
        """Return the box."""
        return self.box


def make_row(
    declaration: Declaration, look: Look, picture: QWidget | None = None, parent: QWidget | None = None
) -> Row:
    """Make the row that fits a declaration."""
    if isinstance(declaration.default, bool):
        return SwitchRow(declaration, look, picture, parent)
    if declaration.choices:
        return ChoiceRow(declaration, look, picture, parent)
    return SliderRow(declaration, look, picture, parent)
