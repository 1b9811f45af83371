"""How pages of shapes are made smaller: fewer points and fewer digits, the same to the eye."""

import numpy as np

from desktop.engine.arrays import FloatArray

TOLERANCE = 0.02
"""How far a shape on a page may lie off, in pixels."""
SHORT = 8
"""Lines of so few points stay as they are."""


def thinned(points: FloatArray, tolerance: float) -> FloatArray:
    """Return those points of a line, shape (n, 2), that keep it within a distance of where it was.

    Ramer, Computer Graphics and Image Processing 1, 244 (1972); Douglas & Peucker, Cartographica 10, 112 (1973).
    """
    if len(points) <= SHORT:
        return points
    kept = np.zeros(len(points), dtype=bool)
    kept[[0, -1]] = True
    parts = [(0, len(points) - 1)]
    while parts:
        first, last = parts.pop()
        if last - first < 2:
            continue
        between = points[first + 1 : last] - points[first]
        along = points[last] - points[first]
        length = float(np.hypot(*along))
        if length > 0.0:
            share = np.clip(between @ along / length**2, 0.0, 1.0)
            between = between - share[:, None] * along
        away = np.hypot(between[:, 0], between[:, 1])
        farthest = int(np.argmax(away))
        if away[farthest] > tolerance:
            middle = first + 1 + farthest
            kept[middle] = True
            parts += [(first, middle), (middle, last)]
    return points[kept]


def number(value: float, decimals: int) -> str:
    """Return a number with as few characters as it takes."""
    text = f"{value:.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if text.startswith("0."):
        return text[1:]
    if text.startswith("-0"):
        text = "-" + text[2:]
    return text if text not in {"-", ""} else "0"
