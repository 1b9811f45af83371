"""Icons of the interface, drawn in the theme's colours."""

import qtawesome
from PySide6.QtGui import QIcon

from desktop.ui.theme import Look


def icon(name: str, look: Look, role: str = "text") -> QIcon:
    """Return an icon in a colour of the interface; disabled it is drawn quietly."""
    made: QIcon = qtawesome.icon(name, color=look.colour(role), color_disabled=look.colour("control"))
    return made
