"""What the dialog says while an export is on its way, and what is left when the window closes meanwhile."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from threading import Timer

import pytest
from pytestqt.qtbot import QtBot

from desktop.export.formats import Content
from desktop.export.recipe import read_recipe
from desktop.study.parameter_changes import advance_to
from desktop.study.runner import start
from desktop.ui.background.process import BackgroundProcess
from desktop.ui.files.estimate import Costs
from desktop.ui.files.export_dialog import ExportDialog
from desktop.ui.files.export_form import ExportForm
from desktop.ui.files.export_source import CONTENTS, source_of
from desktop.ui.widgets.words import how_far
from desktop.ui.window.window import VoyageWindow
from desktop.ui.workspace.workspace import Workspace


@pytest.fixture
def dialog(window: VoyageWindow, workspace: Workspace, qtbot: QtBot, tmp_path: Path) -> Iterator[ExportDialog]:
    assert window.furniture is not None
    workspace.session.seek(0)
    form = ExportForm(source_of(workspace), CONTENTS)
    dialog = ExportDialog(form, Costs(step=0.003, million_pixels=0.004), tmp_path, workspace.look, window)
    qtbot.addWidget(dialog)
    dialog.show()
    yield dialog
    dialog.stop()


def _choose(form: ExportForm, name: str) -> None:
    form.format.setCurrentIndex(form.format.findData(name))


def _small(form: ExportForm) -> None:
    form.size_preset.setCurrentIndex(form.size_preset.findText("other …"))
    form.width_box.set_number(320)
    form.height_box.set_number(200)


def test_a_pause_stands_still_and_says_where(
    dialog: ExportDialog, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(BackgroundProcess, "begin", lambda _: None)
    monkeypatch.setattr(BackgroundProcess, "command", lambda _, __: None)
    dialog.target.setText(str(tmp_path / "a.mp4"))
    dialog.begin()
    task = dialog.task
    assert task is not None
    assert dialog.bar.maximum() == 0, "nothing is known: the bar runs to and fro"
    dialog.pause_button.click()
    assert dialog.bar.maximum() == 1
    assert dialog.bar.value() <= 0
    assert dialog.message.text() == "Paused"
    dialog.pause_button.click()
    assert dialog.bar.maximum() == 0
    task.progressed.emit(41, 1000, 5.0)
    assert dialog.message.text() == "41 of 1,000 frames, 5 s left"
    dialog.pause_button.click()
    assert dialog.message.text() == "Paused at 41 of 1,000 frames"
    task.progressed.emit(42, 1000, 5.0)
    assert dialog.message.text() == "Paused at 42 of 1,000 frames", "a frame that was on its way still arrives"
    task.ended.emit(False, "Stopped.")


def test_progress_is_told_in_what_is_made(dialog: ExportDialog, tmp_path: Path) -> None:
    _choose(dialog.form, "csv")
    assert how_far(dialog.form.job(tmp_path / "a.csv"), 5, 20) == "5 of 20 rows"
    _choose(dialog.form, "png")
    dialog.form.content.setCurrentIndex(dialog.form.content.findData(Content.STORYBOARD))
    assert how_far(dialog.form.job(tmp_path / "a.png"), 43, 100) == "43 %"


def test_a_glance_at_another_format_keeps_the_rate(dialog: ExportDialog) -> None:
    form = dialog.form
    _choose(form, "mp4")
    for wanted in (30.0, 60.0):
        form.rate.setCurrentIndex(form.rate.findData(wanted))
        _choose(form, "gif")
        assert form.rate.findData(wanted) < 0, "it cannot be kept there"
        _choose(form, "mp4")
        assert form.rate.currentData() == wanted


@pytest.mark.long
@pytest.mark.skipif(os.name == "nt", reason="a process cannot be stopped and let go on there")
def test_a_window_that_closes_while_a_busy_machine_sets_up_leaves_nothing(
    dialog: ExportDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    _small(dialog.form)
    dialog.target.setText(str(tmp_path / "film.mp4"))
    dialog.begin()
    qtbot.waitUntil(lambda: bool(list(tmp_path.glob(".*.part"))), timeout=180_000)
    process = int(next(tmp_path.glob(".*.part")).name.split(".")[3])
    os.kill(process, signal.SIGSTOP)
    # As long as a process may have to wait for a processor.
    Timer(7.0, os.kill, (process, signal.SIGCONT)).start()
    dialog.stop()
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


@pytest.mark.long
@pytest.mark.parametrize("name", ["frames", "mp4"])
def test_a_window_that_closes_half_way_keeps_frames_and_no_half_film(
    dialog: ExportDialog, qtbot: QtBot, tmp_path: Path, name: str
) -> None:
    _choose(dialog.form, name)
    _small(dialog.form)
    dialog.form.end.set_number(100.0)
    dialog.target.setText(str(tmp_path / "made"))
    if name == "mp4":
        dialog.target.setText(str(tmp_path / "made.mp4"))
    dialog.begin()
    qtbot.waitUntil(lambda: dialog.bar.value() > 4, timeout=180_000)
    dialog.stop()
    left = sorted(path.name for path in tmp_path.rglob("*"))
    if name == "mp4":
        assert left == []
    else:
        assert left[:2] == ["frame_00001.png", "frame_00002.png"]
        assert left[-2:] == ["job.json", "made"]


def test_open_takes_exported_files_too(
    window: VoyageWindow, workspace: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert window.furniture is not None
    files, run = window.furniture.files, workspace.session.run
    told: list[str] = []
    monkeypatch.setattr(
        "desktop.ui.files.commands.tell_error", lambda _, title, words: told.append(f"{title}: {words}")
    )
    foreign = tmp_path / "cat.png"
    foreign.write_bytes(b"somebody's cat")
    monkeypatch.setattr("desktop.ui.files.commands.QFileDialog.getOpenFileName", lambda *_: (str(foreign), ""))
    files.open_scenario()
    assert len(told) == 1
    assert "cat.png holds no recipe" in told[0], "read as an exported file, not as a scenario"
    assert workspace.session.run is run


def test_pictures_of_the_scene_and_of_a_plot_give_their_moment_back(
    window: VoyageWindow, workspace: Workspace, tmp_path: Path
) -> None:
    assert window.furniture is not None
    session, files = workspace.session, window.furniture.files
    session.seek(0)
    for _ in range(5):
        session.step_once()
    state = session.simulation.sha256()
    files.write_picture(tmp_path / "scene.png")
    files.write_plot(workspace.plots.causes, tmp_path / "plot.png")
    files.write_plot(workspace.plots.causes, tmp_path / "plot.svg")
    for name in ("scene.png", "plot.png", "plot.svg"):
        recipe = read_recipe(tmp_path / name, session.model)
        assert (recipe.step, recipe.state_sha256) == (5, state)
        run = start(session.model, recipe.job.scenario, with_scenery=True)
        advance_to(run, recipe.step, recipe.job.parameter_changes)
        assert run.sha256() == state
