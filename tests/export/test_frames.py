"""Frames in a folder: by simulated time, numbered, whole, continued after a stop; foreign files are left alone."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from desktop.engine.model import Model
from desktop.export.control import Control, Progress
from desktop.export.job import RenderJob
from desktop.export.moments import moments
from desktop.export.png import read_texts
from desktop.export.recipe import read_recipe
from desktop.export.render import Outcome, render
from desktop.study.parameter_changes import advance_to
from desktop.study.runner import start
from desktop.system.files import FileError, replace_file
from tests.export.conftest import Hand, MakeJob


@pytest.fixture
def job(make_job: MakeJob) -> RenderJob:
    return make_job("frames", frames_per_second=12.0)


def make(model: Model, job: RenderJob, hand: Hand | None = None) -> Outcome:
    return render(job, model, hand or Hand(job))


def frames(job: RenderJob) -> list[Path]:
    return [job.frame_path(frame) for frame in range(job.count)]


def test_frames_show_even_moments_with_their_recipe(small_model: Model, job: RenderJob) -> None:
    assert make(small_model, job) == Outcome(job.destination, 12, 0, complete=True)
    assert sorted(job.destination.iterdir()) == [*frames(job), job.destination / "job.json"]
    texts = [read_texts(file.read_bytes()) for file in frames(job)]
    assert (texts[0]["Scenario"], texts[0]["Seed"], texts[0]["Title"]) == ("short", "5", "Größe <&> 'x'")
    recipes = [read_recipe(file, small_model) for file in frames(job)]
    assert [recipe.time for recipe in recipes] == pytest.approx(np.arange(12) / 12.0)
    assert recipes[0].job.scenario.parameters.changes() == {"shear.hazard": 80.0}
    straight = start(small_model, job.scenario)
    advance_to(straight, recipes[7].step, job.parameter_changes)
    assert recipes[7].state_sha256 == straight.sha256()
    assert job.step(7) > job.parameter_changes[0].step


def test_the_same_job_gives_the_same_bytes_in_one_thread_and_several(small_model: Model, job: RenderJob) -> None:
    made = []
    for threads in (1, 2, 4):
        again = replace(job, destination=job.destination / str(threads))
        render(again, small_model, Hand(again), threads=threads)
        made.append([file.read_bytes() for file in [*frames(again), again.destination / "job.json"]])
    assert made[0] == made[1] == made[2]


def test_the_frame_rate_does_not_change_the_run(small_model: Model, job: RenderJob) -> None:
    states = set()
    for rate in (1.0, 12.0, 60.0):
        paced = replace(
            job, frames_per_second=rate, start=0.0, end=1.0 + 1.0 / rate, destination=job.destination / str(rate)
        )
        make(small_model, paced)
        states.add(read_recipe(frames(paced)[-1], small_model).state_sha256)
    assert len(states) == 1


class Stop:
    """Cancels once so many frames are made."""

    def __init__(self, frames: int, *, keep: bool) -> None:
        self.control = Control()
        self._frames, self._keep = frames, keep
        self.told: list[Progress] = []

    def __call__(self, progress: Progress) -> None:
        self.told.append(progress)
        if len(self.told) == self._frames:
            self.control.cancel(keep=self._keep)


def test_what_was_stopped_goes_on_and_comes_out_the_same(small_model: Model, job: RenderJob) -> None:
    make(small_model, job)
    unbroken = {file.name: file.read_bytes() for file in job.destination.iterdir()}
    job = replace(job, destination=job.destination / "again")
    stop = Stop(4, keep=True)
    outcome = render(job, small_model, Hand(job), on_progress=stop, control=stop.control)
    assert not outcome.complete
    kept = len(list(job.destination.glob("frame_*")))
    assert 4 <= kept < 12
    (job.destination / "frame_00002.png").write_bytes(b"damaged")
    hand = Hand(job)
    with pytest.raises(FileError, match=r"frame_00002\.png exists and was not written by CTC Voyage"):
        make(small_model, job, hand)
    (job.destination / "frame_00002.png").unlink()
    assert make(small_model, job, hand) == Outcome(job.destination, 12 - kept + 1, kept - 1, complete=True)
    assert hand.drawn == [1, *range(kept, 12)]
    assert {file.name: file.read_bytes() for file in job.destination.iterdir()} == unbroken


def test_a_cancel_leaves_what_an_earlier_attempt_has_made(small_model: Model, job: RenderJob) -> None:
    make(small_model, job)
    earlier = frames(job)[:5]
    unbroken = {file.name: file.read_bytes() for file in job.destination.iterdir()}
    for file in frames(job)[5:]:
        file.unlink()
    stop = Stop(2, keep=False)
    outcome = render(job, small_model, Hand(job), on_progress=stop, control=stop.control, threads=1)
    assert (outcome.kept, outcome.complete) == (5, False)
    assert sorted(job.destination.iterdir()) == [*earlier, job.destination / "job.json"]
    told: list[Progress] = []
    render(job, small_model, Hand(job), on_progress=told.append)
    assert [(progress.done, progress.count) for progress in told] == [(done, 12) for done in range(6, 13)]
    assert told[-1].seconds_left == 0.0
    assert {file.name: file.read_bytes() for file in job.destination.iterdir()} == unbroken


def test_labels_are_read_at_the_beginning_of_the_second(small_model: Model, job: RenderJob) -> None:
    job = replace(job, start=0.9, end=3.2)
    found = list(moments(job, start(small_model, job.scenario)))
    assert [moment.snapshot.step for moment in found] == [job.step(frame) for frame in range(job.count)]
    assert [moment.second.step for moment in found] == [job.step(frame) // 60 * 60 for frame in range(job.count)]


def cut_off(job: RenderJob) -> None:
    path = job.frame_path(3)
    path.write_bytes(path.read_bytes()[:-20])


def swapped(job: RenderJob) -> None:
    job.frame_path(3).write_bytes(job.frame_path(4).read_bytes())


def of_another_job(job: RenderJob) -> None:
    job.frame_path(3).write_bytes(job.frame_path(3).read_bytes().replace(b"short", b"other"))


def not_yet_noted(job: RenderJob) -> None:
    path = job.destination / "job.json"
    document = json.loads(path.read_text())
    del document["frames"]["frame_00004.png"]
    path.write_text(json.dumps(document))


@pytest.mark.parametrize("harm", [cut_off, swapped, of_another_job, not_yet_noted])
def test_a_frame_that_is_there_but_not_the_one_that_was_noted_is_drawn_again(
    small_model: Model, job: RenderJob, harm: Callable[[RenderJob], None]
) -> None:
    make(small_model, job)
    unbroken = {file.name: file.read_bytes() for file in job.destination.iterdir()}
    harm(job)
    assert {file.name: file.read_bytes() for file in job.destination.iterdir()} != unbroken
    hand = Hand(job)
    assert make(small_model, job, hand) == Outcome(job.destination, 1, 11, complete=True)
    assert hand.drawn == [3]
    assert {file.name: file.read_bytes() for file in job.destination.iterdir()} == unbroken


@pytest.mark.parametrize("note", ["digest", "frames"])
def test_frames_noted_for_another_job_are_all_drawn_again(small_model: Model, job: RenderJob, note: str) -> None:
    make(small_model, job)
    unbroken = {file.name: file.read_bytes() for file in job.destination.iterdir()}
    path = job.destination / "job.json"
    document = json.loads(path.read_text())
    path.write_text(json.dumps({**document, note: "of another job"}))
    hand = Hand(job)
    assert make(small_model, job, hand).kept == 0
    assert hand.drawn == list(range(12))
    assert {file.name: file.read_bytes() for file in job.destination.iterdir()} == unbroken


def test_a_cancel_removes_its_own_frames_and_no_others(small_model: Model, job: RenderJob) -> None:
    stop = Stop(4, keep=False)
    assert not render(job, small_model, Hand(job), on_progress=stop, control=stop.control).complete
    assert not job.destination.exists()
    job.destination.mkdir()
    (job.destination / "notes.txt").write_text("mine")
    stop = Stop(4, keep=False)
    render(job, small_model, Hand(job), on_progress=stop, control=stop.control)
    assert [item.name for item in job.destination.iterdir()] == ["notes.txt"]


def test_another_job_replaces_frames_unless_some_would_be_left_over(small_model: Model, job: RenderJob) -> None:
    make(small_model, job)
    other = replace(job, theme="dark")
    assert make(small_model, other).made == 12
    assert json.loads((job.destination / "job.json").read_text())["theme"] == "dark"
    (job.destination / "frame_00012.png").rename(job.destination / "frame_00013.png")
    with pytest.raises(FileError, match=r"longer run \(frame_00013\.png and up\)"):
        make(small_model, job)


def test_a_foreign_file_in_the_way_stops_the_job_before_it_starts(small_model: Model, job: RenderJob) -> None:
    job.destination.mkdir()
    for name in ("notes.txt", "frame_00007.png"):
        (job.destination / name).write_text("mine")
    with pytest.raises(FileError, match=r"frame_00007\.png exists and was not written by CTC Voyage"):
        make(small_model, job)
    assert sorted(item.name for item in job.destination.iterdir()) == ["frame_00007.png", "notes.txt"]
    (job.destination / "frame_00007.png").rename(job.destination / "job.json")
    with pytest.raises(FileError, match=r"job\.json exists and was not written by CTC Voyage"):
        make(small_model, job)
    assert (job.destination / "job.json").read_text() == "mine"


def test_a_folder_that_cannot_be_is_refused(small_model: Model, job: RenderJob, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "in", tmp_path / ("x" * 300), Path("a\0b")):
        with pytest.raises(FileError) as error:
            make(small_model, replace(job, destination=folder))
        assert str(error.value).isprintable()
    assert not job.destination.exists()


def test_a_folder_that_vanishes_is_told(small_model: Model, job: RenderJob) -> None:
    removed: list[bool] = []

    def remove(progress: Progress) -> None:
        if progress.done == 3:
            for item in job.destination.iterdir():
                item.unlink(missing_ok=True)
            job.destination.rename(job.destination.with_name("moved"))
            removed.append(True)

    with pytest.raises(FileError, match="cannot be written: no such file or directory"):
        render(job, small_model, Hand(job), on_progress=remove, threads=1)
    assert removed


def test_frames_made_before_the_disk_is_full_are_kept_and_said(
    small_model: Model, job: RenderJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(path: Path, data: bytes, is_own: Callable[[bytes], bool]) -> None:
        if path == job.frame_path(4):
            message = f"{path.name} cannot be written: no space left on device"
            raise FileError(message)
        replace_file(path, data, is_own)

    with monkeypatch.context() as full:
        full.setattr("desktop.export.sinks.replace_file", fill)
        with pytest.raises(FileError, match=r"no space left on device; [4-9] of 12 frames are made and kept"):
            render(job, small_model, Hand(job), threads=1)
    assert make(small_model, job).kept >= 4
