"""Whose eyes the scene is shown through: the words of the choice, and pictures that follow it."""

from PySide6.QtGui import QImage, QPixmap

from desktop.scene.look.vision import Vision, seen_picture
from desktop.ui.look.theme import Appearance

VISIONS = (
    (Vision.NORMAL, "&Normal color vision", "in full color"),
    (Vision.PROTAN, "Without &red cones (protan)", "as seen by people without red cones"),
    (Vision.DEUTAN, "Without &green cones (deutan)", "as seen by people without green cones"),
    (Vision.TRITAN, "Without &blue cones (tritan)", "as seen by people without blue cones"),
    (Vision.GREY, "In gr&ay", "without color, as on a gray print"),
)
"""Kind of vision, its words in the menu, and how a sentence about the scene ends."""


def vision_of(appearance: Appearance) -> Vision:
    """Return the kind of vision chosen; a name that is not known, as from another version, is the normal one."""
    return next((vision for vision, _, _ in VISIONS if vision.value == appearance.seen_as), Vision.NORMAL)


def seen_pixmap(pixmap: QPixmap, vision: Vision) -> QPixmap:
    """Return how a picture that may be transparent looks to an eye; edges keep their transparency."""
    if vision is Vision.NORMAL:
        return pixmap
    whole = pixmap.toImage().convertToFormat(QImage.Format.Format_ARGB32)
    edges = whole.convertToFormat(QImage.Format.Format_Alpha8)
    whole.reinterpretAsFormat(QImage.Format.Format_RGB32)
    seen = seen_picture(whole, vision).convertToFormat(QImage.Format.Format_ARGB32)
    seen.setAlphaChannel(edges)
    return QPixmap.fromImage(seen)
