"""Room for labels: what has been placed, what had better be seen, and the best free place for one label more."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from desktop.engine.arrays import BoolArray, FloatArray
from desktop.scene.look.camera import Camera
from desktop.scene.words.sights import Sights

GAP = 8.0
CLEAR = 2.0
"""Labels keep this far apart, in pixels."""
FARTHEST_MOVE = 3
"""How many steps a label may be moved aside."""
DIRECTIONS = 24
RING = 0.5
"""Places for a label are sought on circles that are this share of its height apart."""
FAR = 6.0
"""A label goes no farther from where it belongs, in its own heights."""
LINE_STEP = 3.0
"""Distance of the points of a line that no label may cover, in pixels."""


@dataclass
class Board:
    """The room for labels on a screen: what has been placed so far, and what had better be seen, in pixels.

    ``sights`` is what a label must not cover, seen through ``camera``; ``lines`` are points of the lines that lead to
    labels, shape (n, 2).
    """

    width: float
    height: float
    taken: list[QRectF] = field(default_factory=list)
    sights: Sights | None = None
    camera: Camera = field(default_factory=lambda: Camera(0.0, 0.0, 1.0))
    lines: FloatArray = field(default_factory=lambda: np.zeros((0, 2)))

    def place(
        self, x: float, y: float, size: tuple[float, float], directions: Sequence[tuple[float, float]]
    ) -> QRectF | None:
        """Take the nearest free place for a label: at x, y, or moved in one of the directions by its size."""
        for steps in range(FARTHEST_MOVE + 1):
            for across, down in directions if steps else ((0.0, 0.0),):
                box = QRectF(x + across * steps * (size[0] + GAP), y + down * steps * (size[1] + GAP), *size)
                if self.is_free(box):
                    self.taken.append(box)
                    return box
        return None

    def place_near(
        self, middle: tuple[float, float], size: tuple[float, float], target: tuple[float, float] | None
    ) -> QRectF | None:
        """Take the free place nearest to a middle at which a label covers nothing that should be seen.

        The line from ``target`` to the label must not cross another one; with None there is no line. There may be no
        such place.
        """
        lefts, tops, way = _candidates(middle, size, self.width, self.height)
        good = self._are_free(lefts, tops, size) & (self._covered(lefts, tops, size) == 0)
        for index in np.flatnonzero(good)[np.argsort(way[good], kind="stable")].tolist():
            box = QRectF(float(lefts[index]), float(tops[index]), *size)
            line = line_to(box, target) if target is not None else np.zeros((0, 2))
            if not any(_holds(other, line).any() for other in self.taken):
                self.taken.append(box)
                self.lines = np.concatenate([self.lines, line])
                return box
        return None

    def covered(self, box: QRectF) -> int:
        """Return how many squares of what should be seen a box covers."""
        return int(self._covered(np.array([box.left()]), np.array([box.top()]), (box.width(), box.height()))[0])

    def _covered(self, lefts: FloatArray, tops: FloatArray, size: tuple[float, float]) -> FloatArray:
        if self.sights is None:
            return np.zeros(lefts.size)
        left, top = self.camera.x + lefts / self.camera.pixels_per_um, self.camera.y + tops / self.camera.pixels_per_um
        across, down = (length / self.camera.pixels_per_um for length in size)
        return self.sights.within(left, top, left + across, top + down)

    def _are_free(self, lefts: FloatArray, tops: FloatArray, size: tuple[float, float]) -> BoolArray:
        wide, high = size
        free = (lefts >= 0.0) & (tops >= 0.0) & (lefts + wide <= self.width) & (tops + high <= self.height)
        for other in self.taken:
            free &= (
                (lefts >= other.right() + CLEAR)
                | (lefts + wide <= other.left() - CLEAR)
                | (tops >= other.bottom() + CLEAR)
                | (tops + high <= other.top() - CLEAR)
            )
        if self.lines.size:
            x, y = self.lines.T
            inside = (
                (x >= lefts[:, None] - CLEAR)
                & (x <= lefts[:, None] + wide + CLEAR)
                & (y >= tops[:, None] - CLEAR)
                & (y <= tops[:, None] + high + CLEAR)
            )
            free &= ~inside.any(axis=1)
        return np.asarray(free)

    def is_free(self, box: QRectF) -> bool:
        """Return whether a box lies on the screen and touches nothing placed before."""
        return bool(self._are_free(np.array([box.left()]), np.array([box.top()]), (box.width(), box.height()))[0])


def line_to(box: QRectF, target: tuple[float, float]) -> FloatArray:
    """Return points along the line from a place to the nearest edge of a label, shape (n, 2); none where it is near."""
    end = nearest_point(box, target)
    across, down = end.x() - target[0], end.y() - target[1]
    length = float(np.hypot(across, down))
    share = np.linspace(0.0, 1.0, int(length / LINE_STEP) + 1)[:-1]
    return np.column_stack([target[0] + across * share, target[1] + down * share])


def nearest_point(box: QRectF, target: tuple[float, float]) -> QPointF:
    """Return the point of a box that is nearest to a place."""
    return QPointF(min(max(target[0], box.left()), box.right()), min(max(target[1], box.top()), box.bottom()))


def _candidates(
    middle: tuple[float, float], size: tuple[float, float], width: float, height: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return left and top edges of places for a label, and how far they are from where it belongs, shape (n,) each.

    Those that hang over the edge of the screen are moved onto it.
    """
    wide, high = size
    rings = np.arange(0.0, FAR + RING, RING) * high
    turns = np.linspace(0.0, 2.0 * np.pi, DIRECTIONS, endpoint=False)
    x = (middle[0] + rings[:, None] * np.cos(turns)).ravel() - 0.5 * wide
    y = (middle[1] + rings[:, None] * np.sin(turns)).ravel() - 0.5 * high
    lefts = np.clip(np.round(x), GAP, max(width - wide - GAP, GAP))
    tops = np.clip(np.round(y), 0.0, max(height - high - GAP, 0.0))
    way = np.hypot(lefts + 0.5 * wide - middle[0], tops + 0.5 * high - middle[1])
    near = way <= FAR * high + 1.0
    return lefts[near], tops[near], way[near]


def _holds(box: QRectF, points: FloatArray) -> BoolArray:
    x, y = points[:, 0], points[:, 1]
    inside = (x > box.left()) & (x < box.right()) & (y > box.top()) & (y < box.bottom())
    return np.asarray(inside)
