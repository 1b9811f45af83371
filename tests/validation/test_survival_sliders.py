"""A slider called a survival factor helps survival: over its whole range, for single cells and for groups."""

import numpy as np
import pytest
from scipy.stats import chi2

from desktop.cascade import MODEL
from desktop.cascade.stages import Reached
from desktop.study.cohorts.cohort import run_cohort
from tests.chance import FALSE_ALARM

VALUES = (0.0, 0.5, 1.0, 1.5, 2.0)
EVENTS = 20_000
ALONE = ("immune_evasion", "platelets", "flexibility", "stress_resistance", "metabolism")
"""Factors of the cell's own; a group's protection helps groups alone."""


def settled(path: str, value: float) -> np.ndarray:
    """Return how many journeys entered the blood and how many of them settled, singles and groups, shape (2, 2)."""
    # Groups are rare in the patient; here there are enough to count.
    changes = {"detachment.cluster_share": 25.0 if path != "clusters.strength" else 25.0 / max(value, 0.5), path: value}
    funnel = run_cohort(MODEL.defaults().replace(changes), 11, EVENTS).funnel
    return np.array([funnel[:, Reached.BLOOD], funnel[:, Reached.SETTLED]]).T


@pytest.mark.long
@pytest.mark.parametrize("kind", ["single", "group"])
@pytest.mark.parametrize("factor", [*ALONE, "clusters"])
def test_more_of_a_survival_factor_lets_more_survive(factor: str, kind: str) -> None:
    """Isotonic shares fit what was found, and a share that is the same everywhere does not."""
    if (factor, kind) == ("clusters", "single"):
        pytest.skip("companions help those who have some")
    values = VALUES if factor != "clusters" else VALUES[1:]
    rows = np.array([settled(f"{factor}.strength", value)[int(kind == "group")] for value in values], dtype=float)
    trials, hits = rows.T
    share = hits / trials
    rising = isotonic(share, trials)
    flat = np.full(share.size, hits.sum() / trials.sum())
    assert deviance(hits, trials, rising) < chi2.isf(FALSE_ALARM, share.size - 1)
    assert deviance(hits, trials, flat) > chi2.isf(FALSE_ALARM, share.size - 1)
    assert share[-1] > share[0]


def isotonic(share: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Return the closest shares that never fall: neighbors that do are joined (pool adjacent violators)."""
    blocks: list[list[float]] = []
    for value, size in zip(share.tolist(), weight.tolist(), strict=True):
        blocks.append([value, size, 1.0])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            last, first = blocks.pop(), blocks.pop()
            joined = (first[0] * first[1] + last[0] * last[1]) / (first[1] + last[1])
            blocks.append([joined, first[1] + last[1], first[2] + last[2]])
    return np.concatenate([np.full(int(count), value) for value, _, count in blocks])


def deviance(hits: np.ndarray, trials: np.ndarray, share: np.ndarray) -> float:
    """Return twice the logarithm of the likelihood ratio of the shares found against some others."""
    misses, expected = trials - hits, np.clip(share, 1e-12, 1.0 - 1e-12)
    with np.errstate(divide="ignore", invalid="ignore"):
        one = np.where(hits > 0, hits * np.log(hits / (trials * expected)), 0.0)
        other = np.where(misses > 0, misses * np.log(misses / (trials * (1.0 - expected))), 0.0)
    return float(2.0 * (one + other).sum())


def test_shares_that_fall_are_joined() -> None:
    np.testing.assert_allclose(isotonic(np.array([0.1, 0.3, 0.2, 0.4]), np.ones(4)), [0.1, 0.25, 0.25, 0.4])
    hits, trials = np.array([10.0, 30.0]), np.array([100.0, 100.0])
    assert deviance(hits, trials, hits / trials) == pytest.approx(0.0, abs=1e-12)
    assert deviance(hits, trials, np.array([0.2, 0.2])) > 10.0
