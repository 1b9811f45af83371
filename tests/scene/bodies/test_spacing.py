from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from desktop.cascade import MODEL
from desktop.engine.simulation import Simulation
from desktop.engine.snapshot import Snapshot
from desktop.scene.bodies.spacing import CLOSE, drawn_places

MOMENT = Simulation(MODEL, MODEL.defaults(), 1).snapshot()


def _with(x: list[float], heading: float = 0.0, bound: tuple[bool, ...] = ()) -> Snapshot:
    count = len(x)
    agents = {name: column[:count].copy() for name, column in MOMENT.agents.items()}
    agents["x"], agents["y"] = np.array(x), np.full(count, 200.0)
    agents["heading"], agents["radius"] = np.full(count, heading), np.full(count, 5.0)
    agents["partner"] = np.where(np.array(bound or (False,) * count), 7, -1)
    return replace(MOMENT, agents=agents)


def test_cells_that_overlap_are_drawn_apart_and_others_where_they_are() -> None:
    x, y = drawn_places(_with([100.0, 106.0, 300.0]))
    np.testing.assert_allclose(np.abs(x[1] - x[0]), CLOSE * 10.0, rtol=1e-6)
    assert (x[2], y[2]) == (300.0, 200.0)
    assert np.all(y == 200.0)


def test_a_cell_that_holds_its_prey_stays() -> None:
    x, _ = drawn_places(_with([100.0, 106.0], bound=(True, False)))
    assert x[0] == 100.0
    np.testing.assert_allclose(x[1], 100.0 + CLOSE * 10.0, rtol=1e-6)


@given(st.floats(-12.0, 12.0))
def test_cells_slip_past_each_other_without_a_jump(gap: float) -> None:
    places = [drawn_places(_with([100.0, 100.0 + gap + step]))[0] for step in (0.0, 0.02)]
    assert np.abs(places[1] - places[0]).max() < 0.4


def test_the_run_itself_is_left_alone() -> None:
    before = MOMENT.agents["x"].copy()
    drawn_places(MOMENT)
    assert np.array_equal(before, MOMENT.agents["x"])
