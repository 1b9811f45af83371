"""What the picture of a tube needs to know."""

from dataclasses import dataclass
from math import exp, lgamma, log

import numpy as np

from desktop.engine.arrays import FloatArray, IntArray

SEEN = -1


@dataclass(frozen=True)
class Missed:
    """One reason for which cells were missed: its letter in the picture, its words, and how many they are."""

    letter: str
    words: str
    count: int


@dataclass(frozen=True)
class TubeReading:
    """A tube, as it is drawn.

    ``diameter`` in µm, ``phenotype`` (a code), ``mates`` (cells of one number move as one) and ``lost_by`` (the place
    of a reason in ``missed``, or `SEEN`) tell of each cell in it, shape (cells,). ``counts`` are those of all tubes
    from this place, the present one last; ``expected`` is their exact mean. ``fluid`` is venous, arterial or lymph.
    """

    place: str
    about: str
    moment: str
    fluid: str
    milliliters: float
    cutoff: int
    diameter: FloatArray
    phenotype: IntArray
    mates: IntArray
    lost_by: IntArray
    missed: tuple[Missed, ...]
    counts: tuple[int, ...]
    expected: float
    per_ml: float
    lifted: bool

    @property
    def is_drawn(self) -> bool:
        """Return whether there is a tube: before the first one the glass is empty."""
        return bool(self.counts)

    @property
    def counted(self) -> int:
        """Return what the laboratory counts in this tube."""
        return self.counts[-1] if self.counts else 0

    def words(self) -> str:
        """Return what the picture shows, in words."""
        if not self.is_drawn:
            return f"An empty tube for {self.place}. Space draws {self.milliliters:g} mL."
        side = "at or above" if self.counted >= self.cutoff else "below"
        told = [f"{self.counted} CTC in {self.milliliters:g} mL from {self.place}, {side} the cutoff of {self.cutoff}"]
        if self.lifted:
            told.append(f"in truth {self.diameter.size} in the tube, {self.per_ml:.2g} per mL")
            told += [f"{one.count} {one.words}" for one in self.missed if one.count]
        told.append(f"{len(self.counts)} tubes so far, {self.expected:.2g} expected in each")
        return "; ".join(told) + "."


def poisson(mean: float, most: int) -> FloatArray:
    """Return the chances of 0, 1 … most under Poisson's law, e^(−m)·mᵏ/k!, shape (most + 1,)."""
    if mean <= 0.0:
        return np.array([1.0] + [0.0] * most)
    return np.array([exp(k * log(mean) - mean - lgamma(k + 1)) for k in range(most + 1)])
