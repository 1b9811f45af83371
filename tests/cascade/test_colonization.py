"""In new tissue: sleep, growth or death, in the declared shares, shifted by the balance of two signals."""

from typing import TYPE_CHECKING

import numpy as np
import pytest

from desktop.cascade.colonization import REFERENCE_BALANCE, relative_balance
from desktop.cascade.stages import Stage
from desktop.engine.parameters import Value

if TYPE_CHECKING:
    from tests.cascade.conftest import Bench, Chance

PLAIN: dict[str, Value] = {
    "settling.spread": 0.0,
    "settling.balance": REFERENCE_BALANCE,
    "settling.time": 10.0,
    "metabolism.strength": 1.0,
    "dormancy.half_life": 70.0,
    "clocks.organ": 200.0,
    "clocks.organ_asleep": 200.0,
}


@pytest.mark.parametrize(("asleep", "growing"), [(40.0, 30.0), (20.0, 5.0)])
def test_cells_settle_in_the_declared_shares(
    bench: "type[Bench]", chance: "Chance", asleep: float, growing: float
) -> None:
    run = bench({**PLAIN, "settling.dormant": asleep, "settling.growing": growing}, seconds=0.02, capacity=2000)
    rows = run.put(1500, Stage.SETTLING)
    run.run.advance(500)
    assert not np.any(run.cells["stage"][rows] == Stage.SETTLING)
    slept, grew = run.events("fell_asleep").size, run.events("began_to_grow").size
    chance.share(slept, rows.size, asleep / 100.0)
    chance.share(grew, rows.size, growing / 100.0)
    assert run.dead(rows, "no_niche").sum() == rows.size - slept - grew
    assert run.run.snapshot().funnel[0, 5] == slept + grew
    chance.mean(run.events("fell_asleep")["value"], 10.0 + 0.5 * 0.02 * 200.0 / 24.0)


def test_the_balance_tips_sleep_into_growth(bench: "type[Bench]") -> None:
    slept, grew = [], []
    for balance in (0.03, 0.3, 3.0):
        run = bench({**PLAIN, "settling.balance": balance, "settling.growing": 10.0}, seconds=0.05)
        run.put(300, Stage.SETTLING)
        run.run.advance(150)
        slept.append(run.events("fell_asleep").size)
        grew.append(run.events("began_to_grow").size)
    assert slept[0] > slept[1] > slept[2]
    assert grew[0] < grew[1] < grew[2]


def test_cells_differ_and_their_mean_balance_is_the_slider(bench: "type[Bench]", chance: "Chance") -> None:
    run = bench({"settling.spread": 0.5, "settling.balance": 2.0 * REFERENCE_BALANCE}, capacity=5000)
    balance = relative_balance(run.context, run.put(4000, Stage.SETTLING))
    chance.mean(balance, 2.0)
    chance.mean(np.log(balance), np.log(2.0) - 0.5 * 0.25)
