"""The published figures are whole, each has its measure, and verdicts follow from values."""

from math import exp, inf, nan
from pathlib import Path

import pytest

from desktop.cascade import MODEL
from desktop.cascade.patrol import LODGED
from desktop.study.axes import SweepError
from desktop.study.evidence import evidence_file
from desktop.study.evidence.calibration import FITS
from desktop.study.evidence.evidence_file import evidence_tables
from desktop.study.evidence.measures import MEASURES
from desktop.study.evidence.targets import SCENARIO, TARGETS, Target, read_target
from desktop.study.evidence.validation import Finding, Validation, rows_named
from desktop.study.scenario import bundled_scenarios
from desktop.study.statistics import Measured
from desktop.system.refusal import Refusal

BY_KEY = {target.key: target for target in TARGETS}
PATHS = {declaration.path for declaration in MODEL.defaults().declarations}
SCENARIOS = {scenario.name for scenario in bundled_scenarios()}


def test_every_row_of_the_published_table_is_there_and_measured() -> None:
    assert {int(key.rstrip("abcd")) for key in BY_KEY} == set(range(1, 20))
    assert set(MEASURES) == set(BY_KEY)
    for target in TARGETS:
        assert target.low <= target.target <= target.high, target.key
        assert target.source


def test_every_row_rests_on_rows_parameters_or_scenarios_that_exist() -> None:
    for target in TARGETS:
        for name in target.rests_on:
            assert name in set(BY_KEY) - {target.key} or name in PATHS or name.removeprefix(SCENARIO) in SCENARIOS, name
        assert target.scenario in SCENARIOS
        assert target.scenario == "default-patient" or f"{SCENARIO}{target.scenario}" in target.rests_on


def test_what_is_fitted_is_called_fitted_and_says_by_which_parameter() -> None:
    for fit in FITS:
        assert BY_KEY[fit.target].kind == "fitted"
        assert fit.path in BY_KEY[fit.target].rests_on
    assert len({fit.path for fit in FITS}) == len(FITS)


def foundations(key: str) -> set[str]:
    """Return all that a row rests on in the end: parameters and scenarios."""
    found: set[str] = set()
    for name in BY_KEY[key].rests_on:
        found |= foundations(name) if name in BY_KEY else {name}
    return found


def test_what_follows_from_fits_rests_on_rows_and_in_the_end_on_what_was_set() -> None:
    for target in TARGETS:
        if target.kind == "follows from fits":
            assert any(name in BY_KEY for name in target.rests_on), target.key
        assert foundations(target.key)


def test_a_prediction_is_no_fit_and_one_row_is_left_of_them() -> None:
    """That NK cells matter as much as they do follows from contacts that were filmed, and from nothing else."""
    assert [target.key for target in TARGETS if target.kind == "predicted"] == ["9"]
    assert not {fit.target for fit in FITS} & {"9", "12a"}


def test_what_is_built_in_is_called_so() -> None:
    """A platelet shield touches NK cells alone, an antioxidant oxidative stress alone, and T cells need MHC-I."""
    softens = {factor.label: set(factor.softens) for factor in MODEL.factors}
    assert softens["platelet shield"] == {"natural_killer"}
    assert softens["antioxidant supplement"] == {"oxidation"}
    assert {target.key for target in TARGETS if target.kind == "by design"} == {"7a", "11c", "13b", "14b"}


def test_a_number_that_no_source_prints_says_how_it_was_made() -> None:
    for target in TARGETS:
        assert target.sources
        assert target.basis == "source" or target.arithmetic, target.key
        assert target.source.startswith(target.basis) or target.basis == "source"
        # A figure and its place, not a sentence of the study.
        assert all(len(source.figure) <= 90 and len(source.place) <= 60 for source in target.sources)
    assert {target.key for target in TARGETS if target.basis != "source"} >= {"2a", "8a", "11a"}
    assert BY_KEY["9"].target == 10.0, "what Gorelik 1982 prints"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("2b", (6.0 + 10.0) / (25.0 + 30.0)),
        ("5", 100.0 * 0.05 * 35.0 / (0.05 * 35.0 + 0.95)),
        ("7b", 100.0 * (1.0 - 2.0 ** (-1.0 / 25.0))),
        ("8a", 100.0 * 0.85 * 0.80 * 0.15 * 0.35 * 0.90 * 0.80),
        ("11a", exp(1.9 / 0.55 - 1.9)),
        ("11b", 1.0 / (0.35 / 4.7 + 0.65 / 1.5)),
        ("15c", 100.0 * 36.0 / 80.0),
        ("16", 0.026 / 40.0 / 100.0 * (0.95 + 0.05 * 35.0)),
        ("17a", 100.0 * (1.0 - exp(-0.10 * 0.5))),
    ],
)
def test_own_arithmetic_gives_the_figure(key: str, value: float) -> None:
    assert BY_KEY[key].basis == "own arithmetic"
    assert BY_KEY[key].target == pytest.approx(value, rel=0.15)


def test_late_relapse_says_which_patient_it_is_measured_on() -> None:
    for key in ("18a", "18b", "18c", "18d"):
        assert BY_KEY[key].scenario == "long-dormancy"
        assert "Many years asleep" in BY_KEY[key].condition
    assert "6.9 points" in BY_KEY["18d"].condition


WHOLE = """
[[target]]
row = "1"
what = "something"
target = 1.0
accepted = [0.5, 2.0]
unit = ""
grade = "A"
kind = "fitted"
rests_on = ["a.b"]
basis = "source"
sources = [{ study = "A 2001", figure = "1", place = "abstract" }]
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('kind = "fitted"', 'kind = "guessed"', "kind of target 1"),
        ('kind = "fitted"', 'kind = "sealed"', "kind of target 1"),
        ("accepted = [0.5, 2.0]", "accepted = [2.0, 0.5]", "two numbers"),
        ('sources = [{ study = "A 2001", figure = "1", place = "abstract" }]', "sources = []", "takes a source"),
        ('basis = "source"', 'basis = "assumption"', "arithmetic where no source prints it"),
        ('unit = ""', 'unit = ""\nuse = "fitted"', "no key 'use'"),
        ("[[target]]", "[[row]]", "takes a list of target"),
    ],
)
def test_a_figure_that_is_not_whole_is_refused(
    old: str, new: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "targets.toml"
    monkeypatch.setattr(evidence_file, "asset", lambda _: path)
    path.write_text(WHOLE, encoding="utf-8")
    assert [read_target(table).key for table in evidence_tables("targets", "target")] == ["1"]
    assert old in WHOLE
    path.write_text(WHOLE.replace(old, new), encoding="utf-8")
    with pytest.raises(Refusal, match=said):
        list(map(read_target, evidence_tables("targets", "target")))


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
    row = finding("4a", 30.0, 0.0, inf).as_dict()
    assert row["interval_95"] == [0.0, None]
    assert Finding(BY_KEY["4a"], Measured(nan, 0.0, inf)).holds is False


def test_the_grades_that_bind_are_a_and_b() -> None:
    assert {target.grade for target in TARGETS if not target.binds} == {"C"}
    assert isinstance(TARGETS[0], Target)


def test_rows_are_chosen_by_name_in_the_order_of_the_table() -> None:
    assert [target.key for target in rows_named(("16", "2a"))] == ["2a", "16"]
    assert [target.key for target in rows_named(("16", "2"))] == ["2a", "2b", "16"], "a number names all its parts"
    assert rows_named(()) == TARGETS
    with pytest.raises(SweepError, match="there is no row '99'"):
        rows_named(("16", "99"))
