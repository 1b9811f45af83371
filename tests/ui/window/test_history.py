"""All steps stand in a list, in plain words; a click goes back to one, or on again."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.cascade import MODEL
from desktop.export.recipe import read_recipe
from desktop.ui.files.export_source import present_recipe
from desktop.ui.look.preferences import load_preferences
from desktop.ui.window.history import HistoryDialog
from desktop.ui.window.window import VoyageWindow
from desktop.ui.workspace.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def history(window: VoyageWindow) -> HistoryDialog:
    window.show_history()
    assert window.history is not None
    return window.history


def rows(history: HistoryDialog) -> list[str]:
    model = history.list.model()
    return [str(model.index(row, 0).data(Qt.ItemDataRole.DisplayRole)) for row in range(model.rowCount())]


def test_the_list_names_the_steps_and_leads_to_each(history: HistoryDialog, workspace: Workspace, qtbot: QtBot) -> None:
    session = workspace.session
    session.change({"platelets.strength": 0.5}, "platelets & <b>shear</b>\nhalved")
    session.stepper.make(30)
    session.restart(9)
    session.stepper.make(5)
    session.change({"platelets.strength": 0.7})
    assert rows(history)[:3] == ["The beginning", "platelets & <b>shear</b> halved", "reset with seed 9"]
    assert session.undo_stack.undoText() in rows(history)
    end = session.simulation.sha256()
    for row in (0, 3, 1, 2, 3):
        history.list.setCurrentIndex(history.list.model().index(row, 0))
        qtbot.waitUntil(lambda: session.seeking.way is None, timeout=60_000)
        assert session.undo_stack.index() == row
        assert session.parameters.value("platelets.strength") == (1.0, 0.5, 0.5, 0.7)[row]
        assert session.simulation.seed == (7, 7, 9, 9)[row]
    assert session.simulation.sha256() == end


def test_a_recipe_names_the_scenario_that_is_there_after_undo_too(
    window: VoyageWindow, workspace: Workspace, tmp_path: Path
) -> None:
    assert window.furniture is not None
    files, stack, path = window.furniture.files, workspace.session.undo_stack, tmp_path / "recipe.json"

    def named() -> tuple[str, str, str]:
        path.write_text(present_recipe(workspace))
        files.save_scenario(tmp_path / "saved.toml", overwrite=True)
        scenario = read_recipe(path, MODEL).job.scenario
        saved = (tmp_path / "saved.toml").read_text()
        return scenario.name, scenario.title, saved.split('title = "')[1].split('"')[0]

    assert named() == ("test", "A test patient", "A test patient")
    files.show_scenario("no-nk-cells")
    opened = named()
    assert opened[0] == "no-nk-cells"
    stack.undo()
    assert named() == ("test", "A test patient", "A test patient")
    assert window.windowTitle().startswith("A test patient")
    stack.redo()
    assert named() == opened


def test_the_look_is_saved_when_it_changes(
    window: VoyageWindow, workspace: Workspace, tmp_path: Path, qtbot: QtBot
) -> None:
    window.memory = tmp_path / "window.toml"
    workspace.fold("plots", shown=False)
    qtbot.waitUntil(lambda: not load_preferences(tmp_path / "window.toml").show_plots, timeout=60_000)
    window.look.change_scene(high_visibility=True)
    qtbot.waitUntil(lambda: load_preferences(tmp_path / "window.toml").high_visibility, timeout=60_000)
    window.look.change_scene(high_visibility=False)
    workspace.ensemble.want(wanted=True)
    workspace.ensemble.want(wanted=False)
    qtbot.waitUntil(lambda: not load_preferences(tmp_path / "window.toml").high_visibility, timeout=60_000)
