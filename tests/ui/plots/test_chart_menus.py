"""Every plot gives its numbers and its picture, by mouse and by key."""

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from desktop.export.png import read_texts
from desktop.ui.plots.chart import FINER, Chart
from desktop.ui.window.window import VoyageWindow
from desktop.ui.workspace.workspace import Workspace

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def by_mouse(chart: Chart) -> None:
    place = chart.plot.geometry().center()
    assert chart.childAt(place) is None, "the plotting library must not get the click"
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, chart.mapToGlobal(place))
    QApplication.sendEvent(chart, event)


def by_menu_key(chart: Chart) -> None:
    QTest.keyClick(chart, Qt.Key.Key_Menu)


def by_shift_f10(chart: Chart) -> None:
    QTest.keyClick(chart, Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)


@pytest.mark.parametrize("number", [0, 1, 2, 3])
@pytest.mark.parametrize("opened", [by_mouse, by_menu_key, by_shift_f10])
def test_each_plot_has_one_menu_of_our_own(workspace: Workspace, number: int, opened: Callable[[Chart], None]) -> None:
    chart = workspace.plots.charts[number]
    workspace.plots.tabs.button(number).click()
    chart.setFocus()
    opened(chart)
    menus = [menu for menu in QApplication.topLevelWidgets() if isinstance(menu, QMenu) and menu.isVisible()]
    assert len(menus) == 1
    own = ["", "Split", "Log axis"] if number == 0 else []
    assert [action.text().replace("&", "") for action in menus[0].actions()] == [
        "Copy numbers", "Save numbers as CSV…", "Copy picture", "Save picture as PNG or SVG…", *own,
    ]  # fmt: skip
    assert chart.title in menus[0].accessibleName()
    clipboard = QApplication.clipboard()
    clipboard.clear()
    QTest.keyClick(menus[0], Qt.Key.Key_Return)
    assert clipboard.text().splitlines()[0] == "\t".join(chart.table()[0])


def test_a_plot_can_be_copied_as_a_picture(workspace: Workspace) -> None:
    told: list[str] = []
    workspace.told.connect(told.append)
    chart = workspace.plots.funnel
    chart.copy_picture_asked.emit(chart)
    image = QApplication.clipboard().image()
    # Fine enough for a slide: a picture blown up from the screen's pixels would hold each of them three times.
    assert image.size() == chart.size() * FINER * chart.devicePixelRatioF()
    blocks = image.scaled(chart.size()).scaled(image.size())
    assert blocks != image
    assert len({image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}) > 5
    assert "picture" in told[-1]


def test_a_plot_saved_as_a_picture_carries_the_recipe(
    window: VoyageWindow, workspace: Workspace, tmp_path: Path
) -> None:
    assert window.furniture is not None
    chart = workspace.plots.causes
    workspace.plots.tabs.button(1).click()
    window.furniture.files.write_plot(chart, tmp_path / "causes.png")
    assert QImage(str(tmp_path / "causes.png")).size() == chart.image().size()
    assert "Scenario" in read_texts((tmp_path / "causes.png").read_bytes())


def test_the_funnel_says_when_it_counts_on_the_human_scale(workspace: Workspace) -> None:
    funnel = workspace.plots.funnel
    assert "uman scale" not in funnel.heading.text()
    workspace.session.change({"realism.human_scale": True})
    workspace.session.step_once()
    workspace.plots.draw_now()
    assert "Human scale" in funnel.heading.text()
    workspace.session.change({"realism.human_scale": False})
    workspace.session.step_once()
    workspace.plots.draw_now()
    assert funnel.heading.text() == funnel.title


def test_who_came_by_key_sees_where_the_focus_is(workspace: Workspace) -> None:
    chart = workspace.plots.survival
    workspace.plots.tabs.button(2).click()
    workspace.scene.setFocus()
    without = chart.grab().toImage()
    chart.setFocus()
    assert chart.grab().toImage() != without


@pytest.mark.parametrize("number", [0, 1, 2, 3])
def test_a_plot_saved_as_a_drawing_is_made_of_shapes_and_text(
    window: VoyageWindow, workspace: Workspace, tmp_path: Path, number: int
) -> None:
    assert window.furniture is not None
    chart, path = workspace.plots.charts[number], tmp_path / "plot.svg"
    window.furniture.files.write_plot(chart, path)
    window.furniture.files.write_plot(chart, path)
    root = ElementTree.fromstring(path.read_bytes())
    words = {"".join(item.itertext()).strip() for item in root.iter("{http://www.w3.org/2000/svg}text")}
    assert chart.title in words
    assert not list(root.iter("{http://www.w3.org/2000/svg}image"))
    assert "A test patient" in "".join(root.itertext()), "the recipe"


def test_a_foreign_drawing_is_not_replaced(
    window: VoyageWindow, workspace: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told: list[str] = []
    monkeypatch.setattr(
        "desktop.ui.files.commands.tell_error", lambda _, title, words: told.append(f"{title}: {words}")
    )
    taken = tmp_path / "taken.svg"
    taken.write_text("<svg/>")
    assert window.furniture is not None
    window.furniture.files.write_plot(workspace.plots.charts[0], taken)
    assert taken.read_text() == "<svg/>"
    assert len(told) == 1
