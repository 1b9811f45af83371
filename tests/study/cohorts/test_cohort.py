"""A cohort is the watched model, many times over: same chances, whatever the step and whoever does the work."""

from collections.abc import Mapping

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from desktop.cascade import MODEL
from desktop.cascade.stages import Reached, Stage
from desktop.engine.context import StepContext
from desktop.engine.snapshot import Snapshot
from desktop.study.cohorts import cohort
from desktop.study.cohorts.cohort import Cohort, run_cohort
from desktop.study.work.workers import workers
from tests.chance import FALSE_ALARM


def lodged(snapshot: Snapshot) -> Mapping[str, float]:
    return {"lodged": float(np.sum(snapshot.events["kind"] == MODEL.event_codes["arrested"]))}


def test_results_do_not_depend_on_who_does_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cohort, "PART_EVENTS", 150)
    alone = run_cohort(MODEL.defaults(), 5, 300, tally=lodged, tail_seconds=20.0)
    with workers(2, None) as executor:
        together = run_cohort(MODEL.defaults(), 5, 300, tally=lodged, tail_seconds=20.0, executor=executor)
    assert len(alone.parts) == 2
    for one, other in zip(alone.parts, together.parts, strict=True):
        np.testing.assert_array_equal(one.funnel, other.funnel)
        np.testing.assert_array_equal(one.deaths, other.deaths)
        assert one.tallies == other.tallies
    assert not np.array_equal(alone.parts[0].funnel, alone.parts[1].funnel)
    assert alone.tallies["lodged"] == sum(part.tallies["lodged"] for part in alone.parts) > 10
    assert alone.funnel[:, 0].sum() == pytest.approx(300, abs=5)


def test_a_patient_without_a_tumor_is_injected() -> None:
    found = run_cohort(MODEL.defaults().replace({"tumor.present": False}), 1, 500, tail_seconds=10.0)
    assert found.funnel[:, Reached.BLOOD].tolist() == [500, 0]


def test_a_cohort_is_followed_until_nearly_all_have_come_to_an_end() -> None:
    """However slow: of a flow at a fifth, cells travel on when those of a quick one have long ended."""
    quick = run_cohort(MODEL.defaults(), 1, 400)
    slow = run_cohort(MODEL.defaults().replace({"flow.strength": 0.2}), 1, 400)
    for found in (quick, slow):
        assert found.open <= 400 * cohort.OPEN_SHARE
    assert slow.parts[0].seconds > 1.5 * quick.parts[0].seconds
    cut = run_cohort(MODEL.defaults(), 1, 400, tail_seconds=20.0)
    assert cut.open > 100


def test_what_only_watchers_see_changes_no_fate(monkeypatch: pytest.MonkeyPatch) -> None:
    """Immune cells that roll by, and T cells that do not match: a cohort does without them.

    No T cell matches here, since which of them do depends on how many came before.
    """
    patient = MODEL.defaults().replace({"t_cell.match": 0.0, "natural_killer.density": 600.0})
    quick = run_cohort(patient, 3, 400, tail_seconds=60.0)
    monkeypatch.setattr(StepContext, "is_watched", True)
    watched = run_cohort(patient, 3, 400, tail_seconds=60.0)
    np.testing.assert_array_equal(quick.funnel, watched.funnel)
    np.testing.assert_array_equal(quick.deaths, watched.deaths)
    assert quick.deaths[Stage.ARRESTED].sum() > 50


def _ends(found: Cohort) -> np.ndarray:
    """Return how many singles were lost before the blood, died in it, died lodged, or left the vessel."""
    shed, _, blood, arrest, tissue = found.funnel[0, : Reached.TISSUE + 1]
    return np.array([shed - blood, blood - arrest, arrest - tissue, tissue])


@pytest.mark.long
def test_half_the_step_gives_the_same_ends() -> None:
    """Within chance and two per cent of each end: the step is coarse, and converged."""
    coarse, fine = (
        run_cohort(MODEL.defaults(), seed, 20_000, step_seconds=step)
        for seed, step in ((1, cohort.COHORT_STEP_SECONDS), (2, 0.5 * cohort.COHORT_STEP_SECONDS))
    )
    ends = np.array([_ends(coarse), _ends(fine)], dtype=float)
    share = ends / ends.sum(axis=1, keepdims=True)
    error = np.sqrt((share * (1.0 - share) / ends.sum(axis=1, keepdims=True)).sum(axis=0))
    assert np.all(np.abs(share[0] - share[1]) < 4.9 * error + 0.02 * share.mean(axis=0))


@pytest.mark.long
def test_how_many_are_drawn_at_once_changes_no_fate(monkeypatch: pytest.MonkeyPatch) -> None:
    many = run_cohort(MODEL.defaults(), 3, 12_000)
    monkeypatch.setattr(cohort, "DEPARTURES_PER_SECOND", 120.0)
    few = run_cohort(MODEL.defaults(), 4, 12_000)
    causes = np.array([many.deaths[Stage.ARRESTED], few.deaths[Stage.ARRESTED]])
    causes = causes[:, causes.min(axis=0) > 20]
    assert chi2_contingency(causes).pvalue > FALSE_ALARM
