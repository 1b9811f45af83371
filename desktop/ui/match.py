"""How well does it match? Every published figure beside the model's own, measured while the animation goes on."""

import json
from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.study.scenario import Scenario
from desktop.study.targets import TARGETS, Target
from desktop.ui import metrics
from desktop.ui.errand import Errand
from desktop.ui.finding import FindingBar
from desktop.ui.theme import Look
from desktop.ui.values import number

SIZE = (1080, 640)
FIGURE_WIDTH = 330
EVENTS = ((2000, "about 2 minutes"), (10_000, "about 6 minutes"), (100_000, "about 20 minutes"))
HEAD = ("Published figure", "Accepted", "", "Model, 95 % interval", "Grade", "", "Verdict")
BILLION = 1e9
EXPLANATION = (
    "The band is what is accepted, the thin line the published figure, the dot the model with its 95 % interval. "
    "Fitted: parameters were set to show it, so agreement proves nothing. Predicted: a test. "
    "Grade A: several or large human studies; B: one good study or mice that agree; C: disputed or indirect."
)


class MatchDialog(QDialog):
    """The table. ``scenario`` gives the present patient when the measuring begins."""

    def __init__(self, scenario: Callable[[], Scenario], look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("How well does it match?")
        self._scenario = scenario
        self._look = look
        self._errand: Errand | None = None
        self._rows = {target.key: _Row(target, look) for target in TARGETS}
        self._missed: list[str] = []
        self._unknown: list[str] = []
        self.events = QComboBox()
        for events, words in EVENTS:
            self.events.addItem(f"{events:,} journeys: {words}", events)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, len(TARGETS))
        self.news = QLabel("Nothing measured yet. The patient is the one of the window, as it is when you begin.")
        self.news.setWordWrap(True)
        self.start_button = QPushButton("Measure")
        self.start_button.setObjectName("primary")
        self.start_button.clicked.connect(self._on_start)
        self._arrange(parent)

    def _arrange(self, parent: QWidget) -> None:
        page = QWidget()
        page.setObjectName("page")
        grid = QGridLayout(page)
        grid.setHorizontalSpacing(2 * metrics.GRID)
        grid.setVerticalSpacing(metrics.GRID)
        for column, words in enumerate(HEAD):
            label = QLabel(words)
            label.setObjectName("strong")
            grid.addWidget(label, 0, column)
        for line, row in enumerate(self._rows.values(), 1):
            for column, widget in enumerate(row.widgets):
                grid.addWidget(widget, line, column, Qt.AlignmentFlag.AlignVCenter)
        grid.setColumnStretch(0, 1)
        grid.setColumnMinimumWidth(0, self._look.px(FIGURE_WIDTH))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(page)
        explanation = QLabel(EXPLANATION)
        explanation.setObjectName("small")
        explanation.setWordWrap(True)
        close = QPushButton("Close")
        close.setObjectName("framed")
        close.clicked.connect(self.hide)
        buttons = QHBoxLayout()
        for widget in (self.events, self.start_button):
            buttons.addWidget(widget)
        buttons.addStretch(1)
        buttons.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(2 * metrics.GRID,) * 4)
        layout.addWidget(area, 1)
        layout.addWidget(explanation)
        layout.addWidget(self.bar)
        layout.addWidget(self.news)
        layout.addLayout(buttons)
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        room = parent.size()
        self.resize(min(self._look.px(SIZE[0]), room.width() - 40), min(self._look.px(SIZE[1]), room.height() - 40))

    # --- measuring ---

    def _on_start(self) -> None:
        if self._errand is not None:
            self.stop()
            return
        scenario = self._scenario()
        task = {
            "changes": scenario.parameters.changes(),
            "events": int(self.events.currentData()),
            "seed": scenario.seed,
        }
        for row in self._rows.values():
            row.wait()
        self._missed, self._unknown = [], []
        self.bar.setValue(0)
        self.news.setText("Measuring … the first figures need the largest cohorts.")
        self.start_button.setText("Stop")
        self._errand = Errand("validate", json.dumps(task), self)
        self._errand.told.connect(self.add)
        self._errand.ended.connect(self._on_end)
        self._errand.begin()

    def add(self, news: Mapping[str, object]) -> None:
        """Show one more finding."""
        match news:
            case {"finding": dict(finding), "holds": bool(holds), "binds": bool(binds)}:
                key = str(finding["row"])
                self._rows[key].show_finding(finding, holds=holds)
                self.bar.setValue(self.bar.value() + 1)
                if finding.get("model") is None:
                    self._unknown.append(key)
                elif binds and not holds:
                    self._missed.append(key)
                self.news.setText(f"{self.bar.value()} of {len(TARGETS)} figures measured.")

    def shown(self, key: str) -> str:
        """Return what a row says about the model, in words."""
        return self._rows[key].words

    def _on_end(self) -> None:
        self._errand = None
        self.start_button.setText("Measure")
        if self.bar.value() == len(TARGETS):
            self.news.setText(self.summary())
        else:
            self.news.setText(f"Stopped after {self.bar.value()} of {len(TARGETS)} figures.")

    def summary(self) -> str:
        """Return what came of all figures, in a sentence or two."""
        known = len(TARGETS) - len(self._unknown)
        missed = f"{len(self._missed)} of grade A and B missed (✗)" if self._missed else "none of grade A and B missed"
        rest = f" Not measured (–), for want of journeys: {len(self._unknown)}." if self._unknown else ""
        return f"{known} figures measured, {missed}.{rest}"

    def stop(self) -> None:
        """End what is on its way."""
        if self._errand is not None:
            self._errand.drop()
            self._on_end()


def in_words(value: float) -> str:
    """Return a figure for a general reader: no powers of ten where there is a word for them."""
    return f"{value / BILLION:.3g} billion" if BILLION / 10.0 <= value < 1000.0 * BILLION else number(value)


class _Row:
    """The widgets of one published figure."""

    def __init__(self, target: Target, look: Look) -> None:
        self._target = target
        what = _label(f"{target.what} – {in_words(target.target)} {target.unit}".rstrip())
        what.setToolTip(target.source)
        source = _label(target.source, "small")
        cell = QWidget()
        column = QVBoxLayout(cell)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(what)
        column.addWidget(source)
        self._bar = FindingBar(target, look)
        self._model = _label("")
        self._verdict = _label("")
        grade = _label(target.grade, "grade")
        grade.setWordWrap(False)
        accepted = _label(f"{in_words(target.low)} to {in_words(target.high)}")
        self.widgets = (cell, accepted, self._bar, self._model, grade, _label(target.use, "small"), self._verdict)

    @property
    def words(self) -> str:
        """Return the model's value and the verdict."""
        return f"{self._model.text()} {self._verdict.text()}"

    def wait(self) -> None:
        """Show that nothing is known yet."""
        self._bar.show_finding({})
        self._model.setText("…")
        self._verdict.setText("")

    def show_finding(self, finding: Mapping[str, object], *, holds: bool) -> None:
        """Show what the model does."""
        self._bar.show_finding(finding)
        match finding:
            case {"model": float() | int() as value, "interval_95": [low, high]}:
                ends = " to ".join(in_words(end) if isinstance(end, int | float) else "?" for end in (low, high))
                self._model.setText(f"{in_words(float(value))}  ({ends})")
            case _:
                self._model.setText(str(finding["reason"]))
        known = finding.get("model") is not None
        mark = ("✓" if holds else "✗") if known else "–"
        self._verdict.setText(f"{mark} {finding['verdict']}")


def _label(text: str, name: str = "text") -> QLabel:
    label = QLabel(text)
    label.setObjectName(name)
    label.setWordWrap(True)
    return label
