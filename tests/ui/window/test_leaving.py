"""A window that is closed while there is work beside the run asks what shall become of it."""

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageSequence
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.cascade import MODEL
from desktop.export.job import RenderJob
from desktop.study.scenario import load_scenario
from desktop.ui.files.export_commands import ExportCommands
from desktop.ui.files.unfinished import FOLDER, Unfinished
from desktop.ui.window.leaving import ANEW, HIDE, LATER, LOSE, STAY, STOP, WAIT
from desktop.ui.window.window import VoyageWindow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
LONG = 60_000


@pytest.fixture
def memory(tmp_path: Path) -> Path:
    return tmp_path / "choices" / "window.toml"


@pytest.fixture
def exports(window: VoyageWindow, memory: Path) -> ExportCommands:
    assert window.furniture is not None
    exports = window.furniture.exports
    exports.remember_in(memory)
    return exports


@pytest.fixture
def job(tmp_path: Path) -> RenderJob:
    scenario = load_scenario("default-patient")
    where = tmp_path / "film.gif"
    return RenderJob(scenario, where, "gif", end=1.0, width=160, height=90, frames_per_second=10.0)


def answer(window: VoyageWindow, words: str) -> None:
    assert window.furniture is not None
    box = window.furniture.leaving.box
    assert box is not None
    box.buttons[words].click()


def start(exports: ExportCommands, job: RenderJob) -> None:
    exports.open()
    assert exports.dialog is not None
    exports.dialog.do(job)


def notes(memory: Path) -> list[Path]:
    return list((memory.parent / FOLDER).glob("*"))


def test_one_who_stays_sees_the_export_end(
    window: VoyageWindow, exports: ExportCommands, job: RenderJob, memory: Path, qtbot: QtBot
) -> None:
    start(exports, job)
    assert window.status.work.isVisible()
    assert job.destination.name in window.status.work.text()
    assert len(notes(memory)) == 1
    with qtbot.waitSignal(exports.ended, timeout=LONG):
        window.close()
        assert window.isVisible()
        answer(window, STAY)
    assert window.isVisible()
    assert job.destination.exists()
    assert not window.status.work.isVisible()
    assert notes(memory) == []


@pytest.mark.parametrize("words", [WAIT, HIDE])
def test_the_window_goes_when_the_export_is_done_or_before(
    window: VoyageWindow, exports: ExportCommands, job: RenderJob, qtbot: QtBot, words: str
) -> None:
    start(exports, job)
    window.close()
    answer(window, words)
    assert window.isVisible() == (words == WAIT)
    qtbot.waitUntil(lambda: not exports.busy, timeout=LONG)
    assert not window.isVisible()
    assert QApplication.quitOnLastWindowClosed()
    with Image.open(job.destination) as film:
        assert sum(1 for _ in ImageSequence.Iterator(film)) == job.count


def test_nothing_is_left_of_what_is_stopped(
    window: VoyageWindow, exports: ExportCommands, job: RenderJob, memory: Path, qtbot: QtBot
) -> None:
    start(exports, job)
    window.close()
    answer(window, STOP)
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=LONG)
    assert list(job.destination.parent.glob("*film*")) == []
    assert notes(memory) == []


def test_a_failure_brings_the_window_back(
    window: VoyageWindow, exports: ExportCommands, job: RenderJob, qtbot: QtBot
) -> None:
    job.destination.write_bytes(b"somebody's")
    start(exports, job)
    window.close()
    answer(window, HIDE)
    assert not window.isVisible()
    qtbot.waitUntil(lambda: not exports.busy, timeout=LONG)
    assert window.isVisible()
    assert job.destination.read_bytes() == b"somebody's"


@pytest.mark.parametrize("ending", ["gif", "frames"])
def test_what_is_put_off_is_offered_at_the_next_start_and_comes_out_whole(
    window: VoyageWindow, exports: ExportCommands, job: RenderJob, memory: Path, qtbot: QtBot, ending: str
) -> None:
    if ending == "frames":
        job = replace(job, format="frames", destination=job.destination.with_name("frames"))
    start(exports, job)
    window.close()
    answer(window, LATER if ending == "frames" else ANEW)
    assert not window.isVisible()
    assert len(notes(memory)) == 1
    box = exports.offer_unfinished()
    assert box is not None
    assert job.destination.name in box.sentence.text()
    with qtbot.waitSignal(exports.ended, timeout=LONG) as ended:
        box.buttons["Go on with it"].click()
    assert ended.args == [True]
    assert job.destination.exists()
    assert exports.offer_unfinished() is None


def test_the_export_of_another_window_is_not_offered(memory: Path, job: RenderJob) -> None:
    here = Unfinished(memory.parent / FOLDER)
    here.note(job)
    other = Unfinished(memory.parent / FOLDER)
    assert other.take(MODEL) is None
    here.lay_aside()
    found = other.take(MODEL)
    assert found == job
    assert other.take(MODEL) is None


@pytest.mark.parametrize("content", [b"", b"{", b"[[[[", b"\xff", b'{"format": 7}'])
def test_a_damaged_note_is_as_good_as_none(memory: Path, content: bytes) -> None:
    folder = memory.parent / FOLDER
    folder.mkdir(parents=True)
    (folder / "12345.json").write_bytes(content)
    (folder / "foreign.txt").write_bytes(b"somebody's")
    assert Unfinished(folder).take(MODEL) is None
    assert [path.name for path in folder.iterdir()] == ["foreign.txt"]


def test_results_of_an_experiment_are_not_lost_unasked(window: VoyageWindow, qtbot: QtBot) -> None:
    assert window.furniture is not None
    dialogs = window.furniture.study_dialogs
    dialogs.open_dose_response()
    dialog = dialogs.dose_response
    assert dialog is not None
    dialog.start_button.click()
    window.close()
    answer(window, STAY)
    assert window.isVisible()
    assert dialog.busy
    window.close()
    answer(window, LOSE)
    assert not window.isVisible()
    assert not dialog.busy


def test_without_work_nobody_is_asked(window: VoyageWindow) -> None:
    assert window.close()
