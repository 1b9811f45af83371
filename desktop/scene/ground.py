"""What stands still: tissue, lymph and vessels, painted once for a view and then copied."""

from collections.abc import Callable
from hashlib import sha256

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from desktop.engine.network import DrainageNetwork, VesselNetwork
from desktop.engine.snapshot import Snapshot
from desktop.engine.world import World
from desktop.scene.atlas import is_vector
from desktop.scene.camera import Camera
from desktop.scene.choices import lymph_is_open, organ_kind
from desktop.scene.layers import Layer, opaque_layer, sparse_layer
from desktop.scene.lymph import LymphPainter
from desktop.scene.lymph_shape import LymphShape
from desktop.scene.options import SceneOptions
from desktop.scene.palette import colour
from desktop.scene.tissue import TissuePainter
from desktop.scene.vessel_shape import VesselShape
from desktop.scene.vessels import VesselPainter

GROUND_NAMES = frozenset({"fibres", "lymph"})
"""Names in `SceneOptions.hidden` that change the painted layers."""


class _Scenery:
    """The painters of one ground; each maps µm to the screen by the painter it is given."""

    def __init__(
        self,
        world: World,
        tissue: TissuePainter,
        shape: VesselShape,
        lymph: LymphPainter | None,
        view: QRectF,
        options: SceneOptions,
    ) -> None:
        theme, flat = options.theme, options.high_visibility
        self._tissue = tissue
        self._vessels = VesselPainter(shape, world, theme, view, flat=flat)
        self._lymph = lymph
        self._view = view
        self._theme = theme
        self._hidden = options.hidden
        self._clear = options.clear

    def paint_back(self, painter: QPainter) -> None:
        """Paint what lies behind the blood."""
        if not self._clear:
            self._tissue.paint(painter, self._view, self._hidden)
        if self._lymph is not None:
            self._lymph.paint_back(painter)
        self._vessels.paint_back(painter)
        if self._lymph is not None:
            self._lymph.paint_mouth(painter)

    def paint_veil(self, painter: QPainter) -> None:
        """Paint the tissue the blood comes out of: the ground once more, over the mist alone."""
        if self._clear:
            return
        self._vessels.paint_mist(painter, colour("tissue", self._theme))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceAtop)
        for mist in self._vessels.mists():
            if mist.intersects(self._view):
                painter.setClipRect(mist)
                self._tissue.paint(painter, mist, self._hidden)
                if self._lymph is not None:
                    self._lymph.paint_back(painter)

    def paint_light(self, painter: QPainter) -> None:
        """Paint the near wall and the light on it."""
        self._vessels.paint_front(painter)

    def paint_shapes_front(self, painter: QPainter) -> None:
        """Paint what lies before the blood on a page of shapes."""
        self._vessels.paint_light(painter)
        self._vessels.paint_mist(painter, colour("tissue", self._theme))


class GroundPainter:
    """Paints the ground, and keeps it as layers from one call to the next."""

    def __init__(self) -> None:
        self._layers: tuple[tuple[object, ...], Layer, Layer] | None = None
        self._vessels: tuple[VesselNetwork, str, VesselShape] | None = None
        self._lymph: tuple[DrainageNetwork, str, LymphShape] | None = None
        self._tissue: tuple[tuple[object, ...], TissuePainter] | None = None

    def paint(
        self, painter: QPainter, size: tuple[int, int], snapshot: Snapshot, camera: Camera, options: SceneOptions
    ) -> Callable[[QPainter], None]:
        """Draw what lies behind the blood and return what draws the light before it."""
        if options.moving and self._layers is not None and not is_vector(painter):
            _, back, front = self._layers
            painter.fillRect(0, 0, *size, colour("tissue", options.theme))
            back.draw_stretched(painter, camera)
            return lambda canvas: front.draw_stretched(canvas, camera)
        left, top = 0, 0
        if options.gliding and not is_vector(painter):
            size, camera, left, top = _beyond(size, camera)
        scenery, digest = self._scenery(size, snapshot, camera, options)
        if is_vector(painter):
            _in_world(painter, camera, scenery.paint_back)
            return lambda canvas: _in_world(canvas, camera, scenery.paint_shapes_front)
        hidden = tuple(sorted(options.hidden & GROUND_NAMES))
        key = (size, camera, options.theme, options.high_visibility, options.clear, hidden, digest)
        if self._layers is None or self._layers[0] != key:
            paint_layer = sparse_layer if options.clear else opaque_layer
            back = paint_layer(*size, camera, scenery.paint_back)
            self._layers = (key, back, sparse_layer(*size, camera, scenery.paint_veil, scenery.paint_light))
        back, front = self._layers[1:]
        _shifted(painter, left, top, back)
        return lambda canvas: _shifted(canvas, left, top, front)

    def _scenery(
        self, size: tuple[int, int], snapshot: Snapshot, camera: Camera, options: SceneOptions
    ) -> tuple[_Scenery, tuple[object, ...]]:
        """Return the painters of a view, and what else the ground depends on."""
        world, network = snapshot.resource(World), snapshot.resource(VesselNetwork)
        known = self._vessels
        if known is None or known[0] is not network:
            digest = _digest(network)
            shape = known[2] if known is not None and known[1] == digest else VesselShape(network)
            known = self._vessels = (network, digest, shape)
        view = QRectF(camera.x, camera.y, size[0] / camera.pixels_per_um, size[1] / camera.pixels_per_um)
        lymph, drained = self._lymph_of(snapshot, view, options)
        organ = organ_kind(snapshot)
        kind = (world, options.theme, organ, options.high_visibility)
        if self._tissue is None or self._tissue[0] != kind:
            self._tissue = kind, TissuePainter(world, options.theme, organ, flat=options.high_visibility)
        scenery = _Scenery(world, self._tissue[1], known[2], lymph, view, options)
        return scenery, (world, organ, known[1], drained, lymph_is_open(snapshot))

    def _lymph_of(self, snapshot: Snapshot, view: QRectF, options: SceneOptions) -> tuple[LymphPainter | None, str]:
        """Return the painter of the lymph, None when there is none in view, and a digest of its shape."""
        network = snapshot.resources.get(DrainageNetwork)
        if not isinstance(network, DrainageNetwork) or "lymph" in options.hidden:
            return None, ""
        known = self._lymph
        if known is None or known[0] is not network:
            digest = _digest(network)
            shape = known[2] if known is not None and known[1] == digest else LymphShape(network)
            known = self._lymph = (network, digest, shape)
        if not known[2].box.intersects(view):
            return None, known[1]
        return LymphPainter(known[2], options.theme, is_open=lymph_is_open(snapshot)), known[1]


def _beyond(size: tuple[int, int], camera: Camera) -> tuple[tuple[int, int], Camera, int, int]:
    """Return size and view of a ground that is half a screen larger, and where its corner lies on the screen.

    The corner lies on a grid of half screens, so that it depends on where the camera is and not on where it was.
    """
    scale, grid = camera.pixels_per_um, (max(size[0] // 2, 1), max(size[1] // 2, 1))
    place = round(camera.x * scale), round(camera.y * scale)
    corner = place[0] // grid[0] * grid[0], place[1] // grid[1] * grid[1]
    larger = size[0] + grid[0], size[1] + grid[1]
    return larger, Camera(corner[0] / scale, corner[1] / scale, scale), corner[0] - place[0], corner[1] - place[1]


def _shifted(painter: QPainter, left: int, top: int, layer: Layer) -> None:
    painter.translate(left, top)
    layer.draw(painter)
    painter.translate(-left, -top)


def _digest(network: VesselNetwork) -> str:
    """Return a digest of a network's shape: a change of flow alone leaves it as it is."""
    return sha256(network.centreline.tobytes() + network.radius.tobytes()).hexdigest()


def _in_world(painter: QPainter, camera: Camera, paint: Callable[[QPainter], None]) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setTransform(camera.transform(), combine=True)
    paint(painter)
    painter.restore()
