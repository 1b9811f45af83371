"""The experiments panel: what does a slider truly do? The grid fills in while the animation goes on."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLayout,
    QWidget,
)

from desktop.engine.parameters import Declaration
from desktop.study.axes import SweepError
from desktop.study.background.messages import Message, RowMessage
from desktop.study.background.tasks import ResponseTask, Task
from desktop.study.designs.response import ENDPOINTS, DoseResponse, dose_response
from desktop.study.scenario import Scenario
from desktop.system.number_words import compact
from desktop.system.refusal import sentence
from desktop.system.typed_numbers import NumberError
from desktop.ui.look.theme import Look
from desktop.ui.plots.response_chart import DoseResponseChart
from desktop.ui.sliders.sections import SECTIONS
from desktop.ui.studies.estimate import COHORT
from desktop.ui.studies.task_dialog import ChartDialog, in_a_row
from desktop.ui.widgets.fields import NarrowComboBox
from desktop.ui.widgets.number_field import NumberField
from desktop.ui.widgets.plain import PlainLabel

SIZE = (820, 560)
STEPS = (2, 7, 25)
"""Least, usual and greatest number of values along a slider."""
EVENTS = (1000, 5000, 20_000)
USUAL_ENDPOINT = "funnel_left_vessel"
LEFT_OUT = ("display", "clocks")
"""Sections whose sliders change no result, or only how it is watched."""


class SliderChoice(QWidget):
    """A slider and the values it goes between; a choice has no values to set."""

    def __init__(self, declarations: list[Declaration], *, optional: bool, changed: Callable[[], None]) -> None:
        super().__init__()
        self._known = {declaration.path: declaration for declaration in declarations}
        self.box = NarrowComboBox()
        if optional:
            self.box.addItem("– no second slider –", "")
        for declaration in declarations:
            self.box.addItem(declaration.label, declaration.path)
            self.box.setItemData(self.box.count() - 1, declaration.help, Qt.ItemDataRole.ToolTipRole)
        self.low, self.high = (NumberField(name, 0.0, 0.0, write=compact) for name in ("from", "to"))
        for field in (self.low, self.high):
            field.changed.connect(changed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.box, 3)
        row.addWidget(self.low, 1)
        row.addWidget(PlainLabel("to"))
        row.addWidget(self.high, 1)
        self.box.currentIndexChanged.connect(self._on_slider)
        self.box.currentIndexChanged.connect(changed)
        self._on_slider()

    def _on_slider(self) -> None:
        declaration = self.declaration
        ranged = declaration is not None and not declaration.choices and not isinstance(declaration.default, bool)
        for field in (self.low, self.high):
            field.setEnabled(ranged)
            field.clear()
        if ranged and declaration is not None:
            for field, end in ((self.low, declaration.low), (self.high, declaration.high)):
                field.limit(declaration.label, declaration.low, declaration.high, unit=declaration.unit)
                field.show_number(end)

    @property
    def declaration(self) -> Declaration | None:
        """Return the slider chosen, None when there is none."""
        return self._known.get(str(self.box.currentData()))

    def choose(self, path: str) -> None:
        """Choose a slider by its path."""
        self.box.setCurrentIndex(self.box.findData(path))

    def ends(self) -> tuple[float, float]:
        """Return the least and greatest value; of a choice, zeros.

        Raises
        ------
        NumberError
            When one of them cannot be understood.
        """
        return (self.low.number(), self.high.number()) if self.low.isEnabled() else (0.0, 0.0)


class DoseResponseDialog(ChartDialog):
    """Asks, runs and plots.

    ``scenario`` gives the present patient when a run begins, ``step_cost`` the seconds that a watched step takes.
    """

    def __init__(
        self, scenario: Callable[[], Scenario], step_cost: Callable[[], float], look: Look, parent: QWidget
    ) -> None:
        chart = DoseResponseChart(look)
        super().__init__("Experiment: what does a slider truly do?", "Run", chart, SIZE, look, parent)
        self.chart = chart
        self._scenario = scenario
        self._step_cost = step_cost
        order = [section.key for section in SECTIONS]
        declarations = sorted(
            (d for d in scenario().parameters.declarations if d.section not in LEFT_OUT),
            key=lambda d: order.index(d.section),
        )
        self.first = SliderChoice(declarations, optional=False, changed=self._judge)
        self.second = SliderChoice(declarations, optional=True, changed=self._judge)
        self.steps = NumberField("Number of values", STEPS[0], STEPS[2], whole=True)
        self.steps.step = 1.0
        self.steps.show_number(STEPS[1])
        self.steps.changed.connect(self._judge)
        self.events = QComboBox()
        for events in EVENTS:
            self.events.addItem(f"{events:,} journeys at each point", events)
        self.events.currentIndexChanged.connect(self._judge)
        self.endpoint = NarrowComboBox()
        for endpoint in ENDPOINTS:
            self.endpoint.addItem(endpoint.label, endpoint)
        self.endpoint.setCurrentIndex([endpoint.column for endpoint in ENDPOINTS].index(USUAL_ENDPOINT))
        self.endpoint.currentIndexChanged.connect(self._on_endpoint)
        questions: dict[str, QWidget | QLayout] = {
            "Slider": self.first,
            "and": self.second,
            "At": in_a_row(self.steps, PlainLabel("values,"), self.events),
            "Show": self.endpoint,
        }
        self.arrange(questions)
        self._judge()

    def ask(self, path: str, counted: str) -> None:
        """Choose one slider by its path, and what is counted by its column; what is not known stays as it is."""
        self.first.choose(path)
        self.second.box.setCurrentIndex(0)
        columns = [endpoint.column for endpoint in ENDPOINTS]
        if counted in columns:
            self.endpoint.setCurrentIndex(columns.index(counted))

    # --- the design ---

    def design(self) -> DoseResponse:
        """Return what is asked for.

        Raises
        ------
        SweepError, NumberError
            When it cannot be; the message is one sentence.
        """
        chosen = [choice for choice in (self.first, self.second) if choice.declaration is not None]
        sliders = tuple((d, *choice.ends()) for choice in chosen if (d := choice.declaration) is not None)
        return dose_response(self._scenario(), sliders, int(self.steps.number()), int(self.events.currentData()))

    def _judge(self) -> None:
        if self.busy:
            return
        try:
            points = len(self.design().sweep.points)
        except (SweepError, NumberError) as error:
            self.message.setText(sentence(error))
            self.start_button.setEnabled(False)
        else:
            took = COHORT.words(points, int(self.events.currentData()), self._step_cost())
            self.message.setText(
                f"{points} points: {took}. The patient is the one of the window, as it is when you begin."
            )
            self.start_button.setEnabled(True)

    def task(self) -> tuple[Task, int]:
        """See `TaskDialog.task`."""
        design = self.design()
        self.chart.begin(design, self.endpoint.currentData())
        return ResponseTask(design), design.sweep.rows

    def take(self, message: Message) -> None:
        """See `TaskDialog.take`."""
        if isinstance(message, RowMessage):
            self.chart.add(message.row)
        self.offer_results()

    def summary(self, done: int, total: int) -> str:
        """See `TaskDialog.summary`."""
        return f"{done} of {total} points done." if done else "Nothing was found: the work was stopped."

    def _on_endpoint(self) -> None:
        self.chart.show_endpoint(self.endpoint.currentData())
