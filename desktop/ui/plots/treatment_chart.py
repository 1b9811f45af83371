"""The plot of a treatment in many patients: one bar each, from those it spares most to those it harms."""

from collections.abc import Mapping
from math import log10

import numpy as np
import pyqtgraph
from PySide6.QtGui import QColor

from desktop.cascade.human_scale import scale_label
from desktop.study.designs.virtual_patients import Verdict, reach
from desktop.study.scenario import Scenario
from desktop.ui.look import metrics
from desktop.ui.look.theme import Look
from desktop.ui.plots.chart import Chart, Table

MARKS = (0.01, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 100.0)
HEADROOM = 1.1
"""The axis goes so much farther up, for the words."""
STRENGTH = 0.5
"""Opacity of the bars, on which the intervals must be seen."""
ROLES = {Verdict.FEWER: "accent", Verdict.MORE: "warning", Verdict.UNSURE: "control"}
WORDS = {Verdict.FEWER: "surely fewer", Verdict.MORE: "surely more", Verdict.UNSURE: "not sure"}
COLUMNS = ("row", "treatment", "end", "untreated", "treated", "effect", "effect_low", "effect_high", "metastases")


class TreatmentChart(Chart):
    """Metastases with a treatment over those without, on a log axis."""

    name = "treatment"
    title = "Metastases with the treatment, over those without, in each patient"
    explanation = (
        "One bar for each virtual patient, sorted, with its 95 % interval: below 1 there are fewer metastases with the "
        "treatment. Patients differ within what is typical. A model's answer, for education only."
    )

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._rows: list[Mapping[str, object]] = []
        self._bars = pyqtgraph.BarGraphItem(x=[0.0], y0=[0.0], height=[0.0], width=0.8)
        self._errors = pyqtgraph.ErrorBarItem(x=np.zeros(0), y=np.zeros(0), top=np.zeros(0), bottom=np.zeros(0))
        # A patient in whom nothing changed has no bar: the line shows where he stands.
        self._even = pyqtgraph.PlotCurveItem()
        self._note = pyqtgraph.TextItem("", anchor=(0.0, 0.0))
        item = self.plot.getPlotItem()
        for part in (self._even, self._bars, self._errors, self._note):
            item.addItem(part, ignoreBounds=True)
        item.getAxis("left").setTicks([[(float(np.log10(value)), f"{value:g} ×") for value in MARKS]])
        item.getAxis("bottom").setTicks([[]])
        self.restyle()

    def restyle(self) -> None:
        """Take colours and fonts from the present appearance."""
        super().restyle()
        self.plot.getPlotItem().getAxis("left").setWidth(self._look.px(56))
        self._even.setPen(pyqtgraph.mkPen(self._look.colour("control"), width=self._look.px(1)))
        self._note.setFont(self._look.font(metrics.FONT_SMALL))
        self._note.setColor(self._look.colour("text"))
        self._redraw()

    def begin(self, treatment: str, counted: str, patient: Scenario) -> None:
        """Forget the patients; say what others like this one are given now, what is counted, and on which scale."""
        self._rows = []
        self.patient = patient
        words = (
            f"{treatment}: {counted} with the treatment, over those without, in each patient",
            scale_label(patient.parameters),
        )
        self.heading.setText(" · ".join(filter(None, words)))
        self._redraw()

    def add(self, row: Mapping[str, object]) -> None:
        """Take in one more patient."""
        self._rows.append(row)
        self._redraw()

    @property
    def rows(self) -> list[Mapping[str, object]]:
        """Return the patients so far."""
        return list(self._rows)

    def verdicts(self) -> dict[Verdict, int]:
        """Return how many patients have surely fewer, surely more, or neither."""
        return {name: sum(row["metastases"] == name for row in self._rows) for name in WORDS}

    @property
    def note(self) -> str:
        """Return the words on the plot."""
        return self._note.toPlainText()

    def table(self) -> Table:
        """Return the patients in their order, with what sets them apart."""
        names = tuple(self._rows[0]) if self._rows else COLUMNS
        return (names, *(tuple("" if row[name] is None else str(row[name]) for name in names) for row in self._rows))

    def _redraw(self) -> None:
        look = self._look
        ends = [row[name] for row in self._rows for name in ("effect_low", "effect_high")]
        far = reach(float(end) for end in ends if isinstance(end, int | float))
        order = sorted(self._rows, key=lambda row: _power(row["effect"], far))
        value, low, high = (
            np.array([_power(row[name], far) for row in order]) for name in ("effect", "effect_low", "effect_high")
        )
        # Nothing stands where the effect is unknown: a bar there would be taken for an effect, or for none.
        unknown = np.array([row["effect"] is None for row in order], dtype=bool)
        value, low, high = (np.where(unknown, 0.0, part) for part in (value, low, high))
        x = np.arange(len(order), dtype=np.float64)
        brushes = [QColor(look.colour(ROLES[Verdict(str(row["metastases"]))])) for row in order]
        for brush in brushes:
            brush.setAlphaF(STRENGTH)
        plain = pyqtgraph.mkPen(QColor(0, 0, 0, 0))
        if order:
            self._bars.setOpts(x=x, y0=np.zeros(x.size), height=value, width=0.8, brushes=brushes, pen=plain)
        else:
            self._bars.setOpts(x=[0.0], y0=[0.0], height=[0.0], width=0.8, brushes=None, pen=plain)
        pen = pyqtgraph.mkPen(look.colour("text"), width=look.px(1))
        self._errors.setData(x=x, y=value, top=high - value, bottom=value - low, beam=0.0, pen=pen)
        counts = self.verdicts()
        notes = [f"{words} in {counts[name]}" for name, words in WORDS.items()] if order else []
        notes += [f"of these, {int(unknown.sum())} with too few metastases to judge"] if unknown.any() else []
        self._note.setText(", ".join(notes))
        self._note.setPos(-0.6, HEADROOM * far)
        across = (-0.8, max(len(order), 10) - 0.2)
        self._even.setData(np.array(across), np.zeros(2))
        self.plot.getPlotItem().getViewBox().setRange(xRange=across, yRange=(-far, HEADROOM * far), padding=0.0)


def _power(effect: object, far: float) -> float:
    """Return a ratio as a power of ten within the axis; an unknown one lies at its end."""
    if not isinstance(effect, int | float):
        return far
    return log10(min(max(effect, 10.0**-far), 10.0**far))
