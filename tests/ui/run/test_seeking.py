"""A long way to a moment is shown, can be given up, and is shortened by states that are there."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QProgressBar
from pytestqt.qtbot import QtBot

from desktop.engine.simulation import Simulation
from desktop.export.job import RenderJob
from desktop.export.job_file import to_json
from desktop.study.scenario import load_scenario
from desktop.ui.files.commands import FileCommands
from desktop.ui.files.export_source import present_recipe
from desktop.ui.run import seeking
from desktop.ui.window.window import VoyageWindow
from desktop.ui.workspace.workspace import Workspace

FAR = 86_350.0


@pytest.fixture
def files(window: VoyageWindow) -> FileCommands:
    assert window.furniture is not None
    return window.furniture.files


@pytest.fixture
def far(tmp_path: Path) -> Path:
    path = tmp_path / "far.json"
    path.write_text(to_json(RenderJob(load_scenario("default-patient"), Path("a.png"), "png", start=FAR)))
    return path


def bar(window: VoyageWindow) -> QProgressBar:
    found = window.status.findChild(QProgressBar)
    assert found is not None
    return found


@pytest.mark.parametrize("how", ["button", "escape"])
def test_the_way_to_a_far_moment_is_given_up_and_what_was_shown_is_there_again(
    window: VoyageWindow, workspace: Workspace, files: FileCommands, far: Path, qtbot: QtBot, how: str
) -> None:
    session = workspace.session
    session.stepper.make(40)
    run, before, known = session.run, session.simulation.sha256(), files.scenario
    files.open_file(far)
    assert session.run is not run
    assert bar(window).isVisible()
    assert window.status.said.startswith(f"On the way to second {FAR:.1f}, now at ")
    qtbot.waitUntil(lambda: session.simulation.step > 60, timeout=60_000)
    if how == "button":
        window.status.turn_back.click()
    else:
        QTest.keyClick(window, Qt.Key.Key_Escape)
    assert (session.run, session.simulation.sha256(), files.scenario) == (run, before, known)
    assert session.seeking.way is None
    assert not bar(window).isVisible()
    assert window.status.said == ""


def test_the_bar_runs_to_the_end_and_goes(
    window: VoyageWindow, workspace: Workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = workspace.session
    monkeypatch.setattr(seeking, "WORDS_SECONDS", 0.0)
    session.pacer.step_cost = 1.0
    shares: list[float] = []
    session.seeking.on_the_way.connect(lambda _, share: shares.append(share))
    session.timeline.foretell((), 50)
    session.seek(50)
    assert bar(window).isVisible()
    qtbot.waitUntil(lambda: session.seeking.way is None, timeout=60_000)
    assert session.simulation.step == session.snapshot.step == 50
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert len(shares) > 5
    assert not bar(window).isVisible()


def test_a_moment_of_the_same_run_is_reached_from_the_states_that_are_there(
    workspace: Workspace, files: FileCommands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    session = workspace.session
    session.stepper.make(200)
    session.change({"platelets.strength": 0.4})
    session.stepper.make(50)
    path = tmp_path / "a.json"
    path.write_text(present_recipe(workspace))
    run, fingerprint = session.run, session.simulation.sha256()
    session.stepper.make(30)
    made: list[int] = []
    advance = Simulation.advance

    def counted(simulation: Simulation, steps: int = 1) -> None:
        made.append(steps)
        advance(simulation, steps)

    monkeypatch.setattr(Simulation, "advance", counted)
    files.open_file(path)
    assert session.run is run
    qtbot.waitUntil(lambda: session.seeking.way is None, timeout=60_000)
    assert session.simulation.sha256() == fingerprint
    assert sum(made) < 24
    session.change({"platelets.strength": 0.1})
    files.open_file(path)
    assert session.run is run, "what came later is of no account"
    session.seek(100)
    session.change({"platelets.strength": 0.2})
    files.open_file(path)
    assert session.run is not run


def test_a_later_moment_of_the_same_run_goes_on_from_here_and_back(
    workspace: Workspace, files: FileCommands, tmp_path: Path
) -> None:
    session = workspace.session
    session.stepper.make(10)
    path, job = tmp_path / "a.json", RenderJob(files.scenario, Path("a.png"), "png", start=1000.0)
    path.write_text(to_json(replace(job, camera=job.camera)))
    run, before = session.run, session.simulation.sha256()
    files.open_file(path)
    assert (session.run, session.timeline.furthest) == (run, 60_000)
    session.seeking.turn_back()
    assert (session.simulation.sha256(), session.timeline.furthest) == (before, 10)
