"""Films, as other libraries decode them: size, frames, times, alpha, colours, recipe; and nothing half done."""

import io
import os
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from threading import Timer

import av
import numpy as np
import pytest
from PIL import Image

from desktop.engine.model import Model
from desktop.export.control import Control, Progress, Stopwatch
from desktop.export.formats import EXPORTERS, Kind
from desktop.export.moments import FrameMoment
from desktop.export.part import PartFile
from desktop.export.png import Pixels
from desktop.export.recipe import read_recipe
from desktop.export.render import render
from desktop.system.files import COMPUTER, FileError
from tests.export.conftest import Hand, LittleRoom, MakeJob

FILMS = ("film.mp4", "film.webm", "film.gif", "film.apng", "film.webp")
VIDEOS, MOVING = FILMS[:2], FILMS[2:]
RED, GROUND = (200, 40, 40), (240, 220, 200)
SPOTS = ((200, 40, 40), (40, 200, 40), (40, 40, 200), (40, 40, 40))


def frames_of(path: Path) -> list[tuple[Pixels, Fraction]]:
    """Return each frame in red, green, blue (and alpha) with its time, by a library that did not write it."""
    if path.suffix in {".mp4", ".webm"}:
        with av.open(str(path)) as film:
            stream = film.streams.video[0]
            frames = list(film.decode(stream))
            return [
                (frame.to_ndarray(format="rgb24").astype(np.uint8), Fraction(frame.time or 0.0)) for frame in frames
            ]
    time, found = Fraction(0), []
    with Image.open(path) as picture:
        for frame in range(getattr(picture, "n_frames", 1)):
            picture.seek(frame)
            mode = "RGBA" if picture.mode == "RGBA" else "RGB"
            found.append((np.asarray(picture.convert(mode)).copy(), time))
            time += Fraction(picture.info.get("duration", 0)) / 1000
    return found


@pytest.mark.parametrize("name", FILMS)
def test_another_library_reads_size_frames_times_and_colours(small_model: Model, make_job: MakeJob, name: str) -> None:
    job = make_job(name, frames_per_second=12.5 if name == "film.gif" else 12.0, end=2.0)
    outcome = render(job, small_model, Hand(job))
    assert (outcome.made, outcome.complete) == (job.count, True)
    assert sorted(item.name for item in job.destination.parent.iterdir()) == [name]
    frames = frames_of(job.destination)
    assert len(frames) == job.count
    for number, (picture, time) in enumerate(frames):
        assert picture.shape[:2] == (96, 160)
        assert float(time) == pytest.approx(number / job.frames_per_second, abs=1.5e-3)
        left = 8 + (number * 4) % 128
        np.testing.assert_allclose(picture[28, left + 12, :3], RED, atol=12)
        np.testing.assert_allclose(picture[80, 80, :3], GROUND, atol=6)


@pytest.mark.parametrize("name", FILMS)
def test_a_film_carries_its_recipe(small_model: Model, make_job: MakeJob, name: str) -> None:
    job = make_job(name)
    render(job, small_model, Hand(job))
    recipe = read_recipe(job.destination, small_model)
    assert replace(recipe.job, destination=job.destination) == job
    assert recipe.step == job.last_step == 54
    assert recipe.frames == job.count


@pytest.mark.parametrize("name", FILMS)
def test_the_same_job_gives_the_same_bytes_in_one_thread_and_several(
    small_model: Model, make_job: MakeJob, name: str
) -> None:
    made = []
    for threads in (1, 4):
        job = make_job(name)
        render(job, small_model, Hand(job), threads=threads)
        made.append(job.destination.read_bytes())
    assert made[0] == made[1]


class Flashes(Hand):
    """Paints a spot in every corner, in colours of the first frame that change places from frame to frame."""

    def pixels(self, moment: FrameMoment) -> Pixels:
        picture = np.full((self.job.height, self.job.width, 3), GROUND, np.uint8)
        for corner, (y, x) in enumerate(((0, 0), (0, -1), (-1, 0), (-1, -1))):
            picture[y, x] = SPOTS[(corner + moment.frame) % len(SPOTS)]
        return picture


@pytest.mark.parametrize("name", ["film.gif", "film.apng"])
def test_what_changes_at_the_edges_is_there_to_the_pixel(small_model: Model, make_job: MakeJob, name: str) -> None:
    job = make_job(name)
    hand = Flashes(job)
    render(job, small_model, hand)
    for number, (picture, _) in enumerate(frames_of(job.destination)):
        corners = [picture[y, x, :3] for y, x in ((0, 0), (0, -1), (-1, 0), (-1, -1))]
        expected = [SPOTS[(corner + number) % len(SPOTS)] for corner in range(4)]
        np.testing.assert_allclose(corners, expected, atol=12)
        np.testing.assert_allclose(picture[1:-1, :, :3], np.broadcast_to(GROUND, (94, 160, 3)), atol=6)


def test_videos_are_of_the_kind_that_players_know(small_model: Model, make_job: MakeJob) -> None:
    job = make_job("film.mp4")
    render(job, small_model, Hand(job))
    data = job.destination.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    with av.open(str(job.destination)) as film:
        context = film.streams.video[0].codec_context
        assert (context.name, context.profile, context.pix_fmt) == ("h264", "High", "yuv420p")
        assert film.metadata["title"] == "Größe <&> 'x'"
        assert "creation_time" not in film.metadata
    job = make_job("film.webm")
    render(job, small_model, Hand(job))
    with av.open(str(job.destination)) as film:
        assert film.streams.video[0].codec_context.name in {"vp9", "libvpx-vp9"}


@pytest.mark.parametrize("name", ["film.apng", "film.webp"])
def test_what_is_transparent_stays_so_in_every_frame(small_model: Model, make_job: MakeJob, name: str) -> None:
    job = make_job(name, transparent=True)
    render(job, small_model, Hand(job))
    for number, (picture, _) in enumerate(frames_of(job.destination)):
        left = 8 + (number * 4) % 128
        assert picture.shape == (96, 160, 4)
        assert picture[28, left + 12, 3] == 255
        assert picture[..., 3].sum() == 255 * 24 * 24


def test_png_frames_and_animated_png_lose_nothing(small_model: Model, make_job: MakeJob) -> None:
    film, frames = make_job("film.apng"), make_job("frames")
    for job in (film, frames):
        render(job, small_model, Hand(job))
    for number, (picture, _) in enumerate(frames_of(film.destination)):
        with Image.open(io.BytesIO(frames.frame_path(number).read_bytes())) as still:
            np.testing.assert_array_equal(picture, np.asarray(still))


@pytest.mark.parametrize("name", FILMS)
def test_a_film_of_one_frame_is_a_film(small_model: Model, make_job: MakeJob, name: str) -> None:
    job = make_job(name, end=0.01)
    assert render(job, small_model, Hand(job)).made == job.count == 1
    ((picture, _),) = frames_of(job.destination)
    assert picture.shape[:2] == (96, 160)


# --- stopping, and what stands in the way ---


class Stop:
    """Cancels after the third frame."""

    def __init__(self, *, keep: bool) -> None:
        self.control, self._keep = Control(), keep

    def __call__(self, progress: Progress) -> None:
        if progress.done == 3:
            self.control.cancel(keep=self._keep)


@pytest.mark.parametrize("name", FILMS)
def test_a_film_that_is_stopped_ends_early_or_leaves_nothing(small_model: Model, make_job: MakeJob, name: str) -> None:
    job = make_job(name, end=5.0)
    stop = Stop(keep=False)
    assert not render(job, small_model, Hand(job), on_progress=stop, control=stop.control, threads=1).complete
    assert list(job.destination.parent.iterdir()) == []
    stop = Stop(keep=True)
    outcome = render(job, small_model, Hand(job), on_progress=stop, control=stop.control, threads=1)
    assert not outcome.complete
    assert [item.name for item in job.destination.parent.iterdir()] == [name]
    frames = len(frames_of(job.destination))
    assert frames == outcome.made
    assert 3 <= frames < job.count
    recipe = read_recipe(job.destination, small_model)
    assert (recipe.frames, recipe.step) == (frames, job.step(frames - 1))
    assert replace(recipe.job, destination=job.destination) == job


@pytest.mark.parametrize("name", ["film.mp4", "film.webp", "picture.png"])
def test_foreign_files_stay_and_own_ones_are_replaced(small_model: Model, make_job: MakeJob, name: str) -> None:
    job = make_job(name)
    job.destination.write_bytes(b"mine" * 2000)
    with pytest.raises(FileError, match="exists and was not written by CTC Voyage"):
        render(job, small_model, Hand(job))
    assert job.destination.read_bytes() == b"mine" * 2000
    job.destination.unlink()
    for theme in ("light", "dark"):
        render(replace(job, theme=theme), small_model, Hand(job))
    assert read_recipe(job.destination, small_model).job.theme == "dark"
    assert len(list(job.destination.parent.iterdir())) == 1


def test_a_file_that_appears_meanwhile_is_not_overwritten(small_model: Model, make_job: MakeJob) -> None:
    job = make_job("film.gif")

    def interfere(progress: Progress) -> None:
        if progress.done == 3:
            job.destination.write_bytes(b"mine")

    with pytest.raises(FileError, match="exists and was not written by CTC Voyage"):
        render(job, small_model, Hand(job), on_progress=interfere)
    assert [item.read_bytes() for item in job.destination.parent.iterdir()] == [b"mine"]


class Noise(Hand):
    """Paints what does not compress."""

    def pixels(self, moment: FrameMoment) -> Pixels:
        return np.random.default_rng(moment.frame).integers(0, 256, (self.job.height, self.job.width, 3), np.uint8)


@pytest.mark.usefixtures("full_disk")
@pytest.mark.parametrize("name", [*FILMS, "picture.png", "frames"])
def test_a_disk_that_fills_up_is_told_in_one_sentence(small_model: Model, make_job: MakeJob, name: str) -> None:
    job = make_job(name)
    with pytest.raises(FileError) as error:
        render(job, small_model, Noise(job))
    assert name in str(error.value)
    assert str(error.value).isprintable()
    left = [item.name for item in job.destination.parent.rglob("*") if item.is_file()]
    assert set(left) <= {"job.json"}


@pytest.mark.parametrize("room", [100_000, 200_000])
@pytest.mark.parametrize("name", ["film.apng", "film.gif", "film.webp"])
def test_a_disk_that_fills_up_later_leaves_nothing_and_says_so(
    small_model: Model, make_job: MakeJob, little_room: LittleRoom, name: str, room: int
) -> None:
    job = make_job(name, end=3.0)
    with little_room(room), pytest.raises(FileError) as error:
        render(job, small_model, Noise(job))
    words = rf".*{name} cannot be written: file too large; \d+ of {job.count} frames were made, and nothing is kept, "
    assert re.fullmatch(f"{words}since a film that is cut off cannot be played", str(error.value)), error.value
    assert not list(job.destination.parent.iterdir())


@pytest.mark.parametrize("name", ["film.apng", "picture.png", "frames"])
def test_no_refusal_is_its_own_cause(small_model: Model, make_job: MakeJob, little_room: LittleRoom, name: str) -> None:
    job = make_job(name)
    with little_room(5000), pytest.raises(FileError) as error:
        render(job, small_model, Noise(job))
    chain: list[BaseException] = [error.value]
    while (cause := chain[-1].__cause__) is not None:
        assert cause not in chain, "who looks for its cause would do so for ever"
        chain.append(cause)
    assert isinstance(chain[-1], OSError)


def test_a_pause_is_no_time_that_a_frame_takes() -> None:
    control = Control()
    watch = Stopwatch(control)
    control.pause()
    Timer(0.4, control.resume).start()
    control.check()
    progress = watch.progress(1, 11, 10)
    assert control.waited > 0.3
    assert progress.seconds_left is not None
    assert progress.seconds_left < 10 * 0.2


def test_pausing_waits_and_goes_on(small_model: Model, make_job: MakeJob) -> None:
    job, control = make_job("film.gif"), Control()
    seen: list[int] = []

    def look(progress: Progress) -> None:
        seen.append(progress.done)
        if progress.done == 2:
            control.pause()
            assert control.paused
            control.resume()

    assert render(job, small_model, Hand(job), on_progress=look, control=control).complete
    assert seen == list(range(1, 11))


def test_what_a_killed_attempt_left_goes_and_what_lives_stays(tmp_path: Path) -> None:
    target = tmp_path / "film[1].mp4"
    dead, foreign = tmp_path / ".film[1].mp4.999999999.abcdabcd.part", tmp_path / ".film[1].mp4.notes.part"
    alive = tmp_path / f".film[1].mp4.{os.getppid()}.abcdabcd.part"
    for path in (dead, alive, foreign):
        path.write_bytes(b"x")
        os.utime(path, (1.0, 1.0))
    young = tmp_path / f".film[1].mp4.999999999.{COMPUTER}abcdabcd.part"
    young.write_bytes(b"x")
    part = PartFile(target)
    part.create()
    assert (dead.exists(), young.exists(), alive.exists(), foreign.exists()) == (False, False, True, True)
    other = PartFile(target)
    os.utime(part.path, (1.0, 1.0))
    # Another computer that shares the folder may be writing it: here its process is not to be seen.
    elsewhere = tmp_path / ".film[1].mp4.999999998.ffffabcdabcd.part"
    elsewhere.write_bytes(b"x")
    other.create()
    assert part.path.exists()
    assert elsewhere.exists()


def test_every_film_is_tested() -> None:
    assert {f"film{item.suffix}" for item in EXPORTERS if item.kind is Kind.ANIMATION} == set(FILMS)
