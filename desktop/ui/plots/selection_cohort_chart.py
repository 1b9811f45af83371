"""Who survives in a cohort: the mean of each trait among survivors and the dead of each cause, with its interval."""

from collections.abc import Mapping
from math import isfinite, log

import numpy as np
import pyqtgraph
from PySide6.QtGui import QColor

from desktop.cascade.human_scale import scale_label
from desktop.cascade.traits import TRAITS, TraitParameters
from desktop.engine.model import Model
from desktop.study.cohorts.selected import mean_factor
from desktop.study.designs.selection import added
from desktop.study.scenario import Scenario
from desktop.study.selection import ALL, SURVIVED
from desktop.study.statistics import Measured
from desktop.study.trait_scores import ALIKE
from desktop.ui.look.theme import Look
from desktop.ui.plots.chart import Table
from desktop.ui.plots.labels import Words
from desktop.ui.plots.selection_axis import Key, SelectionAxes
from desktop.ui.plots.selection_chart import ENOUGH
from desktop.ui.widgets.plain import PlainLabel

MARKS = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.4, 1.6, 2.0)
ROOM = 1.25
"""The axis goes so much farther than the marks, for the words."""
TOP, BOTTOM = -0.3, 0.4
"""Where in a row the survivors are, and the last cause of death."""
MARK = 7
"""Width of a mark in pixels at font scale 1."""
SYMBOLS = {ALL: "s", SURVIVED: "d"}
DEAD = "t1"
TITLE = "Who survives: means of a cohort, with 95 % intervals"
Place = tuple[float, float, Measured]
"""A row, where in it, and a mean with its interval."""


class SelectionCohortChart(SelectionAxes):
    """A row for each trait with a mark for each end; what is right of the line has more than the slider's value."""

    name = "selection_cohort"
    title = TITLE
    explanation = (
        "How strong each of the six survival factors is, over the slider's value, on average: squares of all cells "
        "that set out, diamonds of those that fell asleep or began to grow, triangles of the dead of each cause. The "
        "line through a mark is its 95 % interval. Survivors to the right of 1 have more of the trait: they were "
        "selected. The cohort has the patient's sliders and other luck than the run that is watched. How much cells "
        "differ is an assumption."
    )

    _is_made = False

    def __init__(self, look: Look, model: Model) -> None:
        self._parts: list[Mapping[str, float]] = []
        self.tallies: dict[str, float] = {}
        self.notes = PlainLabel()
        self.notes.setObjectName("small")
        self.notes.setWordWrap(True)
        super().__init__(look, model)
        item = self.plot.getPlotItem()
        self._ends = (ALL, SURVIVED, *self._causes)
        self._intervals = {end: pyqtgraph.PlotCurveItem(connect="pairs") for end in self._ends}
        self._points = {end: pyqtgraph.ScatterPlotItem() for end in self._ends}
        for part in (*self._intervals.values(), *self._points.values()):
            item.addItem(part, ignoreBounds=True)
        self.add_below(self.notes)
        self._is_made = True
        self.restyle()

    def begin(self, patient: Scenario) -> None:
        """Forget the cohort, and say of whom the next one is."""
        self._parts, self.tallies, self.patient = [], {}, patient
        self.heading.setText(" · ".join(filter(None, (TITLE, scale_label(patient.parameters)))))
        self.redraw()

    def add(self, sums: Mapping[str, float]) -> None:
        """Take in one more part of the cohort."""
        self._parts.append(sums)
        self.tallies = added(self._parts)
        self.redraw()

    # --- drawing ---

    def redraw(self) -> None:
        """Draw what is known so far."""
        if not self._is_made:
            return
        places = {end: self._places(end) for end in self._ends}
        ends = [
            abs(log(side)) for found in places.values() for _, _, m in found for side in (m.low, m.high) if side > 0
        ]
        reach = ROOM * max(ends, default=0.1)
        words = self.show_axes(reach, MARKS, self._keys())
        for end in self._ends:
            self._draw_end(end, places[end])
        self._writing.show_words([*words, *self._numbers(max(reach, 0.0), places[SURVIVED])])
        self._tell_notes()
        self.settle()

    def _places(self, end: str) -> list[Place]:
        """Return the means of an end with their places; none where there are too few cells for an interval."""
        if self.tallies.get(f"{end}.cells", 0.0) < ENOUGH:
            return []
        share = self._ends.index(end) / max(len(self._ends) - 1, 1)
        means = (mean_factor(self.tallies, end, trait.column) for trait in TRAITS)
        return [(row + TOP + share * (BOTTOM - TOP), row, mean) for row, mean in enumerate(means)]

    def _shade(self, end: str) -> QColor:
        roles = {ALL: "quiet", SURVIVED: "text"}
        return self._look.colour(roles[end]) if end in roles else self.cause_colour(end)

    def _draw_end(self, end: str, places: list[Place]) -> None:
        look, shade = self._look, self._shade(end)
        x = np.log([max(side, 1e-6) for _, _, m in places for side in (m.low, m.high)])
        y = np.repeat([place for place, _, _ in places], 2)
        wide = 2 if end == SURVIVED else 1
        self._intervals[end].setData(x, y, pen=pyqtgraph.mkPen(shade, width=look.px(wide)))
        middle = np.log([m.value for _, _, m in places])
        rim = pyqtgraph.mkPen(look.colour("window"), width=look.px(1))
        size = look.px(MARK + (4 if end == SURVIVED else 0))
        self._points[end].setData(middle, y[::2], symbol=SYMBOLS.get(end, DEAD), size=size, brush=shade, pen=rim)

    def _numbers(self, reach: float, survivors: list[Place]) -> list[Words]:
        shade = self._look.colour("text")
        return [
            Words(f"{m.value:.2f} ± {m.high - m.value:.2f}", reach, row, "right middle", shade)
            for _, row, m in survivors
        ]

    def _keys(self) -> list[Key]:
        """Return what the marks are, with the number of cells of each."""
        signs = {ALL: "■ all that set out", SURVIVED: "◆ survivors"}
        full = [
            (f"{signs.get(end, f'▲ {self._causes.get(end)}')} ({self.tallies[f'{end}.cells']:,.0f})", self._shade(end))
            for end in self._ends
            if self.tallies.get(f"{end}.cells", 0.0) >= ENOUGH
        ]
        return [full, full[:2]]

    def _tell_notes(self) -> None:
        if not self.tallies:
            self.notes.setText("")
            return
        words = "A cohort with the patient's sliders, not the run that is watched."
        if self.patient is not None and self.patient.parameters[TraitParameters].spread <= 0.0:
            words = f"{words} {ALIKE}"
        elif self.tallies[f"{SURVIVED}.cells"] < ENOUGH:
            words = f"{words} {self.tallies[f'{SURVIVED}.cells']:.0f} survived, too few to tell: take more journeys."
        self.notes.setText(words)

    def table(self) -> Table:
        """Return the ends with their numbers of cells, and each trait's mean with the ends of its interval."""
        head = ("cells", "number", *(f"{trait.label}{end}" for trait in TRAITS for end in ("", " low", " high")))
        labels = {ALL: "all that set out", SURVIVED: "survived", **self._causes}
        return (head, *((labels[end], *self._row(end)) for end in self._ends if self.tallies))

    def _row(self, end: str) -> tuple[str, ...]:
        means = [mean_factor(self.tallies, end, trait.column) for trait in TRAITS]
        numbers = [side for mean in means for side in (mean.value, mean.low, mean.high)]
        count = f"{self.tallies[f'{end}.cells']:.0f}"
        return (count, *(f"{number:.6g}" if isfinite(number) else "" for number in numbers))
