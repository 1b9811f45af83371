"""However cells move and die, the funnel narrows, and it is the count of journeys that got at least so far."""

from dataclasses import dataclass

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from numpy.testing import assert_array_equal

from desktop.engine.journeys import Journeys

CAPACITY, MILESTONES = 5, 4


@dataclass
class Journey:
    size: int
    living: int
    counted: bool
    reached: int = -1


class JourneyMachine(RuleBasedStateMachine):
    """Keeps every journey ever made, under way or over, beside the table."""

    def __init__(self) -> None:
        super().__init__()
        self.journeys = Journeys(CAPACITY, MILESTONES)
        self.under_way: dict[int, Journey] = {}
        self.ever: list[Journey] = []

    @rule(size=st.integers(1, 4), counted=st.booleans())
    def start(self, size: int, counted: bool) -> None:
        row = self.journeys.start(size, counted=counted)
        if len(self.under_way) == CAPACITY:
            assert row == -1
            return
        assert row == min(set(range(CAPACITY)) - set(self.under_way))
        self.under_way[row] = Journey(size, size, counted)
        self.ever.append(self.under_way[row])

    @precondition(lambda self: self.under_way)
    @rule(data=st.data(), milestone=st.integers(0, MILESTONES - 1))
    def reach(self, data: st.DataObject, milestone: int) -> None:
        """Several cells of a journey may arrive in one step, and cells that belong to none."""
        rows = data.draw(st.lists(st.sampled_from([-1, *self.under_way]), max_size=6))
        self.journeys.reach(np.array(rows, dtype=np.int64), milestone)
        for row in set(rows) - {-1}:
            self.under_way[row].reached = max(self.under_way[row].reached, milestone)

    @precondition(lambda self: self.under_way)
    @rule(data=st.data())
    def leave(self, data: st.DataObject) -> None:
        """One step may take several cells of one journey."""
        cells = [row for row, journey in self.under_way.items() for _ in range(journey.living)]
        gone = data.draw(st.lists(st.sampled_from(range(len(cells))), unique=True, max_size=6))
        rows = [cells[k] for k in gone]
        self.journeys.leave(np.array([*rows, -1], dtype=np.int64))
        for row in rows:
            self.under_way[row].living -= 1
        self.under_way = {row: journey for row, journey in self.under_way.items() if journey.living > 0}

    @invariant()
    def the_funnel_counts_and_narrows(self) -> None:
        expected = np.zeros((2, MILESTONES), dtype=np.int64)
        for journey in self.ever:
            if journey.counted:
                expected[int(journey.size > 1), : journey.reached + 1] += 1
        assert_array_equal(self.journeys.funnel, expected)
        assert np.all(np.diff(self.journeys.funnel, axis=1) <= 0)
        assert self.journeys.used().tolist() == sorted(self.under_way)
        for row, journey in self.under_way.items():
            assert self.journeys["living"][row] == journey.living


TestJourneys = JourneyMachine.TestCase
TestJourneys.settings = settings(max_examples=25, stateful_step_count=30)
