"""Draws what matters: tumor cells with all that clings to them, and the cells that hunt them."""

from dataclasses import dataclass
from math import degrees, sqrt

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPen

from desktop.engine.arrays import AnyArray, BoolArray, FloatArray, IntArray
from desktop.engine.codes import DYING
from desktop.engine.model import Model
from desktop.engine.snapshot import Snapshot
from desktop.scene.bodies.attachments import CLOAKED, Cloaks, TurnedCells, draw_seams, draw_synapse, seams
from desktop.scene.bodies.close_up import LensPainter, immune_bodies, tumor_bodies
from desktop.scene.bodies.organelles import Body, settings_of
from desktop.scene.bodies.spacing import drawn_places
from desktop.scene.bodies.tumor_cells import (
    DORMANT,
    HYBRID,
    LOOSENING,
    PACKED,
    DyingCells,
    Nests,
    TumorCells,
    nest_radius,
)
from desktop.scene.look.camera import Camera
from desktop.scene.look.options import SceneOptions
from desktop.scene.look.palette import colour
from desktop.scene.raster.artwork import SvgPainter
from desktop.scene.raster.canvas import Canvas

DORMANT_SIZE = 0.85
"""Share of its radius with which a sleeping cell is drawn."""
SCARCE_OXYGEN = (5.0, 11.0)
"""Oxygen pressures in mmHg below which a packed cell is drawn darker (look of the picture, no effect on the run)."""
STILL_SECONDS = 1.0
"""With reduced motion a dying cell only fades: it is drawn as it looks at this time after death."""
GLIDING_RADIUS = 18.0
"""Radius in pixels up to which slow cells are placed to half a pixel."""
POINTER_INSET = np.array([26.0, 48.0])
"""How far from the sides and from top and bottom the pointer to a cell beyond the screen stays, in pixels."""
LONGEST_RING = 1.7
"""Greatest length over width of the ring around a selected cell."""
NEST_CELL = 10.0
"""Greatest radius of the cells that a nest is drawn with, in µm: a large nest has more of them, not larger ones."""
LEAST_RADIUS = 2.5
"""Least radius of a tumor or immune cell in pixels."""


@dataclass(frozen=True)
class Cast:
    """The tumor cells of a snapshot, in pixels, with what the picture needs to know about them."""

    snapshot: Snapshot
    rows: dict[str, AnyArray]
    x: FloatArray
    y: FloatArray
    radius: FloatArray
    stage: dict[str, BoolArray]
    dying: BoolArray
    shown: BoolArray

    @classmethod
    def of(cls, snapshot: Snapshot, camera: Camera, size: tuple[float, float]) -> "Cast":
        """Read a snapshot for a screen of a size in pixels."""
        rows = dict(snapshot.cells)
        x, y = camera.all_to_screen(rows["x"], rows["y"])
        um = np.where(rows["nest_cells"] > 1.0, np.minimum(rows["radius"], NEST_CELL), rows["radius"])
        radius = np.maximum(um * camera.pixels_per_um, LEAST_RADIUS)
        margin = 6.0 * float(radius.max(initial=0.0)) + 80.0
        shown = (x > -margin) & (x < size[0] + margin) & (y > -margin) & (y < size[1] + margin)
        stage = {name: rows["stage"] == code for name, code in snapshot.model.stage_codes.items()}
        return cls(snapshot, rows, x, y, radius, stage, rows["stage"] == DYING, shown)

    def bodies(self, rows: IntArray) -> list[Body]:
        """Return the rows' cells that are large enough to be looked into."""
        radius = np.where(self.stage["dormant"], DORMANT_SIZE, 1.0) * self.radius
        return tumor_bodies(self.rows, rows, (self.x, self.y, radius), self.stage["dormant"])

    def nests(self) -> BoolArray:
        """Return which rows are nests of more than one cell, shape (n,)."""
        growing = self.stage["growing"] | self.stage["macrometastasis"]
        return np.asarray(growing & (self.rows["nest_cells"] > 1.0))

    def drawn_radius(self) -> FloatArray:
        """Return how far each cell or nest reaches on the screen, in pixels, shape (n,)."""
        nest = nest_radius(self.rows["nest_cells"].astype(np.float64), self.radius)
        return np.asarray(np.where(self.nests(), nest, self.radius * np.sqrt(self.rows["stretch"])))


class ActorPainter:
    """Draws tumor and immune cells at one magnification in one theme."""

    def __init__(self, svg: SvgPainter, model: Model) -> None:
        self._svg = svg
        self._tumor = TumorCells(svg)
        self._dying = DyingCells(svg, model)
        self._nests = Nests(svg)
        self._cloaks = Cloaks(svg)
        self._lens = LensPainter(svg)
        self._kinds = model.cell_type_codes
        self._killers = {
            "natural_killer": TurnedCells(svg, "natural_killer"),
            "t_cell": TurnedCells(svg, "t_cell"),
            "matching": TurnedCells(svg, "t_cell_matching"),
        }

    def draw_mass(self, canvas: Canvas, cast: Cast, hidden: frozenset[str], named: Body | None) -> None:
        """Draw the packed cells of the tumor: darker where oxygen is scarce, brighter where they loosen.

        Of these many cells only the one whose parts are ``named`` shows them.
        """
        rows = np.flatnonzero(cast.stage["tumor"] & cast.shown)
        if "tumor_cell" in hidden or rows.size == 0:
            return
        oxygen = cast.rows["oxygen"][rows]
        look = PACKED + (oxygen < SCARCE_OXYGEN[1]).astype(np.int64) + (oxygen < SCARCE_OXYGEN[0])
        phenotype = cast.rows["phenotype"][rows]
        look = np.where(phenotype >= HYBRID, LOOSENING - HYBRID + phenotype, look)
        self._draw_cells(canvas, cast, rows, look)
        if named is not None and (cast.rows["identity"][rows] == named.identity).any():
            self._open(canvas, [named], cast.snapshot)

    def _draw_cells(self, canvas: Canvas, cast: Cast, rows: IntArray, look: IntArray, size: float = 1.0) -> None:
        radius = size * cast.radius[rows]
        numbers = self._tumor.numbers(look, radius, cast.rows["stretch"][rows], cast.rows["heading"][rows])
        # Half a pixel shows neither on what is fast nor on what is large, and it takes four times the sprites.
        glides = ~cast.stage["travelling"][rows] & (radius < GLIDING_RADIUS)
        canvas.draw(self._tumor, numbers, cast.x[rows], cast.y[rows], glides=glides)

    def _open(self, canvas: Canvas, bodies: list[Body], snapshot: Snapshot) -> None:
        if bodies:
            self._lens.draw(canvas.painter, bodies, settings_of(snapshot))

    def draw_tumor_cells(self, canvas: Canvas, cast: Cast, options: SceneOptions) -> None:
        """Draw all tumor cells that have left the mass, the living and the dying."""
        nests, hidden = cast.nests(), options.hidden
        if "nest" not in hidden:
            self._draw_nests(canvas, cast, np.flatnonzero(nests & cast.shown))
        if "dormant" not in hidden:
            rows = np.flatnonzero(cast.stage["dormant"] & cast.shown)
            self._draw_cells(canvas, cast, rows, np.full(rows.size, DORMANT), DORMANT_SIZE)
            self._open(canvas, cast.bodies(rows), cast.snapshot)
        if "tumor_cell" in hidden:
            return
        self._draw_dying(canvas, cast, still=options.reduced_motion)
        resting = cast.stage["tumor"] | cast.stage["dormant"] | nests | cast.dying
        rows = np.flatnonzero(~resting & cast.shown)
        look = cast.rows["phenotype"][rows]
        if "mesenchymal" in hidden:
            look = np.zeros_like(look)
        self._draw_cells(canvas, cast, rows, look)
        self._open(canvas, cast.bodies(rows), cast.snapshot)
        if "cluster" not in hidden:
            place, radius = (cast.x[rows], cast.y[rows]), cast.radius[rows]
            with canvas.smooth() as painter:
                draw_seams(painter, seams(cast.rows["cluster"][rows], *place, radius), place, radius, self._svg)
        if "cloak" not in hidden:
            self._draw_cloaks(canvas, cast, rows[cast.rows["cloak"][rows] > CLOAKED])

    def _draw_nests(self, canvas: Canvas, cast: Cast, rows: IntArray) -> None:
        cells = cast.rows["nest_cells"][rows].astype(np.float64)
        numbers = self._nests.numbers(cells, cast.radius[rows], cast.rows["identity"][rows])
        canvas.draw(self._nests, numbers, cast.x[rows], cast.y[rows])

    def _draw_cloaks(self, canvas: Canvas, cast: Cast, rows: IntArray) -> None:
        part = cast.rows
        numbers = self._cloaks.numbers(
            part["cloak"][rows], cast.radius[rows], part["stretch"][rows], part["heading"][rows]
        )
        canvas.draw(self._cloaks, numbers, cast.x[rows], cast.y[rows])

    def _draw_dying(self, canvas: Canvas, cast: Cast, *, still: bool) -> None:
        rows = np.flatnonzero(cast.dying & cast.shown)
        if rows.size == 0:
            return
        seconds, cause = cast.rows["dying_seconds"][rows], cast.rows["cause"][rows]
        shown = np.full(rows.size, STILL_SECONDS) if still else seconds
        numbers = self._dying.numbers(cause, shown, cast.radius[rows], cast.rows["heading"][rows])
        canvas.draw(self._dying, numbers, cast.x[rows], cast.y[rows], self._dying.opacity(seconds))

    def draw_killers(
        self,
        canvas: Canvas,
        snapshot: Snapshot,
        camera: Camera,
        cast: Cast,
        hidden: frozenset[str],
    ) -> None:
        """Draw NK and T cells and the contacts they hold."""
        agents = snapshot.agents
        x, y = camera.all_to_screen(*drawn_places(snapshot))
        radius = np.maximum(agents["radius"] * camera.pixels_per_um, LEAST_RADIUS)
        for name in ("natural_killer", "t_cell"):
            if name in hidden or name not in self._kinds:
                continue
            kind = agents["kind"] == self._kinds[name]
            matching = agents["matching"].astype(bool) if "matching" in agents else np.zeros(kind.size, dtype=bool)
            split = ((name, kind & ~matching), ("matching", kind & matching)) if name == "t_cell" else ((name, kind),)
            for drawing, mask in split:
                rows, family = np.flatnonzero(mask), self._killers[drawing]
                canvas.draw(family, family.numbers(radius[rows], agents["heading"][rows]), x[rows], y[rows])
            self._draw_contacts(canvas, np.flatnonzero(kind), (x, y, radius), agents["partner"], cast, name)
        self._open(canvas, [body for body in immune_bodies(snapshot, camera) if body.kind not in hidden], snapshot)

    def _draw_contacts(
        self,
        canvas: Canvas,
        rows: IntArray,
        agents: tuple[FloatArray, FloatArray, FloatArray],
        partner: IntArray,
        cast: Cast,
        role: str,
    ) -> None:
        bound = rows[partner[rows] >= 0]
        if bound.size == 0 or cast.x.size == 0:
            return
        order = np.argsort(cast.rows["identity"])
        known = cast.rows["identity"][order]
        found = np.minimum(np.searchsorted(known, partner[bound]), known.size - 1)
        x, y, radius = agents
        with canvas.smooth() as painter:
            for agent, index in zip(bound.tolist(), found.tolist(), strict=True):
                if known[index] != partner[agent]:
                    continue
                cell = int(order[index])
                own = np.array([x[agent], y[agent], radius[agent]])
                target = np.array([cast.x[cell], cast.y[cell], cast.radius[cell]])
                draw_synapse(painter, own, target, role, self._svg)

    def draw_selection(self, canvas: Canvas, cast: Cast, identity: int, size: tuple[float, float]) -> None:
        """Draw the double ring around a cell, or, when it is off a screen of a size in pixels, point the way to it."""
        found = np.flatnonzero(cast.rows["identity"] == identity)
        if found.size == 0:
            return
        row = int(found[0])
        x, y = float(cast.x[row]), float(cast.y[row])
        if not (0.0 <= x <= size[0] and 0.0 <= y <= size[1]):
            self._draw_pointer(canvas, (x, y), size)
            return
        theme = self._svg.theme
        reach = float(cast.drawn_radius()[row])
        # A long cell in a narrow vessel gets a long ring: a round one would hide half of what is around it.
        long = 1.0 if cast.nests()[row] else float(np.sqrt(cast.rows["stretch"][row]))
        along, across = 1.25 * reach + 5.0, 1.25 * reach / min(long, LONGEST_RING) + 5.0
        width = max(1.6, 0.35 * sqrt(reach))
        with canvas.smooth() as painter:
            painter.save()
            painter.translate(float(cast.x[row]), float(cast.y[row]))
            painter.rotate(degrees(float(cast.rows["heading"][row])))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for more, role in ((0.0, "selection"), (width, "selection_back"), (2.0 * width, "selection")):
                painter.setPen(QPen(colour(role, theme), width))
                painter.drawEllipse(QPointF(0.0, 0.0), along + more, across + more)
            painter.restore()

    def _draw_pointer(self, canvas: Canvas, place: tuple[float, float], size: tuple[float, float]) -> None:
        """Draw an arrow at the edge of the screen that points to a place beyond it."""
        middle = np.array(size) / 2.0
        way = np.array(place) - middle
        room = np.maximum(middle - POINTER_INSET, 1.0)
        tip = middle + way * float(np.min(room / np.maximum(np.abs(way), 1e-9)))
        with canvas.smooth() as painter:
            painter.save()
            painter.translate(QPointF(*tip))
            painter.rotate(degrees(float(np.arctan2(way[1], way[0]))))
            painter.setPen(QPen(colour("selection_back", self._svg.theme), 3.0))
            painter.setBrush(colour("selection", self._svg.theme))
            painter.drawPolygon([QPointF(13.0, 0.0), QPointF(-9.0, -10.0), QPointF(-4.0, 0.0), QPointF(-9.0, 10.0)])
            painter.restore()
