"""Icons of the interface, drawn in the theme's colours."""

import qtawesome
from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication, QIcon

from desktop.ui.theme import Look

SIZES = (16, 24, 32, 48)
"""Sizes, in pixels at scale 1, at which an icon is kept ready."""


def icon(name: str, look: Look, role: str = "text") -> QIcon:
    """Return an icon in a colour of the interface; disabled it is drawn quietly.

    It is painted once into pixmaps: the library's own icons are drawn from the font each time they are shown, and
    those that lie on the scene are shown sixty times a second.
    """
    font_icon: QIcon = qtawesome.icon(name, color=look.colour(role), color_disabled=look.colour("control"))
    screen = QGuiApplication.primaryScreen()
    ratio = screen.devicePixelRatio() if screen is not None else 1.0
    kept = QIcon()
    for size in SIZES:
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled):
            kept.addPixmap(font_icon.pixmap(QSize(size, size), ratio, mode), mode)
    return kept
