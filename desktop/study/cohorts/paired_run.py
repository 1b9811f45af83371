"""A paired run: one patient followed through one small cohort, with the same luck as the run beside it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from desktop.cascade import MODEL
from desktop.engine.arrays import FloatArray
from desktop.engine.parameters import Value
from desktop.study.cohorts.arms import SPLITTING, enriched, stratum_weights
from desktop.study.cohorts.cohort import COHORT_STEP_SECONDS, PartSpec, follow
from desktop.study.cohorts.entry_modes import MODES, entry_modes_of
from desktop.study.statistics import Estimate, Measured, paired_ratio


@dataclass(frozen=True)
class PairedRun:
    """What a worker must know; ``index`` tells lots of luck of one seed apart."""

    changes: Mapping[str, Value]
    seed: int
    index: int
    events: int
    end: str


@dataclass(frozen=True)
class PairedOutcome:
    """What each journey of a run, by its identity, brought to the end, shape (n,), and how many set out.

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


def outcome(run: PairedRun) -> PairedOutcome:
    """Follow a patient's cohort and return what came of each journey."""
    own = MODEL.defaults().replace(dict(run.changes))
    rich = enriched(own)
    weights = stratum_weights(own, rich)
    spec = PartSpec(rich.changes(), run.seed, run.index, run.events, COHORT_STEP_SECONDS, None, None, SPLITTING)
    snapshot, ledger = follow(spec)
    assert ledger is not None
    kinds = entry_modes_of(snapshot)
    # The last one is for journeys that never entered the blood, whose kind is -1.
    weight = np.array([*(weights[kind] for kind in MODES), 0.0])[kinds]
    singles, groups = (float(number) for number in snapshot.funnel[:, 0])
    departures = weights["single"] * singles + weights["group"] * groups
    return PairedOutcome(weight * ledger.of_journeys(run.end, kinds.size), departures)


def run_pair(pair: tuple[PairedRun, PairedRun]) -> tuple[Estimate, Estimate, Measured]:
    """Return the outcome of a run, that of another with the same luck, and the second over the first.

    A journey that the change between them does not touch ends alike in both, so the ratio is known better than either.
    """
    plain, changed = (outcome(run) for run in pair)
    scale = plain.departures / changed.departures if changed.departures else 1.0
    return plain.estimate, changed.estimate, paired_ratio(changed.brought, plain.brought, scale)
