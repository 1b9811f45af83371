"""A render job: its frames and steps, its text, and every mistake in one sentence."""

import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.engine.model import Model
from desktop.export import job_file
from desktop.export.formats import EXPORTERS, Content, Kind, exporter_for
from desktop.export.job import CameraPlan, JobError, Overlays, RenderJob, even_size
from desktop.export.job_file import digest, from_json, to_json
from desktop.study.parameter_changes import ParameterChange
from desktop.study.scenario import Scenario


@pytest.fixture
def job(small_model: Model, tmp_path: Path) -> RenderJob:
    parameters = small_model.defaults().replace({"shear.hazard": 80.0})
    changes = (
        ParameterChange(10, parameters.replace({"shedding.rate": 1.0})),
        ParameterChange(40, parameters.replace({"shedding.rate": 1.0, "shear.hazard": 30.0})),
    )
    return RenderJob(
        Scenario("short", "Größe ≥ 1", "", 5, 2.0, parameters),
        tmp_path / "film.webp",
        format="webp",
        start=1.0,
        end=3.0,
        speed=2.0,
        camera=CameraPlan("follow", cell=7, span=90.0),
        transparent=True,
        overlays=Overlays(seed=True, clocks=False),
        parameter_changes=changes,
    )


def test_frames_and_steps(job: RenderJob) -> None:
    assert job.count == 30
    assert [job.step(frame) for frame in (0, 1, 2, 29)] == [60, 64, 68, 176]
    assert job.last_step == 176
    slow = replace(job, format="mp4", transparent=False, speed=0.25, frames_per_second=60.0)
    assert slow.count == 480
    assert {slow.step(frame + 1) - slow.step(frame) for frame in range(479)} == {0, 1}
    assert replace(slow, format="svg").count == 1


def test_a_frame_shows_the_nearest_step_and_of_two_the_later(job: RenderJob) -> None:
    film = replace(job, start=0.0, end=1.0, speed=1.0, frames_per_second=24.0)
    assert [film.step(frame) for frame in range(6)] == [0, 3, 5, 8, 10, 13]
    assert [replace(film, end=end).count for end in (1.0, 1.02, 1.03, 0.001)] == [24, 24, 25, 1]


@given(rate=st.floats(0.5, 120.0), speed=st.floats(0.1, 10.0), seconds=st.floats(0.1, 30.0))
def test_steps_never_turn_back(small_model: Model, rate: float, speed: float, seconds: float) -> None:
    scenario = Scenario("s", "", "", 1, 1.0, small_model.defaults())
    job = RenderJob(scenario, Path("f"), end=seconds, speed=speed, frames_per_second=rate)
    steps = [job.step(frame) for frame in range(job.count)]
    assert steps == sorted(steps)
    assert abs(job.count * speed / rate - seconds) <= 0.5 * speed / rate + 1e-9 or job.count == 1


def test_a_job_comes_back_from_its_text(job: RenderJob, small_model: Model) -> None:
    text = to_json(job)
    assert from_json(text, small_model) == job
    assert json.loads(text)["moves"] == [[10, {"shedding.rate": 1.0}], [40, {"shear.hazard": 30.0}]]
    away = replace(job, destination=Path("elsewhere.webp"))
    assert digest(away) == digest(job)
    assert digest(replace(job, start=1)) == digest(job)
    assert digest(replace(job, start=1.5)) != digest(job)
    assert from_json(to_json(away), small_model, Path("folder")).destination == Path("folder/elsewhere.webp")


def test_frames_of_another_version_are_not_gone_on_with(job: RenderJob, monkeypatch: pytest.MonkeyPatch) -> None:
    before = digest(job)
    assert digest(job) == before
    monkeypatch.setattr(job_file, "__version__", "0.0.1")
    assert digest(job) != before


def edited(job: RenderJob, **changes: Any) -> str:
    return json.dumps({**json.loads(to_json(job)), **changes})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"fromat": 1}, "'fromat' is not a key of a job; the nearest known one is format"),
        (
            {"camera": {"kind": "follow", "cel": 3}},
            "'cel' is not a key of a job's camera; the nearest known one is cell",
        ),
        ({"camera": {"kind": "drone"}}, "camera takes one of fit, view, follow, stages"),
        ({"camera": []}, "camera takes an object, not a list"),
        ({"overlays": {"seed": 1}}, "seed takes true or false, not a whole number"),
        ({"scenario": None}, "scenario takes an object, not nothing"),
        ({"scenario": {"parameters": {"shear.hazrd": 1}}}, "shear.hazard"),
        ({"scenario": {"parameters": {"shear.hazard": 1e9}}}, "it takes 0 to 500 per h"),
        ({"scenario": {"seed": -1}}, "seed takes a whole number from 0"),
        ({"scenario": {"title": "\u001b[2J"}}, "without control characters"),
        ({"scenario": {"sed": 1}}, "'sed' is not a key of a job's scenario; the nearest known one is seed"),
        ({"moves": [1]}, "a move of sliders is a step and the new values"),
        ({"moves": [[9, {}], [9, {}]]}, "each at a later step"),
        ({"content": "film"}, "content takes one of scene,"),
        ({"content": "events"}, "Animated WebP cannot show events"),
        ({"format": "avi"}, "'avi' is not a format"),
        ({"format": "gif", "transparent": False}, "10, 12.5, 20, 25 or 50 frames per second, not 30"),
        ({"content": "window"}, "window has no transparent background"),
        ({"format": "mp4"}, "no transparent background"),
        ({"format": "mp4", "transparent": False, "width": 641}, "641 × 1080 are not: take 642 × 1080"),
        ({"width": 4}, "width takes 64 to 8192 pixels, not 4"),
        ({"width": 640.5}, "width takes a whole number, not a number"),
        ({"width": True}, "width takes a whole number, not true or false"),
        ({"end": 1.0}, "there are no frames between 1 s and 1 s"),
        ({"end": 80000.0, "speed": 0.1}, "frames are too many: 99999 is the most"),
        ({"speed": 0}, "speed takes 0.01 to 1000 s"),
        ({"theme": "pink"}, "theme takes one of light, dark"),
        ({"job_format": 99}, "written by a newer CTC Voyage"),
    ],
)
def test_every_mistake_is_one_sentence(
    job: RenderJob, small_model: Model, changes: dict[str, object], words: str
) -> None:
    with pytest.raises(JobError) as error:
        from_json(edited(job, **changes), small_model)
    assert words in str(error.value)
    assert str(error.value).isprintable()


@pytest.mark.parametrize("text", ["", "[]", "{", "[" * 100_000, '{"a": NaN}', "x" * 20_000_000, '{"start": 1e999}'])
def test_what_is_no_job_is_refused(small_model: Model, text: str) -> None:
    with pytest.raises(JobError):
        from_json(text, small_model)


KEYS = st.sampled_from(["start", "moves", "camera", "kind", "scenario", "format", "seed"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner),
    max_leaves=8,
)


@given(VALUES)
def test_no_text_brings_the_reader_down(small_model: Model, value: object) -> None:
    for document in (value, {"scenario": value}, {"scenario": {}, "camera": value, "format": value}):
        with suppress(JobError):
            from_json(json.dumps(document), small_model)


def test_every_format_is_declared_whole() -> None:
    assert len({item.name for item in EXPORTERS}) == len(EXPORTERS)
    assert all(exporter_for(Path(f"x{item.suffix}")) is item for item in EXPORTERS)
    for item in EXPORTERS:
        assert set(item.contents) <= set(Content)
        assert all(100.0 / rate == round(100.0 / rate) for rate in item.rates or ())
        assert not (item.even and item.kind is not Kind.ANIMATION)


def test_films_get_even_sides() -> None:
    assert even_size(1365, 768) == (1366, 768)
    assert even_size(8191, 8192) == (8192, 8192)
