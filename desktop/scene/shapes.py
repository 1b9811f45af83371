"""Geometry that several layers share: smooth closed curves and chance that depends on a position alone."""

from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainterPath, QPolygonF

from desktop.engine.arrays import AnyArray, FloatArray

TURNS = np.linspace(0.0, 2.0 * np.pi, 48, endpoint=False)


def chance(column: AnyArray | int, row: AnyArray | int, salt: int) -> FloatArray:
    """Return numbers from 0 to 1 that depend on two integers and a salt alone, so that a place always looks the same.

    One round of the SplitMix64 finaliser over the mixed integers.
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


def polygon(points: FloatArray) -> QPolygonF:
    """Return a polygon through points, shape (n, 2)."""
    return QPolygonF([QPointF(x, y) for x, y in points.tolist()])


def closed_curve(points: FloatArray) -> QPainterPath:
    """Return a smooth closed curve through points, shape (n, 2)."""
    before, after = np.roll(points, 1, axis=0), np.roll(points, -1, axis=0)
    leaving = points + (after - before) / 6.0
    arriving = after - (np.roll(points, -2, axis=0) - points) / 6.0
    path = QPainterPath(QPointF(*points[0]))
    for one, two, end in zip(leaving.tolist(), arriving.tolist(), after.tolist(), strict=True):
        path.cubicTo(*one, *two, *end)
    path.closeSubpath()
    return path


def open_curve(points: FloatArray) -> QPainterPath:
    """Return a smooth curve from the first to the last of some points, shape (n, 2)."""
    return open_curves(points[None])


def open_curves(curves: FloatArray) -> QPainterPath:
    """Return smooth curves through points as one path, shape (curves, points, 2)."""
    slope = np.gradient(curves, axis=1) / 3.0
    steps = np.concatenate([curves[:, :-1] + slope[:, :-1], curves[:, 1:] - slope[:, 1:], curves[:, 1:]], axis=2)
    path = QPainterPath()
    for start, curve in zip(curves[:, 0].tolist(), steps.tolist(), strict=True):
        path.moveTo(*start)
        for step in curve:
            path.cubicTo(*step)
    return path


def union(outlines: Iterable[FloatArray]) -> QPainterPath:
    """Return one path that covers what any of the outlines covers; each runs the same way round, shape (n, 2)."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for points in outlines:
        path.addPolygon(polygon(points))
        path.closeSubpath()
    return path
