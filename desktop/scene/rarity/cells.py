"""Which cells the pictures of true rarity show, and where in their cube of blood.

Level 0 is a cube of one millilitre; each further level is a cube with a tenth of the volume inside the one before.
All share the plane of their front face and the tumor cell that lies behind it, so that each picture is a part of the
one before, seen nearer: a cell that is in both lies at the same place in both.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from desktop.engine.arrays import BoolArray, FloatArray, IntArray

LEVELS = 9
"""Cubes from 1 mL to 10 pL: the last one is not much wider than a tumor cell."""
WHOLE_FROM = 6
"""First level on which every cell is drawn; before it, one stands for ten at level 5, for a hundred at level 4 …"""
EDGE_OF_ML = 10_000.0
"""Edge of a cube of one millilitre in µm."""
SHRINK = 10.0 ** (-1.0 / 3.0)
"""Edge of a cube over that of the one around it."""
ANCHOR = np.array([0.44, 0.54, 0.0])
"""Where in every cube, across, down and back in parts of its edge, the point lies that all have in common."""
SETTLED_FROM = 7
"""First level whose red cells are moved apart until they hardly overlap; before it the overlap cannot be seen."""
SETTLING_ROUNDS = 40
MOST_RINGS = 400
CLEARANCE = 0.75
"""How far cells before the tumor cell keep from its rim, in radii of the most common kind."""
ROOM_SHARE = 0.74
"""Radius of the sphere with a red cell's volume over the radius of its disc."""


Taken = Callable[[FloatArray], BoolArray]


@dataclass(frozen=True)
class Kind:
    """A kind of blood cell: its name in the model, how many a millilitre holds, and its radius in µm."""

    name: str
    label: str
    per_ml: float
    radius: float


@dataclass(frozen=True)
class Blood:
    """What is in the blood: kinds of cells, the tumor cells in a millilitre on average, and their radius in µm.

    ``from_run`` tells whether tumor cells of the run were counted, or a published number stands in.
    """

    kinds: tuple[Kind, ...]
    tumor_per_ml: float
    tumor_radius: float
    from_run: bool


@dataclass(frozen=True)
class Cells:
    """The cells of one cube: place in parts of its edge, shape (n, 3), and kind, heading and tilt, shape (n,)."""

    place: FloatArray
    kind: IntArray
    heading: FloatArray
    tilt: FloatArray

    def at(self, rows: IntArray | BoolArray) -> "Cells":
        """Return some of the cells."""
        return Cells(self.place[rows], self.kind[rows], self.heading[rows], self.tilt[rows])


def edge(level: float) -> float:
    """Return the edge of a cube in µm; between two levels that of the cube on the way."""
    return float(EDGE_OF_ML * SHRINK**level)


def stands_for(level: int) -> int:
    """Return how many real cells one drawn cell stands for: one in every cube small enough to draw them all."""
    return int(10 ** max(WHOLE_FROM - level, 0))


def drawn(per_ml: float, level: int) -> int:
    """Return how many cells of a kind are drawn in a cube."""
    return round(per_ml * 10.0 ** -max(level, WHOLE_FROM))


def tumor_cells(per_ml: float, level: int) -> int:
    """Return how many tumor cells a cube holds: the one that is followed, and others where the blood has more."""
    return max(round(per_ml * 10.0**-level), 1)


def ring_stands_for(per_ml: float, level: int) -> int:
    """Return how many tumor cells a ring stands for: one, unless there are too many for the eye."""
    count, each = tumor_cells(per_ml, level), 1
    while count > MOST_RINGS * each:
        each *= 10
    return each


def cells_of(blood: Blood) -> list[Cells]:
    """Return the cells of every level, the widest cube first."""
    found: list[Cells] = []
    for level in range(LEVELS - 1, -1, -1):
        found.append(_cells(blood, level, found[-1] if found else None))
    return found[::-1]


def other_tumor_cells(blood: Blood) -> list[FloatArray]:
    """Return where the rings for tumor cells that are not followed lie in the cube of each level, shape (n, 3)."""
    found: list[FloatArray] = []
    for level in range(LEVELS - 1, -1, -1):
        inner = _seen_from_outside(found[-1]) if found else np.zeros((0, 3))
        each = ring_stands_for(blood.tumor_per_ml, level)
        if level < LEVELS - 1 and each > ring_stands_for(blood.tumor_per_ml, level + 1):
            inner = inner[5::10]
        missing = round((tumor_cells(blood.tumor_per_ml, level) - 1) / each) - len(inner)
        found.append(np.vstack([inner, _spread(missing, level, _taken(blood, level))]))
    return found[::-1]


def _cells(blood: Blood, level: int, inner: Cells | None) -> Cells:
    """Return the cells of a cube: those of the cube within that are drawn here too, and new ones around it."""
    parts: list[Cells] = []
    chance, is_taken = np.random.default_rng(level), _taken(blood, level)
    for number, kind in enumerate(blood.kinds):
        kept = _kept(inner, number, level)
        missing = max(drawn(kind.per_ml, level) - len(kept.kind), 0)
        place = _spread(missing, 31 * level + number, is_taken)
        if kind.name == "red_cell" and level >= SETTLED_FROM:
            place = _settled(place, kept.place, ROOM_SHARE * kind.radius / edge(level), is_taken)
        new = Cells(
            place, np.full(missing, number), chance.uniform(0, 2 * np.pi, missing), chance.uniform(size=missing)
        )
        parts += [kept, new]
    return Cells(*(np.concatenate([getattr(part, name) for part in parts]) for name in Cells.__annotations__))


def _kept(inner: Cells | None, number: int, level: int) -> Cells:
    """Return the cells of a kind that the cube within and this one both show: every tenth where not all are drawn."""
    if inner is None:
        return Cells(np.zeros((0, 3)), np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros(0))
    rows = np.flatnonzero(inner.kind == number)
    some = inner.at(rows if level >= WHOLE_FROM else rows[5::10])
    return Cells(_seen_from_outside(some.place), some.kind, some.heading, some.tilt)


def _seen_from_outside(place: FloatArray) -> FloatArray:
    """Return places of a cube in parts of the cube around it, shape (n, 3)."""
    return np.asarray(ANCHOR + (place - ANCHOR) * SHRINK)


def inner_corners() -> tuple[FloatArray, FloatArray]:
    """Return the first and the last corner of the cube within, in parts of the cube around it, shape (3,) each."""
    return _seen_from_outside(np.zeros(3)), _seen_from_outside(np.ones(3))


def _spread(count: int, seed: int, is_taken: Taken) -> FloatArray:
    """Return places spread by chance over what is free of a cube, shape (count, 3)."""
    chance = np.random.default_rng([2026, seed])
    found = np.zeros((0, 3))
    while len(found) < count:
        more = chance.uniform(size=(count + 8, 3))
        found = np.vstack([found, more[~is_taken(more)]])
    return found[: max(count, 0)]


def _taken(blood: Blood, level: int) -> Taken:
    """Return the question which places belong to the cube within, or to the tumor cell and what lies before it."""
    radius = blood.tumor_radius / edge(level)
    away = radius + CLEARANCE * blood.kinds[0].radius / edge(level)
    low, high = inner_corners()

    def is_taken(place: FloatArray) -> BoolArray:
        aside = np.linalg.norm(place[:, :2] - ANCHOR[:2], axis=1)
        hides = (place[:, 2] < 2.0 * radius) & (aside < np.where(place[:, 2] < radius, away, radius))
        within = ((place >= low) & (place <= high)).all(axis=1) & (level < LEVELS - 1)
        return np.asarray(hides | within)

    return is_taken


def _settled(place: FloatArray, others: FloatArray, radius: float, is_taken: Taken) -> FloatArray:
    """Return places moved apart until spheres of a radius hardly overlap, the others standing still, shape (n, 3)."""
    for _ in range(SETTLING_ROUNDS):
        everyone = np.vstack([place, others])
        # Only those that are near on every axis can touch: few of a quarter of a million pairs.
        near = [np.abs(place[:, None, axis] - everyone[None, :, axis]) < 2.0 * radius for axis in range(3)]
        rows, others_rows = np.nonzero(near[0] & near[1] & near[2])
        way = place[rows] - everyone[others_rows]
        apart = np.maximum(np.linalg.norm(way, axis=1), 1e-9)
        overlap = np.clip(2.0 * radius - apart, 0.0, None) * (apart > 1e-9)
        push = np.zeros_like(place)
        np.add.at(push, rows, way / apart[:, None] * overlap[:, None])
        moved = np.clip(place + 0.35 * push, 0.0, 1.0)
        taken = is_taken(moved)
        moved[taken] = place[taken]
        place = moved
    return place
