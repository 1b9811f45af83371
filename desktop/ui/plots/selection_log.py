"""Who is selected in the run that is watched, kept up to date from the event log at constant cost. No Qt."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from desktop.cascade.traits import TRAITS, TraitParameters
from desktop.engine.arrays import AnyArray, FloatArray, IntArray
from desktop.engine.model import Model
from desktop.engine.randomness import RandomStreams
from desktop.engine.snapshot import Snapshot
from desktop.study.selection import ALL, BEGAN, SETTLED, STILL_UNDER_WAY, SURVIVED, SURVIVOR
from desktop.study.trait_scores import trait_scores

BINS = 49
"""Of the distributions; odd, so that one of them has the middle of all cells in it."""
REACH = 3.5
"""Scores of the outer edges of the bins; what lies beyond, one cell in 2,000, counts in the last bin of its side."""
MOST_SINGLE = 40
"""Survivors that are known one by one; more make a distribution."""
EDGES = np.linspace(-REACH, REACH, BINS + 1)
MIDDLES = 0.5 * (EDGES[1:] + EDGES[:-1])


@dataclass(frozen=True)
class Selected:
    """What the cells of each end are like.

    ``cells`` and ``means``, of shape (traits,) and over the slider's value, go by the name of the end, as in
    `desktop.study.selection`. ``everyone`` and ``survivors`` count cells by their scores, shape (traits, BINS);
    ``singles`` are the scores of the survivors while they are few, shape (traits, n).
    """

    spread: float
    cells: Mapping[str, int] = field(default_factory=dict)
    means: Mapping[str, FloatArray] = field(default_factory=dict)
    everyone: IntArray = field(default_factory=lambda: np.zeros((len(TRAITS), BINS), dtype=np.int64))
    survivors: IntArray = field(default_factory=lambda: np.zeros((len(TRAITS), BINS), dtype=np.int64))
    singles: FloatArray = field(default_factory=lambda: np.zeros((len(TRAITS), 0)))

    def factor(self, score: FloatArray) -> FloatArray:
        """Return by what factor cells of some scores differ from the slider's value, any shape."""
        return np.asarray(np.exp(self.spread * score - 0.5 * self.spread**2))


class SelectionLog:
    """Reads the events that are new since the last look; says what `desktop.study.selection.fates` says of them all."""

    def __init__(self, model: Model) -> None:
        codes = model.event_codes
        self._began, self._settled = ([codes[kind] for kind in kinds] for kinds in (BEGAN, SETTLED))
        self._died = codes["died"]
        self._ends = {SURVIVED: SURVIVOR, **model.hazard_codes}
        self.clear()

    def clear(self) -> None:
        """Forget everything, as for another run."""
        self._read = 0
        self._seed: int | None = None
        self._spread = -1.0
        self._number = 0
        self._row: IntArray = np.full(1024, -1, dtype=np.int64)
        self._end: IntArray = np.full(1024, STILL_UNDER_WAY, dtype=np.int64)
        self._scores: FloatArray = np.zeros((len(TRAITS), 1024))
        self._everyone: IntArray = np.zeros((len(TRAITS), BINS), dtype=np.int64)
        self._survivors: IntArray = np.zeros((len(TRAITS), BINS), dtype=np.int64)
        self._singles: list[int] = []
        self._counts = dict.fromkeys((ALL, *self._ends), 0)
        self._sums = {end: np.zeros(len(TRAITS)) for end in self._counts}

    def update(self, snapshot: Snapshot) -> Selected:
        """Take in what happened since the last call; a log shorter than before belongs to another moment."""
        if snapshot.events.size < self._read or snapshot.seed != self._seed:
            self.clear()
        self._seed, values = snapshot.seed, snapshot.parameters[TraitParameters]
        if values.spread != self._spread:
            self._spread = values.spread
            self._sum_anew()
        events = snapshot.events[self._read :]
        self._read = snapshot.events.size
        self._begin(events[np.isin(events["kind"], self._began)], values.inherited)
        self._finish(events)
        cells = dict(self._counts)
        means = {end: self._sums[end] / max(count, 1) for end, count in cells.items()}
        singles = self._scores[:, self._singles if len(self._singles) <= MOST_SINGLE else []]
        return Selected(self._spread, cells, means, self._everyone.copy(), self._survivors.copy(), singles)

    def _begin(self, began: AnyArray, inherited: float) -> None:
        if began.size == 0:
            return
        identity = began["cell"]
        scores = trait_scores(RandomStreams(self._seed or 0), identity, began["other"], inherited)
        first, self._number = self._number, self._number + identity.size
        self._row = _grown(self._row, int(identity.max()) + 1, -1)
        self._end = _grown(self._end, self._number, STILL_UNDER_WAY)
        while self._scores.shape[1] < self._number:
            self._scores = np.concatenate([self._scores, np.zeros_like(self._scores)], axis=1)
        rows = np.arange(first, self._number)
        self._row[identity] = rows
        self._scores[:, rows] = scores
        _count(self._everyone, scores)
        self._add(ALL, rows)

    def _finish(self, events: AnyArray) -> None:
        """Note the ends: who has slept or grown has survived the journey, whatever comes later."""
        settled = self._rows_of(events["cell"][np.isin(events["kind"], self._settled)])
        settled = settled[self._end[settled] != SURVIVOR]
        self._end[settled] = SURVIVOR
        self._singles = [*self._singles, *settled.tolist()][: MOST_SINGLE + 1]
        _count(self._survivors, self._scores[:, settled])
        self._add(SURVIVED, settled)
        died = events[(events["kind"] == self._died) & (events["cell"] < self._row.size)]
        died = died[self._row[died["cell"]] >= 0]
        rows, causes = self._row[died["cell"]], died["cause"]
        new = self._end[rows] == STILL_UNDER_WAY
        for name, code in self._ends.items():
            dead = rows[new & (causes == code)]
            if code != SURVIVOR and dead.size:
                self._end[dead] = code
                self._add(name, dead)

    def _rows_of(self, identity: AnyArray) -> IntArray:
        """Return the rows of those cells of which it is known that they set out, each once, shape (n,)."""
        known = np.unique(identity[identity < self._row.size])
        rows = self._row[known]
        return np.asarray(rows[rows >= 0])

    def _add(self, end: str, rows: IntArray) -> None:
        self._counts[end] += rows.size
        self._sums[end] += self._factors(rows).sum(axis=1)

    def _sum_anew(self) -> None:
        """Add up the factors of all ends at another spread: all cells keep their scores."""
        self._sums[ALL] = self._factors(np.arange(self._number)).sum(axis=1)
        for name, code in self._ends.items():
            self._sums[name] = self._factors(np.flatnonzero(self._end[: self._number] == code)).sum(axis=1)

    def _factors(self, rows: IntArray) -> FloatArray:
        return np.asarray(np.exp(self._spread * self._scores[:, rows] - 0.5 * self._spread**2))


def _grown(column: IntArray, size: int, empty: int) -> IntArray:
    """Return a column with room for a number of rows, at least twice as long if it must grow, shape (n,)."""
    if size <= column.size:
        return column
    return np.concatenate([column, np.full(max(size, 2 * column.size) - column.size, empty, dtype=np.int64)])


def _count(counts: IntArray, scores: FloatArray) -> None:
    """Count scores of shape (traits, n) in their bins, counts of shape (traits, BINS)."""
    place = np.clip(np.floor((scores + REACH) * (BINS / (2.0 * REACH))), 0, BINS - 1).astype(np.int64)
    counts += np.array([np.bincount(bins, minlength=BINS) for bins in place])
