"""An export whose process is killed: what the dialog is told of it, and what is really left."""

import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.export.job import RenderJob
from desktop.study.scenario import load_scenario
from desktop.ui.files.export_task import ExportTask

pytestmark = pytest.mark.skipif(os.name == "nt", reason="there is no such signal")
KILLED = "The work was ended by SIGKILL, as by a computer that is short of memory."


@pytest.mark.parametrize(
    ("name", "sign", "words"),
    [
        ("film.gif", "film.gif.job.json", "Nothing half-written was left; film.gif.job.json can make it anew."),
        ("frames", "frames/frame_00002.png", "stay in frames; the same export goes on from there."),
    ],
)
def test_a_killed_export_tells_what_is_left(qtbot: QtBot, tmp_path: Path, name: str, sign: str, words: str) -> None:
    scenario = replace(load_scenario("default-patient"), seconds=600.0)
    kind = Path(name).suffix.removeprefix(".") or "frames"
    job = RenderJob(scenario, tmp_path / name, end=600.0, frames_per_second=10.0, width=320, height=180, format=kind)
    task = ExportTask(job)
    ended: list[tuple[bool, str]] = []
    task.ended.connect(lambda complete, told: ended.append((complete, told)))
    with qtbot.waitSignal(task.ended, timeout=180_000):
        task.begin()
        qtbot.waitUntil(lambda: any(tmp_path.glob(sign)), timeout=180_000)
        os.kill(task.process_number, signal.SIGKILL)
    ((complete, told),) = ended
    assert not complete
    assert told.startswith(KILLED)
    assert told.endswith(words)
    assert not list(tmp_path.rglob("*.part"))
