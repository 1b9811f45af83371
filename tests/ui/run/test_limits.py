"""What is kept of the past has a stated size, and nothing of it goes in silence."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.cascade import MODEL
from desktop.engine.simulation import Simulation
from desktop.export.recipe import read_recipe
from desktop.study.runner import run as run_scenario
from desktop.ui.files.export_source import present_recipe
from desktop.ui.run import session as session_module
from desktop.ui.run import timeline as module
from desktop.ui.run.limits import MOST_STATE_BYTES, OLD_RUN_KEEPS, OLD_RUNS_KEPT, UNDO_STEPS
from desktop.ui.run.timeline import Timeline
from desktop.ui.run.undo import Run
from desktop.ui.window.window import VoyageWindow
from desktop.ui.workspace.workspace import Workspace
from tests.work import most_held

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def test_a_move_keeps_what_it_changes() -> None:
    first = MODEL.defaults()

    def move() -> object:
        return [first.replace({"platelets.strength": step / 1000}) for step in range(1000)]

    assert most_held(move) < 1000 * 1000


def test_a_drag_is_one_move_a_step_and_makes_the_run_exactly_again(workspace: Workspace, tmp_path: Path) -> None:
    session = workspace.session
    session.grasp()
    for step in range(30):
        for part in range(20):
            session.change({"platelets.strength": (20 * step + part) / 600})
        session.stepper.make(1)
    session.release()
    assert len(session.timeline.changes) == 30
    assert session.undo_stack.count() == 1
    path = tmp_path / "recipe.json"
    path.write_text(present_recipe(workspace))
    recipe = read_recipe(path, MODEL)
    again = run_scenario(MODEL, recipe.job.scenario, parameter_changes=recipe.job.parameter_changes, steps=recipe.step)
    assert again.state_sha256 == session.simulation.sha256()


def test_many_resets_keep_few_runs_and_each_comes_back_exactly(workspace: Workspace, qtbot: QtBot) -> None:
    session = workspace.session
    runs: list[Run] = []
    left: list[str] = []
    for seed in range(2 * OLD_RUNS_KEPT):
        session.change({"platelets.strength": seed / 20})
        session.stepper.make(5)
        session.change({"natural_killer.density": 10.0 * seed})
        session.stepper.make(3)
        runs.append(session.run)
        left.append(session.simulation.sha256())
        session.restart(seed)
    whole = [run for run in runs if not run.is_folded]
    assert len(whole) == OLD_RUNS_KEPT
    assert all(len(run.timeline) <= OLD_RUN_KEEPS for run in whole)
    for run, fingerprint in zip(reversed(runs), reversed(left), strict=True):
        while session.run is not run:
            session.undo_stack.undo()
        qtbot.waitUntil(lambda: session.seeking.way is None, timeout=60_000)
        assert session.simulation.sha256() == fingerprint
    assert sum(not run.is_folded for run in runs) <= OLD_RUNS_KEPT + 1


def test_there_are_only_so_many_steps_of_undo(workspace: Workspace) -> None:
    for number in range(UNDO_STEPS + 20):
        workspace.session.change({"platelets.strength": number % 2 + 0.5})
    assert workspace.session.undo_stack.count() == UNDO_STEPS


def test_states_hold_no_more_than_their_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    simulation = Simulation(MODEL, MODEL.defaults(), 5)
    timeline = Timeline(simulation)
    one = timeline.bytes_kept
    assert 100_000 < one < MOST_STATE_BYTES / 60
    monkeypatch.setattr(module, "MOST_STATE_BYTES", 20 * one)
    for _ in range(60):
        timeline.advance(simulation, 12)
        assert timeline.bytes_kept < 22 * one + one
    assert timeline.approach(simulation, 30) <= 30, "every moment can still be reached"


@pytest.fixture
def few_moves(monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(module, "MOST_MOVES", 6)
    monkeypatch.setattr(session_module, "MOVES_TOLD_FROM", 4)
    monkeypatch.setattr(session_module, "MOVES_TOLD_EVERY", 2)
    return 6


def move(workspace: Workspace, number: int) -> None:
    for _ in range(number):
        strength = float(str(workspace.session.parameters.value("platelets.strength")))
        workspace.session.change({"platelets.strength": 0.5 if strength == 1.0 else 1.0})
        workspace.session.stepper.make(1)


def test_the_end_of_moves_is_told_before_and_export_says_why(
    window: VoyageWindow, workspace: Workspace, few_moves: int, tmp_path: Path
) -> None:
    assert window.furniture is not None
    session, exports = workspace.session, window.furniture.exports
    move(workspace, 3)
    assert "moves of sliders" not in window.status.said
    move(workspace, 1)
    assert window.status.said.startswith("4 moves of sliders: after ")
    move(workspace, few_moves - 4)
    assert session.timeline.is_whole
    exports.open()
    assert exports.dialog is not None
    assert exports.dialog.start_button.isEnabled()
    move(workspace, 1)
    assert not session.timeline.is_whole
    assert (session.timeline.first, session.timeline.changes) == (few_moves, (few_moves,))
    exports.open()
    assert not exports.dialog.start_button.isEnabled()
    assert "which no file can tell: reset it (R)." in exports.dialog.estimate.text()
    window.furniture.files.write_picture(tmp_path / "a.png")
    assert not (tmp_path / "a.png").exists()
    session.restart()
    exports.open()
    assert exports.dialog.start_button.isEnabled()


def test_a_run_that_no_file_can_tell_stays_as_it_is_when_laid_aside(workspace: Workspace, few_moves: int) -> None:
    session = workspace.session
    move(workspace, few_moves + 2)
    run, fingerprint = session.run, session.simulation.sha256()
    for seed in range(OLD_RUNS_KEPT + 3):
        session.restart(seed)
    assert not run.is_folded
    while session.run is not run:
        session.undo_stack.undo()
    assert session.simulation.sha256() == fingerprint
