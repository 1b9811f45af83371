"""The scene on the screen: the painter's picture, and what mouse and keys do to the view."""

from collections.abc import Callable
from dataclasses import replace
from time import perf_counter

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QRegion,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from desktop.engine.snapshot import Snapshot
from desktop.engine.world import World
from desktop.scene.bodies.bystanders import pick_bystander
from desktop.scene.look.camera import Camera
from desktop.scene.look.options import SceneOptions
from desktop.scene.painter import ScenePainter, Shot, pick
from desktop.scene.raster.pixels import blank_picture, picture_under
from desktop.scene.words.anchors import stage_anchors
from desktop.scene.words.overlays import FOOT_HEIGHT, RULER_HEIGHT
from desktop.ui.look import metrics
from desktop.ui.look.theme import Look
from desktop.ui.scene.camera_control import CameraControl
from desktop.ui.scene.caption import Caption
from desktop.ui.scene.rings import Rings

WHEEL_STEP = 1.0015
KEY_ZOOM = 1.25
KEY_PAN = 0.12
CLICK_SLACK = 4.0
COST_SHARE = 0.05
"""Share of each picture in the moving average of what one costs."""
RARITY_TIP = "See a milliliter of blood at its true numbers (F7)"


class SceneView(QWidget):
    """Shows snapshots through a camera. All camera lengths are device pixels.

    Signals
    -------
    cell_picked
        Identity of the tumor cell clicked, or -1 for none.
    bystander_picked
        Kind of the body clicked that is no tumor cell, and its row in the table that holds it.
    stage_picked
        Key of the story's page about the stage whose name was clicked.
    rarity_asked
        The label about rarity was clicked.
    painted
        A picture has been painted.
    """

    cell_picked = Signal(int)
    bystander_picked = Signal(str, int)
    stage_picked = Signal(str)
    rarity_asked = Signal()
    painted = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._painter = ScenePainter()
        self._snapshot: Snapshot | None = None
        self._options = SceneOptions()
        self.selected: int | None = None
        self.camera_control = CameraControl(look, self)
        self.camera_control.moved.connect(self.update)
        self.rings = Rings(look, self)
        self.rings.changed.connect(self.update)
        self.caption = Caption(self, look, RULER_HEIGHT)
        look.changed.connect(self._tell_screen)
        self._pressed: QPointF | None = None
        self._dragged = False
        self._ringed = False
        self.frames = 0
        self.paint_cost = 0.0
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # So that the pointer can tell over what it is a link.
        self.setMouseTracking(True)
        self.setMinimumSize(*metrics.SCENE_MINIMUM)
        self.setAccessibleName("Scene")
        self.setAccessibleDescription(
            "The animated world. Arrow keys with Control pan, Control plus and minus zoom, Control 0 fits."
        )

    # --- what is shown ---

    @property
    def camera(self) -> Camera:
        """Return the present view."""
        return self.camera_control.camera

    @property
    def painter(self) -> ScenePainter:
        """Return the painter, for export and swatches."""
        return self._painter

    @property
    def options(self) -> SceneOptions:
        """Return the present choices."""
        return self._options

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show another moment."""
        if self._snapshot is None:
            self.camera_control.set_world(snapshot.resource(World))
        self._snapshot = snapshot
        self.update()

    def set_options(self, options: SceneOptions) -> None:
        """Draw with other choices."""
        if options != self._options:
            self._options = options
            self.update()

    def select(self, identity: int | None) -> None:
        """Mark a cell."""
        self.selected = identity
        self.update()

    def pixels(self) -> QSize:
        """Return the size in device pixels."""
        ratio = self.devicePixelRatioF()
        return QSize(round(self.width() * ratio), round(self.height() * ratio))

    # --- the camera ---

    def fit(self) -> None:
        """Show the whole world."""
        self.camera_control.fit()

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Magnify about a point of the widget, or its middle."""
        ratio = self.devicePixelRatioF()
        point = at if at is not None else QPointF(self.width() / 2.0, self.height() / 2.0)
        self.camera_control.zoom(factor, point.x() * ratio, point.y() * ratio)

    def pan(self, right: float, down: float) -> None:
        """Move the scene by a number of widget pixels."""
        ratio = self.devicePixelRatioF()
        self.camera_control.pan(right * ratio, down * ratio)

    def _top(self) -> float:
        return RULER_HEIGHT * self._look.font_scale * self.devicePixelRatioF()

    def _tell_screen(self) -> None:
        foot = FOOT_HEIGHT * self._look.font_scale * self.devicePixelRatioF()
        self.camera_control.set_screen(self.pixels(), self.devicePixelRatioF(), self._top(), foot)

    # --- painting ---

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the scene in device pixels."""
        painter = QPainter(self)
        if self._snapshot is None:
            painter.fillRect(self.rect(), self._look.colour("window"))
        else:
            begin = perf_counter()
            self._paint_scene(painter, whole=event.region() == QRegion(self.rect()))
            self.frames += 1
            self.paint_cost += COST_SHARE * (perf_counter() - begin - self.paint_cost)
        self.rings.paint(painter, self.camera, self.devicePixelRatioF())
        if self._ringed and self.hasFocus():
            painter.setPen(QPen(self._look.colour("accent"), 2.0))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()
        self.painted.emit()

    def _paint_scene(self, painter: QPainter, *, whole: bool) -> None:
        """Paint the scene, directly on the window's picture where the ``whole`` of it is to be painted."""
        size = self.pixels()
        picture = picture_under(painter, size.width(), size.height()) if whole else None
        if picture is not None:
            canvas = QPainter(picture)
            self._paint_on(canvas, size)
            canvas.end()
            return
        painter.save()
        painter.scale(1.0 / self.devicePixelRatioF(), 1.0 / self.devicePixelRatioF())
        self._paint_on(painter, size)
        painter.restore()

    def _paint_on(self, canvas: QPainter, size: QSize) -> None:
        assert self._snapshot is not None
        options, room = self._present_options(), (size.width(), size.height())
        shot = Shot(self._snapshot, self.camera, options, room, self.selected, self._hidden_by_caption())
        self._painter.paint(canvas, shot)

    def _hidden_by_caption(self) -> tuple[float, float, float, float] | None:
        """Return left, top, width and height of the card over the scene in device pixels, None without one."""
        if not self.caption.isVisible():
            return None
        ratio, card = self.devicePixelRatioF(), self.caption.geometry()
        return (card.x() * ratio, card.y() * ratio, card.width() * ratio, card.height() * ratio)

    def _present_options(self) -> SceneOptions:
        moving = self.camera_control.flying or self._dragged
        return replace(self._options, device_pixel_ratio=self.devicePixelRatioF(), moving=moving)

    def image(self) -> QImage:
        """Return what is on the screen as an image of exactly its pixels, without focus ring."""
        return self.image_of(self.pixels())

    def image_of(self, size: QSize) -> QImage:
        """Return the present view as an image of a size, magnified as needed to show the same part of the world."""
        assert self._snapshot is not None
        factor = min(size.width() / max(self.pixels().width(), 1), size.height() / max(self.pixels().height(), 1))
        camera = Camera(self.camera.x, self.camera.y, self.camera.pixels_per_um * factor)
        options = replace(
            self._present_options(),
            device_pixel_ratio=self.devicePixelRatioF() * factor,
            moving=False,
            level_of_detail=1.0,
        )
        image = blank_picture(size.width(), size.height(), clear=False)
        painter = QPainter(image)
        shot = Shot(self._snapshot, camera, options, (size.width(), size.height()), self.selected)
        ScenePainter().paint(painter, shot)
        painter.end()
        return image

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the whole world fitted while no other view has been chosen."""
        super().resizeEvent(event)
        self._tell_screen()

    # --- mouse and keys ---

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer."""
        self.zoom(WHEEL_STEP ** event.angleDelta().y(), event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position()
            self._dragged = False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan once the pointer has left the place of the press."""
        if self._pressed is None:
            self._point_at(event.position())
            return
        way = event.position() - self._pressed
        if self._dragged or way.manhattanLength() > CLICK_SLACK:
            if not self._dragged:
                self._dragged = True
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.pan(way.x(), way.y())
            self._pressed = event.position()

    def _point_at(self, place: QPointF) -> None:
        """Show a hand and say what happens where a click leads somewhere."""
        over = self._is_rarity(place.x() * self.devicePixelRatioF(), place.y() * self.devicePixelRatioF())
        if over != bool(self.toolTip()):
            self.setToolTip(RARITY_TIP if over else "")
            self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def _is_rarity(self, x: float, y: float) -> bool:
        box = self._painter.rarity_box
        return box is not None and box.contains(x, y)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Pick a cell, or end the drag."""
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        if not self._dragged and self._snapshot is not None:
            ratio = self.devicePixelRatioF()
            self._click(self._snapshot, event.position().x() * ratio, event.position().y() * ratio)
        self._pressed = None
        self._dragged = False
        self.unsetCursor()
        self.update()

    def _click(self, snapshot: Snapshot, x: float, y: float) -> None:
        if y < self._top() and self._options.stage_names:
            anchors = stage_anchors(snapshot.resource(World))
            nearest = min(anchors, key=lambda anchor: abs(self.camera.to_screen(anchor.x, 0.0)[0] - x))
            self.stage_picked.emit(nearest.key)
            return
        if self._is_rarity(x, y):
            self.rarity_asked.emit()
            return
        found = pick(snapshot, self.camera, x, y)
        other = None if found is not None else pick_bystander(snapshot, self.camera, x, y, self._options.hidden)
        self.cell_picked.emit(-1 if found is None else found)
        if other is not None:
            self.bystander_picked.emit(*other)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show the whole world."""
        self._pressed = None
        self.fit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring when the focus came by keyboard, not when it came by a click."""
        super().focusInEvent(event)
        self._ringed = event.reason() in {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason}
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pan with Control and arrows, zoom with Control and plus or minus, fit with Control 0."""
        action = self._key_action(event) if event.modifiers() & Qt.KeyboardModifier.ControlModifier else None
        if action is None:
            event.ignore()
            return
        action()

    def _key_action(self, event: QKeyEvent) -> Callable[[], None] | None:
        x, y = self.width() * KEY_PAN, self.height() * KEY_PAN
        keys: dict[int, Callable[[], None]] = {
            Qt.Key.Key_Left: lambda: self.pan(x, 0.0),
            Qt.Key.Key_Right: lambda: self.pan(-x, 0.0),
            Qt.Key.Key_Up: lambda: self.pan(0.0, y),
            Qt.Key.Key_Down: lambda: self.pan(0.0, -y),
            Qt.Key.Key_Plus: lambda: self.zoom(KEY_ZOOM),
            Qt.Key.Key_Equal: lambda: self.zoom(KEY_ZOOM),
            Qt.Key.Key_Minus: lambda: self.zoom(1.0 / KEY_ZOOM),
            Qt.Key.Key_0: self.fit,
        }
        return keys.get(event.key())
