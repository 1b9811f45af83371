"""The published figures are whole, each has its measure, and verdicts follow from values."""

from math import inf, nan

import pytest

from desktop.cascade import MODEL
from desktop.cascade.patrol import LODGED
from desktop.study.axes import SweepError
from desktop.study.evidence.calibration import FITS
from desktop.study.evidence.measures import MEASURES
from desktop.study.evidence.targets import TARGETS, Target
from desktop.study.evidence.validation import Finding, Validation, rows_named
from desktop.study.statistics import Measured

BY_KEY = {target.key: target for target in TARGETS}
PREDICTED = {"5", "6", "9", "11c", "12a", "14b", "16"}


def test_every_row_of_the_published_table_is_there_and_measured() -> None:
    assert {int(key.rstrip("abcd")) for key in BY_KEY} == set(range(1, 20))
    assert set(MEASURES) == set(BY_KEY)
    for target in TARGETS:
        assert target.low <= target.target <= target.high, target.key
        assert target.source


def test_nothing_predicted_is_fitted() -> None:
    assert {target.key for target in TARGETS if target.use == "predicted"} == PREDICTED
    assert {fit.target for fit in FITS} <= set(BY_KEY) - PREDICTED
    assert len({fit.path for fit in FITS}) == len(FITS)


def test_the_order_of_fitting_is_the_published_one() -> None:
    """The share of groups comes first, since the plan takes it as given; shields and T cells come where they act."""
    order = list(dict.fromkeys(int(fit.target.rstrip("abc")) for fit in FITS if fit.target != "12b"))
    assert order == [3, 2, 10, 8, 11, 19, 15, 14, 4]


def test_arrivals_stand_for_metastases_where_nothing_that_differs_touches_those_who_arrived() -> None:
    """Without NK cells or platelets, what a cell of one kind of journey does in the new tissue is as before."""
    attack = next(hazard for hazard in MODEL.hazards if hazard.name == "natural_killer")
    assert set(attack.stages) == set(LODGED)
    cloak = [factor for factor in MODEL.factors if factor.label == "platelet shield"]
    assert cloak
    assert {risk for factor in cloak for risk in factor.softens} == {"natural_killer"}


def finding(key: str, value: float, low: float, high: float) -> Finding:
    return Finding(BY_KEY[key], Measured(value, low, high))


@pytest.mark.parametrize(
    ("value", "low", "high", "verdict"),
    [
        (1.5, 1.2, 1.8, "holds"),
        (1.9, 1.7, 2.2, "holds, not sure"),
        (2.1, 1.9, 2.4, "missed, not sure"),
        (3.0, 2.5, 3.5, "missed"),
    ],
)
def test_a_verdict_follows_from_the_value_and_its_interval(value: float, low: float, high: float, verdict: str) -> None:
    assert finding("12b", value, low, high).verdict == verdict


def test_what_cannot_be_measured_counts_as_missed_where_the_evidence_is_good() -> None:
    blind, poor = Finding(BY_KEY["5"], None, "no reason"), Finding(BY_KEY["15c"], None, "no reason")
    result = Validation((blind, poor), 100, 1, {})
    assert result.missed == (blind,)
    assert result.as_dict()["passed"] is False
    assert blind.as_dict()["model"] is None
    assert blind.as_dict()["reason"] == "no reason"


def test_an_endless_interval_has_no_number_in_json() -> None:
    row = finding("4", 30.0, 0.0, inf).as_dict()
    assert row["interval_95"] == [0.0, None]
    assert Finding(BY_KEY["4"], Measured(nan, 0.0, inf)).holds is False


def test_the_grades_that_bind_are_a_and_b() -> None:
    assert {target.grade for target in TARGETS if not target.binds} == {"C"}
    assert isinstance(TARGETS[0], Target)


def test_rows_are_chosen_by_name_in_the_order_of_the_table() -> None:
    assert [target.key for target in rows_named(("16", "2a"))] == ["2a", "16"]
    assert [target.key for target in rows_named(("16", "2"))] == ["2a", "2b", "16"], "a number names all its parts"
    assert rows_named(()) == TARGETS
    with pytest.raises(SweepError, match="there is no row '99'"):
        rows_named(("16", "99"))
