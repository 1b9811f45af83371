"""Metastases shed in proportion to their size, their cells are of their clone, and nobody is counted twice."""

from typing import TYPE_CHECKING

import numpy as np
import pytest

from desktop.cascade import MODEL
from desktop.cascade.secondary_spread import drawn_per_second
from desktop.cascade.stages import Stage

if TYPE_CHECKING:
    from tests.cascade.conftest import Bench, Chance

CALM = {"growth.doubling_time": 120.0, "clocks.organ": 24.0, "clocks.organ_asleep": 24.0}
SHEDDING = {**CALM, "secondary_spread.per_gram": 1e7, "tumor.drawn_rate": 8.0}


def test_a_large_nest_sheds_in_proportion_to_its_size(bench: "type[Bench]", chance: "Chance") -> None:
    run = bench(SHEDDING, seconds=0.1, capacity=2000)
    capillary = run.capillaries[2]
    sizes = np.array([2e6, 1.6e7])
    where = {"segment": capillary, "s": 50.0}
    rows = run.put(2, Stage.MACROMETASTASIS, nest_cells=sizes, clone=[3, 5], trait_spread=0.0, **where)
    run.run.advance(300)
    shed = run.events("shed_by_metastasis")
    # 10⁷ per gram and day over the 2 · 10⁵ per day of the tumor, which is drawn 8 times a second; 7 of 10 get there.
    grown = (2.0**0.25 - 1.0) / (0.25 * np.log(2.0))
    each = 1e7 * sizes * grown / 1e9 / 2e5 * 8.0 * 0.7 * 30.0
    for row, expected in zip(rows, each, strict=True):
        chance.count(np.count_nonzero(shed["other"] == run.cells["identity"][row]), expected)
    clone = {int(cell): int(c) for cell, c in zip(run.cells["identity"], run.cells["clone"], strict=True)}
    mothers = {int(run.cells["identity"][row]): int(run.cells["clone"][row]) for row in rows}
    alive = [event for event in shed if int(event["cell"]) in clone]
    assert len(alive) > 20
    assert all(clone[int(event["cell"])] == mothers[int(event["other"])] for event in alive)


def test_no_metastasis_sheds_more_than_the_primary_tumor(bench: "type[Bench]") -> None:
    run = bench(SHEDDING)
    small, large, huge = drawn_per_second(run.context.reading, np.array([1e7, 2e7, 1e9])).tolist()
    assert (small, large, huge) == (pytest.approx(0.5 * 8.0 * 0.7), pytest.approx(8.0 * 0.7), pytest.approx(8.0 * 0.7))


def test_small_nests_and_a_slider_at_zero_shed_nothing(bench: "type[Bench]") -> None:
    for changes, stage, size in ((SHEDDING, Stage.GROWING, 1e5), ({"secondary_spread.per_gram": 0.0}, 9, 1e8)):
        run = bench({**CALM, **changes}, seconds=0.1)
        run.put(1, Stage(stage), nest_cells=size, segment=run.capillaries[2], s=50.0)
        run.run.advance(100)
        assert run.events("shed_by_metastasis").size == 0


def test_what_a_metastasis_sheds_is_no_departure_of_the_tumor(bench: "type[Bench]") -> None:
    """Each cell is accounted for at any moment: put in or shed, and alive or dead."""
    run = bench({**SHEDDING, "oxidation.hazard": 1.0, "clocks.blood": 0.2, "arrest.release": 0.5}, seconds=0.1)
    rows = run.put(1, Stage.MACROMETASTASIS, nest_cells=3e7, segment=run.capillaries[2], s=50.0)
    before = run.run.snapshot().funnel.copy()
    for _ in range(10):
        run.run.advance(20)
        snapshot = run.run.snapshot()
        shed, died = run.events("shed_by_metastasis").size, run.events("died").size
        alive = int(np.count_nonzero(snapshot.cells["stage"] >= 0))
        assert rows.size + shed == alive + died
        np.testing.assert_array_equal(snapshot.funnel, before)
        assert snapshot.deaths.sum() == 0
    assert shed > 20 < died
    assert MODEL.event_codes["shed_by_metastasis"] in set(snapshot.events["kind"].tolist())
