"""What a laboratory sees of the cells in a tube: objects that its antibody catches and its microscope takes for cells.

Of every loss it is known that it happens, and of hardly any how large it is; so the sizes are assumptions.
"""

from dataclasses import dataclass

import numpy as np

from desktop.engine.arrays import FloatArray
from desktop.study.tube.places import Contents

TUBE_ML = 7.5
"""Blood in a tube, in mL (Allard 2004)."""
CUTOFF = 5
"""Cells in 7.5 mL from which patients with metastases lived shorter (Cristofanilli 2004)."""
HANDLED = 0.85
"""Share of large epithelial cells that come through all steps.

Assumption; of cells of three lines put into blood the same method found 52 % (Cell Physiol Biochem 2016;40:411).
"""
SMALL_DIAMETER = 8.0
"""Diameter in µm at which half of the cells are taken for white cells (assumption; these have 9.4, Mendelaar 2020)."""
SMALL_SPREAD = 0.8
"""How gradually that changes with diameter, in µm (assumption)."""
MESENCHYMAL_LOSS = 0.9
"""Share of fully mesenchymal cells that carry too little EpCAM to be caught (direction known; size an assumption)."""

REASONS = ("handling", "small", "mesenchymal", "grouped")
REASON_WORDS = {
    "handling": "lost in handling",
    "small": "too small, taken for a white cell",
    "mesenchymal": "too little EpCAM to be caught",
    "grouped": "in a group that was counted as one",
}
SEEN = -1
"""In place of a reason: the cell was counted."""


@dataclass(frozen=True)
class Losses:
    """The chance of each cell to get past each loss, one after the other, shape (cells,)."""

    handling: FloatArray
    small: FloatArray
    mesenchymal: FloatArray

    @property
    def seen(self) -> FloatArray:
        """Return the chance of a cell to be seen, by itself, shape (cells,)."""
        return np.asarray(self.handling * self.small * self.mesenchymal)


def losses(found: Contents) -> Losses:
    """Return the chances of the cells of a place: 1/(1 + e^((8 − d)/0.8)) for size d, 1 − 0.9·m for EpCAM."""
    return Losses(
        np.full(found.per_ml.size, HANDLED),
        np.asarray(1.0 / (1.0 + np.exp((SMALL_DIAMETER - found.diameter) / SMALL_SPREAD))),
        np.asarray(1.0 - MESENCHYMAL_LOSS * found.mesenchymal),
    )


def object_seen(found: Contents) -> FloatArray:
    """Return the chance of each object to be counted: a group is when any of its cells is seen, shape (objects,)."""
    missed = np.ones(found.objects)
    np.multiply.at(missed, found.object_of, 1.0 - losses(found).seen)
    return np.asarray(1.0 - missed)


@dataclass(frozen=True)
class Expected:
    """Exact means and variances of a tube: true cells in it, and objects that the laboratory counts.

    Objects come by Poisson's law, so that the count has variance = mean = Σ λᵢ·pᵢ. Cells of a group come together:
    the cells have mean Σ λᵢ·kᵢ and variance Σ λᵢ·kᵢ², for objects of kᵢ cells of which λᵢ are expected in a tube.
    """

    cells: float
    cells_variance: float
    counted: float


def expected(found: Contents, milliliters: float = TUBE_ML) -> Expected:
    """Return what tubes of so many mL hold and show on average."""
    rate, size = found.objects_per_ml() * milliliters, found.sizes()
    return Expected(float((rate * size).sum()), float((rate * size**2).sum()), float((rate * object_seen(found)).sum()))
