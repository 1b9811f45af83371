from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QAction

from desktop.ui.files.export_form import ExportForm
from desktop.ui.files.export_source import CONTENTS, present_recipe, source_of
from desktop.ui.look.preferences import appearance, load_preferences
from desktop.ui.window.window import VoyageWindow
from desktop.ui.workspace.workspace import Workspace


@pytest.fixture(autouse=True)
def plain_afterwards(workspace: Workspace) -> Iterator[None]:
    yield
    workspace.look.change_scene(clones=False)


def trigger(window: VoyageWindow) -> None:
    (found,) = (one for one in window.menuBar().findChildren(QAction) if one.text() == "&Color by clone")
    assert found.shortcut().toString() == "Ctrl+F7"
    found.trigger()


def test_cells_are_marked_by_clone_and_as_before_again(window: VoyageWindow, workspace: Workspace) -> None:
    scene = workspace.scene.image()
    trigger(window)
    assert workspace.scene.options.clones
    assert workspace.scene.image() != scene
    trigger(window)
    assert workspace.scene.image() == scene


def test_the_choice_is_remembered(window: VoyageWindow, workspace: Workspace, tmp_path: Path) -> None:
    window.memory = tmp_path / "window.toml"
    trigger(window)
    window.close()
    assert appearance(load_preferences(tmp_path / "window.toml")).clones
    assert workspace.look.appearance.clones


def test_exports_mark_cells_as_the_window_does(window: VoyageWindow, workspace: Workspace, tmp_path: Path) -> None:
    jobs = []
    for _ in range(2):
        jobs.append(ExportForm(source_of(workspace), CONTENTS).job(tmp_path / "a.mp4"))
        trigger(window)
    assert [job.overlays.clones for job in jobs] == [False, True]
    assert '"clones": false' in present_recipe(workspace)
    trigger(window)
    assert '"clones": true' in present_recipe(workspace)
