"""A trial: one patient followed through one small cohort, and how many metastases he gets for each departure."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from desktop.cascade import MODEL
from desktop.engine.arrays import FloatArray
from desktop.engine.parameters import Value
from desktop.study.cohorts.arms import SPLITTING, enriched, stratum_weights
from desktop.study.cohorts.cohort import COHORT_STEP_SECONDS, TAIL_SECONDS, PartOrder, follow
from desktop.study.cohorts.entry_modes import KINDS, kinds_of_journeys
from desktop.study.statistics import Estimate, Measured, paired_ratio


@dataclass(frozen=True)
class Trial:
    """What a worker must know; ``index`` tells lots of luck of one seed apart."""

    changes: Mapping[str, Value]
    seed: int
    index: int
    events: int
    end: str


@dataclass(frozen=True)
class Outcome:
    """What each journey of a trial, by its identity, brought to the end, shape (n,), and how many set out.

    Both in the patient's own mix of single cells and groups.
    """

    brought: FloatArray
    departures: float

    @property
    def estimate(self) -> Estimate:
        """Return the cells that came to the end for each departure."""
        if self.departures <= 0.0:
            return Estimate(0.0, 0.0)
        return Estimate(
            float(self.brought.sum()) / self.departures, float(self.brought @ self.brought) ** 0.5 / self.departures
        )


def outcome(trial: Trial) -> Outcome:
    """Follow a patient's cohort and return what came of each journey."""
    own = MODEL.defaults().replace(dict(trial.changes))
    rich = enriched(own)
    weights = stratum_weights(own, rich)
    order = PartOrder(
        rich.changes(), trial.seed, trial.index, trial.events, COHORT_STEP_SECONDS, TAIL_SECONDS, None, SPLITTING
    )
    snapshot, ledger = follow(order)
    assert ledger is not None
    kinds = kinds_of_journeys(snapshot)
    # The last one is for journeys that never entered the blood, whose kind is -1.
    weight = np.array([*(weights[kind] for kind in KINDS), 0.0])[kinds]
    singles, groups = (float(number) for number in snapshot.funnel[:, 0])
    departures = weights["single"] * singles + weights["group"] * groups
    return Outcome(weight * ledger.of_journeys(trial.end, kinds.size), departures)


def run_pair(trials: tuple[Trial, Trial]) -> tuple[Estimate, Estimate, Measured]:
    """Return the outcome of a trial, that of another with the same luck, and the second over the first.

    A journey that the change between them does not touch ends alike in both, so the ratio is known better than either.
    """
    plain, changed = (outcome(trial) for trial in trials)
    scale = plain.departures / changed.departures if changed.departures else 1.0
    return plain.estimate, changed.estimate, paired_ratio(changed.brought, plain.brought, scale)
