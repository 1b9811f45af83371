"""Each treatment touches the risks it is said to touch, and no other; without a dose nothing changes."""

from typing import TYPE_CHECKING

import numpy as np
import pytest

from desktop.cascade import MODEL
from desktop.cascade.detachment import drawn_departures, group_share
from desktop.cascade.natural_killer import contacts_per_hour
from desktop.cascade.treatments import HEPARIN_HOURS

if TYPE_CHECKING:
    from tests.cascade.conftest import Bench

TOUCHED = {
    "antioxidant": {"oxidation": float(MODEL.defaults().value("treatments.antioxidant_factor"))},
    "antiplatelet": {"natural_killer": 1.0, "t_cell": 1.3},
    "heparin": {},
    "cluster_dissolution": {"break_up": 60.0},
    "pd1_blockade": {"t_cell": 1.8},
    "il15": {"natural_killer": 1.3},
    "dnase": {"arrest": 0.5},
    "anti_vegf": {},
    "exercise": {"shear": 1.0 + 2.0 / 24.0, "natural_killer": 1.0 + 1.0 / 24.0},
}
"""Treatment → risk → what the full dose multiplies it by, for a cell without a cloak."""


def test_all_treatments_are_known() -> None:
    doses = {d.path for d in MODEL.defaults().declarations if d.section == "treatments" and d.level == "lesson"}
    assert doses == {f"treatments.{name}" for name in TOUCHED}


@pytest.mark.parametrize("name", sorted(TOUCHED))
def test_a_dose_touches_its_own_risks_alone(bench: "type[Bench]", name: str) -> None:
    bare = bench()
    for dose in (0.0, 0.5, 1.0):
        run = bench({f"treatments.{name}": dose})
        for risk in run.context.risks.names:
            ratio = run.multiplier(risk, run.lodge(2)) / bare.multiplier(risk, bare.lodge(2))
            full = TOUCHED[name].get(risk, 1.0)
            wanted = 1.0 + dose * (full - 1.0) if name == "exercise" else full**dose
            np.testing.assert_allclose(ratio, wanted, err_msg=risk)


@pytest.mark.parametrize(("dose", "hours", "left"), [(1.0, 0.0, 0.0), (0.5, 0.0, 0.5), (1.0, HEPARIN_HOURS, 0.9)])
def test_heparin_keeps_platelets_off_for_hours(bench: "type[Bench]", dose: float, hours: float, left: float) -> None:
    run = bench({"treatments.heparin": dose, "platelets.shield": 0.5})
    rows = run.lodge(2, cloak=0.9, arrest_hours=hours)
    run.run.advance(1)
    np.testing.assert_allclose(run.cells["cloak"][rows], left, atol=0.01)


def test_under_heparin_platelets_leave_no_mark(bench: "type[Bench]") -> None:
    marked = []
    for dose in (0.0, 1.0):
        run = bench({"treatments.heparin": dose, "clocks.capillary": 0.5}, seconds=0.1)
        rows = run.lodge(5, cloak=0.9)
        # Until shortly before the dose has worn off.
        run.run.advance(round((HEPARIN_HOURS - 0.5) / 0.05))
        marked.append(float(run.cells["disguise"][rows].max()))
    assert marked[0] > 0.9
    assert marked[1] == 0.0


def test_aspirin_takes_a_part_of_the_protection_for_good(bench: "type[Bench]") -> None:
    changes = {"platelets.shield": 0.5, "treatments.antiplatelet_cloak": 0.4}
    treated, bare = bench({**changes, "treatments.antiplatelet": 1.0}), bench({**changes, "platelets.strength": 0.0})
    found = [run.multiplier("natural_killer", run.lodge(2, cloak=1.0)) for run in (treated, bare)]
    np.testing.assert_allclose(found[0] / found[1], 0.5**0.6)


def test_il15_multiplies_contacts_and_anti_vegf_makes_departures_fewer_and_more_of_them_groups() -> None:
    bare = MODEL.defaults()
    il15, starved = (MODEL.adjusted(bare.replace({f"treatments.{name}": 1.0})) for name in ("il15", "anti_vegf"))
    assert contacts_per_hour(il15) == pytest.approx(2.5 * contacts_per_hour(bare))
    assert group_share(starved) == pytest.approx(2.0 * group_share(bare))
    assert drawn_departures(starved) == pytest.approx(0.7**0.5 * drawn_departures(bare))


def test_an_antioxidant_saves_cells_only_where_there_is_oxidative_stress(bench: "type[Bench]") -> None:
    dead: dict[tuple[float, float], np.ndarray] = {}
    for survival in (35.0, 100.0):
        for dose in (0.0, 1.0):
            changes = {"oxidation.survival_after_arrest": survival, "treatments.antioxidant": dose}
            run = bench({**changes, "shear.fragmentation": 20.0, "clocks.capillary": 3.0}, capacity=1500)
            rows = run.lodge(1000, oxygen=95.0)
            run.run.advance(150)
            dead[survival, dose] = run.dead(rows)
    # The same cells have the same luck with and without it: the antioxidant can only save.
    assert not np.any(dead[35.0, 1.0] & ~dead[35.0, 0.0])
    assert dead[35.0, 0.0].sum() - dead[35.0, 1.0].sum() > 50
    np.testing.assert_array_equal(dead[100.0, 0.0], dead[100.0, 1.0])
