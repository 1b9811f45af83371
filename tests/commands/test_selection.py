"""The command `selection`, as a table and as JSON: the same numbers, and the selection is that of the model."""

import json
from collections.abc import Callable

import pytest

from desktop.cascade import MODEL
from desktop.cascade.traits import TRAITS
from desktop.cli import execute

Capture = pytest.CaptureFixture[str]
COHORT = ("selection", "default-patient", "--events", "400", "--seed", "5", "--workers", "1")
HARSH = ("--set", "oxidation.hazard=0.6", "--set", "traits.spread=0.6")


@pytest.fixture
def printed(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    monkeypatch.setenv("COLUMNS", "240")

    def out(*arguments: str) -> str:
        code = execute(arguments)
        found = capsys.readouterr()
        assert code == 0, found.err
        return found.out

    return out


def test_table_and_json_tell_the_same_cohort(printed: Callable[..., str]) -> None:
    found = json.loads(printed(*COHORT, *HARSH, "--json"))
    assert (found["scenario"], found["seed"], found["events"]) == ("default-patient", 5, 400)
    assert set(found["ends"]) == {"all", "survived", *MODEL.hazard_codes}
    words = printed(*COHORT, *HARSH)
    for trait in TRAITS:
        assert trait.label in words
    everyone = found["ends"]["all"]
    assert f"{everyone['cells']:,}" in words
    for value, low, high in everyone["traits"].values():
        assert low < value < high
        assert f"{value:.2f} ± {high - value:.2f}" in words
    oxidized = found["ends"]["oxidation"]
    assert oxidized["cells"] > 30
    mean, _, high = oxidized["traits"]["metabolism.strength"]
    assert high < everyone["traits"]["metabolism.strength"][0], "oxidation takes those that adapt badly"
    assert mean < 1.0


def test_what_too_few_came_to_is_not_told(printed: Callable[..., str]) -> None:
    few = ("selection", "default-patient", "--events", "20", "--workers", "1")
    found = json.loads(printed(*few, "--json"))
    assert any(trait is None for end in found["ends"].values() for trait in end["traits"].values())
    assert "too few" in printed(*few)


def test_without_a_spread_every_mean_is_one(printed: Callable[..., str]) -> None:
    found = json.loads(printed(*COHORT[:3], "60", "--workers", "1", "--set", "traits.spread=0", "--json"))
    assert found["ends"]["all"]["traits"]["flexibility.strength"] == [1.0, 1.0, 1.0]
