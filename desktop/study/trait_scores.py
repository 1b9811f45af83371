"""What a cell is like beside all others: how strong each of its traits is, for cells long dead, too. No Qt.

A trait's score is the normal deviate z of `desktop.cascade.traits`: how a cell stands among all cells, whatever the
spread. It is a pure function of the run's luck, of the cell and of its clone.
"""

from dataclasses import dataclass
from math import erf, exp, sqrt

import numpy as np

from desktop.cascade.traits import TRAITS, TraitParameters, trait_factors
from desktop.cascade.tumor_cell import CLONE
from desktop.engine.arrays import AnyArray, FloatArray
from desktop.engine.columns import IDENTITY
from desktop.engine.randomness import RandomStreams
from desktop.engine.snapshot import Snapshot
from desktop.study.selection import BEGAN

ALIKE = "The slider “Differences between cells” is at 0: all cells are alike, and none can be selected."

SHED = "shed_by_metastasis"
"""Kind of the event that tells of a cell its mother, not its clone."""


@dataclass(frozen=True, slots=True)
class TraitOfCell:
    """One trait: by what factor it differs from the slider's value, and how many of 100 cells have less of it."""

    label: str
    factor: float
    below: int

    @property
    def words(self) -> str:
        """Return how the cell stands among a hundred cells."""
        return f"more than {self.below} of 100" if self.below else "less than 99 of 100"


@dataclass(frozen=True, slots=True)
class Likeness:
    """The letter of a cell's clone and its traits, which are left out, with a note that says why, if all are alike."""

    clone: str
    traits: tuple[TraitOfCell, ...]
    note: str = ""


def clone_letter(clone: int) -> str:
    """Return the letter of a clone by its number, as the scene shows it."""
    return chr(ord("A") + clone)


def trait_scores(random: RandomStreams, identity: AnyArray, clone: AnyArray, inherited: float) -> FloatArray:
    """Return the scores of cells in all traits, shape (traits, n)."""
    # At a spread of 1 a factor is exp(z − 1/2).
    factors = [trait_factors(random, trait, identity, clone, 1.0, inherited) for trait in TRAITS]
    return np.asarray(np.log(np.array(factors)) + 0.5)


def cells_below(score: float) -> int:
    """Return how many of 100 cells have less of a trait than a cell of a score, 0 to 99."""
    return min(int(100.0 * 0.5 * (1.0 + erf(score / sqrt(2.0)))), 99)


def clone_of(snapshot: Snapshot, identity: int) -> int | None:
    """Return the clone of a cell that lives, or of which the log tells that it set out; else None."""
    events, codes = snapshot.events, snapshot.model.event_codes
    shed = codes.get(SHED, -1)
    while True:
        rows = np.flatnonzero(snapshot.cells[IDENTITY] == identity)
        if rows.size:
            clone = int(snapshot.cells[CLONE][rows[0]])
            return clone if clone >= 0 else None
        own = events[events["cell"] == identity]
        began = own[np.isin(own["kind"], [codes[kind] for kind in BEGAN])]
        if began.size:
            return int(began["other"][0])
        mothers = own["other"][own["kind"] == shed]
        if mothers.size == 0:
            return None
        # What a metastasis sheds is of its clone; a mother is older than her daughters, so that this comes to an end.
        identity = int(mothers[0])


def likeness(snapshot: Snapshot, identity: int, clone: int) -> Likeness:
    """Return what a cell of a clone is like in the run of a snapshot."""
    values = snapshot.parameters[TraitParameters]
    if values.spread <= 0.0:
        return Likeness(clone_letter(clone), (), ALIKE)
    scores = trait_scores(RandomStreams(snapshot.seed), np.array([identity]), np.array([clone]), values.inherited)
    return Likeness(
        clone_letter(clone),
        tuple(
            TraitOfCell(trait.label, exp(values.spread * score - 0.5 * values.spread**2), cells_below(score))
            for trait, score in zip(TRAITS, scores[:, 0].tolist(), strict=True)
        ),
    )
