"""The same job gives the same bytes: in another process, with other memory, another chance and other type."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.fonts import with_an_odd_font, without_fonts
from tests.pictures import KINDS

ROOT = Path(__file__).parents[1]
PICTURES = (*KINDS, "rarity.png")


def surroundings(folder: Path) -> tuple[Mapping[str, str], ...]:
    """Return what processes may differ in: glibc fills new memory as told, and both hash seeds order what is hashed."""
    return (
        {"MALLOC_PERTURB_": "0", "PYTHONHASHSEED": "1"},
        {"MALLOC_PERTURB_": "85", "PYTHONHASHSEED": "2", "QT_HASH_SEED": "0", **without_fonts(folder / "no fonts")},
        {"MALLOC_PERTURB_": "170", "PYTHONHASHSEED": "3", **with_an_odd_font(folder / "odd font")},
    )


def draw(folder: Path, own: Mapping[str, str]) -> Path:
    """Let a fresh process draw all pictures into a folder."""
    folder.mkdir()
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT), **own}
    command = (sys.executable, str(ROOT / "tests" / "pictures.py"), str(folder))
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    """Let fresh processes, which differ in all they may differ in, draw the same pictures."""
    home = tmp_path_factory.mktemp("same")
    return tuple(draw(home / str(number), own) for number, own in enumerate(surroundings(home)))


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_the_same_in_every_process(drawn: tuple[Path, ...], name: str) -> None:
    first, *others = ((folder / name).read_bytes() for folder in drawn)
    assert len(first) > 1000
    for number, other in enumerate(others, 1):
        assert other == first, f"process {number} drew another {name} than process 0"
