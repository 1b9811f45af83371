"""A run's observables over time, for a spreadsheet and for a program."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pyarrow import parquet

from desktop.engine.events import EVENT
from desktop.engine.model import Model
from desktop.engine.parameters import Parameters
from desktop.engine.simulation import STEP_SECONDS, Simulation
from desktop.export.rows import EVENT_COLUMNS, event_rows
from desktop.export.table import check_events_target, check_target, write_events, write_table
from desktop.study.runner import RunResult, run
from desktop.study.scenario import Scenario
from desktop.system.files import FileError
from tests.export.conftest import LittleRoom


def result_parameters(model: Model) -> Parameters:
    return model.defaults().replace({"shear.hazard": 80.0})


@pytest.fixture(scope="module")
def result(small_model: Model) -> RunResult:
    return run(small_model, Scenario("a, b", "t", "", 5, 2.0, result_parameters(small_model)), every=0.5)


def test_a_spreadsheet_gets_one_tidy_row_per_sample(tmp_path: Path, result: RunResult) -> None:
    path = tmp_path / "run.csv"
    write_table(result, path)
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [float(row["time_seconds"]) for row in rows] == pytest.approx([0.0, 0.5, 1.0, 1.5, 2.0])
    assert {(row["scenario"], row["seed"], row["shear.hazard"]) for row in rows} == {("a, b", "5", "80.0")}
    assert [float(row["travelling"]) for row in rows] == [sample.values["travelling"] for sample in result.samples]
    assert {row["nothing"] for row in rows} == {""}


def test_a_program_gets_the_summary_and_the_samples(tmp_path: Path, result: RunResult) -> None:
    path = tmp_path / "run.JSON"
    write_table(result, path)
    document = json.loads(path.read_text(encoding="utf-8"))
    assert document.items() >= result.as_dict().items()
    assert len(document["samples"]) == len(result.samples)
    assert document["samples"][-1]["travelling"] == result.observables["travelling"]
    assert document["samples"][-1]["nothing"] is None


def test_parquet_holds_what_the_spreadsheet_does(tmp_path: Path, result: RunResult) -> None:
    write_table(result, tmp_path / "run.csv")
    write_table(result, tmp_path / "run.parquet")
    table = parquet.read_table(tmp_path / "run.parquet")
    with (tmp_path / "run.csv").open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
        assert table.column_names == reader.fieldnames
    for ours, theirs in zip(table.to_pylist(), rows, strict=True):
        assert {name: "" if value is None else str(value) for name, value in ours.items()} == theirs
    assert table.schema.field("nothing").type == table.schema.field("time_seconds").type


@pytest.mark.parametrize("name", ["events.csv", "events.parquet"])
@pytest.mark.parametrize("many", [True, False])
def test_all_that_happened_has_a_row(
    tmp_path: Path, small_model: Model, result: RunResult, name: str, many: bool
) -> None:
    path = tmp_path / name
    events = result.events if many else result.events[:0]
    write_events(replace(result, events=events), small_model, path)
    if name.endswith(".csv"):
        with path.open(newline="", encoding="utf-8") as file:
            reader = csv.DictReader(file)
            found = [(row["event"], int(row["cell"]), float(row["time_seconds"])) for row in reader]
            columns = list(reader.fieldnames or [])
    else:
        table = parquet.read_table(path)
        found = [(row["event"], row["cell"], row["time_seconds"]) for row in table.to_pylist()]
        columns = table.column_names
        assert [str(table.schema.field(name).type) for name in ("cell", "cause", "x_um")] == [
            "int64",
            "string",
            "double",
        ]
    names = [event.name for event in small_model.events]
    assert found == [(names[e["kind"]], int(e["cell"]), round(float(e["time"]), 6)) for e in events]
    assert {"scenario", "seed", "cause", "x_um"} < set(columns)
    assert not many or len(found) > 3


def test_every_column_of_an_event_holds_what_its_name_says(small_model: Model) -> None:
    event = np.zeros(2, EVENT)
    event["cell"], event["journey"], event["other"], event["cause"] = (11, 12), (21, -1), (31, -1), (0, -1)
    event["stage"], event["step"], event["time"], event["hours"] = (3, -1), 7, 2.5, 600.25
    event["x"], event["y"], event["value"] = 41.00004, 51.00006, 61.0
    same = {"time_seconds": 2.5, "hours": 600.25, "event": "died", "x_um": 41.0, "y_um": 51.0001, "value": 61.0}
    applies = {"cell": 11, "journey": 21, "stage": "travelling", "cause": "shear", "other": 31}
    rows = list(event_rows(event, small_model))
    assert rows == [{**same, **applies}, {**same, **dict.fromkeys(applies), "cell": 12}]
    assert all(list(row) == list(EVENT_COLUMNS) for row in rows)


def test_hours_in_a_table_are_those_that_the_clock_of_the_place_shows(
    tmp_path: Path, small_model: Model, result: RunResult
) -> None:
    write_events(result, small_model, tmp_path / "events.csv")
    with (tmp_path / "events.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["stage"] for row in rows} == {"travelling"}
    simulation = Simulation(small_model, result_parameters(small_model), 5)
    pace = simulation.snapshot().pace[[place.name for place in small_model.places].index("blood")]
    assert pace != pytest.approx(1.0)
    for row in rows:
        # An event belongs to the end of the step that began at its time.
        passed = float(row["time_seconds"]) + STEP_SECONDS
        assert float(row["hours"]) == pytest.approx(pace * passed, rel=1e-4)


@pytest.mark.parametrize("name", ["run.csv", "run.json", "run.parquet"])
def test_its_own_table_is_replaced_and_a_foreign_one_is_not(tmp_path: Path, result: RunResult, name: str) -> None:
    path = tmp_path / name
    recipe = '{"program": "CTC Voyage", "version": "1"}'
    write_table(result, path, recipe)
    write_table(result, path, recipe)
    for foreign in ("a,b\n1,2\n", '{"a": 1}', "program,x", "PAR1"):
        path.write_text(foreign)
        with pytest.raises(FileError, match="was not written by CTC Voyage"):
            write_table(result, path)
        assert path.read_text() == foreign


def test_what_cannot_be_written_is_told_before_the_run(tmp_path: Path) -> None:
    for path, words in [
        (tmp_path / "run.xls", ".csv, .json or .parquet"),
        (tmp_path / "run", ".csv, .json or .parquet"),
        (tmp_path / "none" / "run.csv", "there is no folder"),
    ]:
        with pytest.raises(FileError) as error:
            check_target(path)
        assert words in str(error.value)
        assert path.name in str(error.value)
    with pytest.raises(FileError, match=r"\.csv or \.parquet"):
        check_events_target(tmp_path / "events.json")


@pytest.mark.parametrize("name", ["run.csv", "run.json"])
def test_a_disk_that_is_full_after_the_run_leaves_no_part_of_a_table(
    tmp_path: Path, result: RunResult, little_room: LittleRoom, name: str
) -> None:
    long = replace(result, samples=result.samples * 200)
    with (
        little_room(5000),
        pytest.raises(FileError, match=f"{name} cannot be written: file too large; no row is kept, since a part of"),
    ):
        write_table(long, tmp_path / name)
    assert not list(tmp_path.iterdir())
