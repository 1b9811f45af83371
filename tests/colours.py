"""What tests ask of colours: how well one stands out on another, and how other eyes see it."""

import numpy as np
from PySide6.QtGui import QColor

from desktop.scene.look.vision import Vision, seen


def luminance(shade: QColor) -> float:
    """Return the relative luminance of a colour, 0 to 1 (WCAG 2.2)."""
    return sum(
        weight * (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
        for weight, part in zip((0.2126, 0.7152, 0.0722), (shade.redF(), shade.greenF(), shade.blueF()), strict=True)
    )


def contrast(one: QColor, other: QColor) -> float:
    """Return the contrast ratio of two opaque colours, 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def seen_colour(shade: QColor, vision: Vision) -> QColor:
    """Return how one colour looks to an eye."""
    red, green, blue = seen(np.array([shade.redF(), shade.greenF(), shade.blueF()]), vision).tolist()
    return QColor.fromRgbF(red, green, blue, shade.alphaF())
