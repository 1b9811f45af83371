"""Riding the solved flow: speeds, forks, laps, files, and what a cell feels on the way."""

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.cascade.blood import capillary_transit, streamline_position
from desktop.cascade.deformability import stiffness_of
from desktop.cascade.stages import Stage
from desktop.cascade.vasculature import DYN_PER_CM2_IN_PASCAL
from desktop.engine.arrays import IntArray

if TYPE_CHECKING:
    from tests.cascade.conftest import Bench, Chance

FREE = {"resistance_arrest": np.inf}
"""For cells that are not to lodge."""


@pytest.mark.parametrize("slow_motion", [0.02, 0.1, 1.0])
def test_a_cell_moves_with_the_exact_profile(bench: "type[Bench]", slow_motion: float) -> None:
    run = bench({"flow.slow_motion": slow_motion})
    network = run.network
    segment = np.repeat(np.flatnonzero(network.radius > 7.0), 9)
    room = network.radius[segment] - 6.0
    r = room * np.tile(np.linspace(-1.0, 1.0, 9), segment.size // 9)
    s = 0.2 * network.length[segment]
    rows = run.put(segment.size, Stage.TRAVELLING, segment=segment, s=s, r=r, streamline=0.5, **FREE)
    run.run.advance(1)
    expected = 2.0 * network.mean_speed[segment] * (1.0 - (r / network.radius[segment]) ** 2) * slow_motion / 60.0
    np.testing.assert_allclose(run.cells["travelled"][rows], expected, rtol=1e-12)
    inside = run.cells["segment"][rows] == segment
    np.testing.assert_allclose(run.cells["s"][rows][inside] - s[inside], expected[inside], rtol=1e-9)
    assert inside.mean() > 0.3
    # Cells drift towards the streamline of their own, here the axis.
    assert np.all(np.abs(run.cells["r"][rows][inside]) <= np.abs(r[inside]))


@given(reach=st.floats(0.05, 1.0), q=st.floats(0.0, 1.0))
def test_of_what_flows_within_its_reach_a_share_is_on_a_cells_left(reach: float, q: float) -> None:
    place = streamline_position(q, reach)
    inside = 2.0 * place**2 - place**4
    assert abs(place) <= reach + 1e-7
    assert inside == pytest.approx(abs(1.0 - 2.0 * q) * (2.0 * reach**2 - reach**4), abs=1e-7)
    assert place >= 0.0 if q < 0.5 else place <= 0.0


@pytest.mark.parametrize("radius", [0.01, 6.0])
def test_transit_is_that_of_a_round_tube(bench: "type[Bench]", chance: "Chance", radius: float) -> None:
    """The mean over cells of 1 / v is 1 / (ū·(2 − x²)), x = 1 − a/R: A / Q for a tracer, which fills the whole tube."""
    run = bench({"flow.slow_motion": 0.02}, capacity=9000)
    vein, number = 2, 8000
    wide = run.network.radius[vein]
    reach = 1.0 - radius / wide
    q = run.context.random["lane"].uniform(np.arange(number))
    r = wide * np.array([streamline_position(one, reach) for one in q.tolist()])
    rows = run.put(number, Stage.TRAVELLING, segment=vein, s=50.0, r=r, streamline=q, radius=radius, **FREE)
    run.run.advance(1)
    speed = run.cells["travelled"][rows] * 60.0 / 0.02
    chance.mean(run.network.mean_speed[vein] / speed, 1.0 / (2.0 - reach**2))


def test_blood_stays_in_the_capillaries_of_the_lung_as_long_as_is_known(bench: "type[Bench]") -> None:
    assert 0.75 < capillary_transit(bench().run.snapshot()) < 2.0
    assert capillary_transit(bench({"flow.strength": 2.0}).run.snapshot()) == pytest.approx(
        0.5 * capillary_transit(bench().run.snapshot()), rel=1e-6
    )


def test_squeezing_slows_wide_and_stiff_cells(bench: "type[Bench]") -> None:
    run = bench({"blood.squeeze": 2.0})
    capillary = run.capillaries[4]
    # Stiffness falls with the score, width differs by row.
    columns = {"mesenchymal": [0.5, 0.0, 0.5], "radius": [6.0, 6.0, 8.0]}
    rows = run.put(3, Stage.TRAVELLING, segment=capillary, s=20.0, **columns, **FREE)
    run.run.advance(1)
    bore = run.network.radius[capillary]
    drag = 2.0 * stiffness_of(run.context, rows) / 0.5 * (np.array([6.0, 6.0, 8.0]) / bore - 1.0)
    expected = run.network.mean_speed[capillary] / (1.0 + drag) * run.value("flow.slow_motion") / 60.0
    np.testing.assert_allclose(run.cells["travelled"][rows], expected)
    assert run.cells["travelled"][rows[0]] > run.cells["travelled"][rows[1:]].max()


def test_forks_are_taken_by_the_shares_of_the_flow(bench: "type[Bench]", chance: "Chance") -> None:
    run = bench(capacity=6000)
    network, each = run.network, 800
    forks = [k for k in range(len(network.segments)) if np.count_nonzero(network.branches[k] >= 0) > 1]
    assert len(forks) >= 5
    for fork in forks:
        rows = run.put(each, Stage.TRAVELLING, segment=fork, s=network.length[fork] - 1e-6, **FREE)
        run.cells["streamline"][rows] = run.context.random["lane"].uniform(run.cells["identity"][rows])
    everybody = run.context.in_stage(Stage.TRAVELLING)
    run.run.advance(1)
    for turn, fork in enumerate(forks):
        rows = everybody[turn * each : (turn + 1) * each]
        after = network.branches[fork][network.branches[fork] >= 0]
        for branch in after[:-1]:
            share = network.flow[branch] / network.flow[after].sum()
            chance.share(np.count_nonzero(run.cells["segment"][rows] == branch), each, float(share))
        assert np.isin(run.cells["segment"][rows], after).all()
    q = run.cells["streamline"][everybody]
    chance.law(q, "uniform")


def test_a_lap_ends_on_the_right_and_begins_on_the_left(bench: "type[Bench]") -> None:
    run = bench(seconds=0.05)
    last = int(np.flatnonzero(run.network.branches[:, 0] < 0)[-1])
    rows = run.put(30, Stage.TRAVELLING, segment=last, s=run.network.length[last] - 0.01, streamline=0.3, **FREE)
    run.run.advance(1)
    assert np.all(run.cells["segment"][rows] == 0)
    assert run.cells["x"][rows].max() < 0.0
    assert np.all(run.cells["laps"][rows] == 1)
    assert run.events("completed_lap")["cell"].tolist() == rows.tolist()
    assert np.unique(run.cells["streamline"][rows]).size == 30, "streams mix in the heart"
    run.run.advance(400)
    assert run.cells["laps"][rows].min() >= 2
    # Every lap leads through one capillary.
    assert np.isin(run.cells["laps"][rows] - run.cells["capillaries"][rows], (0, 1)).all()


def _run_until_in(run: "Bench", rows: IntArray, roles: tuple[str, ...], most: int = 2000) -> None:
    for _ in range(most):
        run.run.advance(1)
        if np.isin(run.cells["segment"][rows], run.network.with_role(*roles)).all():
            return
    pytest.fail(f"the cells never came to be in {roles} together")


def test_a_group_files_through_a_capillary_and_comes_out_whole(bench: "type[Bench]") -> None:
    run = bench({"clusters.break_up": 0.0}, seconds=1.0 / 30.0)
    group = run.put_group(4, Stage.TRAVELLING, segment=3, s=5.0, streamline=0.41, **FREE)
    _run_until_in(run, group, ("capillary",))
    assert np.unique(run.cells["segment"][group]).size == 1
    gaps = -np.diff(run.cells["s"][group])
    assert np.all(gaps > 1.3 * 6.0), "one behind the other"
    assert np.all(gaps < 2.5 * 6.0), "but touching"
    assert np.all(np.abs(run.cells["r"][group]) < 1.0)
    assert np.all(run.cells["stretch"][group] > 1.2), "as sausages"
    last = len(run.network.segments) - 1
    _run_until_in(run, group, ("venule",))
    while run.cells["segment"][group].min() < last:
        run.run.advance(1)
    assert np.unique(run.cells["cluster"][group]).size == 1
    assert np.ptp(run.cells["s"][group]) < 2.5 * 6.0 * 3
    assert not run.dead(group).any()


def test_what_a_cell_feels_is_the_flow_where_it_is(bench: "type[Bench]") -> None:
    run = bench()
    network = run.network
    segment = np.arange(len(network.segments))
    r = np.where(network.radius > 6.0, 0.5 * (network.radius - 6.0), 0.0)
    rows = run.put(segment.size, Stage.TRAVELLING, segment=segment, s=0.3 * network.length, r=r, **FREE)
    run.run.advance(1)
    segment, r = run.cells["segment"][rows], run.cells["r"][rows]
    edge = np.minimum(np.abs(r) + 6.0, network.radius[segment])
    stress = network.wall_shear_stress[segment] * edge / network.radius[segment] / DYN_PER_CM2_IN_PASCAL
    np.testing.assert_allclose(run.cells["shear_stress"][rows], stress)
    assert run.cells["pressure"][rows].min() >= run.value("flow.outlet_pressure")
    run.run.advance(150)
    behind = np.isin(run.cells["segment"][rows], network.with_role("venule")) & (run.cells["segment"][rows] > 1)
    before = np.isin(run.cells["segment"][rows], network.with_role("vein"))
    assert run.cells["oxygen"][rows][behind].min() > run.cells["oxygen"][rows][before].max()
    assert run.cells["oxygen"][rows].max() <= run.value("blood.arterial_oxygen")
