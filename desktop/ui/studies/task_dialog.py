"""What dialogs share that let work be done beside the animation: a button to begin and stop, a bar, and a message."""

from collections.abc import Mapping
from time import perf_counter

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFormLayout, QLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from desktop.study.background.messages import Message, RefusalMessage
from desktop.study.background.tasks import Task
from desktop.system.number_words import in_time
from desktop.ui.background.process import BackgroundProcess
from desktop.ui.look import metrics
from desktop.ui.look.theme import Look
from desktop.ui.plots.chart import Chart
from desktop.ui.widgets.fitting_dialog import FittingDialog
from desktop.ui.widgets.flow_layout import FlowLayout
from desktop.ui.widgets.plain import PlainLabel

BEAT = 1000
"""Milliseconds between two signs of life."""


class TaskDialog(FittingDialog):
    """A dialog whose work gives one result after the other."""

    opening = "Setting up"
    """What is said until the first result."""

    def __init__(self, title: str, begin: str, wanted: tuple[int, int], look: Look, parent: QWidget) -> None:
        super().__init__(title, wanted, look, parent)
        self._process: BackgroundProcess | None = None
        self._refusal = ""
        self._words = begin
        self._total = self._done = 0
        self._since = self._first = 0.0
        self._beat = QTimer(self)
        self._beat.setInterval(BEAT)
        self._beat.timeout.connect(self._tell_waiting)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.message = PlainLabel()
        self.message.setWordWrap(True)
        self.start_button = QPushButton(begin)
        self.start_button.setObjectName("primary")
        self.start_button.setAutoDefault(False)
        self.start_button.clicked.connect(self._on_start)

    @property
    def busy(self) -> bool:
        """Tell whether work is on its way."""
        return self._process is not None

    def task(self) -> tuple[Task, int]:
        """Return the task, and how many results it gives; called when the work begins."""
        raise NotImplementedError

    def take(self, message: Message) -> None:
        """Take in one result."""
        raise NotImplementedError

    def _on_start(self) -> None:
        if self._process is not None:
            self.stop()
            return
        task, self._total = self.task()
        self._done, self._since, self._refusal = 0, perf_counter(), ""
        self._process = BackgroundProcess(task.kind, task.to_json(), self)
        self._process.told.connect(self._on_told)
        self._process.ended.connect(self._on_end)
        self._process.begin()
        # Without an end the bar moves to and fro: the first result can be a minute away on a busy computer.
        self.bar.setRange(0, 0)
        self.bar.show()
        self.message.setText(f"{self.opening} …")
        self._beat.start()
        self.start_button.setText("Stop")

    def _tell_waiting(self) -> None:
        self.message.setText(f"{self.opening} … {in_time(perf_counter() - self._since)}")

    def _on_told(self, message: Message) -> None:
        self._beat.stop()
        if isinstance(message, RefusalMessage):
            self._refusal = message.sentence
            return
        self.take(message)
        self._done += 1
        self.bar.setRange(0, self._total)
        self.bar.setValue(self._done)
        now = perf_counter()
        if self._done == 1:
            self._first = now
        # The first result takes the setting up with it, which the others do not need.
        spent, results = (now - self._first, self._done - 1) if self._done > 1 else (now - self._since, 1)
        left = spent / results * (self._total - self._done)
        self.message.setText(self.standing(self._done, self._total, left))

    def _on_end(self) -> None:
        self._process = None
        self._beat.stop()
        self.bar.hide()
        self.start_button.setText(self._words)
        self.message.setText(self._refusal or self.summary(self._done, self._total))

    def standing(self, done: int, total: int, left: float) -> str:
        """Return what is said after each result; ``left`` in seconds."""
        return f"{done} of {total}, {in_time(left)} left"

    def summary(self, done: int, total: int) -> str:
        """Return what is said at the end."""
        return f"{done} of {total} done."

    def stop(self) -> None:
        """End what is on its way; what is known stays."""
        if self._process is not None:
            self._process.drop()
            self._on_end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button that has the keys, or else begin the work; a second one stops nothing."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif isinstance(button := self.focusWidget(), QPushButton):
            button.click()
        elif not self.busy:
            self.start_button.click()


class ChartDialog(TaskDialog):
    """A dialog whose results fill a chart, which can be saved once there are some."""

    def __init__(
        self, title: str, begin: str, chart: Chart, wanted: tuple[int, int], look: Look, parent: QWidget
    ) -> None:
        super().__init__(title, begin, wanted, look, parent)
        self._chart = chart
        chart.setObjectName("page")
        self.save_button, self.picture_button, self.close_button = (
            QPushButton(words) for words in ("Save table …", "Save plot …", "Close")
        )
        for button in (self.save_button, self.picture_button, self.close_button):
            button.setObjectName("framed")
            button.setAutoDefault(False)
        self.save_button.clicked.connect(lambda: chart.save_asked.emit(chart))
        self.picture_button.clicked.connect(lambda: chart.save_picture_asked.emit(chart))
        self.close_button.clicked.connect(self.hide)
        self.offer_results()

    def arrange(self, questions: Mapping[str, QWidget | QLayout], above: QWidget | None = None) -> None:
        """Put questions above the chart, buttons below it, and what everybody has to read above all."""
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        form = QFormLayout()
        form.setHorizontalSpacing(2 * metrics.GRID)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for words, answer in questions.items():
            form.addRow(words, answer)
        if above is not None:
            column.addWidget(above)
        column.addLayout(form)
        column.addWidget(self._chart, 1)
        buttons = (self.save_button, self.picture_button, self.close_button, self.start_button)
        self.lay_out(body, (self.bar, self.message), buttons)

    def offer_results(self) -> None:
        """Let the chart be saved if there is anything in it."""
        for button in (self.save_button, self.picture_button):
            button.setEnabled(len(self._chart.table()) > 1)


def in_a_row(*widgets: QWidget) -> QWidget:
    """Return widgets side by side; those that have no room in a line go to the next."""
    row = QWidget()
    flow = FlowLayout(row, margin=0, spacing=metrics.GRID, at_right=False)
    for widget in widgets:
        flow.addWidget(widget)
    return row
