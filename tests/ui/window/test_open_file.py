"""A file named on the command line, or double-clicked, is shown in the window; one that is not ours is told of."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox

from desktop.export.job import RenderJob
from desktop.export.recipe import recipe_text
from desktop.study.scenario import load_scenario
from desktop.ui.look.preferences import Preferences
from desktop.ui.look.theme import Look
from desktop.ui.run.loading import Prepared
from desktop.ui.window.app import begin
from desktop.ui.window.window import VoyageWindow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
ROOT = Path(__file__).parents[3]
HEARS = """
import sys
from pathlib import Path
from PySide6.QtGui import QFileOpenEvent
from desktop.ui.look.application import application
app, heard = application(), []
app.file_asked.connect(heard.append)
app.sendEvent(app, QFileOpenEvent(sys.argv[1]))
assert heard == [Path(sys.argv[1])], heard
"""


@pytest.fixture
def waiting(look: Look) -> Iterator[VoyageWindow]:
    """Return a window whose first run is still being made ready."""
    window = VoyageWindow(look, Preferences(show_spread=False))
    yield window
    window.close()
    window.deleteLater()


def test_a_file_is_shown_as_soon_as_the_window_is_ready(
    waiting: VoyageWindow, prepared: Prepared, tmp_path: Path
) -> None:
    job = RenderJob(load_scenario("platelet-rich"), tmp_path / "moment.svg", "svg", start=0.5, end=0.5)
    job.destination.write_text(recipe_text(job, 30), encoding="utf-8")
    waiting.open_file(job.destination)
    begin(waiting, Preferences(show_spread=False), prepared)
    assert waiting.workspace is not None
    assert waiting.workspace.session.run.title == job.scenario.title
    assert not waiting.findChildren(QMessageBox)


@pytest.mark.parametrize("name", ["holiday.png", "notes.txt", "none.toml", "folder", "bad.toml"])
def test_a_file_that_is_not_ours_is_told_of_and_the_window_opens(
    waiting: VoyageWindow, prepared: Prepared, tmp_path: Path, name: str
) -> None:
    (tmp_path / "folder").mkdir()
    for foreign in ("holiday.png", "notes.txt", "bad.toml"):
        (tmp_path / foreign).write_bytes(b"not ours")
    waiting.open_file(tmp_path / name)
    begin(waiting, Preferences(show_spread=False), prepared)
    assert waiting.workspace is not None
    assert waiting.workspace.session.run.title == "A test patient"
    boxes = waiting.findChildren(QMessageBox)
    assert len(boxes) == 1
    assert name in boxes[0].informativeText()


def test_a_double_click_is_heard(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HEARS, str(tmp_path / "a.toml")]
    subprocess.run(command, cwd=ROOT, check=True, timeout=120)
