"""With two screens the window comes back on the one it stood on; without it, on the one that is there."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ui.window import window_on_screens

SMALL = {"name": "small", "x": 0, "y": 0, "width": 1366, "height": 768}
LARGE = {"name": "large", "x": 1366, "y": 0, "width": 1920, "height": 1080}
SHARP = {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
Told = tuple[list[int], str, bool]


class Desk:
    """A computer whose screens are plugged and unplugged between two starts of the program."""

    def __init__(self, folder: Path) -> None:
        self._screens, self._memory = folder / "screens.json", folder / "window.toml"

    def open(self, *words: str, screens: tuple[dict[str, object], ...]) -> Told:
        """Open the window, put it where the words say, close it, and return where it was when it opened."""
        self._screens.write_text(json.dumps({"screens": [{**screen, **SHARP} for screen in screens]}))
        environment = {
            **os.environ,
            "PYTHONPATH": str(Path(__file__).parents[3]),
            "QT_QPA_PLATFORM": f"offscreen:configfile={self._screens}",
        }
        command = [sys.executable, window_on_screens.__file__, str(self._memory), *words]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        place, screen, maximized = json.loads(done.stdout.splitlines()[-1])
        return place, screen, maximized


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_the_window_comes_back_on_its_screen_and_in_view_without_it(desk: Desk) -> None:
    both = (SMALL, LARGE)
    desk.open("1500", "100", "1200", "800", screens=both)
    assert desk.open(screens=both) == ([1500, 100, 1200, 800], "large", False)
    (left, top, width, height), screen, _ = desk.open(screens=(SMALL,))
    assert screen == "small"
    assert (left >= 0, top >= 0, left + width <= 1366, top + height <= 768) == (True,) * 4


def test_a_maximized_window_comes_back_on_the_screen_it_filled(desk: Desk) -> None:
    both = (SMALL, LARGE)
    desk.open("1500", "100", "1200", "800", screens=both)
    desk.open("maximized", screens=both)
    assert desk.open(screens=both)[1:] == ("large", True)
    place, screen, maximized = desk.open(screens=(SMALL,))
    assert (screen, maximized) == ("small", True)
    assert place[0] < 1366
