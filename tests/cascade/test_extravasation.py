"""Lodged cells take hold and leave the vessel in times of their own, if they are able to."""

from typing import TYPE_CHECKING

import numpy as np

from desktop.cascade.stages import Stage

if TYPE_CHECKING:
    from tests.cascade.conftest import Bench, Chance


def test_times_are_log_normal_and_the_able_share_leaves(bench: "type[Bench]", chance: "Chance") -> None:
    changes = {
        "extravasation.adhesion_time": 1.0, "extravasation.leaving_time": 24.0, "extravasation.spread": 0.4,
        "extravasation.crossing_time": 6.0, "extravasation.success": 80.0, "clocks.capillary": 6.0,
    }  # fmt: skip
    run = bench(changes, seconds=0.05, capacity=2000)
    rows = run.lodge(1200, resistance_no_niche=np.inf)
    run.run.advance(400)
    left = run.events("left_vessel")
    chance.share(left.size, rows.size, 0.8)

    # Events fall on the end of a step of 0.3 h, and crossing ends one step after its time.
    chance.law(left["value"] - 0.3, "lognorm", 0.4, 0.0, 24.0)
    assert np.all(run.cells["stage"][left["cell"]] > Stage.LEAVING)
    assert run.run.snapshot().funnel[0, 4] == left.size


def test_nobody_leaves_without_a_firm_hold(bench: "type[Bench]") -> None:
    changes = {"extravasation.adhesion_time": 20.0, "extravasation.leaving_time": 4.0, "clocks.capillary": 6.0}
    run = bench({**changes, "extravasation.success": 60.0}, seconds=0.05)
    rows = run.lodge(200, resistance_no_niche=np.inf)
    for _ in range(100):
        run.run.advance(1)
        beyond = run.cells["stage"][rows] > Stage.ARRESTED
        assert run.cells["adhered"][rows][beyond].all()
    held, left = run.events("adhered"), run.events("left_vessel")
    assert 50 < left.size < 150
    by_cell = dict(zip(held["cell"].tolist(), held["time"].tolist(), strict=True))
    assert all(by_cell[cell] < time for cell, time in zip(left["cell"].tolist(), left["time"].tolist(), strict=True))


def test_a_cell_comes_out_beside_its_vessel(bench: "type[Bench]") -> None:
    run = bench({"extravasation.leaving_time": 4.0, "extravasation.adhesion_time": 1.0, "clocks.capillary": 6.0})
    rows = run.lodge(24, resistance_no_niche=np.inf)
    run.run.advance(300)
    out = rows[run.cells["stage"][rows] > Stage.LEAVING]
    assert out.size > 10
    beside = np.abs(run.cells["r"][out]) - run.network.radius[run.cells["segment"][out]]
    assert np.all(beside >= run.cells["radius"][out])
    assert {-1.0, 1.0} == set(np.sign(run.cells["r"][out]).tolist())
