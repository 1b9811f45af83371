"""What the ground keeps between two pictures has a size."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from desktop.cascade import MODEL
from desktop.engine.simulation import Simulation
from desktop.engine.world import World
from desktop.scene.ground.tissue import SQUARES_KEPT, TissuePainter
from desktop.scene.look.palette import Theme
from desktop.scene.raster.pixels import blank_picture, words_of


def test_fibres_are_kept_only_as_many_as_stated_and_look_the_same_laid_again() -> None:
    world = Simulation(MODEL, MODEL.defaults(), 1).snapshot().resource(World)
    painter = TissuePainter(world, Theme.LIGHT, "lung")

    def paint(view: QRectF) -> bytes:
        image = blank_picture(160, 90, clear=False)
        canvas = QPainter(image)
        canvas.scale(160 / view.width(), 90 / view.height())
        canvas.translate(-view.x(), -view.y())
        painter.paint(canvas, view, frozenset())
        canvas.end()
        return words_of(image).tobytes()

    near = QRectF(100.0, 100.0, 320.0, 180.0)
    first = paint(near)
    assert 0 < painter.squares_kept <= SQUARES_KEPT
    paint(QRectF(-3000.0, -1500.0, 7000.0, 4000.0))
    assert painter.squares_kept == 0
    for step in range(12):
        paint(QRectF(600.0 * step, 400.0 * step, 1200.0, 700.0))
        assert painter.squares_kept <= SQUARES_KEPT
    assert paint(near) == first
