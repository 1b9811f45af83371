"""The schedule of a run: which sliders stand elsewhere for a span, seen, added to and taken from."""

from math import inf

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QListWidget,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.engine.parameters import SCHEDULE, Declaration, ParameterError, Parameters, Value
from desktop.engine.schedules.schedule import ANIMATION, LATEST, UNITS, ScheduleEntry
from desktop.study.scenario import MAX_SECONDS
from desktop.study.schedule_table import check_length
from desktop.study.schedule_words import clock_words, entry_words
from desktop.system.number_words import compact
from desktop.system.refusal import sentence
from desktop.system.typed_numbers import NumberError
from desktop.ui.look import metrics
from desktop.ui.look.theme import Look
from desktop.ui.run.session import Session
from desktop.ui.sliders.sections import SECTIONS
from desktop.ui.widgets.fields import NarrowComboBox
from desktop.ui.widgets.fitting_dialog import FittingDialog
from desktop.ui.widgets.number_field import NumberField
from desktop.ui.widgets.plain import PlainLabel

SIZE = (580, 480)
USUAL_PATH, USUAL_CLOCK, USUAL_END = "platelets.strength", "capillary", 4.0
EMPTY = "Nothing is scheduled: every slider holds all the time."
HINT = (
    "A span begins and ends at the step nearest to it. Afterwards the slider's own value holds again. Spans that are "
    "over act from the next run on (R). Ctrl+Z takes a change back."
)


class ValueField(QWidget):
    """The value a slider takes in its span: a number, or one of several words."""

    def __init__(self) -> None:
        super().__init__()
        self.number = NumberField("Value", 0.0, 0.0, write=compact)
        self.words = QComboBox()
        self.words.setAccessibleName("Value")
        self.unit = PlainLabel("")
        self._pages = QStackedWidget()
        self._pages.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._pages.addWidget(self.number)
        self._pages.addWidget(self.words)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._pages, 1)
        row.addWidget(self.unit)

    def ask(self, declared: Declaration, value: Value) -> None:
        """Ask for a value of a parameter, beginning with one."""
        self.unit.setText(declared.unit)
        choices: list[tuple[str, Value]] = [(word.replace("_", " "), word) for word in declared.choices]
        if isinstance(declared.default, bool):
            choices = [("off", False), ("on", True)]
        self._pages.setCurrentIndex(1 if choices else 0)
        self.words.clear()
        for word, choice in choices:
            self.words.addItem(word, choice)
        if choices:
            self.words.setCurrentIndex(max(self.words.findData(value), 0))
        elif not isinstance(value, str):
            whole = isinstance(declared.default, int)
            self.number.limit(declared.label, declared.low, declared.high, unit=declared.unit, whole=whole)
            self.number.show_number(value)

    def value(self) -> Value:
        """Return the value chosen, or raise `NumberError`."""
        if self._pages.currentIndex() == 1:
            chosen: Value = self.words.currentData()
            return chosen
        return self.number.number()


class ScheduleDialog(FittingDialog):
    """The entries as a list, and below it a form for one more; the run goes on beside it."""

    at_side = True

    def __init__(self, session: Session, look: Look, parent: QWidget) -> None:
        super().__init__("Schedule", SIZE, look, parent)
        self._session = session
        self.list = QListWidget()
        self.list.setAccessibleName("Entries of the schedule")
        self.list.setWordWrap(True)
        self.list.setMinimumHeight(look.px(96))
        self.list.currentRowChanged.connect(lambda _: self._judge())
        self.path, self.clock, self.unit = NarrowComboBox(), NarrowComboBox(), NarrowComboBox()
        self.value = ValueField()
        self.start = NumberField("from", 0.0, LATEST, write=compact)
        self.end = NumberField("until", 0.0, LATEST, write=compact)
        self.message = PlainLabel("")
        self.message.setObjectName("quiet")
        self.message.setWordWrap(True)
        self.add, self.remove, self.clear, close = (QPushButton(w) for w in ("Add", "Remove", "Remove all", "Close"))
        for button, act in ((self.add, self._on_add), (self.remove, self._on_remove), (self.clear, self._on_clear)):
            button.clicked.connect(lambda _=False, act=act: act())
        close.clicked.connect(self.hide)
        for button in (self.remove, self.clear, close):
            button.setObjectName("framed")
            button.setAutoDefault(False)
        self.add.setObjectName("primary")
        self.add.setDefault(True)
        self._fill()
        self.lay_out(self._body(), (self.message,), (close, self.clear, self.remove, self.add))
        session.parameters_changed.connect(self.show_schedule)
        self.show_schedule(session.parameters)

    # --- the form ---

    def _fill(self) -> None:
        order = [section.key for section in SECTIONS]
        live = [declared for declared in self._session.parameters.declarations if declared.live]
        for declared in sorted(live, key=lambda d: order.index(d.section)):
            self.path.addItem(declared.label, declared.path)
            self.path.setItemData(self.path.count() - 1, declared.help, Qt.ItemDataRole.ToolTipRole)
        model = self._session.model
        own = [clock.name for clock in model.cell_clocks]
        for name in (*(place.name for place in model.places), *own, ANIMATION):
            words = clock_words(name)
            self.clock.addItem(f"{words[:1].upper()}{words[1:]}", name)
        for box, name in ((self.path, "Slider"), (self.clock, "Clock"), (self.unit, "Unit")):
            box.setAccessibleName(name)
        self.path.currentIndexChanged.connect(lambda _: self._on_path())
        self.clock.currentIndexChanged.connect(lambda _: self._on_clock())
        self.path.setCurrentIndex(self.path.findData(USUAL_PATH))
        self.clock.setCurrentIndex(self.clock.findData(USUAL_CLOCK))
        self.start.show_number(0.0)
        self.end.show_number(USUAL_END)
        self.end.setPlaceholderText("the end")
        for field in (self.start, self.end, self.value.number):
            field.refused.connect(lambda words: self._say(f"{words}."))
        self._on_path()
        self._on_clock()

    def _body(self) -> QWidget:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, metrics.GRID)
        column.setSpacing(metrics.GRID)
        column.addWidget(self.list, 1)
        heading = PlainLabel("One more entry")
        heading.setObjectName("strong")
        column.addWidget(heading)
        form = QFormLayout()
        form.addRow("Slider", self.path)
        form.addRow("Value", self.value)
        form.addRow("By the clock of", self.clock)
        span = QHBoxLayout()
        span.addWidget(self.start, 1)
        span.addWidget(PlainLabel("until"))
        span.addWidget(self.end, 1)
        span.addWidget(self.unit, 1)
        form.addRow("From", span)
        column.addLayout(form)
        return body

    def _on_path(self) -> None:
        declared = self._session.parameters.declaration(str(self.path.currentData()))
        value = self._session.parameters.value(declared.path)
        if declared.path == USUAL_PATH:
            value = 0.0
        self.value.ask(declared, value)

    def _on_clock(self) -> None:
        by_animation = self.clock.currentData() == ANIMATION
        units = ["seconds"] if by_animation else [unit for unit in UNITS if unit != "seconds"]
        self.unit.clear()
        for unit in units:
            self.unit.addItem(unit, unit)

    def entry(self) -> ScheduleEntry:
        """Return the entry that the form tells; an empty end is none. Raises `NumberError`."""
        end = inf if not self.end.text().strip() else self.end.number()
        path, clock, unit = (str(box.currentData()) for box in (self.path, self.clock, self.unit))
        return ScheduleEntry(path, self.value.value(), clock, self.start.number(), end, unit)

    # --- the list ---

    def show_schedule(self, parameters: Parameters) -> None:
        """Show the entries of parameters."""
        entries = parameters.schedule.entries
        kept = self.list.currentRow()
        self.list.clear()
        for entry in entries:
            self.list.addItem(entry_words(entry, parameters))
        self.list.setCurrentRow(min(kept, len(entries) - 1) if kept >= 0 else len(entries) - 1)
        self._say(HINT if entries else EMPTY)
        self._judge()

    def _judge(self) -> None:
        self.remove.setEnabled(self.list.currentRow() >= 0)
        self.clear.setEnabled(self.list.count() > 0)

    def _say(self, words: str) -> None:
        self.message.setText(words)

    # --- what the user asks ---

    def _on_add(self) -> None:
        parameters = self._session.parameters
        try:
            entry = self.entry()
            # Each at its place in time, as a schedule stands in a file.
            entries = sorted((*parameters.schedule.entries, entry), key=lambda one: (one.path, one.begins))
            self._take(parameters.with_schedule(entries), "entry of the schedule")
        except (ParameterError, NumberError) as error:
            self._say(sentence(error))

    def _on_remove(self) -> None:
        entries = list(self._session.parameters.schedule.entries)
        del entries[self.list.currentRow()]
        self._take(self._session.parameters.with_schedule(entries), "entry of the schedule removed")

    def _on_clear(self) -> None:
        self._take(self._session.parameters.with_schedule(()), "schedule removed")

    def _take(self, parameters: Parameters, words: str) -> None:
        check_length(parameters, MAX_SECONDS)
        self._session.change({SCHEDULE.path: parameters.schedule.text}, words)
