"""Every scenario that comes with the program opens, changes what it says it changes, and runs."""

from dataclasses import replace

import pytest

from desktop.cascade import MODEL
from desktop.study.runner import run
from desktop.study.scenario import bundled_names, bundled_scenarios, load_scenario

EXPECTED = {
    "default-patient",
    "strong-immunity",
    "no-nk-cells",
    "platelet-rich",
    "cluster-shedding",
    "b16-mouse",
    "long-dormancy",
}


def test_the_default_patient_comes_first_and_changes_nothing() -> None:
    scenarios = bundled_scenarios()
    assert {scenario.name for scenario in scenarios} == EXPECTED == set(bundled_names())
    assert scenarios[0].name == "default-patient"
    assert scenarios[0].parameters == MODEL.defaults()


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_bundled_scenario_runs(name: str) -> None:
    scenario = load_scenario(name)
    assert scenario.title != name
    assert len(scenario.summary) > 40
    assert bool(scenario.parameters.changes()) == (name != "default-patient")
    result = run(MODEL, replace(scenario, seconds=4.0))
    assert result.funnel[0].events > 0


def test_titles_differ() -> None:
    titles = [scenario.title for scenario in bundled_scenarios()]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("group", sorted({group.key for group in MODEL.parameter_groups}))
def test_a_group_of_parameters_is_not_named_like_a_key_of_the_header(group: str) -> None:
    assert group not in ("version", "title", "summary", "seed", "seconds")
