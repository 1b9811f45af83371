"""What stands still: tissue, lymph and vessels, painted once for a view and then copied."""

from collections.abc import Callable
from hashlib import sha256

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from desktop.engine.network import DrainageNetwork, VesselNetwork
from desktop.engine.snapshot import Snapshot
from desktop.engine.world import World
from desktop.scene.ground.lymph import LymphPainter
from desktop.scene.ground.lymph_shape import LymphShape
from desktop.scene.ground.tissue import TissuePainter
from desktop.scene.ground.vessel_shape import VesselShape
from desktop.scene.ground.vessels import VesselPainter
from desktop.scene.look.camera import Camera
from desktop.scene.look.options import SceneOptions
from desktop.scene.look.palette import colour
from desktop.scene.look.settings import lymph_is_open, organ_kind
from desktop.scene.look.shot import Shot
from desktop.scene.raster.canvas import is_vector
from desktop.scene.raster.layers import Layer
from desktop.scene.raster.tiles import Key, Mosaic, Paints

GROUND_NAMES = frozenset({"fibres", "lymph"})
"""Names in `SceneOptions.hidden` that change the painted layers."""


class _Scenery:
    """The painters of one ground; each maps µm to the screen by the painter it is given."""

    def __init__(
        self,
        tissue: TissuePainter,
        vessels: VesselPainter,
        lymph: LymphPainter | None,
        view: QRectF,
        options: SceneOptions,
    ) -> None:
        self._tissue = tissue
        self._vessels = vessels
        self._lymph = lymph
        self._view = view
        self._theme = options.theme
        self._hidden = options.hidden
        self._clear = options.clear

    def paints(self) -> Paints:
        """Return what paints the layers."""
        ground = None if self._clear else colour("tissue", self._theme)
        return Paints(self.paint_back, (self.paint_veil, self.paint_light), ground)

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
        lymph = None if self._lymph is None else self._lymph.outline()
        self._vessels.paint_mist(painter, colour("tissue", self._theme), lymph)


class GroundPainter:
    """Paints the ground, and keeps it as layers from one call to the next."""

    def __init__(self) -> None:
        self._layers: tuple[Key, Layer, Layer] | None = None
        self._vessels: tuple[VesselNetwork, str, VesselShape] | None = None
        self._lymph: tuple[DrainageNetwork, str, LymphShape] | None = None
        self._mosaic = Mosaic()
        self._tissue: tuple[Key, TissuePainter] | None = None

    def paint(self, painter: QPainter, shot: Shot) -> Callable[[QPainter], None]:
        """Draw what lies behind the blood and return what draws the light before it."""
        snapshot, camera, options, size = shot.snapshot, shot.camera, shot.options, shot.size
        if options.moving and self._layers is not None and not is_vector(painter):
            _, back, front = self._layers
            painter.fillRect(0, 0, *size, colour("tissue", options.theme))
            back.draw_stretched(painter, camera)
            return lambda canvas: front.draw_stretched(canvas, camera)
        view = QRectF(camera.x, camera.y, size[0] / camera.pixels_per_um, size[1] / camera.pixels_per_um)
        if is_vector(painter):
            scenery = self._scenery(view, snapshot, options)
            _in_world(painter, camera, scenery.paint_back)
            return lambda canvas: _in_world(canvas, camera, scenery.paint_shapes_front)
        look = self._look(snapshot, options)
        if options.gliding:
            return self._mosaic.paint(
                painter, size, camera, look, lambda part: self._scenery(part, snapshot, options).paints()
            )
        self._mosaic.clear()
        key = (size, camera, *look)
        if self._layers is None or self._layers[0] != key:
            paints = self._scenery(view, snapshot, options).paints()
            self._layers = key, *paints.layers(*size, camera)
        back, front = self._layers[1:]
        back.draw(painter)
        return front.draw

    def _look(self, snapshot: Snapshot, options: SceneOptions) -> Key:
        """Return everything the ground depends on besides the view."""
        hidden = tuple(sorted(options.hidden & GROUND_NAMES))
        drained = self._lymph_shape(snapshot, options)
        return (
            (options.theme, options.high_visibility, options.clear, hidden),
            (snapshot.resource(World), organ_kind(snapshot), self._vessel_shape(snapshot)[0]),
            (drained and drained[0], lymph_is_open(snapshot)),
        )

    def _scenery(self, view: QRectF, snapshot: Snapshot, options: SceneOptions) -> _Scenery:
        """Return the painters of a view in µm."""
        world, organ = snapshot.resource(World), organ_kind(snapshot)
        kind = (world, options.theme, organ, options.high_visibility)
        if self._tissue is None or self._tissue[0] != kind:
            self._tissue = kind, TissuePainter(world, options.theme, organ, flat=options.high_visibility)
        vessels = VesselPainter(
            self._vessel_shape(snapshot)[1], world, options.theme, view, flat=options.high_visibility
        )
        drained, lymph = self._lymph_shape(snapshot, options), None
        if drained is not None and drained[1].box.intersects(view):
            lymph = LymphPainter(drained[1], options.theme, is_open=lymph_is_open(snapshot))
        return _Scenery(self._tissue[1], vessels, lymph, view, options)

    def _vessel_shape(self, snapshot: Snapshot) -> tuple[str, VesselShape]:
        """Return the shape of the vessels and its digest."""
        network, known = snapshot.resource(VesselNetwork), self._vessels
        if known is None or known[0] is not network:
            digest = _digest(network)
            shape = known[2] if known is not None and known[1] == digest else VesselShape(network)
            known = self._vessels = (network, digest, shape)
        return known[1:]

    def _lymph_shape(self, snapshot: Snapshot, options: SceneOptions) -> tuple[str, LymphShape] | None:
        """Return the shape of the lymph and its digest, None when there is none."""
        network = snapshot.resources.get(DrainageNetwork)
        if not isinstance(network, DrainageNetwork) or "lymph" in options.hidden:
            return None
        known = self._lymph
        if known is None or known[0] is not network:
            digest = _digest(network)
            shape = known[2] if known is not None and known[1] == digest else LymphShape(network)
            known = self._lymph = (network, digest, shape)
        return known[1:]


def _digest(network: VesselNetwork) -> str:
    """Return a digest of a network's shape: a change of flow alone leaves it as it is."""
    return sha256(network.centreline.tobytes() + network.radius.tobytes()).hexdigest()


def _in_world(painter: QPainter, camera: Camera, paint: Callable[[QPainter], None]) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setTransform(camera.transform(), combine=True)
    paint(painter)
    painter.restore()
