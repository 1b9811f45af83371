"""A slow computer draws less scenery, says so, and changes no fate."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.ui.run.level_of_detail import LEVELS, PATIENCE, LevelOfDetail
from desktop.ui.workspace.workspace import Workspace


def test_a_slow_computer_draws_less_and_a_fast_one_more_again() -> None:
    detail = LevelOfDetail()
    assert [detail.judge(0.03) for _ in range(PATIENCE)] == [1.0] * (PATIENCE - 1) + [LEVELS[1]]
    for _ in range(10 * PATIENCE):
        detail.judge(0.03)
    assert detail.share == LEVELS[-1]
    for _ in range(20 * PATIENCE):
        detail.judge(0.004)
    assert detail.share == 1.0


@given(costs=st.lists(st.sampled_from([0.002, 0.012, 0.03]), max_size=200))
def test_what_is_drawn_changes_seldom(costs: list[float]) -> None:
    detail = LevelOfDetail()
    shares = np.array([detail.judge(cost) for cost in costs])
    changes = np.flatnonzero(np.diff(shares))
    assert changes.size == 0 or np.diff(changes).min(initial=PATIENCE) >= PATIENCE


def test_the_window_says_that_it_draws_less(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[float] = []
    workspace.thinned.connect(said.append)
    monkeypatch.setattr(workspace.session.stepper, "running", True)
    before = workspace.session.simulation.sha256()
    workspace.scene.paint_cost = 0.05
    for _ in range(PATIENCE):
        workspace.judge_level_of_detail()
    assert said == [LEVELS[1]]
    assert workspace.scene.options.level_of_detail == LEVELS[1]
    assert workspace.session.simulation.sha256() == before
