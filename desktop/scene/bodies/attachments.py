"""What clings to a tumor cell: platelets and fibrin, its neighbours in a group, and the cells that attack it."""

from functools import cached_property
from math import cos, pi, sin, sqrt

import numpy as np
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen

from desktop.engine.arrays import AnyArray, FloatArray, IntArray
from desktop.scene.bodies.tumor_cells import (
    SIZES,
    STRETCHES,
    direction_numbers,
    size_numbers,
    size_of,
    stretch_numbers,
    without_turn,
)
from desktop.scene.look.palette import colour
from desktop.scene.raster.artwork import SvgPainter
from desktop.scene.raster.shapes import chance, open_curves

CLOAK_LEVELS = 6
CLOAK_DIRECTIONS = 16
CLOAK_SIZE_STEP = 3
CLOAK_STRETCH_STEP = 2
"""Cloaks are drawn for every third size and every second stretch of their cells: a ragged rim hides the difference, and
few sprites are soon all made."""
CLOAKED = 0.04
"""Cells with less of their surface covered are drawn without a cloak."""
PLATELET_SHARE = 0.24
"""Radius of an activated platelet's body over the radius of the cell it clings to."""
LEAST_PLATELET = 1.5
TOUCHING = 1.18
"""Cells of a group whose middles are nearer than this times the sum of their radii share a seam."""


class Cloaks:
    """Activated platelets around the rim of a cell, held by threads of fibrin."""

    fine = False
    greatest = 384
    count = CLOAK_LEVELS * SIZES * STRETCHES.size * CLOAK_DIRECTIONS

    def __init__(self, svg: SvgPainter) -> None:
        self._svg = svg

    @staticmethod
    def numbers(cloak: FloatArray, radius: FloatArray, stretch: FloatArray, heading: FloatArray) -> IntArray:
        """Return the numbers of cloaks, shape (n,).

        ``cloak`` is the share of a cell that is covered, 0 to 1, the radius in pixels, the heading in radians.
        number = ((level · sizes + size) · stretches + stretch) · directions + direction.
        """
        level = np.clip(np.ceil(cloak * CLOAK_LEVELS) - 1, 0, CLOAK_LEVELS - 1).astype(np.int64)
        size = np.minimum((size_numbers(radius) + 1) // CLOAK_SIZE_STEP * CLOAK_SIZE_STEP, SIZES - 1)
        bucket = stretch_numbers(stretch) // CLOAK_STRETCH_STEP * CLOAK_STRETCH_STEP
        # A round cloak looks alike from every side.
        turn = np.where(bucket > 0, direction_numbers(heading, CLOAK_DIRECTIONS), 0)
        return np.asarray(((level * SIZES + size) * STRETCHES.size + bucket) * CLOAK_DIRECTIONS + turn)

    @staticmethod
    def _parts(number: int) -> tuple[int, float, float]:
        rest, bucket = divmod(number // CLOAK_DIRECTIONS, STRETCHES.size)
        level, size = divmod(rest, SIZES)
        return level + 1, size_of(size), float(STRETCHES[bucket])

    @cached_property
    def finer(self) -> "Cloaks":
        """See `TurningFamily.finer`."""
        return Cloaks(self._svg.finer)

    @staticmethod
    def upright(number: int) -> tuple[int, float]:
        """See `TurningFamily.upright`."""
        return without_turn(number, CLOAK_DIRECTIONS)

    def extent(self, number: int) -> float:
        """See `Family.extent`."""
        _, radius, stretch = self._parts(number)
        return radius * sqrt(stretch) * 1.2 + 2.2 * max(PLATELET_SHARE * radius, LEAST_PLATELET) + 1.0

    def draw(self, painter: QPainter, number: int) -> None:
        """See `Family.draw`."""
        level, radius, stretch = self._parts(number)
        painter.rotate(self.upright(number)[1])
        along, across = radius * sqrt(stretch) * 1.08, radius / sqrt(stretch) * 1.08
        self._draw_fibrin(painter, level, radius, (along, across))
        platelets = 2 * level + 1
        size = max(PLATELET_SHARE * radius, LEAST_PLATELET)
        for index in range(platelets):
            angle = 2.4 * index + 0.5 * float(chance(index, level, 3))
            painter.save()
            painter.translate(along * cos(angle), across * sin(angle))
            painter.rotate(73.0 * index)
            self._svg.draw(painter, "platelet_activated", size)
            painter.restore()

    def _draw_fibrin(self, painter: QPainter, level: int, radius: float, axes: tuple[float, float]) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        width = max(0.07 * radius, 0.6)
        thread = np.arange(2 * level + 2)
        start, wide = 2.4 * thread, 0.9 + 0.9 * chance(thread, level, 7)
        share = np.linspace(0.0, 1.0, 6)
        turn = start[:, None] + wide[:, None] * share
        out = 1.02 + 0.16 * np.sin(pi * share) * np.where(thread % 2 == 1, 1.0, 0.35)[:, None]
        curves = open_curves(np.stack([axes[0] * out * np.cos(turn), axes[1] * out * np.sin(turn)], axis=2))
        style, cap = Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap
        pens = [
            QPen(QBrush(colour(role, self._svg.theme)), width + extra, style, cap)
            for role, extra in (("fibrin_edge", 0.5), ("fibrin", 0.0))
        ]
        for curve in curves:
            for pen in pens:
                painter.setPen(pen)
                painter.drawPath(curve)


class TurnedCells:
    """Immune cells: one drawing at any size, in any direction."""

    fine = True
    greatest = 384
    directions = 32
    count = SIZES * directions

    def __init__(self, svg: SvgPainter, name: str, reach: float = 1.7) -> None:
        self._svg = svg
        self._name = name
        self._reach = reach

    def numbers(self, radius: FloatArray, heading: FloatArray) -> IntArray:
        """Return the numbers of cells, size · directions + direction; the radius in pixels, in radians, shape (n,)."""
        return np.asarray(size_numbers(radius) * self.directions + direction_numbers(heading, self.directions))

    @cached_property
    def finer(self) -> "TurnedCells":
        """See `TurningFamily.finer`."""
        return TurnedCells(self._svg.finer, self._name, self._reach)

    def upright(self, number: int) -> tuple[int, float]:
        """See `TurningFamily.upright`."""
        return without_turn(number, self.directions)

    def extent(self, number: int) -> float:
        """See `Family.extent`."""
        return self._reach * size_of(number // self.directions) + 2.5

    def draw(self, painter: QPainter, number: int) -> None:
        """See `Family.draw`."""
        painter.rotate(self.upright(number)[1])
        self._svg.draw(painter, self._name, size_of(number // self.directions))


def seams(cluster: IntArray, x: FloatArray, y: FloatArray, radius: FloatArray) -> list[tuple[int, int]]:
    """Return the pairs of cells that belong to one group and touch, as positions in the arrays, shape (n,)."""
    rows = np.flatnonzero(cluster >= 0)
    rows = rows[np.argsort(cluster[rows], kind="stable")]
    cluster, x, y, radius = cluster[rows], x[rows], y[rows], radius[rows]
    pairs: list[tuple[int, int]] = []
    # Each cell with the one a number of places further in its group, until no group is that large.
    for further in range(1, rows.size):
        together = cluster[:-further] == cluster[further:]
        if not together.any():
            break
        apart = np.hypot(x[:-further] - x[further:], y[:-further] - y[further:])
        touch = np.flatnonzero(together & (apart < TOUCHING * (radius[:-further] + radius[further:])))
        pairs.extend(zip(rows[touch].tolist(), rows[touch + further].tolist(), strict=True))
    return pairs


def draw_seams(
    painter: QPainter,
    pairs: list[tuple[int, int]],
    place: tuple[FloatArray, FloatArray],
    radius: FloatArray,
    svg: SvgPainter,
) -> None:
    """Draw a bright seam where two cells of a group hold each other; lengths in pixels."""
    if not pairs:
        return
    lines, (x, y) = [], place
    for one, other in pairs:
        across, down = x[other] - x[one], y[other] - y[one]
        apart = max(float(np.hypot(across, down)), 1e-6)
        share = radius[one] / (radius[one] + radius[other])
        middle_x, middle_y = x[one] + across * share, y[one] + down * share
        half = 0.62 * min(radius[one], radius[other]) / apart
        lines.append(
            QLineF(middle_x - down * half, middle_y + across * half, middle_x + down * half, middle_y - across * half)
        )
    widest = max(1.4, 0.22 * float(np.median(radius)))
    for role, width in (("cell_halo", 1.9 * widest), ("junction", widest)):
        pen = QPen(colour(role, svg.theme), width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawLines(lines)


def draw_synapse(painter: QPainter, agent: AnyArray, target: AnyArray, role: str, svg: SvgPainter) -> None:
    """Draw the tight contact of an attacker and its target: each is x, y and radius in pixels."""
    across, down = float(target[0] - agent[0]), float(target[1] - agent[1])
    apart = max((across**2 + down**2) ** 0.5, 1e-6)
    middle = QPointF(agent[0] + across * agent[2] / apart, agent[1] + down * agent[2] / apart)
    half = 0.62 * min(float(agent[2]), float(target[2])) / apart
    line = QLineF(
        middle.x() - down * half, middle.y() + across * half, middle.x() + down * half, middle.y() - across * half
    )
    width = max(0.3 * float(agent[2]), 2.2)
    for shade, wide in ((f"{role}_outline", width + 2.2), ("synapse", width), (role, 0.4 * width)):
        pen = QPen(colour(shade, svg.theme), wide)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawLine(line)
