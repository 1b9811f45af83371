"""Splitting gives the same means as following every journey once, and far smaller errors."""

from collections.abc import Mapping

import numpy as np
import pytest

from desktop.cascade import MODEL
from desktop.cascade.stages import Stage
from desktop.engine.parameters import Value
from desktop.engine.snapshot import Snapshot
from desktop.study.cohorts.cohort import Cohort, run_cohort
from desktop.study.cohorts.entry_modes import MODES, entry_modes_of
from desktop.study.cohorts.splitting import ENDS, Splitting, per_journey
from desktop.study.statistics import Estimate

LIMIT = 4.9
"""Standard errors: a right program is refused once in a million seeds, for each comparison."""
COMMON: Mapping[str, Value] = {
    "detachment.cluster_share": 30.0,
    "natural_killer.density": 100.0,
    "oxidation.survival_after_arrest": 90.0,
    "settling.growing": 25.0,
    "growth.failure": 3.0,
    "growth.doubling_time": 15.0,
    "t_cell.match": 0.05,
    "t_cell.visits": 1.0,
    "dormancy.half_life": 3.0,
}
"""Metastases by the dozen, with T cells at work on nests when they are copied, and sleepers that wake soon."""


def counted(snapshot: Snapshot) -> Mapping[str, float]:
    """Count, without any weights, what splitting weighs."""
    kinds, events = entry_modes_of(snapshot), snapshot.events
    found: dict[str, float] = {f"blood.{kind}": float((kinds == code).sum()) for code, kind in enumerate(MODES)}
    for end in ("left_vessel", "micrometastasis", "macrometastasis"):
        journeys = events["journey"][(events["kind"] == MODEL.event_codes[end]) & (events["journey"] >= 0)]
        each = np.bincount(journeys, minlength=kinds.size)
        for code, kind in enumerate(MODES):
            found[f"{end}.{kind}"] = float(each[kinds == code].sum())
            found[f"{end}.{kind}.squares"] = float((each[kinds == code] ** 2).sum())
    return found


def estimate(sums: Mapping[str, float], end: str, kind: str) -> Estimate:
    return per_journey(sums, end, kind, round(sums[f"blood.{kind}"]))


@pytest.fixture(scope="module")
def brute() -> Cohort:
    return run_cohort(MODEL.defaults().replace(COMMON), 1, 4000, tally=counted)


@pytest.fixture(scope="module")
def split() -> Cohort:
    return run_cohort(MODEL.defaults().replace(COMMON), 2, 4000, tally=kinds_in_blood, splitting=Splitting(4, 2, 6))


def kinds_in_blood(snapshot: Snapshot) -> Mapping[str, float]:
    kinds = entry_modes_of(snapshot)
    return {f"blood.{kind}": float((kinds == code).sum()) for code, kind in enumerate(MODES)}


@pytest.mark.long
@pytest.mark.parametrize("kind", ["single", "group"])
@pytest.mark.parametrize("end", ["left_vessel", "micrometastasis", "macrometastasis"])
def test_the_means_are_those_of_brute_force(brute: Cohort, split: Cohort, end: str, kind: str) -> None:
    one, other = estimate(brute.tallies, end, kind), estimate(split.tallies, end, kind)
    assert one.mean * brute.tallies[f"blood.{kind}"] > 25.0, "the outcome is common enough for brute force"
    error = np.hypot(one.error, other.error)
    assert abs(one.mean - other.mean) < LIMIT * error
    assert error < 0.25 * one.mean, "the test would see a wrong weight"


@pytest.mark.long
def test_the_errors_are_smaller_than_those_of_brute_force(brute: Cohort, split: Cohort) -> None:
    one, other = (estimate(found.tallies, "macrometastasis", "single") for found in (brute, split))
    assert other.error / other.mean < 0.8 * one.error / one.mean


def left(snapshot: Snapshot) -> Mapping[str, float]:
    events = snapshot.events
    return {"left": float(((events["kind"] == MODEL.event_codes["left_vessel"]) & (events["journey"] >= 0)).sum())}


def test_a_cell_has_its_whole_weight_when_it_leaves_the_vessel() -> None:
    found = run_cohort(MODEL.defaults().replace(COMMON), 3, 300, tally=left, splitting=Splitting(), tail_seconds=120)
    assert sum(found.tallies[f"left_vessel.{kind}"] for kind in MODES) == found.tallies["left"] > 20
    assert set(ENDS) <= {name.split(".")[0] for name in found.tallies}


SAFE: Mapping[str, Value] = {
    **COMMON,
    "settling.dormant": 90.0,
    "settling.growing": 10.0,
    "dormancy.starvation": 0.0,
    "growth.failure": 0.0,
    "t_cell.density": 0.0,
}
"""New tissue in which one cell in twenty dies and nothing else can."""


def weight(snapshot: Snapshot) -> Mapping[str, float]:
    there = snapshot.cells["stage"] >= Stage.SETTLING
    return {**left(snapshot), "rows": float(there.sum()), "weight": float(snapshot.cells["weight"][there].sum())}


@pytest.mark.parametrize("room", [0.0, 0.2])
def test_no_weight_is_lost_whether_or_not_there_is_room_for_copies(
    room: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.study.cohorts.cohort.LEAST_ROWS", 0)
    monkeypatch.setattr("desktop.study.cohorts.cohort.ARRIVING_AT_MOST", room)
    parameters = MODEL.defaults().replace(SAFE)
    found = run_cohort(parameters, 3, 600, tally=weight, splitting=Splitting(100, 50), tail_seconds=140)
    sums = found.tallies
    assert sums["left"] > 100
    assert (sums["rows"] < 0.5 * 50 * sums["left"]) == (room == 0.0), "without room most stay whole"
    assert 0.85 * sums["left"] < sums["weight"] <= 1.05 * sums["left"]
