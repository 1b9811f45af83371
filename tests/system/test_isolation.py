"""Whatever lies in the folder that the program is started in, it takes its modules from elsewhere."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PUPILS = ("random", "json", "numpy", "PySide6", "typer", "sitecustomize", "queue", "signal", "desktop_", "secrets")
WAYS = {
    "main.py": (str(ROOT / "main.py"),),
    "-m desktop": ("-m", "desktop"),
    "-m desktop.cli": ("-m", "desktop.cli"),
    # What the script that an installation makes does.
    "ctc-voyage": ("-P", "-c", "import sys; from desktop.start import main; sys.exit(main())"),
}
STUDY = ("patients", "--treatment", "il15", "--number", "2", "--events", "40", "--workers", "2", "--to", "p.csv")


def finished(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    own = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, *words], capture_output=True, text=True, encoding="utf-8", check=False, cwd=folder, env=own
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in PUPILS:
        (tmp_path / f"{name}.py").write_text("raise SystemExit('a pupil wrote this')\n")
    return tmp_path


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_it_starts_beside_any_file(folder: Path, way: tuple[str, ...]) -> None:
    done = finished(folder, *way, "run", "default-patient", "--seconds", "0.2", "--json")
    assert (done.returncode, done.stderr) == (0, "")


def test_those_who_work_for_it_start_beside_any_file(folder: Path) -> None:
    done = finished(folder, *WAYS["-m desktop"], *STUDY)
    assert (done.returncode, done.stderr) == (0, "")
    assert len((folder / "p.csv").read_text(encoding="utf-8").splitlines()) == 3
