"""Intervals hold the true value as often as they say."""

import numpy as np
import pytest
from scipy.special import stdtrit
from scipy.stats import binomtest

from desktop.study.statistics import Estimate, level, paired_error, paired_ratio, rate, ratio, share
from tests.chance import FALSE_ALARM

TRIALS = 2000


def held_as_often_as_said(hits: int) -> bool:
    """Tell whether 95 of 100 is a likely truth; a right program is refused once in a million seeds."""
    return binomtest(hits, TRIALS, 0.95).pvalue > FALSE_ALARM


def test_a_share_a_rate_and_a_ratio_lie_within_their_intervals() -> None:
    luck = np.random.default_rng(1)
    shares = [share(float(k), 400.0) for k in luck.binomial(400, 0.1, TRIALS)]
    rates = [rate(float(k), 50.0) for k in luck.poisson(60.0, TRIALS)]
    above, below = luck.normal(3.0, 0.1, TRIALS), luck.normal(1.0, 0.05, TRIALS)
    ratios = [ratio(Estimate(a, 0.1), Estimate(b, 0.05)) for a, b in zip(above, below, strict=True)]
    for found, truth in ((shares, 0.1), (rates, 1.2), (ratios, 3.0)):
        assert held_as_often_as_said(sum(m.low <= truth <= m.high for m in found)), truth
        assert all(m.low <= m.value <= m.high for m in found)


@pytest.mark.parametrize("freedom", [4, 5, 10, 100, 10_000])
def test_few_things_have_wider_intervals(freedom: int) -> None:
    assert level(freedom) == pytest.approx(stdtrit(freedom, 0.975), rel=0.005)


def test_a_wrong_interval_would_be_noticed() -> None:
    luck = np.random.default_rng(1)
    narrow = [share(4.0 * k, 1600.0) for k in luck.binomial(400, 0.1, TRIALS)]
    assert not held_as_often_as_said(sum(m.low <= 0.1 <= m.high for m in narrow))


def test_nothing_seen_is_not_nothing() -> None:
    assert share(0.0, 100.0).high == pytest.approx(0.037, abs=0.001)
    assert rate(0.0, 100.0).high == pytest.approx(0.03)
    assert ratio(Estimate(0.0, 0.0), Estimate(1.0, 0.1)).high == np.inf


def test_turning_a_measure_over_turns_its_interval() -> None:
    found = ratio(Estimate(2.0, 0.2), Estimate(1.0, 0.1))
    over = found.inverted()
    assert over.value == pytest.approx(0.5)
    assert over.low < over.value < over.high
    assert found.scaled(0.1).complement().low == pytest.approx(1.0 - 0.1 * found.high)


def test_a_ratio_of_what_the_same_journeys_brought_lies_within_its_interval() -> None:
    luck = np.random.default_rng(2)
    held, narrower = 0, 0
    for _ in range(TRIALS):
        # Of 600 journeys one in ten brings one to nine; a treatment takes three in ten of them away, by chance.
        brought = np.where(luck.random(600) < 0.1, luck.integers(1, 10, 600), 0)
        left = luck.binomial(brought, 0.7).astype(np.float64)
        found = paired_ratio(left, brought.astype(np.float64))
        held += found.low <= 0.7 <= found.high
        apart = ratio(*(Estimate(part.mean(), part.std() / 600**0.5) for part in (left, brought)))
        narrower += found.high / found.low < apart.high / apart.low
    assert held_as_often_as_said(held)
    assert narrower == TRIALS


def test_journeys_that_one_run_lacks_bring_nothing_and_one_journey_tells_nothing() -> None:
    found = paired_ratio(np.array([1.0, 2.0, 1.0, 1.0]), np.array([1.0, 2.0, 1.0, 1.0, 5.0]), scale=2.0)
    assert found.value == 1.0
    assert found.low < 0.5
    for above, below in (([0.0], [1.0] * 9), ([1.0] * 9, [0.0]), ([3.0, 0.0, 1.0, 1.0, 1.0], [2.0, 0.0, 1.0, 1.0])):
        unknown = paired_ratio(np.array(above), np.array(below))
        assert (unknown.low, unknown.high) == (0.0, np.inf)
        assert np.isnan(unknown.value)


def test_the_error_of_a_paired_ratio_allows_for_few_things() -> None:
    # Parts of the sums differ by 2/15 once and by -1/30 four times; their squares add up to 1/45, and 5/4 of that
    # is 1/36. What brings nothing to either sum is no thing of its own.
    above, below = np.array([2.0, 1.0, 1.0, 1.0, 1.0, 0.0]), np.array([1.0, 1.0, 1.0, 1.0, 1.0])
    error, number = paired_error(above, below)
    assert number == 5
    assert error == pytest.approx(1.0 / 6.0)
