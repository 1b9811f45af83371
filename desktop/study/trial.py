"""A trial: one patient followed through one small cohort, and how many metastases he gets for each departure."""

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.cascade import MODEL
from desktop.engine.parameters import Value
from desktop.study.cohort import COHORT_STEP_SECONDS, TAIL_SECONDS, PartOrder, run_part
from desktop.study.entries import KINDS
from desktop.study.experiments import SPLITTING, enriched, stratum_weights
from desktop.study.statistics import Estimate
from desktop.study.tallies import standard


@dataclass(frozen=True)
class Trial:
    """What a worker must know; ``index`` tells lots of luck of one seed apart."""

    changes: Mapping[str, Value]
    seed: int
    index: int
    events: int
    end: str


def run_trial(trial: Trial) -> Estimate:
    """Return cells that came to an end for each departure in the patient's own mix of single cells and groups."""
    own = MODEL.defaults().replace(dict(trial.changes))
    rich = enriched(own)
    weights = stratum_weights(own, rich)
    order = PartOrder(
        rich.changes(), trial.seed, trial.index, trial.events, COHORT_STEP_SECONDS, TAIL_SECONDS, standard, SPLITTING
    )
    part = run_part(order)
    singles, groups = (float(number) for number in part.funnel[:, 0])
    departures = weights["single"] * singles + weights["group"] * groups
    total = sum(weights[kind] * part.tallies[f"{trial.end}.{kind}"] for kind in KINDS)
    squares = sum(weights[kind] ** 2 * part.tallies[f"{trial.end}.{kind}.squares"] for kind in KINDS)
    return Estimate(total / departures, squares**0.5 / departures) if departures else Estimate(0.0, 0.0)
