"""Drawing without a window: one picture, or a whole export.

Qt is imported when something is drawn, and not before.
"""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop.system.interruption import held_back, stopped_by
from desktop.system.requirements import drawing_problem

if TYPE_CHECKING:
    from desktop.engine.snapshot import Snapshot
    from desktop.export.control import Progress
    from desktop.export.job import RenderJob
    from desktop.export.png import Pixels
    from desktop.export.render import Outcome


def make_artist(width: int, height: int) -> "Callable[[Snapshot], Pixels]":
    """Return what draws snapshots as pixels, shape (height, width, 3), by the one painter of the program.

    Raises
    ------
    InputError
        When the system lacks what Qt needs to draw.
    """
    _prepare_drawing()
    # An exception in the middle of loading or painting would crash Qt.
    with held_back():
        from desktop.film.job_artist import SnapshotArtist
        from desktop.scene.look.palette import Theme

        artist = SnapshotArtist(width, height, Theme.LIGHT)

    def draw(snapshot: "Snapshot") -> "Pixels":
        with held_back():
            return artist(snapshot)

    return draw


def _prepare_drawing() -> None:
    problem = drawing_problem()
    if problem is not None:
        from desktop.commands.arguments import InputError

        raise InputError(problem.sentence)
    # The offscreen platform needs no display, and draws the same text on every machine with the same fonts.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"


def make_job(job: "RenderJob", on_progress: "Callable[[Progress], None]") -> "Outcome":
    """Do a render job by the one painter of the program.

    Raises
    ------
    InputError
        When the system lacks what Qt needs to draw.
    """
    _prepare_drawing()
    from desktop.export.control import Control
    from desktop.worker import draw_job

    control = Control()
    # Between two frames: an exception in the middle of painting would crash Qt.
    with stopped_by(lambda: control.cancel(keep=not job.exporter.suffix)):
        return draw_job(job, on_progress, control)
