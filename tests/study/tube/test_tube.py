"""The tube of blood: counts follow theory at every place, losses have their reasons, no draw touches a run."""

from dataclasses import replace
from functools import cache
from math import sqrt
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.cascade import MODEL
from desktop.cascade.rarity import tumor_cells_per_ml
from desktop.cascade.stages import Stage
from desktop.engine.simulation import Simulation
from desktop.engine.snapshot import Snapshot
from desktop.study.tube.drawing import MOST_CELLS, draw_series, draw_tube, generator
from desktop.study.tube.laboratory import REASONS, SEEN, TUBE_ML, expected, losses, object_seen
from desktop.study.tube.places import TUBE_PLACES, Contents, TubeError, TubePlace, contents, place_named
from tests.chance import FALSE_ALARM

TUBES = 3000
SETTINGS = {"detachment.cluster_share": 50.0, "lymph.share": 80.0, "tumor.drawn_rate": 8.0, "start.circulating": 150}


@cache
def moment() -> Snapshot:
    """Return a moment at which there are cells at every place, many of them in groups."""
    run = Simulation(MODEL, MODEL.defaults().replace(SETTINGS), 3, capacity=4096, with_scenery=False)
    run.advance(1800)
    return run.snapshot()


places = pytest.mark.parametrize("place", TUBE_PLACES, ids=lambda place: place.name)


@places
def test_means_and_variances_are_those_of_theory(place: TubePlace) -> None:
    found = contents(moment(), place)
    assert found.objects > 0
    # A stated number of cells per tube, so that the test is as sharp at every place.
    found = replace(found, per_ml=found.per_ml * 4.0 / found.cells_per_ml)
    theory, drawn = expected(found), draw_series(found, TUBES, seed=11)
    assert theory.cells == pytest.approx(4.0 * TUBE_ML)
    # Six places, two means and two variances each: one verdict in a million is false.
    bound = NormalDist().inv_cdf(1.0 - FALSE_ALARM / (2 * 4 * len(TUBE_PLACES)))
    for counts, mean, variance, fourth in (
        (drawn.counted, theory.counted, theory.counted, _fourth(found, counted=True)),
        (drawn.cells, theory.cells, theory.cells_variance, _fourth(found, counted=False)),
    ):
        assert abs(counts.mean() - mean) < bound * sqrt(variance / TUBES)
        assert abs(((counts - mean) ** 2).mean() - variance) < bound * sqrt((fourth - variance**2) / TUBES)


def _fourth(found: Contents, *, counted: bool) -> float:
    """Return the exact fourth central moment of a sum of Poisson numbers: Σ λ·k⁴ + 3·(Σ λ·k²)²."""
    rate, size = found.objects_per_ml() * TUBE_ML, found.sizes().astype(float)
    if counted:
        rate, size = rate * object_seen(found), np.ones(found.objects)
    return float((rate * size**4).sum() + 3.0 * (rate * size**2).sum() ** 2)


def test_the_places_of_the_blood_hold_all_that_travels() -> None:
    snapshot = moment()
    blood = [contents(snapshot, place) for place in TUBE_PLACES if place.name != "lymph"]
    assert sum(found.per_ml.size for found in blood) == int((snapshot.cells["stage"] == Stage.TRAVELLING).sum())
    # Over the whole blood, the places make up the number that the window tells.
    share = [found.per_ml.sum() for found in blood]
    assert min(share) <= tumor_cells_per_ml(snapshot) <= max(share)


@places
def test_every_cell_of_a_tube_is_counted_or_missed_for_a_reason(place: TubePlace) -> None:
    found, luck = contents(moment(), place), generator(5)
    for _ in range(20):
        tube = draw_tube(found, luck)
        assert tube.counted + sum(tube.missed().values()) == tube.cells
        counted = tube.mates[tube.lost_by == SEEN]
        assert counted.size == np.unique(counted).size, "a group counts as one"
        for mates in np.unique(tube.mates):
            kinds = tube.kind[tube.mates == mates]
            whole = np.flatnonzero(found.object_of == found.object_of[kinds[0]])
            assert sorted(kinds.tolist()) == sorted(whole.tolist()), "a group comes whole"


def _one(diameter: float, mesenchymal: float, members: int = 1) -> Contents:
    ones = np.ones(members)
    return Contents(TUBE_PLACES[1], ones, diameter * ones, mesenchymal * ones, np.zeros(members, dtype=np.int64))


@given(st.floats(4.0, 25.0), st.floats(0.0, 1.0), st.integers(1, 20))
def test_small_and_mesenchymal_cells_are_missed_more_often_and_groups_less(
    diameter: float, mesenchymal: float, members: int
) -> None:
    usual = float(losses(_one(diameter, mesenchymal)).seen[0])
    assert 0.0 < usual < 1.0
    assert float(losses(_one(diameter + 0.5, mesenchymal)).seen[0]) >= usual
    assert float(losses(_one(diameter, min(1.0, mesenchymal + 0.1))).seen[0]) <= usual
    group = _one(diameter, mesenchymal, members)
    assert object_seen(group)[0] == pytest.approx(1.0 - (1.0 - usual) ** members)
    told = expected(group)
    assert told.cells == pytest.approx(members * TUBE_ML)
    assert told.cells_variance == pytest.approx(members**2 * TUBE_ML)
    assert told.counted <= TUBE_ML


def test_tubes_leave_the_run_as_it_is() -> None:
    plain, drawn_from = (Simulation(MODEL, MODEL.defaults(), 2, with_scenery=False) for _ in range(2))
    for _ in range(4):
        plain.advance(60)
        drawn_from.advance(60)
        snapshot = drawn_from.snapshot()
        for place in TUBE_PLACES:
            draw_series(contents(snapshot, place), 5, seed=2)
    assert plain.sha256() == drawn_from.sha256()


def test_the_same_seed_draws_the_same_tubes() -> None:
    found = contents(moment(), place_named("vein"))
    one, two, other = (draw_series(found, 50, seed) for seed in (4, 4, 5))
    assert one.counted.tolist() == two.counted.tolist()
    assert one.cells.tolist() == two.cells.tolist()
    assert one.cells.tolist() != other.cells.tolist()


def test_blood_without_tumor_cells_gives_empty_tubes() -> None:
    empty = replace(_one(12.0, 0.0), per_ml=np.zeros(0), diameter=np.zeros(0), mesenchymal=np.zeros(0))
    empty = replace(empty, object_of=np.zeros(0, dtype=np.int64))
    drawn = draw_series(empty, 4, 1)
    assert drawn.counted.tolist() == drawn.cells.tolist() == [0, 0, 0, 0]
    assert drawn.missed == dict.fromkeys(REASONS, 0)
    assert expected(empty).counted == 0.0


def test_more_than_can_be_counted_is_refused() -> None:
    crowded = replace(_one(12.0, 0.0), per_ml=np.array([1e6]))
    with pytest.raises(TubeError, match=f"{MOST_CELLS:,} is the most"):
        draw_series(crowded, 10, 1)


def test_a_place_that_is_none_is_refused() -> None:
    with pytest.raises(TubeError, match=r"'heart' is no place .* tumor-vein, vein, artery"):
        place_named("heart")
