"""Draws the page of a storyboard, or of one cell's life: the stills as pixels, their words as words."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtGui import QPainter

from desktop.cascade import MODEL
from desktop.cascade.human_scale import scale_text
from desktop.engine.snapshot import Snapshot
from desktop.engine.world import World
from desktop.export.control import Cancelled, Control, Progress
from desktop.export.formats import Content
from desktop.export.job import CameraPlan, RenderJob
from desktop.export.part import PartFile
from desktop.export.png import encode_png
from desktop.export.recipe import recipe_text, texts
from desktop.export.render import Outcome
from desktop.export.webp import xmp
from desktop.film.cameras import planned_camera
from desktop.film.captions import phases
from desktop.film.chapters import Chapter, choose_chapters, visit
from desktop.scene.look.camera import Camera, Margins
from desktop.scene.look.options import SceneOptions
from desktop.scene.look.palette import Theme
from desktop.scene.page.page import pdf_page, svg_page
from desktop.scene.page.storyboard_layout import Still, make_grid, paint_board
from desktop.scene.painter import ScenePainter, Shot
from desktop.scene.raster.pixels import blank_picture, pixels_of
from desktop.system.targets import refusal

SPAN = 150.0
"""Width of the view around a cell, in µm."""
FINER = 2
"""Pixels of a still, along each side, for one of a page of shapes."""
TEXT_WIDTH = 420.0
"""Width in pixels of a still with text of normal size."""


def render_board(job: RenderJob, on_progress: Callable[[Progress], None], control: Control) -> Outcome:
    """Choose the stills, draw the page and write it, whole or not at all.

    Raises
    ------
    JobError
        When too little happens.
    FileError
        When a file that the program did not write is in the way, or the system refuses.
    """
    part = PartFile(job.destination)
    part.create()
    try:
        chapters = choose_chapters(job, MODEL, _watch(control, on_progress, 0.0))
        stills = _stills(job, chapters, _watch(control, on_progress, 0.5))
        part.path.write_bytes(_page(job, stills, max(chapter.step for chapter in chapters)))
        part.commit()
    except Cancelled:
        return Outcome(job.destination, 0, 0, complete=False)
    except OSError as error:
        raise refusal(job.destination, error) from error
    finally:
        part.discard()
    on_progress(Progress(100, 100, 0.0))
    return Outcome(job.destination, 1, 0, complete=True)


def _watch(control: Control, on_progress: Callable[[Progress], None], begin: float) -> Callable[[float], None]:
    def look(share: float) -> None:
        control.check()
        on_progress(Progress(round(100.0 * (begin + 0.5 * share)), 100, None))

    return look


def _stills(job: RenderJob, chapters: tuple[Chapter, ...], watch: Callable[[float], None]) -> list[Still]:
    finer = FINER if job.exporter.vector else 1
    wide, high = (finer * side for side in make_grid(len(chapters), job.width, job.height).picture)
    painter = ScenePainter()
    options = SceneOptions(
        theme=Theme(job.theme),
        device_pixel_ratio=max(0.7, wide / TEXT_WIDTH * 0.8),
        clock_badges=False,
        stage_names=False,
        scale_bar=job.overlays.scale_bar,
        clones=job.overlays.clones,
    )
    drawn: dict[Chapter, Still] = {}
    for chapter, snapshot in visit(job, MODEL, chapters, watch):
        image = blank_picture(wide, high, clear=False)
        canvas = QPainter(image)
        selected = chapter.cell if chapter.cell >= 0 else None
        # On a small still of the whole world, titles would hide what they name.
        titled = selected is None and wide >= finer * TEXT_WIDTH
        shown = replace(options, labels=titled, rarity_text=scale_text(snapshot))
        camera = _camera(chapter, snapshot, wide, high)
        painter.paint(canvas, Shot(snapshot, camera, shown, (wide, high), selected))
        canvas.end()
        drawn[chapter] = Still(image, chapter.heading, f"{chapter.seconds:.1f} s", chapter.sentence)
    return [drawn[chapter] for chapter in chapters]


def _camera(chapter: Chapter, snapshot: Snapshot, width: int, height: int) -> Camera:
    plan = CameraPlan("follow", cell=chapter.cell, span=SPAN) if chapter.cell >= 0 else CameraPlan()
    planned = planned_camera(plan, snapshot, 0.0, (width, height), Margins())
    return planned or Camera.fit(snapshot.resource(World), width, height)


def _page(job: RenderJob, stills: list[Still], step: int) -> bytes:
    size, scenario = (job.width, job.height), job.scenario
    name = scenario.title or scenario.name
    life = job.content is Content.BIOGRAPHY
    title = f"The life of one cell: {name}" if life else f"The metastatic cascade: {name}"
    values = [", ".join(words) for _, words in phases(job, step)]
    sliders = values[0] if len(values) == 1 else f"{values[0]}, sliders moved on the way, at last {values[-1]}"
    foot = f"CTC Voyage · seed {scenario.seed} · {sliders} · a model for teaching, not medical advice"

    def paint(painter: QPainter) -> None:
        paint_board(painter, size, title, foot, stills, Theme(job.theme))

    if job.format == "svg":
        return svg_page(size, title, recipe_text(job, step), paint)
    if job.format == "pdf":
        return pdf_page(size, title, xmp(recipe_text(job, step)), paint)
    image = blank_picture(*size, clear=False)
    painter = QPainter(image)
    paint(painter)
    painter.end()
    return encode_png(pixels_of(image), texts(job, step))
