"""Cells at the tumor's front become mobile, turn back in the organ, and fit best half way."""

from typing import TYPE_CHECKING

import numpy as np
import pytest

from desktop.cascade.emt import HYBRID_FROM
from desktop.cascade.stages import Stage
from desktop.cascade.tumor import depth_in_tumor
from desktop.engine.world import World

if TYPE_CHECKING:
    from tests.cascade.conftest import Bench


def test_the_front_is_more_mobile_than_the_core(bench: "type[Bench]") -> None:
    run = bench({"tumor.present": True})
    rows = run.context.in_stage(Stage.TUMOR)
    depth = depth_in_tumor(run.context.resource(World).region("tumor"), run.cells["x"][rows], run.cells["y"][rows])
    front = run.value("emt.front_depth")
    score = run.cells["mesenchymal"][rows]
    assert score[depth < 0.5 * front].min() > score[depth > front + 20.0].max()
    assert score[depth < 0.5 * front].mean() == pytest.approx(run.value("emt.drive"), rel=0.15)
    still = bench({"tumor.present": True, "emt.drive": 0.0})
    assert not still.cells["mesenchymal"].any()


def test_a_cell_moves_towards_its_target_at_the_declared_rate(bench: "type[Bench]") -> None:
    run = bench({"tumor.present": True, "tumor.drawn_rate": 0.05, "emt.rate": 2.0, "clocks.tissue": 6.0}, seconds=0.1)
    rows = run.context.in_stage(Stage.TUMOR)
    target = run.cells["mesenchymal"][rows].copy()
    front = rows[target > 0.3]
    run.cells["mesenchymal"][front] = 0.0
    steps = 40
    run.run.advance(steps)
    front, target = front[run.cells["stage"][front] == Stage.TUMOR], target[target > 0.3]
    days = steps * 0.1 * 6.0 / 24.0
    share = run.cells["mesenchymal"][front].mean() / target.mean()
    # Cells shift a little as the mass settles, so their targets do, too.
    assert share == pytest.approx(1.0 - np.exp(-2.0 * days), rel=0.02)
    mobile = front[run.cells["mesenchymal"][front] >= HYBRID_FROM + 0.01]
    assert mobile.size > 20
    assert np.isin(mobile, run.events("became_mobile")["cell"]).all()


def test_cells_turn_back_in_the_organ_and_nowhere_else(bench: "type[Bench]") -> None:
    run = bench({"settling.time": 60.0, "emt.rate": 0.5}, seconds=0.1)
    there = np.concatenate([run.put(3, stage, mesenchymal=0.8) for stage in (Stage.SETTLING, Stage.DORMANT)])
    elsewhere = run.lodge(3, mesenchymal=0.8)
    run.cells["resistance_no_niche"][there] = np.inf
    run.run.advance(5)
    days = run.context.clocks.elapsed[run.context.model.place_codes["organ"]] / 24.0
    np.testing.assert_allclose(run.cells["mesenchymal"][there], 0.2 + 0.6 * np.exp(-0.5 * days))
    assert np.all(run.cells["mesenchymal"][elsewhere] == 0.8)


def test_hybrids_gain_a_footing_most_easily(bench: "type[Bench]") -> None:
    run = bench({"emt.misfit": 3.0})
    score = np.array([0.0, 0.25, 0.5, 0.75, 1.0])
    rows = run.put(5, Stage.SETTLING, departure_score=score, mesenchymal=0.2)
    np.testing.assert_allclose(run.multiplier("no_niche", rows), [3.0, 1.5, 1.0, 1.5, 3.0])


def test_a_tumor_that_comes_back_has_a_mobile_front(bench: "type[Bench]") -> None:
    run = bench({"emt.rate": 0.02})
    run.change(tumor__present=True)
    run.run.advance(2)
    fresh = bench({"tumor.present": True, "emt.rate": 0.02})
    rows, wanted = run.context.in_stage(Stage.TUMOR), fresh.context.in_stage(Stage.TUMOR)
    assert run.cells["mesenchymal"][rows].mean() == pytest.approx(fresh.cells["mesenchymal"][wanted].mean(), rel=0.1)
