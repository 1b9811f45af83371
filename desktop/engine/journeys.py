"""Journeys: one shed event, a single cell or a group, followed through the milestones of the cascade.

The funnel counts journeys, not cells: a group of five that leaves the tumor together is one event, and it has
reached a milestone as soon as one of its cells has.
"""

import numpy as np

from desktop.engine.arrays import AnyArray, IntArray
from desktop.engine.columns import COUNTED, JOURNEY_COLUMNS, LIVING, REACHED, SIZE
from desktop.engine.tables import Table


class Journeys(Table):
    """The table of journeys under way, and the funnel of all journeys ever made.

    ``funnel`` has shape (2, milestones): row 0 counts singles, row 1 groups.
    """

    def __init__(self, capacity: int, milestones: int) -> None:
        super().__init__(capacity, JOURNEY_COLUMNS)
        self.funnel: IntArray = np.zeros((2, milestones), dtype=np.int64)

    def start(self, size: int, *, counted: bool = True) -> int:
        """Open a journey of ``size`` cells and return its row, or -1 when the table is full."""
        rows = self.start_all(np.array([size]), counted=counted)
        return int(rows[0]) if rows.size else -1

    def start_all(self, sizes: IntArray, *, counted: bool = True) -> IntArray:
        """Open a journey for each number of cells and return their rows; fewer when the table is full, shape (n,)."""
        rows = self.take(sizes.size)
        self[SIZE][rows] = self[LIVING][rows] = sizes[: rows.size]
        self[COUNTED][rows] = counted
        return rows

    def reach(self, rows: AnyArray, milestone: int) -> None:
        """Mark journeys, one per cell that got there, as having reached a milestone and all before it."""
        there = np.unique(rows[rows >= 0])
        there = there[self[REACHED][there] < milestone]
        first = self[REACHED][there].astype(np.int64) + 1
        self[REACHED][there] = milestone
        group = self[SIZE][there] > 1
        for kind in (0, 1):
            begins = first[self[COUNTED][there] & (group == kind)]
            self.funnel[kind, : milestone + 1] += np.cumsum(np.bincount(begins, minlength=milestone + 1))

    def leave(self, rows: AnyArray) -> None:
        """Note that one cell of each journey in ``rows`` is no more; empty journeys are closed."""
        rows = rows[rows >= 0]
        np.subtract.at(self[LIVING], rows, 1)
        done = np.unique(rows)
        self.give_back(done[self[LIVING][done] <= 0])
