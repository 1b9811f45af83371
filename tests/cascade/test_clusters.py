"""Groups: what companions give, how groups break and meet, and that the books of membership always balance."""

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.cascade.clusters import TOGETHER
from desktop.cascade.groups import form_group
from desktop.cascade.stages import Stage
from desktop.engine.codes import DYING
from desktop.engine.parameters import Value

if TYPE_CHECKING:
    from tests.cascade.conftest import Bench, Chance

FREE = {"resistance_arrest": np.inf}
MEETING: dict[str, Value] = {
    "clusters.origin": "aggregated in transit",
    "clusters.aggregation": 0.1,
    "clusters.break_up": 0.0,
}


def _check_books(run: "Bench") -> None:
    """Every member is in one group, in consecutive order, led by a living member, and knows the group's size."""
    cells, used = run.cells, run.cells.used()
    grouped = used[cells["cluster"][used] >= 0]
    assert np.isin(cells["stage"][grouped], TOGETHER).all()
    for cluster in np.unique(cells["cluster"][grouped]):
        members = grouped[cells["cluster"][grouped] == cluster]
        assert members.size > 1
        assert sorted(cells["order"][members]) == list(range(members.size))
        leader = members[np.argmin(cells["order"][members])]
        assert np.all(cells["leader"][members] == leader)
        assert np.all(cells["cluster_size"][members] == members.size)
        assert cells["grouped"][members].all()
    single = used[cells["cluster"][used] < 0]
    assert np.all(cells["order"][single] == 0)
    assert np.all(cells["cluster_size"][single] == 1)


@settings(max_examples=25)
@given(st.data())
def test_deaths_and_breaks_never_leave_a_group_in_disorder(bench: "type[Bench]", data: st.DataObject) -> None:
    changes: dict[str, Value] = {
        "clusters.origin": "both",
        "clusters.aggregation": 10.0,
        "clocks.blood": 1.0,
        "clusters.break_up": 0.0,
    }
    run = bench(changes, seconds=0.05, capacity=128)
    for size in data.draw(st.lists(st.integers(1, 9), min_size=1, max_size=6)):
        put = run.put_group if size > 1 else run.put
        put(size, Stage.TRAVELLING, segment=2, s=50.0, **FREE)
    for _ in range(data.draw(st.integers(1, 6))):
        riding = run.context.in_stage(Stage.TRAVELLING, Stage.ARRESTED)
        luck = st.lists(st.sampled_from(riding.tolist()), max_size=4, unique=True) if riding.size else st.just([])
        run.cells["resistance_shear"][data.draw(luck)] = 0.0
        run.cells["resistance_break_up"][data.draw(luck)] = 0.0
        run.cells["resistance_aggregation"][data.draw(luck)] = 0.0
        stopped = np.array(data.draw(luck), dtype=np.int64)
        stopped = stopped[run.cells["stage"][stopped] == Stage.TRAVELLING]
        run.context.enter_stage(stopped, Stage.LEAVING if data.draw(st.booleans()) else Stage.ARRESTED)
        run.change(shear__hazard=0.001, clusters__break_up=0.001)
        living = set(run.cells["identity"][run.context.in_stage(*TOGETHER)].tolist())
        run.run.advance(1)
        # Deaths come after the books are done, so these are looked at without the cells that died in this step.
        fresh = run.cells["stage"] == DYING
        assert living >= set(run.cells["identity"][run.context.in_stage(*TOGETHER)].tolist())
        run.change(shear__hazard=0.0, clusters__break_up=0.0)
        run.run.advance(1)
        assert np.all(run.cells["cluster"][fresh] == -1)
        _check_books(run)


def test_companions_soften_what_they_are_declared_to_soften(bench: "type[Bench]") -> None:
    for strength in (0.0, 1.0, 2.0):
        changes = {
            "clusters.natural_killer": 0.3,
            "clusters.stress": 0.8,
            "clusters.growth": 2.5,
            "clusters.arrest": 3.0,
        }
        run = bench(
            {**changes, "clusters.strength": strength, "immune_evasion.strength": 0.0, "platelets.strength": 0.0}
        )
        single, group = run.put(1, Stage.TRAVELLING), run.put_group(3, Stage.TRAVELLING)
        for risk, factor in (("natural_killer", 0.3), ("shear", 0.8), ("oxidation", 0.8), ("anoikis", 0.8)):
            softened = run.multiplier(risk, group) / run.multiplier(risk, single)
            np.testing.assert_allclose(softened, factor**strength, err_msg=risk)
        np.testing.assert_allclose(run.multiplier("arrest", group) / run.multiplier("arrest", single), 3.0)
        assert run.multiplier("t_cell", group) == pytest.approx(run.multiplier("t_cell", single)[0])
        came = run.put(2, Stage.SETTLING, arrived_grouped=[False, True])
        np.testing.assert_allclose(run.multiplier("start_growing", came), [1.0, 2.5**strength])


def test_junctions_tear_at_the_declared_rate(bench: "type[Bench]", chance: "Chance") -> None:
    run = bench({"clusters.break_up": 5.0, "clocks.blood": 1.0}, seconds=0.02, capacity=3000)
    pairs = np.array([run.put_group(2, Stage.TRAVELLING, segment=2, s=20.0, **FREE) for _ in range(500)])
    expected = np.zeros(500)
    for _ in range(10):
        run.run.advance(1)
        still = run.cells["cluster_size"][pairs[:, 1]] == 2
        expected[still] += 5.0 * run.cells["shear_stress"][pairs[still, 1]] / 15.0 * 0.02
    # Until it tears, a junction meets exactly stress over 15 dyn/cm² times the declared rate.
    np.testing.assert_allclose(run.cells["exposure_break_up"][pairs[still, 1]], expected[still], rtol=1e-9)
    torn = run.events("broke_up").size
    chance.share(torn, 500, 1.0 - np.exp(-float(expected[still].mean())))
    assert run.events("left_alone").size == torn
    _check_books(run)


def test_singles_meet_at_the_declared_rate(bench: "type[Bench]", chance: "Chance") -> None:
    changes: dict[str, Value] = {**MEETING, "clusters.aggregation": 0.05, "clusters.strength": 1.0}
    run = bench({**changes, "clocks.blood": 1.0}, seconds=0.05)
    run.put(600, Stage.TRAVELLING, segment=2, s=np.linspace(0.0, 200.0, 600), **FREE)
    run.run.advance(20)
    # Whoever has joined another is asked no more, which are few.
    chance.count(run.events("joined").size, 600 * 0.05 - 0.5 * 600 * 0.05**2)


@pytest.mark.parametrize(("behind", "ahead"), [(0, 9000), (9000, 0)])
def test_cells_that_meet_travel_on_together(bench: "type[Bench]", behind: int, ahead: int) -> None:
    """However long each has been on its way: neither waits for the other, and neither runs round to catch up."""
    run = bench(MEETING, seconds=1.0 / 30.0)
    laps, travelled = [behind // 500, ahead // 500], [behind, ahead]
    rows = run.put(2, Stage.TRAVELLING, segment=2, s=[40.0, 90.0], travelled=travelled, laps=laps, laps_mixed=laps)
    run.cells["resistance_arrest"][rows] = np.inf
    run.cells["resistance_aggregation"][rows] = [0.0, np.inf]
    run.run.advance(1)
    assert run.events("joined").size == 1
    assert run.cells["cluster_size"][rows].tolist() == [2, 2]
    assert run.cells["order"][rows].tolist() == [1, 0], "the one ahead leads"
    for _ in range(60):
        place = run.cells["travelled"][rows].copy()
        run.run.advance(1)
        assert np.all(run.cells["travelled"][rows] > place)
    across = np.hypot(np.diff(run.cells["x"][rows]), np.diff(run.cells["y"][rows]))
    assert across < 30.0
    before = run.cells["laps"][rows].min()
    while run.cells["laps"][rows].min() == before:
        run.run.advance(1)
    run.run.advance(30)
    assert np.unique(run.cells["laps"][rows]).size == np.unique(run.cells["streamline"][rows]).size == 1
    assert np.unique(run.cells["segment"][rows]).size == 1


def test_nobody_meets_a_cell_in_another_vessel(bench: "type[Bench]") -> None:
    run = bench(MEETING)
    rows = run.put(2, Stage.TRAVELLING, segment=[1, 2], s=[5.0, 5.0], **FREE)
    run.cells["resistance_aggregation"][rows] = [0.0, np.inf]
    run.run.advance(5)
    assert run.cells["cluster_size"][rows].tolist() == [1, 1]
    for _ in range(60):
        run.run.advance(100)
        if run.events("joined").size:
            break
    assert run.cells["cluster_size"][rows].tolist() == [2, 2], "they do once they come by"


@pytest.mark.parametrize("size", [2, 8])
def test_a_group_lodges_as_one_and_in_its_capillary(bench: "type[Bench]", size: int) -> None:
    run = bench({"arrest.per_circuit": 99.0, "clusters.break_up": 0.0}, seconds=1.0 / 30.0)
    groups = [
        run.put_group(size, Stage.TRAVELLING, segment=3, s=2.0 + turn, streamline=(turn + 0.5) / 20)
        for turn in range(20)
    ]
    run.run.advance(300)
    rows = np.concatenate(groups)
    assert np.all(run.cells["stage"][rows] == Stage.ARRESTED)
    assert run.cells["arrived_grouped"][rows].all()
    assert np.isin(run.cells["segment"][rows], run.capillaries).all()


def test_companions_save_cells_from_nk_cells(bench: "type[Bench]") -> None:
    """The same cells with the same luck, once alone and once in threes: who dies in a group would have died alone."""
    dead = []
    for together in (False, True):
        run = bench({"natural_killer.density": 1000.0, "clocks.capillary": 3.0}, capacity=2000)
        rows = run.lodge(300)
        for first in range(0, 300, 3) if together else ():
            form_group(run.context, rows[first : first + 3])
        run.run.advance(80)
        dead.append(run.dead(rows, "natural_killer"))
    assert not np.any(dead[1] & ~dead[0])
    assert dead[1].sum() < 0.7 * dead[0].sum()


def test_a_group_torn_astride_a_fork_takes_one_branch(bench: "type[Bench]") -> None:
    run = bench(seconds=1.0 / 60.0)
    before = int(np.flatnonzero((run.network.branches >= 0).sum(axis=1) > 1)[0])
    first = int(run.network.branches[before, 0])
    group = run.put_group(4, Stage.TRAVELLING, streamline=0.01, travelled=[6.0, 4.0, 2.0, 0.0])
    # The last two go on alone: one is past the fork, the other is not.
    run.cells["segment"][group] = [first, first, first, before]
    run.cells["s"][group] = [6.0, 4.0, 2.0, run.network.length[before] - 1.0]
    run.cells["resistance_arrest"][group] = np.inf
    run.cells["resistance_break_up"][group] = [np.inf, np.inf, 0.0, np.inf]
    run.run.advance(2)
    assert run.events("broke_up").size == 1
    lost = group[2:]
    while run.cells["segment"][lost[1]] == before:
        run.run.advance(1)
        assert run.run.time < 10.0
    assert run.cells["segment"][lost[1]] == first
