"""How often cells lodge: per circuit of the body, however long a drawn lap takes."""

from typing import TYPE_CHECKING

import numpy as np
import pytest

from desktop.cascade.stages import Stage
from desktop.engine.arrays import IntArray

if TYPE_CHECKING:
    from tests.cascade.conftest import Bench, Chance


def _at_the_capillaries(run: "Bench", count: int, **columns: object) -> IntArray:
    """Put single cells of the declared kind just before they enter a capillary."""
    before = np.flatnonzero(run.network.branches[:, 0] == run.capillaries[0])[0]
    place = {"segment": before, "s": run.network.length[before] - 1e-6}
    rows = run.put(count, Stage.TRAVELLING, **place)
    for name, values in columns.items():
        run.cells[name][rows] = values
    return rows


@pytest.mark.parametrize(("percent", "circuits"), [(30.0, 1), (3.0, 10), (0.5, 60), (99.0, 1)])
def test_the_chance_over_circuits_compounds(
    bench: "type[Bench]", chance: "Chance", percent: float, circuits: int
) -> None:
    changes = {
        "arrest.per_circuit": percent,
        "flow.circuit_time": 60.0,
        "flow.strength": 1.0,
        "flow.capillary_diameter": 7.0,
    }
    exact = {"flexibility.strength": 1.0, "flexibility.stiffness": 0.5}
    run = bench({**changes, **exact}, capacity=3000)
    rows = _at_the_capillaries(run, 2000, stage_hours=circuits / 60.0)
    np.testing.assert_allclose(run.multiplier("arrest", rows), 1.0)
    run.run.advance(1)
    assert np.all(run.cells["capillaries"][rows] == 1)
    lodging = np.count_nonzero(run.cells["stop"][rows] >= 0.0)
    chance.share(lodging, rows.size, 1.0 - (1.0 - percent / 100.0) ** circuits)


def test_flow_and_circuit_time_set_how_many_circuits_a_lap_is(bench: "type[Bench]", chance: "Chance") -> None:
    run = bench({"arrest.per_circuit": 5.0, "flow.circuit_time": 20.0, "flow.strength": 2.0}, capacity=3000)
    rows = _at_the_capillaries(run, 1500, stage_hours=100.0 / 3600.0, resistance_arrest=np.inf)
    run.run.advance(1)
    each = -np.log(0.95) * 100.0 * 2.0 / 20.0 * run.multiplier("arrest", rows[:1])[0]
    np.testing.assert_allclose(run.cells["exposure_arrest"][rows], each)


def test_a_cell_lodges_in_a_capillary_and_stays_there(bench: "type[Bench]") -> None:
    run = bench({"arrest.per_circuit": 99.0}, seconds=0.05)
    rows = run.put(60, Stage.TRAVELLING, segment=3, s=10.0, streamline=(np.arange(60) + 0.5) / 60)
    run.run.advance(150)
    assert np.all(run.cells["stage"][rows] == Stage.ARRESTED)
    assert np.isin(run.cells["segment"][rows], run.capillaries).all()
    assert sorted(run.events("arrested")["cell"]) == rows.tolist()
    place = run.cells["x"][rows].copy()
    assert np.unique(np.round(place, 3)).size > 50, "each at a place of its own"
    run.run.advance(10)
    np.testing.assert_array_equal(run.cells["x"][rows], place)
    assert run.run.snapshot().funnel[:, 3].tolist() == [60, 0]


def _lodging_places(bench: "type[Bench]", seconds: float) -> tuple[list[int], np.ndarray]:
    """Let single cells and groups lodge by steps of a length; return their capillaries and places, in µm."""
    run = bench({"arrest.per_circuit": 99.0, "clusters.break_up": 0.0}, seconds=seconds)
    lanes = (np.arange(30) + 0.5) / 30
    single = run.put(30, Stage.TRAVELLING, segment=3, s=10.0, streamline=lanes)
    groups = [run.put_group(4, Stage.TRAVELLING, segment=3, s=30.0, streamline=lane) for lane in lanes[::6]]
    run.run.advance(round(12.0 / seconds))
    rows = np.concatenate([single, *groups])
    assert np.all(run.cells["stage"][rows] == Stage.ARRESTED)
    return run.cells["segment"][rows].tolist(), run.cells["s"][rows].copy()


@pytest.mark.parametrize("seconds", [0.1, 0.2, 0.4])
def test_cells_and_groups_lodge_at_the_same_places_however_long_the_step(bench: "type[Bench]", seconds: float) -> None:
    capillaries, places = _lodging_places(bench, 1.0 / 60.0)
    coarse_capillaries, coarse = _lodging_places(bench, seconds)
    assert coarse_capillaries == capillaries
    # Followers close up slowly at the end, and count as lodged within a micrometre or so of their place.
    np.testing.assert_allclose(coarse, places, atol=2.5)


def test_a_new_leader_answers_only_for_circuits_of_its_own(bench: "type[Bench]") -> None:
    """While it was led, the leader's luck was asked on behalf of all."""
    run = bench({"arrest.per_circuit": 5.0, "clusters.break_up": 0.0}, seconds=0.05)
    free = {"resistance_arrest": np.inf}
    group = run.put_group(2, Stage.TRAVELLING, segment=2, s=5.0, **free)
    while run.cells["capillaries"][group].min() < 2:
        run.run.advance(1)
    leader, follower = group
    asked = run.cells["exposure_arrest"][leader]
    assert run.cells["exposure_arrest"][follower] == 0.0
    led, before = run.cells["judged_hours"][[leader, follower]]
    run.cells["resistance_shear"][leader] = 0.0
    run.change(shear__hazard=0.001)
    while run.cells["capillaries"][follower] < 3:
        run.run.advance(1)
    assert run.dead(group).tolist() == [True, False]
    # For the hours since it was last led past a capillary, against those of the leader until then, and not in a group.
    own = run.cells["judged_hours"][follower] - before
    expected = asked * own / led / run.value("clusters.arrest")
    assert run.cells["exposure_arrest"][follower] == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("changes", [{}, {"flow.strength": 3.0}, {"flow.capillary_diameter": 10.0}], ids=str)
def test_however_long_the_step_cells_and_groups_lodge_in_capillaries(
    bench: "type[Bench]", changes: dict[str, float]
) -> None:
    """A step may be long enough for the stream to cross a whole capillary: nobody may lodge beyond it."""
    run = bench({**changes, "arrest.per_circuit": 60.0, "clusters.break_up": 0.0}, seconds=0.5, capacity=2500)
    rows = np.concatenate([_at_the_capillaries(run, 1000), *(_group_before(run, 3) for _ in range(60))])
    run.run.advance(40)
    lodged = rows[run.cells["stage"][rows] == Stage.ARRESTED]
    assert lodged.size > 500
    assert np.all(np.isin(run.cells["segment"][lodged], run.capillaries))
    place = run.cells["s"][lodged] / run.network.length[run.cells["segment"][lodged]]
    assert np.all((place >= 0.0) & (place <= 1.0))


def _group_before(run: "Bench", size: int) -> IntArray:
    before = np.flatnonzero(run.network.branches[:, 0] == run.capillaries[0])[0]
    return run.put_group(size, Stage.TRAVELLING, segment=before, s=run.network.length[before] - 1e-6)


def test_lodged_cells_come_loose_until_they_hold_on(bench: "type[Bench]", chance: "Chance") -> None:
    changes = {"arrest.release": 0.2, "clocks.capillary": 0.5, "clocks.blood": 1.0 / 3600.0, "arrest.per_circuit": 0.1}
    changes |= {"extravasation.adhesion_time": 48.0, "extravasation.spread": 0.0}
    run = bench(changes, seconds=0.1, capacity=3000)
    loose, holding = run.lodge(1500), run.lodge(300, adhered=True)
    run.run.advance(40)
    freed = run.events("came_loose")
    chance.share(np.unique(freed["cell"]).size, loose.size, 1.0 - np.exp(-0.2 * 2.0))
    assert np.all(run.cells["stage"][holding] == Stage.ARRESTED)
    rows = loose[run.cells["stage"][loose] == Stage.TRAVELLING]
    assert rows.size > 300
    assert np.all(run.cells["stop"][rows] == -1.0)


def test_a_cell_that_came_loose_travels_on_and_may_lodge_again(bench: "type[Bench]") -> None:
    run = bench({"arrest.per_circuit": 60.0, "clocks.blood": 1.0 / 60.0}, seconds=0.1, capacity=300)
    rows = run.lodge(200, resistance_release=0.0)
    run.change(arrest__release=0.001)
    run.run.advance(1)
    assert np.all(run.cells["stage"][rows] == Stage.TRAVELLING)
    run.change(arrest__release=0.0)
    place = run.cells["segment"][rows].copy()
    run.run.advance(600)
    assert np.mean(run.cells["stage"][rows] == Stage.ARRESTED) > 0.5
    assert np.mean(run.cells["segment"][rows] != place) > 0.5
    assert np.isin(run.cells["segment"][rows[run.cells["stage"][rows] == Stage.ARRESTED]], run.capillaries).all()


def test_a_group_comes_loose_as_one_and_leaves_behind_who_holds_on(bench: "type[Bench]") -> None:
    run = bench({"clusters.break_up": 0.0, "arrest.per_circuit": 0.1}, seconds=0.1)
    s = np.array([60.0, 48.0, 36.0, 24.0])
    group = run.put_group(4, Stage.ARRESTED, segment=run.capillaries[3], s=s, stop=s, resistance_release=0.0)
    run.cells["adhered"][group[2]] = True
    run.change(arrest__release=0.001)
    run.run.advance(1)
    stages = run.cells["stage"][group].tolist()
    assert stages == [Stage.TRAVELLING, Stage.TRAVELLING, Stage.ARRESTED, Stage.TRAVELLING]
    assert run.cells["cluster_size"][group].tolist() == [3, 3, 1, 3]
