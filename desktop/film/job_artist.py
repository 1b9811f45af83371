"""Draws snapshots as arrays of pixels, with the painter of the window and without a window."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypedDict

from PySide6.QtCore import QRectF
from PySide6.QtGui import QGuiApplication, QImage, QPainter

from desktop.cascade import MODEL
from desktop.cascade.human_scale import scale_text
from desktop.engine.simulation import State
from desktop.engine.snapshot import Snapshot
from desktop.engine.world import World
from desktop.export.control import Control, Progress
from desktop.export.formats import DRAWN_BY_WINDOW, Content, Kind
from desktop.export.job import JobError, RenderJob
from desktop.export.job_table import write_job_table
from desktop.export.moments import FrameMoment
from desktop.export.png import Pixels
from desktop.export.recipe import recipe_text
from desktop.export.render import Draw, Outcome, render
from desktop.export.webp import xmp
from desktop.film.cameras import planned_camera
from desktop.film.captions import phases
from desktop.film.storyboard_page import render_board
from desktop.scene.legend.strips import Caption, CaptionStrip, LegendStrip, Strip
from desktop.scene.look.camera import Camera, Margins
from desktop.scene.look.flight import rung
from desktop.scene.look.options import SceneOptions
from desktop.scene.look.palette import Theme
from desktop.scene.page.page import pdf_page, svg_page
from desktop.scene.page.typeface import load_typeface
from desktop.scene.painter import ScenePainter, Shot
from desktop.scene.raster.pixels import blank_picture, pixels_of
from desktop.scene.words.overlays import FOOT_HEIGHT, RULER_HEIGHT
from desktop.study.rarity import rarity_text

SAME = 1e-9
"""Magnifications nearer to each other than this share are one."""
TEXT_WIDTH = 1366.0
"""Width in pixels of a picture with text of normal size; on larger ones text grows along."""


def render_job(
    job: RenderJob,
    *,
    on_progress: Callable[[Progress], None] = lambda _: None,
    control: Control | None = None,
    threads: int | None = None,
    beginning: State | None = None,
) -> Outcome:
    """Do any job: what the dialog and the command line call; see `desktop.export.render.render`.

    Raises
    ------
    JobError
        When a cell to be followed, or the like, is not there.
    FileError
        In one sentence: a file that the program did not write is in the way, or the system refuses.
    """
    if job.content in {Content.STORYBOARD, Content.BIOGRAPHY}:
        ensure_application()
        return render_board(job, on_progress, control or Control())
    if job.exporter.kind is Kind.TABLE:
        return write_job_table(job, MODEL, on_progress=on_progress, control=control)
    return render(
        job,
        MODEL,
        make_draw(job),
        on_progress=on_progress,
        control=control,
        threads=threads,
        beginning=beginning,
    )


def make_draw(job: RenderJob) -> Draw:
    """Return what draws the moments of a job."""
    return JobArtist(job)


def ensure_application() -> QGuiApplication:
    """Return the application object, which text needs, with the typeface; a second one in a process is not allowed."""
    application = QGuiApplication.instance() or QGuiApplication(["ctc-voyage"])
    assert isinstance(application, QGuiApplication)
    load_typeface()
    return application


class Motion(TypedDict):
    """The options of a scene that tell how its camera moves."""

    gliding: bool
    drawn_scale: float | None


class SnapshotArtist:
    """Draws one snapshot after the other at one size, the whole world in view."""

    def __init__(self, width: int, height: int, theme: Theme) -> None:
        self._application = ensure_application()
        self._painter = ScenePainter()
        self._image = blank_picture(width, height, clear=False)
        self._options = SceneOptions(theme=theme, device_pixel_ratio=max(1.0, width / TEXT_WIDTH))

    def __call__(self, snapshot: Snapshot) -> Pixels:
        """Return the picture, shape (height, width, 3)."""
        width, height = self._image.width(), self._image.height()
        options = replace(self._options, rarity_text=rarity_text(snapshot))
        top, foot = RULER_HEIGHT * options.text_scale, FOOT_HEIGHT * options.text_scale
        camera = Camera.fit(snapshot.resource(World), width, height, Margins(top=top, bottom=foot))
        painter = QPainter(self._image)
        try:
            self._painter.paint(painter, Shot(snapshot, camera, options, (width, height)))
        finally:
            painter.end()
        return pixels_of(self._image)


class JobArtist:
    """Draws the moments of a render job: as pixels or as shapes, always by the painter of the window."""

    def __init__(self, job: RenderJob) -> None:
        if job.content in DRAWN_BY_WINDOW:
            message = f"{job.content} is drawn by the window alone"
            raise JobError(message)
        self._application = ensure_application()
        self._job = job
        self._painter = ScenePainter()
        overlays = job.overlays
        self._options = SceneOptions(
            theme=Theme(job.theme),
            device_pixel_ratio=max(1.0, job.width / TEXT_WIDTH),
            clock_badges=overlays.clocks,
            scale_bar=overlays.scale_bar,
            stage_names=overlays.stage_names,
            clones=overlays.clones,
            clear=job.transparent,
        )
        strips: list[Strip] = [CaptionStrip(captions(job), self._options)] if overlays.captioned else []
        self._strips = strips
        self._legend = job.content is Content.LEGEND
        self._image = blank_picture(job.width, job.height, clear=job.transparent)
        self._label: tuple[int, str] = (-1, "")

    def pixels(self, moment: FrameMoment) -> Pixels:
        """Return the picture of a moment, shape (height, width, 3), or with alpha (height, width, 4)."""
        if self._job.transparent:
            self._image.fill(0)
        painter = QPainter(self._image)
        try:
            self._paint(painter, moment)
        finally:
            painter.end()
        return pixels_of(self._image)

    def page(self, moment: FrameMoment) -> bytes:
        """Return the moment as a page of shapes in the job's format."""
        job = self._job
        recipe = recipe_text(job, moment.snapshot.step, moment.state)
        size, title = (job.width, job.height), job.scenario.title or job.scenario.name
        if job.format == "svg":
            return svg_page(size, title, recipe, lambda painter: self._paint(painter, moment))
        return pdf_page(size, title, xmp(recipe), lambda painter: self._paint(painter, moment))

    def _paint(self, painter: QPainter, moment: FrameMoment) -> None:
        job, snapshot = self._job, moment.snapshot
        if self._legend:
            self._strips.append(LegendStrip(snapshot.model, self._options))
            self._legend = False
        heights = [strip.height(job.width) for strip in self._strips]
        height = max(int(job.height - sum(heights)), 1)
        camera = self.camera(moment, height)
        options = replace(self._options, rarity_text=self._rarity(moment), **self._motion(moment, camera, height))
        self._painter.paint(painter, Shot(snapshot, camera, options, (job.width, height)))
        # Last, since nothing is clipped on a page of shapes.
        top = float(height)
        for strip, high in zip(self._strips, heights, strict=True):
            strip.paint(painter, QRectF(0.0, top, job.width, high), snapshot)
            top += high

    def _rarity(self, moment: FrameMoment) -> str:
        if not self._job.overlays.rarity:
            return scale_text(moment.second)
        if self._label[0] != moment.second.step:
            self._label = (moment.second.step, rarity_text(moment.second))
        return self._label[1]

    def camera(self, moment: FrameMoment, height: int) -> Camera:
        """Return the view of a moment for a scene of a height in pixels."""
        job, share = self._job, moment.frame / max(self._job.count - 1, 1)
        planned = planned_camera(job.camera, moment.snapshot, share, (job.width, height), self._margins)
        return planned or self.whole(moment, height)

    @property
    def _margins(self) -> Margins:
        scale, written = self._options.text_scale, self._job.overlays
        return Margins(
            top=RULER_HEIGHT * scale * written.stage_names,
            bottom=FOOT_HEIGHT * scale * (written.rarity or written.scale_bar),
        )

    def whole(self, moment: FrameMoment, height: int) -> Camera:
        """Return the view of the whole world for a scene of a height in pixels."""
        return Camera.fit(moment.snapshot.resource(World), self._job.width, height, self._margins)

    def _motion(self, moment: FrameMoment, camera: Camera, height: int) -> Motion:
        """Return how the camera moves: this decides what is kept from frame to frame, by the frame alone."""
        whole = self.whole(moment, height)
        if camera == whole or self._job.camera.kind not in {"follow", "stages"}:
            return Motion(gliding=False, drawn_scale=None)
        scale = None if self._job.camera.kind == "follow" else rung(camera, whole)
        still = scale is None or abs(scale / camera.pixels_per_um - 1.0) < SAME
        return Motion(gliding=still, drawn_scale=None if still else scale)


def captions(job: RenderJob) -> tuple[Caption, ...]:
    """Return the words beneath the scene, from the beginning on and after every change of a parameter."""
    overlays, scenario = job.overlays, job.scenario
    title = (scenario.title or scenario.name,) if overlays.title else ()
    after = (*((f"seed {scenario.seed}",) if overlays.seed else ()), *(("{time}",) if overlays.time else ()))
    if not overlays.parameters:
        return (Caption(-1, (*title, *after)),)
    return tuple(Caption(step, (*title, *words, *after)) for step, words in phases(job, job.last_step))


def read_picture(path: Path) -> Pixels:
    """Return the pixels of a picture file, shape (height, width, 3)."""
    image = QImage(os.fspath(path)).convertToFormat(QImage.Format.Format_RGB32)
    return pixels_of(image)
