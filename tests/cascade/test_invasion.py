"""Crawling to the vessel: alone quickly, together slowly, to the walls that face the tumor."""

from typing import TYPE_CHECKING

import numpy as np
import pytest

from desktop.cascade.stages import Stage
from desktop.cascade.vasculature import wall_points
from desktop.engine.arrays import FloatArray, IntArray

if TYPE_CHECKING:
    from tests.cascade.conftest import Bench, Chance


def _invaders(run: "Bench", count: int) -> IntArray:
    """Put single cells about the upper right edge of the tumor."""
    angle = np.linspace(-2.2, 0.2, count)
    return run.put(count, Stage.INVADING, x=150.0 + 112.0 * np.cos(angle), y=322.0 + 112.0 * np.sin(angle))


def _to_wall(run: "Bench", x: FloatArray, y: FloatArray) -> FloatArray:
    """Return the distance to the nearest point of wall that faces the tumor."""
    segment, s, side = wall_points(run.network)
    wall_x, wall_y, _ = run.network.place(segment, s, side * run.network.radius[segment])
    return np.asarray(np.hypot(wall_x[None] - x[:, None], wall_y[None] - y[:, None]).min(axis=1))


def test_cells_crawl_at_their_declared_speed(bench: "type[Bench]") -> None:
    run = bench({"invasion.attraction": 1.0, "invasion.group_speed": 0.1, "invasion.single_speed": 0.3})
    place = {"x": 150.0, "y": 300.0}
    single, group = run.put(1, Stage.INVADING, **place), run.put_group(4, Stage.INVADING, **place)
    mobile = run.put(1, Stage.INVADING, **place, mesenchymal=1.0)
    run.run.advance(20)
    minutes = 60.0 * 20 * run.context.place_hours("tissue")
    leaders = np.array([single[0], group[0], mobile[0]])
    path = np.hypot(run.cells["x"][leaders] - 150.0, run.cells["y"][leaders] - 300.0)
    # A cell half way to mesenchymal moves at the declared speed, a mesenchymal one two fifths faster.
    np.testing.assert_allclose(path, minutes * np.array([0.3, 0.1, 1.4 * 0.3]), rtol=1e-6)
    spread = np.hypot(
        run.cells["x"][group] - run.cells["x"][group[0]], run.cells["y"][group] - run.cells["y"][group[0]]
    )
    assert np.all(spread[1:] > 3.0), "followers keep their places behind the leader"
    assert np.all(spread < 30.0)


def test_cells_arrive_at_walls_that_face_the_tumor(bench: "type[Bench]") -> None:
    run = bench({"lymph.open": False}, seconds=0.05)
    rows = _invaders(run, 60)
    group = run.put_group(5, Stage.INVADING, x=170.0, y=222.0)
    run.run.advance(400)
    there = run.events("reached_vessel")
    assert np.isin(rows, there["cell"]).all()
    assert np.isin(group, there["cell"]).all()
    leading = there[np.isin(there["cell"], rows)]
    assert _to_wall(run, leading["x"], leading["y"]).max() < 6.0 + 4.0 + 1.0
    assert np.unique(run.cells["goal_segment"][rows]).size >= 2
    assert run.run.snapshot().funnel[:, 1].tolist() == [60, 1]


@pytest.mark.parametrize(("attraction", "low", "high"), [(0.0, -0.12, 0.12), (0.5, 0.3, 0.95), (1.0, 0.999, 1.001)])
def test_attraction_decides_how_straight_cells_crawl(
    bench: "type[Bench]", attraction: float, low: float, high: float
) -> None:
    run = bench({"invasion.attraction": attraction, "invasion.single_speed": 0.05}, seconds=0.1)
    rows = _invaders(run, 200)
    # Far from any wall, so that nobody arrives; the goals have to be chosen first.
    run.run.advance(1)
    run.cells["y"][rows] += 5000.0
    before = run.cells["y"][rows].copy()
    steps = 400
    run.run.advance(steps)
    path = 60.0 * 0.05 * steps * run.context.place_hours("tissue")
    nearer = before - run.cells["y"][rows]
    assert low < nearer.mean() / path < high


def test_losses_in_the_tissue_follow_the_declared_rate(bench: "type[Bench]", chance: "Chance") -> None:
    run = bench({"invasion.loss": 0.5}, seconds=0.1)
    rows = run.put(800, Stage.INVADING, x=np.linspace(-2e4, -1e4, 800), y=4000.0)
    run.run.advance(5)
    hours = 5 * run.context.place_hours("tissue")
    chance.share(run.dead(rows, "lost_in_tissue").sum(), rows.size, 1.0 - np.exp(-0.5 * hours))
    assert not run.dead(rows, "shear").any()
