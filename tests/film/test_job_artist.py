"""What a job draws: the picture of the screen, the same in every frame's own right, with alpha, and as real shapes."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QGuiApplication, QImage, QPainter

from desktop.cascade import MODEL
from desktop.engine.world import World
from desktop.export.formats import Content
from desktop.export.job import CameraPlan, Overlays, RenderJob
from desktop.export.moments import first_second, moments
from desktop.export.png import Pixels
from desktop.export.recipe import read_recipe
from desktop.film.job_artist import JobArtist, captions, render_job
from desktop.scene.legend.strips import CaptionStrip
from desktop.scene.look.camera import Camera, Margins
from desktop.scene.look.flight import rung, view, whereabouts
from desktop.scene.look.options import SceneOptions
from desktop.scene.page.typeface import FAMILY
from desktop.scene.painter import ScenePainter, Shot
from desktop.scene.raster.pixels import pixels_of
from desktop.scene.words.overlays import FOOT_HEIGHT, RULER_HEIGHT
from desktop.study.parameter_changes import ParameterChange, advance_to
from desktop.study.rarity import rarity_text
from desktop.study.runner import start
from desktop.study.scenario import load_scenario
from desktop.ui.look.theme import Appearance, Look

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def job(qapp: QGuiApplication, tmp_path: Path) -> RenderJob:
    del qapp
    scenario = load_scenario("default-patient")
    return RenderJob(scenario, tmp_path / "a.png", format="png", start=1.4, width=640, height=360)


def picture(path: Path) -> Pixels:
    with Image.open(path) as image:
        return np.asarray(image).copy()


@pytest.mark.parametrize(("ending", "start_at"), [("gif", 1.4), ("png", 1.4), ("svg", 1.4), ("gif", 1.0)])
def test_what_begins_at_a_known_moment_has_the_same_bytes(
    job: RenderJob, tmp_path: Path, ending: str, start_at: float
) -> None:
    moved = ParameterChange(70, job.scenario.parameters.replace({"platelets.strength": 0.2}))
    job = replace(job, format=ending, start=start_at, end=1.7, frames_per_second=12.5, parameter_changes=(moved,))
    one, two = (replace(job, destination=tmp_path / f"{name}.{ending}") for name in "ab")
    render_job(one)
    simulation = start(MODEL, job.scenario, with_scenery=True)
    advance_to(simulation, first_second(job), job.parameter_changes)
    assert simulation.step == 60
    render_job(two, beginning=simulation.state())
    assert one.destination.read_bytes() == two.destination.read_bytes()


def test_screen_and_file_agree(job: RenderJob) -> None:
    render_job(job)
    simulation = start(MODEL, job.scenario, with_scenery=True)
    simulation.advance(60)
    words = rarity_text(simulation.snapshot())
    simulation.advance(24)
    snapshot = simulation.snapshot()
    image = QImage(640, 360, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    camera = Camera.fit(snapshot.resource(World), 640, 360, Margins(top=RULER_HEIGHT, bottom=FOOT_HEIGHT))
    ScenePainter().paint(painter, Shot(snapshot, camera, SceneOptions(rarity_text=words), (640, 360)))
    painter.end()
    np.testing.assert_array_equal(picture(job.destination), pixels_of(image))


@pytest.mark.parametrize("camera", [CameraPlan(), CameraPlan("follow", cell=3, span=120.0)], ids=lambda c: c.kind)
def test_a_frame_is_what_a_straight_run_shows(job: RenderJob, tmp_path: Path, camera: CameraPlan) -> None:
    job = replace(job, camera=camera)
    frames = replace(job, format="frames", destination=tmp_path / "f", start=0.0, end=1.6, frames_per_second=5.0)
    render_job(frames)
    render_job(job)
    assert frames.step(7) == job.step(0)
    np.testing.assert_array_equal(picture(frames.frame_path(7)), picture(job.destination))
    assert read_recipe(frames.frame_path(7), MODEL).state_sha256 == read_recipe(job.destination, MODEL).state_sha256


def test_one_thread_or_more_draw_the_same(job: RenderJob, tmp_path: Path) -> None:
    made = []
    for threads in (1, 3):
        film = replace(job, format="mp4", destination=tmp_path / f"{threads}.mp4", end=1.8)
        render_job(film, threads=threads)
        made.append(film.destination.read_bytes())
    assert made[0] == made[1]


def test_without_ground_tissue_is_clear_and_cells_are_not(job: RenderJob) -> None:
    render_job(replace(job, transparent=True, overlays=Overlays(clocks=False, rarity=False, scale_bar=False)))
    pixels = picture(job.destination)
    alpha = pixels[..., 3]
    assert pixels.shape == (360, 640, 4)
    assert (alpha == 0).mean() > 0.3
    assert (alpha == 255).mean() > 0.2
    # On the colour of the tissue it looks like the picture with ground, wherever a cell is drawn.
    world = start(MODEL, job.scenario).snapshot().resource(World)
    tumor = world.region("tumor")
    x, y = Camera.fit(world, 640, 360, Margins(top=RULER_HEIGHT, bottom=FOOT_HEIGHT)).to_screen(tumor.x, tumor.y)
    around = alpha[int(y) - 20 : int(y) + 20, int(x) - 20 : int(x) + 20]
    assert (around == 255).mean() > 0.5


def test_svg_holds_shapes_and_text_as_text(job: RenderJob) -> None:
    job = replace(job, format="svg", destination=job.destination.with_suffix(".svg"), content=Content.LEGEND)
    job = replace(job, overlays=Overlays(title=True, seed=True, time=True))
    render_job(job)
    first = job.destination.read_bytes()
    root = ElementTree.fromstring(first)
    assert root.get("viewBox") == "0 0 640 360"
    assert not list(root.iter(f"{SVG}image"))
    words = " ".join("".join(item.itertext()) for item in root.iter(f"{SVG}text"))
    # What is painted last lies above: nothing is clipped on such a page.
    assert words.endswith(MODEL.hazards[-1].label)
    assert all(
        word in words for word in ("Grow", "Travel", "natural killer", f"seed {job.scenario.seed}", job.scenario.title)
    )
    metadata = root.find(f"{SVG}metadata")
    assert metadata is not None
    assert (metadata.text or "").startswith('{"program": "CTC Voyage"')
    assert replace(read_recipe(job.destination, MODEL).job, destination=job.destination) == job
    render_job(job)
    assert job.destination.read_bytes() == first


def test_pdf_is_one_page_with_fonts_and_no_date_of_the_day(job: RenderJob) -> None:
    job = replace(job, format="pdf", destination=job.destination.with_suffix(".pdf"))
    render_job(job)
    first = job.destination.read_bytes()
    assert first.startswith(b"%PDF-1.")
    assert first.count(b"/Type /Page\n") + first.count(b"/Type /Page ") == 1
    assert b"/Subtype /Image" not in first
    assert b"/ToUnicode" in first
    assert b"(D:20000101000000" in first
    assert read_recipe(job.destination, MODEL).step == 84
    render_job(job)
    assert job.destination.read_bytes() == first


def test_a_picture_restores_the_moment_it_shows_even_after_moves(job: RenderJob) -> None:
    path = next(d.path for d in job.scenario.parameters.declarations if d.path == "platelets.strength")
    moved = replace(job, parameter_changes=(ParameterChange(40, job.scenario.parameters.replace({path: 0.0})),))
    render_job(moved)
    recipe = read_recipe(moved.destination, MODEL)
    simulation = start(MODEL, recipe.job.scenario)
    advance_to(simulation, recipe.step, recipe.job.parameter_changes)
    assert simulation.sha256() == recipe.state_sha256
    assert simulation.parameters.changes() == {path: 0.0}
    unmoved = start(MODEL, recipe.job.scenario)
    unmoved.advance(recipe.step)
    assert simulation.step == unmoved.step == 84


def test_the_camera_finds_a_cell_and_where_it_was_last(job: RenderJob) -> None:
    simulation = start(MODEL, job.scenario)
    simulation.advance(60 * 20)
    snapshot = simulation.snapshot()
    here = int(snapshot.cells["identity"][0])
    assert whereabouts(snapshot, here) == (float(snapshot.cells["x"][0]), float(snapshot.cells["y"][0]))
    gone = sorted(set(snapshot.events["cell"].tolist()) - set(snapshot.cells["identity"].tolist()))
    last = snapshot.events[snapshot.events["cell"] == gone[0]][-1]
    assert whereabouts(snapshot, gone[0]) == (float(last["x"]), float(last["y"]))
    assert whereabouts(snapshot, 10**9) is None


@pytest.mark.parametrize(("x", "y"), [(250.0, 200.0), (251.0, 233.5), (420.0, 150.0), (-30.0, -20.0)])
def test_a_camera_that_glides_shows_what_one_that_stands_does(job: RenderJob, x: float, y: float) -> None:
    snapshot = start(MODEL, job.scenario, with_scenery=True).snapshot()
    shown = []
    for gliding in (True, False):
        image = QImage(640, 360, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        options = SceneOptions(gliding=gliding)
        ScenePainter().paint(painter, Shot(snapshot, view(x, y, 160.0, 640, 360), options, (640, 360)))
        painter.end()
        shown.append(pixels_of(image).astype(int))
    # The same shapes at places that differ by rounding: the edges of a few of them by a shade.
    assert np.abs(shown[0] - shown[1]).max() <= 4
    assert (shown[0] != shown[1]).mean() < 0.002


def test_the_flight_begins_and_ends_with_the_whole_world(job: RenderJob) -> None:
    film = replace(job, format="frames", camera=CameraPlan("stages"), start=0.0, end=1.0, frames_per_second=12.0)
    artist, simulation = JobArtist(film), start(MODEL, film.scenario, with_scenery=True)
    seen = [artist.camera(moment, film.height) for moment in moments(film, simulation)]
    assert seen[0] == seen[-1]
    assert len(set(seen)) > 4
    assert max(camera.pixels_per_um for camera in seen) > 1.5 * seen[0].pixels_per_um


def test_a_frame_of_a_flight_depends_on_its_number_alone(job: RenderJob) -> None:
    film = replace(job, format="frames", camera=CameraPlan("stages"), start=0.0, end=1.0, frames_per_second=24.0)

    def drawn(wanted: Callable[[int], bool]) -> dict[int, Pixels]:
        artist, simulation = JobArtist(film), start(MODEL, film.scenario, with_scenery=True)
        return {moment.frame: artist.pixels(moment) for moment in moments(film, simulation, wanted)}

    straight, continued = drawn(lambda _: True), drawn(lambda frame: frame % 5 == 4)
    assert sorted(continued) == [4, 9, 14, 19]
    for frame, pixels in continued.items():
        np.testing.assert_array_equal(pixels, straight[frame])


def test_a_flight_shows_what_a_camera_that_stands_does(job: RenderJob) -> None:
    film = replace(job, format="frames", camera=CameraPlan("stages"), start=0.0, end=1.0, frames_per_second=24.0)
    artist, simulation = JobArtist(film), start(MODEL, film.scenario, with_scenery=True)
    shrunk = 0
    for moment in moments(film, simulation, lambda frame: frame % 2 == 1):
        camera = artist.camera(moment, film.height)
        if rung(camera, artist.whole(moment, film.height)) < 1.01 * camera.pixels_per_um:
            continue
        shrunk += 1
        flown = artist.pixels(moment).astype(int)
        image = QImage(640, 360, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        options = SceneOptions(rarity_text=rarity_text(moment.second))
        ScenePainter().paint(painter, Shot(moment.snapshot, camera, options, (640, 360)))
        painter.end()
        true = pixels_of(image).astype(int)
        moved = np.abs(true - np.roll(true, 2, axis=1)).mean()
        assert np.abs(flown - true).mean() < 0.75 * moved
    assert shrunk >= 2


def test_captions_say_what_was_changed(job: RenderJob) -> None:
    everything = Overlays(title=True, time=True, seed=True, parameters=True)
    (found,) = captions(replace(job, overlays=everything))
    assert found.words == (job.scenario.title, "default values", f"seed {job.scenario.seed}", "{time}")
    changed = replace(job.scenario, parameters=job.scenario.parameters.replace({"platelets.strength": 0.5}))
    (found,) = captions(replace(job, scenario=changed, overlays=Overlays(parameters=True)))
    label = changed.parameters.declaration("platelets.strength").label
    assert found.words == (f"{label} 0.5 ×",)


def test_captions_follow_the_sliders(job: RenderJob) -> None:
    moved = job.scenario.parameters.replace({"platelets.strength": 0.5})
    job = replace(
        job,
        overlays=Overlays(parameters=True),
        parameter_changes=(ParameterChange(30, moved), ParameterChange(600, moved)),
    )
    assert [(found.step, *found.words) for found in captions(job)] == [
        (-1, "default values"),
        (30, f"{moved.declaration('platelets.strength').label} 0.5 ×"),
    ]
    still = replace(job, parameter_changes=())
    moment, unmoved = (next(moments(one, start(MODEL, one.scenario, with_scenery=True))) for one in (job, still))
    strips = [CaptionStrip(captions(one), SceneOptions()) for one in (job, still)]
    assert strips[0].height(400) == strips[1].height(400)
    drawn = []
    for strip, one in zip((strips[0], strips[0], strips[1]), (moment, unmoved, unmoved), strict=True):
        image = QImage(400, 40, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        early = replace(one.snapshot, step=30) if one is unmoved else one.snapshot
        strip.paint(painter, QRectF(0.0, 0.0, 400.0, 40.0), early)
        painter.end()
        drawn.append(pixels_of(image))
    assert not np.array_equal(drawn[0], drawn[1]), "after the move, other words"
    assert np.array_equal(drawn[1], drawn[2]), "until then, those of the beginning"


@pytest.mark.parametrize("hidden", [False, True], ids=["with the label about rarity", "without it"])
def test_no_picture_on_the_human_scale_goes_without_its_label(job: RenderJob, tmp_path: Path, hidden: bool) -> None:
    """At its beginning a run looks the same on both scales but for the label, and what gives way to it."""
    job = replace(job, start=0.0)
    if hidden:
        job = replace(job, overlays=replace(job.overlays, rarity=False))
    human = job.scenario.parameters.replace({"realism.human_scale": True})
    other = replace(job, scenario=replace(job.scenario, parameters=human), destination=tmp_path / "b.png")
    render_job(job)
    render_job(other)
    assert np.count_nonzero(picture(job.destination)[-60:] != picture(other.destination)[-60:]) > 300


def test_pictures_are_set_in_the_typeface_of_the_window_whatever_the_application_has(
    qapp: QGuiApplication, job: RenderJob, tmp_path: Path
) -> None:
    before, pictures = qapp.font(), []
    for number, family in enumerate(("DejaVu Sans", "DejaVu Serif")):
        qapp.setFont(QFont(family))
        named = replace(job, destination=tmp_path / f"{number}.png")
        render_job(named)
        pictures.append(named.destination.read_bytes())
    Look(Appearance("light")).apply()
    assert qapp.font().families() == [FAMILY]
    qapp.setFont(before)
    assert pictures[0] == pictures[1]


def test_tumor_cells_are_marked_by_clone_where_a_job_asks_for_it(job: RenderJob) -> None:
    yellow = np.array([0xF0, 0xE4, 0x42])
    marked = {}
    for clones in (False, True):
        still = replace(job, format="png", camera=CameraPlan("fit"), start=1.0, overlays=Overlays(clones=clones))
        artist, simulation = JobArtist(still), start(MODEL, still.scenario, with_scenery=True)
        (moment,) = moments(still, simulation)
        marked[clones] = int((artist.pixels(moment)[..., :3] == yellow).all(axis=-1).sum())
    assert marked[True] > 30 + 3 * marked[False]
