"""A table hands out rows and numbers exactly as a plain list of free rows would."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from numpy.testing import assert_array_equal

from desktop.engine.columns import Column
from desktop.engine.tables import Table, TableState, rows_holding

CAPACITY = 7
COLUMNS = (Column("x", np.float64, 1.5, "µm", "a place"), Column("stage", np.int16, -1, "", "a code"))


class TableMachine(RuleBasedStateMachine):
    """Holds, for each row in use, its identity and the value written to it."""

    def __init__(self) -> None:
        super().__init__()
        self.table = Table(CAPACITY, COLUMNS)
        self.held: dict[int, tuple[int, float]] = {}
        self.given_out = 0
        self.saved: tuple[TableState, dict[int, tuple[int, float]], int] = (self.table.state(), {}, 0)

    @rule(count=st.integers(0, CAPACITY + 2))
    def take(self, count: int) -> None:
        expected = [row for row in range(CAPACITY) if row not in self.held][:count]
        rows = self.table.take(count)
        assert rows.tolist() == expected
        for row in expected:
            self.held[row] = (self.given_out, 1.5)
            self.given_out += 1
        assert_array_equal(self.table["stage"][rows], -1)
        self.table["stage"][rows] = 5

    @rule(value=st.floats(-9.0, 9.0), rows=st.sets(st.integers(0, CAPACITY - 1)))
    def write(self, value: float, rows: set[int]) -> None:
        for row in rows & set(self.held):
            self.table["x"][row] = value
            self.held[row] = (self.held[row][0], value)

    @rule(rows=st.sets(st.integers(0, CAPACITY - 1)))
    def give_back(self, rows: set[int]) -> None:
        chosen = sorted(rows & set(self.held))
        self.table.give_back(np.array(chosen, dtype=np.int64))
        for row in chosen:
            del self.held[row]

    @rule()
    def save(self) -> None:
        self.saved = (self.table.state(), dict(self.held), self.given_out)

    @rule(elsewhere=st.booleans())
    def restore(self, elsewhere: bool) -> None:
        if elsewhere:
            self.table = Table(CAPACITY, COLUMNS)
        self.table.restore(self.saved[0])
        self.held, self.given_out = dict(self.saved[1]), self.saved[2]

    @invariant()
    def rows_identities_and_values_agree(self) -> None:
        rows = sorted(self.held)
        assert self.table.used().tolist() == rows
        assert len(self.table) == len(rows)
        assert self.table["identity"][rows].tolist() == [self.held[row][0] for row in rows]
        assert self.table["x"][rows].tolist() == [self.held[row][1] for row in rows]
        assert self.table.next_identity == self.given_out


TestTable = TableMachine.TestCase
TestTable.settings = settings(max_examples=25, stateful_step_count=30)


def test_columns_have_the_declared_types_and_order() -> None:
    table = Table(3, COLUMNS)
    assert table.names == ("identity", "x", "stage")
    assert [table[name].dtype for name in table.names] == [np.int64, np.float64, np.int16]


def test_two_columns_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match=r"share a name: \['x', 'x'\]"):
        Table(3, (*COLUMNS, Column("x", np.int8, 0, "", "again")))


@given(st.lists(st.tuples(st.integers(-1, 2), st.integers(-1, 3)), max_size=20), st.sets(st.integers(-1, 3)))
def test_rows_are_found_by_code(rows: list[tuple[int, int]], codes: set[int]) -> None:
    identity = np.array([row[0] for row in rows], dtype=np.int64)
    code = np.array([row[1] for row in rows], dtype=np.int16)
    # The last element of the table stands for the code -1.
    wanted = np.array([k in codes for k in (0, 1, 2, 3, -1)])
    expected = [k for k, (number, held) in enumerate(rows) if number >= 0 and held in codes]
    assert rows_holding(np.flatnonzero(identity >= 0), code, wanted).tolist() == expected


@given(counts=st.lists(st.integers(0, 20), max_size=6))
def test_a_growing_table_never_runs_out_and_keeps_what_it_holds(counts: list[int]) -> None:
    table = Table(3, COLUMNS, growing=True)
    for count in counts:
        rows = table.take(count)
        assert rows.size == count
        table["x"][rows] = table["identity"][rows]
    used = table.used()
    assert_array_equal(table["identity"][used], np.arange(sum(counts)))
    assert_array_equal(table["x"][used], np.arange(sum(counts)))
    assert all(table[name].size == table.capacity for name in table.names)
    other = Table(3, COLUMNS, growing=True)
    other.restore(table.state())
    assert_array_equal(other["x"], table["x"])
    assert other.take(1).tolist() == table.take(1).tolist()
