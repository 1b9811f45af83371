"""Death for want of anchorage waits for its delay and ends with a firm hold."""

from typing import TYPE_CHECKING

import numpy as np

from desktop.cascade.stages import Stage

if TYPE_CHECKING:
    from tests.cascade.conftest import Bench, Chance


def test_nobody_dies_before_the_delay_and_then_at_the_declared_rate(bench: "type[Bench]", chance: "Chance") -> None:
    # Nobody is able to take hold in time, since the median for that is two days.
    changes = {
        "anoikis.hazard": 0.4,
        "anoikis.delay": 2.02,
        "extravasation.adhesion_time": 48.0,
        "clocks.capillary": 3.0,
    }
    run = bench({**changes, "extravasation.spread": 0.0}, capacity=3000)
    rows = run.lodge(2000)
    run.run.advance(40)
    assert run.cells["unanchored_hours"][rows].max() <= 2.02
    assert not run.dead(rows).any()
    run.run.advance(40)
    chance.share(run.dead(rows, "anoikis").sum(), rows.size, 1.0 - np.exp(-0.4 * 2.0))


def test_hours_in_the_blood_count_too(bench: "type[Bench]") -> None:
    run = bench({"anoikis.hazard": 0.4, "anoikis.delay": 1.0, "clocks.blood": 1.0}, seconds=0.1)
    free = {"resistance_arrest": np.inf, "resistance_anoikis": np.inf}
    rows = run.put(2, Stage.TRAVELLING, segment=0, s=1.0, unanchored_hours=[0.0, 0.8], **free)
    run.run.advance(5)
    np.testing.assert_allclose(run.cells["unanchored_hours"][rows], [0.5, 1.3])
    np.testing.assert_allclose(run.rate("anoikis", rows), [0.0, 0.4])


def test_a_firm_hold_ends_it_and_a_day_without_one_makes_it_worse(bench: "type[Bench]") -> None:
    run = bench({"anoikis.hazard": 0.1, "anoikis.stranded": 0.7, "anoikis.delay": 0.0})
    hours, holds = [5.0, 5.0, 25.0, 25.0], [False, True, False, True]
    rows = run.lodge(4, unanchored_hours=30.0, stage_hours=hours, adhered=holds)
    np.testing.assert_allclose(run.rate("anoikis", rows), [0.1, 0.0, 0.7, 0.0])
