"""Viscosity and haematocrit of blood in narrow tubes are the published ones (Pries, Neuhaus and Gaehtgens 1992)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from desktop.cascade.vasculature import relative_viscosity, tube_haematocrit

diameters = st.floats(4.0, 800.0)


@pytest.mark.parametrize(
    ("diameter", "viscosity"), [(5.0, 1.47), (7.0, 1.25), (10.0, 1.33), (20.0, 1.59), (50.0, 2.05), (300.0, 2.97)]
)
def test_relative_viscosity_at_haematocrit_45_percent(diameter: float, viscosity: float) -> None:
    assert round(float(relative_viscosity(np.array(diameter), 0.45)), 2) == viscosity


@pytest.mark.parametrize(("diameter", "ratio"), [(5.0, 0.81), (10.0, 0.72), (20.0, 0.74), (50.0, 0.81), (100.0, 0.89)])
def test_tube_haematocrit_over_discharge_haematocrit(diameter: float, ratio: float) -> None:
    assert round(float(tube_haematocrit(np.array(diameter), 0.45)) / 0.45, 2) == ratio


@given(diameters, st.floats(0.05, 0.7), st.floats(0.001, 0.1))
def test_plasma_is_the_thinnest_blood(diameter: float, haematocrit: float, more: float) -> None:
    d = np.array(diameter)
    assert_allclose(relative_viscosity(d, 0.0), 1.0)
    assert 1.0 < relative_viscosity(d, haematocrit) < relative_viscosity(d, haematocrit + more)


@given(diameters, st.floats(0.05, 0.95))
def test_cells_outrun_plasma_so_fewer_are_inside(diameter: float, discharge: float) -> None:
    assert 0.0 < float(tube_haematocrit(np.array(diameter), discharge)) < discharge
