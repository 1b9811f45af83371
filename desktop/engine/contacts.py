"""Uniform-grid contact search and soft repulsion between round bodies in a plane.

The kernels work on copies sorted by grid cell, as every fast particle code does: neighbours in space become neighbours
in memory. Sums run in sorted order, so results do not depend on anything but the positions.
"""

import numpy as np

from desktop.engine.arrays import AnyArray, FloatArray, IntArray
from desktop.engine.compiled import compiled

FORWARD_X = np.array([0, 1, -1, 0, 1])
FORWARD_Y = np.array([0, 0, 1, 1, 1])


@compiled
def sort_by_cell(x: AnyArray, y: AnyArray, size: float) -> tuple[IntArray, IntArray, int, int]:
    """Return the order of bodies by grid cell, the first body of each cell, and the grid's columns and rows."""
    n = x.size
    if n == 0:
        return np.empty(0, np.int64), np.zeros(2, np.int64), 1, 1
    left, top = x.min(), y.min()
    columns = int((x.max() - left) / size) + 1
    rows = int((y.max() - top) / size) + 1
    cell = np.empty(n, np.int64)
    first = np.zeros(columns * rows + 2, np.int64)
    for i in range(n):
        cell[i] = int((y[i] - top) / size) * columns + int((x[i] - left) / size)
        first[cell[i] + 2] += 1
    for c in range(2, first.size):
        first[c] += first[c - 1]
    order = np.empty(n, np.int64)
    for i in range(n):
        order[first[cell[i] + 1]] = i
        first[cell[i] + 1] += 1
    return order, first, columns, rows


@compiled
def repulsion(x: AnyArray, y: AnyArray, radius: AnyArray, push_x: AnyArray, push_y: AnyArray, size: float) -> None:
    """Add, to every body, half of each overlap along the line of centres; ``size`` is the largest diameter.

    ``push`` is a displacement in the unit of x that would just separate an isolated pair.
    """
    order, first, columns, rows = sort_by_cell(x, y, size)
    n = x.size
    sx, sy, sr = x[order], y[order], radius[order]
    fx, fy = np.zeros_like(sx), np.zeros_like(sy)
    for row in range(rows):
        for column in range(columns):
            here = row * columns + column
            for i in range(first[here], first[here + 1]):
                for k in range(5):
                    c, q = column + FORWARD_X[k], row + FORWARD_Y[k]
                    if c < 0 or c >= columns or q >= rows:
                        continue
                    there = q * columns + c
                    begin = i + 1 if k == 0 else first[there]
                    for j in range(begin, first[there + 1]):
                        dx, dy, reach = sx[i] - sx[j], sy[i] - sy[j], sr[i] + sr[j]
                        square = dx * dx + dy * dy
                        if square < reach * reach and square > 1e-9:
                            distance = np.sqrt(square)
                            share = 0.5 * (reach - distance) / distance
                            fx[i] += share * dx
                            fy[i] += share * dy
                            fx[j] -= share * dx
                            fy[j] -= share * dy
    for i in range(n):
        push_x[order[i]] += fx[i]
        push_y[order[i]] += fy[i]


@compiled
def first_contacts(
    x: FloatArray, y: FloatArray, reach: FloatArray, target_x: FloatArray, target_y: FloatArray, out: IntArray
) -> None:
    """Set ``out`` to the nearest target within reach of each seeker, or -1. Few seekers against few targets."""
    for i in range(x.size):
        best = reach[i] * reach[i]
        out[i] = -1
        for j in range(target_x.size):
            square = (x[i] - target_x[j]) ** 2 + (y[i] - target_y[j]) ** 2
            if square <= best:
                best = square
                out[i] = j
