"""Copies of a cell weigh together what it weighed, and thinning sleepers out by lot changes no mean."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy.stats import binomtest, kstest

from desktop.cascade.growth import MICROMETASTASIS
from desktop.cascade.stages import MILESTONES, PLACES, STAGES, PaceParameters, Stage
from desktop.engine.arrays import FloatArray
from desktop.engine.columns import Column
from desktop.engine.context import StepContext
from desktop.engine.contracts import Entry, Phase
from desktop.engine.model import Model
from desktop.engine.simulation import Simulation
from desktop.study.cohorts.splitting import ARRIVED, FRESH, TWO_WEEKS, Arrivals, Ledger, Nests, Splitting, per_journey
from tests.chance import FALSE_ALARM

CELLS = 20_000
COLUMNS = (
    Column("weight", np.float64, 1.0, "", "what the cell stands for"),
    Column("line", np.int64, -1, "", "micrometastasis it is a copy of"),
    Column("level", np.int8, FRESH, "", "what has been counted of it"),
    Column("nest_cells", np.float64, MICROMETASTASIS, "cells", "size of its nest"),
    Column("organ_hours", np.float64, 0.0, "h", "time in the new tissue"),
    Column("leader", np.int64, -1, "", "row of the cell that leads its group"),
)
AGENT_COLUMNS = (
    Column("partner", np.int64, -1, "", "identity of the cell it holds"),
    Column("target", np.int64, -1, "", "row of the cell it holds"),
)


@dataclass
class Crowd:
    """Cells of given weights in one stage, each on a journey of its own."""

    weights: FloatArray
    stage: Stage
    level: int
    organ_hours: float = 0.0
    line: int = -1
    name: str = "crowd"
    phase: Phase = Phase.TOUCH

    def begin(self, context: StepContext) -> None:
        cells, rows = context.cells, context.add_cells(self.weights.size)
        cells["weight"][rows] = self.weights
        cells["journey"][rows] = context.journeys.start_all(np.ones(rows.size, np.int64))
        cells["exposure_try"][rows] = 0.25
        cells["level"][rows] = self.level
        cells["organ_hours"][rows] = self.organ_hours
        cells["line"][rows] = self.line
        context.enter_stage(rows, self.stage)

    def act(self, context: StepContext) -> None:
        """Nothing happens to them."""


def split(crowd: Crowd, splitting: Splitting, room: int = 100_000) -> tuple[Simulation, Ledger]:
    """Return a run in which nothing has happened to a crowd but one step of splitting, and what was counted."""
    ledger = Ledger()
    pace = Entry(name="pace", parameters=(PaceParameters,))
    entry = Entry(
        name="crowd",
        columns=COLUMNS,
        agent_columns=AGENT_COLUMNS,
        transitions=("try",),
        processes=(crowd, Arrivals(splitting, ledger), Nests(splitting, ledger)),
    )
    model = Model((pace, entry), STAGES, PLACES, MILESTONES)
    run = Simulation(model, model.defaults(), 3, capacity=crowd.weights.size + room)
    run.advance()
    return run, ledger


WEIGHTS = st.lists(st.floats(1e-6, 1e3), min_size=1, max_size=12).map(np.array)
PLACES_OF_SPLITTING = [
    pytest.param(Stage.SETTLING, "arrivals", "left_vessel", id="arrivals"),
    pytest.param(Stage.GROWING, "nests", "micrometastasis", id="nests"),
    pytest.param(Stage.DORMANT, "begin", None, id="sleepers of the beginning"),
]


@pytest.mark.parametrize("copies", [2, 3, 7])
@pytest.mark.parametrize(("stage", "knob", "end"), PLACES_OF_SPLITTING)
@settings(max_examples=25)
@given(weights=WEIGHTS, room=st.integers(0, 90))
def test_the_sum_of_weights_stays_what_it_was(
    stage: Stage, knob: str, end: str | None, copies: int, weights: FloatArray, room: int
) -> None:
    # No sleeper weighs so little that it would be thinned out.
    plain = {"arrivals": 1, "nests": 1, "begin": 1, "sleepers": 10**9}
    run, ledger = split(Crowd(weights, stage, FRESH), Splitting(**{**plain, knob: copies}), room)
    cells = run.snapshot().cells
    own = np.bincount(cells["journey"], minlength=weights.size)
    assert_allclose(np.bincount(cells["journey"], cells["weight"]), weights, rtol=1e-12, atol=0.0)
    assert cells["weight"].sum() == pytest.approx(weights.sum(), rel=1e-12, abs=0.0)
    assert_array_equal(np.sort(own)[::-1], own, "where there is no room the last ones stay whole")
    assert set(own) <= {1, copies}
    assert np.count_nonzero(own == copies) == min(weights.size, room // (copies - 1))
    assert_allclose(cells["weight"], (weights / own)[cells["journey"]], rtol=1e-12)
    assert_array_equal(run.state().journeys["living"][: weights.size], own)
    if end is not None:
        assert_allclose(ledger.of_journeys(end, weights.size), weights, rtol=1e-12)


@pytest.mark.parametrize("weight", [0.02, 0.1, 0.19])
def test_thinning_out_sleepers_is_unbiased(weight: float) -> None:
    run, _ = split(Crowd(np.full(CELLS, weight), Stage.DORMANT, ARRIVED), Splitting(sleepers=5), 0)
    left = run.snapshot().cells
    assert set(left["weight"]) == {0.2}
    assert binomtest(left["weight"].size, CELLS, weight / 0.2).pvalue > FALSE_ALARM
    assert np.count_nonzero(run.state().journeys["identity"] >= 0) == left["weight"].size, "the others have ended"


@pytest.mark.parametrize("weight", [0.2, 0.5, 1.0])
def test_sleepers_that_weigh_enough_are_left_alone(weight: float) -> None:
    run, _ = split(Crowd(np.full(50, weight), Stage.DORMANT, ARRIVED), Splitting(sleepers=5), 0)
    assert run.snapshot().cells["weight"].tolist() == [weight] * 50


@pytest.mark.parametrize(("hours", "counts"), [(TWO_WEEKS, True), (np.nextafter(TWO_WEEKS, 1e9), False)])
def test_sleepers_are_counted_with_the_weight_they_had_before_they_were_thinned_out(hours: float, counts: bool) -> None:
    crowd = Crowd(np.full(40, 0.1), Stage.DORMANT, ARRIVED, float(hours))
    _, ledger = split(crowd, Splitting(sleepers=5), 0)
    assert ledger.of_journeys("asleep_in_two_weeks", 40).tolist() == ([0.1] if counts else [0.0]) * 40


def test_what_one_micrometastasis_founds_is_one_line_of_its_journey() -> None:
    crowd = Crowd(np.array([0.5, 0.25, 0.25]), Stage.MACROMETASTASIS, FRESH, line=7)
    run, ledger = split(crowd, Splitting())
    hours = float(run.snapshot().elapsed[[place.name for place in PLACES].index("organ")])
    assert ledger.by("macrometastasis", hours) == (1.0, 1.0)
    assert ledger.by("macrometastasis", np.nextafter(hours, 0.0)) == (0.0, 0.0)
    assert ledger.of_journeys("macrometastasis", 3).tolist() == [0.5, 0.25, 0.25]


@pytest.mark.parametrize("copies", [2, 7])
def test_copies_of_a_nest_share_their_line_and_others_do_not(copies: int) -> None:
    cells = split(Crowd(np.ones(5), Stage.GROWING, FRESH), Splitting(nests=copies))[0].snapshot().cells
    lines = cells["line"]
    assert sorted(np.unique(lines, return_counts=True)[1]) == [copies] * 5
    assert all(np.unique(cells["journey"][lines == line]).size == 1 for line in lines)


def test_copies_have_luck_of_their_own_from_the_moment_they_are_made() -> None:
    run, _ = split(Crowd(np.ones(CELLS), Stage.SETTLING, FRESH), Splitting(arrivals=2))
    cells = run.snapshot().cells
    new = cells["identity"] >= CELLS
    assert np.count_nonzero(new) == CELLS
    assert_array_equal(cells["exposure_try"], np.full(2 * CELLS, 0.25))
    left = cells["resistance_try"][new] - cells["exposure_try"][new]
    assert kstest(left, "expon").pvalue > FALSE_ALARM
    first = cells["resistance_try"][~new][np.argsort(cells["journey"][~new])]
    assert abs(np.corrcoef(first, left[np.argsort(cells["journey"][new])])[0, 1]) < 5.0 / CELLS**0.5


def test_a_mean_for_each_journey_has_the_error_of_its_sums() -> None:
    found = per_journey({"left_vessel.group": 6.0, "left_vessel.group.squares": 20.0}, "left_vessel", "group", 10)
    assert found.mean == pytest.approx(0.6)
    assert found.error == pytest.approx(((20.0 / 10.0 - 0.36) / 10.0) ** 0.5)
