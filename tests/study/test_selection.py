"""Selection is read from the log: the traits of cells long dead are those they had."""

import numpy as np
import pytest

from desktop.cascade import MODEL
from desktop.cascade.traits import TRAITS
from desktop.engine.simulation import Simulation
from desktop.study.cohorts.cohort import run_cohort
from desktop.study.cohorts.selected import mean_factor, sums
from desktop.study.selection import ALL, SURVIVED, ends_of, fates


@pytest.mark.parametrize("patients", [1, 40])
def test_traits_read_from_the_log_are_those_that_the_cells_have(patients: int) -> None:
    changes = {"traits.spread": 0.4, "tumor.drawn_rate": 20.0, "detachment.cluster_share": 20.0}
    run = Simulation(
        MODEL,
        MODEL.defaults().replace(changes),
        6,
        with_scenery=False,
        capacity=4000,
        step_seconds=0.1,
        patients=patients,
    )
    known: dict[int, np.ndarray] = {}
    for _ in range(30):
        run.advance(10)
        cells = run.context.cells
        for row in cells.used().tolist():
            if cells["journey"][row] >= 0:
                known[int(cells["identity"][row])] = np.array([cells[t.column][row] for t in TRAITS])
    snapshot = run.snapshot()
    found = fates(snapshot, patients)
    began = snapshot.events[np.isin(snapshot.events["kind"], [MODEL.event_codes[k] for k in ("detached", "was_there")])]
    told = 0
    for cell, factors in zip(began["cell"].tolist(), found.factors.T, strict=True):
        if cell in known:
            np.testing.assert_array_equal(factors, known[cell])
            told += 1
    assert told > 100
    assert told > 0.9 * began.size


def test_every_cell_has_one_end() -> None:
    run = Simulation(MODEL, MODEL.defaults(), 3, with_scenery=False, step_seconds=0.1)
    run.advance(1500)
    snapshot = run.snapshot()
    found, hazards = fates(snapshot), MODEL.hazard_codes
    each = {end: found.of(end, hazards).shape[1] for end in ends_of(snapshot)}
    under_way = int(np.count_nonzero(found.end == -2))
    assert each[ALL] == sum(count for end, count in each.items() if end != ALL) + under_way
    settled = np.isin(snapshot.events["kind"], [MODEL.event_codes[k] for k in ("fell_asleep", "began_to_grow")])
    assert each[SURVIVED] == np.unique(snapshot.events["cell"][settled]).size


@pytest.mark.long
def test_survivors_are_not_the_average_cells() -> None:
    """In 40 000 journeys: those torn are stiff and frail, those that survive hide, resist and adapt better."""
    found = run_cohort(MODEL.defaults().replace({"traits.spread": 0.3}), 1, 40_000, tally=sums).tallies
    for column in ("trait_flexibility", "trait_stress_resistance"):
        assert mean_factor(found, "shear", column).high < mean_factor(found, ALL, column).low
    for column in ("trait_immune_evasion", "trait_stress_resistance", "trait_metabolism", "trait_flexibility"):
        assert mean_factor(found, SURVIVED, column).low > mean_factor(found, ALL, column).high
    for trait in TRAITS:
        assert mean_factor(found, ALL, trait.column).value == pytest.approx(1.0, abs=0.02)


def test_without_a_spread_nothing_can_be_selected() -> None:
    found = run_cohort(MODEL.defaults().replace({"traits.spread": 0.0}), 1, 400, tally=sums).tallies
    for end in (ALL, "shear", "oxidation"):
        assert mean_factor(found, end, TRAITS[0].column).value == 1.0
