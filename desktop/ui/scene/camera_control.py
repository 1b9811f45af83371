"""Where the camera is, and how it gets elsewhere."""

from PySide6.QtCore import QObject, QSize, QVariantAnimation, Signal

from desktop.engine.world import World
from desktop.scene.look.camera import Camera, Margins, between
from desktop.ui.look import metrics
from desktop.ui.look.theme import Look
from desktop.ui.scene.viewpoints import Viewpoint

MARGIN = 4.0
"""Space kept free left and right of the whole world, in pixels at scale 1."""

FOLLOW_PIXELS_PER_UM = 3.0
FLY_ROOM = 0.94
"""Share of the view a viewpoint fills after a flight."""


class CameraControl(QObject):
    """Holds the camera of one screen; all lengths are device pixels.

    Signals
    -------
    moved
        The camera stands elsewhere.
    """

    moved = Signal()

    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look
        self.camera = Camera(0.0, 0.0, 1.0)
        self._screen, self._ratio, self._top, self._foot = QSize(1, 1), 1.0, 0.0, 0.0
        self._world: World | None = None
        self._fits = True
        self._way = (self.camera, self.camera)
        self._flight = QVariantAnimation(self)
        self._flight.setStartValue(0.0)
        self._flight.setEndValue(1.0)
        self._flight.setDuration(metrics.FLY_MILLISECONDS)
        self._flight.valueChanged.connect(self._on_flight)
        self._flight.finished.connect(self._on_landed)

    @property
    def flying(self) -> bool:
        """Tell whether the camera is on its way."""
        return self._flight.state() == QVariantAnimation.State.Running

    @property
    def fits(self) -> bool:
        """Tell whether the whole world is shown, and stays so when the screen changes."""
        return self._fits

    def set_screen(self, size: QSize, ratio: float, top: float, foot: float) -> None:
        """Tell the size of the screen, its pixels per unit, and the heights of what lies over its edges."""
        middle = self.camera.to_world(0.5 * self._screen.width(), 0.5 * self._screen.height())
        self._screen, self._ratio, self._top, self._foot = size, ratio, top, foot
        if self._fits:
            self.fit(fly=False)
        else:
            self.jump(Camera.centred(*middle, self.camera.pixels_per_um, size.width(), size.height()))

    def set_world(self, world: World) -> None:
        """Tell how large the world is."""
        self._world = world
        if self._fits:
            self.fit(fly=False)

    def fit(self, *, fly: bool = True) -> None:
        """Show the whole world."""
        if self._world is None:
            return
        margin = MARGIN * self._ratio
        margins = Margins(margin, self._top, margin, self._foot)
        self._go(Camera.fit(self._world, self._screen.width(), self._screen.height(), margins), fly=fly)
        self._fits = True

    def fly_to(self, place: Viewpoint | None) -> None:
        """Fly to a rectangle of the world, or to the whole of it."""
        if place is None:
            self.fit()
            return
        width, height = self._screen.width(), self._screen.height()
        scale = min(FLY_ROOM * width / place.width, FLY_ROOM * (height - self._top) / place.height)
        x, y = place.centre
        self._go(Camera.centred(x, y - 0.5 * self._top / scale, scale, width, height), fly=True)
        self._fits = False

    def follow(self, x: float, y: float) -> None:
        """Keep a world position in the middle, near enough to see the cell there."""
        scale = max(self.camera.pixels_per_um, FOLLOW_PIXELS_PER_UM * self._ratio)
        self.jump(Camera.centred(x, y, scale, self._screen.width(), self._screen.height()))

    def zoom(self, factor: float, x: float, y: float) -> None:
        """Magnify about a pixel."""
        self.jump(self.camera.zoomed(factor, x, y))

    def pan(self, right: float, down: float) -> None:
        """Move the scene by a number of pixels."""
        self.jump(self.camera.panned(right, down))

    def jump(self, camera: Camera) -> None:
        """Stand elsewhere at once."""
        self._fits = False
        self._go(camera, fly=False)

    def _go(self, goal: Camera, *, fly: bool) -> None:
        self._flight.stop()
        if fly and not self._look.reduced_motion:
            self._way = (self.camera, goal)
            self._flight.start()
        else:
            self.camera = goal
            self.moved.emit()

    def _on_flight(self, fraction: float) -> None:
        self.camera = between(*self._way, float(fraction), self._screen.width(), self._screen.height())
        self.moved.emit()

    def _on_landed(self) -> None:
        self.camera = self._way[1]
        self.moved.emit()
