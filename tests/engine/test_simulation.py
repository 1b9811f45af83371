"""Same model, parameters and seed give the same states, bit for bit, however a run is cut, watched or gone back in."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, rule
from numpy.testing import assert_array_equal

from desktop.engine.arrays import AnyArray
from desktop.engine.codes import DYING
from desktop.engine.model import Model
from desktop.engine.parameters import Parameters
from desktop.engine.simulation import Simulation, State
from desktop.engine.snapshot import Snapshot

STEP = 0.25
"""Long enough for cells to fade, and rows to be used again, within a test."""


def _run(model: Model, seed: int = 5, *, capacity: int = 64, with_scenery: bool = True) -> Simulation:
    return Simulation(model, model.defaults(), seed, capacity=capacity, step_seconds=STEP, with_scenery=with_scenery)


def _dots(run: Simulation) -> AnyArray:
    return run.snapshot().scenery["dots"]["x"]


def _arrays(snapshot: Snapshot) -> Iterator[AnyArray]:
    for table in (snapshot.cells, snapshot.agents, *snapshot.scenery.values()):
        yield from table.values()
    yield from (snapshot.funnel, snapshot.deaths, snapshot.pace, snapshot.elapsed, snapshot.events, snapshot.new_events)


# --- same seed, same run ---


@settings(max_examples=12)
@given(st.lists(st.integers(0, 12), max_size=8), st.lists(st.integers(0, 7), max_size=5))
def test_pieces_and_onlookers_make_no_difference(toy: Model, pieces: list[int], looks: list[int]) -> None:
    whole, parts = _run(toy), _run(toy)
    whole.advance(sum(pieces))
    for number, piece in enumerate(pieces):
        parts.advance(piece)
        if number in looks:
            parts.snapshot()
            parts.state()
            parts.sha256()
    assert parts.sha256() == whole.sha256()
    assert parts.step == sum(pieces)
    assert parts.time == whole.time == STEP * sum(pieces)
    assert_array_equal(_dots(parts), _dots(whole))


def test_the_toy_does_all_that_these_tests_rely_on(toy: Model) -> None:
    run = _run(toy)
    run.advance(60)
    snapshot = run.snapshot()
    # One of the two risks holds in both stages, the other only in the second.
    assert_array_equal(snapshot.deaths > 0, [[True, False], [True, True]])
    assert np.all(snapshot.funnel > 0)
    assert snapshot.cells["identity"].max() > 100 > snapshot.cells["identity"].size > 20
    assert len({_advanced(toy, seed).sha256() for seed in range(20)}) == 20


def _advanced(toy: Model, seed: int, steps: int = 8) -> Simulation:
    run = _run(toy, seed)
    run.advance(steps)
    return run


def test_scenery_makes_no_difference_to_the_state(toy: Model) -> None:
    with_dots, without = _run(toy), _run(toy, with_scenery=False)
    with_dots.advance(40)
    without.advance(40)
    assert with_dots.sha256() == without.sha256()
    assert without.snapshot().scenery == {}
    without.restore(_advanced(toy, 5, 12).state())
    assert without.sha256() == _advanced(toy, 5, 12).sha256()


Moment = tuple[State, tuple[Parameters, ...], str, Mapping[type, object]]


class JumpingMachine(RuleBasedStateMachine):
    """Goes forth, and back to any moment saved, moving a slider now and then.

    The truth is a run that was never restored and made the same steps with the same parameters.
    """

    saved = Bundle("saved")
    model: Model

    def __init__(self) -> None:
        super().__init__()
        self.run = _run(self.model, capacity=24)
        self.course: tuple[Parameters, ...] = ()

    @rule(steps=st.integers(1, 9))
    def advance(self, steps: int) -> None:
        self.course += (self.run.parameters,) * steps
        self.run.advance(steps)

    @rule(path=st.sampled_from(["toy.burn", "toy.hop", "wind.speed"]), value=st.floats(0.0, 5.0))
    def move_slider(self, path: str, value: float) -> None:
        self.run.set_parameters(self.run.parameters.replace({path: value}))

    @rule(target=saved)
    def save(self) -> Moment:
        return self.run.state(), self.course, self.run.sha256(), self.run.snapshot().resources

    @rule(moment=saved, elsewhere=st.booleans())
    def jump(self, moment: Moment, elsewhere: bool) -> None:
        if elsewhere:
            self.run = _run(self.model, capacity=24)
        state, self.course, sha256, resources = moment
        self.run.restore(state)
        assert self.run.sha256() == sha256
        assert self.run.snapshot().resources == resources
        assert self.run.parameters == state.pending

    def teardown(self) -> None:
        truth = _run(self.model, capacity=24)
        for parameters in self.course:
            truth.set_parameters(parameters)
            truth.advance()
        assert self.run.sha256() == truth.sha256()
        assert_array_equal(_dots(self.run), _dots(truth))
        assert_array_equal(self.run.snapshot().pace, truth.snapshot().pace)
        assert self.run.snapshot().resources == truth.snapshot().resources


def test_every_saved_moment_goes_on_as_if_never_left(toy: Model) -> None:
    class Machine(JumpingMachine):
        model = toy

    Machine.TestCase.settings = settings(max_examples=15, stateful_step_count=25)
    Machine.TestCase("runTest").debug()


# --- parameters ---


@pytest.mark.parametrize("part", ["step", "funnel", "deaths", "elapsed", "events", "cells", "agents", "journeys"])
def test_the_digest_tells_of_every_part_of_the_state(toy: Model, part: str) -> None:
    run = Simulation(toy, toy.defaults(), 1)
    run.advance(60)
    state, before = run.state(), run.sha256()
    run.restore(state)
    assert run.sha256() == before
    value = getattr(state, part)
    if isinstance(value, dict):
        further: Any = {**value, "next_identity": value["next_identity"] + 1}
        run.restore(replace(state, **{part: further}))
        assert run.sha256() != before
        first = value["identity"].copy()
        first[np.flatnonzero(first >= 0)[:1]] += 10_000
        changed: Any = {**value, "identity": first}
    elif part == "events":
        changed = value[:-1]
    else:
        changed = value + 1
    run.restore(replace(state, **{part: changed}))
    assert run.sha256() != before


def test_parameters_take_effect_on_the_next_step(toy: Model) -> None:
    run, untouched = _advanced(toy, 5), _advanced(toy, 5)
    deadly = run.parameters.replace({"toy.old_burn": 1e9, "wind.speed": 0.0})
    run.set_parameters(deadly)
    assert run.sha256() == untouched.sha256()
    assert run.parameters is run.snapshot().parameters is deadly
    x = run.snapshot().agents["x"]
    run.advance()
    assert np.all(run.snapshot().cells["stage"] == DYING)
    assert np.abs(run.snapshot().agents["x"] - x).max() < 5.0
    untouched.advance()
    assert np.abs(untouched.snapshot().agents["x"] - x - 20.0 * STEP).max() < 5.0


def test_only_resources_whose_parameters_changed_are_built_again(toy: Model) -> None:
    run = _run(toy)
    assert len(run.snapshot().resources) == 2
    before = run.snapshot().resources
    run.set_parameters(run.parameters.replace({"toy.burn": 1.0}))
    run.advance()
    assert all(run.snapshot().resources[kind] is thing for kind, thing in before.items())
    run.set_parameters(run.parameters.replace({"wind.speed": 1.0}))
    run.advance()
    after = run.snapshot().resources
    assert {kind.__name__ for kind in before if after[kind] is not before[kind]} == {"Wind"}
    assert [run.snapshot().resource(kind) for kind in after] == list(after.values())


def test_clocks_show_their_pace_before_the_first_step_and_then_add_it_up(toy: Model) -> None:
    run, elapsed = _run(toy), np.zeros(2)
    assert_array_equal(run.snapshot().pace, [1.0, 8.0])
    assert_array_equal(run.snapshot().elapsed, [0.0, 0.0])
    for _ in range(20):
        run.advance()
        elapsed += run.snapshot().pace * STEP
    assert_array_equal(run.snapshot().elapsed, elapsed)
    assert 8.0 * STEP * 20 > elapsed[1] > elapsed[0] == STEP * 20


# --- books that must balance ---


def test_deaths_events_cells_and_funnel_agree(toy: Model) -> None:
    run = _run(toy, capacity=256)
    run.advance(60)
    snapshot = run.snapshot()
    died = snapshot.events[snapshot.events["kind"] == 0]
    hopped = snapshot.events[snapshot.events["kind"] == toy.event_codes["hopped"]]
    counted = np.zeros_like(snapshot.deaths)
    np.add.at(counted, (died["stage"], died["cause"]), 1)
    assert_array_equal(snapshot.deaths, counted)
    living = np.count_nonzero(snapshot.cells["stage"] != DYING)
    assert snapshot.funnel[0, 0] + 2 * snapshot.funnel[1, 0] == living + len(died)
    assert snapshot.funnel[:, 1].sum() == len(np.unique(hopped["journey"]))
    assert len(np.unique(died["cell"])) == len(died)
    dying = snapshot.cells["stage"] == DYING
    last = {int(event["cell"]): event for event in died}
    for row in np.flatnonzero(dying):
        event = last[int(snapshot.cells["identity"][row])]
        assert (event["cause"], event["stage"]) == (snapshot.cells["cause"][row], snapshot.cells["died_in"][row])
    journeys = run.state().journeys
    under_way = journeys["identity"] >= 0
    assert journeys["living"][under_way].sum() == living
    assert np.all(journeys["living"][under_way] > 0)
    assert np.all(np.diff(snapshot.events["step"]) >= 0)
    assert_array_equal(snapshot.events["time"], snapshot.events["step"] * STEP)


@given(st.lists(st.integers(0, 20), max_size=8))
@settings(max_examples=12)
def test_new_events_partition_the_log(toy: Model, pieces: list[int]) -> None:
    run, seen = _run(toy), []
    for piece in pieces:
        run.advance(piece)
        seen.append(run.snapshot().new_events)
    last = run.snapshot()
    assert last.new_events.size == 0
    assert_array_equal(np.concatenate([*seen, last.new_events]), last.events)


def test_a_jump_is_no_news_but_what_follows_is(toy: Model) -> None:
    early, late = _advanced(toy, 5, 10).state(), _advanced(toy, 5, 30).state()
    run = _run(toy)
    for state, other in ((late, early), (early, late)):
        run.restore(state)
        assert run.snapshot().new_events.size == 0
        run.restore(other)
        run.advance(5)
        snapshot = run.snapshot()
        assert_array_equal(snapshot.new_events, snapshot.events[other.events.size :])
        assert snapshot.new_events.size > 0


def test_snapshots_are_read_only_and_stay_as_they_were(toy: Model) -> None:
    run = _run(toy)
    shown: list[tuple[Snapshot, list[AnyArray]]] = []
    for _ in range(6):
        run.advance(9)
        snapshot = run.snapshot()
        shown.append((snapshot, [array.copy() for array in _arrays(snapshot)]))
    run.restore(run.state())
    run.advance(30)
    for snapshot, copies in shown:
        for array, copy in zip(_arrays(snapshot), copies, strict=True):
            assert not array.flags.writeable
            assert_array_equal(array, copy)


def test_a_state_stays_as_it_was(toy: Model) -> None:
    run = _advanced(toy, 5, 20)
    state, then = run.state(), run.sha256()
    run.advance(50)
    run.restore(state)
    run.advance(20)
    run.restore(state)
    assert run.sha256() == then


@pytest.mark.parametrize("capacity", [1, 5])
def test_a_full_table_takes_no_more_and_breaks_nothing(toy: Model, capacity: int) -> None:
    run = _run(toy, capacity=capacity + 3)
    run.advance(100)
    snapshot = run.snapshot()
    assert snapshot.cells["identity"].size <= capacity + 3
    assert np.all(np.diff(snapshot.funnel, axis=1) <= 0)
    assert all(np.all(one >= 0) for one in (snapshot.deaths, snapshot.funnel))


def test_time_spent_in_a_stage_runs_by_the_clock_of_its_place(toy: Model) -> None:
    run = _run(toy)
    for before, after in pairwise(_steps(run, 30)):
        same = np.intersect1d(before.cells["identity"], after.cells["identity"])
        old = np.flatnonzero(np.isin(before.cells["identity"], same))
        new = np.flatnonzero(np.isin(after.cells["identity"], same))
        stage = after.cells["stage"][new]
        stayed = (stage == before.cells["stage"][old]) & (stage != DYING)
        spent = after.cells["stage_hours"][new]
        gained = np.where(stayed, spent - before.cells["stage_hours"][old], spent)
        expected = np.where(stage != DYING, after.pace[stage] * STEP, gained)
        np.testing.assert_allclose(gained, expected, rtol=1e-12)


def _steps(run: Simulation, count: int) -> Iterator[Snapshot]:
    for _ in range(count):
        run.advance()
        yield run.snapshot()
