"""Who dies, when and of what follows the exact law of competing risks.

Where chance is tested, a fault-free engine fails one check in a million under a fresh seed; the seeds here are fixed.
"""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy import stats

from desktop.engine.arrays import AnyArray, FloatArray, IntArray
from desktop.engine.context import ReadContext, StepContext
from desktop.engine.hazards import probability, rate_for
from desktop.engine.simulation import Simulation
from tests.chance import FALSE_ALARM

MakeCohort = Callable[..., Simulation]
CELLS = 40_000


def _largest_gap(count: int) -> float:
    """Return how far an empirical law may stray from the true one (Dvoretzky–Kiefer–Wolfowitz inequality)."""
    return float(np.sqrt(np.log(2.0 / FALSE_ALARM) / (2.0 * count)))


def _died(run: Simulation, steps: int) -> AnyArray:
    run.advance(steps)
    return run.snapshot().events


def _share_dead_by_step(deaths: AnyArray, steps: int, cells: int) -> FloatArray:
    return np.asarray(np.cumsum(np.bincount(deaths["step"], minlength=steps)) / cells)


# --- the law of survival ---


@pytest.mark.parametrize(("rate", "steps"), [(2.0, 12), (0.05, 200)])
def test_constant_risk_gives_exponential_survival(make_cohort: MakeCohort, rate: float, steps: int) -> None:
    deaths = _died(make_cohort({"storm": rate}, cells=CELLS), steps)
    expected = -np.expm1(-rate * 0.25 * np.arange(1, steps + 1))
    assert np.abs(_share_dead_by_step(deaths, steps, CELLS) - expected).max() < _largest_gap(CELLS)


def test_changing_risk_gives_survival_by_its_integral(make_cohort: MakeCohort) -> None:
    def wave(context: ReadContext, rows: IntArray) -> FloatArray:
        return np.full(rows.size, 3.0 * np.sin(context.time) ** 2)

    steps = 30
    integral = np.cumsum(0.25 * 3.0 * np.sin(0.25 * np.arange(steps)) ** 2)
    run = make_cohort({"storm": wave}, cells=CELLS)
    resistance = run.snapshot().cells["resistance_storm"]
    deaths = _died(run, steps)
    assert np.abs(_share_dead_by_step(deaths, steps, CELLS) + np.expm1(-integral)).max() < _largest_gap(CELLS)
    # Not only the shares: every single cell dies in the step in which the integral reaches its resistance.
    step_of_death = np.searchsorted(integral, resistance)
    assert_array_equal(deaths["step"], step_of_death[deaths["cell"]])
    assert len(deaths) == np.count_nonzero(step_of_death < steps)


@pytest.mark.parametrize("rates", [{"a": 0.5, "b": 1.0, "c": 2.5}, {"c": 2.5, "b": 1.0, "a": 0.5}])
def test_shares_of_causes_are_the_ratio_of_their_rates(make_cohort: MakeCohort, rates: dict[str, float]) -> None:
    # Two of three cells die within one step, so that a preference for the first cause would show.
    deaths = _died(make_cohort(rates, cells=CELLS), 8)
    assert len(deaths) > 0.99 * CELLS
    for code, rate in enumerate(rates.values()):
        share = rate / sum(rates.values())
        count = int(np.count_nonzero(deaths["cause"] == code))
        assert stats.binomtest(count, len(deaths), share).pvalue > FALSE_ALARM


def test_cause_and_moment_of_death_do_not_depend_on_the_step(make_cohort: MakeCohort) -> None:
    rates = {"a": 0.4, "b": 0.9, "c": 0.1}
    coarse = np.sort(_died(make_cohort(rates, cells=5000, seconds=0.5), 10), order="cell")
    fine = np.sort(_died(make_cohort(rates, cells=5000, seconds=0.125), 40), order="cell")
    assert_array_equal(coarse["cell"], fine["cell"])
    assert_array_equal(coarse["cause"], fine["cause"])
    assert_array_equal(coarse["step"], fine["step"] // 4)


@settings(max_examples=30)
@given(st.lists(st.tuples(st.floats(0.01, 50.0), st.floats(0.001, 3.0)), min_size=1, max_size=4, unique=True))
def test_the_earliest_cause_wins_within_a_step(make_cohort: MakeCohort, risks: list[tuple[float, float]]) -> None:
    def prepare(context: StepContext, rows: IntArray) -> None:
        for k, (_, resistance) in enumerate(risks):
            context.cells[f"resistance_{k}"][rows] = resistance

    run = make_cohort({str(k): rate for k, (rate, _) in enumerate(risks)}, cells=1, seconds=1.0, prepare=prepare)
    deaths = _died(run, 1)
    moments = np.array([resistance / rate for rate, resistance in risks])
    assert len(deaths) == (moments.min() <= 1.0)
    if len(deaths):
        assert moments[deaths["cause"][0]] == pytest.approx(moments.min(), rel=1e-9)


@pytest.mark.parametrize("order", [("early", "last"), ("last", "early")])
@pytest.mark.parametrize("met", [0.0, 0.5])
def test_a_cause_that_takes_the_whole_step_loses_to_an_earlier_one(
    make_cohort: MakeCohort, order: tuple[str, str], met: float
) -> None:
    resistance = {"early": 0.75, "last": 1.0}

    def prepare(context: StepContext, rows: IntArray) -> None:
        for risk in order:
            context.cells[f"exposure_{risk}"][rows] = met
            context.cells[f"resistance_{risk}"][rows] = met + resistance[risk]

    # Binary fractions: the later cause is reached exactly at the end of the step, without a remainder.
    deaths = _died(make_cohort(dict.fromkeys(order, 1.0), cells=3, seconds=1.0, prepare=prepare), 1)
    assert [order[cause] for cause in deaths["cause"]] == ["early"] * 3


def test_no_risk_kills_no_one(make_cohort: MakeCohort) -> None:
    assert len(_died(make_cohort({"storm": 0.0}, cells=CELLS), 20)) == 0


# --- what does not touch what ---


def test_a_factor_multiplies_only_the_risks_it_names(make_cohort: MakeCohort) -> None:
    def by_cell(context: ReadContext, rows: IntArray) -> FloatArray:
        return np.where(context.cells["identity"][rows] % 2 == 0, 0.5, 3.0)

    rates = {"a": 0.01, "b": 0.02}
    bare = make_cohort(rates, cells=100, hop_rate=0.03)
    softened = make_cohort(rates, ((("a", "hop"), by_cell), (("a",), 0.25)), cells=100, hop_rate=0.03)
    bare.advance(4)
    softened.advance(4)
    before, after = bare.snapshot().cells, softened.snapshot().cells
    alive = (before["stage"] == 0) & (after["stage"] == 0)
    assert alive.sum() > 80
    times = np.where(before["identity"] % 2 == 0, 0.5, 3.0)
    assert_allclose(after["exposure_a"][alive], (0.25 * times * before["exposure_a"])[alive], rtol=1e-12)
    assert_allclose(after["exposure_hop"][alive], (times * before["exposure_hop"])[alive], rtol=1e-12)
    assert_array_equal(after["exposure_b"][alive], before["exposure_b"][alive])


def test_a_hazard_leaves_the_luck_against_all_others_alone(make_cohort: MakeCohort) -> None:
    alone = make_cohort({"b": 1.0}).snapshot().cells
    among = make_cohort({"a": 9.0, "b": 0.1, "c": 2.0}).snapshot().cells
    assert_array_equal(alone["resistance_b"], among["resistance_b"])
    assert_array_equal(alone["resistance_hop"], among["resistance_hop"])
    assert stats.pearsonr(among["resistance_a"], among["resistance_c"]).pvalue > FALSE_ALARM


def test_removing_one_cause_saves_only_those_who_died_of_it(make_cohort: MakeCohort) -> None:
    both = _died(make_cohort({"a": 0.3, "b": 0.7}, cells=2000), 20)
    without = _died(make_cohort({"a": 0.0, "b": 0.7}, cells=2000), 20)
    of_b = both[both["cause"] == 1]
    shared = without[np.isin(without["cell"], of_b["cell"])]
    assert_array_equal(np.sort(of_b, order="cell")["step"], np.sort(shared, order="cell")["step"])
    assert len(of_b) < len(without) < len(both)


def test_a_factor_for_a_risk_that_nothing_declares_is_refused(make_cohort: MakeCohort) -> None:
    with pytest.raises(ValueError, match=r"risks that nothing declares: \['strom'\]"):
        make_cohort({"storm": 1.0}, ((("storm", "strom"), 0.5),))


def test_a_transition_happens_at_its_rate_and_can_be_renewed(make_cohort: MakeCohort) -> None:
    run = make_cohort({"storm": 0.0}, cells=CELLS, hop_rate=0.8)
    run.advance(4)
    hopped = int(np.count_nonzero(run.snapshot().cells["stage"] == 1))
    assert stats.binomtest(hopped, CELLS, -float(np.expm1(-0.8))).pvalue > FALSE_ALARM


def test_a_renewed_risk_starts_from_nothing_with_new_luck(make_cohort: MakeCohort) -> None:
    seen: list[FloatArray] = []

    def prepare(context: StepContext, rows: IntArray) -> None:
        context.cells["exposure_hop"][rows] = 5.0
        for turn in range(3):
            seen.append(context.cells["resistance_hop"][rows].copy())
            context.risks.renew(context, "hop", rows, turn + 1)
        assert np.all(context.cells["exposure_hop"][rows] == 0.0)

    make_cohort({"storm": 0.0}, prepare=prepare)
    assert not np.any(seen[0] == seen[1])
    assert stats.pearsonr(seen[1], seen[2]).pvalue > FALSE_ALARM


# --- the bookkeeping of death ---


def test_the_dead_face_no_further_risk_and_fade(make_cohort: MakeCohort) -> None:
    run = make_cohort({"a": 50.0, "b": 50.0}, cells=200)
    run.advance(1)
    first = run.snapshot()
    run.advance(8)
    later = run.snapshot()
    assert len(first.events) == len(later.events) == len(np.unique(later.events["cell"])) == 200
    assert np.all(first.cells["stage"] == -1)
    assert_array_equal(later.cells["cause"], first.events["cause"])
    assert_array_equal(later.cells["stage_hours"], first.cells["stage_hours"])
    run.advance(1)
    assert run.snapshot().cells["identity"].size == 0


def test_deaths_are_counted_for_journeys_that_are(make_cohort: MakeCohort) -> None:
    def prepare(context: StepContext, rows: IntArray) -> None:
        for counted, part in ((True, rows[:30]), (False, rows[30:70])):
            context.cells["journey"][part] = context.journeys.start_all(np.ones(part.size, np.int64), counted=counted)

    run = make_cohort({"a": 1e6}, cells=100, prepare=prepare)
    run.advance()
    found = run.snapshot()
    assert len(found.events) == 100
    assert found.deaths.tolist() == [[30], [0]], "those there from the beginning, and strays, are not"


@given(st.floats(1e-6, 0.999), st.floats(1e-3, 1e4))
def test_rate_and_probability_are_inverse(chance: float, hours: float) -> None:
    assert probability(rate_for(chance, hours), hours) == pytest.approx(chance, rel=1e-9)


@given(st.floats(1e-12, 1e-3), st.floats(1e-3, 1.0))
def test_small_probabilities_keep_their_digits(rate: float, hours: float) -> None:
    assert probability(rate, hours) == pytest.approx(rate * hours * (1.0 - rate * hours / 2.0), rel=1e-6)
    assert rate_for(1.0, hours) > 9.0 / hours
