"""Tumor cells marked by their clone: who is whose relative, and whether a new tumor is of one clone or of several."""

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from desktop.engine.arrays import FloatArray, IntArray
from desktop.scene.bodies.actors import Cast
from desktop.scene.bodies.tumor_cells import SIZES, size_numbers, size_of
from desktop.scene.legend.badges import GREATEST_BADGE, LEAST_CELL, SHARE, labeled_cells
from desktop.scene.look.options import SceneOptions
from desktop.scene.look.palette import Theme
from desktop.scene.raster.canvas import Canvas
from desktop.scene.raster.clone_disc import CLONE_LETTERS, paint_clone

LEAST_DISC = 1.5
"""Least radius of a disc in pixels."""
LEAST_WITH_LETTER = 6.0
"""Least radius in pixels where letters are wanted."""
NEST_SHARE = 0.3
"""Radius of a nest's disc over that of the nest: it stands for many cells."""


class CloneDiscs:
    """Discs in the colors of the clones."""

    fine = True
    greatest = 128
    count = len(CLONE_LETTERS) * SIZES

    def __init__(self, theme: Theme) -> None:
        self._theme = theme

    @staticmethod
    def numbers(clone: IntArray, radius: FloatArray) -> IntArray:
        """Return the numbers of discs, clone · sizes + size; their radius in pixels, shape (n,)."""
        return np.asarray(clone * SIZES + size_numbers(radius))

    def extent(self, number: int) -> float:
        """See `Family.extent`."""
        return 1.2 * size_of(number % SIZES) + 1.0

    def draw(self, painter: QPainter, number: int) -> None:
        """See `Family.draw`."""
        clone, size = divmod(number, SIZES)
        paint_clone(painter, clone, QPointF(0.0, 0.0), size_of(size), self._theme)


class ClonePainter:
    """Puts its clone's disc on every living tumor cell; a nest is of the clone of the cell it grew from."""

    def __init__(self, theme: Theme) -> None:
        self._discs = CloneDiscs(theme)

    def draw(self, canvas: Canvas, cast: Cast, options: SceneOptions) -> None:
        """Draw the discs; where letters are wanted, they are large enough for them."""
        clone = cast.rows["clone"]
        rows = np.flatnonzero(labeled_cells(cast, options.hidden) & (clone >= 0))
        reach = np.where(cast.nests(), NEST_SHARE * cast.drawn_radius(), 0.0)[rows]
        radius = np.clip(np.maximum(SHARE * cast.radius[rows], reach), LEAST_DISC, GREATEST_BADGE)
        if options.lettered:
            radius = np.where(cast.radius[rows] >= LEAST_CELL, np.maximum(radius, LEAST_WITH_LETTER), radius)
        canvas.draw(self._discs, self._discs.numbers(clone[rows], radius), cast.x[rows], cast.y[rows])
