"""A window with the real model, made for each test and taken down completely after it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.cascade import MODEL
from desktop.engine.simulation import Simulation
from desktop.study.scenario import Scenario
from desktop.ui.background.process import wait_for_dropped
from desktop.ui.look.preferences import Preferences
from desktop.ui.look.theme import Appearance, Look
from desktop.ui.run.loading import Prepared
from desktop.ui.studies.dialogs import StudyDialogs
from desktop.ui.window.app import begin
from desktop.ui.window.window import VoyageWindow
from desktop.ui.workspace.workspace import Workspace

PLAIN = Appearance(theme="light", reduced_motion=True)


@pytest.fixture(scope="session")
def styled(qapp: QApplication) -> Look:
    """Style the application once: each time costs as much as a window."""
    qapp.setStyle("Fusion")
    look = Look(PLAIN)
    look.apply()
    return look


@pytest.fixture(autouse=True)
def no_process_left() -> Iterator[None]:
    """Let dropped processes be gone before the next test."""
    yield
    wait_for_dropped()


@pytest.fixture
def look(styled: Look) -> Iterator[Look]:
    yield styled
    if styled.appearance != PLAIN:
        styled.change(theme=PLAIN.theme, font_scale=PLAIN.font_scale, reduced_motion=PLAIN.reduced_motion)


@pytest.fixture
def prepared() -> Prepared:
    scenario = Scenario("test", "A test patient", "For tests.", 7, 10.0, MODEL.defaults())
    return Prepared(MODEL, scenario, Simulation(MODEL, scenario.parameters, scenario.seed), "")


@pytest.fixture
def window(qtbot: QtBot, look: Look, prepared: Prepared) -> Iterator[VoyageWindow]:
    before = set(QApplication.topLevelWidgets())
    preferences = Preferences(show_spread=False)
    window = VoyageWindow(look, preferences)
    window.resize(1366, 768)
    begin(window, preferences, prepared)
    assert window.workspace is not None
    window.workspace.session.pause()
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    yield window
    if window.furniture is not None:
        # Else the window would ask what shall become of them.
        window.furniture.exports.stop()
        window.furniture.study_dialogs.stop()
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    leaked = [widget for widget in set(QApplication.topLevelWidgets()) - before if widget.parent() is None]
    assert not leaked, f"left behind: {leaked}"


@pytest.fixture
def workspace(window: VoyageWindow) -> Workspace:
    assert window.workspace is not None
    return window.workspace


@pytest.fixture
def study_dialogs(window: VoyageWindow) -> StudyDialogs:
    assert window.furniture is not None
    return window.furniture.study_dialogs
