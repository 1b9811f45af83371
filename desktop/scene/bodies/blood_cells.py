"""Scenery in the blood: red cells, platelets and white cells, drawn soft so that what matters stands out."""

from collections.abc import Mapping
from math import degrees, pi, sqrt

import numpy as np
from PySide6.QtGui import QColor, QPainter

from desktop.engine.arrays import AnyArray, BoolArray, FloatArray, IntArray
from desktop.engine.model import Model
from desktop.scene.look.options import SceneOptions
from desktop.scene.look.palette import Theme, colour, mixed
from desktop.scene.raster.artwork import SvgPainter
from desktop.scene.raster.canvas import Canvas
from desktop.scene.raster.shapes import chance
from desktop.scene.raster.turned_drawing import TurnedDrawing, draw_disc

OXYGEN_LEVELS = 4
TILT_LEVELS = 5
STRETCHES = np.array([1.0, 1.3, 1.7])
"""Lengths over widths with which red cells are drawn."""
LONGER = np.sqrt(STRETCHES[1:] * STRETCHES[:-1])
"""From these lengths over widths on, the next stretch is the nearer one."""
HALF_TURNS = 16
"""Directions of a body that looks the same after half a turn."""
THINNING = 61
"""Salt of the chance by which bodies are left out."""
LEAST_PLATELET = 1.5
"""Least radius of a platelet in pixels: a smaller one would vanish."""


class RedCells:
    """A disc that is thin in the middle; on its edge it is a rod."""

    fine = False
    greatest = 256
    count = OXYGEN_LEVELS * TILT_LEVELS * STRETCHES.size * HALF_TURNS

    def __init__(self, svg: SvgPainter, radius: float) -> None:
        self._svg = svg
        self._radius = radius * svg.pixels_per_um

    @staticmethod
    def numbers(oxygen: FloatArray, tilt: FloatArray, heading: FloatArray, stretch: FloatArray) -> IntArray:
        """Return the numbers of bodies, shape (n,).

        ``oxygen`` from venous 0 to arterial 1, ``tilt`` from face 0 to edge 1, ``heading`` in radians, ``stretch``
        length over width. number = ((oxygen · tilts + tilt) · stretches + stretch) · half turns + heading, in steps.
        """
        level, lean = _steps(oxygen, OXYGEN_LEVELS), _steps(tilt, TILT_LEVELS)
        # Comparing is several times as fast as searching; every step that goes must, for thousands of bodies a frame.
        long = (stretch > LONGER[0]).astype(np.int64) + (stretch > LONGER[1])
        turn = np.rint(heading * (HALF_TURNS / pi)).astype(np.int64) % HALF_TURNS
        turn[lean + long == 0] = 0
        return np.asarray(((level * TILT_LEVELS + lean) * STRETCHES.size + long) * HALF_TURNS + turn)

    def extent(self, number: int) -> float:
        """See `Family.extent`."""
        return 1.06 * self._radius * sqrt(float(STRETCHES[number // HALF_TURNS % STRETCHES.size]))

    def draw(self, painter: QPainter, number: int) -> None:
        """See `Family.draw`."""
        rest, turn = divmod(number, HALF_TURNS)
        rest, long = divmod(rest, STRETCHES.size)
        level, lean = divmod(rest, TILT_LEVELS)
        painter.rotate(degrees(turn * pi / HALF_TURNS))
        # Its surface and volume stay: what a cell gains in length it loses in width.
        along = sqrt(float(STRETCHES[long]))
        across = (1.0, 0.86, 0.68, 0.48, 0.3)[lean] / along
        if self._svg.flat:
            shade = _red_shades(self._svg.theme, level / (OXYGEN_LEVELS - 1))["red_cell"]
            draw_disc(painter, shade, along * self._radius, across * self._radius, self._svg.theme)
            return
        shades, variant = _red_shades(self._svg.theme, level / (OXYGEN_LEVELS - 1)), str(level)
        if lean == TILT_LEVELS - 1:
            self._svg.draw(painter, "red_cell_edge", self._radius, (along, 1.0 / along), shades, variant)
        else:
            self._svg.draw(painter, "red_cell_face", self._radius, (along, across), shades, variant)


def _steps(share: FloatArray, levels: int) -> IntArray:
    """Return the nearest of a number of even steps for shares from 0 to 1, shape (n,)."""
    step = (share * (levels - 1) + 0.5).astype(np.int64)
    return np.minimum(step, levels - 1, out=step)


def _red_shades(theme: Theme, oxygen: float) -> dict[str, QColor]:
    return {
        role: mixed(colour(f"{role}_venous", theme), colour(f"{role}_arterial", theme), oxygen)
        for role in ("red_cell", "red_cell_rim")
    }


DRAWINGS = {"neutrophil": "neutrophil", "monocyte": "monocyte", "lymphocyte": "lymphocyte"}


class BloodPainter:
    """Draws the bodies that flow with the blood."""

    def __init__(self, svg: SvgPainter, model: Model) -> None:
        radius = {kind.name: kind.radius for kind in model.cell_types}
        self._codes = model.cell_type_codes
        self._red = RedCells(svg, radius["red_cell"]) if "red_cell" in radius else None
        self._turned = {
            name: TurnedDrawing(svg, name, radius[name], 2 * HALF_TURNS) for name in DRAWINGS if name in radius
        }
        if "platelet" in radius:
            least = LEAST_PLATELET
            self._turned["platelet"] = TurnedDrawing(svg, "platelet_resting", radius["platelet"], HALF_TURNS, least)

    def draw(
        self,
        canvas: Canvas,
        bodies: Mapping[str, AnyArray],
        place: tuple[FloatArray, FloatArray],
        shown: BoolArray,
        options: SceneOptions,
    ) -> None:
        """Draw the bodies that are shown: red cells first, then platelets, then white cells."""
        x, y = place
        kind, hidden = bodies["kind"], options.hidden
        if options.level_of_detail < 1.0:
            # Always the same ones, so that nothing comes and goes.
            shown = shown & (chance(np.arange(kind.size), 0, THINNING) < options.level_of_detail)
        if self._red is not None and "red_cell" not in hidden:
            rows = np.flatnonzero((kind == self._codes["red_cell"]) & shown)
            numbers = self._red.numbers(*(bodies[name].take(rows) for name in ("oxygen", "tilt", "heading", "stretch")))
            canvas.draw(self._red, numbers, x.take(rows), y.take(rows), bodies["presence"].take(rows))
        for name in ("platelet", *DRAWINGS):
            family = self._turned.get(name)
            if family is not None and name not in hidden:
                rows = np.flatnonzero((kind == self._codes[name]) & shown)
                numbers = family.numbers(bodies["heading"][rows])
                canvas.draw(family, numbers, x[rows], y[rows], bodies["presence"][rows])
