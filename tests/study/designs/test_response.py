import pytest

from desktop.cascade import MODEL
from desktop.study.axes import SweepError
from desktop.study.designs.response import (
    BEGUN,
    ENDPOINTS,
    MOST_POINTS,
    dose_response,
    measured,
    rows,
)
from desktop.study.designs.sweep import make_row
from desktop.study.scenario import Scenario

PATIENT = Scenario("test", "Test", "", 5, 10.0, MODEL.defaults())
DECLARED = PATIENT.parameters.declaration


@pytest.mark.long
def test_points_are_rows_of_a_sweep_with_the_same_luck() -> None:
    design = dose_response(PATIENT, ((DECLARED("natural_killer.density"), 0.0, 600.0),), 2, 100)
    found = list(rows(design))
    assert [row["natural_killer.density"] for row in found] == [0.0, 600.0]
    assert {row["seed"] for row in found} == {5}
    assert found[1] == make_row(design.sweep.spec(1))
    share = measured(found[0], ENDPOINTS[0])
    assert 0.0 <= share.low < share.value < share.high <= 1.0
    assert share.value == int(str(found[0][ENDPOINTS[0].column])) / int(str(found[0]["funnel_shed"]))


def test_choices_and_switches_take_all_their_values() -> None:
    choice = dose_response(PATIENT, ((DECLARED("clusters.origin"), 0.0, 0.0),), 7, 100)
    assert choice.axes[0].values == DECLARED("clusters.origin").choices
    switch = dose_response(PATIENT, ((DECLARED("lymph.open"), 0.0, 0.0),), 7, 100)
    assert switch.axes[0].values == (False, True)


@pytest.mark.parametrize(
    ("low", "high", "steps", "words"),
    [(0.0, 5.0, 3, "platelets.strength"), (-1.0, 1.0, 3, "platelets.strength"), (0.0, 2.0, MOST_POINTS + 1, "points")],
)
def test_what_cannot_be_is_refused_in_words(low: float, high: float, steps: int, words: str) -> None:
    with pytest.raises(SweepError, match=words):
        dose_response(PATIENT, ((DECLARED("platelets.strength"), low, high),), steps, 100)


def test_one_slider_twice_is_refused() -> None:
    slider = (DECLARED("platelets.strength"), 0.0, 2.0)
    with pytest.raises(SweepError, match="two axes"):
        dose_response(PATIENT, (slider, slider), 3, 100)


@pytest.mark.parametrize(("hits", "known"), [(0, True), (5, True), (10, True), (11, False)])
def test_a_share_has_an_interval_unless_a_group_counts_several_times(hits: int, known: bool) -> None:
    found = measured({ENDPOINTS[0].column: hits, BEGUN: 10}, ENDPOINTS[0])
    assert found.value == hits / 10
    assert (found.low < found.high) == known
    assert found.low <= found.value <= found.high
