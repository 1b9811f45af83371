"""From the plan of a job to the camera of a moment."""

from desktop.engine.snapshot import Snapshot
from desktop.export.job import CameraPlan
from desktop.scene.look.camera import Camera, Margins
from desktop.scene.look.flight import flight, view, whereabouts


def planned_camera(
    plan: CameraPlan, snapshot: Snapshot, share: float, size: tuple[int, int], margins: Margins
) -> Camera | None:
    """Return the camera of a moment, None where the whole world is to be shown.

    ``share`` is how much of the job has passed, 0 to 1, ``size`` the scene's width and height in pixels, and
    ``margins`` what a flight keeps free around the world. A cell that is not there is not followed.
    """
    if plan.kind == "stages":
        return flight(snapshot, share, *size, margins)
    middle = whereabouts(snapshot, plan.cell) if plan.kind == "follow" else (plan.x, plan.y)
    if plan.kind == "fit" or middle is None:
        return None
    return view(*middle, plan.span, *size)
