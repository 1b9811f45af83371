"""A background process finds the program wherever it lies, and nothing else in its stead."""

import os
import shutil
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.study.background.messages import RefusalMessage
from desktop.ui.background import process
from desktop.ui.background.process import PACKAGE_HOME, BackgroundProcess

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
    for name in ("random", "json", "desktop"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(3)\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(process, "PACKAGE_HOME", home)
    told: list[object] = []
    work = BackgroundProcess("response", "{}")
    work.told.connect(told.append)
    with qtbot.waitSignal(work.ended, timeout=120_000):
        work.begin()
    assert told == [RefusalMessage(str(worker))]
