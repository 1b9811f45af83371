"""Icons of the interface, drawn in the theme's colours."""

from functools import cache, lru_cache
from pathlib import Path

import qtawesome
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QGuiApplication, QIcon
from qtawesome.iconic_font import IconicFont

from desktop.ui.look.theme import Look

SIZES = (16, 24, 32, 48)
"""Sizes, in pixels at scale 1, at which an icon is kept ready."""
MOST_ICONS = 200
"""Icons kept: all of two themes."""
FONT = "ph"
"""The font of all icons: Phosphor."""


@cache
def _font() -> IconicFont:
    """Load one font; the library itself would load twelve, which take twenty megabytes."""
    folder = Path(qtawesome.__file__).parent / "fonts"
    font, characters = next(folder.glob("phosphor-[0-9]*.ttf")), next(folder.glob("phosphor-charmap-*.json"))
    return IconicFont((FONT, font.name, characters.name))


def icon(name: str, look: Look, role: str = "text") -> QIcon:
    """Return an icon in a colour of the interface; disabled it is drawn quietly."""
    screen = QGuiApplication.primaryScreen()
    ratio = screen.devicePixelRatio() if screen is not None else 1.0
    return _painted(name, look.colour(role).rgba(), look.colour("control").rgba(), ratio)


@lru_cache(maxsize=MOST_ICONS)
def _painted(name: str, colour: int, quiet: int, ratio: float) -> QIcon:
    """Return an icon in two colours, painted once into pixmaps.

    The library's own icons are drawn from the font each time they are shown, and those that lie on the scene are shown
    sixty times a second. Each slider has two of them.
    """
    font_icon = _font().icon(name, color=QColor.fromRgba(colour), color_disabled=QColor.fromRgba(quiet))
    kept = QIcon()
    for size in SIZES:
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled):
            kept.addPixmap(font_icon.pixmap(QSize(size, size), ratio, mode), mode)
    return kept
