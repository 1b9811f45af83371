"""Files that an earlier version wrote open: the same moment, the same job, the same look.

States of version 0.1.0 depended on the processor (decision 0011), so what is shown is the same but for the last bits.

The files lie in folders named after the version that wrote them, and are never written again.
"""

import json
import tomllib
from pathlib import Path

import pytest

from desktop import __version__
from desktop.cascade import MODEL
from desktop.cli import execute
from desktop.engine.simulation import Simulation
from desktop.export.job_file import from_json, to_json
from desktop.export.moments import moments
from desktop.study.scenario import load_scenario, scenario_text
from desktop.ui.look.preferences import load_preferences, save_preferences

OLD = Path(__file__).parent / "version_0_1_0"


@pytest.mark.parametrize(("name", "seconds"), [("picture.png", 2.0), ("moved.png", 2.5)])
def test_a_picture_shows_its_moment_and_says_that_the_state_is_not_the_very_same(
    name: str, seconds: float, capsys: pytest.CaptureFixture[str]
) -> None:
    assert execute(["run", str(OLD / name), "--json"]) == 1
    told = capsys.readouterr()
    found = json.loads(told.out)
    assert (found["scenario"], found["seed"], found["seconds"]) == ("default-patient", 5, seconds)
    assert "was made by version 0.1.0, and this is not the same state" in told.err
    assert len(told.err.splitlines()) == 1


def test_a_film_can_be_run_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(["run", str(OLD / "film.gif"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["scenario"] == "default-patient"


def test_a_scenario_is_written_as_it_was() -> None:
    path = OLD / "scenario.toml"
    written = scenario_text(load_scenario(str(path), MODEL)).replace(f"version {__version__}", "version 0.1.0")
    assert written == path.read_text(encoding="utf-8")


def test_a_job_with_moved_sliders_is_the_same_job() -> None:
    job = from_json((OLD / "job_with_moves.json").read_text(encoding="utf-8"), MODEL)
    assert from_json(to_json(job), MODEL) == job
    assert len(job.parameter_changes) > 0
    (moment,) = moments(job, Simulation(MODEL, job.scenario.parameters, job.scenario.seed))
    assert moment.snapshot.step == job.last_step


def test_the_look_of_the_window_is_remembered(tmp_path: Path) -> None:
    found = load_preferences(OLD / "window.toml")
    assert (found.theme, found.font_scale, found.show_plots, found.recent_exports) == (
        "dark",
        1.5,
        False,
        ["film.mp4"],
    )
    save_preferences(found, tmp_path / "window.toml")
    assert load_preferences(tmp_path / "window.toml") == found
    kept = tomllib.loads((tmp_path / "window.toml").read_text(encoding="utf-8"))
    assert kept == kept | tomllib.loads((OLD / "window.toml").read_text(encoding="utf-8"))
