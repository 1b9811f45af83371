"""The one drawing path: the screen, exported pictures and thumbnails all come from here.

Back to front: tissue and vessel (painted once for a view, then copied) · doorways · the packed tumor · blood · tumor
cells and what clings to them · immune cells · light on the wall (painted once) · selection · labels. The same snapshot,
camera and options give the same pixels.
"""

from collections.abc import Callable
from hashlib import sha256

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from desktop.engine.arrays import BoolArray, FloatArray
from desktop.engine.contracts import Model
from desktop.engine.network import VesselNetwork
from desktop.engine.snapshot import Snapshot
from desktop.engine.world import World
from desktop.scene.actors import ActorPainter, Cast
from desktop.scene.artwork import Artist
from desktop.scene.atlas import Canvas, SpriteSheet, is_vector
from desktop.scene.blood import BloodPainter
from desktop.scene.camera import Camera
from desktop.scene.doorways import DoorwayPainter
from desktop.scene.layers import Layer, opaque_layer, sparse_layer
from desktop.scene.legend import LegendEntry, legend_entries, paint_swatch
from desktop.scene.options import SceneOptions
from desktop.scene.overlays import Board, OverlayPainter
from desktop.scene.palette import Theme, colour
from desktop.scene.tissue import TissuePainter
from desktop.scene.vessel_shape import VesselShape
from desktop.scene.vessels import VesselPainter

__all__ = ["LegendEntry", "SceneOptions", "ScenePainter", "legend_entries", "paint_swatch", "pick"]

STUDIOS_KEPT = 3
"""Magnifications whose sprites are kept."""
BLOOD_MARGIN = 12.0
"""Bodies in the blood reach no farther than this from their middle, in µm."""
GROUND_NAMES = frozenset({"fibres"})
"""Names in `SceneOptions.hidden` that change the painted layers."""
NOTED_NEST = 100.0
"""Nests of this many cells or more carry their number."""
PICK_PIXELS = 10.0
"""Distance in pixels at which a click still finds a cell."""
MOVING_STEPS = 6.0
"""While the camera moves, sprites are made for this many magnifications between two that differ by a factor of two."""


class _Studio:
    """Everything drawn at one magnification in one theme."""

    def __init__(self, theme: Theme, pixels_per_um: float, model: Model) -> None:
        self.artist = Artist(theme, pixels_per_um)
        self.sheet = SpriteSheet()
        self.blood = BloodPainter(self.artist, model)
        self.actors = ActorPainter(self.artist, model)
        self.doorways = DoorwayPainter(self.artist)


class ScenePainter:
    """Draws snapshots. Keeps layers and sprites from one call to the next; they never change the picture."""

    def __init__(self) -> None:
        self._model: Model | None = None
        self._studios: dict[tuple[Theme, float], _Studio] = {}
        self._layers: tuple[tuple[object, ...], Layer, Layer] | None = None
        self._vessels: tuple[VesselNetwork, str, VesselShape] | None = None
        self._overlays = OverlayPainter()

    def paint(
        self,
        painter: QPainter,
        width: int,
        height: int,
        snapshot: Snapshot,
        camera: Camera,
        options: SceneOptions,
        selected: int | None = None,
    ) -> None:
        """Draw a snapshot into the rectangle from (0, 0) to (width, height), in device pixels.

        ``selected`` is the identity of the tumor cell to mark.
        """
        painter.save()
        painter.setClipRect(0, 0, width, height)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        studio = self._studio(snapshot.model, camera, options)
        size = (float(width), float(height))
        cast, canvas = Cast.of(snapshot, camera, size), Canvas(painter, studio.sheet)
        front = self._paint_back(painter, (width, height), snapshot, camera, options)
        self._paint_bodies(canvas, studio, snapshot, camera, options, cast, size)
        front(painter)
        if selected is not None:
            studio.actors.draw_selection(canvas, cast, selected)
        board = self._overlays.paint(painter, (width, height), snapshot, camera, options)
        if options.labels:
            self._note_nests(painter, board, cast, options)
        painter.restore()

    def _studio(self, model: Model, camera: Camera, options: SceneOptions) -> _Studio:
        """Return the sprites for a view; a full sheet is thrown away and filled anew."""
        if model is not self._model:
            self._model = model
            self._studios.clear()
        scale = camera.pixels_per_um
        if options.moving:
            scale = float(2.0 ** (np.rint(MOVING_STEPS * np.log2(scale)) / MOVING_STEPS))
        key = (options.theme, scale)
        studio = self._studios.pop(key, None)
        if studio is None or studio.sheet.worn_out:
            studio = _Studio(options.theme, scale, model)
        self._studios[key] = studio
        while len(self._studios) > STUDIOS_KEPT:
            self._studios.pop(next(iter(self._studios)))
        return studio

    def _paint_back(
        self, painter: QPainter, size: tuple[int, int], snapshot: Snapshot, camera: Camera, options: SceneOptions
    ) -> Callable[[QPainter], None]:
        """Draw what lies behind the blood and return what draws the light before it."""
        world, network = snapshot.resource(World), snapshot.resource(VesselNetwork)
        digest, shape = self._shape_of(network)
        tissue, vessels = TissuePainter(world, options.theme), VesselPainter(shape, world, options.theme)
        view = QRectF(camera.x, camera.y, size[0] / camera.pixels_per_um, size[1] / camera.pixels_per_um)

        def paint_back(canvas: QPainter) -> None:
            tissue.paint(canvas, view, options.hidden)
            vessels.paint_back(canvas)

        def paint_front(canvas: QPainter) -> None:
            # The ground is painted once more, over the mist alone: the blood comes out of the tissue itself.
            vessels.paint_mist(canvas, colour("tissue", options.theme))
            canvas.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceAtop)
            for mist in vessels.mists():
                if mist.intersects(view):
                    canvas.setClipRect(mist)
                    tissue.paint(canvas, mist, options.hidden)

        def paint_shapes_front(canvas: QPainter) -> None:
            vessels.paint_light(canvas)
            vessels.paint_mist(canvas, colour("tissue", options.theme))

        if is_vector(painter):
            _in_world(painter, camera, paint_back)
            return lambda canvas: _in_world(canvas, camera, paint_shapes_front)
        if options.moving and self._layers is not None:
            _, back, front = self._layers
            painter.fillRect(0, 0, *size, colour("tissue", options.theme))
            back.draw_stretched(painter, camera)
            return lambda canvas: front.draw_stretched(canvas, camera)
        grounds = tuple(sorted(options.hidden & GROUND_NAMES))
        key = (size, camera, options.theme, grounds, world, digest)
        if self._layers is None or self._layers[0] != key:
            back = opaque_layer(*size, camera, paint_back)
            self._layers = (key, back, sparse_layer(*size, camera, paint_front, vessels.paint_front))
        self._layers[1].draw(painter)
        return self._layers[2].draw

    def _shape_of(self, network: VesselNetwork) -> tuple[str, VesselShape]:
        """Return a digest of a network's shape, and the shape; a change of flow alone leaves both as they are."""
        known = self._vessels
        if known is None or known[0] is not network:
            digest = sha256(network.centreline.tobytes() + network.radius.tobytes()).hexdigest()
            shape = known[2] if known is not None and known[1] == digest else VesselShape(network)
            known = self._vessels = (network, digest, shape)
        return known[1], known[2]

    @staticmethod
    def _paint_bodies(
        canvas: Canvas,
        studio: _Studio,
        snapshot: Snapshot,
        camera: Camera,
        options: SceneOptions,
        cast: Cast,
        size: tuple[float, float],
    ) -> None:
        """Draw everything that moves."""
        hidden = options.hidden
        doorways = snapshot.scenery.get("doorways")
        if doorways is not None and "doorway" not in hidden:
            studio.doorways.draw(canvas, doorways, snapshot.resource(VesselNetwork), camera)
        studio.actors.draw_mass(canvas, cast, hidden)
        blood = snapshot.scenery.get("blood")
        if blood is not None:
            x, y = camera.all_to_screen(blood["x"], blood["y"])
            margin = BLOOD_MARGIN * camera.pixels_per_um
            shown = _inside(x, y, size, margin)
            studio.blood.draw(canvas, blood, (x, y), shown, hidden)
        studio.actors.draw_tumor_cells(canvas, cast, options)
        studio.actors.draw_killers(canvas, snapshot, camera, cast, hidden)

    def _note_nests(self, painter: QPainter, board: Board, cast: Cast, options: SceneOptions) -> None:
        """Write how many cells the large nests have."""
        if "nest" in options.hidden:
            return
        cells = cast.rows["nest_cells"]
        reach = cast.drawn_radius()
        for row in np.flatnonzero(cast.nests() & cast.shown & (cells >= NOTED_NEST)).tolist():
            text = f"{two_digits(float(cells[row])):,.0f} cells"
            y = float(cast.y[row] + reach[row]) + 2.0
            self._overlays.paint_note(painter, board, text, float(cast.x[row]), y, options)


def pick(snapshot: Snapshot, camera: Camera, x: float, y: float) -> int | None:
    """Return the identity of the tumor cell at a pixel or close to it, None when there is none.

    Of several cells the one whose rim is nearest is taken; cells on their way go before packed ones.
    """
    if snapshot.cells["x"].size == 0:
        return None
    cast = Cast.of(snapshot, camera, (np.inf, np.inf))
    distance = np.hypot(cast.x - x, cast.y - y) - cast.drawn_radius()
    distance[cast.dying] = np.inf
    distance[cast.stage["tumor"]] += 0.6 * PICK_PIXELS
    nearest = int(np.argmin(distance))
    return int(cast.rows["identity"][nearest]) if distance[nearest] <= PICK_PIXELS else None


def two_digits(number: float) -> float:
    """Round a number to two significant digits."""
    return float(f"{number:.1e}")


def _inside(x: FloatArray, y: FloatArray, size: tuple[float, float], margin: float) -> BoolArray:
    """Return which points lie on a screen or within a margin around it, shape (n,)."""
    return np.asarray((x > -margin) & (x < size[0] + margin) & (y > -margin) & (y < size[1] + margin))


def _in_world(painter: QPainter, camera: Camera, paint: Callable[[QPainter], None]) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setTransform(camera.transform(), combine=True)
    paint(painter)
    painter.restore()
