"""Tables of fixed capacity with declared columns: a structure of arrays, one row per cell or journey."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from desktop.engine.arrays import AnyArray, BoolArray, IntArray
from desktop.engine.columns import IDENTITY, Column
from desktop.engine.compiled import compiled

TableState = dict[str, AnyArray]


@compiled
def rows_holding(used: IntArray, code: AnyArray, wanted: BoolArray) -> IntArray:
    """Return those of the rows in use whose code is marked in ``wanted``; a code of -1 looks at its last element.

    Shape (n,).
    """
    rows = np.empty(used.size + 1, np.int64)
    found = 0
    for row in used:
        # Written in any case, and counted or not: a branch that a processor guesses wrong takes far longer.
        rows[found] = row
        found += wanted[code[row]]
    return rows[:found].copy()


@dataclass(slots=True)
class _RowsInUse:
    """Which rows are in use, known to a table and to its read-only face alike; found when first asked for."""

    height: int = 0
    rows: IntArray | None = None


class ReadTable:
    """The columns of a table, to read only: its arrays refuse to be written to."""

    def __init__(self, arrays: dict[str, AnyArray], in_use: _RowsInUse) -> None:
        self._arrays = arrays
        self._in_use = in_use

    def __getitem__(self, name: str) -> AnyArray:
        return self._arrays[name]

    def __len__(self) -> int:
        return int(self.used().size)

    @property
    def names(self) -> tuple[str, ...]:
        """Return the column names in declared order."""
        return tuple(str(column) for column in self._arrays)

    @property
    def capacity(self) -> int:
        """Return the number of rows, in use or free."""
        return int(self._arrays[IDENTITY].size)

    @property
    def height(self) -> int:
        """Return the number of the row after the last one in use."""
        return self._in_use.height

    def span(self, name: str) -> AnyArray:
        """Return a view of a column up to ``height``, shape (height,)."""
        return self._arrays[name][: self.height]

    def used(self) -> IntArray:
        """Return the rows in use, ascending, read only, shape (n,)."""
        if self._in_use.rows is None:
            rows = np.flatnonzero(self.span(IDENTITY) >= 0)
            rows.flags.writeable = False
            self._in_use.rows = rows
        return self._in_use.rows


class Table(ReadTable):
    """Rows that are taken and given back; every row in use has a number that is never used again.

    Rows are taken lowest first, so the same history always fills the same rows. A growing table doubles when it is
    full: its columns are then new arrays, so fetch a column again after taking rows.
    """

    def __init__(self, capacity: int, columns: tuple[Column, ...], *, growing: bool = False) -> None:
        own = (IDENTITY, *columns)
        names = [column.name for column in own]
        if len(set(names)) != len(names):
            message = f"two columns share a name: {sorted(n for n in names if names.count(n) > 1)}"
            raise ValueError(message)
        self.growing = growing
        self.columns = own
        super().__init__({c: np.full(capacity, c.start, dtype=c.dtype) for c in own}, _RowsInUse())
        self.next_identity = 0
        self._shown: dict[str, AnyArray] = {}
        self.read_only = ReadTable(self._shown, self._in_use)
        self._show()

    def _show(self) -> None:
        """Give the read-only face views of the present arrays, once, so that no access has to make one."""
        for name, array in self._arrays.items():
            view = array.view()
            view.flags.writeable = False
            self._shown[name] = view

    def take(self, count: int) -> IntArray:
        """Take up to ``count`` free rows, set them to their start values and number them, shape (n,).

        Returns the rows; fewer than asked for when a table that does not grow is full.
        """
        if count <= 0:
            return np.empty(0, dtype=np.int64)
        while self.growing and self.capacity < self.height + count:
            self._double()
        rows = np.flatnonzero(self._arrays[IDENTITY][: self.height + count] < 0)[:count]
        for column in self.columns:
            self._arrays[column][rows] = column.start
        self._arrays[IDENTITY][rows] = np.arange(rows.size) + self.next_identity
        self.next_identity += int(rows.size)
        self._in_use.rows = None
        self._in_use.height = max(self.height, int(rows[-1]) + 1) if rows.size else self.height
        return rows

    def _double(self) -> None:
        size = self.capacity
        for column in self.columns:
            fresh = np.full(size, column.start, dtype=column.dtype)
            self._arrays[column] = np.concatenate([self._arrays[column], fresh])
        self._show()

    def give_back(self, rows: IntArray) -> None:
        """Free rows."""
        if rows.size == 0:
            return
        self._arrays[IDENTITY][rows] = -1
        self._in_use.rows = None
        if rows.max() == self.height - 1:
            self._find_height()

    def _find_height(self) -> None:
        self._in_use.rows = None
        used = np.flatnonzero(self._arrays[IDENTITY] >= 0)
        self._in_use.height = int(used[-1]) + 1 if used.size else 0

    def state(self) -> TableState:
        """Return copies of all columns up to ``height``, the next number, and the capacity.

        What a free row holds is never read: a row is set to its start values when it is taken.
        """
        copies = {name: self.span(name).copy() for name in self.names}
        return {**copies, "next_identity": np.array(self.next_identity), "capacity": np.array(self.capacity)}

    def restore(self, state: Mapping[str, AnyArray]) -> None:
        """Set all columns to a state of an equal table; a growing one takes over the state's size."""
        while self.capacity < int(state["capacity"]):
            self._double()
        if self.capacity > int(state["capacity"]):
            self._arrays = {name: array[: int(state["capacity"])].copy() for name, array in self._arrays.items()}
            self._show()
        height = state["identity"].size
        self._arrays[IDENTITY][height:] = -1
        for name, array in self._arrays.items():
            array[:height] = state[name]
        self.next_identity = int(state["next_identity"])
        self._find_height()
