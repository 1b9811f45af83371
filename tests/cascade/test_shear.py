"""Shear kills by the stress a cell meets, and capillaries tear a declared share of those that lodge."""

from typing import TYPE_CHECKING

import numpy as np
import pytest

from desktop.cascade.shear import REFERENCE_STRESS
from desktop.cascade.stages import Stage

if TYPE_CHECKING:
    from tests.cascade.conftest import Bench, Chance


@pytest.mark.parametrize("exponent", [0.5, 1.3, 3.0])
def test_the_hazard_is_a_power_of_the_stress(bench: "type[Bench]", exponent: float) -> None:
    run = bench({"shear.hazard": 0.3, "shear.exponent": exponent, "shear.elsewhere_share": 0.0})
    stress = np.array([0.0, 1.0, REFERENCE_STRESS, 60.0])
    rows = run.put(4, Stage.TRAVELLING, shear_stress=stress)
    np.testing.assert_allclose(run.rate("shear", rows), 0.3 * (stress / REFERENCE_STRESS) ** exponent)


def test_vessels_off_the_screen_count_by_the_time_spent_there(bench: "type[Bench]") -> None:
    changes = {"shear.hazard": 0.3, "shear.exponent": 1.0, "shear.elsewhere": 30.0, "shear.elsewhere_share": 0.75}
    run = bench({**changes, "flow.strength": 2.0})
    rows = run.put(1, Stage.TRAVELLING, shear_stress=15.0)
    np.testing.assert_allclose(run.rate("shear", rows), 0.3 * (0.25 * 1.0 + 0.75 * 4.0))


def test_stronger_flow_is_deadlier(bench: "type[Bench]", chance: "Chance") -> None:
    rates, dead = [], []
    for strength in (0.2, 0.7, 1.0, 2.0, 3.0):
        run = bench({"shear.hazard": 1.0, "flow.strength": strength, "clocks.blood": 1.0}, seconds=0.05)
        rows = run.put(200, Stage.TRAVELLING, segment=2, s=np.linspace(0.0, 150.0, 200), resistance_arrest=np.inf)
        run.run.advance(20)
        rates.append(run.rate("shear", rows[~run.dead(rows)]).mean())
        dead.append(int(run.dead(rows, "shear").sum()))
    assert np.all(np.diff(rates) > 0.0)
    # The same cells have the same luck, so more flow can only take more of them.
    assert np.all(np.diff(dead) >= 0)
    assert dead[-1] > dead[0] + 20


@pytest.mark.parametrize(
    ("percent", "minutes", "pace"), [(20.0, 5.0, 1.0 / 3.0), (40.0, 5.0, 6.0), (30.0, 1.0, 6.0), (30.0, 7.0, 1.0)]
)
def test_the_declared_share_is_torn_on_lodging_at_any_pace(
    bench: "type[Bench]", chance: "Chance", percent: float, minutes: float, pace: float
) -> None:
    changes = {"shear.fragmentation": percent, "shear.fragmentation_minutes": minutes, "clocks.capillary": pace}
    run = bench(changes, capacity=3000)
    rows = run.lodge(3000)
    run.run.advance(int(minutes / 60.0 / run.context.place_hours("capillary")) + 3)
    dead = run.dead(rows, "shear")
    chance.share(dead.sum(), rows.size, percent / 100.0)
    run.run.advance(5)
    assert run.dead(rows).sum() == dead.sum(), "who is not torn at once is not torn at all"
