"""Tubes drawn: Poisson luck decides which cells come into each, and further luck which of them are counted.

The luck is that of the needle and the laboratory alone: no draw touches the run.
"""

from dataclasses import dataclass

import numpy as np

from desktop.engine.arrays import FloatArray, IntArray
from desktop.study.tube.laboratory import REASONS, SEEN, TUBE_ML, Expected, expected, losses
from desktop.study.tube.places import Contents, TubeError

MOST_TUBES = 10_000
MOST_CELLS = 5_000_000
"""Cells in all tubes of a draw together at most."""


@dataclass(frozen=True)
class Tube:
    """One tube: every cell in it, shape (cells,).

    ``kind`` is the drawn cell of the place that it is like, ``mates`` the number of its object within the tube, and
    ``lost_by`` the position of the reason in `REASONS`, or `SEEN`.
    """

    kind: IntArray
    mates: IntArray
    lost_by: IntArray

    @property
    def cells(self) -> int:
        """Return how many tumor cells are in the tube."""
        return self.kind.size

    @property
    def counted(self) -> int:
        """Return how many the laboratory counts."""
        return int(np.count_nonzero(self.lost_by == SEEN))

    def missed(self) -> dict[str, int]:
        """Return reason → how many cells were missed for it."""
        return {reason: int(np.count_nonzero(self.lost_by == code)) for code, reason in enumerate(REASONS)}


@dataclass(frozen=True)
class Series:
    """Several tubes from one place at one moment, ``cells`` and ``counted`` of shape (tubes,), with the theory."""

    cells: IntArray
    counted: IntArray
    missed: dict[str, int]
    expected: Expected


def draw_tube(found: Contents, luck: np.random.Generator, milliliters: float = TUBE_ML) -> Tube:
    """Draw one tube from a place."""
    check_size(found, 1, milliliters)
    order = np.argsort(found.object_of, kind="stable")
    sizes = found.sizes()
    first = np.cumsum(sizes) - sizes
    copies = luck.poisson(found.objects_per_ml() * milliliters)
    which = np.repeat(np.arange(found.objects), copies)
    mates = np.repeat(np.arange(which.size), sizes[which])
    within = np.arange(mates.size) - np.repeat(np.cumsum(sizes[which]) - sizes[which], sizes[which])
    kind = order[np.repeat(first[which], sizes[which]) + within].astype(np.int64)
    return Tube(kind, mates, _lost(found, kind, mates, luck))


def _lost(found: Contents, kind: IntArray, mates: IntArray, luck: np.random.Generator) -> IntArray:
    """Return why each cell was missed, or `SEEN`, shape (cells,): of a group that is seen one cell counts."""
    chances = losses(found)
    lost = np.full(kind.size, SEEN, dtype=np.int64)
    steps: tuple[FloatArray, ...] = (chances.handling, chances.small, chances.mesenchymal)
    for code, chance in enumerate(steps):
        fails = luck.random(kind.size) >= chance[kind]
        lost[(lost == SEEN) & fails] = code
    seen = np.flatnonzero(lost == SEEN)
    again = np.ones(seen.size, dtype=bool)
    again[np.unique(mates[seen], return_index=True)[1]] = False
    lost[seen[again]] = REASONS.index("grouped")
    return lost


def draw_series(found: Contents, tubes: int, seed: int, milliliters: float = TUBE_ML) -> Series:
    """Draw tubes one after the other from the same blood; the same seed draws the same tubes.

    Raises
    ------
    TubeError
        When there would be more cells in them than can be counted.
    """
    check_size(found, tubes, milliliters)
    luck = generator(seed)
    drawn = [draw_tube(found, luck, milliliters) for _ in range(tubes)]
    missed = [tube.missed() for tube in drawn]
    return Series(
        np.array([tube.cells for tube in drawn], dtype=np.int64),
        np.array([tube.counted for tube in drawn], dtype=np.int64),
        {reason: sum(one[reason] for one in missed) for reason in REASONS},
        expected(found, milliliters),
    )


def generator(seed: int) -> np.random.Generator:
    """Return the luck of a seed, which no run of the same seed has."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, 75])))


def check_size(found: Contents, tubes: int, milliliters: float) -> None:
    """Refuse, with `TubeError`, more cells than can be counted."""
    number = found.cells_per_ml * milliliters * tubes
    if number > MOST_CELLS:
        message = (
            f"{tubes} tubes would hold about {number:.3g} tumor cells at {found.cells_per_ml:.3g} per mL: "
            f"{MOST_CELLS:,} is the most that are counted; take fewer tubes"
        )
        raise TubeError(message)
