"""The legend: every species with a name, a word and a letter, and its picture."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from desktop.engine.model import Model
from desktop.scene.bodies.attachments import Cloaks, draw_seams
from desktop.scene.bodies.blood_cells import RedCells
from desktop.scene.bodies.tumor_cells import DyingCells, Nests, TumorCells
from desktop.scene.ground.lymph import draw_lymph_sample
from desktop.scene.look.options import SceneOptions
from desktop.scene.raster.artwork import SvgPainter


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One line of the legend; ``name`` is what `SceneOptions.hidden` understands."""

    name: str
    label: str
    letter: str


LOOKS_OF_TUMOR_CELLS = (
    LegendEntry("mesenchymal", "mobile tumor cell", "M"),
    LegendEntry("cloak", "platelet cloak", "K"),
    LegendEntry("dormant", "sleeping tumor cell", "Z"),
    LegendEntry("nest", "growing nest", "+"),
)


LYMPH = LegendEntry("lymph", "lymph vessel and node", "Y")
DYING_REACH = 1.2
"""How far the drawing of a dying cell reaches, in radii."""
DYING_SECONDS = 0.8
"""Animation seconds since death at which a cause is shown: its mark can be seen, and little has faded."""


def legend_entries(model: Model) -> tuple[LegendEntry, ...]:
    """Return the lines of the legend: tumor cells and their looks, then every other species, the lymph last."""
    kinds = [LegendEntry(kind.name, kind.label, kind.letter) for kind in model.cell_types]
    first = [entry for entry in kinds if entry.name in {"tumor_cell", "cluster"}]
    rest = [entry for entry in kinds if entry not in first]
    return (*first, *LOOKS_OF_TUMOR_CELLS, *rest, LYMPH)


def cause_entries(model: Model) -> tuple[LegendEntry, ...]:
    """Return a line for each cause of death, for pictures that stand without the plot that names the causes."""
    return tuple(LegendEntry(hazard.name, hazard.label, "") for hazard in model.hazards)


def paint_cause(painter: QPainter, rectangle: QRectF, model: Model, name: str, options: SceneOptions) -> None:
    """Draw a cell that has just died of a cause in the middle of a rectangle, as large as fits."""
    dying = DyingCells(SvgPainter(options.theme, 1.0, flat=options.high_visibility), model)
    radius = 0.5 * min(rectangle.width(), rectangle.height()) / DYING_REACH
    cause, since = np.array([model.hazard_codes[name]]), np.array([DYING_SECONDS])
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rectangle.center())
    dying.draw(painter, int(dying.numbers(cause, since, np.array([radius]), np.zeros(1))[0]))
    painter.restore()


def paint_swatch(painter: QPainter, rectangle: QRectF, name: str, options: SceneOptions) -> None:
    """Draw a species in the middle of a rectangle, as large as fits."""
    room = 0.5 * min(rectangle.width(), rectangle.height())
    svg = SvgPainter(options.theme, 1.0, flat=options.high_visibility)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rectangle.center())
    _SPECIAL.get(name, _plain(name))(painter, svg, room)
    painter.restore()


Swatch = Callable[[QPainter, SvgPainter, float], None]

_DRAWINGS = {
    "tumor_cell": ("tumor_epithelial", 1.32),
    "mesenchymal": ("tumor_mesenchymal", 2.2),
    "dormant": ("tumor_dormant", 1.15),
    "platelet": ("platelet_resting", 1.15),
    "doorway": ("macrophage", 1.7),
    "natural_killer": ("natural_killer", 1.6),
    "t_cell": ("t_cell", 1.5),
}


def _plain(name: str) -> Swatch:
    drawing, reach = _DRAWINGS.get(name, (name, 1.2))

    def draw(painter: QPainter, svg: SvgPainter, room: float) -> None:
        svg.draw(painter, drawing, room / reach)

    return draw


def _draw_red_cell(painter: QPainter, svg: SvgPainter, room: float) -> None:
    cells = RedCells(svg, 0.68 * room)
    face, edge = (cells.numbers(np.ones(1), np.array([tilt]), np.zeros(1), np.ones(1))[0] for tilt in (0.0, 1.0))
    painter.translate(0.0, -0.28 * room)
    painter.save()
    cells.draw(painter, int(face))
    painter.restore()
    painter.translate(0.0, 0.95 * room)
    cells.draw(painter, int(edge))


def _draw_group(painter: QPainter, svg: SvgPainter, room: float) -> None:
    radius = 0.43 * room
    x, y = 0.5 * room * np.cos(np.arange(3) * 2.1 - 1.6), 0.5 * room * np.sin(np.arange(3) * 2.1 - 1.6)
    for left, top in zip(x.tolist(), y.tolist(), strict=True):
        painter.save()
        painter.translate(left, top)
        svg.draw(painter, "tumor_epithelial", radius)
        painter.restore()
    draw_seams(painter, [(0, 1), (0, 2), (1, 2)], (x, y), np.full(3, radius), svg)


def _draw_cloaked(painter: QPainter, svg: SvgPainter, room: float) -> None:
    radius = np.array([0.6 * room])
    cell = TumorCells.numbers(np.zeros(1, dtype=np.int64), radius, np.ones(1), np.zeros(1))
    cloak = Cloaks.numbers(np.ones(1), radius, np.ones(1), np.zeros(1))
    for family, number in ((TumorCells(svg), cell), (Cloaks(svg), cloak)):
        painter.save()
        family.draw(painter, int(number[0]))
        painter.restore()


def _draw_nest(painter: QPainter, svg: SvgPainter, room: float) -> None:
    Nests(svg, lit=False).draw(
        painter, int(Nests.numbers(np.array([7.0]), np.array([0.3 * room]), np.zeros(1, dtype=np.int64))[0])
    )


_SPECIAL: dict[str, Swatch] = {
    "red_cell": _draw_red_cell,
    "cluster": _draw_group,
    "cloak": _draw_cloaked,
    "nest": _draw_nest,
    "lymph": draw_lymph_sample,
}
