"""Hiding: fewer signals for NK cells with every hour, brakes for T cells, and MHC-I that pulls both ways."""

from typing import TYPE_CHECKING

import numpy as np
import pytest

from desktop.cascade.immune_evasion import REFERENCE_MHC
from desktop.cascade.stages import Stage

if TYPE_CHECKING:
    from tests.cascade.conftest import Bench

HIDDEN_ELSEWHERE = {"platelets.strength": 0.0}


@pytest.mark.parametrize("strength", [0.0, 1.0, 2.0])
def test_cells_hide_from_nk_cells_within_hours(bench: "type[Bench]", strength: float) -> None:
    run = bench({"immune_evasion.strength": strength, "immune_evasion.hiding_time": 8.0, **HIDDEN_ELSEWHERE})
    hours = np.array([0.0, 4.0, 8.0, 24.0])
    rows = run.lodge(4, arrest_hours=hours)
    np.testing.assert_allclose(run.multiplier("natural_killer", rows), np.exp(-strength * hours / 8.0))


def test_mhc_betrays_cells_to_one_and_hides_them_from_the_other(bench: "type[Bench]") -> None:
    killers, t_cells = [], []
    for mhc in (0.0, 0.35, REFERENCE_MHC, 1.0):
        changes = {"immune_evasion.mhc": mhc, "immune_evasion.missing_self": 1.5, "immune_evasion.brake": 0.4}
        run = bench({**changes, **HIDDEN_ELSEWHERE})
        rows = run.lodge(1)
        killers.append(float(run.multiplier("natural_killer", rows)[0]))
        t_cells.append(float(run.multiplier("t_cell", rows)[0]))
    np.testing.assert_allclose(killers, [2.5, 1.75, 1.0, 1.0 - 1.5 * 3.0 / 7.0])
    np.testing.assert_allclose(t_cells, [0.0, 0.2, 0.4, 0.4 / 0.7])


def test_the_brake_goes_with_the_strength(bench: "type[Bench]") -> None:
    for strength, left in ((0.0, 1.0), (1.0, 0.4), (2.0, 0.16)):
        run = bench({"immune_evasion.strength": strength, "immune_evasion.brake": 0.4, "immune_evasion.mhc": 0.7})
        assert run.multiplier("t_cell", run.lodge(1))[0] == pytest.approx(left)


def test_sleepers_are_hidden_from_both(bench: "type[Bench]") -> None:
    run = bench({"immune_evasion.strength": 0.0, "immune_evasion.mhc": 1.0})
    sleepers, awake = run.put(2, Stage.DORMANT), run.put(2, Stage.GROWING)
    for risk in ("t_cell", "natural_killer"):
        assert not run.multiplier(risk, sleepers).any()
        assert run.multiplier(risk, awake).all()
