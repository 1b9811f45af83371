"""Journeys: one shed event, a single cell or a group, followed through the milestones of the cascade.

The funnel counts journeys, not cells: a group of five that leaves the tumor together is one event, and it has
reached a milestone as soon as one of its cells has.
"""

import numpy as np

from desktop.engine.arrays import AnyArray, IntArray
from desktop.engine.tables import Column, Table

COLUMNS = (
    Column("size", np.int32, 1, "cells", "how many cells set out together"),
    Column("living", np.int32, 0, "cells", "how many of them still live"),
    Column("reached", np.int16, -1, "", "furthest milestone reached by any of them"),
    Column("counted", np.bool_, True, "", "false for cells that were already there when the run began"),
)


class Journeys(Table):
    """The table of journeys under way, and the funnel of all journeys ever made.

    ``funnel`` has shape (2, milestones): row 0 counts singles, row 1 groups.
    """

    def __init__(self, capacity: int, milestones: int) -> None:
        super().__init__(capacity, COLUMNS)
        self.funnel: IntArray = np.zeros((2, milestones), dtype=np.int64)

    def start(self, size: int, *, counted: bool = True) -> int:
        """Open a journey of ``size`` cells and return its row, or -1 when the table is full."""
        rows = self.take(1)
        if rows.size == 0:
            return -1
        row = int(rows[0])
        self["size"][row] = size
        self["living"][row] = size
        self["counted"][row] = counted
        return row

    def reach(self, rows: AnyArray, milestone: int) -> None:
        """Mark journeys, one per cell that got there, as having reached a milestone and all before it."""
        for row in np.unique(rows[rows >= 0]):
            first = int(self["reached"][row]) + 1
            if first > milestone:
                continue
            self["reached"][row] = milestone
            if self["counted"][row]:
                self.funnel[int(self["size"][row] > 1), first : milestone + 1] += 1

    def leave(self, rows: AnyArray) -> None:
        """Note that one cell of each journey in ``rows`` is no more; empty journeys are closed."""
        rows = rows[rows >= 0]
        np.subtract.at(self["living"], rows, 1)
        done = np.unique(rows)
        self.give_back(done[self["living"][done] <= 0])
