"""What a drawn cell stands for is decided when it leaves, and stays."""

from typing import TYPE_CHECKING

import numpy as np
import pytest

from desktop.cascade.rarity import tumor_cells_per_ml

if TYPE_CHECKING:
    from tests.cascade.conftest import Bench


def test_more_shedding_changes_no_cell_already_on_its_way(bench: "type[Bench]") -> None:
    """Set at once to 3.5 times as much, the blood holds no more cells than before."""
    run = bench({"tumor.present": True, "tumor.drawn_rate": 40.0, "start.circulating": 30}, seconds=0.1, capacity=3000)
    run.run.advance(60)
    before = tumor_cells_per_ml(run.run.snapshot())
    run.change(tumor__shedding=7e5)
    run.run.advance(1)
    after = tumor_cells_per_ml(run.run.snapshot())
    assert before > 0.0
    assert after == pytest.approx(before, rel=0.1)


def test_in_balance_it_is_what_it_would_be_with_the_slider_there_from_the_start(bench: "type[Bench]") -> None:
    changes = {"tumor.present": True, "tumor.drawn_rate": 40.0, "clocks.blood": 1.0, "arrest.per_circuit": 30.0}
    run = bench({**changes, "tumor.shedding": 7e5}, seconds=0.1, capacity=3000)
    run.run.advance(300)
    snapshot = run.run.snapshot()
    weights = snapshot.cells["stands_for"][snapshot.cells["stage"] == 3]
    assert weights.size > 5
    np.testing.assert_allclose(weights, 7e5 / 24.0 / (40.0 * 3.5**0.5), rtol=1e-9)
