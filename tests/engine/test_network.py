"""The solved flow obeys conservation and Poiseuille, and unrolled coordinates lie where they should in the plane."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy import integrate

from desktop.cascade.vasculature import FlowParameters, make_network
from desktop.engine.arrays import FloatArray
from desktop.engine.network import Segment, VesselNetwork, smooth_curve
from desktop.engine.parameters import Parameters

Point = tuple[float, float]


def _tube(start: int, end: int, radius: float = 10.0, multiplicity: float = 1.0, length: float = 100.0) -> Segment:
    curve = ((100.0 * start, 0.0), (100.0 * start + 0.3 * length, 0.0), (100.0 * start + length, 0.0))
    return Segment(start, end, radius, multiplicity, curve, "vein")


def _network(tubes: Sequence[Segment], boundary: dict[int, float], viscosity: float = 3e-3) -> VesselNetwork:
    return VesselNetwork(tuple(tubes), np.full(len(tubes), viscosity), boundary)


def _resistance(tube: Segment, length: float, viscosity: float = 3e-3) -> float:
    return float(8.0 * viscosity * length / (np.pi * tube.radius**4 * tube.multiplicity))


@st.composite
def networks(draw: st.DrawFn) -> VesselNetwork:
    """Return a chain of nodes from inlet to outlet with any short cuts, of any widths and viscosities."""
    nodes = draw(st.integers(2, 9))
    chain = [(k, k + 1) for k in range(nodes - 1)]
    pairs = st.lists(st.integers(0, nodes - 1), min_size=2, max_size=2, unique=True).map(sorted)
    extra = [(one, other) for one, other in draw(st.lists(pairs, max_size=10))]
    # A segment has at most four to follow it.
    edges = [edge for k, edge in enumerate([*chain, *extra]) if [e[0] for e in [*chain, *extra][:k]].count(edge[0]) < 4]
    place = draw(
        st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=nodes, max_size=nodes, unique=True)
    )
    radius = st.floats(3.0, 50.0)
    tubes = tuple(
        Segment(one, other, draw(radius), draw(st.floats(1.0, 40.0)), (_at(place[one]), _at(place[other])), "vein")
        for one, other in edges
    )
    viscosity = np.array([draw(st.floats(5e-4, 2e-2)) for _ in tubes])
    outlet = draw(st.floats(0.0, 4000.0))
    return VesselNetwork(tubes, viscosity, {0: outlet + draw(st.floats(10.0, 4000.0)), nodes - 1: outlet})


def _at(place: tuple[int, int]) -> Point:
    return float(place[0]), float(place[1])


# --- the solved flow ---


@settings(max_examples=40)
@given(networks())
def test_what_flows_into_a_node_flows_out(network: VesselNetwork) -> None:
    gain = np.zeros(network.node_pressure.size)
    np.add.at(gain, network.end, network.flow)
    np.add.at(gain, network.start, -network.flow)
    assert np.all(np.abs(gain[1:-1]) <= 1e-9 * np.abs(network.flow).max())
    assert gain[-1] == pytest.approx(-gain[0], rel=1e-9)
    assert gain[-1] > 0.0


def test_a_wide_tube_feeding_a_narrow_one_loses_nothing() -> None:
    ends = ((0.0, 0.0), (1.0, 0.0), (600.0, 0.0))
    wide = Segment(0, 1, 50.0, 40.0, ends[:2], "vein")
    narrow = Segment(1, 2, 3.0, 1.0, ends[1:], "capillary")
    network = VesselNetwork((wide, narrow), np.array([5e-4, 2e-2]), {0: 4010.0, 2: 4000.0})
    assert network.flow[0] == pytest.approx(network.flow[1], rel=1e-12)
    assert network.flow[1] == pytest.approx(network.conductance[1] * 10.0, rel=1e-6)


@settings(max_examples=40)
@given(networks())
def test_flow_goes_from_high_to_low_pressure_between_inlet_and_outlet(network: VesselNetwork) -> None:
    pressure = network.node_pressure
    slack = 1e-9 * pressure.max()
    assert np.all((pressure >= pressure[-1] - slack) & (pressure <= pressure[0] + slack))
    drop = pressure[network.start] - pressure[network.end]
    assert np.all(network.flow * drop >= 0.0)
    assert_array_equal(np.sign(network.mean_speed), np.sign(network.flow))


@settings(max_examples=40)
@given(networks(), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_pressure_falls_steadily_along_every_segment(network: VesselNetwork, one: float, other: float) -> None:
    segment = np.arange(network.length.size)
    near, far = (network.pressure(segment, share * network.length) for share in sorted((one, other)))
    slack = 1e-9 * network.node_pressure.max()
    assert np.all((far - near) * np.sign(network.flow) <= slack)
    ends = network.node_pressure[network.start], network.node_pressure[network.end]
    assert_allclose(network.pressure(segment, np.zeros(segment.size)), ends[0], atol=slack)
    assert_allclose(network.pressure(segment, network.length), ends[1], atol=slack)


def test_tubes_in_a_row_add_their_resistances() -> None:
    tubes = [_tube(0, 1, 8.0), _tube(1, 2, 21.0, 3.0), _tube(2, 3, 5.0, 12.0, 70.0)]
    network = _network(tubes, {0: 900.0, 3: 100.0})
    total = sum(_resistance(tube, length) for tube, length in zip(tubes, (100.0, 100.0, 70.0), strict=True))
    assert_allclose(network.flow, 800.0 / total, rtol=1e-12)


def test_tubes_side_by_side_add_their_conductances() -> None:
    tubes = [_tube(0, 1, 8.0), _tube(0, 1, 12.0, 2.0), _tube(1, 2, 9.0)]
    network = _network(tubes, {0: 500.0, 2: 0.0})
    first, second, third = (_resistance(tube, 100.0) for tube in tubes)
    total = 500.0 / (1.0 / (1.0 / first + 1.0 / second) + third)
    assert_allclose(
        network.flow, [total * second / (first + second), total * first / (first + second), total], rtol=1e-12
    )


def test_equal_tubes_are_worth_one_drawn_tube_of_that_multiplicity() -> None:
    drawn = _network([_tube(0, 1), _tube(1, 2, 5.0, 3.0)], {0: 500.0, 2: 0.0})
    apart = _network([_tube(0, 1), *[_tube(1, 2, 5.0)] * 3], {0: 500.0, 2: 0.0})
    assert drawn.flow[1] == pytest.approx(apart.flow[1:].sum(), rel=1e-12)
    assert drawn.mean_speed[1] == pytest.approx(apart.mean_speed[2], rel=1e-12)
    assert drawn.wall_shear_stress[1] == pytest.approx(apart.wall_shear_stress[2], rel=1e-12)


# --- the profile across a tube ---


@settings(max_examples=30)
@given(networks(), st.integers(0, 100))
def test_the_profile_carries_the_flow_and_rests_at_the_wall(network: VesselNetwork, pick: int) -> None:
    segment = np.array([pick % network.length.size])
    radius, tubes = network.radius[segment[0]], network.multiplicity[segment[0]]

    def ring(r: float) -> float:
        return float(network.speed(segment, np.array([r]))[0] * 2.0 * np.pi * r)

    assert tubes * integrate.quad(ring, 0.0, radius)[0] == pytest.approx(network.flow[segment[0]], rel=1e-9)
    walls = network.speed(np.repeat(segment, 3), np.array([radius, -radius, 2.0 * radius]))
    assert_array_equal(walls, 0.0)


@settings(max_examples=30)
@given(networks(), st.floats(-0.99, 0.99))
def test_shear_stress_is_viscosity_times_the_slope_of_the_profile(network: VesselNetwork, ratio: float) -> None:
    segment, h = np.arange(network.length.size), 1e-4 * network.radius
    r = ratio * network.radius
    slope = (network.speed(segment, r + h) - network.speed(segment, r - h)) / (2.0 * h)
    # The scheme crosses the axis, where the magnitude has a kink, only within h of it.
    kink = 1e-3 * network.wall_shear_stress
    assert_allclose(network.shear_stress(segment, r), network.viscosity * np.abs(slope), rtol=1e-6, atol=kink.max())
    wall = 4.0 * network.viscosity * np.abs(network.mean_speed) / network.radius
    assert_allclose(network.shear_stress(segment, network.radius), wall, rtol=1e-12)


# --- forks ---


@settings(max_examples=40)
@given(
    st.floats(-180.0, 180.0),
    st.permutations([-70.0, -15.0, 40.0]),
    st.lists(st.floats(4.0, 20.0), min_size=3, max_size=3),
)
def test_branches_stand_from_left_to_right_with_their_shares(
    way: float, turns: list[float], radii: list[float]
) -> None:
    # Positive turns go to the right of the flow, since y points down.
    def ahead(angle: float, distance: float) -> Point:
        return distance * float(np.cos(np.radians(angle))), distance * float(np.sin(np.radians(angle)))

    curves = [(ahead(way + 180.0, 100.0), (0.0, 0.0)), *[((0.0, 0.0), ahead(way + turn, 100.0)) for turn in turns]]
    nodes = [(0, 1), (1, 2), (1, 3), (1, 4)]
    tubes = [
        Segment(*ends, radius, 1.0, curve, "vein")
        for ends, radius, curve in zip(nodes, [20.0, *radii], curves, strict=True)
    ]
    network = _network(tubes, {0: 100.0, 2: 0.0, 3: 0.0, 4: 0.0})
    order = 1 + np.argsort(turns)
    assert network.branches[0].tolist() == [*order, -1]
    assert_allclose(network.branch_share[0, :3], np.cumsum(network.flow[order]) / network.flow[0], rtol=1e-9)
    assert network.branch_share[0, 2] == 1.0
    assert_array_equal(network.branches[1:], -1)
    # The leftmost branch is the one that positive r looks at.
    x, y, _ = network.place(np.array([0, order[0]]), np.array([100.0, 60.0]), np.array([50.0, 0.0]))
    straight = np.array(ahead(way, 60.0))
    assert np.dot((x[0], y[0]), np.array([x[1], y[1]]) - straight) > 0.0


@settings(max_examples=40)
@given(networks())
def test_shares_rise_to_one(network: VesselNetwork) -> None:
    for follows, share in zip(network.branches, network.branch_share, strict=True):
        count = int(np.count_nonzero(follows >= 0))
        assert np.all(np.diff(share[:count]) >= 0.0)
        assert np.all(share[max(count - 1, 0) :] == 1.0)
        assert np.all((share >= 0.0) & (share <= 1.0))


# --- the map to the plane ---


@pytest.fixture(scope="module")
def vessels() -> VesselNetwork:
    return make_network(Parameters.defaults((FlowParameters,)))


def test_drawn_segments_meet_where_they_join(vessels: VesselNetwork) -> None:
    for here, follows in enumerate(vessels.branches):
        for there in follows[follows >= 0]:
            assert_allclose(vessels.centreline[there, 0], vessels.centreline[here, -1], atol=1e-9)


def test_centreline_points_are_evenly_spaced_and_keep_their_ends(vessels: VesselNetwork) -> None:
    spacing = np.hypot(*np.moveaxis(np.diff(vessels.centreline, axis=1), 2, 0))
    assert_allclose(spacing, np.broadcast_to(spacing.mean(axis=1)[:, None], spacing.shape), rtol=0.01)
    curve = smooth_curve(((0.0, 0.0), (40.0, 60.0), (100.0, 0.0)), 129)
    assert_array_equal(curve[[0, -1]], [[0.0, 0.0], [100.0, 0.0]])
    assert np.hypot(*(curve - [40.0, 60.0]).T).min() < 1.0


def _along(vessels: VesselNetwork, k: int, r: float, low: float = 0.0, high: float = 1.0) -> tuple[FloatArray, ...]:
    s = np.linspace(low, high, 2001) * vessels.length[k]
    return s, *vessels.place(np.full(s.size, k), s, np.full(s.size, r))


def test_the_axis_is_followed_at_true_length_and_heading(vessels: VesselNetwork) -> None:
    for k in range(vessels.length.size):
        s, x, y, heading = _along(vessels, k, 0.0)
        assert_allclose(np.hypot(np.diff(x), np.diff(y)), np.diff(s), rtol=0.02)
        travelled = np.unwrap(np.arctan2(np.diff(y), np.diff(x)))
        turned = np.abs(np.angle(np.exp(1j * (heading[1:] - travelled))))
        assert turned.max() < 0.1
        assert np.abs(np.diff(np.unwrap(heading))).max() < 0.02


@pytest.mark.parametrize("share", [-0.9, -0.3, 0.5, 0.9])
def test_a_place_off_the_axis_lies_that_far_to_the_left(vessels: VesselNetwork, share: float) -> None:
    for k in range(vessels.length.size):
        r = share * float(vessels.radius[k])
        s, x, y, heading = _along(vessels, k, r)
        _, axis_x, axis_y, _ = _along(vessels, k, 0.0)
        assert np.hypot(np.diff(x), np.diff(y)).max() < 5.0 * (s[1] - s[0])
        left = (x - axis_x) * np.sin(heading) - (y - axis_y) * np.cos(heading)
        assert_allclose(left, r, rtol=0.01)
        # Going back: the nearest point of the axis is the one it was placed from.
        nearest = np.hypot(x[::50, None] - axis_x, y[::50, None] - axis_y)
        assert_allclose(nearest.min(axis=1), abs(r), rtol=0.01)
        assert_allclose(s[nearest.argmin(axis=1)], s[::50], atol=0.02 * vessels.length[k])


def test_beyond_its_ends_a_segment_goes_on_straight_and_keeps_its_distance(vessels: VesselNetwork) -> None:
    for k in range(vessels.length.size):
        for low, high in ((-0.5, 0.0), (1.0, 1.5)):
            s, x, y, heading = _along(vessels, k, 4.0, low, high)
            _, axis_x, axis_y, _ = _along(vessels, k, 0.0, low, high)
            assert_allclose(np.hypot(x - axis_x, y - axis_y), 4.0, rtol=0.01)
            assert_allclose(np.hypot(np.diff(axis_x), np.diff(axis_y)), np.diff(s), rtol=0.02)
            assert np.ptp(heading) < 1e-9
