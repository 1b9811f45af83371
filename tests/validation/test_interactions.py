"""The interactions that tell this cascade from a sum of dangers, seen in what happens to many cells.

Directions with wide bounds; the published figures and the fit to them are in the guide. Cells are injected into the
blood, as in the experiments. Runs that are compared share their luck, so differences come from what was changed alone.
"""

from collections.abc import Mapping

import numpy as np
import pytest

from desktop.cascade import MODEL
from desktop.cascade.stages import Reached
from desktop.engine.parameters import Value
from desktop.engine.simulation import Simulation

pytestmark = pytest.mark.long

CELLS = 2500
INJECTED: Mapping[str, Value] = {
    "tumor.present": False,
    "start.circulating": 0,
    "start.arrested": 0,
    "start.dormant": 0,
    "start.nests": 0,
    "start.injected": CELLS,
    "clocks.capillary": 6.0,
    "clocks.blood": 1.0,
    "arrest.per_circuit": 30.0,
    # Which T cell matches goes by how many immune cells came before it, so it is not shared between runs.
    "t_cell.match": 0.0,
}
SECONDS, STEPS = 0.05, 400
"""Two hours of capillary time per ten steps: five days in all, in which everybody has left or died."""


def _left(changes: Mapping[str, Value], seed: int = 1) -> np.ndarray:
    """Return the identities of the cells that left the vessel alive."""
    parameters = MODEL.defaults().replace({**INJECTED, **changes})
    run = Simulation(MODEL, parameters, seed, capacity=CELLS + 500, step_seconds=SECONDS, with_scenery=False)
    run.advance(STEPS)
    snapshot = run.snapshot()
    events = snapshot.events
    left = events["cell"][events["kind"] == MODEL.event_codes["left_vessel"]]
    assert snapshot.funnel[0, Reached.TISSUE] == left.size
    return np.asarray(left)


def test_nk_cells_take_most_and_platelets_matter_only_through_them() -> None:
    covered, bare = _left({}), _left({"platelets.strength": 0.0})
    alone, alone_bare = (_left({"natural_killer.density": 0.0, "platelets.strength": s}) for s in (1.0, 0.0))
    assert alone.size > 3 * covered.size, "without NK cells more than three times as many come through"
    assert covered.size > 2 * bare.size, "the cloak saves more than half of those that come through"
    assert set(bare.tolist()) <= set(covered.tolist()) <= set(alone.tolist())
    np.testing.assert_array_equal(alone, alone_bare, "without NK cells the cloak changes no fate at all")


def test_an_antioxidant_lets_more_through_but_not_where_there_is_no_oxidative_stress() -> None:
    none: Mapping[str, Value] = {"oxidation.hazard": 0.0, "oxidation.survival_after_arrest": 100.0}
    plain, treated = _left({}), _left({"treatments.antioxidant": 1.0})
    assert 1.3 * plain.size < treated.size < 4.0 * plain.size
    assert set(plain.tolist()) <= set(treated.tolist())
    np.testing.assert_array_equal(_left(none), _left({**none, "treatments.antioxidant": 1.0}))


def test_the_liver_spares_cells_the_oxygen_of_the_lung() -> None:
    lung, liver = _left({}), _left({"display.organ": "liver"})
    assert set(lung.tolist()) < set(liver.tolist())


def _kinds_of_death(changes: Mapping[str, Value], steps: int) -> dict[str, int]:
    parameters = MODEL.defaults().replace({**INJECTED, "start.injected": 0, **changes})
    run = Simulation(MODEL, parameters, 1, capacity=2000, step_seconds=SECONDS, with_scenery=False)
    run.advance(steps)
    deaths = run.snapshot().events
    deaths = deaths[deaths["kind"] == 0]
    return {hazard.name: int(np.count_nonzero(deaths["cause"] == code)) for code, hazard in enumerate(MODEL.hazards)}


def test_without_mhc_t_cells_kill_nobody_and_nk_cells_more() -> None:
    changes: Mapping[str, Value] = {
        "start.arrested": 200,
        "start.nests": 20,
        "t_cell.match": 5.0,
        "t_cell.density": 1200.0,
        "t_cell.visits": 10.0,
        "immune_evasion.strength": 0.5,
    }
    shown = _kinds_of_death({**changes, "immune_evasion.mhc": 1.0}, 300)
    lost = _kinds_of_death({**changes, "immune_evasion.mhc": 0.0}, 300)
    assert shown["t_cell"] > 10
    assert lost["t_cell"] == 0
    assert lost["natural_killer"] > 1.5 * shown["natural_killer"]


def test_groups_seed_better_than_singles_and_nk_cells_hold_back_singles_most() -> None:
    """Whole journeys from the tumor: the share of those that entered the blood which left the vessel alive."""
    reached: dict[float, np.ndarray] = {}
    for density in (300.0, 0.0):
        changes: Mapping[str, Value] = {
            "tumor.present": True,
            "tumor.drawn_rate": 120.0,
            "detachment.cluster_share": 40.0,
            "start.injected": 0,
            "lymph.open": False,
            "natural_killer.density": density,
        }
        parameters = MODEL.defaults().replace({**INJECTED, **changes})
        run = Simulation(MODEL, parameters, 1, capacity=15_000, step_seconds=SECONDS, with_scenery=False)
        run.advance(1500)
        funnel = run.snapshot().funnel
        assert funnel[:, Reached.TISSUE].min() > 20
        reached[density] = funnel[:, Reached.TISSUE] / funnel[:, Reached.BLOOD]
    with_killers, without = reached[300.0], reached[0.0]
    # About 70 single cells and 170 groups leave: the bounds lie 4 and 3 standard errors from what many seeds give.
    assert with_killers[1] > 2.0 * with_killers[0]
    gain = without / with_killers
    assert gain[0] > 1.1 * gain[1]
