"""How fast films and frames come out: ratios within one run, since computers differ and are seldom idle.

Run with ``pytest tests/benchmarks/test_export.py --long`` for the ratios, ``--benchmark-only`` for the times.
"""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import pytest
from PySide6.QtGui import QGuiApplication, QImage
from pytest_benchmark.fixture import BenchmarkFixture

from desktop.cascade import MODEL
from desktop.export.control import Progress
from desktop.export.job import RenderJob
from desktop.export.moments import FrameMoment, moments
from desktop.export.png import Pixels
from desktop.export.render import render
from desktop.film.job_artist import JobArtist, render_job
from desktop.study.runner import start
from desktop.study.scenario import load_scenario

WARM_UP = 40
"""Frames before the clock starts: sprites and layers are made once."""


@pytest.fixture
def job(qapp: QGuiApplication, tmp_path: Path) -> RenderJob:
    """Return the default patient at full size, full scene."""
    del qapp
    return RenderJob(load_scenario("default-patient"), tmp_path / "frames", end=3.0)


class Clock:
    """Notes when each frame is done."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.spent: list[float] = []

    def __call__(self, progress: Progress) -> None:
        del progress
        self.note()

    def note(self) -> None:
        """Note the time now."""
        self.times.append(perf_counter())
        self.spent.append(process_time())

    @property
    def per_frame(self) -> float:
        """Return the seconds for a frame once all is warm."""
        return (self.times[-1] - self.times[WARM_UP]) / (len(self.times) - 1 - WARM_UP)

    @property
    def work_per_frame(self) -> float:
        """Return the seconds that all processors together worked for a frame."""
        return (self.spent[-1] - self.spent[WARM_UP]) / (len(self.spent) - 1 - WARM_UP)


def drawn(job: RenderJob) -> Iterator[Pixels]:
    artist = JobArtist(job)
    for moment in moments(job, start(MODEL, job.scenario, with_scenery=True)):
        yield artist.pixels(moment)


@pytest.mark.long
def test_frames_come_out_eight_times_faster_than_with_qt(job: RenderJob, tmp_path: Path) -> None:
    ratios = []
    for attempt in range(3):
        clock = Clock()
        render_job(replace(job, destination=tmp_path / str(attempt)), on_progress=clock)
        begin, count = 0.0, 0
        for number, pixels in enumerate(drawn(replace(job, end=0.3))):
            begin = perf_counter() if number == 3 else begin
            height, width, _ = pixels.shape
            if number >= 3:
                picture = QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888)
                assert picture.save(str(tmp_path / "qt.png"))
                count += 1
        # The loop with Qt counts one picture drawn before its clock less than it writes.
        ratios.append((perf_counter() - begin) / count / clock.per_frame)
    assert median(ratios) >= 8.0


@pytest.mark.long
def test_two_processors_make_25_frames_a_second(job: RenderJob) -> None:
    clock = Clock()
    render_job(replace(job, end=4.0), on_progress=clock)
    # Work, not time: it is hardly more on a computer that is busy with something else.
    assert 2.0 / clock.work_per_frame >= 25.0


class Ready:
    """Gives frames that have been drawn before."""

    def __init__(self, pictures: list[Pixels]) -> None:
        self._pictures = pictures

    def pixels(self, moment: FrameMoment) -> Pixels:
        return self._pictures[moment.frame]

    def page(self, moment: FrameMoment) -> bytes:
        raise AssertionError(moment)


@pytest.mark.long
def test_drawing_hardly_slows_the_encoder_of_films(job: RenderJob, tmp_path: Path) -> None:
    film = replace(job, destination=tmp_path / "film.mp4", format="mp4", end=4.0)
    pictures = list(drawn(film))
    still = replace(film, speed=0.01, end=0.04, destination=tmp_path / "ready.mp4")
    assert still.count == film.count == len(pictures)
    ratios = []
    for _ in range(3):
        alone, together = Clock(), Clock()
        render(still, MODEL, Ready(pictures), on_progress=alone)
        # The encoder holds frames back, and works most at the end.
        alone.note()
        render_job(film, on_progress=together)
        together.note()
        # Work, not time: both keep all processors busy, and others may do so, too.
        ratios.append((alone.spent[-1] - alone.spent[WARM_UP]) / (together.spent[-1] - together.spent[WARM_UP]))
    assert median(ratios) >= 0.8


@pytest.mark.long
def test_a_late_frame_costs_what_an_early_one_does_and_memory_stays(job: RenderJob) -> None:
    clock, memory = Clock(), list[int]()

    def look(progress: Progress) -> None:
        clock(progress)
        memory.append(int(Path("/proc/self/statm").read_text().split()[1]) if sys.platform == "linux" else 1)

    render_job(replace(job, width=320, height=180, end=40.0), on_progress=look)
    assert median(memory[1000:1100]) <= 1.15 * median(memory[100:200])
    spent = [after - before for before, after in zip(clock.spent, clock.spent[1:], strict=False)]
    assert median(spent[1000:1100]) <= 1.2 * median(spent[10:110])


@pytest.mark.parametrize("name", ["frames", "film.mp4", "film.webm", "film.gif", "film.apng", "film.webp"])
def test_export(benchmark: BenchmarkFixture, job: RenderJob, name: str) -> None:
    rate = 25.0 if name == "film.gif" else job.frames_per_second
    target = job.destination.with_name(name)
    film = replace(job, end=1.0, destination=target, format=name.removeprefix("film."), frames_per_second=rate)

    def make() -> None:
        render_job(replace(film, destination=film.destination.with_name(f"{perf_counter()}{film.exporter.suffix}")))

    benchmark(make)
