"""The view of true rarity: how it is opened, moved through and left."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.scene.rarity.cells import LEVELS
from desktop.ui.look.theme import Look
from desktop.ui.scene import rarity
from desktop.ui.scene.rarity import RarityView
from desktop.ui.window.window import VoyageWindow
from desktop.ui.workspace.workspace import Workspace

KEY = Qt.Key


@pytest.fixture
def view(window: VoyageWindow, workspace: Workspace) -> RarityView:
    workspace.rarity.open()
    assert workspace.rarity.view is not None
    return workspace.rarity.view


def press(view: RarityView, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(view.canvas, key)


def test_a_click_on_the_label_opens_it_and_escape_goes_back(workspace: Workspace) -> None:
    scene = workspace.scene
    scene.grab()
    box = scene.painter.rarity_box
    assert box is not None
    middle = box.center() / scene.devicePixelRatioF()
    QTest.mouseMove(scene, middle.toPoint() + QPoint(1, 0))
    QTest.mouseMove(scene, middle.toPoint())
    assert scene.cursor().shape() == Qt.CursorShape.PointingHandCursor
    workspace.session.play()
    QTest.mouseClick(scene, Qt.MouseButton.LeftButton, pos=middle.toPoint())
    assert workspace.rarity.view is not None
    assert workspace.rarity.view.isVisible()
    assert not scene.isVisible()
    assert not workspace.session.running, "the moment shown must not pass"
    press(workspace.rarity.view, KEY.Key_Escape)
    assert scene.isVisible()
    assert workspace.session.running, "it goes on as it did before"


def test_keys_go_down_and_up_in_steps_of_ten(view: RarityView, workspace: Workspace) -> None:
    goals = []
    run, step = workspace.session.run, workspace.session.simulation.step
    for key in (
        KEY.Key_Plus,
        KEY.Key_Right,
        KEY.Key_Down,
        KEY.Key_Minus,
        KEY.Key_End,
        KEY.Key_Plus,
        KEY.Key_Left,
        KEY.Key_Home,
        KEY.Key_Up,
    ):
        press(view, key)
        goals.append(view.goal)
    assert goals == [1, 2, 3, 2, LEVELS - 1, LEVELS - 1, LEVELS - 2, 0, 0]
    press(view, KEY.Key_R, KEY.Key_1)
    assert workspace.session.run is run
    assert workspace.session.simulation.step == step, "keys of the animation behind must not act"


def test_what_is_shown_is_told_in_words(view: RarityView) -> None:
    first = view.canvas.accessibleDescription()
    press(view, KEY.Key_End)
    last = view.canvas.accessibleDescription()
    assert "5,000,000,000 red cells" in first
    assert "50 red cells" in last
    assert "1 tumor cell" in last


def test_the_ride_goes_all_the_way_down_and_stops(
    view: RarityView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rarity, "DWELL_MILLISECONDS", 1)
    press(view, KEY.Key_Space)
    assert view.playing
    qtbot.waitUntil(lambda: view.goal == LEVELS - 1, timeout=60_000)
    qtbot.waitUntil(lambda: not view.playing, timeout=60_000)
    press(view, KEY.Key_Space)
    assert view.playing, "from the end it begins again"
    assert view.goal < LEVELS - 1
    press(view, KEY.Key_Minus)
    assert not view.playing, "who takes the lead ends the ride"


def test_the_way_between_two_pictures_is_smooth_and_arrives(
    view: RarityView, look: Look, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rarity, "ZOOM_MILLISECONDS", 120)
    look.change(reduced_motion=False)
    seen: list[float] = []
    show_position = view.canvas.show_position

    def notice(place: float) -> None:
        seen.append(place)
        show_position(place)

    monkeypatch.setattr(view.canvas, "show_position", notice)
    press(view, KEY.Key_Plus)
    qtbot.waitUntil(lambda: view.canvas.position == 1.0, timeout=60_000)
    assert seen == sorted(seen)
    assert any(0.0 < value < 1.0 for value in seen)


def test_playing_the_run_leaves_the_view(view: RarityView, workspace: Workspace) -> None:
    workspace.session.play()
    assert workspace.scene.isVisible()
    assert workspace.session.running


def test_a_closed_view_keeps_no_pictures_and_shows_them_again(view: RarityView, workspace: Workspace) -> None:
    shown = view.canvas.image()
    assert view.canvas.pictures_kept
    workspace.rarity.close()
    assert view.canvas.pictures_kept == 0
    workspace.rarity.open()
    assert view.canvas.image() == shown


def test_no_panel_is_there_to_go_to(view: RarityView, workspace: Workspace) -> None:
    assert view.isVisible()
    workspace.rounds.go(1)
    workspace.rounds.go(-1)
    assert view.isVisible()


def test_the_picture_that_is_saved_is_the_one_shown(view: RarityView, workspace: Workspace) -> None:
    shown = workspace.picture()
    assert shown.size() == view.canvas.size() * view.devicePixelRatioF()
    view.leave.click()
    assert workspace.picture() == workspace.scene.image()
    assert workspace.picture().size() != shown.size()


def test_the_shortcuts_of_the_view_menu_act(window: VoyageWindow, workspace: Workspace, qtbot: QtBot) -> None:
    workspace.scene.setFocus()
    qtbot.waitUntil(window.isActiveWindow, timeout=60_000)
    QTest.keyClick(workspace.scene, KEY.Key_F6, Qt.KeyboardModifier.ControlModifier)
    assert workspace.scene.options.high_visibility
    QTest.keyClick(workspace.scene, KEY.Key_F6, Qt.KeyboardModifier.ControlModifier)
    assert not workspace.scene.options.high_visibility
    QTest.keyClick(workspace.scene, KEY.Key_F7)
    assert workspace.rarity.is_open
