"""The scene for other eyes: high visibility, and the picture as others see it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QColor, QImage, QPixmap

from desktop.scene.legend.badges import NUMBERS
from desktop.scene.look.vision import Vision
from desktop.scene.raster.pixels import pixels_of
from desktop.ui.look.color_vision import VISIONS, seen_pixmap, vision_of
from desktop.ui.look.preferences import Preferences, appearance, load_preferences
from desktop.ui.look.theme import Appearance
from desktop.ui.window.window import VoyageWindow
from desktop.ui.workspace.workspace import Workspace
from tests.colours import seen_colour


def action(window: VoyageWindow, words: str) -> QAction:
    found = [one for one in window.menuBar().findChildren(QAction) if one.text().replace("&", "") == words]
    assert len(found) == 1, words
    return found[0]


def swatches(workspace: Workspace) -> list[QImage]:
    return [button.icon().pixmap(button.iconSize()).toImage() for button in workspace.legend.entries.values()]


@pytest.fixture(autouse=True)
def plain_afterwards(workspace: Workspace) -> object:
    yield
    workspace.look.change_scene(high_visibility=False, seen_as="normal")


def test_high_visibility_changes_scene_and_legend_and_back(window: VoyageWindow, workspace: Workspace) -> None:
    scene, legend = workspace.scene.image(), swatches(workspace)
    action(window, "High visibility").trigger()
    assert workspace.scene.options.high_visibility
    assert workspace.scene.image() != scene
    pairs = zip(workspace.legend.entries, swatches(workspace), legend, strict=True)
    assert {name for name, new, old in pairs if new != old} >= NUMBERS.keys()
    lettered, plain = (workspace.legend.entries[name].iconSize() for name in ("natural_killer", "red_cell"))
    assert lettered.width() > lettered.height() == plain.width(), "a letter stands beside those that carry one"
    action(window, "High visibility").trigger()
    assert workspace.scene.image() == scene
    assert swatches(workspace) == legend


@pytest.mark.parametrize(("vision", "words"), [(vision, words) for vision, words, _ in VISIONS])
def test_scene_and_legend_are_shown_as_chosen(
    window: VoyageWindow, workspace: Workspace, vision: Vision, words: str
) -> None:
    scene, legend = workspace.scene.image(), swatches(workspace)
    action(window, words.replace("&", "")).trigger()
    assert workspace.scene.options.seen_as is vision
    assert (workspace.scene.image() != scene) == (vision is not Vision.NORMAL)
    assert (swatches(workspace) != legend) == (vision is not Vision.NORMAL)
    if vision is Vision.GREY:
        pixels = pixels_of(workspace.scene.image()).astype(int)
        assert np.ptp(pixels[..., :3], axis=-1).max() <= 1


def test_a_seen_picture_keeps_its_transparency() -> None:
    pixmap = QPixmap(3, 1)
    pixmap.fill(Qt.GlobalColor.transparent)
    image = pixmap.toImage()
    image.setPixelColor(1, 0, QColor(200, 68, 60))
    image.setPixelColor(2, 0, QColor(200, 68, 60, 128))
    seen = seen_pixmap(QPixmap.fromImage(image), Vision.PROTAN).toImage()
    goal = seen_colour(QColor(200, 68, 60), Vision.PROTAN)
    assert [seen.pixelColor(x, 0).alpha() for x in range(3)] == [0, 255, 128]
    for x in (1, 2):
        found = seen.pixelColor(x, 0)
        assert max(abs(found.red() - goal.red()), abs(found.blue() - goal.blue())) <= 4


def test_the_choice_is_remembered(window: VoyageWindow, workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "window.toml"
    window.memory = path
    workspace.look.change_scene(high_visibility=True, seen_as="deutan")
    window.close()
    read = load_preferences(path)
    assert (read.high_visibility, read.seen_as) == (True, "deutan")
    assert appearance(read) == replace(workspace.look.appearance)


def test_an_unknown_eye_is_a_plain_one() -> None:
    assert vision_of(appearance(Preferences(seen_as="mantis shrimp"))) is Vision.NORMAL
    assert all(vision_of(Appearance(seen_as=vision.value)) is vision for vision in Vision)
