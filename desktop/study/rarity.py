"""How much rarer tumor cells are than they look: what the label says, and what is in a millilitre of blood."""

from dataclasses import dataclass
from math import isfinite, nan

from desktop.cascade.human_scale import scale_text
from desktop.cascade.natural_killer import NaturalKillerParameters
from desktop.cascade.platelets import PlateletParameters
from desktop.cascade.rarity import (
    RED_CELLS_PER_ML_AT_45,
    TUMOR_CELLS_PER_ML_OF_MANY,
    WHITE_CELLS_PER_ML,
    tumor_cells_per_ml,
)
from desktop.cascade.red_cells import WHITE_SHARES
from desktop.cascade.t_cell import TCellParameters
from desktop.cascade.vasculature import FlowParameters
from desktop.engine.snapshot import Snapshot
from desktop.system.number_words import in_millions

SENTENCES = (
    ("blood_cells_per_tumor_cell", "in real blood 1 tumor cell among {} blood cells"),
    ("drawn_cell_stands_for_tissue", "one drawn departure stands for {}"),
)
"""Name of an observable → what its value says."""


PER_UL = 1000.0
"""Microlitres in a millilitre."""


@dataclass(frozen=True)
class BloodCount:
    """How many cells of a kind, named as in the model, a millilitre of blood holds on average."""

    name: str
    label: str
    per_ml: float


@dataclass(frozen=True)
class Census:
    """A millilitre of the blood of a moment.

    ``counts`` runs from the most common kind of blood cell to the rarest. ``from_run`` tells whether the tumor cells
    are those of the run; where none travels, a published number stands in.
    """

    counts: tuple[BloodCount, ...]
    tumor_cells_per_ml: float
    from_run: bool


def census(snapshot: Snapshot) -> Census:
    """Count a millilitre of blood: reference values, the sliders about blood, and the tumor cells of the run."""
    values = snapshot.parameters
    labels = {kind.name: kind.label for kind in snapshot.model.cell_types}
    white = {name: share * WHITE_CELLS_PER_ML for name, share, _ in WHITE_SHARES}
    killers = {
        "natural_killer": PER_UL * values[NaturalKillerParameters].density,
        "t_cell": PER_UL * values[TCellParameters].density,
    }
    # Both killers are lymphocytes; what is left of these is neither.
    white["lymphocyte"] = max(white["lymphocyte"] - sum(killers.values()), 0.0)
    found = {
        "red_cell": RED_CELLS_PER_ML_AT_45 * values[FlowParameters].haematocrit / 0.45,
        "platelet": 1e3 * PER_UL * values[PlateletParameters].count,
        **white,
        **killers,
    }
    names = {**labels, "lymphocyte": "other lymphocyte", "t_cell": "killer T cell"}
    counts = sorted((BloodCount(name, names[name], count) for name, count in found.items()), key=lambda c: -c.per_ml)
    own = tumor_cells_per_ml(snapshot)
    has_own = isfinite(own) and own > 0.0
    return Census(tuple(counts), own if has_own else TUMOR_CELLS_PER_ML_OF_MANY, has_own)


def rarity_text(snapshot: Snapshot) -> str:
    """Return what one drawn cell stands for, from the model's observables; empty when it has none.

    On the human scale it begins with `scale_text`.
    """
    known = {observable.name: observable for observable in snapshot.model.observables}
    scale = scale_text(snapshot)
    parts = [scale] if scale else []
    for name, sentence in SENTENCES:
        value = known[name].read(snapshot) if name in known else nan
        # Not a number where there is no tumor cell in the blood.
        if isfinite(value):
            parts.append(sentence.format(in_millions(value)))
    text = " · ".join(parts)
    return text[:1].upper() + text[1:]
