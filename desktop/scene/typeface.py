"""The typeface of the program, the same on the screen and in what is exported."""

from PySide6.QtGui import QFont

FAMILIES = ("Inter", "Segoe UI", "SF Pro Text", "Noto Sans", "DejaVu Sans")
"""The first that the computer has is taken."""


def typeface() -> QFont:
    """Return the typeface, whatever font the application has."""
    font = QFont()
    font.setFamilies(FAMILIES)
    return font
