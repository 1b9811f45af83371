"""What a parameter says about itself: a grade for a number that was measured, and the word for one that was not."""

from math import log

import pytest

from desktop.cascade import MODEL
from desktop.engine.parameters import Declaration

DECLARED = MODEL.defaults().declarations
MEASURED = ("A", "B")
"""Grades that speak of a number which somebody saw."""


@pytest.mark.parametrize("declared", DECLARED, ids=lambda declared: declared.path)
def test_a_number_that_nobody_measured_has_no_grade_of_measurements(declared: Declaration) -> None:
    if "assumption" in declared.source:
        assert declared.grade not in MEASURED
    if declared.grade == "assumption":
        assert "assumption" in declared.source or "fitted" in declared.source
    if declared.grade in (*MEASURED, "C"):
        assert any(letter.isdigit() for letter in declared.source), "no study, no range and no arithmetic is named"


@pytest.mark.parametrize(
    ("path", "arithmetic"),
    [
        ("tumor.shedding", 5000.0 * log(2.0) / 25.0 * 1440.0),
        ("settling.dormant", 100.0 * 36.0 / 80.0),
        ("detachment.mean_size", 2.0 + 0.5 / 0.5),
        ("natural_killer.per_millimetre", 1000.0 / (2.0 * 60.0 * 5.0)),
    ],
)
def test_own_arithmetic_gives_the_default(path: str, arithmetic: float) -> None:
    declared = MODEL.defaults().declaration(path)
    assert "own arithmetic" in declared.source
    assert float(declared.default) == pytest.approx(arithmetic, rel=0.005)


def test_a_hazard_ratio_is_called_one() -> None:
    trials = ("Rothwell", "KEYNOTE", "CHALLENGE")
    named = [d for d in DECLARED if any(trial in d.source for trial in trials)]
    assert len(named) >= 5
    assert all("hazard ratio" in d.source for d in named), [d.path for d in named if "hazard ratio" not in d.source]


def test_nests_are_counted_in_nests() -> None:
    assert MODEL.defaults().declaration("start.nests").unit == "nests"
