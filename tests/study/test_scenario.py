"""Scenario files: what is right comes back, what is wrong is told in one sentence."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.engine.model import Model
from desktop.study.scenario import MAX_SEED, Scenario, ScenarioError, load_scenario, save_scenario

GOOD = """
version = 1
title = "Storm"
summary = "Fast blood."
seed = 7
seconds = 12.5

[shear]
hazard = 80

[shedding]
group_size = 4
awake = false
route = "lymph"
"""


def write(folder: Path, text: str | bytes, name: str = "storm.toml") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refusal(path: Path | str, model: Model) -> str:
    with pytest.raises(ScenarioError) as error:
        load_scenario(path, model)
    message = str(error.value)
    assert message.isprintable()
    assert len(message) < 700
    return message


def test_a_file_says_everything_about_a_run(tmp_path: Path, model: Model) -> None:
    scenario = load_scenario(write(tmp_path, GOOD), model)
    assert (scenario.name, scenario.title, scenario.summary) == ("storm", "Storm", "Fast blood.")
    assert (scenario.seed, scenario.seconds) == (7, 12.5)
    changes = {"shear.hazard": 80.0, "shedding.group_size": 4, "shedding.awake": False, "shedding.route": "lymph"}
    assert scenario.parameters.changes() == changes


def test_an_empty_file_is_the_default_patient(tmp_path: Path, model: Model) -> None:
    assert load_scenario(write(tmp_path, ""), model).parameters == model.defaults()


def test_a_file_saved_by_a_windows_editor_is_read(tmp_path: Path, model: Model) -> None:
    text = "\ufeff" + GOOD.replace("\n", "\r\n")
    assert load_scenario(write(tmp_path, text), model) == load_scenario(write(tmp_path, GOOD), model)


def test_an_old_name_keeps_working(tmp_path: Path, model: Model) -> None:
    scenario = load_scenario(write(tmp_path, "[shear]\ndanger = 5.0"), model)
    assert scenario.parameters.changes() == {"shear.hazard": 5.0}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[shear]\nhazzard = 1", ("hazzard", "shear.hazard")),
        ("[sheer]\nhazard = 1", ("sheer", "shear.hazard")),
        ("[sheer]", ("sheer", "shear")),
        ("sed = 1", ("sed", "seed")),
        ("shear = 1", ("shear", "not a key")),
        ("[shear]\nhazard = 501", ("shear.hazard", "501", "0 to 500 per h")),
        ("[shear]\nhazard = nan", ("shear.hazard", "nan", "0 to 500 per h")),
        ("[shear]\nhazard = '3'", ("shear.hazard", "'3'", "0 to 500 per h")),
        ("[shear]\nhazard = true", ("shear.hazard", "True", "0 to 500 per h")),
        ("[shear]\nhazard = 2020-01-01", ("shear.hazard", "0 to 500 per h")),
        ("[shear]\nhazard = [1]", ("shear.hazard", "0 to 500 per h", "list")),
        ("[shear.hazard]\nx = 1", ("shear.hazard", "0 to 500 per h", "table")),
        ("[shear]\nhazard = 0x" + "f" * 6000, ("shear.hazard", "0 to 500 per h", "large")),
        ("[shear]\nhazard = 1\ndanger = 1", ("shear.hazard", "shear.danger")),
        ("[shedding]\ngroup_size = 1.5", ("shedding.group_size", "1.5", "1 to 9 cells")),
        ("[shedding]\nawake = 1", ("shedding.awake", "1", "true or false")),
        ("[shedding]\nroute = 'air'", ("shedding.route", "air", "blood, lymph")),
        ("seed = -1", ("seed", f"0 to {MAX_SEED}")),
        ("seed = 1.0", ("seed", f"0 to {MAX_SEED}")),
        ("seconds = 0", ("seconds", "above 0")),
        ("seconds = inf", ("seconds", "above 0")),
        ("seconds = '1'", ("seconds", "above 0")),
        ("title = 3", ("title", "text")),
        ('title = "\\u001b[2J"', ("title", "control characters")),
        ("summary = '" + "x" * 2001 + "'", ("summary", "2000")),
        ("version = 3", ("newer", "3")),
        ("version = 'x'", ("version",)),
        ("this is not toml", ("not TOML", "line 1")),
        ("a = 1" + "0" * 5000, ("not TOML",)),
        ("a = " + "[" * 900, ("not TOML",)),
        ("a = " + "[" * 5000, ("brackets",)),
        (".".join("a" * 30000) + " = 1", ("dots",)),
        ("#" * 70_000, ("larger than 64 KiB",)),
        (b"\x89PNG\r\n\x1a\n\x00\xff", ("not a text file",)),
        (b"\x00\x00\x00", ("not TOML",)),
    ],
)
def test_a_wrong_file_is_told_in_one_sentence(
    tmp_path: Path, model: Model, text: str | bytes, words: tuple[str]
) -> None:
    message = refusal(write(tmp_path, text), model)
    assert "storm.toml: " in message
    for word in words:
        assert word in message


def test_what_is_no_file_is_told_in_one_sentence(tmp_path: Path, model: Model) -> None:
    assert "no such file" in refusal(tmp_path / "none.toml", model)
    assert "folder" in refusal(tmp_path, model)
    assert "no scenario" in refusal("\x00", model)
    assert "no such file" in refusal("a\nb.toml", model)
    assert "default-patient" in refusal("defalt-patient", model)
    assert "cannot be read" in refusal(tmp_path / ("x" * 5000 + ".toml"), model)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="only where pipes are files")
def test_a_pipe_does_not_hang_the_program(tmp_path: Path, model: Model) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    assert "it is a pipe, not a file" in refusal(tmp_path / "pipe.toml", model)


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"), max_size=80)


@given(title=TEXTS, summary=TEXTS, seed=st.integers(0, MAX_SEED), data=st.data())
def test_what_is_saved_comes_back(
    tmp_path_factory: pytest.TempPathFactory, model: Model, title: str, summary: str, seed: int, data: st.DataObject
) -> None:
    values = {
        "shear.hazard": data.draw(st.floats(0.0, 500.0)),
        "shedding.group_size": data.draw(st.integers(1, 9)),
        "shedding.awake": data.draw(st.booleans()),
    }
    seconds = data.draw(st.floats(0.0, 86_400.0, exclude_min=True))
    scenario = Scenario("any", title, summary, seed, seconds, model.defaults().replace(values))
    path = tmp_path_factory.mktemp("saved") / "any.toml"
    save_scenario(scenario, path)
    assert load_scenario(path, model) == scenario


@pytest.fixture
def scenario(tmp_path: Path, model: Model) -> Scenario:
    return load_scenario(write(tmp_path, GOOD, "good.toml"), model)


def test_saving_replaces_its_own_file_and_leaves_nothing_else(tmp_path: Path, model: Model, scenario: Scenario) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    path = folder / "mine.toml"
    save_scenario(replace(scenario, name="mine"), path)
    save_scenario(replace(scenario, name="mine", seed=8), path)
    assert load_scenario(path, model).seed == 8
    assert [item.name for item in folder.iterdir()] == ["mine.toml"]


def test_saving_never_replaces_a_foreign_file_unasked(tmp_path: Path, model: Model, scenario: Scenario) -> None:
    path = write(tmp_path, "[tool.mypy]\nstrict = true\n", "pyproject.toml")
    with pytest.raises(ScenarioError, match=r"pyproject\.toml exists and was not written by CTC Voyage"):
        save_scenario(scenario, path)
    assert path.read_text() == "[tool.mypy]\nstrict = true\n"
    save_scenario(scenario, path, overwrite=True)
    assert load_scenario(path, model).seed == 7


def test_a_refused_write_is_one_sentence(tmp_path: Path, scenario: Scenario) -> None:
    for path in (tmp_path / "none" / "a.toml", tmp_path, tmp_path / ("x" * 300 + ".toml"), Path("a\0b.toml")):
        with pytest.raises(ScenarioError) as error:
            save_scenario(scenario, path)
        assert str(error.value).isprintable()


def test_a_scenario_that_could_not_be_opened_again_is_not_written(tmp_path: Path, scenario: Scenario) -> None:
    for broken in (replace(scenario, title="x" * 3000), replace(scenario, title="\ud800"), replace(scenario, seed=-1)):
        with pytest.raises(ScenarioError, match="cannot be written"):
            save_scenario(broken, tmp_path / "broken.toml")
    assert not (tmp_path / "broken.toml").exists()
