"""Oxidative stress grows with the logarithm of the jump in oxygen."""

from typing import TYPE_CHECKING

import numpy as np
import pytest

from desktop.cascade.oxidative_stress import TISSUE_PRESSURE, WINDOW_HOURS, jump
from desktop.cascade.stages import Stage

if TYPE_CHECKING:
    from tests.cascade.conftest import Bench, Chance


def test_the_jump_from_tumor_to_artery_is_one(bench: "type[Bench]") -> None:
    run = bench({"tumor.oxygen": 10.0, "oxidation.pressure_weight": 0.05, "oxidation.hazard": 0.2})
    oxygen, pressure = [95.0, 10.0, 5.0, 10.0 * 9.5**0.5, 95.0], [20.0, 20.0, 20.0, 20.0, 40.0]
    assert TISSUE_PRESSURE == 20.0
    rows = run.put(5, Stage.TRAVELLING, oxygen=oxygen, pressure=pressure)
    np.testing.assert_allclose(jump(run.context, rows), [1.0, 0.0, 0.0, 0.5, 1.1], atol=1e-12)
    np.testing.assert_allclose(run.rate("oxidation", rows), 0.2 * jump(run.context, rows))


def test_cells_from_a_tumor_rich_in_oxygen_fear_less(bench: "type[Bench]") -> None:
    stress = []
    for oxygen in (2.0, 10.0, 40.0):
        run = bench({"tumor.oxygen": oxygen, "oxidation.hazard": 0.2})
        stress.append(float(run.rate("oxidation", run.put(1, Stage.TRAVELLING, oxygen=95.0))[0]))
    assert stress[0] > stress[1] > stress[2] > 0.0


def test_the_first_day_after_arrest_takes_its_declared_toll(bench: "type[Bench]", chance: "Chance") -> None:
    run = bench({"oxidation.survival_after_arrest": 35.0, "oxidation.pressure_weight": 0.0, "clocks.capillary": 6.0})
    rows = run.lodge(900, oxygen=95.0)
    assert run.rate("oxidation", rows) == pytest.approx(-np.log(0.35) / WINDOW_HOURS)
    run.cells["arrest_hours"][rows[:450]] = WINDOW_HOURS
    # Held where the oxygen is that of arterial blood throughout.
    run.cells["segment"][rows] = run.capillaries[-1] + 1
    run.cells["resistance_no_niche"][rows] = np.inf
    run.run.advance(int(WINDOW_HOURS / 0.1) + 5)
    assert not run.dead(rows[:450]).any()
    chance.share(run.dead(rows[450:], "oxidation").sum(), 450, 0.65)
