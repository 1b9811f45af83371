"""The platelet cloak follows its balance exactly, and shields from NK cells and from nothing else."""

from typing import TYPE_CHECKING

import numpy as np
import pytest

from desktop.cascade.stages import Stage

if TYPE_CHECKING:
    from tests.cascade.conftest import Bench

HIDDEN_ELSEWHERE = {"immune_evasion.strength": 0.0, "immune_evasion.mhc": 0.7}


@pytest.mark.parametrize(("count", "seconds"), [(250.0, 1.0 / 60.0), (250.0, 1.5), (20.0, 0.5), (600.0, 0.5)])
def test_the_cover_follows_its_balance_exactly(bench: "type[Bench]", count: float, seconds: float) -> None:
    changes = {"platelets.count": count, "platelets.forming_time": 2.0, "platelets.shedding_time": 20.0}
    run = bench({**changes, "clocks.blood": 1.0 / 60.0}, seconds=seconds)
    start = np.array([0.0, 0.5, 1.0])
    rows = run.put(3, Stage.TRAVELLING, segment=0, s=1.0, cloak=start, resistance_arrest=np.inf)
    steps = round(3.0 / seconds)
    run.run.advance(steps)
    minutes = steps * seconds
    on, off = np.log(2.0) / 2.0 * count / 250.0, np.log(2.0) / 20.0
    balance = on / (on + off)
    np.testing.assert_allclose(run.cells["cloak"][rows], balance + (start - balance) * np.exp(-(on + off) * minutes))


def test_without_shedding_half_the_cover_forms_in_the_declared_time(bench: "type[Bench]") -> None:
    changes = {"platelets.forming_time": 3.0, "platelets.shedding_time": 600.0, "platelets.count": 250.0}
    run = bench({**changes, "clocks.blood": 1.0 / 60.0}, seconds=0.1)
    rows = run.put(1, Stage.TRAVELLING, segment=0, s=1.0, resistance_arrest=np.inf)
    run.run.advance(30)
    assert run.cells["cloak"][rows[0]] == pytest.approx(0.5, abs=0.003)
    run.run.advance(30)
    assert run.events("cloaked")["cell"].tolist() == rows.tolist()


def test_the_cloak_leaves_a_mark_that_stays(bench: "type[Bench]") -> None:
    """Under a steady cover c the mark is 1 − exp(−c·t/τ), and it protects when the cover has gone."""
    changes = {"platelets.disguise_time": 30.0, "platelets.shield": 0.5, "clocks.capillary": 0.5}
    run = bench({**changes, **HIDDEN_ELSEWHERE}, seconds=0.1)
    balance = np.log(2.0) / 2.0 / (np.log(2.0) / 2.0 + np.log(2.0) / 20.0)
    rows = run.lodge(3, cloak=balance)
    run.run.advance(20)
    marked = 1.0 - np.exp(-balance * 20 * 3.0 / 30.0)
    np.testing.assert_allclose(run.cells["disguise"][rows], marked)
    run.change(platelets__count=10.0, platelets__shedding_time=1.0)
    run.run.advance(20)
    assert run.cells["cloak"][rows].max() < 0.05
    assert run.cells["disguise"][rows].min() >= marked
    np.testing.assert_allclose(run.multiplier("natural_killer", rows), 0.5 ** run.cells["disguise"][rows])


def test_a_cell_that_has_left_the_blood_loses_its_cover(bench: "type[Bench]") -> None:
    run = bench(seconds=0.1)
    rows = run.put(3, Stage.DORMANT, cloak=1.0)
    run.run.advance(30)
    assert run.cells["cloak"][rows].max() < 0.02


@pytest.mark.parametrize("strength", [0.0, 1.0, 2.0])
def test_the_cover_softens_nk_attack_by_its_size(bench: "type[Bench]", strength: float) -> None:
    run = bench({"platelets.strength": strength, "platelets.shield": 0.5, **HIDDEN_ELSEWHERE})
    cover = np.array([0.0, 0.5, 1.0])
    rows = run.lodge(3, cloak=cover)
    np.testing.assert_allclose(run.multiplier("natural_killer", rows), 0.5 ** (strength * cover))
    bare = bench({"platelets.strength": 0.0, **HIDDEN_ELSEWHERE})
    for risk in run.context.risks.names:
        if risk != "natural_killer":
            same = bare.multiplier(risk, bare.lodge(3, cloak=cover))
            np.testing.assert_array_equal(run.multiplier(risk, rows), same)


@pytest.mark.parametrize("density", [0.0, 1000.0])
def test_without_nk_cells_the_cloak_changes_no_fate(bench: "type[Bench]", density: float) -> None:
    """The same cells have the same luck in both runs, so what happens to them can be compared one by one."""
    dangers = {
        "natural_killer.density": density, "shear.hazard": 0.5, "shear.fragmentation": 30.0, "oxidation.hazard": 0.5,
        "oxidation.survival_after_arrest": 10.0, "anoikis.hazard": 0.3, "anoikis.delay": 1.0, "clocks.capillary": 3.0,
        "t_cell.density": 600.0, "t_cell.match": 5.0,
    }  # fmt: skip
    logs = []
    for strength in (0.0, 2.0):
        run = bench({**dangers, "platelets.strength": strength}, seconds=0.05)
        run.lodge(150)
        run.put(60, Stage.TRAVELLING, segment=2, s=np.linspace(0.0, 100.0, 60))
        run.run.advance(80)
        logs.append(run.context.log.since(0).tobytes())
        assert run.events("died").size > 50
    assert (logs[0] == logs[1]) == (density == 0.0)
