"""A sweep: the same rows whoever makes them, interrupted or not, and refusals in one sentence."""

import csv
import json
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import product
from pathlib import Path
from time import sleep

import pytest
from pyarrow import parquet

from desktop.cascade import MODEL
from desktop.cli import execute
from desktop.export.figures.sweep_table import write_sweep
from desktop.study.axes import Axis, SweepError, read_axis
from desktop.study.designs.sweep import Row, Sweep, make_row, run_sweep
from desktop.study.scenario import Scenario, load_scenario
from desktop.study.work.journal import Journal
from desktop.system.files import FileError
from tests.work import lines_run, most_held

ROOT = Path(__file__).parents[3]


def journal_of(table: Path, plan: Sweep) -> Journal:
    return Journal(table.with_name(f"{table.name}.journal"), plan.recipe, "sweep")


@pytest.fixture
def patient() -> Scenario:
    return replace(load_scenario("default-patient", MODEL), seconds=0.5, seed=7)


@pytest.fixture
def plan(patient: Scenario) -> Sweep:
    axes = (Axis("platelets.strength", (0.0, 1.0)), Axis("natural_killer.density", (100.0, 300.0)))
    return Sweep(patient, axes, replicates=2)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("platelets.strength=0:2:3", (0.0, 1.0, 2.0)),
        ("tumor.shedding=1e3:1e7:3:log", (1e3, 1e5, 1e7)),
        ("tumor.present=true,false", (True, False)),
        ("t_cell.hits_needed=1:5:3", (1, 3, 5)),
        ("clusters.origin=both,shed together", ("both", "shed together")),
        ("platelets.strength=1,1", (1.0,)),
    ],
)
def test_an_axis_is_a_range_or_a_list(patient: Scenario, text: str, values: tuple[object, ...]) -> None:
    assert read_axis(text, patient).values == pytest.approx(values) if isinstance(values[0], float) else values


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("platelets.strenght=0:1:2", "platelets.strength"),
        ("platelets.strength", "has no values"),
        ("platelets.strength=0:9:2", "0 to 2"),
        ("platelets.strength=0:1", "LOW:HIGH:COUNT"),
        ("platelets.strength=0:1:0", "COUNT takes 1"),
        ("platelets.strength=0:1:3:log", "above 0"),
        ("tumor.present=false:true:2", "takes no range"),
        ("platelets.strength=a,b", "not allowed"),
    ],
)
def test_a_bad_axis_is_refused_in_one_sentence(patient: Scenario, text: str, words: str) -> None:
    with pytest.raises(SweepError, match=words) as refusal:
        read_axis(text, patient)
    assert "\n" not in str(refusal.value)


def test_a_parameter_has_one_axis(patient: Scenario) -> None:
    axis = Axis("platelets.strength", (0.0,))
    with pytest.raises(SweepError, match="two axes"):
        Sweep(patient, (axis, axis), 1)


def wide(patient: Scenario, side: int) -> Sweep:
    """Return a plan of side × side points."""
    first = Axis("platelets.strength", tuple(number / side for number in range(side)))
    return Sweep(patient, (first, Axis("natural_killer.density", tuple(map(float, range(side))))), 1)


def test_points_are_those_of_the_grid_the_last_axis_fastest(patient: Scenario) -> None:
    grid = wide(patient, 4).points
    found = [(p.parameters.value("platelets.strength"), p.parameters.value("natural_killer.density")) for p in grid]
    assert found == list(product((0.0, 0.25, 0.5, 0.75), (0.0, 1.0, 2.0, 3.0)))
    assert (len(grid), grid[-1], grid[1:3]) == (16, grid[15], [grid[1], grid[2]])
    with pytest.raises(IndexError):
        grid[16]


def test_the_first_row_of_a_large_grid_is_as_near_as_that_of_a_small_one(patient: Scenario) -> None:
    small, large = lines_run(lambda: wide(patient, 10).spec(0)), lines_run(lambda: wide(patient, 100).spec(0))
    assert large < small + 2_000, "the points of the axes, and not of the grid"
    assert most_held(lambda: wide(patient, 100).rows) < 200_000


def test_rows_are_the_same_whoever_makes_them(plan: Sweep) -> None:
    alone = run_sweep(plan, None, None)
    with ThreadPoolExecutor(2) as pool:
        together = run_sweep(plan, None, pool)
    assert alone == together
    assert [row["row"] for row in alone] == list(range(8))
    assert [row["seed"] for row in alone[:2]] == [7, 8], "the same seeds at every point"
    assert len({row["state_sha256"] for row in alone}) >= 4, "seeds and NK cells make a difference at once"


def test_a_row_is_the_run_with_its_seed_and_point(plan: Sweep) -> None:
    from desktop.study.runner import run  # noqa: PLC0415

    row = make_row(plan.spec(3))
    scenario = replace(plan.points[1], seed=8)
    result = run(MODEL, scenario, every=0.5)
    assert row["state_sha256"] == result.state_sha256
    assert (row["platelets.strength"], row["natural_killer.density"]) == (0.0, 300.0)
    assert row["died_shear"] == result.deaths["shear"]
    # A milestone and an observable may share a name, and neither may hide the other.
    assert len(row) == 6 + 2 + 3 * len(result.funnel) + len(result.deaths) + len(result.observables) + 1
    assert row["funnel_arrested"] == result.funnel[3].events
    assert row["arrested"] == result.observables["arrested"]


def test_a_row_tells_with_which_sliders_it_was_made(patient: Scenario) -> None:
    other = patient.parameters.replace({"realism.human_scale": True, "platelets.strength": 0.5})
    plan = Sweep(replace(patient, parameters=other), (Axis("platelets.strength", (0.0, 1.0)),), 1)
    rows = [make_row(plan.spec(number)) for number in range(2)]
    assert [row["settings"] for row in rows] == ["realism.human_scale=True"] * 2
    assert [row["platelets.strength"] for row in rows] == [0.0, 1.0]
    assert {row["success_scale"] for row in rows} == {1e-3}


def after_three(share: float) -> None:
    if share >= 3.0 / 8.0:
        raise KeyboardInterrupt


def test_an_interrupted_sweep_goes_on_where_it_stopped(plan: Sweep, tmp_path: Path) -> None:
    journal = journal_of(tmp_path / "t.csv", plan)
    journal.begin()
    with pytest.raises(KeyboardInterrupt):
        run_sweep(plan, journal, None, after_three)
    journal.close()
    assert journal.added == 3
    # A line cut off in the middle, as by a power failure, is made again.
    with journal.path.open("a", encoding="utf-8") as file:
        file.write('{"row": 7, "se')
    again = journal_of(tmp_path / "t.csv", plan)
    again.begin()
    rows = run_sweep(plan, again, None)
    assert (again.added, again.damaged) == (5, 1)
    again.close()
    assert rows == run_sweep(plan, None, None)


@pytest.mark.parametrize(
    "other",
    [
        lambda plan: replace(plan, events=100),
        lambda plan: replace(plan, replicates=3),
        lambda plan: replace(plan, axes=plan.axes[::-1]),
        lambda plan: replace(plan, axes=(Axis("platelets.strength", (0.0, 2.0)), plan.axes[1])),
        lambda plan: replace(plan, scenario=replace(plan.scenario, seed=8)),
        lambda plan: replace(plan, scenario=replace(plan.scenario, seconds=0.6)),
        lambda plan: replace(plan, scenario=replace(plan.scenario, name="other")),
        lambda plan: replace(
            plan,
            scenario=replace(plan.scenario, parameters=plan.scenario.parameters.replace({"tumor.oxygen": 5.0})),
        ),
    ],
)
def test_a_journal_is_refused_whatever_its_rows_differ_in(
    plan: Sweep, tmp_path: Path, other: Callable[[Sweep], Sweep]
) -> None:
    journal = journal_of(tmp_path / "table.csv", plan)
    journal.begin()
    row: Row = {"row": 0}
    journal.add(make_row, plan.spec(0), row)
    journal.close()
    same = journal_of(tmp_path / "table.csv", replace(plan))
    same.begin()
    assert same.known(make_row, plan.spec(0)) == {"row": 0}
    same.close()
    with pytest.raises(FileError, match="rows of another sweep"):
        journal_of(tmp_path / "table.csv", other(plan)).begin()


def test_a_file_that_is_no_journal_is_left_alone(plan: Sweep, tmp_path: Path) -> None:
    (tmp_path / "u.csv.journal").write_text("my notes")
    with pytest.raises(FileError, match="another sweep"):
        journal_of(tmp_path / "u.csv", plan).begin()
    assert (tmp_path / "u.csv.journal").read_text() == "my notes"


def test_both_formats_hold_the_same_rows(plan: Sweep, tmp_path: Path) -> None:
    rows = [make_row(plan.spec(number)) for number in range(2)]
    write_sweep(rows, tmp_path / "t.csv")
    write_sweep(rows, tmp_path / "t.parquet")
    with (tmp_path / "t.csv").open(newline="") as file:
        read: list[Row] = [dict(row) for row in csv.DictReader(file)]
    assert [row["state_sha256"] for row in read] == [row["state_sha256"] for row in rows]
    assert parquet.read_table(tmp_path / "t.parquet").to_pylist() == rows


def test_the_command_writes_a_table_and_leaves_nothing_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "t.csv"
    command = ("sweep", "default-patient", "--axis", "platelets.strength=0,1", "--replicates", "2", "--seconds", "0.2")
    assert execute((*command, "--workers", "1", "--to", str(table))) == 0
    assert "4 rows (2 points × 2 seeds)" in capsys.readouterr().out
    assert [item.name for item in tmp_path.iterdir()] == ["t.csv"]
    with table.open(newline="") as file:
        assert [row["platelets.strength"] for row in csv.DictReader(file)] == ["0.0", "0.0", "1.0", "1.0"]


def test_a_scenario_called_like_a_formula_runs_in_no_spreadsheet(tmp_path: Path) -> None:
    name = "=HYPERLINK(1)ü"
    (tmp_path / f"{name}.toml").write_text("version = 1\n", encoding="utf-8")
    command = ("sweep", str(tmp_path / f"{name}.toml"), "--axis", "platelets.strength=0,1", "--replicates", "1")
    for _ in range(2):
        # Its own table is known again in spite of the mark before it.
        assert execute((*command, "--seconds", "0.2", "--workers", "1", "--to", str(tmp_path / "t.csv"))) == 0
    with (tmp_path / "t.csv").open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert {row["scenario"] for row in rows} == {f"'{name}"}
    assert [float(row["platelets.strength"]) for row in rows] == [0.0, 1.0]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--to", "t.txt"), "known ending"),
        (("--to", "nowhere/t.csv"), "no folder"),
        (("--to", "t.csv", "--replicates", "0"), "--replicates"),
        (("--to", "t.csv", "--events", "many"), "--events"),
        (("--to", "t.csv", "--workers", "-1"), "--workers"),
        (("--to", "t.csv", "--axis", "nonsense=1"), "nonsense"),
    ],
)
def test_bad_input_is_refused_in_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    options: tuple[str, ...],
    words: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert execute(("sweep", "default-patient", "--axis", "platelets.strength=0,1", *options)) == 2
    error = capsys.readouterr().err
    assert words in error
    assert error.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_cohorts_can_be_swept(patient: Scenario) -> None:
    row = make_row(Sweep(patient, (Axis("natural_killer.density", (0.0,)),), 1, events=100).spec(0))
    single, group, both = (int(str(row[name])) for name in ("funnel_shed_single", "funnel_shed_group", "funnel_shed"))
    assert single + group == both == pytest.approx(100, abs=3)


@pytest.mark.long
def test_ctrl_c_keeps_what_is_done(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    command = [sys.executable, str(ROOT / "main.py"), "sweep", "default-patient", "--axis", "platelets.strength=0:2:9"]
    command += ["--replicates", "4", "--seconds", "5", "--workers", "2", "--to", str(table)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as run:
        journal = tmp_path / "t.csv.journal"
        while not journal.exists() or journal.read_text().count("\n") < 3:
            sleep(0.1)
        run.send_signal(signal.SIGINT)
        _, error = run.communicate(timeout=60)
    assert run.returncode == 130
    assert "goes on from there" in error
    assert not table.exists()
    assert json.loads(journal.read_text().split("\n")[1])["made"]["scenario"] == "default-patient"


@pytest.mark.long
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="how to find the children of a process is Linux's own")
def test_workers_end_when_the_sweep_is_killed(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "main.py"), "sweep", "default-patient", "--axis", "platelets.strength=0:2:9"]
    command += ["--replicates", "4", "--seconds", "30", "--workers", "2", "--to", str(tmp_path / "t.csv")]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True) as run:
        children = Path(f"/proc/{run.pid}/task/{run.pid}/children")
        while not (tmp_path / "t.csv.journal").exists():
            sleep(0.1)
        workers = [Path("/proc") / child for child in children.read_text().split()]
        assert len(workers) >= 2
        run.kill()
    for _ in range(200):
        if not any(worker.exists() for worker in workers):
            return
        sleep(0.1)
    pytest.fail("workers go on though nobody waits for them")
