"""The style sheet holds, and finds its pictures, wherever the program lies."""

import os
import shutil
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from desktop.system.assets import asset_root
from desktop.ui.look.theme import Look

SIGN = QColor("#FF00FF")
"""A colour that no theme has."""


ODD = "ü'#%&@${}()[]; é" if os.name == "nt" else "ü'#%&@${}()[]; é:\"\\\t\n"
"""Letters of which the system allows each in the name of a folder."""


@pytest.mark.parametrize("name", ["plain", *ODD, ODD], ids=ascii)
def test_the_interface_is_styled_from_a_folder_of_any_name(
    qtbot: QtBot, look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    home = tmp_path / f"a{name}b"
    for folder in ("icons", "themes"):
        shutil.copytree(asset_root() / folder, home / folder)
    picture = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path fill="{SIGN.name()}" d="M0 0h9v9H0z"/></svg>'
    )
    (home / "icons" / "check-light.svg").write_text(picture, encoding="utf-8")
    box = QCheckBox("any")
    qtbot.addWidget(box)
    box.setChecked(True)
    with monkeypatch.context() as patch:
        patch.setattr("desktop.system.assets.asset_root", lambda: home)
        look.apply()
        seen = box.grab().toImage()
    look.apply()
    shades = {seen.pixelColor(x, y).name() for x in range(seen.width()) for y in range(seen.height())}
    # Qt itself complains of a sheet that it cannot read, and of a picture that it cannot find: that fails the test.
    assert SIGN.name() in shades


def test_only_what_looks_different_is_styled_anew(qtbot: QtBot, look: Look) -> None:
    theme = "dark" if look.appearance.theme == "light" else "light"
    told: list[str] = []
    look.changed.connect(lambda: told.append("all"))
    look.scene_changed.connect(lambda: told.append("scene"))
    look.change(reduced_motion=not look.reduced_motion)
    look.change(theme=look.appearance.theme, font_scale=look.font_scale)
    assert told == ["scene"], "to style hundreds of sliders for nothing holds up the picture"
    look.change_soon(theme=theme)
    look.change_soon(font_scale=1.5)
    assert told == ["scene"], "what a menu asks for is done when it has closed"
    qtbot.waitUntil(lambda: "all" in told)
    assert (look.appearance.theme, look.font_scale) == (theme, 1.5)
    assert told.count("all") == 1
