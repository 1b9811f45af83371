"""Uniform-grid contact search and soft repulsion between round bodies in a plane.

The kernels work on copies sorted by grid cell, as every fast particle code does: neighbours in space become neighbours
in memory. Sums run in sorted order, so the same bodies in the same order always give the same bits; in another order
they give the same pushes to single precision.
"""

import numpy as np

from desktop.engine.arrays import AnyArray, IntArray
from desktop.engine.compiled import compiled

FARTHEST = 1e12


@compiled
def sort_by_cell(x: AnyArray, y: AnyArray, size: float) -> tuple[IntArray, IntArray, int, int]:
    """Return bodies by grid cell, shape (n,), the first body of each cell, and the grid's columns and rows.

    Cells are at least ``size`` wide; they are wider where few bodies lie far apart, so memory follows the bodies.
    """
    n = x.size
    if n == 0:
        return np.empty(0, np.int64), np.zeros(2, np.int64), 1, 1
    left, top = x.min(), y.min()
    width, height = x.max() - left, y.max() - top
    if not (width < FARTHEST and height < FARTHEST):
        # Compiled code checks no index: a position that is not a number would write anywhere in memory.
        message = "bodies must have finite positions"
        raise ValueError(message)
    while (width / size + 1.0) * (height / size + 1.0) > 16.0 * n + 64.0:
        size *= 2.0
    columns, rows = int(width / size) + 1, int(height / size) + 1
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
def _push_apart(
    i: int,
    begin: int,
    end: int,
    x: AnyArray,
    y: AnyArray,
    radius: AnyArray,
    force_x: AnyArray,
    force_y: AnyArray,
) -> None:
    """Add the overlaps of body ``i`` with the bodies from ``begin`` up to ``end`` to both sides."""
    # Held outside the loop, since the compiler must assume that writing a force could change them.
    x_here, y_here, radius_here = x[i], y[i], radius[i]
    sum_x, sum_y = np.float32(0.0), np.float32(0.0)
    for j in range(begin, end):
        dx, dy, reach = x_here - x[j], y_here - y[j], radius_here + radius[j]
        square = dx * dx + dy * dy
        if square < reach * reach and square > 1e-9:
            overlap = reach / np.sqrt(square) - np.float32(1.0)
            sum_x += overlap * dx
            sum_y += overlap * dy
            force_x[j] -= overlap * dx
            force_y[j] -= overlap * dy
    force_x[i] += sum_x
    force_y[i] += sum_y


@compiled
def repulsion(x: AnyArray, y: AnyArray, radius: AnyArray, push_x: AnyArray, push_y: AnyArray, size: float) -> None:
    """Add, to every body, half of each overlap along the line of centres; ``size`` is the largest diameter.

    ``push`` is a displacement in the unit of x that would just separate an isolated pair. Bodies whose centres
    coincide have no line of centres and are left alone. Overlaps are found in single precision.
    """
    order, first, columns, rows = sort_by_cell(x, y, size)
    sx, sy = x[order].astype(np.float32), y[order].astype(np.float32)
    sr = radius[order].astype(np.float32)
    fx, fy = np.zeros_like(sx), np.zeros_like(sy)
    for row in range(rows):
        for column in range(columns):
            # Cells side by side in a row are side by side in memory, so all neighbours make two runs of bodies:
            # the rest of this cell with the cell to the right, and the three cells of the row below.
            here = row * columns + column
            left, right = max(column - 1, 0), min(column + 1, columns - 1)
            beside = first[row * columns + right + 1]
            below = (row + 1) * columns if row + 1 < rows else -1
            for i in range(first[here], first[here + 1]):
                _push_apart(i, i + 1, beside, sx, sy, sr, fx, fy)
                if below >= 0:
                    _push_apart(i, first[below + left], first[below + right + 1], sx, sy, sr, fx, fy)
    for i in range(x.size):
        push_x[order[i]] += 0.5 * fx[i]
        push_y[order[i]] += 0.5 * fy[i]
