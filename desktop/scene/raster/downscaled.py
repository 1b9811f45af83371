"""A picture painted larger than it is shown, for a camera whose magnification changes from one picture to the next.

Layers and sprites are then needed for a few magnifications alone. What is shown depends on the camera, not on its way.
"""

from math import ceil, floor

from PySide6.QtGui import QImage, QPainter

from desktop.scene.look.camera import Camera

OVERLAP = 1
"""Pixels painted beyond each side, which the smooth copy reads."""


def painted_view(camera: Camera, screen: tuple[int, int], scale: float) -> tuple[Camera, tuple[int, int]]:
    """Return the view, on whole pixels of a magnification, that holds another one, and its size in pixels."""
    corner = camera.to_world(*screen)
    left, top = (floor(edge * scale) - OVERLAP for edge in (camera.x, camera.y))
    right, bottom = (ceil(edge * scale) + OVERLAP for edge in corner)
    return Camera(left / scale, top / scale, scale), (right - left, bottom - top)


def draw_shrunk(painter: QPainter, picture: QImage, painted: Camera, camera: Camera) -> None:
    """Copy a picture painted for one view to where it lies in another."""
    factor = camera.pixels_per_um / painted.pixels_per_um
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.translate(*camera.to_screen(painted.x, painted.y))
    painter.scale(factor, factor)
    painter.drawImage(0, 0, picture)
    painter.restore()
