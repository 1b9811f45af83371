"""Groups move as one: who leads whom, who belongs together, and where each sits.

``cluster`` names a group by the identity of the cell that founded it, ``order`` is a cell's place in the file
(0 leads), and ``leader`` is the row of the cell that leads it. A single cell leads itself.
"""

import numpy as np

from desktop.cascade.tumor_cell import CLUSTER, CLUSTER_SIZE, LEADER, ORDER, STREAMLINE
from desktop.engine.arrays import BoolArray, FloatArray, IntArray
from desktop.engine.columns import IDENTITY, Column
from desktop.engine.context import StepContext
from desktop.engine.tables import ReadTable

GROUPED = Column("grouped", np.bool_, False, "", "has been in a group")

ROW_SPACING = 1.7
"""Radii between two rows of a packed group: cells that lie in the gaps of the row before (assumption)."""


def form_group(context: StepContext, rows: IntArray) -> None:
    """Join cells into one group led by the first row."""
    cells = context.cells
    cells[CLUSTER][rows] = cells[IDENTITY][rows[0]]
    cells[ORDER][rows] = np.arange(rows.size)
    cells[LEADER][rows] = rows[0]
    cells[CLUSTER_SIZE][rows] = rows.size
    cells[GROUPED][rows] = True
    cells[STREAMLINE][rows] = cells[STREAMLINE][rows[0]]


def leave_group(context: StepContext, rows: IntArray) -> None:
    """Let cells go their own way; what is left of their groups is put in order in the next step."""
    cells = context.cells
    cells[CLUSTER][rows] = -1
    cells[ORDER][rows] = 0
    cells[LEADER][rows] = rows
    cells[CLUSTER_SIZE][rows] = 1


def leads(cells: ReadTable, rows: IntArray) -> BoolArray:
    """Return which cells lead a group or travel alone, shape (n,)."""
    return np.asarray((cells[CLUSTER][rows] < 0) | (cells[ORDER][rows] == 0))


def leaders(cells: ReadTable, rows: IntArray) -> IntArray:
    """Return the row of each cell's leader, shape (n,); a single cell leads itself."""
    return np.where(cells[CLUSTER][rows] >= 0, cells[LEADER][rows], rows)


def group_identity(cells: ReadTable, rows: IntArray) -> IntArray:
    """Return a number that the members of a group share and that no other cell has, shape (n,): the founder's."""
    return np.where(cells[CLUSTER][rows] >= 0, cells[CLUSTER][rows], cells[IDENTITY][rows])


def with_groups(cells: ReadTable, rows: IntArray, among: IntArray) -> IntArray:
    """Return those ``among`` some rows that are in ``rows`` or in a group with one of them, in their order.

    Shape (n,).
    """
    groups = cells[CLUSTER][rows]
    return np.asarray(among[np.isin(among, rows) | np.isin(cells[CLUSTER][among], groups[groups >= 0])])


def members(cells: ReadTable, row: int) -> IntArray:
    """Return the rows of a cell's whole group in the order of the file; of a single cell, its own, shape (n,)."""
    if cells[CLUSTER][row] < 0:
        return np.array([row])
    group = np.flatnonzero((cells[CLUSTER] == cells[CLUSTER][row]) & (cells[IDENTITY] >= 0))
    return np.asarray(group[np.argsort(cells[ORDER][group])])


def packed_place(order: IntArray, radius: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return how far ahead of and beside the leader a member of a packed group sits, in µm, shape (n,) each.

    Members fill a compact raft behind the leader: rows of two and three, each a little behind the other. Of the b-th
    member behind the leader, b = 0, 1, 2 …, with b mod 5 its place in a pair of rows::

        b mod 5     0    1  |  2    3    4
        row         1    1  |  2    2    2     + 2 · (b // 5)
        across/R   −1   +1  | −2    0   +2     ahead = −1.7 · R · row
    """
    before = np.maximum(order - 1, 0)
    narrow = before % 5 < 2
    row = np.where(order > 0, 2 * (before // 5) + np.where(narrow, 1, 2), 0)
    within = np.where(narrow, before % 5, before % 5 - 2)
    width = np.where(narrow, 2, 3)
    ahead = -ROW_SPACING * radius * row
    across = 2.0 * radius * (within - 0.5 * (width - 1)) * (order > 0)
    return np.asarray(ahead), np.asarray(across)
