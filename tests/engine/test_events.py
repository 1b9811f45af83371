"""The log only grows, and what it has shown never changes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from desktop.engine.arrays import AnyArray
from desktop.engine.events import EVENT, EventLog


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
