"""A millilitre of blood holds what reference values, sliders and the run say."""

from dataclasses import replace

import numpy as np
import pytest

from desktop.cascade import MODEL
from desktop.cascade.rarity import TUMOR_CELLS_PER_ML_OF_MANY, tumor_cells_per_ml
from desktop.engine.simulation import Simulation
from desktop.engine.snapshot import Snapshot
from desktop.study.rarity import census


def moment(steps: int, **changes: float) -> Snapshot:
    values = MODEL.defaults().replace({path.replace("__", "."): value for path, value in changes.items()})
    simulation = Simulation(MODEL, values, seed=1, with_scenery=False)
    simulation.advance(steps)
    return simulation.snapshot()


def test_the_published_counts_of_a_millilitre() -> None:
    found = {count.name: count.per_ml for count in census(moment(0)).counts}
    assert found["red_cell"] == pytest.approx(5e9)
    assert found["platelet"] == pytest.approx(2.5e8)
    white = [name for name in found if name not in {"red_cell", "platelet"}]
    assert sum(found[name] for name in white) == pytest.approx(7e6), "killers are counted among the lymphocytes"
    assert [found["natural_killer"], found["t_cell"]] == pytest.approx([3e5, 6e5])
    assert list(found.values()) == sorted(found.values(), reverse=True)


def test_sliders_about_blood_are_followed() -> None:
    plain, changed = (
        {count.name: count.per_ml for count in census(moment(0, **changes)).counts}
        for changes in ({}, {"flow__haematocrit": 0.3, "platelets__count": 50.0, "natural_killer__density": 0.0})
    )
    assert changed["red_cell"] == pytest.approx(plain["red_cell"] * 2 / 3)
    assert changed["platelet"] == pytest.approx(plain["platelet"] / 5)
    assert changed["natural_killer"] == 0.0
    assert changed["lymphocyte"] == pytest.approx(plain["lymphocyte"] + plain["natural_killer"])


def test_tumor_cells_are_those_of_the_run_or_a_published_number() -> None:
    some = moment(600)
    none = replace(some, cells={**some.cells, "stage": np.zeros_like(some.cells["stage"])})
    assert (census(none).from_run, census(none).tumor_cells_per_ml) == (False, TUMOR_CELLS_PER_ML_OF_MANY)
    assert (census(some).from_run, census(some).tumor_cells_per_ml) == (True, tumor_cells_per_ml(some))
