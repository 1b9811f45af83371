"""The log only grows, what it has shown never changes, and its entries tell when they happened."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from desktop.engine.arrays import AnyArray
from desktop.engine.events import EVENT, EventLog
from desktop.engine.model import Model
from desktop.engine.simulation import STEP_SECONDS, Simulation


def _events(first: int, count: int) -> AnyArray:
    rows = np.zeros(count, dtype=EVENT)
    rows["cell"] = np.arange(first, first + count)
    return rows


@given(st.lists(st.one_of(st.integers(0, 700), st.just("restore")), max_size=12))
def test_the_log_is_everything_appended_and_its_views_stay_as_they_were(acts: list[int | str]) -> None:
    log, truth, total = EventLog(), _events(0, 0), 0
    views: list[tuple[AnyArray, AnyArray]] = []
    for act in acts:
        if isinstance(act, int):
            truth = np.concatenate([truth, _events(total, act)])
            log.append(_events(total, act))
            total += act
        else:
            # Going back, and then on along another course, must not reach into views of the first one.
            truth = truth[: len(truth) // 2]
            log.restore(log.since(0)[: len(truth)])
        views.append((log.since(len(truth) // 3), truth[len(truth) // 3 :].copy()))
        assert len(log) == len(truth)
        assert_array_equal(log.since(), truth)
    for view, then in views:
        assert_array_equal(view, then)


def test_views_are_read_only() -> None:
    log = EventLog()
    log.append(_events(0, 3))
    with pytest.raises(ValueError, match="read-only"):
        log.since()["cell"][0] = 9


def test_an_event_tells_the_moment_and_the_biological_hours_of_its_place(toy: Model) -> None:
    run = Simulation(toy, toy.defaults(), 4)
    seen = set()
    for step in range(120):
        run.advance()
        now = run.snapshot()
        hours = now.elapsed[toy.stage_places[now.new_events["stage"]]]
        assert_array_equal(now.new_events["hours"], hours)
        assert_array_equal(now.new_events["step"], step)
        assert_array_equal(now.new_events["time"], step * STEP_SECONDS)
        hours = dict(zip(now.cells["identity"].tolist(), now.cells["stage_hours"].tolist(), strict=True))
        died = now.new_events[now.new_events["kind"] == 0]
        assert died["value"].tolist() == [hours[cell] for cell in died["cell"].tolist()], "time spent in the stage"
        seen |= {(toy.events[kind].name, stage) for kind, stage in now.new_events[["kind", "stage"]].tolist()}
    assert now.elapsed[0] == pytest.approx(2.0), "an hour for each second"
    assert 8.0 <= now.elapsed[1] < 16.0, "four or eight"
    assert {("died", 0), ("died", 1), ("hopped", 1)} <= seen
