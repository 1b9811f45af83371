from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest

from desktop.cascade import MODEL
from desktop.cascade.traits import MOST_CLONES, TRAITS
from desktop.engine.simulation import Simulation
from desktop.engine.snapshot import Snapshot
from desktop.scene.raster.clone_disc import CLONE_LETTERS
from desktop.study.trait_scores import ALIKE, SHED, TraitOfCell, cells_below, clone_letter, clone_of, likeness


@pytest.fixture(scope="module")
def moment() -> Snapshot:
    simulation = Simulation(MODEL, MODEL.defaults().replace({"tumor.drawn_rate": 40.0}), 3, with_scenery=False)
    simulation.advance(1000)
    return simulation.snapshot()


def test_text_and_scene_call_clones_by_the_same_letters() -> None:
    assert "".join(clone_letter(clone) for clone in range(MOST_CLONES)) == CLONE_LETTERS


def test_a_living_cell_is_told_as_the_model_has_it(moment: Snapshot) -> None:
    for row in range(0, moment.cells["identity"].size, 37):
        identity, clone = int(moment.cells["identity"][row]), int(moment.cells["clone"][row])
        assert clone_of(moment, identity) == clone
        told = likeness(moment, identity, clone)
        assert told.clone == CLONE_LETTERS[clone]
        for trait, found in zip(TRAITS, told.traits, strict=True):
            assert found.factor == pytest.approx(float(moment.cells[trait.column][row]), rel=1e-9)


def test_a_dead_cell_is_told_as_it_was_when_it_lived(moment: Snapshot) -> None:
    died = moment.events[moment.events["kind"] == MODEL.event_codes["died"]]["cell"]
    dead = [int(cell) for cell in died if cell not in moment.cells["identity"]]
    assert len(dead) > 10
    simulation = Simulation(MODEL, moment.parameters, moment.seed, with_scenery=False)
    known: dict[int, tuple[int, float]] = {}
    for _ in range(100):
        simulation.advance(10)
        cells = simulation.snapshot().cells
        known |= {
            int(cell): (int(clone), float(factor))
            for cell, clone, factor in zip(cells["identity"], cells["clone"], cells[TRAITS[4].column], strict=True)
        }
    for cell in dead:
        clone = clone_of(moment, cell)
        assert clone is not None
        assert clone == known[cell][0]
        assert likeness(moment, cell, clone).traits[4].factor == pytest.approx(known[cell][1])


def test_ranks_are_those_of_the_normal_law() -> None:
    for score in (-4.0, -1.0, 0.0, 0.878, 3.0, 9.0):
        assert cells_below(score) == min(int(100.0 * NormalDist().cdf(score)), 99)
    assert TraitOfCell("", 1.0, 81).words == "more than 81 of 100"
    assert TraitOfCell("", 0.4, 0).words == "less than 99 of 100"


def test_without_a_spread_it_says_that_all_are_alike(moment: Snapshot) -> None:
    alike = replace(moment, parameters=moment.parameters.replace({"traits.spread": 0.0}))
    told = likeness(alike, int(moment.cells["identity"][0]), 2)
    assert (told.clone, told.traits, told.note) == ("C", (), ALIKE)


def test_nothing_is_known_of_a_cell_that_never_was(moment: Snapshot) -> None:
    assert clone_of(moment, 10**9) is None
    assert np.isin(moment.cells["clone"], range(MOST_CLONES)).all()


def test_what_a_metastasis_sheds_is_of_its_clone(moment: Snapshot) -> None:
    died = moment.events[moment.events["kind"] == MODEL.event_codes["died"]]["cell"]
    mother = next(int(cell) for cell in died if cell not in moment.cells["identity"])
    shed = np.repeat(moment.events[:1], 2)
    shed["kind"], shed["cell"], shed["other"] = MODEL.event_codes[SHED], (10**6, 10**6 + 1), (mother, 10**6)
    later = replace(moment, events=np.concatenate([moment.events, shed]))
    clone = clone_of(moment, mother)
    assert clone is not None
    assert [clone_of(later, cell) for cell in (10**6, 10**6 + 1)] == [clone, clone]
