"""Intervals hold the true value as often as they say."""

import numpy as np
import pytest
from scipy.stats import binomtest

from desktop.study.statistics import Estimate, rate, ratio, share

TRIALS = 2000
FALSE_ALARM = 1e-6


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
