"""One picture to be painted: a moment, seen through a camera, with the viewer's choices."""

from dataclasses import dataclass

from desktop.engine.snapshot import Snapshot
from desktop.scene.look.camera import Camera
from desktop.scene.look.options import SceneOptions


@dataclass(frozen=True)
class Shot:
    """All that a picture of the scene depends on.

    ``size`` is the picture's width and height in device pixels; ``selected`` the identity of the tumor cell to mark;
    ``hidden`` left, top, width and height in device pixels of what is hidden by something that lies over the picture,
    where no label should stand.
    """

    snapshot: Snapshot
    camera: Camera
    options: SceneOptions
    size: tuple[int, int]
    selected: int | None = None
    hidden: tuple[float, float, float, float] | None = None

    @property
    def room(self) -> tuple[float, float]:
        """Return width and height in device pixels, as lengths to calculate with."""
        return float(self.size[0]), float(self.size[1])
