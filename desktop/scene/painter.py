"""The one drawing path: the screen, exported pictures and thumbnails all come from here.

Back to front: tissue and vessel (painted once for a view, then copied) · doorways · the packed tumor · blood · tumor
cells and what clings to them · immune cells · light on the wall (painted once) · selection · labels. The same snapshot,
camera and options give the same pixels.
"""

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QImage, QPainter

from desktop.engine.arrays import BoolArray, FloatArray
from desktop.engine.model import Model
from desktop.engine.network import VesselNetwork
from desktop.engine.snapshot import Snapshot
from desktop.scene.bodies.actors import ActorPainter, Cast
from desktop.scene.bodies.blood_cells import BloodPainter
from desktop.scene.bodies.close_up import PartNames, immune_bodies, named_body
from desktop.scene.bodies.doorways import DoorwayPainter
from desktop.scene.bodies.organelles import Body, settings_of
from desktop.scene.ground.ground import GroundPainter
from desktop.scene.ground.lymph import NodeCellPainter
from desktop.scene.legend.badges import BadgePainter
from desktop.scene.legend.clones import ClonePainter
from desktop.scene.legend.legend import LegendEntry, legend_entries, paint_swatch
from desktop.scene.look.camera import Camera
from desktop.scene.look.options import SceneOptions
from desktop.scene.look.palette import Theme
from desktop.scene.look.settings import lymph_is_open
from desktop.scene.look.shot import Shot
from desktop.scene.look.vision import Vision, seen_picture
from desktop.scene.raster.artwork import SvgPainter
from desktop.scene.raster.atlas import SpriteSheet
from desktop.scene.raster.canvas import Canvas, is_vector
from desktop.scene.raster.downscaled import draw_shrunk, painted_view
from desktop.scene.raster.pixels import blank_picture, surface_of
from desktop.scene.words.overlays import OverlayPainter
from desktop.scene.words.placing import Board
from desktop.system.number_words import two_digits

__all__ = ["LegendEntry", "SceneOptions", "ScenePainter", "Shot", "legend_entries", "paint_swatch", "pick"]

STUDIOS_KEPT = 3
"""Magnifications whose sprites are kept."""
MOST_SPRITE_BYTES = 24_000_000
"""Bytes of all sprites together beyond which those of the present magnification alone are kept.

Seen from near, those of one magnification may take more by themselves."""
BLOOD_MARGIN = 12.0
"""Bodies in the blood reach no farther than this from their middle, in µm."""
NOTED_NEST = 100.0
"""Nests of this many cells or more carry their number."""
PICK_PIXELS = 10.0
"""Distance in pixels at which a click still finds a cell."""
MOVING_STEPS = 6.0
"""While the camera moves, sprites are made for this many magnifications between two that differ by a factor of two."""


class _Studio:
    """Everything drawn at one magnification in one theme."""

    def __init__(self, theme: Theme, pixels_per_um: float, model: Model, *, flat: bool) -> None:
        self.svg = SvgPainter(theme, pixels_per_um, flat=flat)
        self.badges = BadgePainter(self.svg, model)
        self.clones = ClonePainter(theme)
        self.sheet = SpriteSheet()
        self.blood = BloodPainter(self.svg, model)
        self.node = NodeCellPainter(self.svg, model)
        self.actors = ActorPainter(self.svg, model)
        self.doorways = DoorwayPainter(self.svg)


class ScenePainter:
    """Draws snapshots. Keeps layers and sprites from one call to the next; they never change the picture."""

    def __init__(self) -> None:
        self._model: Model | None = None
        self._studios: dict[tuple[Theme, float, bool], _Studio] = {}
        self._ground = GroundPainter()
        self._overlays = OverlayPainter()
        self._names = PartNames()
        self._picture: QImage | None = None

    @property
    def rarity_box(self) -> QRectF | None:
        """Return where the label about rarity was last written, in device pixels."""
        return self._overlays.rarity_box

    @property
    def sprite_bytes(self) -> int:
        """Return the bytes of all sprites that are kept."""
        return sum(studio.sheet.bytes_kept for studio in self._studios.values())

    def paint(self, painter: QPainter, shot: Shot) -> None:
        """Draw a shot into the rectangle of its size whose top left corner is the painter's origin."""
        seen_as = shot.options.seen_as
        seen_plain = seen_as is Vision.NORMAL and surface_of(painter) is not None
        if seen_plain or is_vector(painter):
            self._paint(painter, shot)
            return
        # Sprites are copied onto pictures; a window gets a picture as a whole.
        if self._picture is None or self._picture.size() != QSize(*shot.size) or shot.options.clear:
            self._picture = blank_picture(*shot.size, clear=shot.options.clear)
        canvas = QPainter(self._picture)
        self._paint(canvas, shot)
        canvas.end()
        normal = seen_as is Vision.NORMAL
        painter.drawImage(0, 0, self._picture if normal else seen_picture(self._picture, seen_as))

    def _paint(self, painter: QPainter, shot: Shot) -> None:
        painter.save()
        painter.setClipRect(0, 0, *shot.size)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        cast = Cast.of(shot.snapshot, shot.camera, shot.room)
        named = _named(cast, shot)
        if shot.options.drawn_scale is None or is_vector(painter):
            self._paint_scene(painter, shot, cast, named)
        else:
            self._paint_shrunk(painter, shot, shot.options.drawn_scale)
        board = self._overlays.paint(painter, shot)
        if shot.options.labels:
            self._note_nests(painter, board, cast, shot.options)
            if named is not None:
                self._names.paint(painter, board, named, settings_of(shot.snapshot), shot.options)
        painter.restore()

    def _paint_shrunk(self, painter: QPainter, shot: Shot, scale: float) -> None:
        """Paint everything but the words at a magnification, in pixels per µm, and shrink it to the shot's own."""
        camera, size = painted_view(shot.camera, shot.size, scale)
        picture = blank_picture(*size, clear=shot.options.clear)
        larger = replace(shot, camera=camera, size=size, options=replace(shot.options, gliding=True))
        canvas = QPainter(picture)
        self._paint_scene(canvas, larger, Cast.of(larger.snapshot, camera, larger.room), None)
        canvas.end()
        draw_shrunk(painter, picture, camera, shot.camera)

    def _paint_scene(self, painter: QPainter, shot: Shot, cast: Cast, named: Body | None) -> None:
        """Paint everything but the words."""
        studio = self._studio(shot)
        canvas = Canvas(painter, studio.sheet)
        front = self._ground.paint(painter, shot)
        self._paint_bodies(canvas, studio, shot, cast, named)
        front(painter)
        if shot.selected is not None:
            studio.actors.draw_selection(canvas, cast, shot.selected, shot.room)

    def _studio(self, shot: Shot) -> _Studio:
        """Return the sprites for a view."""
        model, options = shot.snapshot.model, shot.options
        if model is not self._model:
            self._model = model
            self._studios.clear()
        scale = shot.camera.pixels_per_um
        if options.moving:
            scale = float(2.0 ** (np.rint(MOVING_STEPS * np.log2(scale)) / MOVING_STEPS))
        key = (options.theme, scale, options.high_visibility)
        studio = self._studios.pop(key, None)
        if studio is None:
            studio = _Studio(options.theme, scale, model, flat=options.high_visibility)
        self._studios[key] = studio
        studio.sheet.begin_frame()
        while len(self._studios) > STUDIOS_KEPT or (len(self._studios) > 1 and self.sprite_bytes > MOST_SPRITE_BYTES):
            self._studios.pop(next(iter(self._studios)))
        return studio

    @staticmethod
    def _paint_bodies(canvas: Canvas, studio: _Studio, shot: Shot, cast: Cast, named: Body | None) -> None:
        """Draw everything that moves."""
        snapshot, camera, hidden = shot.snapshot, shot.camera, shot.options.hidden
        doorways = snapshot.scenery.get("doorways")
        if doorways is not None and "doorway" not in hidden:
            studio.doorways.draw(canvas, doorways, snapshot.resource(VesselNetwork), camera)
        studio.actors.draw_mass(canvas, cast, hidden, named)
        margin = BLOOD_MARGIN * camera.pixels_per_um
        node, blood = snapshot.scenery.get("node"), snapshot.scenery.get("blood")
        if node is not None and "lymph" not in hidden and lymph_is_open(snapshot):
            x, y = camera.all_to_screen(node["x"], node["y"])
            studio.node.draw(canvas, node, (x, y), _inside(x, y, shot.room, margin))
        if blood is not None:
            x, y = camera.all_to_screen(blood["x"], blood["y"])
            studio.blood.draw(canvas, blood, (x, y), _inside(x, y, shot.room, margin), shot.options)
        studio.actors.draw_tumor_cells(canvas, cast, shot.options)
        studio.actors.draw_killers(canvas, snapshot, camera, cast, hidden)
        if shot.options.clones:
            studio.clones.draw(canvas, cast, shot.options)
        if shot.options.lettered:
            studio.badges.draw(canvas, snapshot, camera, cast, shot.options)

    def _note_nests(self, painter: QPainter, board: Board, cast: Cast, options: SceneOptions) -> None:
        """Write how many cells the large nests have."""
        if "nest" in options.hidden:
            return
        cells = cast.rows["nest_cells"]
        noted = np.flatnonzero((cells >= NOTED_NEST) & cast.nests() & cast.shown)
        if noted.size == 0:
            return
        reach = cast.drawn_radius()
        for row in noted.tolist():
            text = f"{two_digits(float(cells[row])):,.0f} cells"
            y = float(cast.y[row] + reach[row]) + 2.0
            self._overlays.paint_note(painter, board, text, float(cast.x[row]), y, options)


def _named(cast: Cast, shot: Shot) -> Body | None:
    """Return the cell whose parts are named."""
    hidden = shot.options.hidden
    rows = np.flatnonzero(~(cast.dying | cast.nests()) & cast.shown)
    bodies = [] if "tumor_cell" in hidden else cast.bodies(rows)
    bodies += [body for body in immune_bodies(shot.snapshot, shot.camera) if body.kind not in hidden]
    return named_body(bodies, shot.room, shot.selected, shot.options.device_pixel_ratio)


def pick(snapshot: Snapshot, camera: Camera, x: float, y: float) -> int | None:
    """Return the identity of the tumor cell at a pixel or close to it, None when there is none.

    Of several cells the one whose rim is nearest is taken; cells on their way go before packed and dying ones.
    """
    if snapshot.cells["x"].size == 0:
        return None
    cast = Cast.of(snapshot, camera, (np.inf, np.inf))
    distance = np.hypot(cast.x - x, cast.y - y) - cast.drawn_radius()
    distance[cast.stage["tumor"] | cast.dying] += 0.6 * PICK_PIXELS
    nearest = int(np.argmin(distance))
    return int(cast.rows["identity"][nearest]) if distance[nearest] <= PICK_PIXELS else None


def _inside(x: FloatArray, y: FloatArray, size: tuple[float, float], margin: float) -> BoolArray:
    """Return which points lie on a screen or within a margin around it, shape (n,)."""
    return np.asarray((x > -margin) & (x < size[0] + margin) & (y > -margin) & (y < size[1] + margin))
