from itertools import islice

import numpy as np
import pytest

from desktop.cascade import MODEL
from desktop.engine.simulation import Simulation
from desktop.study.company import LEAST, MARK_SECONDS, STEP_SECONDS, companions, spread


def test_each_companion_is_the_run_with_the_next_seed() -> None:
    parameters = MODEL.defaults().replace({"tumor.drawn_rate": 4.0})
    first, second = islice(companions(parameters, 30, 2, 12.0), 2)
    assert first.shape == (3, len(MODEL.milestones))
    for seed, funnels in ((31, first), (32, second)):
        run = Simulation(MODEL, parameters, seed, step_seconds=STEP_SECONDS, with_scenery=False)
        run.advance(round(12.0 / STEP_SECONDS))
        np.testing.assert_array_equal(funnels[-1], run.snapshot().funnel.sum(axis=0))
    assert np.all(np.diff(first, axis=0) >= 0), "nobody goes back"
    assert not np.array_equal(first, second)


def test_nine_of_ten_runs_lie_within_the_spread() -> None:
    # Poisson counts at three marks: at a mark 90 % of fresh ones lie between the two, at the sides 5 % each.
    random = np.random.default_rng(3)
    funnels = np.cumsum(random.poisson(30.0, (4000, 3, 2)), axis=1)
    found = spread(funnels, 2.0 * MARK_SECONDS)
    assert found is not None
    fresh = random.poisson(60.0, 4000)
    # Counts are whole: with ties up to 94 % may lie within.
    assert 0.88 < np.mean((fresh >= found[0, 0]) & (fresh <= found[1, 0])) < 0.94


def test_between_marks_the_spread_runs_straight_from_the_beginning() -> None:
    funnels = np.full((LEAST, 2, 1), 40)
    half = spread(funnels, 0.5 * MARK_SECONDS)
    assert half is not None
    np.testing.assert_allclose(half, 20.0)


@pytest.mark.parametrize(("runs", "seconds"), [(LEAST - 1, 1.0), (LEAST, 8.1), (LEAST, -1.0)])
def test_too_few_runs_and_moments_beyond_them_have_no_spread(runs: int, seconds: float) -> None:
    assert spread(np.ones((runs, 2, 3), dtype=np.int64), seconds) is None
