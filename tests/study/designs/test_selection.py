from concurrent.futures import ThreadPoolExecutor

import pytest

from desktop.cascade import MODEL
from desktop.study.cohorts.cohort import run_cohort
from desktop.study.cohorts.selected import mean_factor, sums
from desktop.study.designs.selection import PART_JOURNEYS, added, parts_of, selection_parts
from desktop.study.selection import ALL

JOURNEYS = 300


def test_one_part_says_what_a_cohort_says() -> None:
    parameters = MODEL.defaults()
    (part,) = selection_parts(parameters, 4, JOURNEYS)
    assert part == run_cohort(parameters, 4, JOURNEYS, tally=sums).tallies
    assert part[f"{ALL}.cells"] > 0.5 * JOURNEYS


def test_parts_come_one_by_one_and_are_the_same_whoever_makes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.study.designs.selection.PART_JOURNEYS", 100)
    alone = list(selection_parts(MODEL.defaults(), 4, 250))
    with ThreadPoolExecutor(2) as crew:
        assert list(selection_parts(MODEL.defaults(), 4, 250, crew)) == alone
    assert len(alone) == 3
    total = added(alone)
    assert total[f"{ALL}.cells"] == sum(part[f"{ALL}.cells"] for part in alone)
    assert mean_factor(total, ALL, "trait_metabolism").value == pytest.approx(1.0, abs=0.2)


def test_a_cohort_has_as_many_parts_as_it_takes() -> None:
    assert [parts_of(n) for n in (1, PART_JOURNEYS, PART_JOURNEYS + 1, 20_000)] == [1, 1, 2, 8]
