"""Schedules as text and in time: each comes back as it was, one value holds at a time, mistakes are one sentence."""

from contextlib import suppress
from itertools import pairwise
from math import inf, nan
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from desktop.engine.model import Model
from desktop.engine.parameters import SCHEDULE, ParameterError, Parameters
from desktop.engine.schedules.schedule import MOST_ENTRIES, UNITS, ScheduleEntry

PATHS: dict[str, st.SearchStrategy[Any]] = {
    "shear.hazard": st.floats(0.0, 500.0),
    "shedding.group_size": st.integers(1, 9),
    "shedding.awake": st.booleans(),
    "shedding.route": st.sampled_from(["blood", "lymph"]),
}
CLOCKS = ("animation", "tissue", "wall", "blood", "capillary", "organ", "lymph")


@st.composite
def schedules(draw: st.DrawFn) -> list[ScheduleEntry]:
    """Return entries that do not overlap, of several parameters, each by a clock of its own."""
    entries = []
    for path in draw(st.lists(st.sampled_from(sorted(PATHS)), unique=True)):
        clock = draw(st.sampled_from(CLOCKS))
        unit = "seconds" if clock == "animation" else draw(st.sampled_from(["hours", "days", "years"]))
        edges = sorted(draw(st.lists(st.floats(0.0, 1e9), min_size=2, max_size=6, unique=True)))
        assume(all(a * UNITS[unit][1] < b * UNITS[unit][1] for a, b in pairwise(edges)))
        if draw(st.booleans()):
            edges[-1] = inf
        for start, end in zip(edges[::2], edges[1::2], strict=False):
            entries.append(ScheduleEntry(path, draw(PATHS[path]), clock, start, end, unit))
    return entries


@given(schedules())
def test_a_schedule_comes_back_from_its_text(small_model: Model, entries: list[ScheduleEntry]) -> None:
    made = small_model.defaults().with_schedule(entries)
    again = small_model.defaults().replace({SCHEDULE.path: made.schedule.text})
    assert again == made
    assert again.schedule.entries == tuple(entries)
    assert made.changes() == ({SCHEDULE.path: made.schedule.text} if entries else {})


@given(schedules(), st.floats(0.0, 1e10), st.floats(1e-6, 1e3))
def test_one_parameter_has_one_value_at_a_time(
    small_model: Model, entries: list[ScheduleEntry], read: float, step: float
) -> None:
    schedule = small_model.defaults().with_schedule(entries).schedule
    held = [entry.path for entry in schedule.holding(dict.fromkeys(CLOCKS, (read, step)))]
    assert len(held) == len(set(held))


@given(st.integers(0, 500), st.integers(1, 500), st.floats(-0.49, 0.49))
def test_each_end_takes_effect_at_the_nearest_boundary(first: int, number: int, off: float) -> None:
    step = 1.0 / 180.0
    start, end = max(0.0, (first + off) * step), (first + number + off) * step
    entry = ScheduleEntry("shear.hazard", 0.0, "capillary", start, end, "hours")
    # A clock adds up its steps, so that it never reads a round number.
    read = np.concatenate(([0.0], np.cumsum(np.full(1001, step))))
    held = [place for place, now in enumerate(read) if entry.holds(float(now), step)]
    assert held == list(range(first, first + number))


def test_values_of_a_span_stand_apart_from_those_of_the_sliders(small_model: Model) -> None:
    base = small_model.defaults().replace({"shear.hazard": 80.0, "schedule": "shear.hazard=0@blood:1..2h"})
    assert base.value("shear.hazard") == 80.0
    assert base.value("schedule") == "shear.hazard=0.0@blood:1..2h"
    assert base.difference(small_model.defaults()) == {
        "shear.hazard": (80.0, 30.0),
        "schedule": ("shear.hazard=0.0@blood:1..2h", ""),
    }
    moved = base.replace({"shear.hazard": 5.0})
    assert moved.schedule == base.schedule
    assert moved != base
    assert moved.replace({"schedule": ""}) == small_model.defaults().replace({"shear.hazard": 5.0})


def test_an_old_name_is_followed(small_model: Model) -> None:
    made = small_model.defaults().replace({"schedule": "shear.danger=1@animation:0.."})
    assert made.schedule.text == "shear.hazard=1.0@animation:0..s"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("shear.hazard", ("entry 1", "'shear.hazard'", "PATH=VALUE@CLOCK:FROM..UNTIL")),
        ("shear.hazard=1@blood:0..h,", ("entry 2", "PATH=VALUE@CLOCK:FROM..UNTIL")),
        ("shear.hazard=1@blood:nan..2h", ("entry 1", "PATH=VALUE@CLOCK:FROM..UNTIL")),
        ("shear.hazard=1@blood:1_0..2h", ("entry 1", "PATH=VALUE@CLOCK:FROM..UNTIL")),
        ("shear.hazzard=1@blood:0..2h", ("entry 1", "shear.hazzard", "shear.hazard")),
        ("shear.hazard=501@blood:0..2h", ("entry 1", "501", "0 to 500 per h")),
        ("shedding.awake=1@blood:0..2h", ("entry 1", "shedding.awake", "true or false")),
        ("shedding.group_size=2.5@blood:0..2h", ("entry 1", "2.5", "1 to 9")),
        ("shedding.route=air@blood:0..2h", ("entry 1", "'air'", "blood, lymph")),
        ("shear.hazard=1@moon:0..2h", ("entry 1", "'moon'", "animation, tissue")),
        ("shear.hazard=1@blood:0..2s", ("entry 1", "blood", "hours or days or years", "'seconds'")),
        ("shear.hazard=1@animation:0..2h", ("entry 1", "animation", "seconds", "'hours'")),
        ("shear.hazard=1@blood:2..2h", ("entry 1", "until", "above from, 2")),
        ("shear.hazard=1@blood:-1..2h", ("entry 1", "from", "-1")),
        ("shear.hazard=1@blood:1e10..h", ("entry 1", "from", "1000000000 hours")),
        ("shear.hazard=1@blood:0..2h,shear.hazard=2@blood:1..3h", ("entry 2", "1 hours", "until 2 hours")),
        ("shear.hazard=1@blood:0..h,shear.hazard=2@blood:1..3h", ("entry 2", "1 hours", "no end")),
        ("shear.hazard=1@blood:2..3h,shear.hazard=2@blood:0..1h", ("entry 2", "0 hours", "order of time")),
        ("shear.hazard=1@blood:0..1h,shear.hazard=2@organ:2..3h", ("entry 2", "blood", "goes by one")),
        ("schedule=1@blood:0..1h", ("entry 1", "the schedule itself")),
        (",".join(f"shear.hazard=1@blood:{n}..{n + 1}h" for n in range(65)), (str(MOST_ENTRIES), "65")),
        ("x" * 20_000, ("16000", "20000")),
    ],
)
def test_a_wrong_schedule_is_told_in_one_sentence(small_model: Model, text: str, words: tuple[str, ...]) -> None:
    with pytest.raises(ParameterError) as error:
        small_model.defaults().replace({"schedule": text})
    message = str(error.value)
    assert message.isprintable()
    assert len(message) < 500
    assert all(word in message for word in words), message


@pytest.mark.parametrize(("start", "end"), [(nan, 1.0), (0.0, nan), (inf, inf), (-inf, 1.0), (0.0, -inf), (3.0, 2.0)])
def test_no_number_is_no_moment(small_model: Model, start: float, end: float) -> None:
    defaults: Parameters = small_model.defaults()
    with pytest.raises(ParameterError, match=r"entry 1 of the schedule: (from|until) takes"):
        defaults.with_schedule([ScheduleEntry("shear.hazard", 1.0, "blood", start, end, "hours")])


@given(st.text(max_size=60))
def test_any_text_is_a_schedule_or_refused(small_model: Model, text: str) -> None:
    with suppress(ParameterError):
        made = small_model.defaults().replace({"schedule": text})
        assert small_model.defaults().replace({"schedule": made.schedule.text}) == made
