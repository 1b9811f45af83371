"""Recipes in files that are damaged, foreign or forged: read, or refused in one sentence."""

from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from desktop.engine.model import Model
from desktop.export.job import JobError
from desktop.export.recipe import find_recipe, read_recipe, recipe_text
from desktop.export.render import render
from desktop.system.files import FileError
from tests.export.conftest import Hand, MakeJob

NAMES = ("a.png", "a.mp4", "a.webm", "a.gif", "a.apng", "a.webp")


@pytest.mark.parametrize("name", NAMES)
def test_damage_brings_no_reader_down(
    small_model: Model, make_job: MakeJob, tmp_path: Path, rng: np.random.Generator, name: str
) -> None:
    job = make_job(name, end=0.3)
    render(job, small_model, Hand(job))
    whole = np.frombuffer(job.destination.read_bytes(), np.uint8)
    damaged = tmp_path / f"damaged{Path(name).suffix}"
    read = 0
    for _ in range(150):
        data = whole.copy()
        start = int(rng.integers(0, 4096))
        data[start : start + int(rng.integers(1, 40))] ^= np.uint8(rng.integers(1, 256))
        damaged.write_bytes(data[: int(rng.integers(1, data.size + 1))].tobytes())
        with suppress(FileError, JobError):
            read += read_recipe(damaged, small_model).job.format == name[2:]
    assert read > 0


@pytest.mark.parametrize("name", ["a.png", "a.gif", "a.webp"])
def test_a_foreign_picture_has_no_recipe(small_model: Model, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    Image.new("RGB", (8, 8)).save(path)
    with pytest.raises(FileError, match="holds no recipe of CTC Voyage"):
        read_recipe(path, small_model)


def test_what_cannot_be_read_is_told(small_model: Model, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.png", Path("a\0b.png"), tmp_path / ("x" * 300)):
        with pytest.raises(FileError) as error:
            read_recipe(path, small_model)
        assert str(error.value).isprintable()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"seed": 5', '"seed": -5'),
        ('"step": 54', '"step": 10000000000'),
        ('"shear.hazard": 80.0', '"shear.hazard": 8e99'),
        ('"job_format": 1', '"job_format": 2'),
        ('"width": 160', '"width": 16000000'),
        ('"title": "', '"titel": "'),
        ('"kind": "fit"', '"kind": "fit", "open": "http://example.org"'),
    ],
)
def test_a_forged_recipe_is_refused_or_bounded(
    small_model: Model, make_job: MakeJob, tmp_path: Path, before: str, after: str
) -> None:
    job = make_job("a.mp4")
    text = recipe_text(job, job.last_step)
    assert text.isascii()
    assert not set("<>&'\n") & set(text)
    assert before in text
    path = tmp_path / "forged.png"
    path.write_bytes(b"\x89PNG" + text.replace(before, after).encode())
    if "step" in before:
        assert read_recipe(path, small_model).step == job.last_step
        return
    with pytest.raises(JobError) as error:
        read_recipe(path, small_model)
    assert str(error.value).startswith(str(path))


def test_a_recipe_deep_inside_and_one_cut_off(tmp_path: Path, make_job: MakeJob) -> None:
    job = make_job("a.mp4")
    text = recipe_text(job, 3).encode()
    (tmp_path / "deep").write_bytes(b"x" * 17_000_000 + text + b"x" * 1000)
    assert find_recipe(tmp_path / "deep") == text.decode()
    (tmp_path / "cut").write_bytes(text[:-5])
    assert find_recipe(tmp_path / "cut") is None
    (tmp_path / "nested").write_bytes(text[:40] + b"[" * 100_000)
    assert find_recipe(tmp_path / "nested") is None
