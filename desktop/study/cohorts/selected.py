"""Traits counted in a cohort: what the dead of each cause, and the survivors, were like."""

from collections.abc import Mapping

from desktop.cascade.traits import TRAITS
from desktop.engine.snapshot import Snapshot
from desktop.study.cohorts.cohort import PATIENTS
from desktop.study.selection import ends_of, fates
from desktop.study.statistics import LEVEL, Measured


def sums(snapshot: Snapshot) -> dict[str, float]:
    """Return number, sum and sum of squares of each trait at each end, to be added up over the parts of a cohort."""
    found, hazards = fates(snapshot, PATIENTS), snapshot.model.hazard_codes
    result: dict[str, float] = {}
    for end in ends_of(snapshot):
        factors = found.of(end, hazards)
        result[f"{end}.cells"] = float(factors.shape[1])
        for trait, row in zip(TRAITS, factors, strict=True):
            result[f"{end}.{trait.column}"] = float(row.sum())
            result[f"{end}.{trait.column}.squares"] = float((row**2).sum())
    return result


def mean_factor(tallies: Mapping[str, float], end: str, column: str) -> Measured:
    """Return the mean of a trait, over the slider's value, among the cells of an end, with its 95 % interval."""
    number = tallies[f"{end}.cells"]
    if number < 2.0:
        return Measured(float("nan"), float("nan"), float("nan"))
    mean = tallies[f"{end}.{column}"] / number
    variance = max(tallies[f"{end}.{column}.squares"] / number - mean**2, 0.0) * number / (number - 1.0)
    half = LEVEL * (variance / number) ** 0.5
    return Measured(mean, mean - half, mean + half)
