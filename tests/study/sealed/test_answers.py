"""What answers a sealed figure: tubes by Poisson, patients sorted by their tube, and one record for one seed."""

from math import exp, factorial

import numpy as np
import pytest

from desktop.study.sealed.answers import Cohorts, arrivals_by_tube, chance_of, maker, positive, predict
from desktop.study.sealed.figures import sealed_figures
from desktop.study.statistics import Measured


def pmf(number: int, cells: np.ndarray) -> np.ndarray:
    """Return the chance of a number of cells, of Poisson."""
    return np.asarray(np.exp(-cells) * cells**number / factorial(number))


FIGURES = {figure.key: figure for figure in sealed_figures()}


def test_tubes_are_drawn_by_poisson() -> None:
    cells = np.array([0.1, 1.0, 7.5, 30.0])
    np.testing.assert_allclose(chance_of(cells, 0, 0), pmf(0, cells))
    np.testing.assert_allclose(chance_of(cells, 3, 4), pmf(3, cells) + pmf(4, cells))
    np.testing.assert_allclose(chance_of(cells, 5, None), 1.0 - sum(pmf(number, cells) for number in range(5)))
    assert positive(Measured(1.0, 0.1, 2.0)).value == pytest.approx(100.0 * (1.0 - exp(-7.5)))


def test_patients_are_weighed_by_the_chance_of_their_tube() -> None:
    """Of two kinds of patients with tubes of 0 and of 5 on average, only one can have five; by hand."""
    cells, founding = np.array([0.0] * 10 + [5.0] * 10), np.array([1.0] * 10 + [4.0] * 10)
    none = exp(-5.0)
    expected = 4.0 / ((1.0 + 4.0 * none) / (1.0 + none))
    found = arrivals_by_tube(cells, founding, 5, None)
    assert found.value == pytest.approx(expected)
    assert found.low < found.value < found.high
    assert arrivals_by_tube(cells, np.ones(20), 1, 1).value == pytest.approx(1.0), "no founding differs, so none tells"


def test_one_seed_gives_one_record_and_what_has_no_measure_is_not_asked() -> None:
    asked = [FIGURES["S1a"], FIGURES["S1b"], FIGURES["S2"]]
    first, second, other = (predict("x.json", asked, 300, seed) for seed in (3, 3, 4))
    assert first == second
    assert first.maker == maker(300, 3)
    assert other.predictions != first.predictions
    before, after = first.predictions
    assert (before.row, after.row) == ("S1a", "S1b")
    assert after.measured.value < before.measured.value, "a bed holds back some"


def test_cohorts_of_one_patient_are_run_once_and_turns_have_luck_of_their_own() -> None:
    cohorts, patient = Cohorts(100, 1), FIGURES["S1a"].parameters
    assert cohorts.arms(patient) is cohorts.arms(patient)
    assert cohorts.arms(patient, 1).seed != cohorts.arms(patient).seed
