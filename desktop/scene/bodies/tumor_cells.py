"""Tumor cells: packed in the mass, on their way, squeezed, asleep, growing, dying."""

from dataclasses import dataclass
from functools import cached_property
from math import sqrt

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QRadialGradient

from desktop.engine.arrays import FloatArray, IntArray
from desktop.engine.model import Model
from desktop.engine.simulation import FADE_SECONDS
from desktop.scene.look.causes import cause_colours
from desktop.scene.look.palette import Theme, colour, mixed
from desktop.scene.raster.artwork import SvgPainter
from desktop.system.assets import has_asset

DIRECTIONS = 32
SIZES = 72
"""Radii in pixels that have sprites: `SMALLEST` · 2^(k/10)."""
SMALLEST = 1.0
CELL_SIZE_STEP = 2
"""Tumor cells are drawn for every second size: a cell 7 % too large cannot be told apart."""
STRETCHES = np.array([1.0, 1.15, 1.35, 1.6, 1.9, 2.3, 2.8, 3.5, 4.5, 6.0])
LONGER = np.sqrt(STRETCHES[1:] * STRETCHES[:-1])
"""From these lengths over widths on, the next stretch is the nearer one."""
DEATH_FRAMES = 4


@dataclass(frozen=True, slots=True)
class CellLook:
    """One way a tumor cell can look: its drawing, how far it reaches in radii, how long the drawing already is.

    ``calm`` cells belong to the mass: their colours are drawn towards those of its bed, so that the cells on their way
    stand out. ``dark`` says how far oxygen that is missing darkens a cell.
    """

    name: str
    drawing: str
    reach: float
    slenderness: float = 1.0
    calm: bool = False
    dark: float = 0.0


LOOKS = (
    CellLook("epithelial", "tumor_epithelial", 1.32),
    CellLook("hybrid", "tumor_hybrid", 1.9, 1.25),
    CellLook("mesenchymal", "tumor_mesenchymal", 2.1, 2.1),
    CellLook("dormant", "tumor_dormant", 1.15),
    CellLook("packed", "tumor_packed", 1.12, calm=True),
    CellLook("packed, little oxygen", "tumor_packed", 1.12, calm=True, dark=0.34),
    CellLook("packed, hardly any oxygen", "tumor_packed", 1.12, calm=True, dark=0.62),
    CellLook("packed hybrid", "tumor_hybrid", 1.9, 1.25, calm=True),
    CellLook("packed mesenchymal", "tumor_mesenchymal", 2.1, 2.1, calm=True),
)
SLENDERNESS = np.array([one.slenderness for one in LOOKS])
EPITHELIAL, HYBRID, MESENCHYMAL = range(3)
"""Codes of the column ``phenotype``, by which a cell is drawn and told; the first looks are theirs."""
DORMANT, PACKED, LOOSENING = 3, 4, 7
"""Where the looks of sleeping cells, of packed cells by oxygen, and of packed cells that change, begin."""


def size_numbers(radius: FloatArray) -> IntArray:
    """Return the numbers of the sprites' sizes nearest to radii in pixels, shape (n,)."""
    number = np.rint(10.0 * np.log2(np.maximum(radius, SMALLEST) / SMALLEST))
    return np.minimum(number, SIZES - 1).astype(np.int64)


def size_of(number: int) -> float:
    """Return the radius in pixels of a size."""
    return float(SMALLEST * 2.0 ** (number / 10.0))


def direction_numbers(heading: FloatArray, directions: int) -> IntArray:
    """Return the numbers of the directions nearest to headings in radians, shape (n,)."""
    return np.rint(heading * (directions / (2.0 * np.pi))).astype(np.int64) % directions


def without_turn(number: int, directions: int) -> tuple[int, float]:
    """Return a body's number before it is turned, and the degrees of its turn, which counts fastest."""
    turn = number % directions
    return number - turn, 360.0 * turn / directions


def stretch_numbers(stretch: FloatArray) -> IntArray:
    """Return the numbers of the stretches nearest to length over width, shape (n,)."""
    return np.searchsorted(LONGER, stretch)


class TumorCells:
    """Living tumor cells."""

    fine = True
    greatest = 384
    count = len(LOOKS) * SIZES * STRETCHES.size * DIRECTIONS

    def __init__(self, svg: SvgPainter) -> None:
        self._svg = svg
        self._shades = [_shades(look, svg.theme) for look in LOOKS]

    @staticmethod
    def numbers(look: IntArray, radius: FloatArray, stretch: FloatArray, heading: FloatArray) -> IntArray:
        """Return the numbers of cells; the radius in pixels, the heading in radians, shape (n,).

        number = ((look · sizes + size) · stretches + stretch) · directions + direction; `parts` takes it apart.
        """
        bucket = stretch_numbers(np.maximum(stretch / SLENDERNESS[look], 1.0))
        turn = direction_numbers(heading, DIRECTIONS)
        size = np.minimum((size_numbers(radius) + 1) // CELL_SIZE_STEP * CELL_SIZE_STEP, SIZES - CELL_SIZE_STEP)
        return np.asarray(((look * SIZES + size) * STRETCHES.size + bucket) * DIRECTIONS + turn)

    @staticmethod
    def parts(number: int) -> tuple[CellLook, float, float, int]:
        """Return look, radius in pixels, stretch and direction of a number."""
        rest, turn = divmod(number, DIRECTIONS)
        rest, bucket = divmod(rest, STRETCHES.size)
        look, size = divmod(rest, SIZES)
        return LOOKS[look], size_of(size), float(STRETCHES[bucket]), turn

    @cached_property
    def finer(self) -> "TumorCells":
        """See `TurningFamily.finer`."""
        return TumorCells(self._svg.finer)

    @staticmethod
    def upright(number: int) -> tuple[int, float]:
        """See `TurningFamily.upright`."""
        return without_turn(number, DIRECTIONS)

    def extent(self, number: int) -> float:
        """See `Family.extent`."""
        look, radius, stretch, _ = self.parts(number)
        return look.reach * radius * sqrt(stretch) + 2.5

    def draw(self, painter: QPainter, number: int) -> None:
        """See `Family.draw`."""
        look, radius, stretch, _ = self.parts(number)
        painter.rotate(self.upright(number)[1])
        shades = self._shades[LOOKS.index(look)]
        factors = (sqrt(stretch), 1.0 / sqrt(stretch))
        self._svg.draw(painter, look.drawing, radius, factors, shades, variant=look.name)


def _shades(look: CellLook, theme: Theme) -> dict[str, QColor]:
    """Return the colours of a look that differ from the theme's."""
    if not look.calm:
        return {}
    bed, core = colour("tumor_bed_cell", theme), colour("tumor_core", theme)
    calm = {role: mixed(colour(role, theme), bed, 0.4) for role in ("tumor_hybrid", "tumor_mesenchymal")}
    packed = mixed(mixed(colour("tumor_epithelial", theme), bed, 0.45), core, look.dark)
    return {**calm, "packed": packed, "cell_halo": bed, "tumor_outline": colour("packed_outline", theme)}


GENERIC = "dying"
"""Drawing of a cell that dies of something that has no drawing of its own."""


def dying_drawing(hazard: str) -> str:
    """Return the name of the drawing of a cell that dies of a hazard: its own where there is a file of it."""
    own = f"dying_{hazard}"
    return own if has_asset(f"cells/{own}.svg") else GENERIC


class DyingCells:
    """Cells that have died, by cause: a few frames, the last of which fades away."""

    fine = True
    greatest = 384
    turns = 8

    def __init__(self, svg: SvgPainter, model: Model) -> None:
        self._svg = svg
        self._model = model
        names = [hazard.name for hazard in model.hazards]
        self._drawings = [*(dying_drawing(name) for name in names), GENERIC]
        shades = cause_colours(names, svg.theme)
        self._shades = [*(_cause_shades(name, shades[name]) for name in names), {}]
        # A cell that kills is named by a badge in the drawing: it stays upright.
        self._upright = [*(name in model.cell_type_codes for name in names), False]
        self.count = len(self._drawings) * DEATH_FRAMES * SIZES * self.turns

    def numbers(self, cause: IntArray, seconds: FloatArray, radius: FloatArray, heading: FloatArray) -> IntArray:
        """Return the numbers of dying cells, shape (n,).

        Cause -1 is unknown; ``seconds`` are those since death, the radius is in pixels, the heading in radians.
        number = ((cause · frames + frame) · sizes + size) · turns + turn.
        """
        frame = np.clip(seconds / FADE_SECONDS * DEATH_FRAMES, 0, DEATH_FRAMES - 1).astype(np.int64)
        known = np.where(cause < 0, len(self._drawings) - 1, cause).astype(np.int64)
        turn = direction_numbers(heading, self.turns)
        return np.asarray(((known * DEATH_FRAMES + frame) * SIZES + size_numbers(radius)) * self.turns + turn)

    @staticmethod
    def opacity(seconds: FloatArray) -> FloatArray:
        """Return how much is left of a picture: all of it at first, calmly fading to nothing, shape (n,)."""
        share = np.clip(seconds / FADE_SECONDS, 0.0, 1.0)
        return np.asarray(1.0 - np.clip((share - 0.35) / 0.65, 0.0, 1.0) ** 1.5)

    @cached_property
    def finer(self) -> "DyingCells":
        """See `TurningFamily.finer`."""
        return DyingCells(self._svg.finer, self._model)

    def upright(self, number: int) -> tuple[int, float]:
        """See `TurningFamily.upright`."""
        upright, degrees = without_turn(number, self.turns)
        cause = number // (self.turns * SIZES * DEATH_FRAMES)
        return upright, 0.0 if self._upright[cause] else degrees

    def extent(self, number: int) -> float:
        """See `Family.extent`."""
        return 2.0 * size_of(number // self.turns % SIZES) + 2.0

    def draw(self, painter: QPainter, number: int) -> None:
        """See `Family.draw`."""
        rest, size = divmod(number // self.turns, SIZES)
        cause, frame = divmod(rest, DEATH_FRAMES)
        painter.rotate(self.upright(number)[1])
        name = self._drawings[cause]
        shades = self._shades[cause]
        self._svg.draw(painter, name, size_of(size), shades=shades, variant=str(cause), part=f"frame{frame}")


def _cause_shades(name: str, shade: str) -> dict[str, QColor]:
    """Return the colours by which a cause is told: its own role, and the rim where the drawing is everybody's."""
    roles = (name, "cell_halo") if dying_drawing(name) == GENERIC else (name,)
    return dict.fromkeys(roles, QColor(shade))


NEST_SIZES = (1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 17, 20, 24, 29, 35, 42, 50, 60)
"""Numbers of cells with which a nest can be drawn."""
NEST_GLOW = 1.2
"""How far the light around a nest reaches, in radii of the nest."""
GOLDEN_ANGLE = np.pi * (3.0 - sqrt(5.0))


def drawn_nest_cells(cells: FloatArray) -> FloatArray:
    """Return how many cells a nest is drawn with: all up to 8, then 6 more for each doubling, shape (n,)."""
    return np.asarray(np.where(cells <= 8.0, cells, 8.0 + 6.0 * np.log2(np.maximum(cells, 8.0) / 8.0)))


def nest_radius(cells: FloatArray, radius: FloatArray) -> FloatArray:
    """Return the drawn radius of nests in the unit of the cells' radius, shape (n,)."""
    drawn = np.minimum(drawn_nest_cells(cells), NEST_SIZES[-1])
    return np.asarray(radius * np.where(drawn < 1.5, 1.0, 0.98 * np.sqrt(drawn) + 0.25))


def _packed(cells: int, radius: float) -> tuple[FloatArray, FloatArray]:
    """Return distance from the middle and angle of cells packed as a nest, shape (cells,) each.

    Up to five form a ring, six and seven a ring around one, more a sunflower spiral.
    """
    order = np.arange(cells, dtype=np.float64)
    if cells == 1:
        return np.zeros(1), np.zeros(1)
    if cells <= 7:
        inner = 1 if cells > 5 else 0
        ring = cells - inner
        away = np.where(order < inner, 0.0, 0.97 * radius / np.sin(np.pi / ring))
        return np.asarray(away, dtype=np.float64), np.asarray(2.0 * np.pi / ring * order, dtype=np.float64)
    return np.asarray(0.98 * radius * np.sqrt(order + 0.5)), order * GOLDEN_ANGLE


class Nests:
    """Growing nests: packed cells, some of them dividing; ``lit`` ones light up the ground around them."""

    fine = False
    greatest = 1600
    variants = 4
    count = len(NEST_SIZES) * SIZES * variants

    def __init__(self, svg: SvgPainter, *, lit: bool = True) -> None:
        self._svg = svg
        self._lit = lit

    @classmethod
    def numbers(cls, cells: FloatArray, radius: FloatArray, identity: IntArray) -> IntArray:
        """Return the numbers of nests; the radius of one cell in pixels, shape (n,).

        number = (level · sizes + size) · variants + variant; `parts` takes it apart.
        """
        sizes = np.array(NEST_SIZES, dtype=np.float64)
        level = np.searchsorted(0.5 * (sizes[1:] + sizes[:-1]), drawn_nest_cells(cells))
        return np.asarray((level * SIZES + size_numbers(radius)) * cls.variants + identity % cls.variants)

    @classmethod
    def parts(cls, number: int) -> tuple[int, float, int]:
        """Return the number of cells, the radius of one in pixels, and the variant."""
        rest, variant = divmod(number, cls.variants)
        level, size = divmod(rest, SIZES)
        return NEST_SIZES[level], size_of(size), variant

    def extent(self, number: int) -> float:
        """See `Family.extent`."""
        cells, radius, _ = self.parts(number)
        return NEST_GLOW * (radius * (1.02 * sqrt(cells) + 1.3) + 2.0)

    def draw(self, painter: QPainter, number: int) -> None:
        """See `Family.draw`."""
        cells, radius, variant = self.parts(number)
        away, angle = _packed(cells, radius)
        angle += 1.7 * variant
        if self._lit and not self._svg.flat:
            self._glow(painter, self.extent(number) / NEST_GLOW)
        for index in np.argsort(-away, kind="stable").tolist():
            divides = (index * 7 + variant * 3) % 9 == 4 or cells == 1
            painter.save()
            painter.translate(away[index] * np.cos(angle[index]), away[index] * np.sin(angle[index]))
            painter.rotate(float(np.degrees(angle[index])) + 40.0 * index)
            self._svg.draw(painter, "nest_mitosis" if divides else "nest_cell", radius)
            painter.restore()

    def _glow(self, painter: QPainter, reach: float) -> None:
        """Light up the ground around a nest: it is what the eye should find."""
        gradient = QRadialGradient(0.0, 0.0, NEST_GLOW * reach)
        for place, strength in ((0.0, 0.55), (0.75, 0.4), (1.0, 0.0)):
            gradient.setColorAt(place, colour("nest", self._svg.theme, strength))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(gradient)
        painter.drawEllipse(QPointF(0.0, 0.0), NEST_GLOW * reach, NEST_GLOW * reach)
