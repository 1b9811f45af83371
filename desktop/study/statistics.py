"""Numbers with their intervals: shares, rates, and ratios of means."""

from dataclasses import dataclass
from math import exp, inf, isfinite, sqrt

import numpy as np

from desktop.engine.arrays import FloatArray

LEVEL = 1.96
"""Standard errors on each side: 95 of 100 such intervals hold the true value."""


LEAST_NUMBER = 5
"""Of fewer things it cannot be told how much they differ."""


@dataclass(frozen=True)
class Measured:
    """A value with its 95 % interval."""

    value: float
    low: float
    high: float

    def scaled(self, factor: float) -> "Measured":
        """Return it in another unit."""
        return Measured(self.value * factor, self.low * factor, self.high * factor)

    def inverted(self) -> "Measured":
        """Return one over it."""
        return Measured(_inverse(self.value), _inverse(self.high), _inverse(self.low))

    def complement(self) -> "Measured":
        """Return what is missing to 1."""
        return Measured(1.0 - self.value, 1.0 - self.high, 1.0 - self.low)


@dataclass(frozen=True)
class Estimate:
    """A mean with its standard error."""

    mean: float
    error: float

    def measured(self) -> Measured:
        """Return the mean with its interval, which is even on a log scale, since a mean of counts is positive."""
        if self.mean <= 0.0:
            return Measured(0.0, 0.0, LEVEL * self.error)
        spread = exp(LEVEL * self.error / self.mean)
        return Measured(self.mean, self.mean / spread, self.mean * spread)


def _inverse(value: float) -> float:
    return 1.0 / value if value > 0.0 else inf


def level(freedom: int) -> float:
    """Return the standard errors on each side where these are estimated with some degrees of freedom, at least four.

    Student's t by the expansion of Fisher and Cornish (Abramowitz and Stegun 26.7.5), to one in two hundred.
    """
    z = LEVEL
    first, second = (z**3 + z) / 4.0, (5.0 * z**5 + 16.0 * z**3 + 3.0 * z) / 96.0
    third = (3.0 * z**7 + 19.0 * z**5 + 17.0 * z**3 - 15.0 * z) / 384.0
    return z + first / freedom + second / freedom**2 + third / freedom**3


def share(hits: float, trials: float) -> Measured:
    """Return hits over trials with Wilson's interval (1927, 10.1080/01621459.1927.10502953)."""
    if trials <= 0.0:
        return Measured(float("nan"), 0.0, 1.0)
    p, z = hits / trials, LEVEL
    scale = 1.0 + z * z / trials
    middle = (p + z * z / (2.0 * trials)) / scale
    half = z * sqrt(p * (1.0 - p) / trials + z * z / (4.0 * trials**2)) / scale
    return Measured(p, max(middle - half, 0.0), min(middle + half, 1.0))


def rate(events: float, exposure: float) -> Measured:
    """Return events over exposure; the interval is that of a Poisson number, even on a log scale."""
    if events <= 0.0:
        # The rule of three.
        return Measured(0.0, 0.0, 3.0 / exposure if exposure > 0.0 else inf)
    spread = exp(LEVEL / sqrt(events))
    return Measured(events / exposure, events / exposure / spread, events / exposure * spread)


def ratio(above: Estimate, below: Estimate) -> Measured:
    """Return the ratio of two means with an interval by the delta method, as if they were independent.

    Cohorts that share their luck are positively correlated, so that the interval errs on the wide side.
    """
    if above.mean <= 0.0 or below.mean <= 0.0:
        return Measured(float("nan"), 0.0, inf)
    value = above.mean / below.mean
    spread = exp(LEVEL * sqrt((above.error / above.mean) ** 2 + (below.error / below.mean) ** 2))
    return Measured(value, value / spread, value * spread)


def paired_error(above: FloatArray, below: FloatArray) -> tuple[float, int]:
    """Return the standard error of the logarithm of a ratio as of `paired_ratio`, and how many things make it up.

    It is infinite, that is unknown, where a sum is nothing.
    """
    size = max(above.size, below.size)
    first, second = (np.pad(part, (0, size - part.size)) for part in (above, below))
    number = int(np.count_nonzero((first != 0.0) | (second != 0.0)))
    if first.sum() <= 0.0 or second.sum() <= 0.0 or number <= 1:
        return inf, number
    apart = first / first.sum() - second / second.sum()
    return sqrt(number / (number - 1) * float(apart @ apart)), number


def paired_ratio(above: FloatArray, below: FloatArray, scale: float = 1.0) -> Measured:
    """Return the ratio of two sums over the same things, each with its own luck in both, by the delta method.

    Parameters
    ----------
    above, below
        What each thing adds to the sums, in the same order, shape (n,) and (m,): what one lacks adds nothing to it.
    scale
        By how much the ratio is to be multiplied, as where the sums stand for different numbers.

    Returns
    -------
    The ratio with its interval; it is unknown where a sum is nothing, or fewer than five things make up both.
    """
    error, number = paired_error(above, below)
    if number < LEAST_NUMBER or not isfinite(error):
        return Measured(float("nan"), 0.0, inf)
    value, spread = scale * float(above.sum() / below.sum()), exp(level(number - 1) * error)
    return Measured(value, value / spread, value * spread)
