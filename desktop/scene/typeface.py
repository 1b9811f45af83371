"""The typeface of the program, the same on the screen and in what is exported."""

from PySide6.QtGui import QFont, QGuiApplication

FAMILIES = ("Inter", "Segoe UI", "SF Pro Text", "Noto Sans", "DejaVu Sans")
"""The first that the computer has is taken."""


def typeface() -> QFont:
    """Return the typeface, in the system's size."""
    font = QFont(QGuiApplication.font())
    font.setFamilies(FAMILIES)
    return font
