"""Files that an earlier version wrote open as they did: the same moment, the same job, the same rows, the same look.

The files lie in folders named after the version that wrote them, and are never written again.
"""

import json
import shutil
from pathlib import Path

import pytest

from desktop.cascade import MODEL
from desktop.cli import execute
from desktop.engine.simulation import Simulation
from desktop.export.job_file import from_json, to_json
from desktop.export.moments import moments
from desktop.study.scenario import load_scenario, scenario_text
from desktop.ui.look.preferences import load_preferences, save_preferences

OLD = Path(__file__).parent / "version_0_1_0"
STATES = {
    "picture.png": "f2773aa51482bb625594415efac24cbba785854cc88b880122fac916a2d59aaa",
    "film.gif": "dbb6b3934d348014ec76123ad3d5ceee4e18f5634d6873d90617d804a30b98f7",
    "moved.png": "a6c64320e33e7687c89fe5917a06ae6e8678bd4136e5f8e1a005a5632d5aee75",
    "scenario.toml": "e23f33976b7b02943a82bd6c44a57b27d909cffe5e98189bf7e6ab66715316c3",
}
"""What that version said of the state that each file shows."""


@pytest.mark.parametrize("name", [name for name in STATES if name != "scenario.toml"])
def test_a_picture_or_film_shows_the_very_state_again(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(["run", str(OLD / name), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["state_sha256"] == STATES[name]


@pytest.mark.long
def test_a_scenario_runs_to_the_very_state_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert execute(["run", str(OLD / "scenario.toml"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["state_sha256"] == STATES["scenario.toml"]


def test_a_scenario_is_written_as_it_was() -> None:
    path = OLD / "scenario.toml"
    assert scenario_text(load_scenario(str(path), MODEL)) == path.read_text(encoding="utf-8")


def test_a_job_with_moved_sliders_is_the_same_job_and_comes_to_the_same_state() -> None:
    job = from_json((OLD / "job_with_moves.json").read_text(encoding="utf-8"), MODEL)
    assert from_json(to_json(job), MODEL) == job
    scenario = job.scenario
    (moment,) = moments(job, Simulation(MODEL, scenario.parameters, scenario.seed))
    assert moment.state == STATES["moved.png"]


def test_a_table_of_a_sweep_is_gone_on_with(tmp_path: Path) -> None:
    table = tmp_path / "sweep.csv"
    shutil.copy(OLD / "sweep.csv", table)
    sweep = ["sweep", "default-patient", "--axis", "platelets.strength=0,1", "--seconds", "1", "--workers", "1"]
    assert execute([*sweep, "--replicates", "1", "--to", str(table)]) == 0
    assert table.read_bytes() == (OLD / "sweep.csv").read_bytes()
    fresh = tmp_path / "fresh.csv"
    assert execute([*sweep, "--replicates", "1", "--to", str(fresh)]) == 0
    assert fresh.read_bytes() == table.read_bytes()


def test_the_look_of_the_window_is_remembered(tmp_path: Path) -> None:
    found = load_preferences(OLD / "window.toml")
    assert (found.theme, found.font_scale, found.show_plots, found.recent_exports) == (
        "dark",
        1.5,
        False,
        ["film.mp4"],
    )
    save_preferences(found, tmp_path / "window.toml")
    assert (tmp_path / "window.toml").read_bytes() == (OLD / "window.toml").read_bytes()
