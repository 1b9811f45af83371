"""Who survives, in many journeys: a cohort of the patient, counted beside the animation."""

from collections.abc import Callable

from PySide6.QtWidgets import QComboBox, QWidget

from desktop.cascade import MODEL
from desktop.study.background.messages import Message, RowMessage
from desktop.study.background.tasks import SelectionTask, Task
from desktop.study.designs.selection import PART_JOURNEYS, USUAL_JOURNEYS, parts_of
from desktop.study.scenario import Scenario
from desktop.study.selection import ALL, SURVIVED
from desktop.ui.look.theme import Look
from desktop.ui.plots.selection_cohort_chart import SelectionCohortChart
from desktop.ui.studies.estimate import COHORT
from desktop.ui.studies.task_dialog import ChartDialog, in_a_row

SIZE = (900, 600)
JOURNEYS = (5000, USUAL_JOURNEYS, 100_000)


class SelectionDialog(ChartDialog):
    """Counts and plots.

    ``scenario`` gives the present patient when it begins, ``step_cost`` the seconds that a watched step takes.
    """

    def __init__(
        self, scenario: Callable[[], Scenario], step_cost: Callable[[], float], look: Look, parent: QWidget
    ) -> None:
        chart = SelectionCohortChart(look, MODEL)
        super().__init__("Who survives, in many journeys", "Count", chart, SIZE, look, parent)
        self.chart = chart
        self._scenario = scenario
        self._step_cost = step_cost
        self.events = QComboBox()
        for events in JOURNEYS:
            self.events.addItem(f"{events:,} journeys", events)
        self.events.setCurrentIndex(JOURNEYS.index(USUAL_JOURNEYS))
        self.events.currentIndexChanged.connect(self._judge)
        self.arrange({"In": in_a_row(self.events)})
        self._judge()

    def _judge(self) -> None:
        if self.busy:
            return
        parts = parts_of(int(self.events.currentData()))
        took = COHORT.words(parts, PART_JOURNEYS, self._step_cost())
        self.message.setText(f"The patient of the window, as it is when you begin, with other luck: {took}.")

    def task(self) -> tuple[Task, int]:
        """See `TaskDialog.task`."""
        scenario, events = self._scenario(), int(self.events.currentData())
        self.chart.begin(scenario)
        self.offer_results()
        return SelectionTask(scenario.parameters, scenario.seed, events), parts_of(events)

    def take(self, message: Message) -> None:
        """See `TaskDialog.take`."""
        if isinstance(message, RowMessage):
            self.chart.add(
                {name: float(value) for name, value in message.row.items() if isinstance(value, int | float)}
            )
        self.offer_results()

    def summary(self, done: int, total: int) -> str:
        """See `TaskDialog.summary`."""
        if not self.chart.tallies:
            return "Stopped before anything was counted."
        cells, survivors = (self.chart.tallies[f"{end}.cells"] for end in (ALL, SURVIVED))
        whole = "" if done == total else f"Stopped after {done} of {total} parts: "
        return f"{whole}{survivors:,.0f} of {cells:,.0f} cells that set out survived the journey."
