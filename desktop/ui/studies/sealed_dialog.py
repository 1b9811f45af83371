"""Sealed predictions: figures that the model was asked for before they were looked at, with hits and misses."""

from collections.abc import Sequence
from math import isfinite

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.study.sealed.comparison import Comparison, Outcome, comparisons, tally
from desktop.study.sealed.figures import SealedFigure, sealed_figures
from desktop.study.sealed.page import INTRODUCTION, TITLE, interval, made, number
from desktop.study.sealed.records import Record, records
from desktop.system.refusal import Refusal
from desktop.ui.look import metrics
from desktop.ui.look.theme import Look
from desktop.ui.studies.finding_bar import FindingBar
from desktop.ui.widgets.fitting_dialog import FittingDialog
from desktop.ui.widgets.plain import PlainLabel, tip

SIZE = (1080, 640)
HEAD = ("A hit is", "", "Predicted, 95 % interval", "Outcome")
STRETCHES = (2, 2, 3, 2)
MARKS = {Outcome.HIT: "✓", Outcome.HIT_UNSURE: "✓", Outcome.MISS: "✗", Outcome.MISS_UNSURE: "✗", Outcome.NONE: "–"}
EXPLANATION = (
    "The band is a hit, the thin line the figure that was seen, the dot what the model had said with its 95 % interval."
)


class SealedDialog(FittingDialog):
    """The table of one record; the newest first, older ones to choose."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(TITLE, SIZE, look, parent)
        self._look = look
        self._figures: tuple[SealedFigure, ...] = ()
        self._records: tuple[Record, ...] = ()
        self.choice = QComboBox()
        self.choice.setAccessibleName("Record")
        self.message = _label("")
        self._body = QWidget()
        self._column = QVBoxLayout(self._body)
        self._column.setContentsMargins(0, 0, metrics.GRID, 0)
        self._table = QWidget()
        self._column.addWidget(self._table)
        explanation = _label(f"{INTRODUCTION} {EXPLANATION}", "small")
        close = QPushButton("Close")
        close.setObjectName("framed")
        close.clicked.connect(self.hide)
        self.lay_out(self._body, (explanation, self.message), (self.choice, close))
        self._load()
        self.choice.currentIndexChanged.connect(self._show)

    def _load(self) -> None:
        try:
            self._figures = sealed_figures()
            self._records = records(self._figures)
        except Refusal as refusal:
            self.choice.hide()
            self.message.setText(f"{refusal}.")
            return
        self.choice.addItems([made(record) for record in self._records])
        self.choice.setVisible(bool(self._records))
        self._show()

    def _show(self) -> None:
        """Show the record that is chosen."""
        index = self.choice.currentIndex()
        record = self._records[index] if self._records else None
        found = comparisons(record, self._figures)
        table = self._filled(found)
        self._column.replaceWidget(self._table, table)
        self._table.deleteLater()
        self._table = table
        self.message.setText(f"{tally(found).capitalize()}." if record else "Nothing has been predicted yet.")

    def _filled(self, found: Sequence[Comparison]) -> QWidget:
        page = QWidget()
        page.setObjectName("page")
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * metrics.GRID)
        grid.setVerticalSpacing(metrics.GRID)
        for column, (words, stretch) in enumerate(zip(HEAD, STRETCHES, strict=True)):
            grid.addWidget(_label(words, "strong"), 0, column)
            grid.setColumnStretch(column, stretch)
        for line, comparison in enumerate(found):
            grid.addWidget(_words_of(comparison), 2 * line + 1, 0, 1, len(HEAD))
            for column, widget in enumerate(self._row(comparison)):
                grid.addWidget(widget, 2 * line + 2, column, Qt.AlignmentFlag.AlignTop)
        return page

    def _row(self, comparison: Comparison) -> tuple[QWidget, ...]:
        f, p = comparison.figure, comparison.prediction
        bar = FindingBar(f, self._look)
        if p is not None and isfinite(p.measured.value):
            bar.show_measured(p.measured, comparison.outcome)
        accepted = f"{number(f.low)} to {number(f.high, f.unit)}"
        predicted = "" if p is None else interval(p.measured)
        return _label(accepted), bar, _label(predicted), _label(f"{MARKS[comparison.outcome]} {comparison.outcome}")

    @property
    def words(self) -> str:
        """Return all that the table says."""
        return "\n".join(label.text() for label in self._table.findChildren(QLabel))


def _words_of(comparison: Comparison) -> QWidget:
    """Return the figure, where it comes from, and what its outcome teaches, over the numbers."""
    f = comparison.figure
    cell = QWidget()
    column = QVBoxLayout(cell)
    column.setContentsMargins(0, metrics.GRID, 0, 0)
    column.setSpacing(0)
    what = _label(f"{f.key} · {f.what} – {number(f.target, f.unit)}")
    what.setToolTip(tip(f.arithmetic))
    column.addWidget(what)
    column.addWidget(_label(f"{f.population}. {f.study} ({f.place}).", "small"))
    if comparison.remark:
        column.addWidget(_label(comparison.remark))
    return cell


def _label(text: str, name: str = "text") -> QLabel:
    label = PlainLabel(text)
    label.setObjectName(name)
    label.setWordWrap(True)
    return label
