"""The primary tumor keeps its number and its order, breathes from its edge, and can be taken out and put back."""

from typing import TYPE_CHECKING

import numpy as np
import pytest

from desktop.cascade.detachment import drawn_departures
from desktop.cascade.stages import Stage
from desktop.engine.arrays import FloatArray
from desktop.engine.world import World

if TYPE_CHECKING:
    from tests.cascade.conftest import Bench, Chance

DRAWN = 120


def _tumor(bench: "type[Bench]", seconds: float = 0.1, **changes: float) -> "Bench":
    named = {path.replace("__", "."): value for path, value in changes.items()}
    return bench({"tumor.present": True, "tumor.drawn_cells": DRAWN, **named}, seconds=seconds)


def _overlaps(x: FloatArray, y: FloatArray, radius: FloatArray) -> FloatArray:
    """Return the overlap of every touching pair as a share of the sum of their radii."""
    one, other = np.triu_indices(x.size, 1)
    reach = radius[one] + radius[other]
    overlap = 1.0 - np.hypot(x[one] - x[other], y[one] - y[other]) / reach
    return np.asarray(overlap[overlap > 0.0])


def test_the_mass_keeps_its_number_and_its_order(bench: "type[Bench]") -> None:
    run = _tumor(bench, tumor__drawn_rate=3.0)
    for _ in range(12):
        run.run.advance(10)
        rows = run.context.in_stage(Stage.TUMOR)
        assert 0.9 * DRAWN <= rows.size <= DRAWN
    x, y, radius = (run.cells[name][rows] for name in ("x", "y", "radius"))
    overlap = _overlaps(x, y, radius)
    # A fresh daughter lies half in her mother; all others have made room for each other.
    assert np.quantile(overlap, 0.9) < 0.25
    assert overlap.max() < 0.8
    region = run.context.resource(World).region("tumor")
    outside = np.hypot((x - region.x) / region.half_width, (y - region.y) / region.half_height)
    assert outside.max() < 1.15


def test_only_the_core_lacks_oxygen(bench: "type[Bench]") -> None:
    run = _tumor(bench)
    rows, region = run.context.in_stage(Stage.TUMOR), run.context.resource(World).region("tumor")
    from_centre = np.hypot(run.cells["x"][rows] - region.x, run.cells["y"][rows] - region.y)
    oxygen = run.cells["oxygen"][rows]
    order = np.argsort(from_centre)
    assert np.all(np.diff(oxygen[order]) >= 0.0)
    assert oxygen[order[-1]] == pytest.approx(2.0 * run.value("tumor.oxygen"), rel=0.2)
    depth = 0.5 * (region.half_width + region.half_height) - from_centre[order[0]]
    fall = np.exp(-depth / run.value("tumor.oxygen_depth"))
    assert oxygen[order[0]] == pytest.approx(2.0 * run.value("tumor.oxygen") * fall, rel=0.02)


def test_division_refills_what_left(bench: "type[Bench]") -> None:
    run = _tumor(bench, tumor__drawn_rate=0.05)
    rows = run.context.in_stage(Stage.TUMOR)
    run.cells.give_back(rows[:40])
    before = set(run.cells["identity"][rows[40:]].tolist())
    run.run.advance(100)
    rows = run.context.in_stage(Stage.TUMOR)
    assert rows.size >= DRAWN - 4
    daughters = rows[[identity not in before for identity in run.cells["identity"][rows].tolist()]]
    assert daughters.size >= 36
    # A daughter takes over her mother's state instead of beginning anew.
    assert np.all(run.cells["mesenchymal"][daughters] > 0.0)


@pytest.mark.parametrize(("shedding", "grip"), [(2e5, 0.5), (2e6, 0.5), (2e5, 0.0)])
def test_departures_come_at_the_declared_rate(
    bench: "type[Bench]", chance: "Chance", shedding: float, grip: float
) -> None:
    changes = {"tumor__drawn_rate": 2.6, "tumor__shedding": shedding, "detachment__grip": grip}
    run = _tumor(bench, **changes, detachment__cluster_share=0.0)
    steps = 60
    run.run.advance(steps)
    per_step = drawn_departures(run.run.parameters) * run.context.seconds
    expected = 2.6 * np.sqrt(shedding / 2e5) * 4.0 ** (0.5 - grip) * run.context.seconds
    assert per_step == pytest.approx(expected)
    # What is left over after the whole numbers falls to chance, anew in every step.
    left = per_step % 1.0
    chance.count(run.events("detached").size, per_step * steps, variance=steps * left * (1.0 - left) + 0.01)


def test_a_removed_tumor_sheds_nothing_and_comes_back(bench: "type[Bench]") -> None:
    run = _tumor(bench, tumor__drawn_rate=30.0)
    run.run.advance(10)
    assert run.events("detached").size > 0
    gone = run.context.in_stage(Stage.INVADING)
    run.change(tumor__present=False)
    run.run.advance(10)
    left = run.events("detached").size
    assert run.context.in_stage(Stage.TUMOR).size == 0
    assert np.all(run.cells["stage"][gone] != Stage.TUMOR), "who has left goes on"
    run.run.advance(10)
    assert run.events("detached").size == left
    run.change(tumor__present=True)
    run.run.advance(10)
    assert run.context.in_stage(Stage.TUMOR).size >= 0.9 * DRAWN
    assert run.events("detached").size > left
