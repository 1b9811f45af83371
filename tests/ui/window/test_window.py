from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QSlider,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.cascade import MODEL
from desktop.engine.world import World
from desktop.export.png import read_texts
from desktop.lessons.links import PLACES, SetValue
from desktop.lessons.pages import pages
from desktop.scene.look.palette import Theme
from desktop.scene.words.anchors import stage_anchors
from desktop.study.scenario import load_scenario
from desktop.study.typed_values import read_value
from desktop.system.spreadsheets import as_text
from desktop.ui.look.preferences import Preferences, load_preferences, save_preferences
from desktop.ui.look.theme import Look
from desktop.ui.run.loading import prepare
from desktop.ui.scene.viewpoints import viewpoint
from desktop.ui.window.window import VoyageWindow
from desktop.ui.workspace.workspace import Workspace
from tests.colours import contrast

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def dialog(window: VoyageWindow) -> QMessageBox:
    boxes = [box for box in window.findChildren(QMessageBox) if box.isVisible()]
    assert len(boxes) == 1
    return boxes[0]


# --- layout and look ---


def spots(bar: QWidget) -> list[tuple[QWidget, QRect]]:
    """Return the visible controls of the transport bar with their places in it."""
    kinds = (QAbstractButton, QSlider, QLineEdit, QLabel)
    found = [widget for kind in kinds for widget in bar.findChildren(kind) if widget.isVisible()]
    return [(widget, QRect(widget.mapTo(bar, QPoint(0, 0)), widget.size())) for widget in found]


def misplaced(bar: QWidget) -> list[QWidget]:
    """Return the controls that leave the bar or lie over another."""
    places = spots(bar)
    return [
        widget
        for index, (widget, place) in enumerate(places)
        if not bar.rect().contains(place) or any(place.intersects(other) for _, other in places[index + 1 :])
    ]


@pytest.mark.parametrize(
    ("width", "height", "scale"),
    [(1366, 768, 1.0), (1366, 768, 1.5), (1366, 768, 2.0), (1920, 1080, 1.5), (1920, 1080, 2.0), (3840, 2160, 1.0)],
)
def test_the_layout_holds(
    window: VoyageWindow, workspace: Workspace, qtbot: QtBot, width: int, height: int, scale: float
) -> None:
    workspace.look.change(font_scale=scale)
    window.resize(width, height)
    workspace.arrange()
    qtbot.waitUntil(lambda: not misplaced(workspace.transport), timeout=60_000)
    assert window.size() == QSize(width, height), "nothing may force the window to be larger"
    assert workspace.scene.width() >= (800 if scale == 1.0 else 480)
    assert workspace.scene.height() >= 0.33 * height
    assert len(spots(workspace.transport)) >= 7


def test_reset_stands_away_from_play(workspace: Workspace) -> None:
    bar = workspace.transport
    play, reset = (w.mapTo(bar, w.rect().center()) for w in (bar.play, bar.reset))
    assert reset.x() - play.x() > 0.35 * bar.width()
    assert abs(play.x() - bar.width() / 2) < 0.05 * bar.width()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_and_marks_can_be_read(look: Look, theme: str) -> None:
    look.change(theme=theme)
    assert look.theme is Theme(theme)
    for words in ("text", "quiet", "accent"):
        for ground in ("window", "surface", "raised", "hover"):
            assert contrast(look.colour(words), look.colour(ground)) >= 4.5, (words, ground)
    assert contrast(look.colour("on_accent"), look.colour("accent")) >= 4.5
    assert contrast(look.colour("text"), look.colour("accent_soft")) >= 4.5
    for mark in ("control", "accent"):
        assert contrast(look.colour(mark), look.colour("surface")) >= 3.0, mark


def test_another_look_keeps_values_and_folds(workspace: Workspace, qtbot: QtBot) -> None:
    workspace.session.change({"platelets.strength": 0.4})
    workspace.panel.sections["organ"].header.setChecked(True)
    workspace.look.change(theme="dark")
    assert workspace.panel.row("platelets.strength").value == 0.4
    qtbot.waitUntil(workspace.panel.sections["organ"].header.isChecked)
    assert workspace.scene.options.theme is Theme.DARK


# --- the scene ---


def test_a_click_selects_a_cell_and_its_life_is_told(workspace: Workspace) -> None:
    session = workspace.session
    while not np.any(session.snapshot.cells["stage"] == 3):
        session.step_once()
    workspace.chosen.choose_some()
    identity = workspace.scene.selected
    row = np.flatnonzero(session.snapshot.cells["identity"] == identity)[0]
    workspace.chosen.select(-1)
    x, y = workspace.scene.camera.to_screen(
        float(session.snapshot.cells["x"][row]), float(session.snapshot.cells["y"][row])
    )
    QTest.mouseClick(workspace.scene, Qt.MouseButton.LeftButton, pos=QPoint(round(x), round(y)))
    assert workspace.scene.selected is not None
    assert workspace.story.cell.title.text().startswith(f"Cell {workspace.scene.selected}")
    assert workspace.story.stack.currentWidget() is workspace.story.cell


def test_a_dead_cell_keeps_its_biography(workspace: Workspace) -> None:
    session = workspace.session
    session.change({"shear.hazard": 1.0, "oxidation.hazard": 1.0})
    died = MODEL.event_codes["died"]
    for _ in range(4000):
        session.simulation.advance(1)
        new = session.simulation.snapshot().new_events
        if np.any(new["kind"] == died):
            break
    event = new[new["kind"] == died][0]
    workspace.chosen.select(int(event["cell"]))
    session.simulation.advance(200)
    session.step_once()
    life = workspace.chosen.biographer.update(session.snapshot)
    assert life is not None
    assert life.state == "gone"
    assert MODEL.hazards[int(event["cause"])].death.lower() in life.lines[-1].sentence.lower()
    assert f"Cell {event['cell']} (gone)" in workspace.story.cell.title.text()


def test_drag_wheel_and_double_click_move_the_camera(workspace: Workspace) -> None:
    scene = workspace.scene
    fitted = scene.camera
    QTest.mousePress(scene, Qt.MouseButton.LeftButton, pos=QPoint(300, 200))
    QTest.mouseMove(scene, QPoint(340, 220))
    QTest.mouseMove(scene, QPoint(400, 240))
    QTest.mouseRelease(scene, Qt.MouseButton.LeftButton, pos=QPoint(400, 240))
    assert scene.camera.to_screen(*fitted.to_world(300, 200)) == pytest.approx((400, 240))
    assert scene.selected is None, "a drag is not a click"
    QTest.mouseDClick(scene, Qt.MouseButton.LeftButton, pos=QPoint(400, 240))
    assert scene.camera == fitted


def test_folding_a_panel_keeps_what_is_in_the_middle(workspace: Workspace) -> None:
    scene = workspace.scene
    scene.zoom(3.0)
    before = scene.camera.to_world(scene.pixels().width() / 2, scene.pixels().height() / 2)
    width = scene.width()
    workspace.fold("story", shown=False)
    QApplication.sendPostedEvents()
    assert scene.width() > width
    assert scene.camera.to_world(scene.pixels().width() / 2, scene.pixels().height() / 2) == pytest.approx(before)


def test_the_names_of_the_stages_lead_to_their_pages(workspace: Workspace) -> None:
    anchors = stage_anchors(workspace.session.snapshot.resource(World))
    assert {anchor.key for anchor in anchors} <= {page.key for page in workspace.story.story.pages}
    x = next(workspace.scene.camera.to_screen(x, 0.0)[0] for _, words, x in anchors if words == "Arrest")
    QTest.mouseClick(workspace.scene, Qt.MouseButton.LeftButton, pos=QPoint(round(x), 10))
    assert workspace.story.story.pages[workspace.story.story.index].key == "arrest"
    assert not workspace.scene.camera_control.fits


@pytest.mark.parametrize("place", PLACES)
def test_every_place_of_the_story_is_in_the_world(workspace: Workspace, place: str) -> None:
    world = workspace.session.snapshot.resource(World)
    found = viewpoint(place, workspace.session.snapshot)
    if place == "all":
        assert found is None
        return
    assert found is not None
    x, y = found.centre
    assert 0.0 < x < world.width
    assert 0.0 < y < world.height
    assert 20.0 < found.width < world.width


def test_legend_entries_hide_their_species(workspace: Workspace) -> None:
    entry = workspace.legend.entries["red_cell"]
    before = workspace.scene.image()
    QTest.mouseClick(entry, Qt.MouseButton.LeftButton)
    assert workspace.scene.options.hidden == frozenset({"red_cell"})
    assert workspace.scene.image() != before
    QTest.mouseClick(entry, Qt.MouseButton.LeftButton)
    assert workspace.scene.image() == before


def test_the_screen_shows_the_scene_pixel_by_pixel_however_it_is_painted(
    window: VoyageWindow, workspace: Workspace
) -> None:
    workspace.session.pause()
    scene = workspace.scene
    scene.clearFocus()
    wanted = scene.image().convertToFormat(QImage.Format.Format_RGB32)
    corner = scene.mapTo(window, QPoint(0, 0)) * scene.devicePixelRatioF()
    screen = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    assert screen.copy(QRect(corner, scene.pixels())) == wanted, "directly"
    part = QRect(30, 40, 160, 120)
    shown = QImage(part.size(), QImage.Format.Format_RGB32)
    scene.render(shown, QPoint(0, 0), QRegion(part))
    assert shown == wanted.copy(part), "only a part of it, by way of a picture of its own"


# --- the story ---


def test_every_link_of_every_page_does_what_it_says(workspace: Workspace) -> None:
    reader = workspace.story.story.reader
    links = [link for page in pages() for link in page.links if isinstance(link, SetValue)]
    assert links
    for link in links:
        reader.set_asked.emit(link.path, link.text)
        declaration = workspace.session.parameters.declaration(link.path)
        assert workspace.session.parameters.value(link.path) == read_value(declaration, link.text)
        assert workspace.panel.row(declaration.path).isVisible()


def test_a_tour_without_events_shows_every_page_and_stops_at_the_end(workspace: Workspace) -> None:
    tour, shown = workspace.tour, []
    tour.arrived.connect(lambda stop: shown.append(stop.key))
    tour.start()
    assert workspace.session.running
    for _ in range(1000):
        if not tour.is_open:
            break
        tour.happened()
        tour.pass_time(60.0)
    assert shown == [page.key for page in pages()]
    assert not tour.running
    assert not workspace.scene.caption.isVisible()


# --- files ---


def test_a_picture_is_what_the_scene_shows_with_its_recipe(
    window: VoyageWindow, workspace: Workspace, tmp_path: Path
) -> None:
    assert window.furniture is not None
    path = tmp_path / "scene.png"
    window.furniture.files.write_picture(path)
    image = QImage(str(path))
    assert image.size() == workspace.scene.pixels()
    assert image.convertToFormat(QImage.Format.Format_RGB32) == workspace.scene.image()
    recipe = read_texts(path.read_bytes())["Scenario"]
    (tmp_path / "again.toml").write_text(recipe, encoding="utf-8")
    again = load_scenario(tmp_path / "again.toml", MODEL)
    assert (again.seed, again.parameters) == (7, workspace.session.parameters)


def test_a_saved_scenario_opens_again_and_opening_can_be_undone(
    window: VoyageWindow, workspace: Workspace, tmp_path: Path
) -> None:
    assert window.furniture is not None
    workspace.session.change({"platelets.strength": 0.4})
    window.furniture.files.save_scenario(tmp_path / "mine.toml")
    workspace.session.all_defaults()
    run = workspace.session.run
    window.furniture.files.show_scenario(tmp_path / "mine.toml")
    assert workspace.session.parameters.value("platelets.strength") == 0.4
    workspace.session.undo_stack.undo()
    assert workspace.session.run is run


def test_failures_are_told_in_a_sentence_and_nothing_is_lost(
    window: VoyageWindow, workspace: Workspace, tmp_path: Path
) -> None:
    assert window.furniture is not None
    files, run = window.furniture.files, workspace.session.run
    (tmp_path / "bad.toml").write_text("seed = 'x'", encoding="utf-8")
    for name in ("mine.png", "mine.csv"):
        (tmp_path / name).write_bytes(b"not ours")
    chart = workspace.plots.funnel
    attempts: tuple[tuple[Callable[[], object], str], ...] = (
        (lambda: files.show_scenario(tmp_path / "bad.toml"), "seed"),
        (lambda: files.write_picture(tmp_path / "mine.png"), "mine.png"),
        (lambda: files.save_scenario(tmp_path / "no" / "folder.toml"), "folder.toml"),
        (lambda: files.write_numbers(chart, tmp_path / "no" / "folder.csv"), "folder.csv"),
        (lambda: files.write_numbers(chart, tmp_path / "mine.csv"), "mine.csv"),
    )
    for act, words in attempts:
        act()
        box = dialog(window)
        assert words in box.informativeText()
        assert box.informativeText().endswith(".")
        box.close()
        box.deleteLater()
    assert workspace.session.run is run
    assert (tmp_path / "mine.png").read_bytes() == (tmp_path / "mine.csv").read_bytes() == b"not ours"


def test_plots_give_their_numbers(workspace: Workspace, tmp_path: Path) -> None:
    workspace.session.simulation.advance(600)
    workspace.session.step_once()
    workspace.plots.draw_now()
    funnel, deaths = workspace.session.snapshot.funnel, workspace.session.snapshot.deaths
    rows = workspace.plots.funnel.table()
    assert rows[-1][0] == "there at the start, not counted"
    rows = rows[:-1]
    assert [row[0] for row in rows[1:]] == [milestone.label for milestone in MODEL.milestones]
    assert [int(row[3]) for row in rows[1:]] == list(funnel.sum(axis=0))
    assert [int(row[1]) for row in workspace.plots.causes.table()[1:]] == list(deaths.sum(axis=0))
    assert len(workspace.plots.survival.table()) > 2


def test_the_numbers_of_a_plot_replace_older_ones(window: VoyageWindow, workspace: Workspace, tmp_path: Path) -> None:
    assert window.furniture is not None
    file = tmp_path / "funnel.csv"
    for _ in range(2):
        workspace.session.stepper.make(300)
        workspace.plots.show_snapshot(workspace.session.simulation.snapshot())
        window.furniture.files.write_numbers(workspace.plots.funnel, file)
        assert file.read_text(encoding="utf-8") == as_text(workspace.plots.funnel.table())


# --- beginning and ending ---


def test_a_bad_scenario_is_named_and_the_default_patient_is_shown() -> None:
    prepared = prepare("no-such-patient")
    assert "no-such-patient" in prepared.complaint
    assert prepared.scenario.name == "default-patient"
    assert prepared.simulation.step == 0


def test_an_error_in_the_run_pauses_it_and_is_told(
    window: VoyageWindow, workspace: Workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(steps: int) -> None:
        message = "the flow has no solution"
        raise ArithmeticError(message)

    monkeypatch.setattr(workspace.session.stepper.simulation, "advance", fail)
    with qtbot.captureExceptions() as caught:
        workspace.session.play()
        qtbot.waitUntil(lambda: not workspace.session.running, timeout=60_000)
    assert len(caught) == 1
    assert "the flow has no solution" in dialog(window).informativeText()
    dialog(window).close()


def test_choices_about_the_look_come_back_and_damage_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "window.toml"
    chosen = Preferences(theme="dark", font_scale=1.5, reduced_motion=True, show_plots=False)
    save_preferences(chosen, path)
    assert load_preferences(path) == chosen
    for damaged in ("theme = 'pink'\nfont_scale = 90.0", "theme = [", "font_scale = 'x'", "\0"):
        path.write_text(damaged, encoding="utf-8")
        assert load_preferences(path) == Preferences()
    assert load_preferences(tmp_path / "none.toml") == Preferences()


def test_the_notice_is_always_visible(window: VoyageWindow) -> None:
    assert any(
        "never advice on treatment" in label.text() and label.isVisible() for label in window.findChildren(QLabel)
    )


def test_every_help_page_opens(window: VoyageWindow) -> None:
    for name in ("shortcuts", "model", "selection", "glossary", "about"):
        window.commands[name]()
        page = next(w for w in window.findChildren(QPushButton) if w.text() == "Close" and w.isVisible())
        page.click()
