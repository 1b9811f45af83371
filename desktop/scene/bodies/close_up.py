"""The lens: what cells show when they are large on the screen, and the names of it."""

from collections.abc import Mapping
from math import degrees

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap

from desktop.engine.arrays import AnyArray, BoolArray, FloatArray, IntArray
from desktop.engine.snapshot import Snapshot
from desktop.scene.bodies.organelles import RIM, WHOLE, WRITTEN, Body, Piece, nearest, on_screen, pieces
from desktop.scene.bodies.spacing import drawn_places
from desktop.scene.bodies.tumor_cells import LOOKS, STRETCHES, size_numbers, size_of, stretch_numbers
from desktop.scene.look.camera import Camera
from desktop.scene.look.options import SceneOptions
from desktop.scene.look.palette import colour
from desktop.scene.raster.artwork import SvgPainter
from desktop.scene.raster.canvas import is_vector
from desktop.scene.words.overlays import spread
from desktop.scene.words.placing import Board
from desktop.scene.words.text import SMALL, Label, Lettering

OPENING = (34.0, 48.0)
"""Radius in pixels from which a cell begins to show its inside, and from which it shows it fully."""
NAMED_RADIUS = 50.0
"""Least radius in pixels of a cell whose parts are named."""
NAMED_SHARE = 0.3
"""How near to the middle of the screen a cell is named that is not selected, as a share of its smaller side."""
REACH = 1.35
"""How far a cell with its receptors reaches, in semi-axes."""
KEPT = 24
"""Opened cells that are kept as pictures."""


class LensPainter:
    """Draws the inside and the receptors of cells that are large on the screen."""

    def __init__(self, svg: SvgPainter) -> None:
        self._svg = svg
        self._kept: dict[tuple[object, ...], QPixmap] = {}

    def draw(self, painter: QPainter, bodies: list[Body], settings: Mapping[str, float]) -> None:
        """Draw what cells show; those that are too small show nothing."""
        for body in bodies:
            strength = (body.radius - OPENING[0]) / (OPENING[1] - OPENING[0])
            if strength <= 0.0:
                continue
            painter.save()
            painter.setOpacity(min(strength, 1.0))
            painter.translate(body.x, body.y)
            painter.rotate(degrees(body.heading))
            self._draw_one(painter, body, pieces(body, settings))
            painter.restore()

    def _draw_one(self, painter: QPainter, body: Body, parts: list[Piece]) -> None:
        if is_vector(painter):
            self._draw_parts(painter, body, parts, body.radius)
            return
        size = int(size_numbers(np.array([body.radius]))[0])
        key = (body.kind, size, body.stretch, tuple(parts))
        picture = self._kept.pop(key, None)
        if picture is None:
            picture = self._picture(body, parts, size_of(size))
            while len(self._kept) >= KEPT:
                self._kept.pop(next(iter(self._kept)))
        self._kept[key] = picture
        scale = body.radius / size_of(size)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        width, height = scale * picture.width(), scale * picture.height()
        painter.drawPixmap(QRectF(-0.5 * width, -0.5 * height, width, height), picture, QRectF(picture.rect()))

    def _picture(self, body: Body, parts: list[Piece], radius: float) -> QPixmap:
        along, across = body.axes
        picture = QPixmap(2 * round(REACH * along * radius) + 4, 2 * round(REACH * max(across, 0.8) * radius) + 4)
        picture.fill(Qt.GlobalColor.transparent)
        canvas = QPainter(picture)
        canvas.setRenderHint(QPainter.RenderHint.Antialiasing)
        canvas.translate(0.5 * picture.width(), 0.5 * picture.height())
        self._draw_parts(canvas, body, parts, radius)
        canvas.end()
        return picture

    def _draw_parts(self, painter: QPainter, body: Body, parts: list[Piece], radius: float) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for piece in parts:
            if piece.part.where == WRITTEN:
                continue
            file = "receptors" if piece.part.where == RIM else "organelles"
            painter.save()
            painter.translate(radius * piece.along, radius * piece.across)
            painter.rotate(degrees(piece.turn))
            stretch = body.axes if piece.part.where == WHOLE else (1.0, 1.0)
            self._svg.draw(painter, file, radius, stretch, part=piece.part.name)
            painter.restore()


def tumor_bodies(
    rows: Mapping[str, AnyArray],
    chosen: IntArray,
    place: tuple[FloatArray, FloatArray, FloatArray],
    asleep: BoolArray,
) -> list[Body]:
    """Return the chosen tumor cells as bodies if they are large enough; place is x, y and radius in pixels."""
    x, y, radius = place
    large = chosen[radius[chosen] > OPENING[0]]
    if large.size == 0:
        return []
    slenderness = np.array([look.slenderness for look in LOOKS[:3]])[rows["phenotype"][large]]
    slenderness = np.where(asleep[large], 1.0, slenderness)
    stretch = slenderness * STRETCHES[stretch_numbers(np.maximum(rows["stretch"][large] / slenderness, 1.0))]
    return [
        Body(
            "tumor_cell",
            int(rows["identity"][row]),
            float(x[row]),
            float(y[row]),
            float(radius[row]),
            float(long),
            float(rows["heading"][row]),
            float(rows["adhesion"][row]),
            float(rows["mesenchymal"][row]),
            int(rows["phenotype"][row]),
            bool(asleep[row]),
        )
        for row, long in zip(large.tolist(), stretch.tolist(), strict=True)
    ]


def immune_bodies(snapshot: Snapshot, camera: Camera) -> list[Body]:
    """Return the NK and T cells as bodies if they are large enough."""
    agents = snapshot.agents
    radius = agents["radius"] * camera.pixels_per_um
    if not (radius > OPENING[0]).any():
        return []
    names = [kind.name for kind in snapshot.model.cell_types]
    x, y = camera.all_to_screen(*drawn_places(snapshot))
    return [
        Body(
            names[int(agents["kind"][row])],
            int(agents["identity"][row]),
            float(x[row]),
            float(y[row]),
            float(radius[row]),
            1.0,
            float(agents["heading"][row]),
            matching=bool(agents["matching"][row]),
        )
        for row in np.flatnonzero(radius > OPENING[0]).tolist()
        if names[int(agents["kind"][row])] in ("natural_killer", "t_cell")
    ]


def named_body(
    bodies: list[Body], screen: tuple[float, float], selected: int | None, device_pixel_ratio: float
) -> Body | None:
    """Return the cell whose parts are named: the selected one, or else the one in the middle, if it is large."""
    large = [body for body in bodies if body.radius >= NAMED_RADIUS * device_pixel_ratio]
    for body in large:
        if body.kind == "tumor_cell" and body.identity == selected:
            return body
    return nearest(large, 0.5 * screen[0], 0.5 * screen[1], NAMED_SHARE * min(screen))


class PartNames:
    """Names the parts of a cell, in two columns beside it."""

    def __init__(self) -> None:
        self._lettering = Lettering()

    def paint(
        self, painter: QPainter, board: Board, body: Body, settings: Mapping[str, float], options: SceneOptions
    ) -> None:
        """Write the names around a cell."""
        left, right = _columns(body, pieces(body, settings))
        for marks, side in ((left, -1.0), (right, 1.0)):
            self._write(painter, board, body, marks, side, options)

    def _write(
        self,
        painter: QPainter,
        board: Board,
        body: Body,
        marks: list[tuple[str, float, float]],
        side: float,
        options: SceneOptions,
    ) -> None:
        labels = [Label(text, SMALL, options.text_scale, options.theme) for text, _, _ in marks]
        sizes = [self._lettering.size(label) for label in labels]
        tops = spread(
            [y - 0.5 * size[1] for (_, _, y), size in zip(marks, sizes, strict=True)],
            [size[1] for size in sizes],
            3.0 * options.text_scale,
            0.0,
            board.height,
        )
        away = body.radius * (body.axes[0] * REACH) + 14.0 * options.text_scale
        for label, size, top, (_, x, y) in zip(labels, sizes, tops, marks, strict=True):
            left = body.x + away if side > 0.0 else body.x - away - size[0]
            left = min(max(left, 4.0), board.width - size[0] - 4.0)
            box = board.place(left, top, size, ((0.0, 1.0), (0.0, -1.0)))
            if box is None:
                continue
            end = QPointF(box.left() if side > 0.0 else box.right(), box.center().y())
            _lead(painter, QPointF(x, y), end, options)
            self._lettering.draw(painter, label, box.left(), box.top())


def _columns(body: Body, parts: list[Piece]) -> tuple[list[tuple[str, float, float]], list[tuple[str, float, float]]]:
    """Return name and place of one of each kind of parts, those named on the left and on the right, from the top down.

    Kinds take turns between the sides; each is shown by its piece farthest on its side.
    """
    kinds: dict[str, list[tuple[float, float]]] = {}
    for piece in parts:
        at = (0.0, 0.62 * (-1.0) ** len(kinds)) if piece.part.where == WHOLE else (piece.along, piece.across)
        kinds.setdefault(piece.part.label, []).append(on_screen(body, Piece(piece.part, *at, 0.0)))
    sides: tuple[list[tuple[str, float, float]], list[tuple[str, float, float]]] = ([], [])
    for order, (name, places) in enumerate(kinds.items()):
        x, y = min(places) if order % 2 == 0 else max(places)
        sides[order % 2].append((name, x, y))
    for side in sides:
        side.sort(key=lambda mark: mark[2])
    return sides


def _lead(painter: QPainter, start: QPointF, end: QPointF, options: SceneOptions) -> None:
    """Draw the line from a part to its name, on a light ground so that it is seen on any picture."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    scale = options.device_pixel_ratio
    for role, width, dot in (("panel", 3.0, 3.2), ("text", 1.0, 2.0)):
        painter.setPen(QPen(colour(role, options.theme, 0.85), width * scale))
        painter.drawLine(start, end)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(role, options.theme))
        painter.drawEllipse(start, dot * scale, dot * scale)
