"""The slow way round: through the lymph and its node into the blood."""

from typing import TYPE_CHECKING

import numpy as np
import pytest

from desktop.cascade.lymph import AFFERENT, EFFERENT, NODE
from desktop.cascade.stages import Stage
from desktop.engine.arrays import IntArray
from desktop.engine.network import DrainageNetwork
from desktop.engine.parameters import Value

if TYPE_CHECKING:
    from tests.cascade.conftest import Bench, Chance

SLOW: dict[str, Value] = {"lymph.t_visits": 0.0}


def _middle(run: "Bench") -> float:
    length = run.context.resource(DrainageNetwork).length
    return float(length[AFFERENT] + 0.5 * length[NODE])


@pytest.mark.parametrize(("percent", "is_open"), [(30.0, True), (30.0, False), (100.0, True)])
def test_the_declared_share_makes_for_the_lymph(
    bench: "type[Bench]", chance: "Chance", percent: float, is_open: bool
) -> None:
    run = bench({"lymph.share": percent, "lymph.open": is_open, "clocks.wall": 6.0, "lymph.entry": 20.0}, seconds=0.1)
    rows = run.put(400, Stage.INVADING, x=np.linspace(170.0, 260.0, 400), y=430.0)
    run.run.advance(1)
    by_lymph = run.cells["by_lymph"][rows]
    if percent < 100.0 and is_open:
        chance.share(by_lymph.sum(), rows.size, percent / 100.0)
    else:
        assert np.all(by_lymph == is_open)
    run.run.advance(40)
    entered = run.events("entered_lymph")["cell"]
    assert np.isin(entered, rows[by_lymph]).all()
    assert (entered.size > 50) == is_open
    assert not np.isin(rows[by_lymph], run.events("entered_passively")["cell"]).any()


def test_cells_come_out_of_the_node_into_the_vein_and_know_how_long_it_held_them(bench: "type[Bench]") -> None:
    run = bench({**SLOW, "lymph.stay": 3.0}, seconds=0.05)
    rows = run.put(40, Stage.LYMPH, by_lymph=True, travelled=_middle(run) - 0.1, resistance_arrest=np.inf)
    end, inside = _middle(run) + 0.5 * run.context.resource(DrainageNetwork).length[NODE], np.zeros(40)
    while run.events("left_node").size < 40:
        held = (run.cells["stage"][rows] == Stage.LYMPH) & (run.cells["travelled"][rows] < end)
        inside += np.where(held, run.context.place_hours("lymph"), 0.0)
        run.run.advance(1)
        assert run.run.time < 120.0
    left = run.events("left_node")
    np.testing.assert_allclose(left["value"][np.argsort(left["cell"])], inside)
    assert run.run.snapshot().funnel[0, 2] == 40
    assert np.isin(run.cells["stage"][rows], (Stage.TRAVELLING, Stage.ARRESTED)).all()


def test_the_median_stay_is_the_declared_one(bench: "type[Bench]", chance: "Chance") -> None:
    run = bench({**SLOW, "lymph.stay": 12.0}, seconds=0.05, capacity=1500)
    rows = run.put(800, Stage.LYMPH, by_lymph=True, travelled=_middle(run))
    for wanted in (8.0, 12.0, 18.0):
        while run.cells["node_hours"][rows].max() < wanted:
            run.run.advance(1)
        waiting = np.count_nonzero(run.cells["travelled"][rows] <= _middle(run))
        gone = 0.5 if wanted == 12.0 else (0.5 * (1.0 + np.sign(wanted - 12.0) * 0.5826))
        chance.share(rows.size - waiting, rows.size, float(gone))


def test_the_lymph_spares_cells_oxidative_stress_then_and_later(bench: "type[Bench]") -> None:
    run = bench({"lymph.oxidation": 0.2, "lymph.protection": 0.5})
    direct = run.put(1, Stage.TRAVELLING)
    inside, after = run.put(1, Stage.LYMPH, by_lymph=True), run.put(1, Stage.TRAVELLING, by_lymph=True)
    for rows, left in ((inside, 0.2), (after, 0.5)):
        np.testing.assert_allclose(run.multiplier("oxidation", rows) / run.multiplier("oxidation", direct), left)
        np.testing.assert_allclose(run.multiplier("shear", rows), run.multiplier("shear", direct))
    assert run.hazard("shear", direct).shape == (1,)


def _group_in_node(run: "Bench", size: int) -> IntArray:
    rows = run.put_group(size, Stage.LYMPH, by_lymph=True, travelled=_middle(run) - 2.0, unanchored_hours=3.0)
    run.cells["resistance_arrest"][rows] = np.inf
    return rows


def test_the_node_holds_and_examines_every_member_of_a_group(bench: "type[Bench]") -> None:
    changes: dict[str, Value] = {
        "lymph.stay": 24.0,
        "lymph.t_visits": 5.0,
        "t_cell.density": 600.0,
        "t_cell.match": 0.0,
    }
    run = bench({**changes, "anoikis.hazard": 0.5, "anoikis.delay": 4.0}, seconds=0.05)
    group = _group_in_node(run, 4)
    while run.cells["node_hours"][group[0]] < 5.0:
        run.run.advance(1)
    assert not run.dead(group).any(), "the meshwork of the node gives support to all"
    assert run.cells["unanchored_hours"][group].max() < 2.0
    assert np.isin(group, run.events("t_contact")["cell"]).all()


def test_a_group_comes_out_of_the_node_whole(bench: "type[Bench]") -> None:
    run = bench({**SLOW, "lymph.stay": 2.0, "clusters.break_up": 0.0}, seconds=0.05)
    group = _group_in_node(run, 4)
    while np.any(run.cells["stage"][group] == Stage.LYMPH):
        run.run.advance(1)
        assert run.run.time < 60.0
    assert np.all(run.cells["stage"][group] == Stage.TRAVELLING)
    assert np.unique(run.cells["cluster"][group]).size == 1
    assert np.ptp(run.events("left_node")["step"]) == 0
    assert run.run.snapshot().funnel[:, 2].tolist() == [0, 1]
    run.run.advance(60)
    assert np.ptp(run.cells["s"][group]) < 60.0


def test_the_duct_gives_no_support(bench: "type[Bench]") -> None:
    run = bench({**SLOW, "lymph.stay": 2.0}, seconds=0.05)
    single = run.put(1, Stage.LYMPH, by_lymph=True, travelled=_middle(run) - 2.0)
    cells = np.concatenate([_group_in_node(run, 3), single])
    in_duct = np.zeros(cells.size)
    while np.any(run.cells["stage"][cells] == Stage.LYMPH):
        run.run.advance(1)
        there = (run.cells["stage"][cells] == Stage.LYMPH) & (run.cells["segment"][cells] == EFFERENT)
        in_duct += there * run.context.place_hours("lymph")
    assert in_duct.min() > 0.0
    assert np.all(run.cells["unanchored_hours"][cells] > 0.5 * in_duct)
