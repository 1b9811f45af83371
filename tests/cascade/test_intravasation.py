"""Two ways into the vessel: through doorways that open in bursts, and through a wall that leaks."""

from typing import TYPE_CHECKING

import numpy as np
import pytest

from desktop.cascade.stages import Stage
from desktop.cascade.vasculature import is_doorway, wall_points
from desktop.engine.arrays import BoolArray, IntArray

if TYPE_CHECKING:
    from tests.cascade.conftest import Bench, Chance


def _waiting(run: "Bench", count: int, *, active: bool, at_doorways: bool = False) -> IntArray:
    """Put single cells at the wall, at any of its points or at doorways."""
    segment, s, side = wall_points(run.network)
    points = np.flatnonzero(is_doorway()) if at_doorways else np.arange(s.size)
    chosen = points[np.arange(count) % points.size]
    segment, s, side = segment[chosen], s[chosen], side[chosen]
    x, y, _ = run.network.place(segment, s, side * (run.network.radius[segment] + 6.0))
    goal = {"goal_segment": segment, "goal_s": s, "goal_side": side}
    return run.put(count, Stage.ENTERING, x=x, y=y, active=active, **goal)


def _crossing(run: "Bench", rows: IntArray) -> BoolArray:
    return np.asarray((run.cells["crossing"][rows] >= 0.0) | (run.cells["stage"][rows] == Stage.TRAVELLING))


def _doors(run: "Bench") -> IntArray:
    return run.states("doorway")


def test_doorways_keep_the_declared_rhythm(bench: "type[Bench]") -> None:
    run = bench({"intravasation.open_minutes": 45.0, "intravasation.closed_hours": 1.5, "clocks.wall": 1.0})
    period, steps = 2.25, 270
    open_steps = np.zeros(_doors(run).size)
    assert steps * run.context.seconds == 2 * period
    for _ in range(steps):
        run.run.advance(1)
        open_steps += run.agents["open"][_doors(run)] > 0.5
    np.testing.assert_allclose(open_steps / steps, 0.75 / period, atol=0.02)


def test_active_cells_enter_only_through_open_doorways(bench: "type[Bench]") -> None:
    run = bench({"intravasation.through_doorway": 60.0, "clocks.wall": 0.5})
    rows = _waiting(run, 200, active=True, at_doorways=True)
    doors = _doors(run)
    x, y = run.cells["x"][rows], run.cells["y"][rows]
    door = doors[
        np.argmin(
            np.hypot(x[:, None] - run.agents["x"][None, doors], y[:, None] - run.agents["y"][None, doors]), axis=1
        )
    ]
    began, ever_shut = _crossing(run, rows), np.zeros(rows.size, dtype=bool)
    for _ in range(300):
        run.run.advance(1)
        now = _crossing(run, rows)
        nearly = run.agents["open"][door] > 0.05
        assert nearly[now & ~began].all()
        ever_shut |= ~nearly & ~now
        began = now
    assert began.sum() > 100
    assert ever_shut.sum() > 100
    entered = run.events("entered_actively")
    assert entered.size > 0
    assert run.events("entered_passively").size == 0
    entered = rows[np.isin(rows, entered["cell"])]
    assert np.all(np.abs(run.cells["r"][entered]) <= run.network.radius[run.cells["segment"][entered]])


@pytest.mark.parametrize(("minutes", "pace"), [(15.0, 0.5), (5.0, 1.0), (5.0, 3.0)])
def test_the_pace_of_the_clock_does_not_shut_a_doorway(
    bench: "type[Bench]", chance: "Chance", minutes: float, pace: float
) -> None:
    changes = {"intravasation.open_minutes": minutes, "intravasation.closed_hours": 0.5, "clocks.wall": pace}
    run = bench({**changes, "intravasation.through_doorway": 2.0})
    rows = _waiting(run, 400, active=True, at_doorways=True)
    period = 0.5 + minutes / 60.0
    bursts = 1 if pace < 1.0 else 3
    steps = round(bursts * period / run.context.place_hours("wall"))
    run.run.advance(steps)
    chance.share(_crossing(run, rows).sum(), rows.size, 1.0 - np.exp(-2.0 * bursts * minutes / 60.0))


def test_passive_cells_are_pushed_in_anywhere_at_the_declared_rate(bench: "type[Bench]", chance: "Chance") -> None:
    run = bench({"intravasation.leak": 0.8, "clocks.wall": 1.0})
    rows = _waiting(run, 600, active=False)
    run.run.advance(45)
    chance.share(_crossing(run, rows).sum(), rows.size, 1.0 - np.exp(-0.8 * 0.75))
    run.run.advance(60)
    entered = run.events("entered_passively")
    assert entered.size > 100
    assert run.events("entered_actively").size == 0
    points = rows[np.isin(rows, entered["cell"])] % is_doorway().size
    assert np.unique(points).size > 90, "all along the wall"
    assert not run.agents["leak"][_doors(run)].any(), "single cells do no damage"


@pytest.mark.parametrize("percent", [0.0, 30.0, 100.0])
def test_the_active_share_is_the_declared_one(bench: "type[Bench]", chance: "Chance", percent: float) -> None:
    run = bench({"intravasation.active_share": percent, "lymph.open": False})
    rows = run.put(400, Stage.INVADING, x=200.0, y=210.0)
    run.run.advance(1)
    active = run.cells["active"][rows]
    if percent in {0.0, 100.0}:
        assert np.all(active == (percent == 100.0))
    else:
        chance.share(active.sum(), rows.size, percent / 100.0)
    segment, s, _ = wall_points(run.network)
    doors = {(int(k), float(at)) for k, at in zip(segment[is_doorway()], s[is_doorway()], strict=True)}
    goals = [(int(run.cells["goal_segment"][row]), float(run.cells["goal_s"][row])) for row in rows]
    at_door = np.array([goal in doors for goal in goals])
    assert at_door[active].all()
    assert percent == 100.0 or not at_door[~active].all()


def test_groups_make_the_wall_leak_and_it_heals_as_declared(bench: "type[Bench]", chance: "Chance") -> None:
    run = bench({"intravasation.healing": 2.0, "intravasation.leak": 0.05, "clocks.wall": 1.0}, seconds=0.05)
    doors = _doors(run)
    run.run.advance(5)
    assert not run.agents["leak"][doors].any()
    goal = {"goal_segment": 2, "goal_s": 1.0, "goal_side": -1.0, "crossing": -1e9}
    door = doors[2]
    group = run.put_group(
        5, Stage.ENTERING, x=run.agents["x"][door], y=run.agents["y"][door], active=True, resistance_intravasation=1e9,
        **goal,
    )  # fmt: skip
    levels = []
    for _ in range(30):
        run.run.advance(1)
        levels.append(float(run.agents["leak"][door]))
    assert np.all(np.diff(levels) >= 0.0)
    assert levels[0] > 0.0
    assert levels[-1] == pytest.approx(1.0, abs=0.03)
    assert not run.agents["leak"][doors[[0, 1, 3]]].any(), "only the wall beside the group"
    # Others slip in behind the group: at full damage the leak is 1 + disruption times as wide.
    run.change(intravasation__leak=0.5)
    others = run.put(500, Stage.ENTERING, x=run.agents["x"][door], y=run.agents["y"][door], active=False, **goal)
    run.run.advance(4)
    rate = 0.5 * (1.0 + run.value("intravasation.disruption"))
    chance.share(_crossing(run, others).sum(), others.size, 1.0 - np.exp(-rate * 4 * 0.05))
    run.cells.give_back(np.concatenate([group, others]))
    before = run.agents["leak"][door]
    run.run.advance(50)
    assert run.agents["leak"][door] == pytest.approx(before * np.exp(-50 * 0.05 / 2.0))


def test_a_group_goes_in_one_behind_the_other_and_stays_together(bench: "type[Bench]") -> None:
    run = bench({"intravasation.leak": 5.0, "clocks.wall": 6.0, "clusters.break_up": 0.0})
    segment, s, side = (values[20] for values in wall_points(run.network))
    goal = {"goal_segment": segment, "goal_s": s, "goal_side": side, "active": False}
    group = run.put_group(4, Stage.ENTERING, x=200.0, y=200.0, **goal)
    run.run.advance(180)
    entered = run.events("entered_passively")
    assert entered["cell"].tolist() == group.tolist()
    assert np.all(np.diff(entered["step"]) > 0)
    assert np.unique(run.cells["cluster"][group]).size == 1
    assert run.run.snapshot().funnel[:, 2].tolist() == [0, 1]
