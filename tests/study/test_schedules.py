"""Schedules in files, on the command line, in cohorts and in what travels: kept whole, or refused in one sentence."""

from dataclasses import replace
from pathlib import Path

import pytest

from desktop.cascade import MODEL
from desktop.cli import execute
from desktop.export.job import RenderJob
from desktop.export.job_file import from_json, to_json
from desktop.lessons.codes.class_start import ClassStart
from desktop.lessons.codes.long_code import long_code, read_long_code
from desktop.lessons.codes.short_code import short_code
from desktop.lessons.codes.symbols import CodeError
from desktop.study.axes import Grid, read_axis
from desktop.study.background.stored_state import state_bytes, state_from
from desktop.study.cohorts.cohort import CohortError, run_cohort
from desktop.study.parameter_changes import ParameterChange
from desktop.study.runner import run, start, with_settings
from desktop.study.scenario import Scenario, ScenarioError, load_scenario, save_scenario, scenario_text
from desktop.ui.recovery.record import SessionRecord, from_text, to_text

FILE = """
version = 2
seed = 3
seconds = 60.0

[platelets]
count = 200.0

[[schedule]]
parameter = "platelets.strength"
value = 0
clock = "capillary"
from = 0
until = 4

[[schedule]]
parameter = "tumor.present"
value = false
clock = "tissue"
unit = "days"
from = 10
"""
ENTRY = '[[schedule]]\nparameter = "platelets.strength"\nvalue = 0\nclock = "capillary"\nfrom = 0\n'
INJECTED = "tumor.present=false"
PLATELETS_AWAY = "platelets.strength=0@capillary:0..4h"


def read(folder: Path, text: str) -> Scenario:
    path = folder / "away.toml"
    path.write_text(text, encoding="utf-8")
    return load_scenario(path)


def test_a_file_tells_its_schedule_and_is_written_as_it_was_read(tmp_path: Path) -> None:
    scenario = read(tmp_path, FILE)
    entries = scenario.parameters.schedule.text
    assert entries == "platelets.strength=0.0@capillary:0..4h,tumor.present=false@tissue:10..d"
    save_scenario(scenario, tmp_path / "again.toml")
    again = load_scenario(tmp_path / "again.toml")
    assert again.parameters == scenario.parameters
    assert "version = 2" in scenario_text(scenario)
    plain = replace(scenario, parameters=scenario.parameters.replace({"schedule": ""}))
    assert "version = 1" in scenario_text(plain), "a file without a schedule is one that older programs read"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (FILE.replace("from = 0", "from = 5"), ("entry 1", "until", "above from, 5")),
        (FILE.replace("until = 4", "until = 21"), ("entry 1", "until 21 hours", "capillary", "stops at 20 hours")),
        (FILE.replace("from = 10", "from = 15"), ("entry 2", "from 15 days", "tissue", "stops at 15 days")),
        (FILE + ENTRY, ("entry 3", "platelets.strength", "0 hours", "until 4 hours")),
        (FILE.replace('"tissue"', '"spleen"'), ("entry 2", "'spleen'", "animation, tissue, wall")),
        (FILE.replace("tumor.present", "tumor.there"), ("entry 2", "tumor.there", "is not a parameter")),
        (FILE.replace("value = 0", "value = 3"), ("entry 1", "platelets.strength", "3", "0 to 2")),
        (FILE.replace('"days"', '"weeks"'), ("entry 2", "unit takes one of seconds, hours, days, years")),
        (FILE.replace('"days"', '"seconds"'), ("entry 2", "tissue", "hours or days or years")),
        (FILE.replace("from = 10", "form = 10"), ("entry 2", "'form'", "from, until")),
        (FILE.replace("from = 10", ""), ("entry 2", "from takes a number")),
        (FILE.replace("from = 10", "from = inf"), ("entry 2", "from takes a number")),
        (FILE.replace("value = false", "value = [1]"), ("entry 2", "single value")),
        (FILE.replace('clock = "tissue"', "clock = 7"), ("entry 2", "clock takes the name")),
        ("schedule = 3", ("schedule takes up to 64 tables",)),
        ("schedule = [3]", ("entry 1", "not a table")),
        (ENTRY * 65, ("up to 64",)),
    ],
)
def test_a_wrong_schedule_is_told_in_one_sentence(tmp_path: Path, text: str, words: tuple[str, ...]) -> None:
    with pytest.raises(ScenarioError) as error:
        read(tmp_path, text)
    message = str(error.value)
    assert "away.toml" in message
    assert message.isprintable()
    assert all(word in message for word in words), message


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("schedule=platelets.strength=0@capillary:0..41h", "stops at 40 hours"),
        ("schedule=platelets.strength=0@capillary:50..h", "from 50 hours"),
        ("schedule=platelets.strength=0@lodging:50..h", "lodging clock stops at 40 hours"),
        ("schedule=platelets.strength=0@animation:119..121s", "until 121 seconds"),
        ("schedule=4", "it takes entries such as"),
        ("schedule=platelets", "PATH=VALUE@CLOCK"),
    ],
)
def test_the_command_line_refuses_with_code_2(capfd: pytest.CaptureFixture[str], setting: str, words: str) -> None:
    assert execute(["run", "b16-mouse", "--set", setting]) == 2
    told = capfd.readouterr()
    assert words in told.err
    assert told.err.count("\n") == 1
    assert told.out == ""


def test_the_beginning_of_a_long_schedule_may_be_looked_at(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    read(tmp_path, FILE)
    assert execute(["run", str(tmp_path / "away.toml"), "--seconds", "0.1"]) == 0
    assert "state" in capfd.readouterr().out


def test_a_run_tells_its_schedule(tmp_path: Path) -> None:
    scenario = replace(read(tmp_path, FILE), seconds=0.1)
    told = run(MODEL, scenario).as_dict()
    assert told["parameters"] == {"platelets.count": 200.0, "schedule": scenario.parameters.schedule.text}


# --- in what travels ---


def test_jobs_sessions_codes_and_states_keep_the_schedule(tmp_path: Path) -> None:
    scenario = read(tmp_path, FILE)
    later = scenario.parameters.replace({"schedule": "platelets.strength=2@capillary:1..2h"})
    changes = (ParameterChange(10, later), ParameterChange(20, later.replace({"schedule": ""})))
    job = RenderJob(scenario, tmp_path / "a.png", "png", end=60.0, parameter_changes=changes)
    assert from_json(to_json(job), MODEL, tmp_path) == job
    record = SessionRecord(scenario, changes, 30, 40, None, "")
    assert from_text(to_text(record), MODEL) == record
    begun = ClassStart(scenario)
    read_again = read_long_code(long_code(begun), MODEL)
    assert read_again.scenario.parameters == scenario.parameters
    with pytest.raises(CodeError, match="schedule"):
        short_code(begun, MODEL)
    state = start(MODEL, scenario).state()
    assert state_from(state_bytes(state)).pending == scenario.parameters


# --- in sweeps and cohorts ---


def test_a_sweep_goes_through_schedules() -> None:
    scenario = with_settings(load_scenario("b16-mouse"), [INJECTED])
    later = "platelets.strength=0@lodging:4..,anoikis.hazard=0@lodging:0..1h"
    axis = read_axis(f"schedule=|{PLATELETS_AWAY}|{later}", scenario)
    texts = [point.parameters.schedule.text for point in Grid(scenario, (axis,))]
    assert texts[0] == ""
    assert texts[1] == "platelets.strength=0.0@capillary:0..4h"
    assert texts[2] == "platelets.strength=0.0@lodging:4..h,anoikis.hazard=0.0@lodging:0..1h"
    kept = Grid(
        with_settings(scenario, [f"schedule={PLATELETS_AWAY}"]), (read_axis("platelets.count=100,200", scenario),)
    )
    assert {point.parameters.schedule.text for point in kept} == {texts[1]}


def test_a_cohort_that_a_tumor_sheds_has_no_common_hour_of_departure() -> None:
    shared = MODEL.defaults().replace({"schedule": PLATELETS_AWAY})
    with pytest.raises(CohortError, match=r"capillary clock, .* take the clock lodging"):
        run_cohort(shared, 1, 100)


def _arrived(schedule: str, *, shed: bool) -> int:
    """Return how many of 1,500 journeys leave the vessel."""
    patient = MODEL.defaults().replace(
        {"tumor.present": shed, "arrest.per_circuit": 60.0, "platelets.shield": 0.1, "schedule": schedule}
    )
    return int(run_cohort(patient, 5, 1500, tail_seconds=100.0).funnel[:, 4].sum())


def test_a_cohort_follows_the_clock_of_each_cell_and_of_an_injection() -> None:
    never, always = _arrived("", shed=True), _arrived("platelets.strength=0@lodging:0..", shed=True)
    early = _arrived("platelets.strength=0@lodging:0..4h", shed=True)
    assert always < early < never
    # All that were injected lodge together, so that the clock of the capillaries tells nearly the same hours.
    assert _arrived("platelets.strength=0@capillary:0..", shed=False) < _arrived("", shed=False)
