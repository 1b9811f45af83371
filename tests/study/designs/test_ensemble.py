import numpy as np
import pytest

from desktop.cascade import MODEL
from desktop.engine.simulation import Simulation
from desktop.study.designs.ensemble import (
    LEAST,
    MARK_SECONDS,
    STEP_SECONDS,
    EnsemblePart,
    Extent,
    Funnels,
    run_ensemble,
)


def test_each_run_of_an_ensemble_is_the_run_with_the_next_seed_however_far_it_goes() -> None:
    parameters = MODEL.defaults().replace({"tumor.drawn_rate": 4.0})
    extent = Extent(first=2, patients=4, marks=2, most_marks=4)
    known = np.zeros((4, 4, len(MODEL.milestones)), dtype=np.int64)
    order = []
    for part in run_ensemble(parameters, 30, extent):
        patients, marks, _ = part.funnels.shape
        known[part.patient : part.patient + patients, part.mark : part.mark + marks] = part.funnels
        order.append((part.patient, part.mark))
    assert order == [(0, 0), (0, 1), (2, 0), (0, 2), (3, 0), (0, 3)], "the first ones run ahead, and the others follow"
    for patient, marks in enumerate((4, 4, 2, 2)):
        run = Simulation(MODEL, parameters, 31 + patient, step_seconds=STEP_SECONDS, with_scenery=False)
        run.advance(round(marks * MARK_SECONDS / STEP_SECONDS))
        np.testing.assert_array_equal(known[patient, marks - 1], run.snapshot().funnel.sum(axis=0))
        assert np.all(np.diff(known[patient, :marks], axis=0) >= 0), "nobody goes back"
    assert not np.array_equal(known[0], known[1])


def funnels_of(counts: np.ndarray) -> Funnels:
    """Return what is known when all patients have come equally far."""
    patients, marks, milestones = counts.shape
    funnels = Funnels(milestones, Extent(patients=patients, most_marks=marks))
    funnels.add(EnsemblePart(0, 0, counts))
    return funnels


def test_nine_of_ten_runs_lie_within_the_spread() -> None:
    # Poisson counts at three marks: at a mark 90 % of fresh ones lie between the two, at the sides 5 % each.
    random = np.random.default_rng(3)
    funnels = funnels_of(np.cumsum(random.poisson(30.0, (4000, 3, 2)), axis=1))
    found = funnels.spread(2.0 * MARK_SECONDS)
    assert found is not None
    fresh = random.poisson(60.0, 4000)
    # Counts are whole: with ties up to 94 % may lie within.
    assert 0.88 < np.mean((fresh >= found[0, 0]) & (fresh <= found[1, 0])) < 0.94


def test_between_marks_the_spread_runs_straight_from_the_beginning() -> None:
    half = funnels_of(np.full((LEAST, 2, 1), 40)).spread(0.5 * MARK_SECONDS)
    assert half is not None
    np.testing.assert_allclose(half, 20.0)


@pytest.mark.parametrize(("runs", "seconds"), [(LEAST - 1, 1.0), (LEAST, 8.1)])
def test_too_few_runs_and_moments_beyond_them_have_no_spread(runs: int, seconds: float) -> None:
    assert funnels_of(np.ones((runs, 2, 3), dtype=np.int64)).spread(seconds) is None


def test_the_spread_goes_as_far_as_enough_patients_do_and_counts_those_who_came_so_far() -> None:
    funnels = Funnels(1, Extent(patients=LEAST + 5, most_marks=9))
    assert funnels.until == 0.0
    funnels.add(EnsemblePart(0, 0, np.ones((LEAST, 4, 1), dtype=np.int64)))
    funnels.add(EnsemblePart(LEAST, 0, np.ones((3, 2, 1), dtype=np.int64)))
    assert funnels.until == 4.0 * MARK_SECONDS
    assert [funnels.patients(mark * MARK_SECONDS) for mark in (0, 1, 2, 3, 4, 5)] == [23, 23, 23, 20, 20, 0]
