"""A treatment in many patients: the same treatment, other patients, responders and not. For education only."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QLabel, QLayout, QPushButton, QVBoxLayout, QWidget

from desktop.lessons.claims import NOTICE
from desktop.study.patients import TUMOR_TYPES
from desktop.study.scenario import Scenario
from desktop.ui import metrics
from desktop.ui.errand_dialog import ErrandDialog
from desktop.ui.studies import Studies
from desktop.ui.theme import Look
from desktop.ui.treatment_chart import TreatmentChart

SIZE = (900, 640)
NUMBERS = (20, 100)
EVENTS = (1000, 5000)


class TreatmentDialog(ErrandDialog):
    """Asks, treats and plots. ``scenario`` gives the present patient when it begins."""

    def __init__(self, scenario: Callable[[], Scenario], look: Look, parent: QWidget) -> None:
        super().__init__("One treatment, many patients", "Treat", parent)
        self._scenario = scenario
        self.treatment, self.tumor, self.number, self.events = (QComboBox() for _ in range(4))
        for declaration in scenario().parameters.declarations:
            if declaration.section == "treatments" and declaration.level == "lesson":
                self.treatment.addItem(declaration.label, declaration.path)
        self.tumor.addItem("as in the window", "")
        for kind in TUMOR_TYPES:
            self.tumor.addItem(f"{kind.label}  ({kind.source})", kind.name)
        for number in NUMBERS:
            self.number.addItem(f"{number} patients", number)
        for events in EVENTS:
            self.events.addItem(f"{events:,} journeys in each", events)
        self.studies = Studies(look)
        self.treatment.currentIndexChanged.connect(self._on_treatment)
        self._on_treatment()
        self.chart = TreatmentChart(look)
        self.chart.setObjectName("page")
        self.news.setText("Each patient is followed twice with the same luck: with the treatment, and without.")
        self._arrange(look)
        self._offer_results()

    def _arrange(self, look: Look) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(2 * metrics.GRID)
        form.addRow("Treatment", self.treatment)
        form.addRow("What was seen", self.studies)
        form.addRow("Tumor", self.tumor)
        size = QHBoxLayout()
        size.setSpacing(metrics.GRID)
        size.addWidget(self.number)
        size.addWidget(self.events)
        size.addStretch(1)
        form.addRow("In", size)
        notice = QLabel(NOTICE)
        notice.setObjectName("strong")
        notice.setWordWrap(True)
        buttons = QHBoxLayout()
        self.save_button, self.picture_button = _framed("Save table …"), _framed("Save plot …")
        self.save_button.clicked.connect(lambda: self.chart.save_asked.emit(self.chart))
        self.picture_button.clicked.connect(lambda: self.chart.save_picture_asked.emit(self.chart))
        buttons.addWidget(self.save_button)
        buttons.addWidget(self.picture_button)
        close = _framed("Close")
        close.clicked.connect(self.hide)
        buttons.addStretch(1)
        buttons.addWidget(close)
        buttons.addWidget(self.start_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(2 * metrics.GRID,) * 4)
        layout.addWidget(notice)
        layout.addLayout(form)
        layout.addWidget(self.chart, 1)
        layout.addWidget(self.bar)
        layout.addWidget(self.news)
        layout.addLayout(buttons)
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.resize(look.px(SIZE[0]), look.px(SIZE[1]))

    def _on_treatment(self) -> None:
        self.studies.show_for(str(self.treatment.currentData()))

    def task(self) -> tuple[str, Mapping[str, object], int]:
        """See `ErrandDialog.task`."""
        scenario, number = self._scenario(), int(self.number.currentData())
        path = str(self.treatment.currentData())
        self.chart.begin(self.treatment.currentText(), scenario.parameters)
        self._offer_results()
        order = {
            "name": scenario.name,
            "seed": scenario.seed,
            "changes": scenario.parameters.replace({path: 0.0}).changes(),
            "treatment": path,
            "dose": 1.0,
            "tumor": str(self.tumor.currentData()),
            "number": number,
            "events": int(self.events.currentData()),
        }
        return "treat", order, number

    def take(self, news: Mapping[str, object]) -> None:
        """See `ErrandDialog.take`."""
        match news:
            case {"row": dict(row)}:
                self.chart.add(row)
        self._offer_results()

    def _offer_results(self) -> None:
        for button in (self.save_button, self.picture_button):
            button.setEnabled(bool(self.chart.rows))

    def summary(self, done: int, total: int) -> str:
        """See `ErrandDialog.summary`."""
        counts = self.chart.verdicts()
        return (
            f"{done} of {total} patients: surely fewer metastases in {counts['fewer']}, surely more in "
            f"{counts['more']}, not sure in {counts['not sure']}."
        )


def _framed(words: str) -> QPushButton:
    button = QPushButton(words)
    button.setObjectName("framed")
    button.setAutoDefault(False)
    return button
