"""Entry modes: how each journey of a run entered the blood, alone, as a group, or as the last one left of a group."""

import numpy as np

from desktop.engine.arrays import IntArray
from desktop.engine.snapshot import Snapshot

MODES = ("single", "group", "stray")
"""One cell from the beginning; two or more cells in the blood; shed as a group, of which one cell got there."""
ELSEWHERE = -1
"""Code of a journey that did not enter the blood."""
ENTRIES = ("entered_actively", "entered_passively", "left_node", "was_there")


def cells_entering(snapshot: Snapshot) -> IntArray:
    """Return how many cells of each journey entered the blood, by the journey's identity, shape (journeys,)."""
    events, codes = snapshot.events, snapshot.model.event_codes
    highest = int(events["journey"].max(initial=-1)) + 1
    entered = np.isin(events["kind"], [codes[kind] for kind in ENTRIES]) & (events["journey"] >= 0)
    return np.bincount(events["journey"][entered], minlength=highest)


def entry_modes_of(snapshot: Snapshot) -> IntArray:
    """Return the position in `MODES` of each journey, by its identity, or `ELSEWHERE`, shape (journeys,)."""
    events, cells = snapshot.events, cells_entering(snapshot)
    left = events[(events["kind"] == snapshot.model.event_codes["detached"]) & (events["journey"] >= 0)]
    size = np.ones(cells.size, np.int64)
    size[left["journey"]] = left["value"].astype(np.int64)
    kinds = np.where(size == 1, 0, np.where(cells > 1, 1, 2))
    return np.where(cells > 0, kinds, ELSEWHERE)
