"""How well does it match? Every published figure beside the model's own, measured while the animation goes on."""

from collections.abc import Callable
from math import isfinite

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.cascade import MODEL
from desktop.cascade.human_scale import scale_label
from desktop.study.background.messages import FindingMessage, Message
from desktop.study.background.tasks import Task, ValidationTask
from desktop.study.evidence.targets import KINDS, TARGETS, Target, figure
from desktop.study.evidence.validation import Finding, Verdict
from desktop.study.scenario import Scenario
from desktop.ui.look import metrics
from desktop.ui.look.theme import Look
from desktop.ui.studies.finding_bar import FindingBar
from desktop.ui.studies.task_dialog import TaskDialog
from desktop.ui.widgets.plain import PlainLabel, tip

SIZE = (1080, 640)
EVENTS = ((2000, "about 2 minutes"), (10_000, "about 6 minutes"), (100_000, "about 20 minutes"))
HEAD = ("Accepted", "", "Model, 95 % interval", "Grade", "Kind", "Verdict")
STRETCHES = (2, 2, 3, 0, 2, 3)
"""How much of the room each column takes."""
LABELS = {declared.path: f"“{declared.label}”" for declared in MODEL.defaults().declarations}
EXPLANATION = (
    "The band is what is accepted, the thin line the published figure, the dot the model with its 95 % interval. "
    + " ".join(f"{kind.capitalize()}: {words}." for kind, words in KINDS.items() if kind != "sealed")
    + " Grade A: several or large human studies; B: one good study or mice that agree; C: disputed or indirect."
)


class ValidationDialog(TaskDialog):
    """The table. ``scenario`` gives the present patient when the measuring begins."""

    opening = "Measuring: the first figures need the largest cohorts"

    def __init__(self, scenario: Callable[[], Scenario], look: Look, parent: QWidget) -> None:
        super().__init__("How well does it match?", "Measure", SIZE, look, parent)
        self._scenario = scenario
        self._look = look
        self._rows = {target.key: _Row(target, look) for target in TARGETS}
        self._missed: list[str] = []
        self._unsure = 0
        self._unknown: list[str] = []
        self._scale = ""
        self.events = QComboBox()
        for events, words in EVENTS:
            self.events.addItem(f"{events:,} journeys: {words}", events)
        self.message.setText("Nothing measured yet. The patient is the one of the window, as it is when you begin.")
        self.sealed_button = QPushButton("Sealed predictions …")
        self.sealed_button.setObjectName("framed")
        self.sealed_button.setAutoDefault(False)
        self._arrange()

    def _arrange(self) -> None:
        page = QWidget()
        page.setObjectName("page")
        grid = QGridLayout(page)
        grid.setHorizontalSpacing(2 * metrics.GRID)
        grid.setVerticalSpacing(metrics.GRID)
        for column, words in enumerate(HEAD):
            label = PlainLabel(words)
            label.setObjectName("strong")
            grid.addWidget(label, 1, column)
        for line, row in enumerate(self._rows.values(), 1):
            # The figure over its numbers: beside them it would leave these no room on a small screen.
            grid.addWidget(row.figure, 2 * line, 0, 1, len(HEAD))
            for column, widget in enumerate(row.widgets):
                grid.addWidget(widget, 2 * line + 1, column, Qt.AlignmentFlag.AlignTop)
        for column, stretch in enumerate(STRETCHES):
            grid.setColumnStretch(column, stretch)
        explanation = PlainLabel(EXPLANATION)
        explanation.setObjectName("small")
        explanation.setWordWrap(True)
        # It rolls with the table: at the foot it would leave this no room on a small screen.
        grid.addWidget(explanation, 0, 0, 1, len(HEAD))
        close = QPushButton("Close")
        close.setObjectName("framed")
        close.setAutoDefault(False)
        close.clicked.connect(self.hide)
        self.lay_out(page, (self.bar, self.message), (self.events, self.sealed_button, close, self.start_button))

    # --- measuring ---

    def task(self) -> tuple[Task, int]:
        """See `TaskDialog.task`."""
        scenario = self._scenario()
        self._scale = scale_label(scenario.parameters)
        for row in self._rows.values():
            row.wait()
        self._missed, self._unknown, self._unsure = [], [], 0
        events = int(self.events.currentData())
        return ValidationTask(scenario.parameters, scenario.seed, events), len(TARGETS)

    def take(self, message: Message) -> None:
        """Show one more finding."""
        if not isinstance(message, FindingMessage):
            return
        finding = message.finding
        key = finding.target.key
        self._rows[key].show_finding(finding)
        if finding.verdict is Verdict.UNKNOWN:
            self._unknown.append(key)
        elif finding.target.binds and not finding.holds:
            self._missed.append(key)
            self._unsure += finding.verdict is Verdict.MISSED_UNSURE

    def shown(self, key: str) -> str:
        """Return what a row says about the model, in words."""
        return self._rows[key].words

    def standing(self, done: int, total: int, left: float) -> str:
        """See `TaskDialog.standing`; the first cohorts serve many figures, so that they tell nothing of the rest."""
        del left
        return self._on_its_scale(f"{done} of {total} figures measured.")

    def summary(self, done: int, total: int) -> str:
        """See `TaskDialog.summary`."""
        if done < total:
            return self._on_its_scale(f"Stopped after {done} of {total} figures.")
        known = total - len(self._unknown)
        missed = f"{len(self._missed)} of grade A and B missed (✗)" if self._missed else "none of grade A and B missed"
        if self._unsure:
            missed += f", {self._unsure} of them not surely: more journeys would tell"
        rest = f" Not measured (–), too few journeys: {len(self._unknown)}." if self._unknown else ""
        return self._on_its_scale(f"{known} figures measured, {missed}.{rest}")

    def _on_its_scale(self, words: str) -> str:
        return f"{words} {self._scale}." if self._scale else words


class _Row:
    """The widgets of one published figure."""

    def __init__(self, target: Target, look: Look) -> None:
        self._target = target
        what = _label(f"{target.key} · {target.what} – {figure(target, target.target)} {target.unit}".rstrip())
        what.setToolTip(tip("\n".join(target.evidence)))
        basis = f"{target.source[:1].upper()}{target.source[1:]}. Rests on {target.foundation(LABELS)}."
        source = _label(basis, "small")
        cell = QWidget()
        column = QVBoxLayout(cell)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(what)
        column.addWidget(source)
        if target.condition:
            column.addWidget(_label(target.condition, "small"))
        self._bar = FindingBar(target, look)
        self._model = _label("")
        self._verdict = _label("")
        grade = _label(target.grade, "grade")
        grade.setWordWrap(False)
        accepted = _label(figure(target, target.low, target.high))
        self.figure = cell
        self.widgets = (accepted, self._bar, self._model, grade, _label(target.kind, "small"), self._verdict)

    @property
    def words(self) -> str:
        """Return the model's value and the verdict."""
        return f"{self._model.text()} {self._verdict.text()}"

    def wait(self) -> None:
        """Show that nothing is known yet."""
        self._bar.show_finding(None)
        self._model.setText("…")
        self._verdict.setText("")

    def show_finding(self, finding: Finding) -> None:
        """Show what the model does."""
        self._bar.show_finding(finding)
        found = finding.measured
        if found is None:
            self._model.setText(finding.reason)
        else:
            ends = (end if isfinite(end) else None for end in (found.low, found.high))
            self._model.setText(f"{figure(self._target, found.value)}  ({figure(self._target, *ends)})")
        mark = "–" if found is None else "✓" if finding.holds else "✗"
        self._verdict.setText(f"{mark} {finding.verdict}")


def _label(text: str, name: str = "text") -> QLabel:
    label = PlainLabel(text)
    label.setObjectName(name)
    label.setWordWrap(True)
    return label
