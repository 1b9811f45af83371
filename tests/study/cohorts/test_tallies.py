"""What is counted in a finished cohort is what its log says: here one written by hand."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from desktop.cascade import MODEL
from desktop.cascade.stages import Stage
from desktop.engine.events import EVENT
from desktop.engine.simulation import Simulation
from desktop.study.cohorts.tallies import standard

PACE = 0.5
"""Hours of blood in a second of animation."""
CAUSES = {hazard.name: code for code, hazard in enumerate(MODEL.hazards)}
Happening = tuple[str, int, int, Mapping[str, float]]


def tallies(happenings: list[Happening]) -> Mapping[str, float]:
    """Return the sums over a log: name of the event, journey, cell, and further values."""
    events = np.zeros(len(happenings), EVENT)
    events["cause"] = -1
    for row, (kind, journey, cell, values) in zip(events, happenings, strict=True):
        row["kind"], row["journey"], row["cell"] = MODEL.event_codes[kind], journey, cell
        for name, value in values.items():
            row[name] = value
    snapshot = Simulation(MODEL, MODEL.defaults(), 1, with_scenery=False).snapshot()
    pace = snapshot.pace.copy()
    pace[MODEL.place_codes["blood"]] = PACE
    return standard(replace(snapshot, events=events, pace=pace))


def died(journey: int, cell: int, cause: str, stage: Stage, **when: float) -> Happening:
    return "died", journey, cell, {"cause": CAUSES[cause], "stage": stage, **when}


def entering(journey: int, cells: range, time: float, shed: int | None = None) -> list[Happening]:
    """Return what is told of a journey of some cells that sets out, and of those of them that enter the blood."""
    size = len(cells) if shed is None else shed
    begin: list[Happening] = [("detached", journey, cells[0], {"value": size})] if size > 1 else []
    return begin + [("entered_actively", journey, cell, {"time": time}) for cell in cells]


def test_a_journey_is_in_the_blood_until_its_first_cell_lodges_or_its_last_dies() -> None:
    found = tallies(
        [
            *entering(0, range(1), 10.0),
            ("arrested", 0, 0, {"time": 12.0}),
            *entering(1, range(1, 2), 10.0),
            died(1, 1, "shear", Stage.TRAVELLING, time=14.0),
            *entering(2, range(2, 5), 20.0),
            died(2, 2, "oxidation", Stage.TRAVELLING, time=22.0),
            ("arrested", 2, 3, {"time": 24.0}),
            ("arrested", 2, 4, {"time": 26.0}),
            *entering(3, range(5, 6), 29.0, shed=2),
            died(3, 5, "shear", Stage.TRAVELLING, time=30.0),
            *entering(4, range(6, 7), 29.0),
            ("detached", 5, 7, {"value": 1.0}),
            died(-1, 8, "shear", Stage.TRAVELLING, time=5.0),
            *entering(6, range(9, 11), 40.0),
            died(6, 9, "shear", Stage.TRAVELLING, time=41.0),
            died(6, 10, "shear", Stage.TRAVELLING, time=43.0),
        ]
    )
    expected = {
        "blood.single": 3,
        "blood.single.ended": 2,
        "blood.single.hours": PACE * (2.0 + 4.0),
        "blood.single.lodged": 1,
        "blood.single.torn": 1,
        "blood.group": 2,
        "blood.group.ended": 2,
        "blood.group.hours": PACE * (4.0 + 3.0),
        "blood.group.lodged": 1,
        "blood.group.torn": 2,
        "blood.stray": 1,
        "blood.stray.hours": PACE * 1.0,
        "blood.stray.torn": 1,
    }
    assert {name: found[name] for name in expected} == expected


def test_groups_are_counted_by_the_cells_that_entered_and_files_hold_twenty_at_most() -> None:
    happenings: list[Happening] = []
    first = 0
    for journey, cells in enumerate((1, 2, 3, 20, 21)):
        happenings += entering(journey, range(first, first + cells), 10.0)
        happenings.append(("arrested", journey, first, {"time": 10.0 + 2.0**journey}))
        first += cells
    found = tallies(happenings)
    expected = {
        "size.groups": 4,
        "size.pairs": 1,
        "size.cells": 2 + 3 + 20 + 21,
        "size.squares": 4 + 9 + 400 + 441,
        "blood.group.hours": PACE * (2.0 + 4.0 + 8.0 + 16.0),
        "file.group.hours": PACE * (2.0 + 4.0 + 8.0),
        "file.group.lodged": 3,
        "file.single.lodged": 1,
    }
    assert {name: found[name] for name in expected} == expected


CONTACT = float(MODEL.defaults().value("natural_killer.contact_minutes")) / 60.0


def contacts(ages: list[float], end: Happening | None) -> Mapping[str, float]:
    """Return what is counted of a single cell that lodged at hour 100 and met NK cells at these ages."""
    happenings = [*entering(0, range(1), 10.0), ("arrested", 0, 0, {"time": 12.0, "hours": 100.0})]
    happenings += [("nk_contact", 0, 0, {"hours": 100.0 + age}) for age in ages]
    found = tallies([*happenings, *([] if end is None else [end])])
    return {name.removeprefix("killer."): value for name, value in found.items() if name.startswith("killer.")}


def counts(number: float, hours: float, early: tuple[float, float], late: tuple[float, float]) -> object:
    keys = ("contacts", "hours", "early.contacts", "early.kills", "late.contacts", "late.kills")
    return pytest.approx(dict(zip(keys, (number, hours, *early, *late), strict=True)))


def test_contacts_of_nk_cells_are_told_apart_by_the_hours_since_lodging() -> None:
    left: Happening = ("left_vessel", 0, 0, {"hours": 160.0})
    assert contacts([0.0, 3.99, 4.0, 19.99, 20.0, 27.99, 28.0], left) == counts(7, 60.0, (2, 0), (2, 0))


@pytest.mark.parametrize(
    ("age", "early", "late"), [(2.0, (1, 1), (0, 0)), (24.0, (0, 0), (1, 1)), (9.0, (0, 0), (0, 0))]
)
def test_the_last_contact_of_a_cell_that_an_nk_cell_has_killed_is_the_deadly_one(
    age: float, early: tuple[float, float], late: tuple[float, float]
) -> None:
    end = died(0, 0, "natural_killer", Stage.ARRESTED, hours=100.0 + age + 0.5 * CONTACT)
    assert contacts([age], end) == counts(1, age + 0.5 * CONTACT, early, late)


@pytest.mark.parametrize(("share", "number"), [(0.98, 0), (1.02, 1)])
def test_a_contact_that_another_death_cuts_short_tells_nothing(share: float, number: int) -> None:
    end = died(0, 0, "oxidation", Stage.LEAVING, hours=101.0 + share * CONTACT)
    assert contacts([1.0], end) == counts(1, 1.0 + share * CONTACT, (number, 0), (0, 0))


def test_cells_whose_end_is_not_known_and_cells_of_groups_are_left_out() -> None:
    assert contacts([1.0], None) == counts(0, 0.0, (0, 0), (0, 0))
    found = tallies(
        [
            *entering(0, range(2), 10.0),
            ("arrested", 0, 0, {"time": 12.0, "hours": 100.0}),
            ("nk_contact", 0, 0, {"hours": 101.0}),
            ("left_vessel", 0, 0, {"hours": 110.0}),
        ]
    )
    assert (found["killer.contacts"], found["killer.hours"], found["killer.early.contacts"]) == (0.0, 0.0, 0.0)
