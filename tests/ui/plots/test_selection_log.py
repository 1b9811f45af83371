from dataclasses import replace

import numpy as np
import pytest

from desktop.cascade import MODEL
from desktop.cascade.traits import TRAITS
from desktop.engine.simulation import Simulation
from desktop.engine.snapshot import Snapshot
from desktop.study.selection import ALL, SURVIVED, ends_of, fates
from desktop.ui.plots.selection_log import BINS, MIDDLES, MOST_SINGLE, Selected, SelectionLog

CHANGES = {"tumor.drawn_rate": 8.0, "start.arrested": 40, "start.circulating": 30, "metabolism.strength": 2.0}


def begun(seed: int) -> Simulation:
    parameters = MODEL.defaults().replace(CHANGES)
    return Simulation(MODEL, parameters, seed, step_seconds=0.25, with_scenery=False, capacity=8000)


@pytest.fixture(scope="module")
def moments() -> list[Snapshot]:
    """A run in which many cells set out, many die and some survive, looked at now and then."""
    simulation = begun(3)
    found = [simulation.snapshot()]
    for _ in range(12):
        simulation.advance(150)
        found.append(simulation.snapshot())
    return found


def check(found: Selected, snapshot: Snapshot) -> None:
    """Hold what was found step by step against all that the log says at once."""
    whole, hazards = fates(snapshot), MODEL.hazard_codes
    for end in ends_of(snapshot):
        factors = whole.of(end, hazards)
        assert found.cells[end] == factors.shape[1], end
        if factors.shape[1]:
            np.testing.assert_allclose(found.means[end], factors.mean(axis=1), rtol=1e-9)


def test_step_by_step_it_says_what_the_whole_log_says(moments: list[Snapshot]) -> None:
    log = SelectionLog(MODEL)
    for snapshot in moments:
        check(log.update(snapshot), snapshot)
    last = log.update(moments[-1])
    assert min(last.cells[ALL] - 200, last.cells[SURVIVED] - 3, last.cells["anoikis"] - 3) > 0
    check(log.update(moments[4]), moments[4])


def test_at_once_and_in_steps_are_the_same(moments: list[Snapshot]) -> None:
    stepwise, at_once = SelectionLog(MODEL), SelectionLog(MODEL)
    for snapshot in moments:
        one = stepwise.update(snapshot)
    other = at_once.update(moments[-1])
    np.testing.assert_array_equal(one.everyone, other.everyone)
    np.testing.assert_array_equal(one.survivors, other.survivors)
    assert dict(one.cells) == dict(other.cells)


def test_another_spread_keeps_the_cells_and_spreads_their_traits(moments: list[Snapshot]) -> None:
    log, last = SelectionLog(MODEL), moments[-1]
    before = log.update(last)
    wider = replace(last, parameters=last.parameters.replace({"traits.spread": 0.6}))
    after = log.update(wider)
    check(after, wider)
    np.testing.assert_array_equal(before.everyone, after.everyone)
    alike = replace(last, parameters=last.parameters.replace({"traits.spread": 0.0}))
    assert np.all(log.update(alike).means[ALL] == pytest.approx(1.0))


def test_another_run_begins_anew(moments: list[Snapshot]) -> None:
    log = SelectionLog(MODEL)
    log.update(moments[2])
    other = begun(4)
    other.advance(200)
    check(log.update(other.snapshot()), other.snapshot())


def test_distributions_hold_every_cell_once_and_few_survivors_singly(moments: list[Snapshot]) -> None:
    found = SelectionLog(MODEL).update(moments[-1])
    assert found.everyone.shape == (len(TRAITS), BINS)
    assert np.all(found.everyone.sum(axis=1) == found.cells[ALL])
    assert np.all(found.survivors.sum(axis=1) == found.cells[SURVIVED])
    wanted = found.cells[SURVIVED] if found.cells[SURVIVED] <= MOST_SINGLE else 0
    assert found.singles.shape == (len(TRAITS), wanted)
    counted = np.average(np.tile(MIDDLES, (len(TRAITS), 1)), axis=1, weights=found.everyone)
    # Clones are shared by many cells, so that the middle of few clones may lie a little aside.
    assert np.abs(counted).max() < 1.0


def test_the_factor_of_a_score_is_that_of_the_model() -> None:
    found = Selected(0.3)
    assert found.factor(np.array([0.0, 1.0])) == pytest.approx(np.exp([-0.045, 0.255]))


def test_an_empty_log_is_no_trouble(moments: list[Snapshot]) -> None:
    empty = replace(moments[0], events=moments[0].events[:0])
    found = SelectionLog(MODEL).update(empty)
    assert found.cells[ALL] == 0
    assert not found.everyone.any()
