"""Soft cells slip through and bend; wide and stiff ones lodge and tear."""

from typing import TYPE_CHECKING

import numpy as np
import pytest

from desktop.cascade.deformability import HEALTHY_OVER_TUMOR, squeezing_out, stiffness_of
from desktop.cascade.stages import Stage

if TYPE_CHECKING:
    from tests.cascade.conftest import Bench


def test_softer_lodges_and_tears_less(bench: "type[Bench]") -> None:
    arrest, shear, stiffness = [], [], []
    for strength in (0.0, 1.0, 2.0):
        run = bench({"flexibility.strength": strength, "stress_resistance.strength": 1.0})
        rows = run.put(1, Stage.TRAVELLING)
        stiffness.append(float(stiffness_of(run.context, rows)[0]))
        arrest.append(float(run.multiplier("arrest", rows)[0]))
        shear.append(float(run.multiplier("shear", rows)[0]))
    declared = run.value("flexibility.stiffness")
    np.testing.assert_allclose(stiffness, declared * HEALTHY_OVER_TUMOR ** np.array([1.0, 0.0, -1.0]))
    assert arrest[0] > arrest[1] > arrest[2]
    assert shear[0] > shear[1] > shear[2]
    ratio = HEALTHY_OVER_TUMOR ** run.value("flexibility.arrest_exponent")
    assert arrest[0] / arrest[1] == pytest.approx(ratio)
    assert shear[1] / shear[2] == pytest.approx(HEALTHY_OVER_TUMOR ** run.value("flexibility.shear_exponent"))


def test_wider_cells_lodge_more_and_wider_capillaries_hold_fewer(bench: "type[Bench]") -> None:
    run = bench({"flexibility.size_exponent": 2.0, "flow.capillary_diameter": 7.0})
    rows = run.put(4, Stage.TRAVELLING, radius=[3.0, 6.0, 8.5, 11.0])
    arrest = run.multiplier("arrest", rows)
    np.testing.assert_allclose(arrest / arrest[1], [0.01, 1.0, 4.0, 9.0])
    wide = bench({"flexibility.size_exponent": 2.0, "flow.capillary_diameter": 9.0})
    assert wide.multiplier("arrest", wide.put(1, Stage.TRAVELLING))[0] < arrest[1]


def test_mesenchymal_cells_are_softer_by_a_third(bench: "type[Bench]") -> None:
    run = bench()
    stiffness = stiffness_of(run.context, run.put(2, Stage.TRAVELLING, mesenchymal=[0.0, 1.0]))
    assert stiffness[1] / stiffness[0] == pytest.approx(2.0 / 3.0)


def test_softness_saves_lodged_cells_and_helps_them_out(bench: "type[Bench]") -> None:
    """Over the whole slider: less damage on lodging, and fewer that cannot leave."""
    torn, stuck = [], []
    for strength in (0.0, 0.5, 1.0, 1.5, 2.0):
        run = bench({"flexibility.strength": strength})
        rows = run.lodge(2)
        torn.append(float(run.multiplier("shear", rows)[0]))
        stuck.append(float(squeezing_out(run.context, rows)[0]))
    assert torn == sorted(torn, reverse=True)
    assert stuck == sorted(stuck, reverse=True)
    assert torn[2] == stuck[2] == pytest.approx(1.0)
    assert torn[0] == pytest.approx(4.0)
    assert stuck[0] == pytest.approx(2.0)
    assert stuck[-1] == pytest.approx(0.5)
    run = bench({"flexibility.strength": 2.0, "flexibility.stiffness": 0.2})
    assert squeezing_out(run.context, run.lodge(1))[0] == pytest.approx(0.5), "the nucleus stays stiff"
