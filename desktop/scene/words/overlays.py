"""What is written over the scene: the row of stages, a clock for each place, the scale, and how rare cells are.

Every label is placed in turn; one that finds no free room gives way, so that nothing overlaps.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import ceil, floor, log10
from re import sub

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from desktop.engine.clocks import in_words
from desktop.engine.network import DrainageNetwork, VesselNetwork
from desktop.engine.snapshot import Snapshot
from desktop.engine.world import World
from desktop.scene.look.camera import Camera
from desktop.scene.look.options import SceneOptions
from desktop.scene.look.palette import colour
from desktop.scene.look.settings import clone_number, lymph_is_open, tumor_is_there
from desktop.scene.look.shot import Shot
from desktop.scene.raster.canvas import is_vector
from desktop.scene.raster.clone_disc import paint_clone
from desktop.scene.raster.layers import Layer, sparse_layer
from desktop.scene.words.anchors import Anchor, node_title, place_anchors, region_title, stage_anchors
from desktop.scene.words.placing import Board, nearest_point
from desktop.scene.words.sights import Sights, sights_of
from desktop.scene.words.text import BODY, SMALL, TITLE, Label, Lettering, Typeset

EDGE = 10.0
"""Space between a label and the edge of the scene, in pixels at scale 1."""
BAR_LENGTHS = (0.5, 1.0, 2.0, 5.0)
"""Round numbers, from just below a power of ten: its logarithm may be rounded up to the next one."""
BAR_PIXELS = 130.0
SCREEN = Camera(0.0, 0.0, 1.0)
"""The view in which a layer's µm are pixels."""
DIGITS = "0123456789"
SEPARATOR = " · "
RARITY_STEP = 64.0
"""The label about rarity takes room in steps of this width, in pixels at scale 1."""
RULER_HEIGHT = 34.0
FOOT_HEIGHT = 46.0
"""Heights of the row of stages and of the line about rarity in pixels at scale 1, which a view of the whole world
keeps free above and below."""
REMOVED = "where the tumor was"
NEAR = 4.0
"""A label this far from what it tells of, in pixels at scale 1, needs no line to it."""


class OverlayPainter:
    """Writes over the scene, in pixels. What does not change from one picture to the next is kept as a layer."""

    def __init__(self) -> None:
        self._lettering = Lettering()
        self._kept: tuple[tuple[object, ...], Layer, tuple[QRectF, ...]] | None = None
        self._sights: tuple[tuple[object, ...], Sights] | None = None
        self._rarity: tuple[tuple[object, ...], Label, float] | None = None
        self.rarity_box: QRectF | None = None
        """Where the label about rarity was last written, in pixels."""

    def paint(self, painter: QPainter, shot: Shot) -> Board:
        """Write everything that is asked for and return what room it took."""
        snapshot, camera, options, size = shot.snapshot, shot.camera, shot.options, shot.size
        board = Board(*shot.room)
        self._write_rarity(painter, board, options)
        if options.moving or options.gliding or is_vector(painter):
            self._write(painter, board, shot)
            return board
        world, standing = snapshot.resource(World), (replace(options, rarity_text=""), *board.taken)
        lymph = (snapshot.resources.get(DrainageNetwork), lymph_is_open(snapshot), clone_number(snapshot))
        key = (size, camera, shot.hidden, *standing, world, snapshot.resource(VesselNetwork), lymph, _paces(snapshot))
        if self._kept is None or self._kept[0] != key:
            layer = sparse_layer(*size, SCREEN, lambda canvas: self._write(canvas, board, shot))
            self._kept = (key, layer, tuple(board.taken))
        self._kept[1].draw(painter)
        board.taken[:] = self._kept[2]
        return board

    def _write(self, painter: QPainter, board: Board, shot: Shot) -> None:
        snapshot, camera, options = shot.snapshot, shot.camera, shot.options
        world = snapshot.resource(World)
        board.sights, board.camera = self._sights_of(snapshot), camera
        if options.stage_names:
            self._paint_stages(painter, board, world, camera, options)
        if options.scale_bar:
            self._paint_scale(painter, board, camera, options)
        if shot.hidden is not None:
            board.taken.append(QRectF(*shot.hidden))
        if options.clones:
            self._paint_clones(painter, board, clone_number(snapshot), options)
        if options.labels:
            self._paint_titles(painter, board, snapshot, camera, options)
        if options.clock_badges:
            self._paint_clocks(painter, board, snapshot, camera, options)

    def _sights_of(self, snapshot: Snapshot) -> Sights:
        """Return what labels must not cover; it changes with the vessels only."""
        key = (snapshot.resource(World), snapshot.resource(VesselNetwork), snapshot.resources.get(DrainageNetwork))
        if self._sights is None or self._sights[0] != key:
            self._sights = (key, sights_of(snapshot))
        return self._sights[1]

    def _write_rarity(self, painter: QPainter, board: Board, options: SceneOptions) -> None:
        """Write how rare cells are, before all else: its number changes while the other words stand.

        It takes the room of any number of as many digits, so that they need not move with it.
        """
        self.rarity_box = None
        if not options.rarity_text:
            return
        key = (options.rarity_text, options.text_scale, options.theme, board.width, board.height)
        if self._rarity is None or self._rarity[0] != key:
            self._rarity = (key, *self._fit_rarity(board, options))
        _, label, room = self._rarity
        (width, height), edge = self._lettering.size(label), EDGE * options.text_scale
        right, bottom = board.width - edge, board.height - edge
        if board.place(right - room, bottom - height, (room, height), ()) is not None:
            self.rarity_box = QRectF(right - width, bottom - height, width, height)
            self._lettering.draw(painter, label, right - width, bottom - height)

    def _fit_rarity(self, board: Board, options: SceneOptions) -> tuple[Label, float]:
        """Return the label about rarity, small or shortened where the screen is narrow, and the room it takes."""
        scale = options.text_scale
        label = Label(options.rarity_text, BODY, scale, options.theme, role="text_soft")
        if self._room(label) > 0.62 * board.width:
            label = replace(label, size=SMALL)
        greatest = board.width - 2.0 * EDGE * scale
        if self._room(label) > greatest:
            # The first of its two statements is better than half of the second.
            label = replace(label, text=label.text.partition(SEPARATOR)[0])
        if self._room(label) > greatest:
            label = shortened(label, greatest)
        # In wide steps: with one digit more the other words need not be written anew.
        step = RARITY_STEP * scale
        return label, min(ceil(self._room(label) / step) * step, max(greatest, self._room(label)))

    def _room(self, label: Label) -> float:
        """Return the greatest width of a label whose digits may change, in pixels."""
        return max(self._lettering.size(replace(label, text=sub(r"\d", digit, label.text)))[0] for digit in DIGITS)

    def _paint_stages(
        self, painter: QPainter, board: Board, world: World, camera: Camera, options: SceneOptions
    ) -> None:
        scale = options.text_scale
        anchors = [(words, camera.to_screen(x, 0.0)[0]) for _, words, x in stage_anchors(world)]
        seen = [(name, x) for name, x in anchors if 0.0 <= x <= board.width]
        labels = [Label(name, BODY, scale, options.theme, plate=False, bold=True) for name, _ in seen]
        widths = [self._lettering.size(label)[0] for label in labels]
        edge, gap = EDGE * scale, 14.0 * scale
        if sum(widths) + gap * len(widths) + 2.0 * edge > board.width:
            labels = [Label(name, SMALL, scale, options.theme, plate=False, bold=True) for name, _ in seen]
            widths = [self._lettering.size(label)[0] for label in labels]
            gap = 8.0 * scale
        while labels and sum(widths) + gap * len(widths) + 2.0 * edge > board.width:
            # Too narrow for all: every second name gives way, the first and the last stay longest.
            labels, widths, seen = labels[::2], widths[::2], seen[::2]
        if not labels:
            return
        height = self._lettering.size(labels[0])[1]
        strip = QRectF(0.0, 0.0, board.width, round(height + 13.0 * scale))
        painter.fillRect(strip, colour("panel", options.theme, 0.86))
        board.taken.append(strip)
        left = spread(
            [x - 0.5 * w for (_, x), w in zip(seen, widths, strict=True)], widths, gap, edge, board.width - edge
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.fillRect(QRectF(0.0, strip.bottom() - 1.0, board.width, 1.0), colour("hairline", options.theme))
        tick = colour("text_soft", options.theme)
        for label, start, width in zip(labels, left, widths, strict=True):
            self._lettering.draw(painter, label, start, 4.0 * scale)
            painter.fillRect(
                QRectF(
                    round(start + 0.5 * width), strip.bottom() - round(6.0 * scale), max(1.0, scale), round(6.0 * scale)
                ),
                tick,
            )

    def _paint_scale(self, painter: QPainter, board: Board, camera: Camera, options: SceneOptions) -> None:
        scale = options.text_scale
        length = bar_length(BAR_PIXELS * scale / camera.pixels_per_um)
        pixels = length * camera.pixels_per_um
        text = f"{length / 1000.0:g} mm" if length >= 1000.0 else f"{length:g} µm"
        label = Label(text, BODY, scale, options.theme, plate=False, bold=True)
        width, height = self._lettering.size(label)
        pad = 7.0 * scale
        wide, high = max(pixels, width) + 2.0 * pad, height + 12.0 * scale
        box = board.place(EDGE * scale, board.height - EDGE * scale - high, (wide, high), ((0.0, -1.0),))
        if box is None:
            return
        self._plate(painter, box, options)
        self._lettering.draw(painter, label, box.center().x() - 0.5 * width, box.top() + 2.0 * scale)
        y, left = box.bottom() - 6.5 * scale, box.center().x() - 0.5 * pixels
        pen = QPen(colour("text", options.theme), 2.0 * scale)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawLine(QPointF(left, y), QPointF(left + pixels, y))
        for end in (left + scale, left + pixels - scale):
            painter.drawLine(QPointF(end, y - 4.0 * scale), QPointF(end, y + 3.0 * scale))

    def _paint_clones(self, painter: QPainter, board: Board, number: int, options: SceneOptions) -> None:
        """Write which color is which clone, above the scale."""
        scale = options.text_scale
        label = Label("clones" if number > 1 else "clone", SMALL, scale, options.theme, plate=False, bold=True)
        (width, height), radius, pad = self._lettering.size(label), 8.0 * scale, 6.0 * scale
        step = 2.0 * radius + 4.0 * scale
        size = (width + number * step + 2.0 * pad, max(height, 2.0 * radius) + pad)
        box = board.place(EDGE * scale, board.height - EDGE * scale - size[1], size, ((0.0, -1.0), (1.0, 0.0)))
        if box is None:
            return
        self._plate(painter, box, options)
        self._lettering.draw(painter, label, box.left() + pad, box.center().y() - 0.5 * height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for clone in range(number):
            middle = QPointF(box.left() + pad + width + (clone + 0.5) * step, box.center().y())
            paint_clone(painter, clone, middle, radius, options.theme)

    def _paint_clocks(
        self, painter: QPainter, board: Board, snapshot: Snapshot, camera: Camera, options: SceneOptions
    ) -> None:
        anchors, paces = place_anchors(snapshot), _paces(snapshot)
        for index, place in enumerate(snapshot.model.places):
            if place.name in anchors:
                label = Label(f"here 1 s = {paces[index]}", SMALL, options.text_scale, options.theme, clock=True)
                self._write_near(painter, board, label, anchors[place.name], camera)

    def _paint_titles(
        self, painter: QPainter, board: Board, snapshot: Snapshot, camera: Camera, options: SceneOptions
    ) -> None:
        node = node_title(snapshot)
        titles = [
            (_title(region.name, region.label, snapshot), TITLE, region_title(region))
            for region in snapshot.resource(World).regions
        ]
        if node is not None and "lymph" not in options.hidden:
            titles.append(("lymph node" if lymph_is_open(snapshot) else "lymph: closed", BODY, node))
        for text, type_size, anchor in titles:
            label = Label(text, type_size, options.text_scale, options.theme, plate=False, bold=True)
            self._write_near(painter, board, label, anchor, camera)

    def _write_near(self, painter: QPainter, board: Board, label: Label, anchor: Anchor, camera: Camera) -> None:
        """Write a label where it belongs, with a line to what it tells of where that is not beside it.

        A place that is out of sight has no label, nor one about which there is no room.
        """
        target = camera.to_screen(*anchor.target)
        if not (0.0 <= target[0] <= board.width and 0.0 <= target[1] <= board.height):
            return
        size = self._lettering.size(label)
        box = board.place_near(camera.to_screen(*anchor.middle), size, target)
        if box is None:
            return
        end = nearest_point(box, target)
        # A title stands out by itself; only far away it needs a line as well.
        if (end - QPointF(*target)).manhattanLength() > (NEAR * label.scale if label.plate else 1.5 * size[1]):
            lead(painter, QPointF(*target), end, label)
        self._lettering.draw(painter, label, box.left(), box.top())

    def paint_note(self, painter: QPainter, board: Board, text: str, x: float, y: float, options: SceneOptions) -> None:
        """Write a small note below a pixel, such as the size of a nest."""
        label = Label(text, SMALL, options.text_scale, options.theme)
        size = self._lettering.size(label)
        box = board.place(x - 0.5 * size[0], y, size, ((0.0, 1.0), (0.0, -1.0)))
        if box is not None:
            self._lettering.draw(painter, label, box.left(), box.top())

    @staticmethod
    def _plate(painter: QPainter, box: QRectF, options: SceneOptions) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour("hairline", options.theme), 1.0))
        painter.setBrush(colour("panel", options.theme, 0.9))
        corner = 5.0 * options.text_scale
        painter.drawRoundedRect(box, corner, corner)


def _title(name: str, label: str, snapshot: Snapshot) -> str:
    """Return what a region is called: a tumor that has been removed is none any longer."""
    return REMOVED if name == "tumor" and not tumor_is_there(snapshot) else label


def _paces(snapshot: Snapshot) -> tuple[str, ...]:
    """Return how long a second of animation lasts in each place, as it is written: it often changes by less."""
    return tuple(in_words(float(pace)) for pace in snapshot.pace)


def lead(painter: QPainter, start: QPointF, end: QPointF, label: Label) -> None:
    """Draw the line from a place to its label, on a light ground so that it is seen on any picture."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for role, width, dot in (("panel", 3.0, 3.0), ("text_soft", 1.0, 2.0)):
        shade = colour(role, label.theme, 0.9)
        painter.setPen(QPen(shade, width * label.scale))
        painter.drawLine(start, end)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shade)
        painter.drawEllipse(start, dot * label.scale, dot * label.scale)


def spread(starts: Sequence[float], widths: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move intervals as little as needed so that they keep their order, a gap apart, between two limits."""
    placed, end = [], low
    for start, width in zip(starts, widths, strict=True):
        placed.append(max(start, end))
        end = placed[-1] + width + gap
    limit = high
    for index in range(len(placed) - 1, -1, -1):
        placed[index] = min(placed[index], limit - widths[index])
        limit = placed[index] - gap
    return placed


def bar_length(greatest: float) -> float:
    """Return the greatest of 1, 2, 5, 10, 20 … µm that is not longer than a length in µm."""
    power = 10.0 ** floor(log10(greatest))
    return max(step * power for step in BAR_LENGTHS if step * power <= greatest)


def shortened(label: Label, room: float) -> Label:
    """Return a label cut with an ellipsis so that it is no wider than some pixels."""
    shape = Typeset(label)
    text = QFontMetricsF(shape.font).elidedText(
        label.text, Qt.TextElideMode.ElideRight, room - 2.0 * shape.padding[0] - 2.0
    )
    return Label(text, label.size, label.scale, label.theme, label.role, label.plate, label.bold, label.clock)
