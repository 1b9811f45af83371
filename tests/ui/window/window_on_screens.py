"""A window that remembers where it stood: ``python window_on_screens.py MEMORY [LEFT TOP WIDTH HEIGHT | maximized]``.

It is opened with what MEMORY tells, put where the words after it say, and closed; its place when it opened and the name
of its screen are printed.
"""

import json
import sys
from pathlib import Path

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication

from desktop.ui.look.application import application
from desktop.ui.look.preferences import appearance, load_preferences
from desktop.ui.look.theme import Look
from desktop.ui.window.window import VoyageWindow


def main(memory: Path, *place: str) -> None:
    """Open the window, tell where it is, move it, close it."""
    _app = application()
    preferences = load_preferences(memory)
    window = VoyageWindow(Look(appearance(preferences)), preferences, memory)
    if preferences.maximized and memory.exists():
        window.showMaximized()
    else:
        window.show()
    QApplication.processEvents()
    seen = window.geometry()
    told = [seen.x(), seen.y(), seen.width(), seen.height()]
    sys.stdout.write(json.dumps([told, window.screen().name(), window.isMaximized()]) + "\n")
    sys.stdout.flush()
    if place and place != ("maximized",):
        window.setGeometry(QRect(*map(int, place)))
        window.setScreen(next(screen for screen in QApplication.screens() if screen.geometry().contains(window.pos())))
    if place == ("maximized",):
        window.showMaximized()
    QApplication.processEvents()
    window.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
