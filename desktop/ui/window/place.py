"""Where the window stands: as on the day before, if the screen it stood on is still there."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QRect, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QMainWindow

from desktop.ui.look.preferences import Preferences

LARGEST = (1600, 900)
"""Size of the window when it is not maximised, where the screen has room for it."""
FRAME = (16, 48)
"""Width and height in pixels that are left for the system's frame and title, assumed to be no larger."""
SEEN_SHARE = 0.5
"""Share of a window that screens must show, or else it is moved: of less its edges may be out of reach."""
SETTLE_MILLISECONDS = 300
"""Time that the system is given to move windows by itself after a screen has gone."""


class KeptInView(QObject):
    """Brings a window back into view when the screen it stood on is gone, as a projector that was unplugged."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SETTLE_MILLISECONDS)
        self._soon.timeout.connect(self.look)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        for changed in (app.screenAdded, app.screenRemoved, app.primaryScreenChanged):
            changed.connect(self._look_soon)
        app.screenAdded.connect(self._watch)
        for screen in app.screens():
            self._watch(screen)

    def _watch(self, screen: QScreen) -> None:
        screen.availableGeometryChanged.connect(self._look_soon)

    def _look_soon(self) -> None:
        self._soon.start()

    def look(self) -> None:
        """Move the window if most of it is on no screen."""
        window = self._window
        if window.isMinimized() or window.isFullScreen() or window.isMaximized():
            # The system itself fits these to a screen.
            return
        screens = QGuiApplication.screens()
        first = QGuiApplication.primaryScreen()
        rooms = [screen.availableGeometry() for screen in sorted(screens, key=lambda screen: screen is not first)]
        place = brought_into_view(window.geometry(), rooms)
        if place != window.geometry():
            window.setGeometry(place)


def brought_into_view(place: QRect, rooms: Sequence[QRect]) -> QRect:
    """Return a place as it is where screens show most of it, else within the first of them, as large as it fits."""
    shown = [place.intersected(room) for room in rooms]
    if not rooms or sum(part.width() * part.height() for part in shown) >= SEEN_SHARE * place.width() * place.height():
        return place
    room = rooms[0].adjusted(FRAME[0] // 2, FRAME[1], -FRAME[0] // 2, 0)
    size = place.size().boundedTo(room.size())
    middle = room.center() - QRect(0, 0, size.width(), size.height()).center()
    return QRect(middle, size)


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
    window.resize(min(LARGEST[0], room.width() - FRAME[0]), min(LARGEST[1], room.height() - FRAME[1]))


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
