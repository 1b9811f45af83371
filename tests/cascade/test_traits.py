"""Traits: their law, what a clone shares, and that those which survive are selected, by just as much as Bayes says."""

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import kstest

from desktop.cascade import MODEL
from desktop.cascade.stages import Stage
from desktop.cascade.traits import MOST_CLONES, TRAITS, clone_places, trait_factors
from desktop.engine.randomness import RandomStreams
from desktop.engine.simulation import Simulation
from desktop.engine.world import World
from tests.cascade.conftest import SIGMAS
from tests.chance import FALSE_ALARM

if TYPE_CHECKING:
    from tests.cascade.conftest import Bench

MANY = 40_000


@pytest.mark.parametrize("inherited", [0.0, 0.5, 1.0])
def test_the_factor_is_lognormal_with_mean_one_and_a_clone_shares_its_part(inherited: float) -> None:
    random, spread = RandomStreams(7), 0.4
    identity = np.arange(MANY)
    strangers = trait_factors(random, TRAITS[0], identity, identity, spread, inherited)
    z = (np.log(strangers) + 0.5 * spread**2) / spread
    assert kstest(z, "norm").pvalue > FALSE_ALARM
    assert abs(strangers.mean() - 1.0) < SIGMAS * strangers.std() / MANY**0.5
    pairs = trait_factors(random, TRAITS[0], identity, identity // 2, spread, inherited)
    shared = np.corrcoef(np.log(pairs[::2]), np.log(pairs[1::2]))[0, 1]
    assert abs(shared - inherited) < SIGMAS * (1.0 - inherited**2) / (MANY // 2) ** 0.5 + 1e-9


def test_traits_are_independent_of_each_other() -> None:
    random, identity = RandomStreams(3), np.arange(MANY)
    logs = np.array([np.log(trait_factors(random, trait, identity, identity, 0.3, 0.5)) for trait in TRAITS])
    apart = np.corrcoef(logs) - np.eye(len(TRAITS))
    assert np.abs(apart).max() < SIGMAS / MANY**0.5


@settings(deadline=None, max_examples=30)
@given(spread=st.floats(0.0, 0.6), inherited=st.floats(0.0, 1.0), seed=st.integers(0, 2**31))
def test_no_cell_has_a_negative_trait_and_without_a_spread_all_are_alike(
    spread: float, inherited: float, seed: int
) -> None:
    found = trait_factors(RandomStreams(seed), TRAITS[3], np.arange(200), np.arange(200) % 6, spread, inherited)
    assert np.all(found > 0.0)
    assert np.all(trait_factors(RandomStreams(seed), TRAITS[3], np.arange(9), np.arange(9), 0.0, inherited) == 1.0)


def test_a_slider_moved_later_spreads_the_same_cells_and_leaves_their_order() -> None:
    run = Simulation(MODEL, MODEL.defaults().replace({"traits.spread": 0.1}), 4, with_scenery=False)
    run.advance()
    column = TRAITS[2].column
    before = run.context.cells[column][run.context.cells.used()].copy()
    run.set_parameters(run.parameters.replace({"traits.spread": 0.5}))
    run.advance()
    after = run.context.cells[column][run.context.cells.used()]
    np.testing.assert_array_equal(np.argsort(before), np.argsort(after))
    np.testing.assert_allclose((np.log(after) + 0.125) / 0.5, (np.log(before) + 0.005) / 0.1, atol=1e-9)


def test_clones_are_patches_and_daughters_stay_in_theirs() -> None:
    run = Simulation(MODEL, MODEL.defaults(), 2, with_scenery=False)
    cells = run.context.cells
    rows = cells.used()[cells["stage"][cells.used()] == Stage.TUMOR]
    x, y = clone_places(run.context.resource(World).region("tumor"), 6)
    nearest = np.argmin(np.hypot(cells["x"][rows, None] - x, cells["y"][rows, None] - y), axis=1)
    # The mass has settled a little since its clones were laid out.
    assert np.mean(cells["clone"][rows] == nearest) > 0.95
    assert set(cells["clone"][cells.used()].tolist()) == set(range(6))
    first = cells.next_identity
    run.advance(600)
    rows = cells.used()[cells["stage"][cells.used()] == Stage.TUMOR]
    new = rows[cells["identity"][rows] >= first]
    assert new.size > 5
    gap = np.hypot(cells["x"][new, None] - cells["x"][rows], cells["y"][new, None] - cells["y"][rows])
    gap[gap == 0.0] = np.inf
    kin = cells["clone"][rows[np.argmin(gap, axis=1)]]
    assert np.mean(cells["clone"][new] == kin) > 1.0 / MOST_CLONES


def test_groups_are_mostly_of_one_clone() -> None:
    changes = {"traits.spread": 0.3, "tumor.drawn_rate": 100.0, "detachment.cluster_share": 50.0, "traits.clones": 8}
    run = Simulation(MODEL, MODEL.defaults().replace(changes), 2, with_scenery=False, capacity=6000, patients=32)
    run.advance(120)
    cells = run.context.cells
    rows = cells.used()[cells["cluster"][cells.used()] >= 0]
    groups, place = np.unique(cells["cluster"][rows], return_inverse=True)
    clones = np.zeros((groups.size, MOST_CLONES))
    np.add.at(clones, (place, cells["clone"][rows]), 1.0)
    mono = np.mean((clones > 0).sum(axis=1) == 1)
    assert groups.size > 20
    assert 0.5 < mono < 1.0


def test_clones_of_one_patient_are_no_relatives_of_the_next_ones() -> None:
    changes = {"traits.spread": 0.3, "traits.inherited": 1.0, "tumor.drawn_rate": 200.0}
    run = Simulation(MODEL, MODEL.defaults().replace(changes), 2, with_scenery=False, capacity=6000, patients=50)
    run.advance(60)
    cells = run.context.cells
    rows = cells.used()[cells["journey"][cells.used()] >= 0]
    clone = cells["clone"][rows] + MOST_CLONES * run.context.patient_of(rows)
    kinds = np.unique(np.column_stack([clone, np.round(cells[TRAITS[0].column][rows], 9)]), axis=0)
    # A clone is one value, and no two clones share it.
    assert len(kinds) == len(np.unique(clone)) == len(np.unique(kinds[:, 1]))
    assert len(kinds) > 60


def test_survivors_are_selected_by_as_much_as_bayes_says(bench: "type[Bench]") -> None:
    """A hazard r·f^(s − 1) over t hours, s lognormal: exact means of s among the dead and among those that live.

    Law of total probability: the two means, weighted by how many there are, give the mean of all.
    """
    spread, rate, hours, factor = 0.4, 0.4, 2.0, 0.4
    # Without clones the cells are independent of each other.
    cells = {"traits.spread": spread, "traits.inherited": 0.0, "stress_resistance.factor": factor}
    danger = {"anoikis.delay": 0.0, "anoikis.hazard": rate, "clocks.blood": 0.5}
    run = bench({**cells, **danger}, seconds=0.1, capacity=9000)
    rows = run.put(8000, Stage.TRAVELLING, segment=0, s=1.0, resistance_arrest=np.inf)
    run.run.advance(1)
    trait = run.cells["trait_stress_resistance"][rows].copy()
    run.run.advance(round(hours / 0.05) - 1)
    dead = run.dead(rows)

    def expected(power: int, among_living: bool) -> float:
        def density(z: float) -> float:
            s = np.exp(spread * z - 0.5 * spread**2)
            lives = np.exp(-rate * hours * factor ** (s - 1.0))
            normal = np.exp(-0.5 * z**2) / np.sqrt(2.0 * np.pi)
            return float(normal * s**power * (lives if among_living else 1.0 - lives))

        return float(quad(density, -8.0, 8.0)[0])

    assert abs(np.mean(~dead) - expected(0, True)) < SIGMAS * 0.5 / rows.size**0.5
    for among in (True, False):
        own = trait[~dead] if among else trait[dead]
        wanted = expected(1, among) / expected(0, among)
        assert abs(own.mean() - wanted) < SIGMAS * own.std() / own.size**0.5
    assert trait[~dead].mean() > trait.mean() > trait[dead].mean()
