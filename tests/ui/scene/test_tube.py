"""The tube of blood in the window: opened, drawn from, unveiled and left, by keys alone; the run stays as it is."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.scene.look.options import SceneOptions
from desktop.scene.look.palette import Theme
from desktop.scene.tube.glass import glass_rectangle, places, radii
from desktop.study.tube.places import TUBE_PLACES
from desktop.ui.look.theme import Look
from desktop.ui.scene.tube import MANY, USUAL_PLACE, TubeView
from desktop.ui.window.window import VoyageWindow
from desktop.ui.workspace.workspace import Workspace

KEY = Qt.Key


@pytest.fixture
def view(window: VoyageWindow, workspace: Workspace) -> TubeView:
    workspace.session.change({"start.circulating": 150, "tumor.shedding": 1e7})
    workspace.session.restart()
    workspace.tube.open()
    assert workspace.tube.view is not None
    return workspace.tube.view


def press(view: TubeView, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(view.canvas, key)


def counts(view: TubeView) -> tuple[int, ...]:
    assert view.canvas.reading is not None
    return view.canvas.reading.counts


def test_a_key_opens_it_and_escape_goes_back(window: VoyageWindow, workspace: Workspace) -> None:
    workspace.session.play()
    QTest.keyClick(window, KEY.Key_F7, Qt.KeyboardModifier.ShiftModifier)
    assert workspace.tube.is_open
    assert not workspace.scene.isVisible()
    assert not workspace.session.running, "the moment of the tube must not pass"
    assert workspace.tube.view is not None
    press(workspace.tube.view, KEY.Key_Escape)
    assert workspace.scene.isVisible()
    assert workspace.session.running, "it goes on as it did before"


def test_one_view_after_the_other_leaves_the_run_as_it_was(workspace: Workspace) -> None:
    workspace.session.play()
    workspace.tube.open()
    workspace.rarity.open()
    assert (workspace.tube.is_open, workspace.rarity.is_open, workspace.session.running) == (False, True, False)
    workspace.tube.open()
    assert (workspace.tube.is_open, workspace.rarity.is_open, workspace.session.running) == (True, False, False)
    workspace.tube.close()
    assert workspace.session.running


def test_keys_draw_lift_the_veil_and_clear(view: TubeView) -> None:
    assert counts(view) == ()
    assert not view.veil.isEnabled()
    press(view, KEY.Key_Space, KEY.Key_Plus)
    assert len(counts(view)) == 1 + MANY
    assert view.canvas.reading is not None
    assert view.canvas.reading.counted == counts(view)[-1]
    press(view, KEY.Key_V)
    assert view.canvas.reading.lifted
    assert "in truth" in view.canvas.accessibleDescription()
    press(view, KEY.Key_Backspace)
    assert counts(view) == ()


def test_each_place_keeps_its_own_tubes(view: TubeView) -> None:
    press(view, KEY.Key_Space)
    here = counts(view)
    press(view, KEY.Key_Right, KEY.Key_Space, KEY.Key_Space)
    assert view.place.currentData() == TUBE_PLACES[USUAL_PLACE + 1].name
    assert len(counts(view)) == 2
    press(view, KEY.Key_Left)
    assert counts(view) == here
    press(view, KEY.Key_Home, KEY.Key_Left)
    assert view.needle.place == 0
    press(view, KEY.Key_End, KEY.Key_Right)
    assert view.needle.place == len(TUBE_PLACES) - 1


def test_the_buttons_do_what_the_keys_do(view: TubeView) -> None:
    for button in (view.draw_one, view.draw_many, view.veil):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert len(counts(view)) == 1 + MANY
    assert view.veil.text() == "Let the veil fall"
    QTest.mouseClick(view.forget, Qt.MouseButton.LeftButton)
    assert counts(view) == ()


def test_tubes_leave_the_run_as_it_is(view: TubeView, workspace: Workspace) -> None:
    before = workspace.session.simulation.sha256()
    for _ in TUBE_PLACES:
        press(view, KEY.Key_Plus, KEY.Key_V, KEY.Key_Right)
    assert workspace.session.simulation.sha256() == before
    assert workspace.session.undo_stack.count() == 2, "nothing to be undone but what the test itself has done"


def test_the_same_moment_keeps_its_tubes_and_another_has_none(view: TubeView, workspace: Workspace) -> None:
    press(view, KEY.Key_Space)
    kept = counts(view)
    press(view, KEY.Key_Escape)
    workspace.tube.open()
    assert counts(view) == kept
    press(view, KEY.Key_Escape)
    workspace.session.step_once()
    workspace.tube.open()
    assert counts(view) == ()


def test_what_cannot_be_drawn_is_told(qtbot: QtBot, view: TubeView, workspace: Workspace) -> None:
    press(view, KEY.Key_Escape)
    workspace.session.change({"rarity.blood_volume": 0.001, "tumor.drawn_rate": 0.05})
    workspace.session.step_once()
    workspace.tube.open()
    with qtbot.waitSignal(workspace.told) as told:
        press(view, KEY.Key_Space)
    assert "the most" in told.args[0]


def test_the_story_opens_it(workspace: Workspace) -> None:
    workspace.story.story.reader.tool_asked.emit("tube")
    assert workspace.tube.is_open


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_picture_shows_seen_cells_and_only_unveiled_the_missed(look: Look, view: TubeView, theme: str) -> None:
    look.change(theme=theme)
    view.resize(1000, 600)
    press(view, KEY.Key_Space)
    while view.canvas.reading is None or view.canvas.reading.diameter.size <= view.canvas.reading.counted:
        press(view, KEY.Key_Space)
    veiled = view.canvas.image()
    press(view, KEY.Key_V)
    lifted = view.canvas.image()
    assert veiled != lifted
    assert SceneOptions().theme is Theme.LIGHT


def test_cells_lie_in_the_glass_and_apart(view: TubeView) -> None:
    press(view, KEY.Key_Space)
    reading = view.canvas.reading
    assert reading is not None
    assert reading.diameter.size > 3
    glass = glass_rectangle(view.canvas.rect().toRectF())
    radius = radii(reading, glass)
    where = places(reading, glass, radius)
    assert (np.abs(where[:, 0] - glass.center().x()) + radius <= 0.5 * glass.width()).all()
    assert (where[:, 1] + radius <= glass.bottom()).all()
    assert (where[:, 1] >= glass.top()).all()
