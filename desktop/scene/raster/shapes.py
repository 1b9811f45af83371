"""What several layers share: smooth curves, soft light, and chance that depends on a position alone."""

from collections.abc import Sequence
from struct import pack

import numpy as np
from PySide6.QtCore import QByteArray, QDataStream, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QRadialGradient

from desktop.engine.arrays import AnyArray, BoolArray, FloatArray

_ELEMENT = np.dtype([("kind", ">i4"), ("x", ">f8"), ("y", ">f8")])
_MOVE, _LINE, _CURVE, _CURVE_DATA = range(4)
"""Kinds of path elements, as Qt numbers them."""
TURNS = np.linspace(0.0, 2.0 * np.pi, 48, endpoint=False)


def chance(column: AnyArray | int, row: AnyArray | int, salt: int) -> FloatArray:
    """Return numbers from 0 to 1 that depend on two integers and a salt alone, so that a place always looks the same.

    One round of the SplitMix64 finaliser over the mixed integers.

    In the shape of both.
    """
    with np.errstate(over="ignore"):
        mixed = (
            np.asarray(column, dtype=np.int64).astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
            + np.asarray(row, dtype=np.int64).astype(np.uint64) * np.uint64(0xC2B2AE3D27D4EB4F)
            + np.uint64(salt) * np.uint64(0x165667B19E3779F9)
        )
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed ^= mixed >> np.uint64(31)
    return np.asarray(mixed >> np.uint64(11), dtype=np.float64) / float(1 << 53)


def _path(kinds: AnyArray, points: FloatArray, fill: Qt.FillRule = Qt.FillRule.OddEvenFill) -> QPainterPath:
    """Return a path from the kinds of its elements, shape (n,), and their points, shape (n, 2).

    Qt reads the whole path from its own stream format (count, elements, start of the last part, fill rule): a call
    for each point would take ten times as long.
    """
    elements = np.empty(kinds.size, dtype=_ELEMENT)
    elements["kind"], elements["x"], elements["y"] = kinds, points[:, 0], points[:, 1]
    data = pack(">i", kinds.size) + elements.tobytes() + pack(">ii", 0, fill.value)
    path = QPainterPath()
    _ = QDataStream(QByteArray(data)) >> path
    return path


def closed_curve(points: FloatArray) -> QPainterPath:
    """Return a smooth closed curve through points, shape (n, 2)."""
    before, after = np.roll(points, 1, axis=0), np.roll(points, -1, axis=0)
    leaving = points + (after - before) / 6.0
    arriving = after - (np.roll(points, -2, axis=0) - points) / 6.0
    return _curve(points[0], np.concatenate([leaving, arriving, after], axis=1))


def open_curve(points: FloatArray) -> QPainterPath:
    """Return a smooth curve from the first to the last of some points, shape (n, 2)."""
    return open_curves(points[None])[0]


def open_curves(curves: FloatArray) -> list[QPainterPath]:
    """Return a smooth curve through each row of points, shape (curves, points, 2).

    They stay apart: many long strokes in one path take several times as long to fill as one by one.
    """
    slope = np.gradient(curves, axis=1) / 3.0
    steps = np.concatenate([curves[:, :-1] + slope[:, :-1], curves[:, 1:] - slope[:, 1:], curves[:, 1:]], axis=2)
    kinds = _curve_kinds(steps.shape[1])
    points = np.concatenate([curves[:, :1], steps.reshape(len(curves), 3 * steps.shape[1], 2)], axis=1)
    return [_path(kinds, each) for each in points]


def _curve(start: FloatArray, steps: FloatArray) -> QPainterPath:
    """Return cubic curves in a row: the start, shape (2,), and for each two controls and an end, shape (steps, 6)."""
    return _path(_curve_kinds(len(steps)), np.vstack([start[None], steps.reshape(-1, 2)]))


def _curve_kinds(steps: int) -> AnyArray:
    return np.append(_MOVE, np.tile([_CURVE, _CURVE_DATA, _CURVE_DATA], steps))


def finer(points: FloatArray, parts: int = 4) -> FloatArray:
    """Return points on the smooth curve through some points, ``parts`` to each stretch, shape (parts·(n − 1) + 1, 2).

    A bend drawn with straight lines shows its corners when it is looked at closely.
    """
    slope = np.gradient(points, axis=0) / 3.0
    share = np.arange(parts)[:, None] / parts
    weights = (1.0 - share) ** 3, 3.0 * share * (1.0 - share) ** 2, 3.0 * share**2 * (1.0 - share), share**3
    corners = points[:-1], points[:-1] + slope[:-1], points[1:] - slope[1:], points[1:]
    along = sum(weight * corner[:, None] for weight, corner in zip(weights, corners, strict=True))
    return np.vstack([np.reshape(along, (-1, 2)), points[-1:]])


def polygon(points: FloatArray) -> QPainterPath:
    """Return the area within points, shape (n, 2)."""
    return union([points])


def union(outlines: Sequence[FloatArray]) -> QPainterPath:
    """Return one path that covers what any of the outlines covers; each runs the same way round, shape (n, 2)."""
    if not outlines:
        return QPainterPath()
    kinds = [np.concatenate([[_MOVE], np.full(len(points) - 1, _LINE)]) for points in outlines]
    return _path(np.concatenate(kinds), np.concatenate(outlines), Qt.FillRule.WindingFill)


def bounds(outlines: Sequence[FloatArray]) -> FloatArray:
    """Return left, top, right and bottom of each of some outlines, shape (n, 4)."""
    boxes = [np.concatenate([points.min(axis=0), points.max(axis=0)]) for points in outlines]
    return np.array(boxes).reshape(-1, 4)


def touches(boxes: FloatArray, view: QRectF, margin: float = 1.0) -> BoolArray:
    """Return which of some boxes, shape (n, 4), come nearer to a view than a margin, shape (n,)."""
    return np.asarray(
        (boxes[:, 0] < view.right() + margin)
        & (boxes[:, 1] < view.bottom() + margin)
        & (boxes[:, 2] > view.left() - margin)
        & (boxes[:, 3] > view.top() - margin)
    )


def glow(
    painter: QPainter,
    x: float,
    y: float,
    across: float,
    down: float,
    shade: QColor,
    stops: tuple[tuple[float, float], ...],
) -> None:
    """Paint an ellipse whose opacity runs from its middle to its edge through the stops."""
    gradient = QRadialGradient(0.0, 0.0, 1.0)
    for place, opacity in stops:
        tone = QColor(shade)
        tone.setAlphaF(opacity)
        gradient.setColorAt(place, tone)
    path = QPainterPath()
    path.addEllipse(QPointF(0.0, 0.0), 1.0, 1.0)
    painter.save()
    painter.translate(x, y)
    painter.scale(across, down)
    painter.fillPath(path, gradient)
    painter.restore()
