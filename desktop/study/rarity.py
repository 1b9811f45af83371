"""The label that tells how much rarer tumor cells are than they look."""

from math import isfinite, nan

from desktop.engine.snapshot import Snapshot

SENTENCES = (
    ("blood_cells_per_tumor_cell", "in real blood 1 tumor cell among {} blood cells"),
    ("drawn_cell_stands_for_tissue", "one drawn departure stands for {}"),
)
"""Name of an observable → what its value says."""


def rarity_text(snapshot: Snapshot) -> str:
    """Return what one drawn cell stands for, from the model's observables; empty when it has none."""
    known = {observable.name: observable for observable in snapshot.model.observables}
    parts = []
    for name, sentence in SENTENCES:
        value = known[name].read(snapshot) if name in known else nan
        # Not a number where there is no tumor cell in the blood.
        if isfinite(value):
            parts.append(sentence.format(rounded(value)))
    text = " · ".join(parts)
    return text[:1].upper() + text[1:]


def rounded(value: float) -> str:
    """Write a large number with two digits that matter, in words from a million on."""
    for size, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if value >= size:
            return f"{_two_digits(value / size):,.10g} {word}"
    return f"{_two_digits(value):,.10g}"


def _two_digits(value: float) -> float:
    return float(f"{value:.2g}")
