"""Figures beside what a model said of them before: hits, misses, and what each teaches."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import inf

from desktop.study.sealed.figures import SealedFigure
from desktop.study.sealed.records import Prediction, Record


class Outcome(StrEnum):
    """How a prediction came out; not sure where its interval reaches to the other side."""

    HIT = "hit"
    HIT_UNSURE = "hit, not sure"
    MISS = "miss"
    MISS_UNSURE = "miss, not sure"
    NONE = "not predicted"


@dataclass(frozen=True)
class Comparison:
    """A figure beside what a model said of it before."""

    figure: SealedFigure
    prediction: Prediction | None

    @property
    def outcome(self) -> Outcome:
        """Return whether the prediction lies where the figure does."""
        if self.prediction is None:
            return Outcome.NONE
        m, f = self.prediction.measured, self.figure
        if f.low <= m.value <= f.high:
            return Outcome.HIT if f.low <= m.low and m.high <= f.high else Outcome.HIT_UNSURE
        return Outcome.MISS if m.high < f.low or m.low > f.high else Outcome.MISS_UNSURE

    @property
    def is_miss(self) -> bool:
        """Tell whether the prediction lies elsewhere."""
        return self.outcome in (Outcome.MISS, Outcome.MISS_UNSURE)

    @property
    def remark(self) -> str:
        """Return what a miss teaches, why there is no prediction, or what a hit is worth."""
        f, p = self.figure, self.prediction
        if p is None:
            return f.cannot
        words = [f"What it teaches: {f.teaches}" if self.is_miss and f.teaches else f.condition]
        if p.measure != f.measure:
            words.append(f"This record answered with another number of the model, {p.measure.replace('_', ' ')}.")
        return " ".join(filter(None, words))

    def as_dict(self) -> dict[str, object]:
        """Return everything, ready for JSON."""
        f, p = self.figure, self.prediction
        measured = None if p is None else p.measured
        return {
            "row": f.key,
            "kind": "sealed",
            "what": f.what,
            "figure": f.target,
            "accepted": [f.low, f.high],
            "unit": f.unit,
            "source": f.study,
            "place": f.place,
            "population": f.population,
            "measure": f.measure or None,
            "scenario": f.scenario,
            "conditions": dict(f.conditions),
            "arithmetic": f.arithmetic,
            "predicted": None if measured is None else _known(measured.value),
            "interval_95": None if measured is None else [_known(measured.low), _known(measured.high)],
            "outcome": self.outcome.value,
            "remark": self.remark,
        }


def _known(value: float) -> float | None:
    return value if -inf < value < inf else None


def comparisons(record: Record | None, figures: Iterable[SealedFigure]) -> tuple[Comparison, ...]:
    """Return every figure beside the prediction of a record, in the order of the figures."""
    return tuple(Comparison(figure, record.of(figure.key) if record else None) for figure in figures)


def tally(found: Iterable[Comparison]) -> str:
    """Return how many hits and misses there are, in words."""
    outcomes = [comparison.outcome for comparison in found]
    hits = sum(outcome in (Outcome.HIT, Outcome.HIT_UNSURE) for outcome in outcomes)
    none = outcomes.count(Outcome.NONE)
    return f"{hits} hits, {len(outcomes) - hits - none} misses, {none} not predicted"
