"""A run says what came of it, and comes out the same every time."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from desktop.engine.model import Model
from desktop.study.runner import FunnelStep, funnel_of, run, start, steps_for, with_settings
from desktop.study.scenario import Scenario, ScenarioError, load_scenario


@pytest.fixture
def scenario(tmp_path: Path, model: Model) -> Scenario:
    path = tmp_path / "short.toml"
    path.write_text("seed = 3\nseconds = 4.0\n[shear]\nhazard = 80.0\n")
    return load_scenario(path, model)


def test_a_run_tells_its_story(model: Model, scenario: Scenario) -> None:
    result = run(model, scenario).as_dict()
    assert result["scenario"] == "short"
    assert result["seed"] == 3
    assert result["seconds"] == 4.0
    assert result["parameters"] == {"shear.hazard": 80.0}
    assert isinstance(result["funnel"], list)
    assert [step["stage"] for step in result["funnel"]] == [milestone.name for milestone in model.milestones]
    events = [step["events"] for step in result["funnel"]]
    assert events == sorted(events, reverse=True)
    assert events[0] > events[2] > 0 == events[3]
    assert all(step["events"] == step["events_single"] + step["events_group"] for step in result["funnel"])
    assert min(result["funnel"][0]["events_single"], result["funnel"][0]["events_group"]) > 0
    assert isinstance(result["deaths"], dict)
    assert result["deaths"]["shear"] > 0
    assert isinstance(result["observables"], dict)
    assert list(result["observables"]) == ["nothing", "travelling"]
    assert result["observables"]["nothing"] is None
    assert result["observables"]["travelling"] >= 0.0
    json.dumps(result, allow_nan=False)


def test_a_run_does_not_depend_on_who_looks(model: Model, scenario: Scenario) -> None:
    first, often = run(model, scenario), run(model, scenario, every=0.1)
    assert often.as_dict() == first.as_dict()
    simulation = start(model, scenario, with_scenery=True)
    simulation.advance(240)
    assert simulation.sha256() == first.state_sha256
    assert run(model, replace(scenario, seed=4)).state_sha256 != first.state_sha256


def test_samples_are_even_and_end_with_the_run(model: Model, scenario: Scenario) -> None:
    told: list[float] = []
    result = run(model, scenario, every=1.5, on_progress=told.append)
    assert [sample.time for sample in result.samples] == pytest.approx([0.0, 1.5, 3.0, 4.0])
    assert told == pytest.approx([0.375, 0.75, 1.0])
    assert result.samples[-1].values is result.observables


def test_a_moment_shorter_than_a_step_is_one_step() -> None:
    assert [steps_for(seconds) for seconds in (1e-9, 1.0, 120.0)] == [1, 60, 7200]


def test_settings_replace_parameters(scenario: Scenario) -> None:
    changed = with_settings(scenario, ["shear.danger=5", "shedding.awake = false", "shedding.route=lymph"])
    expected = {"shear.hazard": 5.0, "shedding.awake": False, "shedding.route": "lymph"}
    assert changed.parameters.changes() == expected


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("shear.hazard", ("shear.hazard", "0 to 500 per h")),
        ("shear.hazard=", ("shear.hazard", "0 to 500 per h")),
        ("shear.hazard=much", ("shear.hazard", "much", "0 to 500 per h")),
        ("shear.hazard=501", ("shear.hazard", "501", "0 to 500 per h")),
        ("shear.hazard=nan", ("shear.hazard", "nan", "0 to 500 per h")),
        ("shear.hasard=1", ("shear.hasard", "shear.hazard")),
        ("=", ("not a parameter",)),
        ("", ("not a parameter",)),
        ("shedding.awake=perhaps", ("shedding.awake", "perhaps", "true or false")),
    ],
)
def test_a_wrong_setting_is_told_in_one_sentence(scenario: Scenario, setting: str, words: tuple[str, ...]) -> None:
    with pytest.raises(ScenarioError) as error:
        with_settings(scenario, [setting])
    assert str(error.value).isprintable()
    assert all(word in str(error.value) for word in words)


def test_a_run_of_no_length_is_refused(model: Model, scenario: Scenario) -> None:
    for seconds in (0.0, -1.0, float("nan"), float("inf"), 1e9):
        with pytest.raises(ScenarioError, match="seconds takes"):
            run(model, replace(scenario, seconds=seconds))
        with pytest.raises(ScenarioError, match="seconds takes"):
            run(model, scenario, every=seconds)


def test_a_funnel_tells_singles_and_groups_apart(model: Model, scenario: Scenario) -> None:
    count = len(model.milestones)
    funnel = np.array([np.arange(count)[::-1], 100 + np.arange(count)[::-1]])
    found = funnel_of(replace(start(model, scenario).snapshot(), funnel=funnel))
    first = model.milestones[0]
    assert found[0] == FunnelStep(first.name, first.label, count - 1, 99 + count)
    assert [(step.events_single, step.events_group, step.events) for step in found[-2:]] == [
        (1, 101, 102),
        (0, 100, 100),
    ]
