from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken

from desktop.cascade import MODEL
from desktop.export.formats import EXPORTERS, Content, Kind, exporter
from desktop.export.job import CameraPlan, JobError, RenderJob
from desktop.export.job_file import from_json, to_json
from desktop.system.number_words import in_size, in_time
from desktop.ui.files.estimate import Costs, estimate
from desktop.ui.files.export_dialog import ExportDialog
from desktop.ui.files.export_form import ExportForm, Source
from desktop.ui.files.export_source import CONTENTS, source_of
from desktop.ui.look.preferences import Preferences, load_preferences, save_preferences
from desktop.ui.window.window import VoyageWindow
from desktop.ui.workspace.workspace import Workspace

COSTS = Costs(step=0.003, million_pixels=0.004)


@pytest.fixture
def source(workspace: Workspace, window: VoyageWindow) -> Source:
    assert window.furniture is not None
    workspace.session.seek(0)
    return source_of(workspace)


@pytest.fixture
def form(source: Source) -> Iterator[ExportForm]:
    form = ExportForm(source, CONTENTS)
    yield form
    if Shiboken.isValid(form) and form.parent() is None:
        form.deleteLater()


def _choose(form: ExportForm, name: str) -> None:
    form.format.setCurrentIndex(form.format.findData(name))


@pytest.mark.parametrize("name", [item.name for item in EXPORTERS])
def test_every_format_gives_a_job_that_survives_its_file(form: ExportForm, name: str, tmp_path: Path) -> None:
    _choose(form, name)
    job = form.job(tmp_path / "out")
    assert job.format == name
    assert from_json(to_json(job), MODEL, tmp_path) == replace(job, destination=job.destination)
    kind = exporter(name)
    offered = {float(form.rate.itemData(index)) for index in range(form.rate.count())}
    assert all(kind.keeps(rate) for rate in offered), "only rates that the format keeps are offered"
    assert form.transparent.isEnabled() == kind.alpha


def test_the_fields_are_what_the_job_says(form: ExportForm, tmp_path: Path) -> None:
    _choose(form, "apng")
    form.start.set_number(1.0)
    form.end.set_number(3.0)
    form.speed.set_number(0.5)
    form.rate.setCurrentIndex(form.rate.findData(25.0))
    form.size_preset.setCurrentIndex(form.size_preset.findText("other …"))
    form.width_box.set_number(333)
    form.height_box.set_number(222)
    form.transparent.setChecked(True)
    form.theme.setCurrentIndex(form.theme.findData("dark"))
    form.overlays["seed"].setChecked(True)
    form.overlays["rarity"].setChecked(False)
    form.camera.setCurrentIndex(form.camera.findText("fly through the stages"))
    job = form.job(tmp_path / "a.apng")
    assert (job.start, job.end, job.speed, job.frames_per_second) == (1.0, 3.0, 0.5, 25.0)
    assert (job.width, job.height, job.theme, job.transparent) == (333, 222, "dark", True)
    assert (job.overlays.seed, job.overlays.rarity, job.overlays.clocks) == (True, False, True)
    assert job.camera == CameraPlan("stages")
    assert job.count == 100


def test_the_present_view_and_the_moves_of_sliders_are_part_of_the_job(
    workspace: Workspace, window: VoyageWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    session = workspace.session
    for value in (0.5, 1.5):
        session.change({"platelets.strength": value})
        session.step_once()
    workspace.scene.zoom(4.0)
    assert window.furniture is not None
    form = ExportForm(source_of(workspace), CONTENTS)
    qtbot.addWidget(form)
    _choose(form, "png")
    job = form.job(tmp_path / "a.png")
    assert [move.parameters.value("platelets.strength") for move in job.parameter_changes] == [0.5, 1.5]
    assert job.step(0) == session.simulation.step
    width, camera = workspace.scene.pixels().width(), workspace.scene.camera
    assert job.camera.span == pytest.approx(width / camera.pixels_per_um)
    assert job.scenario.parameters.value("platelets.strength") == 1.0, "moves come on top of how the run began"


def test_a_job_that_cannot_be_done_is_told_and_cannot_be_begun(
    form: ExportForm, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = _dialog(form, workspace, qtbot, tmp_path)
    assert dialog.start_button.isEnabled()
    form.size_preset.setCurrentIndex(form.size_preset.findText("other …"))
    form.width_box.set_number(641)
    assert not dialog.start_button.isEnabled()
    assert "642" in dialog.estimate.text(), "the nearest even size is named"
    form.width_box.set_number(642)
    form.start.set_number(5.0)
    form.end.set_number(5.0)
    assert not dialog.start_button.isEnabled()
    with pytest.raises(JobError):
        dialog.job()


def _dialog(form: ExportForm, workspace: Workspace, qtbot: QtBot, folder: Path) -> ExportDialog:
    dialog = ExportDialog(form, COSTS, folder, workspace.look, workspace.window())
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_a_name_that_is_free_is_proposed_and_follows_the_format(
    form: ExportForm, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "ctc-voyage.mp4").write_bytes(b"somebody's")
    dialog = _dialog(form, workspace, qtbot, tmp_path)
    assert Path(dialog.target.text()) == tmp_path / "ctc-voyage-2.mp4"
    _choose(form, "gif")
    assert Path(dialog.target.text()) == tmp_path / "ctc-voyage.gif"


def _type(dialog: ExportDialog, text: str) -> None:
    dialog.target.setText(text)
    dialog.target.textEdited.emit(text)


def test_a_name_keeps_its_points_when_the_format_changes(
    form: ExportForm, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = _dialog(form, workspace, qtbot, tmp_path)
    _type(dialog, str(tmp_path / "cells v1.5"))
    assert dialog.job().destination == tmp_path / "cells v1.5.mp4"
    for name, shown in (("gif", "cells v1.5.gif"), ("frames", "cells v1.5"), ("png", "cells v1.5.png")):
        _choose(form, name)
        assert dialog.target.text() == str(tmp_path / shown)
        assert dialog.job().destination == tmp_path / shown


def test_a_file_never_holds_another_format_than_its_name_says(
    form: ExportForm, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = _dialog(form, workspace, qtbot, tmp_path)
    for name in ("gif", "frames"):
        _choose(form, name)
        _type(dialog, "film.mp4")
        assert not dialog.start_button.isEnabled()
        assert "film.mp4 ends as Film for slides" in dialog.estimate.text()
    _choose(form, "mp4")
    assert dialog.start_button.isEnabled()


@pytest.mark.parametrize(
    "text", ["", " ", "~n", "~nobody-at-all/film", "/", ".", "..", "no/such/folder", "x" * 300, "a\0b"]
)
def test_no_name_stops_the_dialog(
    form: ExportForm, workspace: Workspace, qtbot: QtBot, tmp_path: Path, text: str
) -> None:
    dialog = _dialog(form, workspace, qtbot, tmp_path)
    for name in ("mp4", "gif", "frames", "png"):
        _type(dialog, text)
        _choose(form, name)
        _type(dialog, text)
        told = dialog.estimate.text() if not dialog.start_button.isEnabled() else ""
        if not told and (name != "frames" or text not in {"/", ".", "..", "no/such/folder"}):
            dialog.begin()
            told = dialog.message.text()
            assert dialog.task is None
            assert told.endswith("."), text
    assert list(tmp_path.iterdir()) == []


def test_a_typed_name_stands_in_the_folder_of_the_exports(
    form: ExportForm, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = _dialog(form, workspace, qtbot, tmp_path)
    _type(dialog, "film")
    assert dialog.job().destination == tmp_path / "film.mp4"


def _small(form: ExportForm, seconds: float) -> None:
    form.size_preset.setCurrentIndex(form.size_preset.findText("other …"))
    form.width_box.set_number(96)
    form.height_box.set_number(64)
    form.start.set_number(0.0)
    form.end.set_number(seconds)


def test_an_export_runs_beside_the_window_and_can_be_dropped_back_on_it(
    form: ExportForm, workspace: Workspace, window: VoyageWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    _choose(form, "apng")
    _small(form, 0.2)
    dialog = _dialog(form, workspace, qtbot, tmp_path)
    before = workspace.session.simulation.sha256()
    with qtbot.waitSignal(dialog.exported, timeout=60_000) as told:
        dialog.begin()
    path = told.args[0]
    assert path == tmp_path / "ctc-voyage.apng"
    assert path.stat().st_size > 1000
    assert not list(tmp_path.glob("*.part"))
    assert workspace.session.simulation.sha256() == before, "the run that is watched is not touched"
    assert dialog.show_button.isVisible()
    window.dropEvent(_drop(path))
    session = workspace.session
    qtbot.waitUntil(lambda: session.simulation.step == 10, timeout=10_000)
    assert session.simulation.seed == 7


def _drop(path: Path) -> QDropEvent:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    _KEPT.append(data)
    return QDropEvent(
        QPointF(5.0, 5.0), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )


_KEPT: list[QMimeData] = []
"""Qt does not own what is dragged."""


def test_an_export_begins_at_the_nearest_moment_that_is_known(
    workspace: Workspace, window: VoyageWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    session = workspace.session
    session.timeline.advance(session.simulation, 200)
    session.show_now()
    assert window.furniture is not None
    form = ExportForm(source_of(workspace), CONTENTS)
    qtbot.addWidget(form)
    _choose(form, "png")
    still = form.job(tmp_path / "a.png")
    state = form.beginning(still)
    assert state is not None
    assert 168 <= state.step <= 180, "the picture is made with the labels of its second, which began at step 180"
    _choose(form, "gif")
    form.start.set_number(0.0)
    assert form.beginning(form.job(tmp_path / "a.gif")) is None
    _choose(form, "csv")
    assert form.beginning(form.job(tmp_path / "a.csv")) is None, "a table tells of the run from its first moment on"


@pytest.mark.long
@pytest.mark.parametrize("keep", [True, False])
def test_an_export_can_be_given_up(
    form: ExportForm, workspace: Workspace, qtbot: QtBot, tmp_path: Path, keep: bool
) -> None:
    _choose(form, "frames")
    _small(form, 300.0)
    dialog = _dialog(form, workspace, qtbot, tmp_path)
    dialog.begin()
    task = dialog.task
    assert task is not None
    qtbot.waitUntil(lambda: dialog.bar.value() > 2, timeout=60_000)
    with qtbot.waitSignal(task.ended, timeout=20_000) as told:
        task.cancel(keep=keep)
    assert told.args[0] is False
    left = list((tmp_path / "ctc-voyage-frames").glob("frame_*.png"))
    assert bool(left) == keep
    assert dialog.start_button.isEnabled()


def test_what_cannot_be_written_is_told_in_one_sentence(
    form: ExportForm, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    taken = tmp_path / "taken.gif"
    taken.write_bytes(b"somebody's")
    _choose(form, "gif")
    _small(form, 0.2)
    dialog = _dialog(form, workspace, qtbot, tmp_path)
    dialog.target.setText(str(taken))
    dialog.begin()
    assert dialog.task is None, "refused at once"
    assert "taken.gif" in dialog.message.text()
    assert dialog.start_button.text() == "Export", "nobody is asked whether to replace what may not be replaced"
    dialog.target.setText(str(tmp_path / "gone" / "a.gif"))
    dialog.begin()
    assert dialog.task is None
    assert "no folder" in dialog.message.text()
    assert taken.read_bytes() == b"somebody's"


def test_where_no_program_opens_folders_the_place_is_told(
    form: ExportForm, workspace: Workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("desktop.ui.files.folder.QDesktopServices.openUrl", lambda _: False)
    dialog = _dialog(form, workspace, qtbot, tmp_path)
    dialog.show_button.click()
    assert str(tmp_path) in dialog.message.text()


def test_a_foreign_file_dropped_on_the_window_changes_nothing(
    window: VoyageWindow, workspace: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told: list[str] = []
    monkeypatch.setattr(
        "desktop.ui.files.commands.tell_error", lambda _, title, words: told.append(f"{title}: {words}")
    )
    foreign = tmp_path / "cat.png"
    foreign.write_bytes(b"\x89PNG\r\n\x1a\n somebody's cat")
    run = workspace.session.run
    window.dropEvent(_drop(foreign))
    assert len(told) == 1
    assert "cat.png" in told[0]
    assert workspace.session.run is run


def test_the_picture_can_be_copied(window: VoyageWindow, workspace: Workspace) -> None:
    assert window.furniture is not None
    window.furniture.exports.copy_picture()
    copied = QGuiApplication.clipboard().image()
    assert (copied.width(), copied.height()) == (workspace.scene.pixels().width(), workspace.scene.pixels().height())


def test_estimates_grow_with_the_job_and_read_well(form: ExportForm, tmp_path: Path) -> None:
    _choose(form, "mp4")
    _small(form, 10.0)
    short = estimate(form.job(tmp_path / "a.mp4"), COSTS)
    form.end.set_number(20.0)
    long = estimate(form.job(tmp_path / "a.mp4"), COSTS)
    assert (short.frames, long.frames) == (300, 600)
    assert short.seconds < long.seconds
    assert long.size == pytest.approx(2.0 * short.size)
    assert long.words.startswith("600 frames, 20.0 s of film; about ")
    for name, words in (("svg", "One page; "), ("png", "One picture; "), ("csv", "One table of 600 rows; ")):
        _choose(form, name)
        assert estimate(form.job(tmp_path / f"a.{name}"), COSTS).words.startswith(words)
    assert (in_time(3.4), in_time(150.0), in_time(8000.0)) == ("3 s", "2 min", "2 h 13 min")
    assert (in_size(300.0), in_size(2.5e6), in_size(7e9)) == ("1 kB", "2.5 MB", "7.0 GB")


def test_recent_exports_are_remembered(tmp_path: Path) -> None:
    path = tmp_path / "window.toml"
    save_preferences(Preferences(recent_exports=["/a/b.mp4", "/c.gif"]), path)
    assert load_preferences(path).recent_exports == ["/a/b.mp4", "/c.gif"]
    path.write_text('recent_exports = [1, "/a"]\n')
    assert load_preferences(path).recent_exports == ["/a"]


def test_the_life_of_a_cell_is_offered_for_a_selected_one_only(source: Source, qtbot: QtBot, tmp_path: Path) -> None:
    form = ExportForm(replace(source, selected=4), CONTENTS)
    qtbot.addWidget(form)
    _choose(form, "png")
    form.content.setCurrentIndex(form.content.findData(Content.BIOGRAPHY))
    job: RenderJob = form.job(tmp_path / "life.png")
    assert (job.content, job.exporter.kind) == (Content.BIOGRAPHY, Kind.STILL)
    other = ExportForm(replace(source, selected=None), CONTENTS)
    qtbot.addWidget(other)
    _choose(other, "png")
    assert other.content.findData(Content.BIOGRAPHY) < 0


@pytest.mark.long
@pytest.mark.parametrize("content", [Content.WINDOW, Content.PLOTS])
def test_a_film_of_the_whole_window_shows_its_panels(
    source: Source, workspace: Workspace, qtbot: QtBot, tmp_path: Path, content: Content
) -> None:
    form = ExportForm(source, CONTENTS)
    _choose(form, "gif")
    _small(form, 0.3)
    form.width_box.set_number(1000)
    form.height_box.set_number(600)
    form.content.setCurrentIndex(form.content.findData(content))
    form.rate.setCurrentIndex(form.rate.findData(10.0))
    dialog = _dialog(form, workspace, qtbot, tmp_path)
    with qtbot.waitSignal(dialog.exported, timeout=60_000):
        dialog.begin()
    with Image.open(tmp_path / "ctc-voyage.gif") as film:
        assert (film.size, getattr(film, "n_frames", 1)) == ((1000, 600), 3)
        picture = np.asarray(film.convert("RGB")).astype(int)
    assert picture[450:].std() > 15.0, "the plots"
    # The six survival factors stand at the right, with their values in dark letters.
    letters = (picture[60:400, 780:].max(axis=2) < 90).mean()
    assert (letters > 0.004) == (content is Content.WINDOW)
