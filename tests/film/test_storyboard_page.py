"""Storyboards: the stills are what happened, in the order of the cascade, on one page with words as words."""

from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from PySide6.QtGui import QFont, QFontMetricsF, QGuiApplication, QImage

from desktop.cascade import MODEL
from desktop.cascade.stages import Stage
from desktop.engine.arrays import FloatArray, IntArray
from desktop.engine.context import ReadContext
from desktop.engine.contracts import Entry
from desktop.export.control import Control, Progress
from desktop.export.formats import Content
from desktop.export.job import CameraPlan, JobError, RenderJob
from desktop.export.recipe import read_recipe
from desktop.film.chapters import AFTER, FEWEST, MOST, Chapter, choose_chapters, told_steps
from desktop.film.job_artist import render_job
from desktop.scene.page.storyboard_layout import Still, make_grid, type_sizes
from desktop.scene.page.typeface import typeface
from desktop.study.runner import start
from desktop.study.scenario import load_scenario

SECONDS = 20.0


class Fever:
    """A hazard that the program has never heard of."""

    name = "fever"
    label = "heat"
    death = "did not bear the heat"
    stages = (Stage.TRAVELLING,)

    def rate(self, context: ReadContext, rows: IntArray) -> FloatArray:
        del context
        return np.full(rows.size, 30.0)


@pytest.fixture(scope="module")
def job(qapp: QGuiApplication, tmp_path_factory: pytest.TempPathFactory) -> RenderJob:
    del qapp
    path = tmp_path_factory.mktemp("story") / "story.svg"
    scenario = load_scenario("default-patient")
    return RenderJob(scenario, path, "svg", end=SECONDS, width=1280, height=720, content=Content.STORYBOARD)


@pytest.fixture(scope="module")
def chapters(job: RenderJob) -> tuple[Chapter, ...]:
    return choose_chapters(job, MODEL, lambda _: None)


def test_every_still_shows_something_that_happened(job: RenderJob, chapters: tuple[Chapter, ...]) -> None:
    simulation = start(MODEL, job.scenario)
    simulation.advance(round(60 * SECONDS))
    events = simulation.snapshot().events
    happened = set(zip(events["cell"].tolist(), events["step"].tolist(), strict=True))
    first, *middle, last = chapters
    assert FEWEST <= len(chapters) <= MOST
    assert (first.step, first.cell, last.step, last.cell) == (0, -1, round(60 * SECONDS), -1)
    assert all((chapter.cell, chapter.step - AFTER) in happened for chapter in middle)
    assert len({chapter.heading for chapter in chapters}) == len(chapters)
    died = int((events[events["step"] + AFTER <= last.step]["kind"] == 0).sum())
    assert f"{died} cells died" in last.sentence


def test_the_steps_are_named_as_the_model_names_them() -> None:
    known = {kind.name for kind in MODEL.events} | {f"died:{hazard.name}" for hazard in MODEL.hazards}
    told = [name for step in told_steps(MODEL) for name in step]
    assert set(told) <= known
    assert len(set(told)) == len(told)


def test_every_hazard_can_have_a_still_a_new_one_too(job: RenderJob) -> None:
    model = replace(MODEL, entries=(*MODEL.entries, Entry(name="fever", hazards=(Fever(),))))
    told = {name for step in told_steps(model) for name in step}
    assert {f"died:{hazard.name}" for hazard in model.hazards} <= told
    others = (replace(entry, hazards=(), factors=()) for entry in MODEL.entries)
    alone = replace(MODEL, entries=(*others, model.entries[-1]))
    scenario = replace(job.scenario, seed=1, parameters=alone.defaults().replace({"start.injected": 60}))
    chapters = choose_chapters(replace(job, scenario=scenario, end=4.0), alone, lambda _: None)
    assert any(chapter.heading == "Heat" and "did not bear the heat" in chapter.sentence for chapter in chapters)


def test_one_page_with_every_heading_as_text(job: RenderJob, chapters: tuple[Chapter, ...]) -> None:
    told: list[Progress] = []
    assert render_job(job, on_progress=told.append).complete
    root = ElementTree.fromstring(job.destination.read_bytes())
    words = " ".join("".join(item.itertext()) for item in root.iter("{http://www.w3.org/2000/svg}text"))
    assert all(chapter.heading in words for chapter in chapters)
    assert len(list(root.iter("{http://www.w3.org/2000/svg}image"))) == len(chapters)
    assert read_recipe(job.destination, MODEL).job.content is Content.STORYBOARD
    assert [news.share for news in told] == sorted(news.share for news in told)
    assert told[-1].share == 1.0


def test_the_life_of_a_cell_is_its_events(job: RenderJob, chapters: tuple[Chapter, ...]) -> None:
    cell = next(chapter.cell for chapter in chapters if chapter.cell >= 0)
    camera = CameraPlan("follow", cell=cell)
    life = replace(job, format="png", destination=job.destination.with_suffix(".png"), content=Content.BIOGRAPHY)
    life = replace(life, camera=camera)
    told = choose_chapters(life, MODEL, lambda _: None)
    assert {chapter.cell for chapter in told} == {cell}
    assert [chapter.step for chapter in told] == sorted(chapter.step for chapter in told)
    render_job(life)
    with Image.open(life.destination) as page:
        assert page.size == (1280, 720)
        assert np.asarray(page).std() > 10.0
    first = life.destination.read_bytes()
    render_job(life)
    assert life.destination.read_bytes() == first


def test_what_cannot_be_told_is_refused_and_leaves_nothing(job: RenderJob) -> None:
    folder = job.destination.parent / "none"
    folder.mkdir()
    short = replace(job, end=0.5, destination=folder / "short.svg")
    with pytest.raises(JobError, match=r"too little happens between 0 s and 0\.5 s"):
        render_job(short)
    nobody = replace(short, content=Content.BIOGRAPHY, camera=CameraPlan("follow", cell=10**9))
    with pytest.raises(JobError, match="nothing happens to cell 1000000000"):
        render_job(nobody)
    control = Control()
    control.cancel(keep=False)
    assert not render_job(short, control=control).complete
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("count", range(1, MOST + 1))
@pytest.mark.parametrize("size", [(1920, 1080), (1240, 1754), (640, 360), (900, 900)])
def test_stills_lie_on_the_page_and_beside_each_other(count: int, size: tuple[int, int]) -> None:
    grid = make_grid(count, *size)
    wide, high = grid.picture
    for number, (left, top) in enumerate(grid.places):
        assert left >= 0.0
        assert top >= 0.0
        assert left + wide <= size[0]
        assert top + high <= size[1]
        for x, y in grid.places[number + 1 :]:
            assert x >= left + wide or y >= top + high
    assert count * wide * high > 0.12 * size[0] * size[1]


def test_a_long_life_is_told_by_its_turning_points(job: RenderJob) -> None:
    job = replace(job, end=2.0 * SECONDS)
    simulation = start(MODEL, job.scenario)
    simulation.advance(round(60 * job.end))
    events = simulation.snapshot().events
    events = events[events["step"] + AFTER <= round(60 * job.end)]
    cells, counts = np.unique(events["cell"], return_counts=True)
    assert counts.max() > MOST, "a life too long for one page"
    cell = int(cells[np.argmax(counts)])
    own = events[events["cell"] == cell]
    life = replace(job, content=Content.BIOGRAPHY, camera=CameraPlan("follow", cell=cell))
    told = choose_chapters(life, MODEL, lambda _: None)
    steps = {chapter.step - AFTER for chapter in told}
    firsts = {int(own[own["kind"] == kind][0]["step"]) for kind in np.unique(own["kind"])}
    assert firsts | {int(own[-1]["step"])} <= steps
    assert FEWEST <= len(told) <= MOST


@pytest.mark.parametrize("size", [(1920, 1080), (1280, 720), (960, 540)])
def test_type_is_as_large_as_the_longest_words_allow(qapp: QGuiApplication, size: tuple[int, int]) -> None:
    del qapp
    width, room = size[0], make_grid(MOST, *size).picture[0]
    short, long = "Detached", "Entered passively through a leak"
    sizes = []
    for heading in (short, long):
        stills = [
            Still(QImage(), heading, "12.3 s", "Cell 204 was pushed into the vessel where its wall leaks.")
        ] * MOST
        sizes.append(type_sizes(stills, room, width))
        font = typeface()
        font.setPixelSize(sizes[-1][0])
        font.setWeight(QFont.Weight.DemiBold)
        needed = QFontMetricsF(font).horizontalAdvance(f"{MOST}  {heading}")
        font.setPixelSize(sizes[-1][1])
        font.setWeight(QFont.Weight.Medium)
        assert needed + QFontMetricsF(font).horizontalAdvance("12.3 s") < room
    assert sizes[1][0] < sizes[0][0] == round(0.0125 * width)
    assert sizes[0][2] == sizes[1][2]
