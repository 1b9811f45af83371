"""Where the window stands: as on the day before, if the screen it stood on is still there."""

from dataclasses import replace

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QMainWindow

from desktop.ui.look.preferences import Preferences

LARGEST = (1600, 900)
"""Size of the window when it is not maximised, where the screen has room for it."""


def put_in_place(window: QMainWindow, remembered: Preferences) -> None:
    """Give the window its size and place; a remembered one counts only on a screen that holds all of it."""
    screen = _screen(remembered.screen)
    if remembered.place and screen is not None:
        place = QRect(*remembered.place)
        if screen.availableGeometry().contains(place) and place.size().expandedTo(window.minimumSize()) == place.size():
            window.setScreen(screen)
            window.setGeometry(place)
            return
    if screen is not None:
        window.setScreen(screen)
        window.move(screen.availableGeometry().topLeft())
    room = window.screen().availableGeometry()
    window.resize(min(LARGEST[0], room.width()), min(LARGEST[1], room.height()))


def present_place(window: QMainWindow, before: Preferences) -> Preferences:
    """Return the preferences with the window's present place."""
    # A full screen is for the moment; what the window was before it is what it is the next day.
    full = bool(window.windowState() & Qt.WindowState.WindowFullScreen)
    place = window.normalGeometry() if window.isMaximized() or full else window.geometry()
    return replace(
        before,
        maximized=before.maximized if full else window.isMaximized(),
        place=[place.x(), place.y(), place.width(), place.height()] if place.isValid() else before.place,
        screen=_name(window.screen()),
    )


def _screen(name: str) -> QScreen | None:
    return next((screen for screen in QGuiApplication.screens() if _name(screen) == name), None)


def _name(screen: QScreen) -> str:
    """Return the name of a screen, by which the same one is known again: connectors change from day to day."""
    own = " ".join(filter(None, (screen.manufacturer(), screen.model(), screen.serialNumber())))
    return own or screen.name()
