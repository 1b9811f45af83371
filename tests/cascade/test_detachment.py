"""Who leaves the tumor, alone or together, and how many at a time."""

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.cascade.detachment import LARGEST_GROUP, course_of_day, drawn_departures, group_share
from desktop.cascade.stages import Stage
from desktop.engine.parameters import Value

if TYPE_CHECKING:
    from tests.cascade.conftest import Bench, Chance

SHEDDING: dict[str, Value] = {
    "tumor.present": True,
    "tumor.drawn_cells": 60,
    "tumor.drawn_rate": 400.0,
    "detachment.grip": 0.5,
}
PER_STEP = 30


def _sizes(bench: "type[Bench]", steps: int = 10, **changes: Value) -> np.ndarray:
    """Return the sizes of 30 departures a step, in their order."""
    named = {path.replace("__", "."): value for path, value in changes.items()}
    run = bench({**SHEDDING, **named}, seconds=0.075, capacity=4096)
    assert drawn_departures(run.run.parameters) * run.context.seconds == pytest.approx(PER_STEP)
    run.run.advance(steps)
    assert len(run.cells) < run.cells.capacity, "a full table would cut groups short"
    events = run.events("detached")
    _, first = np.unique(events["journey"], return_index=True)
    return np.asarray(events["value"][np.sort(first)])


def test_groups_have_the_declared_share_and_a_geometric_size(bench: "type[Bench]", chance: "Chance") -> None:
    share, mean = 0.3, 4.0
    sizes = _sizes(bench, 16, detachment__cluster_share=100.0 * share, detachment__mean_size=mean)
    groups = sizes[sizes > 1]
    chance.share(groups.size, sizes.size, share)
    # From two on, every further cell comes with the same chance: the mean of the geometric law is the declared one.
    assert 2 <= groups.min() <= groups.max() <= LARGEST_GROUP
    more = (mean - 2.0) / (mean - 1.0)
    chance.count(int(groups.sum()), mean * groups.size, variance=groups.size * more / (1.0 - more) ** 2)
    chance.share(np.count_nonzero(groups == 2), groups.size, 1.0 - more)
    chance.share(np.count_nonzero(groups >= 5), groups.size, more**3)


def test_a_mean_of_two_makes_only_pairs(bench: "type[Bench]") -> None:
    sizes = _sizes(bench, 4, detachment__cluster_share=50.0, detachment__mean_size=2.0)
    assert set(sizes.tolist()) == {1.0, 2.0}


def test_the_size_of_a_group_says_nothing_about_later_departures(bench: "type[Bench]", chance: "Chance") -> None:
    share = 0.3
    sizes = _sizes(bench, 16, detachment__cluster_share=100.0 * share, detachment__mean_size=6.0)
    for later in (1, PER_STEP):
        follow = sizes[later:][sizes[:-later] >= 6]
        assert follow.size > 30
        chance.share(np.count_nonzero(follow > 1), follow.size, share)


def test_a_group_is_made_of_neighbours_and_counts_as_one_event(bench: "type[Bench]") -> None:
    run = bench({**SHEDDING, "tumor.drawn_rate": 40.0, "detachment.cluster_share": 50.0}, seconds=0.1)
    run.run.advance(5)
    events = run.events("detached")
    funnel = run.run.snapshot().funnel[:, 0]
    assert funnel.sum() == np.unique(events["journey"]).size
    assert funnel[1] == np.unique(events["journey"][events["value"] > 1]).size > 0
    for journey in np.unique(events["journey"][events["value"] > 1]):
        members = events[events["journey"] == journey]
        assert members.size == members["value"][0]
        across = np.hypot(np.ptp(members["x"]), np.ptp(members["y"]))
        assert across < 30.0 * np.sqrt(members.size)


@pytest.mark.parametrize(
    ("origin", "leave_together", "meet"),
    [("shed together", True, False), ("aggregated in transit", False, True), ("both", True, True)],
)
def test_groups_come_from_where_the_switch_says(
    bench: "type[Bench]", origin: str, leave_together: bool, meet: bool
) -> None:
    changes: dict[str, Value] = {"clusters.origin": origin, "clusters.aggregation": 10.0, "clocks.blood": 1.0}
    run = bench({**SHEDDING, **changes, "tumor.drawn_rate": 50.0, "detachment.cluster_share": 40.0}, seconds=0.1)
    run.put(40, Stage.TRAVELLING, segment=2, s=np.linspace(10.0, 100.0, 40))
    run.run.advance(10)
    assert (run.events("detached")["value"].max() > 1) == leave_together
    assert (run.events("joined").size > 0) == meet


def test_shares_and_rates_move_the_way_the_help_says(bench: "type[Bench]") -> None:
    start = bench().run.parameters

    def shed(**changes: Value) -> float:
        return drawn_departures(start.replace({k.replace("__", "."): v for k, v in changes.items()}))

    def share(**changes: Value) -> float:
        return group_share(start.replace({k.replace("__", "."): v for k, v in changes.items()}))

    assert shed(detachment__grip=1.0) < shed(detachment__grip=0.5) < shed(detachment__grip=0.0)
    assert share(clusters__strength=0.0) == 0.0 == share(clusters__origin="aggregated in transit")
    assert share(clusters__origin="both") == pytest.approx(0.5 * share())
    assert share(tumor__oxygen=2.0) > share() > share(tumor__oxygen=30.0)
    assert share(tumor__oxygen=2.0, detachment__hypoxia=0.0) == share(detachment__hypoxia=0.0)


def test_a_full_table_opens_no_journeys_of_nobody(bench: "type[Bench]") -> None:
    run = bench({**SHEDDING, "tumor.drawn_rate": 2000.0}, seconds=0.1, capacity=128)
    run.run.advance(5)
    assert len(run.cells) == run.cells.capacity
    # Such journeys would never end, and when they have taken every row nobody could set out any more.
    journey = run.cells["journey"][run.cells.used()]
    assert len(run.context.journeys) == np.unique(journey[journey >= 0]).size > 20


@given(factor=st.floats(1.0, 10.0))
def test_the_course_of_a_day_keeps_its_mean_and_has_its_peak_at_night(factor: float) -> None:
    hours = np.arange(0.0, 24.0, 0.05)
    course = np.array([course_of_day(factor, hour) for hour in hours.tolist()])
    assert course.mean() == pytest.approx(1.0, rel=1e-6)
    assert course_of_day(factor, 18.0) / course_of_day(factor, 0.0) == pytest.approx(factor), "4 a.m. over 10 a.m."
    assert (hours[np.argmax(course)] + 10.0) % 24.0 == pytest.approx(4.0) or factor < 1.0 + 1e-9


def test_more_cells_leave_at_night(bench: "type[Bench]", chance: "Chance") -> None:
    left = {}
    for factor in (1.0, 3.5):
        changes = {"tumor.present": True, "tumor.drawn_rate": 60.0, "tumor.night_factor": factor, "clocks.tissue": 6.0}
        run = bench(changes, seconds=0.1, capacity=4000)
        run.run.advance(80)
        events = run.events("detached")
        left[factor] = [int(np.count_nonzero(np.abs((events["time"] * 6.0) % 24.0 - hour) < 2.0)) for hour in (18, 6)]
    night, day = left[3.5]
    assert night > 2.0 * day
    chance.count(left[1.0][0], sum(left[1.0]) / 2.0)
