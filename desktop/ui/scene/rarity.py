"""True rarity on the screen: the pictures of `scene.rarity`, with keys, a slider and a slow ride down."""

from collections.abc import Callable

from PySide6.QtCore import QEasingCurve, QSize, Qt, QTimer, QVariantAnimation
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from desktop.engine.snapshot import Snapshot
from desktop.scene.look.options import SceneOptions
from desktop.scene.rarity.cells import LEVELS, Blood, Kind
from desktop.scene.rarity.painter import RarityPainter, rest
from desktop.scene.rarity.words import VOLUMES, in_words
from desktop.scene.raster.pixels import blank_picture
from desktop.study.rarity import census
from desktop.ui.look import metrics
from desktop.ui.look.icons import icon
from desktop.ui.look.theme import Look
from desktop.ui.scene.options import look_options
from desktop.ui.scene.still_view import StillView
from desktop.ui.widgets.plain import PlainLabel, tip
from desktop.ui.widgets.step_slider import StepSlider

ZOOM_MILLISECONDS = 1500
"""Time from one picture to the next."""
FAR_MILLISECONDS = 650
"""Time for each picture passed on a way of several."""
DWELL_MILLISECONDS = 3400
"""Time a picture rests during the slow ride."""
WHEEL_NOTCH = 120
LAST = LEVELS - 1


def blood_of(snapshot: Snapshot) -> Blood:
    """Return the blood of a moment as the pictures need it."""
    found = census(snapshot)
    radius = {kind.name: kind.radius for kind in snapshot.model.cell_types}
    kinds = tuple(Kind(count.name, count.label, count.per_ml, radius[count.name]) for count in found.counts)
    return Blood(kinds, found.tumor_cells_per_ml, radius["tumor_cell"], found.from_run)


class RarityCanvas(QWidget):
    """The picture."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._painter: RarityPainter | None = None
        self.position = 0.0
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("True rarity")

    @property
    def blood(self) -> Blood | None:
        """Return the blood shown."""
        return self._painter.blood if self._painter is not None else None

    def show_blood(self, blood: Blood) -> None:
        """Show other blood."""
        if blood != self.blood:
            self._painter = RarityPainter(blood)
        self.update()

    @property
    def pictures_kept(self) -> int:
        """Return how many pictures are kept."""
        return self._painter.pictures_kept if self._painter is not None else 0

    def give_pictures_up(self) -> None:
        """Let go of what is quickly painted again."""
        if self._painter is not None:
            self._painter.give_pictures_up()

    def show_position(self, position: float) -> None:
        """Show another level, or the way between two."""
        self.position = position
        self.update()

    def describe(self) -> None:
        """Tell screen readers what the picture shows."""
        if self.blood is not None:
            self.setAccessibleDescription(in_words(self.blood, rest(self.position)))

    def prepare_next(self) -> None:
        """Make the next picture ready."""
        size, level = self._pixels(), rest(self.position) + 1
        if self._painter is not None and level <= LAST and self.isVisible():
            self._painter.prepare(size.width(), size.height(), level, self._options())

    def _pixels(self) -> QSize:
        ratio = self.devicePixelRatioF()
        return QSize(round(self.width() * ratio), round(self.height() * ratio))

    def _options(self) -> SceneOptions:
        return look_options(self._look, self.devicePixelRatioF())

    def image(self) -> QImage:
        """Return what is on the screen as an image of exactly its pixels."""
        size = self._pixels()
        image = blank_picture(size.width(), size.height(), clear=False)
        painter = QPainter(image)
        if self._painter is not None:
            self._painter.paint(painter, size.width(), size.height(), self.position, self._options())
        painter.end()
        return image

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture in device pixels."""
        painter = QPainter(self)
        if self._painter is not None:
            ratio, size = self.devicePixelRatioF(), self._pixels()
            painter.scale(1.0 / ratio, 1.0 / ratio)
            self._painter.paint(painter, size.width(), size.height(), self.position, self._options())
        painter.end()


class RarityView(StillView):
    """The picture with its controls.

    Signals
    -------
    closed
        The user wants the animation back.
    """

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._goal = 0
        self._turned = 0
        self.playing = False
        self.canvas = RarityCanvas(look)
        self._zoom = QVariantAnimation(self)
        self._zoom.setEasingCurve(QEasingCurve.Type.InOutSine)
        self._zoom.valueChanged.connect(lambda value: self.canvas.show_position(float(value)))
        self._zoom.finished.connect(self._on_arrived)
        self._dwell = QTimer(self)
        self._dwell.setSingleShot(True)
        self._dwell.timeout.connect(lambda: self._ride_to(self._goal + 1))
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.canvas.prepare_next)
        self._make_controls()
        self._lay_out()
        self.setFocusProxy(self.canvas)
        look.changed.connect(self.restyle)
        look.scene_changed.connect(self.canvas.update)
        self.restyle()

    # --- layout ---

    def _make_controls(self) -> None:
        self.back = self._button("Wider", "Ten times the volume (−, Left)", lambda: self.step(-1))
        self.play = self._button("Ride down", "Go down slowly (Space)", self.toggle)
        self.forward = self._button("Nearer", "A tenth of the volume (+, Right)", lambda: self.step(1))
        self.levels = StepSlider(self._look, "Volume", LEVELS, 0)
        self.levels.valueChanged.connect(self.go)
        self.volume = PlainLabel(VOLUMES[0])
        self.leave = QPushButton("Back to the animation")
        self.leave.setToolTip("Back to the animation (Esc)")
        self.leave.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.leave.clicked.connect(self._close)

    def _button(self, words: str, explanation: str, act: Callable[[], None]) -> QToolButton:
        button = QToolButton()
        button.setAccessibleName(words)
        button.setToolTip(tip(explanation))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda _=False: act())
        return button

    def _lay_out(self) -> None:
        bar = QWidget()
        bar.setObjectName("panel")
        bar.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(bar)
        row.setContentsMargins(2 * metrics.GRID, metrics.GRID // 2, 2 * metrics.GRID, metrics.GRID // 2)
        row.setSpacing(metrics.GRID)
        for widget in (self.back, self.play, self.forward):
            row.addWidget(widget)
        row.addSpacing(metrics.GRID)
        row.addWidget(self.levels)
        row.addWidget(self.volume)
        row.addStretch(1)
        row.addWidget(self.leave)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.canvas, 1)
        column.addWidget(bar)

    def picture(self) -> QImage:
        """See `StillView.picture`."""
        return self.canvas.image()

    def restyle(self) -> None:
        """Take icons and sizes from the present appearance."""
        look = self._look
        self.back.setIcon(icon("ph.minus", look))
        self.forward.setIcon(icon("ph.plus", look))
        self.levels.setFixedSize(look.px(240), look.px(24))
        for button in (self.back, self.forward):
            button.setIconSize(QSize(look.px(16), look.px(16)))
        self.play.setObjectName("play")
        self.play.setFixedSize(look.px(40), look.px(40))
        self.play.setIconSize(QSize(look.px(20), look.px(20)))
        self._show_state()
        self.canvas.update()

    # --- what is shown ---

    def begin(self, blood: Blood) -> None:
        """Show the whole millilitre."""
        self.stop()
        self.canvas.show_blood(blood)
        self._goal = 0
        self._arrive()

    @property
    def goal(self) -> int:
        """Return the level shown, or on its way to be."""
        return self._goal

    def step(self, levels: int) -> None:
        """Go some levels nearer, or wider where negative."""
        self.go(self._goal + levels)

    def go(self, level: int) -> None:
        """Go to a level by hand; a slow ride ends."""
        self._set_playing(on=False)
        self._ride_to(level)

    def toggle(self) -> None:
        """Begin the slow ride down, from the top if the end is reached, or stop it."""
        self._set_playing(on=not self.playing)
        if self.playing:
            self._ride_to(1 if self._goal == LAST else self._goal + 1, first=0 if self._goal == LAST else None)

    def stop(self) -> None:
        """Rest at once at the level that was the goal."""
        self._set_playing(on=False)
        self._zoom.stop()

    def _set_playing(self, *, on: bool) -> None:
        self.playing = on
        self._dwell.stop()
        self._show_state()

    def _ride_to(self, level: int, first: int | None = None) -> None:
        start = self.canvas.position if first is None else float(first)
        self._goal = min(max(level, 0), LAST)
        self._show_state()
        self._zoom.stop()
        way = abs(self._goal - start)
        if self._look.reduced_motion or way == 0.0:
            self._arrive()
            return
        self._zoom.setStartValue(start)
        self._zoom.setEndValue(float(self._goal))
        self._zoom.setDuration(round(ZOOM_MILLISECONDS + FAR_MILLISECONDS * max(way - 1.0, 0.0)))
        self._zoom.start()

    def _on_arrived(self) -> None:
        if self.canvas.position == self._goal:
            self._arrive()

    def _arrive(self) -> None:
        self.canvas.show_position(float(self._goal))
        self.canvas.describe()
        self._soon.start(0)
        if self.playing and self._goal < LAST:
            self._dwell.start(DWELL_MILLISECONDS)
        else:
            self._set_playing(on=False)

    def _show_state(self) -> None:
        self.levels.blockSignals(True)
        self.levels.setValue(self._goal)
        self.levels.blockSignals(False)
        self.levels.update()
        self.volume.setText(VOLUMES[self._goal])
        self.back.setEnabled(self._goal > 0)
        self.forward.setEnabled(self._goal < LAST)
        self.play.setIcon(icon("ph.pause-fill" if self.playing else "ph.play-fill", self._look, "on_accent"))
        self.play.setAccessibleName("Stop the ride" if self.playing else "Ride down")

    def _close(self) -> None:
        self.stop()
        self.closed.emit()

    # --- keys and mouse ---

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step, ride, jump to either end, close. What else the window does by key does not reach it from here."""
        keys: dict[int, Callable[[], None]] = {
            Qt.Key.Key_Home: lambda: self.go(0),
            Qt.Key.Key_End: lambda: self.go(LAST),
            Qt.Key.Key_Space: self.toggle,
            Qt.Key.Key_Escape: self._close,
        }
        deeper: tuple[int, ...] = (
            Qt.Key.Key_Plus,
            Qt.Key.Key_Equal,
            Qt.Key.Key_Right,
            Qt.Key.Key_Down,
            Qt.Key.Key_PageDown,
        )
        wider: tuple[int, ...] = (Qt.Key.Key_Minus, Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_PageUp)
        keys |= dict.fromkeys(deeper, lambda: self.step(1)) | dict.fromkeys(wider, lambda: self.step(-1))
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier or event.key() == Qt.Key.Key_Question:
            super().keyPressEvent(event)
            return
        if event.key() in keys:
            keys[event.key()]()
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Go one picture for each notch of the wheel."""
        self._turned += event.angleDelta().y()
        notches = int(self._turned / WHEEL_NOTCH)
        if notches:
            self._turned -= notches * WHEEL_NOTCH
            self.step(notches)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go nearer with the left button and wider with the right one."""
        if self.canvas.geometry().contains(event.position().toPoint()):
            self.step(1 if event.button() == Qt.MouseButton.LeftButton else -1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make the next picture ready in the new size."""
        super().resizeEvent(event)
        self._soon.start(0)
