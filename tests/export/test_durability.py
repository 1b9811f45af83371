"""A file has reached the disk before it takes its name: a loss of power leaves the old one or the new one."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from desktop.engine.model import Model
from desktop.export.figures.chart_page import write_plot
from desktop.export.figures.sweep_table import write_sweep
from desktop.export.formats import Content
from desktop.export.job_table import write_job_table
from desktop.export.part import PartFile
from desktop.export.png import write_png
from desktop.export.render import render
from desktop.export.table import write_events, write_table
from desktop.study.runner import run
from desktop.study.scenario import Scenario, save_scenario
from desktop.system.files import replace_file
from desktop.ui.look.preferences import Preferences, save_preferences
from tests.export.conftest import Hand, MakeJob

Seen = tuple[int, int, int]


class Disk:
    """Notes which files have been synced, in which state, and which of them were renamed as they were then."""

    def __init__(self) -> None:
        self._synced: set[Seen] = set()
        self._sync, self._replace = os.fsync, os.replace
        self.renamed: list[tuple[str, bool]] = []

    def fsync(self, file: int) -> None:
        self._sync(file)
        self._synced.add(self._look(os.fstat(file)))

    def replace(self, source: str | Path, target: str | Path) -> None:
        self.renamed.append((Path(target).name, self._look(Path(source).stat()) in self._synced))
        self._replace(source, target)

    @staticmethod
    def _look(found: os.stat_result) -> Seen:
        return found.st_ino, found.st_size, found.st_mtime_ns

    def check(self, *names: str) -> None:
        """Fail unless these files, and no others, have been renamed, each after all of it was synced."""
        assert {name for name, _ in self.renamed} == set(names)
        assert all(synced for _, synced in self.renamed), self.renamed


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    found = Disk()
    monkeypatch.setattr(os, "fsync", found.fsync)
    monkeypatch.setattr(os, "replace", found.replace)
    monkeypatch.setattr(os, "rename", found.replace)
    return found


def write_part(path: Path) -> None:
    part = PartFile(path)
    part.create()
    part.path.write_bytes(b"x" * 100_000)
    part.commit()


@pytest.mark.parametrize(
    "write",
    [
        pytest.param(lambda path: replace_file(path, b"x" * 100_000, lambda _: True), id="replace_file"),
        pytest.param(write_part, id="PartFile"),
        pytest.param(lambda path: save_preferences(Preferences(), path), id="save_preferences"),
        pytest.param(lambda path: write_sweep([{"program": "CTC Voyage"}], path.with_name("it.csv")), id="write_sweep"),
        pytest.param(lambda path: write_png(path, np.zeros((64, 64, 3), np.uint8)), id="write_png"),
        pytest.param(lambda path: write_plot("<svg/>", path), id="write_plot"),
    ],
)
def test_a_file_is_synced_before_it_takes_its_name(disk: Disk, tmp_path: Path, write: Callable[[Path], None]) -> None:
    write(tmp_path / "it.csv")
    disk.check("it.csv")
    assert [item.name for item in tmp_path.iterdir()] == ["it.csv"]


def test_the_note_taken_by_the_test_sees_what_was_written_after_the_sync(disk: Disk, tmp_path: Path) -> None:
    part = tmp_path / "part"
    with part.open("wb") as file:
        file.write(b"one")
        file.flush()
        os.fsync(file.fileno())
        file.write(b"two")
    part.replace(tmp_path / "it")
    with pytest.raises(AssertionError):
        disk.check("it")


@pytest.mark.parametrize("name", ["film.gif", "film.webp", "film.apng"])
def test_a_film_and_its_job_are_synced(disk: Disk, small_model: Model, make_job: MakeJob, name: str) -> None:
    job = make_job(name)
    render(job, small_model, Hand(job))
    disk.check(name, f"{name}.job.json")


def test_a_still_is_synced(disk: Disk, small_model: Model, make_job: MakeJob) -> None:
    job = make_job("still.png")
    render(job, small_model, Hand(job))
    disk.check("still.png")


def test_every_frame_and_the_job_of_a_folder_are_synced(disk: Disk, small_model: Model, make_job: MakeJob) -> None:
    job = make_job("frames")
    render(job, small_model, Hand(job))
    disk.check("job.json", *(job.frame_path(frame).name for frame in range(job.count)))
    assert {item.name for item in job.destination.iterdir()} == {name for name, _ in disk.renamed}


@pytest.mark.parametrize("content", [Content.OBSERVABLES, Content.EVENTS])
@pytest.mark.parametrize("name", ["table.csv", "table.parquet"])
def test_the_table_of_a_job_is_synced(
    disk: Disk, small_model: Model, make_job: MakeJob, name: str, content: Content
) -> None:
    write_job_table(make_job(name, content=content), small_model)
    disk.check(name)


def test_tables_and_scenarios_are_synced(disk: Disk, small_model: Model, tmp_path: Path) -> None:
    scenario = Scenario("short", "t", "", 5, 1.0, small_model.defaults())
    result = run(small_model, scenario, every=0.5)
    write_table(result, tmp_path / "run.json")
    write_events(result, small_model, tmp_path / "events.csv")
    save_scenario(replace(scenario, name="kept"), tmp_path / "kept.toml")
    disk.check("run.json", "events.csv", "kept.toml")
    assert len(list(tmp_path.iterdir())) == 3
