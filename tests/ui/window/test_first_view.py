"""What a newcomer sees first: the scene has most of the window, no word is cut, and the next day all is there again."""

import itertools
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAction, QScreen
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QSplitter
from pytestqt.qtbot import QtBot

from desktop.ui.look import metrics
from desktop.ui.look.preferences import Preferences, load_preferences, save_preferences
from desktop.ui.plots.labels import PlotWords
from desktop.ui.window.place import brought_into_view, put_in_place
from desktop.ui.window.window import VoyageWindow
from desktop.ui.workspace.workspace import Workspace
from tests.ui.words_that_fit import clipped

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def settle(window: VoyageWindow, workspace: Workspace, width: int, height: int) -> None:
    window.resize(width, height)
    workspace.arrange()
    for _ in range(4):
        QApplication.processEvents()


def share(workspace: Workspace, window: VoyageWindow) -> float:
    return workspace.scene.width() * workspace.scene.height() / (window.width() * window.height())


@pytest.mark.parametrize(("width", "height", "least"), [(1366, 768, 0.55), (1600, 900, 0.55), (1920, 1080, 0.6)])
def test_the_scene_has_most_of_the_window_and_the_rest_is_there(
    window: VoyageWindow, workspace: Workspace, width: int, height: int, least: float
) -> None:
    workspace.plots.draw_now()
    settle(window, workspace, width, height)
    assert share(workspace, window) >= least
    for panel in (workspace.story.story.reader, workspace.panel, workspace.plots.funnel, workspace.legend):
        assert not panel.visibleRegion().isEmpty(), panel
    rows = [row for box in workspace.panel.sections.values() for row in box.made if row.isVisible()]
    assert len(rows) == 8
    assert all(not row.info.visibleRegion().isEmpty() for row in rows), (
        "six factors and two defences, without scrolling"
    )
    assert workspace.panel.area.verticalScrollBar().maximum() == 0
    assert workspace.legend.height() < 2 * workspace.legend.entries["tumor_cell"].height(), "one row"


def test_no_words_of_the_window_are_small(window: VoyageWindow, workspace: Workspace) -> None:
    workspace.plots.draw_now()
    settle(window, workspace, 1366, 768)
    sizes = {
        label.fontInfo().pixelSize() for label in window.findChildren(QLabel) if label.isVisible() and label.text()
    }
    assert min(sizes) >= 12
    assert metrics.FONT_BODY >= 14
    assert workspace.story.story.reader.document().defaultFont().pixelSize() >= 14


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("size", [(1024, 600), (1366, 768), (1920, 1080)])
def test_every_word_of_the_window_fits(
    window: VoyageWindow, workspace: Workspace, size: tuple[int, int], scale: float
) -> None:
    workspace.look.change(font_scale=scale)
    workspace.plots.draw_now()
    window.status.show_level_of_detail(0.4)
    window.status.show_pace(60, 0.001, running=True)
    wrong = []
    for few in (True, False):
        workspace.panel.show_few(few=few)
        for show in (workspace.story.show_story, workspace.story.show_cell):
            show()
            settle(window, workspace, *size)
            wrong += clipped(window)
        assert workspace.panel.area.horizontalScrollBar().maximum() == 0
    for tab in workspace.plots.tabs.buttons():
        tab.click()
        settle(window, workspace, *size)
        wrong += clipped(window)
    assert not wrong, "\n".join(sorted(set(wrong)))
    assert window.size().toTuple() == size


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize(("number", "split"), [(0, False), (0, True), (1, False), (2, False), (3, False)])
def test_every_word_of_a_plot_lies_on_it(
    window: VoyageWindow, workspace: Workspace, number: int, split: bool, scale: float
) -> None:
    workspace.look.change(font_scale=scale)
    if split:
        workspace.plots.funnel.choose("split", on=True)
    workspace.session.change({"oxidation.hazard": 1.0, "shear.hazard": 1.0})
    workspace.session.stepper.make(1500)
    workspace.session.show_now()
    workspace.plots.tabs.button(number).click()
    for size in ((1024, 600), (1366, 768), (1920, 1080)):
        settle(window, workspace, *size)
        chart = workspace.plots.charts[number]
        if not chart.isVisible():
            continue
        # Else plots are drawn when the window has time.
        workspace.plots.draw_now()
        words = [item for item in chart.plot.getPlotItem().getViewBox().childItems() if isinstance(item, PlotWords)]
        boxes, room = words[0].boxes(), words[0].boundingRect().adjusted(-1, -4, 1, 4)
        assert boxes
        assert all(room.contains(box) for box in boxes), (size, room, boxes)
        for one, other in itertools.combinations(boxes, 2):
            in_line = abs(one.center().y() - other.center().y()) < 0.5 * one.height()
            assert not (in_line and one.intersects(other)), size


def test_a_panel_without_room_is_not_ticked_and_comes_when_it_is_asked_for(
    window: VoyageWindow, workspace: Workspace
) -> None:
    ticks = {a.text(): a for a in window.menuBar().findChildren(QAction) if a.text() in ("Story", "Sliders", "Plots")}
    shown = {"Story": workspace.story, "Sliders": workspace.panel, "Plots": workspace.plots}
    for scale in (1.0, 1.5, 2.0):
        workspace.look.change(font_scale=scale)
        shown["Sliders"] = workspace.panel
        for size in ((800, 500), (1024, 600), (1366, 768)):
            settle(window, workspace, *size)
            assert {name: a.isChecked() for name, a in ticks.items()} == {n: w.isVisible() for n, w in shown.items()}
    settle(window, workspace, 800, 500)
    for name, action in ticks.items():
        if not action.isChecked():
            action.trigger()
            settle(window, workspace, 800, 500)
            assert shown[name].isVisible(), name


# --- the next day ---


def drag(splitter: QSplitter, handle: int, way: QPoint) -> None:
    grip = splitter.handle(handle)
    middle = grip.rect().center()
    QTest.mousePress(grip, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(grip, middle + way)
    QTest.mouseRelease(grip, Qt.MouseButton.LeftButton, pos=middle + way)


def test_widths_and_heights_that_were_dragged_stay(window: VoyageWindow, workspace: Workspace) -> None:
    workspace.plots.draw_now()
    settle(window, workspace, 1366, 768)
    before = workspace.story.width(), workspace.panel.width(), workspace.plots.height()
    across = workspace.arrangement.across
    drag(across, 1, QPoint(40, 0))
    drag(across, 2, QPoint(-30, 0))
    column = workspace.plots.parentWidget()
    assert isinstance(column, QSplitter)
    drag(column, 1, QPoint(0, -50))
    after = workspace.story.width(), workspace.panel.width(), workspace.plots.height()
    assert after == pytest.approx((before[0] + 40, before[1] + 30, before[2] + 50), abs=3)
    settle(window, workspace, 1500, 800)
    settle(window, workspace, 1366, 768)
    again = workspace.story.width(), workspace.panel.width(), workspace.plots.height()
    assert again == pytest.approx(after, abs=3)
    kept = workspace.with_preferences(Preferences())
    assert (kept.story_width, kept.sliders_width, kept.plots_height) == pytest.approx(after, abs=3)


def test_the_arrangement_is_remembered(window: VoyageWindow, workspace: Workspace, tmp_path: Path) -> None:
    chosen = Preferences(few_sliders=False, story_width=300, sliders_width=280, plots_height=260, show_spread=False)
    save_preferences(chosen, tmp_path / "window.toml")
    workspace.take_preferences(load_preferences(tmp_path / "window.toml"))
    settle(window, workspace, 1366, 768)
    assert not workspace.panel.is_simple
    assert (workspace.story.width(), workspace.panel.width()) == pytest.approx((300, 280), abs=3)
    assert workspace.with_preferences(Preferences(show_spread=False)) == chosen


def test_the_window_stands_where_it_stood_if_that_screen_is_there(window: VoyageWindow) -> None:
    screen: QScreen = QApplication.primaryScreen()
    room = screen.availableGeometry()
    place = [room.x(), room.y(), *window.minimumSize().toTuple()]
    name = " ".join(filter(None, (screen.manufacturer(), screen.model(), screen.serialNumber()))) or screen.name()
    for remembered, wanted in (
        (Preferences(place=place, screen=name), True),
        (Preferences(place=place, screen="a projector"), False),
        (Preferences(place=[*place[:2], 9000, 9000], screen=name), False),
        (Preferences(place=[5000, 5000, *place[2:]], screen=name), False),
    ):
        window.setGeometry(7, 9, 900, 600)
        put_in_place(window, remembered)
        assert (window.geometry() == QRect(*place)) == wanted, remembered


def test_a_window_on_a_screen_that_is_gone_comes_back_into_view(window: VoyageWindow, qtbot: QtBot) -> None:
    screen: QScreen = QApplication.primaryScreen()
    room = screen.availableGeometry()
    window.resize(room.width() // 2, room.height() // 2)
    window.move(room.right() + 300, 0)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    app.screenRemoved.emit(screen)
    # The least window is as wide as this screen: it stands out of it by its frame.
    qtbot.waitUntil(lambda: room.adjusted(-16, 0, 16, 0).contains(window.geometry()), timeout=60_000)


def test_most_of_a_window_in_view_is_enough() -> None:
    small, large = QRect(0, 0, 1366, 728), QRect(1366, 0, 1920, 1040)
    for place, rooms, wanted in (
        (QRect(1400, 10, 1600, 900), [small, large], QRect(1400, 10, 1600, 900)),
        (QRect(900, 10, 800, 600), [small, large], QRect(900, 10, 800, 600)),
        (QRect(900, 10, 800, 600), [small], QRect(900, 10, 800, 600)),
        (QRect(1400, 10, 1600, 900), [small], QRect(8, 48, 1350, 680)),
        (QRect(1400, 10, 1000, 600), [small], QRect(183, 88, 1000, 600)),
        (QRect(1400, 10, 1600, 900), [], QRect(1400, 10, 1600, 900)),
    ):
        assert brought_into_view(place, rooms) == wanted, (place, rooms)


@pytest.mark.parametrize("place", ["[1, 2]", "[1, 2, 3, 'x']", "[1, 2, 3, 1e9]", "[true, 1, 1, 1]", "7", "'left'"])
def test_a_damaged_place_is_as_good_as_none(tmp_path: Path, place: str) -> None:
    path = tmp_path / "window.toml"
    path.write_text(f"place = {place}\nstory_width = -5\nplots_height = true\n", encoding="utf-8")
    assert load_preferences(path) == Preferences()
