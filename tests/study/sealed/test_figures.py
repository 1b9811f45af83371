"""Figures that are predicted before they are compared have a source, a population, and a measure or a reason."""

from pathlib import Path

import pytest

from desktop.study.evidence import evidence_file
from desktop.study.sealed.answers import ANSWERS
from desktop.study.sealed.figures import sealed_figures
from desktop.system.refusal import Refusal

WHOLE = """
[[sealed]]
row = "S1"
what = "something"
figure = 1.0
accepted = [0.5, 2.0]
unit = "×"
study = "A 2001"
place = "abstract"
population = "ten mice"
measure = "tube_positive"
conditions = { "tumor.shedding" = 5000.0 }
"""


def test_every_figure_is_answered_or_says_why_not() -> None:
    figures = sealed_figures()
    assert {figure.measure for figure in figures} - {""} == set(ANSWERS)
    assert {figure.key for figure in figures if figure.cannot} == {"S2", "S5d"}
    assert {figure.key[1] for figure in figures} == set("1234567"), "the seven sources"
    for figure in figures:
        assert figure.low <= figure.target <= figure.high
        assert figure.study
        assert figure.population
        assert figure.cannot or figure.teaches or figure.condition, "what a miss would teach, or what a hit is worth"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('study = "A 2001"\n', "", "takes a source"),
        ('study = "A 2001"', 'study = ""', "takes a source"),
        ('population = "ten mice"\n', "", "takes a source"),
        ('measure = "tube_positive"\n', "", "either a measure, or why"),
        ('measure = "tube_positive"', 'measure = "x"\ncannot = "no"', "either a measure, or why"),
        ('"tumor.shedding" = 5000.0', '"tumor.shed" = 5000.0', "is not a parameter"),
        ('"tumor.shedding" = 5000.0', '"tumor.shedding" = -1.0', "is not allowed"),
        ("accepted = [0.5, 2.0]", "accepted = [2.0]", "two numbers"),
        ('unit = "×"', 'unit = "×"\nseen = 1', "has no key 'seen'"),
    ],
)
def test_a_row_that_is_not_whole_is_refused(
    old: str, new: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "sealed.toml"
    monkeypatch.setattr(evidence_file, "asset", lambda _: path)
    path.write_text(WHOLE, encoding="utf-8")
    assert sealed_figures()[0].parameters.changes() == {"tumor.shedding": 5000.0}
    assert old in WHOLE
    path.write_text(WHOLE.replace(old, new), encoding="utf-8")
    with pytest.raises(Refusal, match=said) as caught:
        sealed_figures()
    assert "\n" not in str(caught.value)
