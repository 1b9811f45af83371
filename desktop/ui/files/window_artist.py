"""Draws the whole window, or the scene with the plots, at moments of a run: for films, and without a screen."""

from PySide6.QtCore import Qt

from desktop.cascade import MODEL
from desktop.engine.simulation import Simulation
from desktop.export.formats import Content
from desktop.export.job import JobError, RenderJob
from desktop.export.moments import FrameMoment
from desktop.export.png import Pixels
from desktop.film.cameras import planned_camera
from desktop.scene.look.camera import Margins
from desktop.scene.raster.pixels import blank_picture, pixels_of
from desktop.scene.words.overlays import FOOT_HEIGHT, RULER_HEIGHT
from desktop.ui.look import metrics
from desktop.ui.look.application import application
from desktop.ui.look.theme import Appearance, Look
from desktop.ui.run.session import Session
from desktop.ui.run.undo import Run
from desktop.ui.workspace.workspace import Workspace


class WindowArtist:
    """The workspace of the window, of the job's size and with text to match, shown nowhere."""

    def __init__(self, job: RenderJob) -> None:
        self._application = application()
        self._scale = max(1.0, job.width / metrics.REFERENCE_WIDTH)
        look = Look(Appearance(job.theme, self._scale, reduced_motion=True, clones=job.overlays.clones))
        look.apply()
        scenario = job.scenario
        self._run = Run(Simulation(MODEL, scenario.parameters, scenario.seed), scenario)
        self._session = Session(MODEL, self._run)
        self._workspace = Workspace(self._session, look)
        self._workspace.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        self._workspace.setFixedSize(job.width, job.height)
        if job.content is Content.PLOTS:
            self._workspace.fold("story", shown=False)
            self._workspace.fold("sliders", shown=False)
            self._workspace.transport.hide()
        self._workspace.show()
        self._application.processEvents()
        self._job = job

    def pixels(self, moment: FrameMoment) -> Pixels:
        """Return the picture of a moment, shape (height, width, 3)."""
        workspace, job = self._workspace, self._job
        workspace.show_moment(
            moment.snapshot, moment.second, job.last_step, tuple(move.step for move in job.parameter_changes)
        )
        self._aim(moment)
        image = blank_picture(job.width, job.height, clear=False)
        workspace.render(image)
        return pixels_of(image)

    def page(self, moment: FrameMoment) -> bytes:
        """Refuse: the interface is made of pixels."""
        message = f"a page of shapes cannot show {self._job.content}"
        raise JobError(message)

    def _aim(self, moment: FrameMoment) -> None:
        """Point the camera where the job wants it; the scene is smaller than the picture."""
        job, scene, share = self._job, self._workspace.scene, moment.frame / max(self._job.count - 1, 1)
        size, margins = (
            (scene.pixels().width(), scene.pixels().height()),
            Margins(top=RULER_HEIGHT * self._scale, bottom=FOOT_HEIGHT * self._scale),
        )
        camera = planned_camera(job.camera, moment.snapshot, share, size, margins)
        if camera is None:
            scene.camera_control.fit(fly=False)
        else:
            scene.camera_control.jump(camera)
