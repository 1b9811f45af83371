"""The card over the scene fits its words and hides no more of the scene than it must."""

import itertools

import pytest
from PySide6.QtWidgets import QApplication

from desktop.ui.scene.caption import MOST_HEIGHT
from desktop.ui.window.window import VoyageWindow
from desktop.ui.workspace.workspace import Workspace
from tests.ui.words_that_fit import clipped

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

SHORT, LONG = "It begins to divide.", "Chosen since every step occurs. Most patients show no new tumor. " * 2
FEW = (("go", "Go there", "Fly to it"), ("close", "Close", "Hide these words"))
MANY = (
    ("back", "Back", "The stop before"), ("pause", "Pause", "Hold the tour"), ("on", "Next", "The next stop"),
    ("leave", "End tour", "Leave"),
)  # fmt: skip
SIZES = ((1024, 600), (1366, 768), (1920, 1080))


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_a_card_fits_its_words_and_leaves_the_scene_to_be_seen(
    window: VoyageWindow, workspace: Workspace, scale: float
) -> None:
    workspace.look.change(font_scale=scale)
    scene, caption = workspace.scene, workspace.scene.caption
    for (words, deeds), size in itertools.product(((SHORT, FEW), (LONG, FEW), (LONG, MANY)), (*SIZES, SIZES[0])):
        caption.tell("Cell 298 woke up", words, deeds)
        window.resize(*size)
        workspace.arrange()
        for _ in range(4):
            QApplication.processEvents()
        assert not clipped(caption), (size, words)
        assert scene.rect().contains(caption.geometry())
        assert abs(caption.geometry().center().x() - scene.rect().center().x()) <= 1
        assert caption.height() <= MOST_HEIGHT * scene.height() or not caption.words.isVisible()
        assert caption.accessibleDescription() == words


def test_words_that_had_no_room_come_back_with_it(window: VoyageWindow, workspace: Workspace) -> None:
    workspace.look.change(font_scale=2.0)
    caption = workspace.scene.caption
    shown = []
    for size in ((1024, 600), (2400, 1400)):
        window.resize(*size)
        workspace.arrange()
        QApplication.processEvents()
        caption.tell("Cell 298 woke up", LONG, FEW)
        shown.append(caption.words.isVisible())
    assert shown == [False, True]
