"""Sleepers wake by their half-life, live on themselves, and starve when they cannot."""

from typing import TYPE_CHECKING

import numpy as np
import pytest

from desktop.cascade.stages import Stage
from desktop.engine.clocks import HOURS_PER_YEAR

if TYPE_CHECKING:
    from tests.cascade.conftest import Bench, Chance


def _years(run: "Bench") -> float:
    return float(run.context.clocks.elapsed[run.context.model.place_codes["organ"]]) / HOURS_PER_YEAR


def test_half_the_sleepers_wake_within_the_half_life(bench: "type[Bench]", chance: "Chance") -> None:
    run = bench({"dormancy.half_life": 2.0, "settling.spread": 0.0, "clocks.organ": 1000.0}, seconds=0.4, capacity=2000)
    rows = run.put(1500, Stage.DORMANT)
    for _ in range(3):
        run.run.advance(12)
        asleep = np.count_nonzero(run.cells["stage"][rows] == Stage.DORMANT)
        chance.share(asleep, rows.size, 0.5 ** (_years(run) / 2.0))
    assert run.events("woke").size == rows.size - asleep


def test_stress_signals_keep_cells_asleep(bench: "type[Bench]") -> None:
    woke = []
    for balance in (0.1, 0.3, 1.0):
        run = bench({"dormancy.half_life": 2.0, "settling.balance": balance, "clocks.organ": 1000.0}, seconds=0.4)
        run.put(300, Stage.DORMANT)
        run.run.advance(12)
        woke.append(run.events("woke").size)
    assert woke[0] < woke[1] < woke[2]


@pytest.mark.parametrize(("autophagy", "times"), [(1.0, 1.0), (0.5, 4.0), (0.0, 16.0)])
def test_sleepers_starve_without_autophagy(
    bench: "type[Bench]", chance: "Chance", autophagy: float, times: float
) -> None:
    changes = {"dormancy.starvation": 0.05, "dormancy.blocked": 16.0, "dormancy.autophagy": autophagy}
    run = bench({**changes, "metabolism.strength": 1.0, "clocks.organ_asleep": 8766.0}, seconds=0.1, capacity=2000)
    rows, awake = run.put(1000, Stage.DORMANT, resistance_waking=np.inf), run.put(2, Stage.GROWING)
    np.testing.assert_allclose(run.rate("starvation", rows) * HOURS_PER_YEAR, 0.05 * times)
    run.cells.give_back(awake)
    run.run.advance(10)
    chance.share(run.dead(rows, "starvation").sum(), rows.size, 1.0 - np.exp(-0.05 * times * _years(run)))


def test_years_pass_only_while_everybody_sleeps(bench: "type[Bench]") -> None:
    run = bench({"clocks.organ": 100.0, "clocks.organ_asleep": 8766.0})
    run.put(2, Stage.DORMANT)
    run.run.advance(1)
    organ = run.context.model.place_codes["organ"]
    assert run.context.clocks.pace[organ] == 8766.0
    for stage in (Stage.ARRESTED, Stage.LEAVING, Stage.SETTLING, Stage.GROWING):
        awake = run.put(1, stage, segment=run.capillaries[0], s=30.0, stop=30.0)
        run.run.advance(1)
        assert run.context.clocks.pace[organ] == 100.0, stage
        run.cells.give_back(awake)
