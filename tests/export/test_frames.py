"""Frames are taken by simulated time, numbered, whole, and leave foreign files alone."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from desktop.engine.contracts import Model
from desktop.engine.snapshot import Snapshot
from desktop.export.frames import FrameJob, check_job, write_frames
from desktop.export.png import Pixels, read_texts
from desktop.study.files import FileError
from desktop.study.runner import start
from desktop.study.scenario import Scenario, ScenarioError


@pytest.fixture
def job(small_model: Model, tmp_path: Path) -> FrameJob:
    parameters = small_model.defaults().replace({"shear.hazard": 80.0})
    return FrameJob(Scenario("short", "A short run", "", 5, 1.0, parameters), 12.0, tmp_path / "frames")


def draw(snapshot: Snapshot) -> Pixels:
    return np.full((2, 2, 3), snapshot.step, np.uint8)


def make(model: Model, job: FrameJob) -> list[Path]:
    check_job(job)
    return list(write_frames(job, start(model, job.scenario), draw))


def test_frames_show_even_moments_with_their_recipe(small_model: Model, job: FrameJob) -> None:
    files = make(small_model, job)
    assert [file.name for file in files] == [f"frame_{number:05d}.png" for number in range(1, 13)]
    assert sorted(job.folder.iterdir()) == files
    texts = [read_texts(file.read_bytes()) for file in files]
    recipes = [json.loads(text["Recipe"]) for text in texts]
    assert [recipe["time"] for recipe in recipes] == pytest.approx(np.arange(12) / 12.0)
    assert recipes[0]["parameters"] == {"shear.hazard": 80.0}
    assert (texts[0]["Scenario"], texts[0]["Seed"], texts[0]["Title"]) == ("short", "5", "A short run")


def test_the_same_job_gives_the_same_bytes(small_model: Model, job: FrameJob, tmp_path: Path) -> None:
    again = replace(job, folder=tmp_path / "again")
    assert [f.read_bytes() for f in make(small_model, job)] == [f.read_bytes() for f in make(small_model, again)]


def test_the_frame_rate_does_not_change_the_run(small_model: Model, job: FrameJob) -> None:
    ends = []
    for rate in (1.0, 7.0, 60.0, 100.0):
        simulation = start(small_model, job.scenario)
        paced = replace(job, frames_per_second=rate, folder=job.folder / str(rate))
        check_job(paced)
        list(write_frames(paced, simulation, draw))
        simulation.advance(60 - simulation.step)
        ends.append(simulation.sha256())
    assert len(set(ends)) == 1


def test_a_second_run_replaces_the_first_unless_frames_would_be_left_over(small_model: Model, job: FrameJob) -> None:
    make(small_model, job)
    make(small_model, job)
    (job.folder / "frame_00012.png").rename(job.folder / "frame_00013.png")
    with pytest.raises(FileError, match=r"longer run \(frame_00013\.png and up\)"):
        make(small_model, job)


def test_a_foreign_file_in_the_way_stops_the_job_before_it_starts(small_model: Model, job: FrameJob) -> None:
    job.folder.mkdir()
    (job.folder / "notes.txt").write_text("mine")
    (job.folder / "frame_00007.png").write_text("mine")
    with pytest.raises(FileError, match=r"frame_00007\.png exists and was not written by CTC Voyage"):
        make(small_model, job)
    assert sorted(item.name for item in job.folder.iterdir()) == ["frame_00007.png", "notes.txt"]


def test_a_job_that_cannot_be_is_refused(small_model: Model, job: FrameJob, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "in", tmp_path / ("x" * 300), Path("a\0b")):
        with pytest.raises(FileError) as error:
            check_job(replace(job, folder=folder))
        assert str(error.value).isprintable()
    for rate in (0.0, -1.0, float("nan"), 1e6):
        with pytest.raises(ScenarioError, match="frames per second"):
            check_job(replace(job, frames_per_second=rate))
    with pytest.raises(ScenarioError, match="too many"):
        check_job(replace(job, scenario=replace(job.scenario, seconds=50_000.0)))
    assert not job.folder.exists()
