"""What a near look into a cell shows: which organelles and receptors, how many, and where."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import atan2, cos, hypot, pi, sin, sqrt

import numpy as np

from desktop.engine.snapshot import Snapshot
from desktop.scene.bodies.tumor_cells import HYBRID, MESENCHYMAL
from desktop.scene.look.settings import setting
from desktop.scene.raster.shapes import chance

INSIDE, RIM, WHOLE, WRITTEN = "inside", "rim", "whole", "written"
"""Where a part lies: between nucleus and rim, on the rim, through the whole cell; or in the cell's own drawing."""
SETTINGS = {
    "immune_evasion.strength": 1.0,
    "immune_evasion.mhc": 0.7,
    "immune_evasion.brake": 0.5,
    "platelets.strength": 1.0,
    "stress_resistance.strength": 1.0,
    "metabolism.strength": 1.0,
    "dormancy.autophagy": 1.0,
}
"""Parameters that a cell's parts follow, and what counts where a model has no such parameter."""
SPINDLE_ANGLE = 0.3 * pi
"""In a long cell the organelles lie within this angle of its axis: at its waist the nucleus takes the room."""
ROUND, SPINDLE = 1.6, 2.0
"""Length over width below which a cell counts as round, and from which it counts as a spindle."""


@dataclass(frozen=True, slots=True)
class Body:
    """A cell seen from near: place, radius and semi-axes in pixels, heading in radians, and what it is like.

    ``adhesion``, ``mesenchymal`` 0 to 1; ``phenotype`` a code of `desktop.scene.bodies.tumor_cells`; ``matching`` tells
    of a T cell whether its receptor fits the tumor.
    """

    kind: str
    identity: int
    x: float
    y: float
    radius: float
    stretch: float
    heading: float
    adhesion: float = 0.0
    mesenchymal: float = 0.0
    phenotype: int = 0
    asleep: bool = False
    matching: bool = False

    @property
    def axes(self) -> tuple[float, float]:
        """Return the semi-axes along and across the heading, in radii."""
        return sqrt(self.stretch), 1.0 / sqrt(self.stretch)


Count = Callable[[Body, Mapping[str, float]], float]


@dataclass(frozen=True, slots=True)
class Organelle:
    """One kind of organelle or receptor: its name in the drawing, its label, where it lies, how many there are."""

    name: str
    label: str
    where: str
    count: Count
    at: tuple[float, float] = (0.0, 0.0)
    """Where a part of the cell's own drawing is pointed at, in radii along and across the heading."""


TUMOR_PARTS = (
    Organelle("nucleus", "nucleus: large and uneven", WRITTEN, lambda b, s: 1, (0.12, -0.1)),
    Organelle("keratin", "keratin: stiff fibers", WHOLE, lambda b, s: b.phenotype < MESENCHYMAL),
    Organelle("vimentin", "vimentin: fibers that bend", WHOLE, lambda b, s: b.phenotype >= HYBRID),
    Organelle("reticulum", "endoplasmic reticulum: makes proteins", INSIDE, lambda b, s: 2),
    Organelle("mitochondrion", "mitochondria: energy", INSIDE, lambda b, s: 3.0 + 3.0 * s["metabolism.strength"]),
    Organelle("golgi", "Golgi apparatus: sends proteins out", INSIDE, lambda b, s: 1),
    Organelle(
        "peroxisome",
        "peroxisomes: break down oxidants",
        INSIDE,
        lambda b, s: 1.0 + 2.0 * s["stress_resistance.strength"],
    ),
    Organelle("lysosome", "lysosome: digests waste", INSIDE, lambda b, s: 2),
    Organelle(
        "autophagosome",
        "autophagosome: the sleeper lives on itself",
        INSIDE,
        lambda b, s: 3.0 * s["dormancy.autophagy"] * b.asleep,
    ),
    Organelle("e_cadherin", "E-cadherin: holds on to neighbors", RIM, lambda b, s: 8.0 * b.adhesion),
    Organelle("n_cadherin", "N-cadherin: a loose grip", RIM, lambda b, s: 6.0 * b.mesenchymal),
    Organelle("integrin", "integrin: grip on fibers outside", RIM, lambda b, s: 4),
    Organelle("mhc_class_1", "MHC-I: calms NK cells, alerts T cells", RIM, lambda b, s: 6.0 * s["immune_evasion.mhc"]),
    Organelle("pd_l1", "PD-L1: brake on T cells", RIM, lambda b, s: 1.0 + 5.0 * (1.0 - s["immune_evasion.brake"])),
    Organelle(
        "stress_ligand",
        "stress ligand: calls NK cells",
        RIM,
        lambda b, s: 5.0 - 2.0 * s["immune_evasion.strength"],
    ),
    Organelle("tissue_factor", "tissue factor: draws platelets", RIM, lambda b, s: 1.0 + 2.0 * s["platelets.strength"]),
)
"""How many of a kind are drawn tells more or less, not a count: a real cell has hundreds to hundreds of thousands."""
NATURAL_KILLER_PARTS = (
    Organelle("granules", "lytic granules: perforin and granzymes", WRITTEN, lambda b, s: 1, (0.45, 0.35)),
    Organelle("nucleus", "nucleus", WRITTEN, lambda b, s: 1, (-0.2, -0.1)),
    Organelle("nkg2d", "NKG2D: feels stress ligands", RIM, lambda b, s: 7),
    Organelle("inhibitory_receptor", "inhibitory receptor: calmed by MHC-I", RIM, lambda b, s: 5),
)
T_CELL_PARTS = (
    Organelle("nucleus", "nucleus", WRITTEN, lambda b, s: 1, (0.0, 0.0)),
    Organelle("receptor", "T-cell receptor: fits this tumor", WRITTEN, lambda b, s: b.matching, (1.2, -0.35)),
    Organelle("receptor", "T-cell receptor: fits another target", WRITTEN, lambda b, s: not b.matching, (1.2, -0.35)),
)
PARTS = {"tumor_cell": TUMOR_PARTS, "natural_killer": NATURAL_KILLER_PARTS, "t_cell": T_CELL_PARTS}


@dataclass(frozen=True, slots=True)
class Piece:
    """One drawn part: its place in radii along and across the cell's heading, and its turn in radians."""

    part: Organelle
    along: float
    across: float
    turn: float


def settings_of(snapshot: Snapshot) -> dict[str, float]:
    """Return the values of the parameters that the parts of cells follow."""
    values = {path: setting(snapshot, path, absent) for path, absent in SETTINGS.items()}
    return {path: float(value) if isinstance(value, int | float) else SETTINGS[path] for path, value in values.items()}


def pieces(body: Body, settings: Mapping[str, float]) -> list[Piece]:
    """Return the parts of a cell, those below first; the same cell has the same parts in the same places."""
    counts = [(part, max(0, round(float(part.count(body, settings))))) for part in PARTS[body.kind]]
    whole = [Piece(part, *part.at, 0.0) for part, count in counts if count and part.where in (WHOLE, WRITTEN)]
    inside = _interleaved([(part, count) for part, count in counts if part.where == INSIDE])
    rim = _interleaved([(part, count) for part, count in counts if part.where == RIM])
    variant = body.identity % 8
    return [
        *whole,
        *(_inside(part, k, len(inside), body, variant) for k, part in enumerate(inside)),
        *(_on_rim(part, k, len(rim), body, variant) for k, part in enumerate(rim)),
    ]


def _interleaved(counts: list[tuple[Organelle, int]]) -> list[Organelle]:
    """Return every part as often as it occurs, so that like ones lie far apart."""
    places = [((k + 0.5) / count, order, part) for order, (part, count) in enumerate(counts) for k in range(count)]
    return [part for _, _, part in sorted(places, key=lambda place: place[:2])]


def _inside(part: Organelle, order: int, count: int, body: Body, variant: int) -> Piece:
    """Place a part between nucleus and rim, in rings that alternate."""
    share = (order + 0.6 * (float(chance(order, variant, 11)) - 0.5)) / max(count, 1)
    angle = 2.0 * pi * (share + variant / 8.0)
    if body.stretch > ROUND:
        strength = min((body.stretch - ROUND) / (SPINDLE - ROUND), 1.0)
        angle -= strength * (0.5 - SPINDLE_ANGLE / pi) * sin(2.0 * angle)
    out = (0.68, 0.78)[order % 2]
    along, across = body.axes
    turn = angle + 0.5 * pi + 0.8 * (float(chance(order, variant, 5)) - 0.5)
    return Piece(part, out * along * cos(angle), out * across * sin(angle), turn)


def _on_rim(part: Organelle, order: int, count: int, body: Body, variant: int) -> Piece:
    """Place a part on the rim, its head outwards."""
    angle = 2.0 * pi * (order + 0.35 * (float(chance(order, variant, 7)) - 0.5)) / max(count, 1) + 0.4 * variant
    along, across = body.axes
    turn = atan2(sin(angle) / across, cos(angle) / along)
    return Piece(part, 0.98 * along * cos(angle), 0.98 * across * sin(angle), turn)


def on_screen(body: Body, piece: Piece) -> tuple[float, float]:
    """Return where a part lies, in pixels."""
    c, s = cos(body.heading), sin(body.heading)
    along, across = body.radius * piece.along, body.radius * piece.across
    return body.x + c * along - s * across, body.y + s * along + c * across


def nearest(bodies: list[Body], x: float, y: float, reach: float) -> Body | None:
    """Return the body whose middle is nearest to a pixel and within reach of it, None when there is none."""
    if not bodies:
        return None
    distance = np.array([hypot(body.x - x, body.y - y) for body in bodies])
    best = int(distance.argmin())
    return bodies[best] if distance[best] <= reach else None
