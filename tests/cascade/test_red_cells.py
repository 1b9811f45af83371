import numpy as np
import pytest

from desktop.cascade import MODEL
from desktop.cascade.red_cells import GREATEST_ELONGATION, HALF_ELONGATION, OVERLAP, across_forks
from desktop.engine.network import VesselNetwork
from desktop.engine.simulation import Simulation

STEPS = 240


def _hash(detail: float, *, with_scenery: bool = True) -> str:
    parameters = MODEL.defaults().replace({"red_cells.detail": detail})
    run = Simulation(MODEL, parameters, 5, with_scenery=with_scenery)
    run.advance(STEPS)
    return run.sha256()


def test_blood_cells_on_off_thinned_or_doubled_change_no_fate() -> None:
    assert len({_hash(1.0), _hash(0.0), _hash(0.3), _hash(2.0), _hash(1.0, with_scenery=False)}) == 1


@pytest.fixture(scope="module")
def run() -> Simulation:
    simulation = Simulation(MODEL, MODEL.defaults(), 5)
    simulation.advance(30)
    return simulation


def test_the_true_haematocrit_is_over_a_thousand_bodies(run: Simulation) -> None:
    assert 1000 < run.snapshot().scenery["blood"]["x"].size < 10_000


def test_red_cells_are_drawn_out_by_shear_and_by_narrow_walls(run: Simulation) -> None:
    snapshot = run.snapshot()
    blood, network = snapshot.scenery["blood"], snapshot.resource(VesselNetwork)
    names = [kind.name for kind in MODEL.cell_types]
    red, stretch = blood["kind"] == names.index("red_cell"), blood["stretch"]
    assert np.all(stretch[~red] == 1.0), "platelets and white cells keep their shape"
    assert stretch[red].min() >= 1.0
    assert stretch[red].max() <= (1.0 + GREATEST_ELONGATION) / (1.0 - GREATEST_ELONGATION)
    # In the wide vein it is the shear alone: 0.6·τ/(τ + 2 Pa), 1 on the axis and greatest at the wall.
    inside = run.state().scenery["blood"]
    segment, r = inside["segment"], inside["r"]
    here = red & (network.radius[segment] > 15.0)
    stress = network.wall_shear_stress[segment] * np.abs(r) / network.radius[segment]
    share = GREATEST_ELONGATION * stress / (stress + HALF_ELONGATION)
    np.testing.assert_allclose(stretch[here], ((1.0 + share) / (1.0 - share))[here], rtol=1e-9)
    assert here.sum() > 100


def test_red_cells_become_long_in_capillaries_narrower_than_themselves() -> None:
    parameters = MODEL.defaults().replace({"flow.capillary_diameter": 5.0})
    snapshot = Simulation(MODEL, parameters, 5).snapshot()
    blood, network = snapshot.scenery["blood"], snapshot.resource(VesselNetwork)
    red = blood["kind"] == [kind.name for kind in MODEL.cell_types].index("red_cell")
    assert network.radius.min() == 2.5
    assert blood["stretch"][red].max() >= (3.75 / 2.5) ** 2


def test_bodies_fade_from_one_vessel_into_the_next() -> None:
    network = Simulation(MODEL, MODEL.defaults(), seed=1).snapshot().resource(VesselNetwork)
    tube = int(np.argmax(network.length))
    s = np.linspace(0.0, network.length[tube], 2001)
    x, y, heading, presence = across_forks(network, np.full(s.size, tube), s, np.zeros(s.size))
    steps = np.hypot(np.diff(x), np.diff(y))
    assert steps.max() < 1.6 * np.median(steps)
    assert presence[0] == presence[-1] == 0.0
    assert np.all(presence[(s > 2.0 * OVERLAP) & (s < s[-1] - 2.0 * OVERLAP)] == 1.0)
    # Where one fades out beyond an end, one that begins as far before a start fades in: together they make a whole.
    way = (x - x[0]) * np.cos(heading[0]) + (y - y[0]) * np.sin(heading[0]) - OVERLAP
    for beyond in (-0.9 * OVERLAP, 0.0, 0.5 * OVERLAP):
        entering, leaving = (np.interp(place, way[:40], presence[:40]) for place in (beyond, -beyond))
        assert entering + leaving == pytest.approx(1.0, abs=0.02)
