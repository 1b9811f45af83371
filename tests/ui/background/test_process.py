"""A background process finds the program wherever it lies, and nothing else in its stead."""

import os
import shutil
import signal
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop.study.background.messages import RefusalMessage
from desktop.system import children
from desktop.system.children import PACKAGE_HOME
from desktop.ui.background.process import BackgroundProcess

TOLD = "say(RefusalMessage(sentence(error)))"


@pytest.mark.skipif(os.name == "nt", reason="a folder cannot have such a name there")
def test_it_finds_the_program_at_any_place_and_beside_any_file(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "a:b, ü"
    shutil.copytree(PACKAGE_HOME / "desktop", home / "desktop")
    (home / "assets").symlink_to(PACKAGE_HOME / "assets", target_is_directory=True)
    # The copy tells where it lies, since the program itself could be found by other ways, too.
    worker = home / "desktop" / "worker.py"
    text = worker.read_text(encoding="utf-8")
    assert TOLD in text
    worker.write_text(text.replace(TOLD, "say(RefusalMessage(__file__))"), encoding="utf-8")
    for name in ("random", "json", "desktop", "numpy", "signal", "PySide6"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(3)\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(children, "PACKAGE_HOME", home)
    told: list[object] = []
    work = BackgroundProcess("response", "{}")
    work.told.connect(told.append)
    with qtbot.waitSignal(work.ended, timeout=120_000):
        work.begin()
    assert told == [RefusalMessage(str(worker))]


def told_by(qtbot: QtBot, kind: str, task: str) -> list[object]:
    told: list[object] = []
    work = BackgroundProcess(kind, task)
    work.told.connect(told.append)
    with qtbot.waitSignal(work.ended, timeout=120_000):
        work.begin()
    return told


def test_what_is_printed_at_the_start_is_no_message_and_no_folder_for_temporary_files_is_needed(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\nsys.stdout.write('hello\\nno message')\nsys.stderr.write('warned\\n' * 5000)\n", encoding="utf-8"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    (told,) = told_by(qtbot, "response", "{}")
    assert isinstance(told, RefusalMessage)
    assert told.sentence == "A response task lacks the key name."


def test_a_process_that_dies_tells_its_last_line(qtbot: QtBot) -> None:
    (told,) = told_by(qtbot, "no such work", "{}")
    assert told == RefusalMessage("The work ended with code 1, and said last: KeyError: 'no such work'.")


@pytest.mark.skipif(os.name == "nt", reason="there are no such signals")
def test_a_killed_process_is_told(qtbot: QtBot) -> None:
    told: list[object] = []
    work = BackgroundProcess("export", "")
    work.told.connect(told.append)
    with qtbot.waitSignal(work.ended, timeout=120_000):
        work.begin()
        qtbot.waitUntil(lambda: work.number > 0)
        os.kill(work.number, signal.SIGKILL)
    assert told == [RefusalMessage("The work was ended by SIGKILL, as by a computer that is short of memory.")]
    assert work.died


def test_a_dropped_process_outlives_its_parent_and_tells_nothing(qtbot: QtBot) -> None:
    parent = QObject()
    told: list[object] = []
    gone: list[bool] = []
    work = BackgroundProcess("response", "{}", parent)
    work.told.connect(told.append)
    work.destroyed.connect(lambda: gone.append(True))
    work.begin()
    work.drop()
    parent.deleteLater()
    qtbot.waitUntil(lambda: bool(gone), timeout=60_000)
    assert told == []
