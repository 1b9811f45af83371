"""A run's observables over time, for a spreadsheet and for a program."""

import csv
import json
from pathlib import Path

import pytest

from desktop.engine.contracts import Model
from desktop.export.table import check_target, write_table
from desktop.study.files import FileError
from desktop.study.runner import RunResult, run
from desktop.study.scenario import Scenario


@pytest.fixture(scope="module")
def result(small_model: Model) -> RunResult:
    parameters = small_model.defaults().replace({"shear.hazard": 80.0})
    return run(small_model, Scenario("a, b", "t", "", 5, 2.0, parameters), every=0.5)


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


@pytest.mark.parametrize("name", ["run.csv", "run.json"])
def test_its_own_table_is_replaced_and_a_foreign_one_is_not(tmp_path: Path, result: RunResult, name: str) -> None:
    path = tmp_path / name
    write_table(result, path)
    write_table(result, path)
    for foreign in ("a,b\n1,2\n", '{"a": 1}', "program,x"):
        path.write_text(foreign)
        with pytest.raises(FileError, match="was not written by CTC Voyage"):
            write_table(result, path)
        assert path.read_text() == foreign


def test_what_cannot_be_written_is_told_before_the_run(tmp_path: Path) -> None:
    for path, words in [
        (tmp_path / "run.xls", ".csv or .json"),
        (tmp_path / "run", ".csv or .json"),
        (tmp_path / "none" / "run.csv", "there is no folder"),
    ]:
        with pytest.raises(FileError) as error:
            check_target(path)
        assert words in str(error.value)
        assert path.name in str(error.value)
