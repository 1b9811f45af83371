"""The typeface of the program, the same on the screen and in what is exported, on every computer.

The program brings it, since what type a computer has changes every picture with words, and what fits where.
"""

import ctypes
import sys
from functools import cache
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

from desktop.system.assets import ResourceError, asset

FAMILY = "Inter Voyage"
"""Inter under a name of its own: where another version of Inter is installed, Qt would mix the two."""
WEIGHTS = ("Regular", "Medium", "SemiBold", "Bold")
"""All that the program asks for."""
SMOOTH = b"""<?xml version="1.0"?>
<fontconfig>
  <match target="font">
    <edit name="antialias" mode="assign"><bool>true</bool></edit>
    <edit name="autohint" mode="assign"><bool>false</bool></edit>
    <edit name="hinting" mode="assign"><bool>true</bool></edit>
    <edit name="hintstyle" mode="assign"><const>hintslight</const></edit>
    <edit name="rgba" mode="assign"><const>none</const></edit>
  </match>
</fontconfig>
"""
"""Rules for fontconfig, last of all, since Qt lets it rule over what a font asks for, and icons ask for nothing.

They are what Qt does where fontconfig knows no font.
"""
FAMILIES_ELSEWHERE = "Inter, Segoe UI, Roboto, Noto Sans, DejaVu Sans, sans-serif"
"""What a viewer of an SVG page may set its words in: the first that it has."""


def typeface() -> QFont:
    """Return the typeface, whatever font the application has and however the computer draws its own.

    Needs an application object.

    Raises
    ------
    ResourceError
        As for `load_typeface`.
    """
    load_typeface()
    font = QFont(FAMILY)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setStyleStrategy(QFont.StyleStrategy.PreferAntialias | QFont.StyleStrategy.NoSubpixelAntialias)
    return font


def type_files() -> tuple[Path, ...]:
    """Return the files of the typeface, one for each weight."""
    return tuple(asset(f"fonts/InterVoyage-{weight}.otf") for weight in WEIGHTS)


@cache
def load_typeface() -> None:
    """Make the typeface known to Qt, once in a process, best before anything is painted.

    Raises
    ------
    ResourceError
        When a file of the typeface is missing, or Qt does not take it.
    """
    _ask_for_smooth_edges()
    for file in type_files():
        if QFontDatabase.addApplicationFont(str(file)) < 0:
            message = (
                f"Qt does not take the program's own typeface {file}: install CTC Voyage again, "
                f"or choose another QT_QPA_PLATFORM if {QGuiApplication.platformName()} cannot take any"
            )
            raise ResourceError(message)


def _ask_for_smooth_edges() -> None:
    """Let type and icons have smooth edges also where the user of a Linux system wants others."""
    if not sys.platform.startswith("linux"):
        return
    try:
        fontconfig = ctypes.CDLL("libfontconfig.so.1")
        present, add_rules = fontconfig.FcConfigGetCurrent, fontconfig.FcConfigParseAndLoadFromMemory
    except (OSError, AttributeError):
        # A Qt without fontconfig, or a fontconfig from before such rules.
        return
    present.restype = ctypes.c_void_p
    add_rules.argtypes = (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int)
    rules = present()
    if rules is not None:
        add_rules(rules, SMOOTH, 0)
