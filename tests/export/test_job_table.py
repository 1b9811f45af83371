"""Tables of a job: observables at even times, and everything that happened, as other programs read them."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from pyarrow import parquet

from desktop.engine.model import Model
from desktop.engine.simulation import STEP_SECONDS
from desktop.export.control import Control
from desktop.export.formats import Content
from desktop.export.job_table import write_job_table
from desktop.export.recipe import read_recipe
from desktop.study.parameter_changes import advance_to
from desktop.study.runner import start
from desktop.system.files import FileError
from tests.export.conftest import LittleRoom, MakeJob


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_observables_are_those_of_the_run(small_model: Model, make_job: MakeJob) -> None:
    job = make_job("run.csv", content=Content.OBSERVABLES, start=0.5, end=3.0)
    assert write_job_table(job, small_model).complete
    rows = rows_of(job.destination)
    assert [float(row["time_seconds"]) for row in rows] == pytest.approx([0.5 + frame / 10 for frame in range(25)])
    simulation = start(small_model, job.scenario)
    for frame, row in enumerate(rows):
        advance_to(simulation, job.step(frame), job.parameter_changes)
        read = small_model.observables[0].read(simulation.snapshot())
        assert (float(row["travelling"]), row["nothing"]) == (read, "")
    assert {(row["scenario"], row["seed"], row["shear.hazard"]) for row in rows} == {("short", "5", "80.0")}


@pytest.mark.parametrize("name", ["events.csv", "events.parquet"])
def test_events_are_those_of_the_log(small_model: Model, make_job: MakeJob, name: str) -> None:
    job = make_job(name, content=Content.EVENTS, end=5.0)
    write_job_table(job, small_model)
    simulation = start(small_model, job.scenario)
    advance_to(simulation, job.last_step, job.parameter_changes)
    events = simulation.snapshot().events
    assert events.size > 3
    if name.endswith(".csv"):
        rows = [(row["event"], int(row["cell"]), row["cause"]) for row in rows_of(job.destination)]
    else:
        table = parquet.read_table(job.destination)
        rows = [(row["event"], row["cell"], row["cause"]) for row in table.to_pylist()]
        recipe = read_recipe(job.destination, small_model).job
        assert replace(recipe, destination=job.destination) == job
    assert rows == [("died", int(event["cell"]), "shear") for event in events]


def test_events_begin_with_the_step_that_the_job_begins_with(small_model: Model, make_job: MakeJob) -> None:
    job = make_job("events.csv", content=Content.EVENTS, end=5.0)
    simulation = start(small_model, job.scenario)
    advance_to(simulation, job.last_step + 60, job.parameter_changes)
    steps = simulation.snapshot().events["step"]
    begin = int(steps[steps.size // 2])
    late = replace(job, start=begin * STEP_SECONDS)
    write_job_table(late, small_model)
    seconds = [float(row["time_seconds"]) for row in rows_of(job.destination)]
    expected = steps[(steps >= begin) & (steps < late.last_step)]
    assert begin in expected
    assert seconds == pytest.approx((expected * STEP_SECONDS).tolist(), abs=1e-6)


@pytest.mark.parametrize("name", ["run.csv", "run.parquet"])
def test_the_same_job_gives_the_same_table_and_foreign_ones_stay(
    small_model: Model, make_job: MakeJob, name: str
) -> None:
    job = make_job(name, content=Content.OBSERVABLES)
    made = []
    for _ in range(2):
        write_job_table(job, small_model)
        made.append(job.destination.read_bytes())
    assert made[0] == made[1]
    foreign = b"PAR1 of somebody else, as long as it takes" if name.endswith("parquet") else b"program,grade\n"
    job.destination.write_bytes(foreign)
    with pytest.raises(FileError, match="was not written by CTC Voyage"):
        write_job_table(job, small_model)
    assert [item.read_bytes() for item in job.destination.parent.iterdir()] == [foreign]


def test_a_cancelled_table_leaves_nothing(small_model: Model, make_job: MakeJob) -> None:
    job, control = make_job("run.csv", content=Content.OBSERVABLES), Control()
    control.cancel(keep=True)
    assert not write_job_table(job, small_model, control=control).complete
    assert list(job.destination.parent.iterdir()) == []


@pytest.mark.parametrize("name", ["run.csv", "run.parquet"])
def test_a_disk_that_is_full_after_the_run_leaves_no_part_of_a_table(
    small_model: Model, make_job: MakeJob, little_room: LittleRoom, name: str
) -> None:
    job = make_job(name, content=Content.OBSERVABLES, end=60.0)
    with (
        little_room(5000),
        pytest.raises(FileError, match=f"{name} cannot be written: file too large; no row is kept, since a part of"),
    ):
        write_job_table(job, small_model)
    assert not list(job.destination.parent.iterdir())
