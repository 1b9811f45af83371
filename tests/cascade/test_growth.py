"""Nests double on time, count as micro- and macrometastases when they are, and dwindle at the declared rate."""

from typing import TYPE_CHECKING

import numpy as np
import pytest

from desktop.cascade.growth import DRAWN_RADIUS_LIMIT, MACROMETASTASIS, MICROMETASTASIS
from desktop.cascade.stages import Reached, Stage

if TYPE_CHECKING:
    from tests.cascade.conftest import Bench, Chance


@pytest.mark.parametrize("days", [15.0, 50.0])
def test_a_nest_doubles_exactly_on_time(bench: "type[Bench]", days: float) -> None:
    run = bench({"growth.doubling_time": days, "clocks.organ": 240.0}, seconds=0.05)
    rows = run.put(2, Stage.GROWING, nest_cells=[1.0, 3.0])
    run.run.advance(round(2.0 * days / 10.0 / 0.05))
    np.testing.assert_allclose(run.cells["nest_cells"][rows], [4.0, 12.0])


def test_milestones_are_passed_once_at_their_size(bench: "type[Bench]") -> None:
    run = bench({"growth.doubling_time": 15.0, "clocks.organ": 360.0}, seconds=0.1)
    rows = run.put(1, Stage.GROWING)
    radius, seen = 0.0, []
    for _ in range(220):
        before = run.cells["nest_cells"][rows[0]]
        run.run.advance(1)
        after = run.cells["nest_cells"][rows[0]]
        assert radius <= run.cells["radius"][rows[0]] <= DRAWN_RADIUS_LIMIT
        radius = run.cells["radius"][rows[0]]
        for name, size in (("micrometastasis", MICROMETASTASIS), ("macrometastasis", MACROMETASTASIS)):
            if before < size <= after:
                assert run.events(name)["step"].tolist() == [run.run.step - 1]
                seen.append(name)
    assert seen == ["micrometastasis", "macrometastasis"]
    assert run.events("micrometastasis").size == run.events("macrometastasis").size == 1
    assert run.cells["stage"][rows[0]] == Stage.MACROMETASTASIS
    assert run.run.snapshot().funnel[0, Reached.MACROMETASTASIS] == 1


def test_the_declared_share_of_nests_dwindles_in_each_doubling(bench: "type[Bench]", chance: "Chance") -> None:
    run = bench(
        {"growth.failure": 50.0, "growth.doubling_time": 20.0, "clocks.organ": 240.0}, seconds=0.1, capacity=2000
    )
    rows = run.put(1500, Stage.GROWING)
    large = run.put(3, Stage.MACROMETASTASIS, nest_cells=1e6)
    for doublings in (1, 2):
        run.run.advance(20)
        chance.share(run.dead(rows, "regression").sum(), rows.size, 1.0 - 0.5**doublings)
    assert not run.dead(large).any()


def test_on_the_human_scale_nests_are_lost_before_they_are_micrometastases(
    bench: "type[Bench]", chance: "Chance"
) -> None:
    """And only then; the step is coarse enough for a nest to outgrow the loss within one."""
    slow = {"realism.human_scale": True, "realism.multiplier": 0.25, "growth.doubling_time": 15.0}
    run = bench({**slow, "clocks.organ": 240.0}, seconds=0.2, capacity=2600)
    rows = run.put(2000, Stage.GROWING)
    grown = run.put(300, Stage.GROWING, nest_cells=MICROMETASTASIS)
    run.run.advance(40)
    chance.share(run.events("micrometastasis").size, rows.size, 0.25)
    chance.share(run.dead(rows, "regression").sum(), rows.size, 0.75)
    assert not run.dead(grown).any()


def test_without_the_switch_the_human_scale_does_nothing(bench: "type[Bench]") -> None:
    run = bench({"realism.multiplier": 1e-5, "growth.doubling_time": 15.0, "clocks.organ": 240.0}, seconds=0.2)
    rows = run.put(50, Stage.GROWING)
    run.run.advance(40)
    assert not run.dead(rows).any()
    assert run.events("micrometastasis").size == rows.size
