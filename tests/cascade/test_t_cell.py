"""T cells: few match, they come late, and several hits must fall together."""

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.cascade.patrol import State
from desktop.cascade.stages import Stage
from desktop.cascade.t_cell import PATROL, hits_for, kill_rate
from desktop.engine.arrays import IntArray

if TYPE_CHECKING:
    from tests.cascade.conftest import Bench, Chance


@pytest.mark.parametrize(("hits", "needed", "repair"), [(1.0, 3, 0.8), (6.0, 3, 0.5), (2.0, 1, 0.5), (4.0, 5, 1.0)])
def test_kills_come_when_hits_pile_up_faster_than_they_are_repaired(
    rng: np.random.Generator, chance: "Chance", hits: float, needed: int, repair: float
) -> None:
    runs = 3000
    present, hours = np.zeros(runs), np.zeros(runs)
    waiting = np.ones(runs, dtype=bool)
    while waiting.any():
        pace = hits + present[waiting] / repair
        hours[waiting] += rng.exponential(1.0, pace.size) / pace
        present[waiting] += np.where(rng.random(pace.size) < hits / pace, 1, -1)
        waiting = present < needed
    chance.mean(hours, 1.0 / float(kill_rate(hits, needed, repair)))


def test_no_hits_no_kills() -> None:
    np.testing.assert_array_equal(kill_rate(np.array([0.0, 1e-3]), 3, 0.8) > 0.0, [False, True])


@given(
    kills=st.floats(0.01, 32.0 / 24.0), needed=st.integers(1, 5), window=st.floats(10.0 / 60.0, 4.0)
)  # fmt: skip
def test_hits_for_is_the_inverse_of_the_kill_rate(kills: float, needed: int, window: float) -> None:
    hits = hits_for(kills, needed, window)
    assert float(kill_rate(hits, needed, window)) == pytest.approx(kills, rel=1e-6)
    assert hits >= kills * (1.0 - 1e-9)
    assert float(kill_rate(2.0 * hits, needed, window)) >= 2.0 * kills * (1.0 - 1e-6), "T cells help each other"


def _bind(run: "Bench", rows: IntArray, *, matching: bool) -> None:
    agents = PATROL.take(run.context, rows.size, State.CRAWLING)
    run.agents["segment"][agents], run.agents["s"][agents] = run.cells["segment"][rows], run.cells["s"][rows]
    run.agents["matching"][agents] = matching
    PATROL.bind(run.context, agents, rows)
    run.agents.give_back(PATROL.rows(run.context, State.UNSEEN))


def test_only_a_t_cell_that_matches_kills(bench: "type[Bench]") -> None:
    run = bench({"t_cell.kills_per_day": 12.0, "immune_evasion.strength": 0.0, "immune_evasion.mhc": 0.7})
    rows = run.lodge(3)
    _bind(run, rows[[1]], matching=False)
    _bind(run, rows[[2]], matching=True)
    np.testing.assert_allclose(run.rate("t_cell", rows), [0.0, 0.0, 0.5], rtol=1e-6)
    nest = run.put(1, Stage.GROWING, nest_cells=10.0, segment=run.capillaries[0])
    _bind(run, nest, matching=True)
    np.testing.assert_allclose(run.rate("t_cell", nest), [0.05], rtol=1e-6)


@pytest.mark.parametrize(("percent", "mhc"), [(0.0, 1.0), (5.0, 0.0), (5.0, 1.0)])
def test_no_match_or_no_mhc_no_kill(bench: "type[Bench]", percent: float, mhc: float) -> None:
    changes = {"t_cell.density": 1200.0, "t_cell.per_millimetre": 20.0, "t_cell.match": percent, "t_cell.speed": 20.0}
    brakes_off = {"immune_evasion.strength": 0.0, "immune_evasion.mhc": mhc, "t_cell.kills_per_day": 32.0}
    run = bench({**changes, **brakes_off, "clocks.capillary": 3.0}, capacity=3000)
    rows = run.lodge(300)
    run.run.advance(60)
    assert run.events("t_contact").size > 1000
    dead = run.dead(rows, "t_cell").sum()
    assert (dead > 10) if percent * mhc > 0.0 else (dead == 0)


def test_t_cells_come_after_their_lag_at_the_declared_rate(bench: "type[Bench]", chance: "Chance") -> None:
    changes = {"t_cell.density": 600.0, "t_cell.visits": 4.0, "t_cell.lag": 7.0, "t_cell.match": 0.0}
    run = bench({**changes, "clocks.organ": 24.0, "growth.doubling_time": 120.0}, capacity=1500)
    rows = run.put(200, Stage.GROWING, x=np.linspace(650.0, 850.0, 200), y=250.0, nest_cells=1.0)
    run.cells["organ_hours"][rows[:100]] = 7.0 * 24.0
    run.run.advance(180)
    met = run.events("t_contact")["cell"]
    assert not np.isin(met, rows[100:]).any(), "the lag is not over"
    # A T cell that was sent takes a second of animation to arrive.
    come = met.size + np.count_nonzero(run.agents["state"][run.states("t_cell")] == State.HUNTING)
    chance.count(come, 100 * 4.0 * 3.0 / 7.0)
    run.run.advance(5 * 60)
    assert np.isin(rows[100:], run.events("t_contact")["cell"]).sum() > 10


def test_after_the_lag_matching_t_cells_have_multiplied(bench: "type[Bench]", chance: "Chance") -> None:
    changes = {"t_cell.density": 1200.0, "t_cell.visits": 10.0, "t_cell.match": 0.5, "t_cell.expansion": 100.0}
    run = bench({**changes, "immune_evasion.mhc": 0.0}, capacity=1500)
    rows = run.put(300, Stage.GROWING, organ_hours=1000.0, x=750.0, y=250.0)
    run.run.advance(4)
    visitors = run.states("t_cell")
    visitors = visitors[run.agents["segment"][visitors] < 0]
    assert np.isin(run.agents["target"][visitors], rows).all()
    # Half a cell in a hundred matches, and they have become a hundred times as many; the others have not.
    chance.share(run.agents["matching"][visitors].sum(), visitors.size, 0.5 / (0.5 + 0.995))


@pytest.mark.parametrize("match", [0.5, 1.0, 5.0])
def test_the_more_t_cells_match_the_more_of_them_come(bench: "type[Bench]", chance: "Chance", match: float) -> None:
    """Killing goes with the number of killers: it never levels off."""
    changes = {"t_cell.density": 300.0, "t_cell.visits": 1.0, "t_cell.match": match, "t_cell.expansion": 100.0}
    run = bench({**changes, "immune_evasion.mhc": 0.0, "clocks.organ": 40.0}, capacity=1500, seconds=0.05)
    run.put(400, Stage.GROWING, organ_hours=1000.0, x=750.0, y=250.0)
    run.run.advance(1)
    visitors = run.states("t_cell")
    visitors = visitors[(run.agents["segment"][visitors] < 0) & run.agents["matching"][visitors]]
    per_hour = 1.0 / 168.0 * 0.5 * match / 100.0 * (100.0 + (100.0 / match - 1.0))
    expected = 400 * -np.expm1(-per_hour * 2.0) * 100.0 / (100.0 + (100.0 / match - 1.0))
    chance.count(visitors.size, expected)
