"""A treatment in many patients: the same treatment, other patients, responders and not. For education only."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QComboBox, QLayout, QWidget

from desktop.lessons.claims import NOTICE
from desktop.study.background.messages import Message, RowMessage
from desktop.study.background.tasks import Task, TreatmentTask
from desktop.study.designs.virtual_patients import ENDS, TUMOR_TYPES, TreatmentStudy, Verdict
from desktop.study.scenario import Scenario
from desktop.ui.look.theme import Look
from desktop.ui.plots.treatment_chart import TreatmentChart
from desktop.ui.sliders.evidence_list import Studies
from desktop.ui.studies.estimate import FOLLOWED
from desktop.ui.studies.task_dialog import ChartDialog, in_a_row
from desktop.ui.widgets.fields import NarrowComboBox
from desktop.ui.widgets.plain import PlainLabel

SIZE = (900, 640)
JOURNEYS = {20: (1000, 5000), 100: (1000, 3000)}
"""Numbers of patients, and of journeys in each: even the longest is done within a few minutes."""
COUNTED = {
    "micrometastasis": "micrometastases: there are more, so the answer is surer",
    "macrometastasis": "macrometastases: what trials count",
}


class TreatmentDialog(ChartDialog):
    """Asks, treats and plots.

    ``scenario`` gives the present patient when it begins, ``step_cost`` the seconds that a watched step takes.
    """

    def __init__(
        self, scenario: Callable[[], Scenario], step_cost: Callable[[], float], look: Look, parent: QWidget
    ) -> None:
        chart = TreatmentChart(look)
        super().__init__("One treatment, many patients", "Treat", chart, SIZE, look, parent)
        self.chart = chart
        self._scenario = scenario
        self._step_cost = step_cost
        self.treatment, self.tumor = NarrowComboBox(), NarrowComboBox()
        self.end, self.number, self.events = (QComboBox() for _ in range(3))
        self._source = PlainLabel()
        self._source.setObjectName("small")
        self._source.setWordWrap(True)
        for declaration in scenario().parameters.declarations:
            if declaration.section == "treatments" and declaration.level == "lesson":
                self.treatment.addItem(declaration.label, declaration.path)
        self.tumor.addItem("as in the window", None)
        for kind in TUMOR_TYPES:
            self.tumor.addItem(kind.label, kind)
        self.tumor.currentIndexChanged.connect(self._on_tumor)
        for end in ENDS:
            self.end.addItem(COUNTED[end], end)
        for number in JOURNEYS:
            self.number.addItem(f"{number} patients", number)
        self.number.currentIndexChanged.connect(self._on_number)
        self.events.currentIndexChanged.connect(self._judge)
        self.studies = Studies(look)
        self.treatment.currentIndexChanged.connect(self._on_treatment)
        self._on_treatment()
        notice = PlainLabel(NOTICE)
        notice.setObjectName("strong")
        notice.setWordWrap(True)
        questions: dict[str, QWidget | QLayout] = {
            "Treatment": self.treatment,
            "What was seen": self.studies,
            "Tumor": self.tumor,
            "": self._source,
            "Counted": in_a_row(self.end),
            "In": in_a_row(self.number, self.events),
        }
        self.arrange(questions, notice)
        self._on_number()

    def choose(self, path: str) -> None:
        """Choose a treatment by the path of its dose; what is not known stays as it is."""
        index = self.treatment.findData(path)
        if index >= 0:
            self.treatment.setCurrentIndex(index)

    def _on_number(self) -> None:
        """Offer as many journeys as do not take too long in so many patients."""
        self.events.blockSignals(True)
        self.events.clear()
        for events in JOURNEYS[int(self.number.currentData())]:
            self.events.addItem(f"{events:,} journeys in each", events)
        self.events.blockSignals(False)
        self._judge()

    def _judge(self) -> None:
        if self.busy:
            return
        runs, events = 2 * int(self.number.currentData()), int(self.events.currentData())
        self.message.setText(
            "Each patient is followed twice with the same luck, with the treatment and without: "
            f"{FOLLOWED.words(runs, events, self._step_cost())}."
        )

    def _on_tumor(self) -> None:
        """Tell where the numbers of the kind of tumor are from."""
        kind = self.tumor.currentData()
        self._source.setText("" if kind is None else kind.source)

    def _on_treatment(self) -> None:
        self.studies.show_for(str(self.treatment.currentData()))

    def task(self) -> tuple[Task, int]:
        """See `TaskDialog.task`."""
        scenario, number = self._scenario(), int(self.number.currentData())
        path = str(self.treatment.currentData())
        end = str(self.end.currentData())
        self.chart.begin(self.treatment.currentText(), ENDS[end], scenario)
        self.offer_results()
        untreated = replace(scenario, parameters=scenario.parameters.replace({path: 0.0}))
        tumor, events = self.tumor.currentData(), int(self.events.currentData())
        return TreatmentTask(TreatmentStudy(untreated, path, 1.0, tumor, end, number, events)), number

    def take(self, message: Message) -> None:
        """See `TaskDialog.take`."""
        if isinstance(message, RowMessage):
            self.chart.add(message.row)
        self.offer_results()

    def summary(self, done: int, total: int) -> str:
        """See `TaskDialog.summary`."""
        counts = self.chart.verdicts()
        return (
            f"{done} of {total} patients: surely fewer metastases in {counts[Verdict.FEWER]}, surely more in "
            f"{counts[Verdict.MORE]}, not sure in {counts[Verdict.UNSURE]}."
        )
