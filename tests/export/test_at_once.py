"""Two exports into one folder, and an export that is ended from outside."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from time import sleep

import pytest

from desktop.engine.model import Model
from desktop.export.control import Progress
from desktop.export.left_behind import tidy_after
from desktop.export.render import render
from desktop.system.files import COMPUTER, FileError
from tests.export.conftest import Hand, MakeJob

MAIN = Path(__file__).parents[2] / "main.py"


def test_a_second_export_into_the_same_folder_is_refused_and_the_first_is_whole(
    small_model: Model, make_job: MakeJob
) -> None:
    job, refused = make_job("frames"), list[str]()

    def begin_another(_: Progress) -> None:
        with pytest.raises(FileError) as error:
            render(job, small_model, Hand(job))
        refused.append(str(error.value))

    assert render(job, small_model, Hand(job), on_progress=begin_another).complete
    assert len(refused) == job.count
    assert "another export writes into" in refused[0]
    assert len(list(job.destination.glob("frame_*.png"))) == job.count
    assert render(job, small_model, Hand(job)).kept == job.count, "it is free again"


def test_two_exports_of_the_same_film_are_both_whole(small_model: Model, make_job: MakeJob) -> None:
    job, sizes = make_job("film.gif"), list[int]()

    def make_another(progress: Progress) -> None:
        if progress.done == 3:
            assert render(job, small_model, Hand(job)).complete
            sizes.append(job.destination.stat().st_size)

    assert render(job, small_model, Hand(job), on_progress=make_another).complete
    assert sizes == [job.destination.stat().st_size]
    assert [path.name for path in job.destination.parent.iterdir()] == ["film.gif"]


def test_a_process_that_is_gone_leaves_nothing_half_written(make_job: MakeJob) -> None:
    film, frames = make_job("film.gif"), make_job("frames")
    folder = film.destination.parent
    own, other = folder / f".film.gif.77.{COMPUTER}abcdabcd.part", folder / ".film.gif.78.abcdabcd.part"
    for path in (own, other):
        path.write_bytes(b"x")
    assert tidy_after(film, 77) == "Nothing half-written was left."
    assert (own.exists(), other.exists()) == (False, True)
    assert tidy_after(frames, 77) == "No frame was left."
    frames.destination.mkdir()
    (frames.destination / "frame_00001.png").write_bytes(b"x")
    (frames.destination / ".frame_00002.png.77.abcdabcd.part").write_bytes(b"x")
    assert tidy_after(frames, 77) == "1 frame stays in frames; the same export goes on from there."
    assert [path.name for path in frames.destination.iterdir()] == ["frame_00001.png"]


@pytest.mark.skipif(os.name == "nt", reason="there is no such signal")
def test_the_next_start_removes_what_a_killed_one_left(tmp_path: Path) -> None:
    words = [sys.executable, str(MAIN), "render", "default-patient", "film.gif", "--size", "320x180"]
    with subprocess.Popen([*words, "--seconds", "600"], cwd=tmp_path) as process:
        while not list(tmp_path.glob(".*.part")):
            assert process.poll() is None
            sleep(0.05)
        process.send_signal(signal.SIGKILL)
    assert list(tmp_path.glob(".*.part"))
    subprocess.run([*words, "--seconds", "1"], cwd=tmp_path, check=True, capture_output=True)
    assert [path.name for path in tmp_path.iterdir()] == ["film.gif"]
