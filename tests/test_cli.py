"""The command line: what it prints, what it refuses and how, and that nothing is left half done."""

import json
import os
import re
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from time import sleep

import pytest
from pyarrow import parquet

from desktop import __version__
from desktop.cascade import MODEL
from desktop.cli import execute
from desktop.commands.reference import Topic, make_sheet
from desktop.export.job import RenderJob
from desktop.export.job_file import to_json
from desktop.export.png import read_texts
from desktop.study.scenario import bundled_scenarios, load_scenario
from desktop.system.assets import asset
from desktop.system.files import FileError
from desktop.system.requirements import as_typed

# What draws needs an application; another kind than the window's would be in the way of other tests.
pytestmark = pytest.mark.usefixtures("qapp")
ROOT = Path(__file__).parents[1]
MAIN = (sys.executable, str(ROOT / "main.py"))
Capture = pytest.CaptureFixture[str]


def printed(capsys: Capture, *arguments: str) -> str:
    assert execute(arguments) == 0
    out, error = capsys.readouterr()
    assert error == ""
    return out


def refused(capsys: Capture, *arguments: str) -> str:
    """Run a command that must be refused in one line, and return the line."""
    assert execute(arguments) == 2
    out, error = capsys.readouterr()
    assert out == ""
    assert error.startswith("ctc-voyage: ")
    assert error.count("\n") == 1
    assert len(error) < 700
    return error


def test_the_version_is_one_line(capsys: Capture) -> None:
    assert printed(capsys, "--version") == f"CTC Voyage {__version__}\n"


def test_help_names_every_command(capsys: Capture) -> None:
    out = printed(capsys, "--help")
    assert all(name in out for name in ("run", "render", "sweep", "describe", "check"))


def test_run_prints_one_json_object(capsys: Capture) -> None:
    out = printed(capsys, "run", "default-patient", "--seconds", "3", "--seed", "5", "--json")
    result = json.loads(out)
    assert (result["version"], result["scenario"], result["seed"], result["seconds"]) == (
        __version__, "default-patient", 5, 3.0,
    )  # fmt: skip
    assert re.fullmatch(r"[0-9a-f]{64}", result["state_sha256"])
    assert [step["stage"] for step in result["funnel"]] == [milestone.name for milestone in MODEL.milestones]
    events = [step["events"] for step in result["funnel"]]
    assert events == sorted(events, reverse=True)
    assert set(result["deaths"]) == {hazard.name for hazard in MODEL.hazards}
    assert list(result["observables"]) == sorted(observable.name for observable in MODEL.observables)
    assert result["parameters"] == {}


def test_the_same_command_gives_the_same_run_and_a_setting_another(capsys: Capture) -> None:
    command = ("run", "default-patient", "--seconds", "2", "--json")
    first = json.loads(printed(capsys, *command))
    assert json.loads(printed(capsys, *command)) == first
    path = MODEL.defaults().declarations[0].path
    other = json.loads(printed(capsys, *command, "--set", f"{path}={MODEL.defaults().declarations[0].low}"))
    assert list(other["parameters"]) == [path]
    assert other["state_sha256"] != first["state_sha256"]


def test_run_prints_tables_for_people(capsys: Capture) -> None:
    out = printed(capsys, "run", "default-patient", "--seconds", "1")
    words = [milestone.label for milestone in MODEL.milestones]
    words += [hazard.label for hazard in MODEL.hazards] + [observable.label for observable in MODEL.observables]
    assert all(word in out for word in words)
    assert "nan" not in out


def test_run_writes_a_table_over_time(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "run.csv"
    printed(capsys, "run", "default-patient", "--seconds", "2", "--every", "0.5", "--to", str(path), "--json")
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    assert len(rows) == 5
    assert header.split(",")[-len(MODEL.observables) :] == sorted(observable.name for observable in MODEL.observables)


def test_a_parquet_table_of_a_run_restores_its_end(capsys: Capture, tmp_path: Path) -> None:
    table, events = tmp_path / "run.parquet", tmp_path / "events.parquet"
    command = ("run", "default-patient", "--seconds", "2", "--every", "0.75", "--set", "platelets.strength=0.5")
    made = json.loads(printed(capsys, *command, "--to", str(table), "--events", str(events), "--json"))
    rows = parquet.read_table(table).to_pylist()
    assert [row["time_seconds"] for row in rows] == [0.0, 0.75, 1.5, 2.0]
    assert {row["platelets.strength"] for row in rows} == {0.5}
    assert parquet.read_table(events).to_pylist()
    for path in (table, events):
        assert json.loads(printed(capsys, "run", str(path), "--json")) == made


def test_render_draws_numbered_frames_that_know_how_they_were_made(capsys: Capture, tmp_path: Path) -> None:
    folder = tmp_path / "frames"
    command = ("render", "default-patient", str(folder), "--seconds", "1", "--fps", "3", "--size", "320x180")
    out = printed(capsys, *command, "--theme", "dark")
    assert "3 frames of 320 × 180 pixels" in out
    files = sorted(folder.glob("*.png"))
    assert [file.name for file in files] == ["frame_00001.png", "frame_00002.png", "frame_00003.png"]
    assert json.loads((folder / "job.json").read_text(encoding="utf-8"))["frames"].keys() == {f.name for f in files}
    dark = [file.read_bytes() for file in files]
    assert read_texts(dark[1])["Scenario"] == "default-patient"
    assert len(set(dark)) == 3
    printed(capsys, *command, "--theme", "dark")
    assert [file.read_bytes() for file in files] == dark
    printed(capsys, *command, "--theme", "light")
    assert files[0].read_bytes() != dark[0]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("fly",), ("fly",)),
        (("--fly",), ("--fly",)),
        (("run",), ("SCENARIO",)),
        (("run", "default-patien"), ("default-patien", "default-patient", ".toml")),
        (("run", "nowhere/none.toml"), ("none.toml", "no such file")),
        (("run", "default-patient", "--seed", "x"), ("--seed", "'x'", "0 to 2147483647")),
        (("run", "default-patient", "--seed", "-1"), ("--seed", "'-1'", "0 to 2147483647")),
        (("run", "default-patient", "--seed", "9" * 9000), ("--seed", "0 to 2147483647")),
        (("run", "default-patient", "--seconds", "0"), ("--seconds", "'0'", "86400 s")),
        (("run", "default-patient", "--seconds", "nan"), ("--seconds", "'nan'", "86400 s")),
        (("run", "default-patient", "--every", "soon"), ("--every", "'soon'", "86400 s")),
        (("run", "default-patient", "--set", "platelets.strenght=1"), ("platelets.strenght", "platelets.strength")),
        (("run", "default-patient", "--set", "platelets.strength=3"), ("platelets.strength", "3", "0 to 2 ×")),
        (("run", "default-patient", "--set", "platelets.strength"), ("platelets.strength", "VALUE", "0 to 2 ×")),
        (("run", "default-patient", "--set", "natural_killer.density=1,000"), ("it may mean 1000 or 1.0",)),
        (("run", "default-patient", "--seconds", "1,000"), ("--seconds", "'1,000'", "it may mean 1000 or 1.0")),
        (("run", "default-patient", "--seed", "1,000"), ("--seed", "'1,000'", "it may mean 1000 or 1.0")),
        (("run", "default-patient", "--seed", "1.5"), ("--seed", "'1.5'", "a whole number")),
        (("run", "default-patient", "--every", "1e400"), ("--every", "'1e400'", "86400 s")),
        (
            ("sweep", "default-patient", "--to", "t.csv", "--axis", "natural_killer.density=1,000"),
            ("begins with zeros as 000",),
        ),
        (
            ("sweep", "default-patient", "--to", "t.csv", "--axis", "flow.strength=1:1,000:3"),
            ("it may mean 1000 or 1.0",),
        ),
        (("render", "default-patient", "f", "--from", "2,500"), ("--from", "'2,500'", "it may mean 2500 or 2.5")),
        (("render", "default-patient", "f", "--fps", "12,500"), ("--fps", "'12,500'", "it may mean 12500 or 12.5")),
        (("render", "default-patient", "f.png", "--camera", "1,000,200"), ("--camera", "begins with zeros as 000")),
        (("render", "default-patient", "f.png", "--camera", "follow:1,050"), ("--camera", "begins with zeros as 050")),
        (("render", "default-patient", "f", "--size", "1,920x1,080"), ("--size", "64x64")),
        (
            ("patients", "--treatment", "antioxidant", "--to", "t.csv", "--number", "1,000"),
            ("--number", "it may mean 1000"),
        ),
        (("sensitivity", "--to", "t.csv", "--events", "20,000"), ("--events", "'20,000'", "it may mean 20000 or 20.0")),
        (("validate", "--events", "1_0"), ("--events", "'1_0'", "a whole number")),
        (("run", ""), ("there is no scenario ''",)),
        (("run", "default-patient", "--to", ""), ("needs a name",)),
        (("run", "default-patient", "--events", " "), ("needs a name",)),
        (("render", "default-patient", ""), ("needs a name",)),
        (("render", "--job", ""), ("needs a name",)),
        (("sweep", "default-patient", "--axis", "platelets.strength=0,1", "--to", ""), ("needs a name",)),
        (("calibrate", "--to", ""), ("needs a name",)),
        (("sensitivity", "--to", ""), ("needs a name",)),
        (("sensitivity", "--to", "t.csv", "--plot", ""), ("needs a name",)),
        (("patients", "--treatment", "antioxidant", "--to", ""), ("needs a name",)),
        (("patients", "--treatment", "antioxidant", "--to", "t.csv", "--plot", ""), ("needs a name",)),
        (("open", ""), ("needs a name",)),
        (("none.toml",), ("none.toml", "no such file")),
        (("no/none.png",), ("none.png", "no such file")),
        (("open", "none"), ("none", "no such file")),
        ((".",), ("it is a folder, not a file",)),
        (("render", "default-patient", ".mp4"), ("no known ending",)),
        (("render", "default-patient", "x" * 300), ("255 is the most",)),
        (("render", "default-patient", "x" * 300 + ".mp4"), ("255 is the most",)),
        (("render", "default-patient", "a\udcff.png"), ("a\\udcff.png", "no valid text")),
        (("run", "default-patient", "--to", "x" * 300 + ".csv"), ("255 is the most",)),
        (("run", "default-patient", "--to", "no/t.csv"), ("there is no folder no",)),
        (("run", "default-patient", "--to", "/proc/t.csv"), ("/proc/t.csv cannot be written",)),
        (("run", "default-patient", "--events", "/proc/t.csv"), ("/proc/t.csv cannot be written",)),
        (("render", "default-patient", "/proc/f/g"), ("cannot be written",)),
        (("render", "default-patient", "/proc/f.png"), ("/proc/f.png cannot be written",)),
        (("render", "default-patient", "/proc/f.mp4"), ("/proc/f.mp4 cannot be written",)),
        (("render", "default-patient", "/proc/f.pdf", "--storyboard"), ("/proc/f.pdf cannot be written",)),
        (("render", "default-patient", "/proc/f.csv"), ("/proc/f.csv cannot be written",)),
        (("sweep", "default-patient", "--axis", "platelets.strength=0,1", "--to", "/proc/t.csv"), ("/proc/t.csv",)),
        (("calibrate", "--to", "/proc/t.toml"), ("/proc/t.toml cannot be written",)),
        (("sensitivity", "--to", "/proc/t.csv"), ("/proc/t.csv cannot be written",)),
        (("patients", "--treatment", "antioxidant", "--to", "/proc/t.csv"), ("/proc/t.csv cannot be written",)),
        (("run", "/dev/zero"), ("it is a device, not a file",)),
        (("run", "default-patient", "--to", "run.xls"), ("run.xls", ".csv", ".json", ".parquet")),
        (("run", "default-patient", "--events", "events.json"), ("events.json", ".csv or .parquet")),
        (("render", "default-patient"), ("OUT",)),
        (("render", "default-patient", "film.mp5"), ("film.mp5", ".mp4", ".webm", "folder")),
        (("render", "default-patient", "film.gif", "--fps", "30"), ("10, 12.5, 20, 25 or 50", "30")),
        (("render", "default-patient", "film.mp4", "--size", "641x480"), ("641 × 480", "642 × 480")),
        (("render", "default-patient", "film.mp4", "--transparent"), ("transparent", "PNG")),
        (("render", "default-patient", "film.mp4", "--camera", "drone"), ("'drone'", "follow:CELL", "stages")),
        (("render", "default-patient", "film.mp4", "--camera", "follow:x"), ("'follow:x'", "follow:CELL")),
        (("render", "default-patient", "film.mp4", "--content", "scen"), ("'scen'", "the nearest known one is scene")),
        (("render", "default-patient", "film.mp4", "--content", "events"), ("cannot show events", "scene")),
        (("render", "default-patient", "film.mp4", "--show", "tittle"), ("'tittle'", "nearest known one is title")),
        (("render", "default-patient", "no/film.mp4"), ("no folder no",)),
        (("render", "--job", "none.json"), ("none.json", "no such file")),
        (("render", "--job", "none.json", "--seed", "3"), ("--job", "everything from its file")),
        (("run", "none.mp4"), ("none.mp4", "no such file")),
        (("run", "none.mp4", "--seed", "3"), ("none.mp4", "--seed", "another")),
        (("render", "default-patient", "f", "--size", "10x10"), ("--size", "'10x10'", "64x64", "8192x8192")),
        (("render", "default-patient", "f", "--size", "big"), ("--size", "'big'", "64x64", "8192x8192")),
        (("render", "default-patient", "f", "--fps", "0"), ("--fps", "'0'", "240")),
        (("render", "default-patient", "f", "--theme", "pink"), ("pink", "light", "dark")),
        (("describe", "weather"), ("weather", "parameters", "scenarios")),
        (("describe", "--json", "--markdown"), ("--json", "--markdown")),
        (("sealed", "--json", "--markdown"), ("--json", "--markdown")),
        (("sealed", "--predict", "--json"), ("--predict", "--json")),
        (("sealed", "--events", "5"), ("--events", "--predict")),
        (("sealed", "--predict", "--to", "record.txt"), ("record.txt", ".json")),
        (("sealed", "--predict", "--events", "none"), ("--events", "whole number")),
    ],
    ids=lambda value: " ".join(value)[:60],
)
def test_bad_input_is_told_in_one_line(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    line = refused(capsys, *arguments)
    assert all(word in line for word in words), line
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere names are always text")
def test_a_scenario_whose_name_is_no_text_runs_and_fills_tables(capsys: Capture, tmp_path: Path) -> None:
    scenario = tmp_path / "a\udcff\nb.toml"
    scenario.write_text("seed = 3\n")
    table, swept, film = (tmp_path / name for name in ("run.csv", "sweep.csv", "film.gif"))
    printed(capsys, "run", str(scenario), "--seconds", "0.1", "--to", str(table), "--json")
    axis = ("--axis", "platelets.strength=1", "--replicates", "1", "--workers", "1")
    assert execute(["sweep", str(scenario), *axis, "--seconds", "0.1", "--to", str(swept)]) == 0
    assert execute(["render", str(scenario), str(film), "--seconds", "0.1", "--size", "64x64"]) == 0
    assert all("a\ufffd\ufffdb" in path.read_text(encoding="utf-8") for path in (table, swept))
    assert film.is_file()


@pytest.mark.parametrize("place", ["../stolen.png", "/tmp/stolen.png", "link/stolen.png"])
def test_a_job_from_somebody_else_writes_in_its_own_folder(capsys: Capture, tmp_path: Path, place: str) -> None:
    folder = tmp_path / "job"
    folder.mkdir()
    (folder / "link").symlink_to(tmp_path)
    own = RenderJob(load_scenario("default-patient"), Path("own.png"), "png", width=64, height=64, end=0.1)
    (folder / "job.json").write_text(to_json(replace(own, destination=Path(place))), encoding="utf-8")
    line = refused(capsys, "render", "--job", str(folder / "job.json"))
    assert "stolen.png, which is not in its own folder: where that is meant, give it as OUT: render --job" in line
    assert not (tmp_path / "stolen.png").exists()
    printed(capsys, "render", "--job", str(folder / "job.json"), str(tmp_path / "meant.png"))
    (folder / "job.json").write_text(to_json(own), encoding="utf-8")
    printed(capsys, "render", "--job", str(folder / "job.json"))
    assert sorted(item.name for item in tmp_path.glob("*/*.png")) == ["own.png"]
    assert (tmp_path / "meant.png").is_file()


def test_a_job_whose_format_is_not_that_of_its_name_is_refused(capsys: Capture, tmp_path: Path) -> None:
    job = RenderJob(load_scenario("default-patient"), Path("film.mp4"), "gif", end=1.0, frames_per_second=10.0)
    (tmp_path / "job.json").write_text(to_json(job), encoding="utf-8")
    assert "film.mp4 ends as Film for slides" in refused(capsys, "render", "--job", str(tmp_path / "job.json"))


def test_a_foreign_file_is_never_overwritten(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "grades.csv"
    path.write_text("name,grade\n")
    assert "grades.csv" in refused(capsys, "run", "default-patient", "--seconds", "1", "--to", str(path))
    picture = tmp_path / "frame_00001.png"
    picture.write_bytes(b"holiday")
    command = ("render", "default-patient", str(tmp_path), "--seconds", "1", "--fps", "1", "--size", "64x64")
    assert "frame_00001.png" in refused(capsys, *command)
    assert (path.read_text(), picture.read_bytes()) == ("name,grade\n", b"holiday")


@pytest.mark.parametrize("topic", list(Topic))
def test_describe_knows_every_topic_in_every_form(capsys: Capture, topic: Topic) -> None:
    rows = json.loads(printed(capsys, "describe", topic.value, "--json"))[topic.value]
    assert rows
    markdown = printed(capsys, "describe", topic.value, "--markdown")
    plain = printed(capsys, "describe", topic.value)
    key = make_sheet(topic).columns[0]
    for row in rows:
        assert str(row[key]).replace("|", "\\|") in markdown
        assert str(row[key]) in plain


def test_the_guide_lists_the_parameters_as_they_are() -> None:
    written = asset("guide/parameters.md").read_text(encoding="utf-8")
    assert written == make_sheet(Topic.PARAMETERS).as_markdown(), "write it again: describe parameters --markdown"


def test_every_parameter_of_the_model_is_described(capsys: Capture) -> None:
    rows = json.loads(printed(capsys, "describe", "parameters", "--json"))["parameters"]
    assert [row["path"] for row in rows] == [declaration.path for declaration in MODEL.defaults().declarations]


def test_describe_lists_the_bundled_scenarios(capsys: Capture) -> None:
    rows = json.loads(printed(capsys, "describe", "scenarios", "--json"))["scenarios"]
    assert [row["name"] for row in rows] == [scenario.name for scenario in bundled_scenarios()]


def test_sealed_predictions_are_printed_with_hits_and_misses(capsys: Capture) -> None:
    newest = json.loads(printed(capsys, "sealed", "--json"))["records"][0]
    assert newest["present"] in (True, False)
    outcomes = {row["row"]: row["outcome"] for row in newest["rows"]}
    assert {row["kind"] for row in newest["rows"]} == {"sealed"}
    plain = printed(capsys, "sealed")
    assert newest["record"] in plain
    for row in newest["rows"]:
        assert row["row"] in plain
        assert row["source"]
        assert (row["predicted"] is None) == (outcomes[row["row"]] == "not predicted")
    assert printed(capsys, "sealed", "--markdown").startswith("# Sealed predictions")


# --- as a process, as the user starts it ---


def start(*arguments: str, **environment: str) -> "subprocess.Popen[str]":
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    own = {key: value for key, value in os.environ.items() if key not in hidden}
    pipe = subprocess.PIPE
    return subprocess.Popen([*MAIN, *arguments], stdout=pipe, stderr=pipe, encoding="utf-8", env=own | environment)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a display")
@pytest.mark.parametrize("environment", [{}, {"DISPLAY": ":987"}, {"WAYLAND_DISPLAY": "none"}], ids=str)
def test_without_a_display_the_window_says_what_to_do_instead(environment: dict[str, str]) -> None:
    process = start(**environment)
    out, error = process.communicate(timeout=60)
    assert (process.returncode, out, error.count("\n")) == (2, "", 1)
    for command in ("render default-patient frames", "run default-patient"):
        assert f"{as_typed(*MAIN)} {command}" in error


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a display")
@pytest.mark.parametrize("words", [("a.toml",), ("film",), ("./run",), ("open", "run")], ids=" ".join)
def test_a_file_in_place_of_a_command_asks_for_the_window(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / words[-1]).write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    process = start(*words)
    out, error = process.communicate(timeout=60)
    assert (process.returncode, out, error.count("\n")) == (2, "", 1)
    assert "display" in error


def test_a_reader_that_has_had_enough_ends_it_quietly() -> None:
    process = start("describe", "parameters", "--markdown")
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    assert process.wait(timeout=60) == 0
    assert process.stderr.read() == ""
    process.stderr.close()


@pytest.mark.skipif(os.name == "nt", reason="signals work otherwise there")
def test_interrupting_is_one_line_and_leaves_no_half_file(tmp_path: Path) -> None:
    # Tests that run in the background of a shell ignore interrupts, and what they start would do so, too.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = start("run", "default-patient", "--seconds", "80000", "--to", str(tmp_path / "run.csv"))
    signal.signal(signal.SIGINT, before)
    try:
        sleep(4.0)
        process.send_signal(signal.SIGINT)
        out, error = process.communicate(timeout=60)
    finally:
        process.kill()
    assert (process.returncode, out, error) == (130, "", "ctc-voyage: interrupted\n")
    assert list(tmp_path.iterdir()) == []


def test_interrupting_the_compiler_is_an_interruption(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    def compile_nothing(*_: object, **__: object) -> None:
        message = "returned a result with an exception set"
        raise SystemError(message) from KeyboardInterrupt()

    monkeypatch.setattr("desktop.cli.app", compile_nothing)
    assert execute(["run"]) == 130
    assert capsys.readouterr().err == "ctc-voyage: interrupted\n"


def test_a_refusal_that_is_its_own_cause_is_told(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    def refuse(*_: object, **__: object) -> None:
        error = FileError("the disk is full")
        raise error from error

    monkeypatch.setattr("desktop.cli.app", refuse)
    assert execute(["run"]) == 2
    assert capsys.readouterr().err == "ctc-voyage: the disk is full\n"


def test_numbers_are_understood_as_people_write_them(capsys: Capture) -> None:
    run = ("run", "default-patient", "--json")
    plain = printed(capsys, *run, "--seconds", "1.5", "--seed", "12", "--set", "natural_killer.density=1000")
    for seconds, seed, density in (("1,5", "١٢", "1'000"), ("۱٫۵", "1.2e1", "1 000"), ("1.50", "12.0", "1_000")):
        setting = f"natural_killer.density={density}"
        assert printed(capsys, *run, "--seconds", seconds, "--seed", seed, "--set", setting) == plain
