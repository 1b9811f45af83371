import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QSlider,
    QTextBrowser,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.ui.scene.legend import LegendButton
from desktop.ui.scene.view import SceneView
from desktop.ui.sliders.rows import SliderRow
from desktop.ui.widgets.dialogs import SHORTCUTS
from desktop.ui.window.window import VoyageWindow
from desktop.ui.workspace.workspace import Workspace


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key, modifiers)


def test_space_plays_and_pauses_from_the_scene(workspace: Workspace) -> None:
    workspace.scene.setFocus()
    press(Qt.Key.Key_Space)
    assert workspace.session.running
    press(Qt.Key.Key_Space)
    assert not workspace.session.running


def test_space_belongs_to_a_focused_button_and_fires_once(workspace: Workspace) -> None:
    steps: list[None] = []
    workspace.transport.step_asked.connect(lambda: steps.append(None))
    workspace.transport.step.setFocus()
    press(Qt.Key.Key_Space)
    assert len(steps) == 1
    assert not workspace.session.running
    workspace.transport.play.setFocus()
    press(Qt.Key.Key_Space)
    assert workspace.session.running, "the play button and the window must not both have toggled"


@pytest.mark.parametrize(
    "key", [Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_Home]
)
def test_arrows_on_a_slider_move_it_and_never_step_the_model(workspace: Workspace, key: Qt.Key) -> None:
    row = workspace.panel.row("platelets.strength")
    assert isinstance(row, SliderRow)
    row.slider.setFocus()
    before = workspace.session.simulation.step
    press(key)
    assert row.value != 1.0
    assert workspace.session.simulation.step == before
    at = float(str(row.value))
    press(Qt.Key.Key_Left if at > 1.0 else Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert 0.0 < abs(float(str(row.value)) - at) <= 0.011, "Shift makes a fine step"
    assert workspace.session.simulation.step == before


def test_right_steps_once_and_pauses_first(workspace: Workspace) -> None:
    workspace.scene.setFocus()
    workspace.session.play()
    before = workspace.session.simulation.step
    press(Qt.Key.Key_Right)
    assert not workspace.session.running
    assert workspace.session.simulation.step == before + 1


def test_a_text_field_keeps_its_letters(workspace: Workspace) -> None:
    run = workspace.session.run
    workspace.panel.show_few(few=False)
    for field in (workspace.panel.search, workspace.transport.seed):
        field.setFocus()
        for key in (Qt.Key.Key_R, Qt.Key.Key_Space, Qt.Key.Key_1, Qt.Key.Key_Plus):
            press(key)
    assert workspace.session.run is run
    assert not workspace.session.running
    assert workspace.session.pacer.speed == 1.0


def test_plus_and_minus_change_the_speed_by_one_notch(workspace: Workspace) -> None:
    workspace.scene.setFocus()
    press(Qt.Key.Key_Plus)
    assert workspace.session.pacer.speed == 2.0
    press(Qt.Key.Key_Minus)
    press(Qt.Key.Key_Minus)
    assert workspace.session.pacer.speed == 0.5


def test_the_scene_can_be_moved_and_zoomed_by_keys(workspace: Workspace) -> None:
    scene = workspace.scene
    scene.setFocus()
    fitted = scene.camera
    press(Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert scene.camera.pixels_per_um > fitted.pixels_per_um
    press(Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert not workspace.session.simulation.step
    press(Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert scene.camera == fitted


INTERACTIVE = (QAbstractButton, QSlider, QLineEdit, QComboBox, QTextBrowser, SceneView)


def controls(window: VoyageWindow) -> list[QWidget]:
    found = [w for kind in INTERACTIVE for w in window.findChildren(kind) if w.isVisible() and w.isEnabled()]
    # The clear button inside a line edit belongs to its owner.
    return [w for w in found if not isinstance(w.parent(), QLineEdit)]


def test_every_control_has_a_name_for_screen_readers(window: VoyageWindow, workspace: Workspace) -> None:
    workspace.story.show_cell()
    workspace.panel.show_few(few=False)
    nameless = [w for w in controls(window) if not w.accessibleName() and not getattr(w, "text", str)()]
    assert len(controls(window)) > 60
    assert not nameless, nameless


def test_tab_reaches_every_control_beginning_with_the_scene(window: VoyageWindow, workspace: Workspace) -> None:
    workspace.panel.show_few(few=False)
    workspace.scene.setFocus()
    reached: list[QWidget] = []
    for _ in range(600):
        focused = QApplication.focusWidget()
        assert focused is not None
        if focused is workspace.scene and reached:
            break
        reached.append(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    # Of the tabs of one group, and of the legend, Tab stops at one; arrows go to the others.
    groups = {w.group() for w in reached if isinstance(w, QAbstractButton)} - {None}
    missed = [w for w in controls(window) if w not in reached and getattr(w, "group", lambda: None)() not in groups]
    missed = [w for w in missed if not isinstance(w, LegendButton)]
    assert not missed, missed
    order = [reached.index(w) for w in (workspace.scene, workspace.transport.play, workspace.panel.search)]
    assert order == sorted(order), "Tab goes from the scene to the transport bar to the sliders"


def test_full_screen_can_be_left_with_escape(window: VoyageWindow, workspace: Workspace, qtbot: QtBot) -> None:
    workspace.scene.setFocus()
    window.toggle_full_screen()
    assert window.isFullScreen()
    press(Qt.Key.Key_Escape)
    assert not window.isFullScreen()


def test_the_page_of_keys_agrees_with_the_menus(window: VoyageWindow) -> None:
    told = {key for keys, _ in SHORTCUTS for key in keys.split(", ")}
    actions = [action for action in window.menuBar().findChildren(QAction) if not action.menu()]
    own = {keys.toString() for action in actions for keys in action.shortcuts()}
    assert own <= told, own - told
    written = {action.text().split("\t")[1] for action in actions if "\t" in action.text()}
    unwritten = {key for key in written if not any(key.removeprefix("Ctrl+") in keys for keys, _ in SHORTCUTS)}
    assert not unwritten
    functions = {key for key in told if key.rpartition("+")[2].startswith("F") and key[-1].isdigit()}
    assert functions - {"Shift+F10"} <= own, "a key is told that no menu has; that one is a plot's"


def test_the_digits_fly_where_the_page_of_keys_says(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    flown: list[str] = []
    monkeypatch.setattr(workspace.links, "look_at", flown.append)
    keys, words = next((keys, words) for keys, words in SHORTCUTS if words.startswith("fly to"))
    first, last = (int(digit) for digit in keys.split(" … "))
    workspace.scene.setFocus()
    for digit in range(10):
        press(Qt.Key(Qt.Key.Key_0.value + digit))
    assert (first, last) == (1, len(flown))
    assert words == f"fly to: {', '.join(flown)}"


def test_keys_turn_the_pages_of_the_story(workspace: Workspace) -> None:
    story = workspace.story.story
    workspace.scene.setFocus()
    control = Qt.KeyboardModifier.ControlModifier
    press(Qt.Key.Key_PageUp, control)
    assert story.index == 0
    press(Qt.Key.Key_PageDown, control)
    press(Qt.Key.Key_PageDown, control)
    assert story.index == 2
    press(Qt.Key.Key_PageUp, control)
    assert story.index == 1


def test_f6_goes_round_the_panels_and_back_to_where_the_keys_were(workspace: Workspace) -> None:
    workspace.plots.draw_now()
    panels = [workspace.scene, workspace.legend, workspace.transport, workspace.panel, workspace.plots, workspace.story]
    workspace.scene.setFocus()
    for panel in (*panels[1:], panels[0]):
        press(Qt.Key.Key_F6)
        focused = QApplication.focusWidget()
        assert focused is not None
        assert focused is panel or panel.isAncestorOf(focused), panel
    workspace.transport.reset.setFocus()
    for modifier in (Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier):
        press(Qt.Key.Key_F6, modifier)
    assert QApplication.focusWidget() is workspace.transport.reset
    workspace.fold("story", shown=False)
    workspace.scene.setFocus()
    press(Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert workspace.plots.isAncestorOf(focus()), "a folded panel is left out"


def focus() -> QWidget:
    focused = QApplication.focusWidget()
    assert focused is not None
    return focused


def test_tab_stops_once_at_the_legend_and_arrows_go_on_in_it(workspace: Workspace) -> None:
    legend = workspace.legend
    workspace.scene.setFocus()
    press(Qt.Key.Key_Tab)
    first = QApplication.focusWidget()
    assert first in legend.entries.values()
    press(Qt.Key.Key_Right)
    second = QApplication.focusWidget()
    assert second in legend.entries.values()
    assert second is not first
    press(Qt.Key.Key_Space)
    assert len(legend.hidden_names) == 1
    press(Qt.Key.Key_Space)
    stops = 0
    while legend.isAncestorOf(focus()):
        press(Qt.Key.Key_Tab)
        stops += 1
    assert stops <= 2, "the entries, and what stands behind “more”"


def test_after_a_drag_the_slider_has_the_keys(workspace: Workspace) -> None:
    row = workspace.panel.row("platelets.strength")
    assert isinstance(row, SliderRow)
    workspace.scene.setFocus()
    middle = row.slider.rect().center()
    QTest.mousePress(row.slider, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(row.slider, middle + QPoint(20, 0))
    QTest.mouseRelease(row.slider, Qt.MouseButton.LeftButton, pos=middle + QPoint(20, 0))
    assert row.slider.hasFocus()
    dragged = float(str(row.value))
    press(Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert 0.0 < float(str(row.value)) - dragged < 0.05
