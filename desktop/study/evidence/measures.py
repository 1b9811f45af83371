"""How each published figure is measured in the model: from cohorts, or from an assay of one mechanism."""

from collections.abc import Callable, Mapping
from functools import cache
from math import exp, log

from desktop.cascade import MODEL
from desktop.cascade.rarity import RED_CELLS_PER_ML_AT_45, RarityParameters, real_departures
from desktop.cascade.vasculature import FlowParameters
from desktop.engine.simulation import Simulation
from desktop.study.cohorts.arms import Arms
from desktop.study.cohorts.cohort import COHORT_STEP_SECONDS
from desktop.study.cohorts.entry_modes import MODES
from desktop.study.evidence import assays
from desktop.study.scenario import load_scenario
from desktop.study.statistics import LEVEL, Measured, rate, ratio, share

Measure = Callable[[Arms], Measured]
METASTASES = "micrometastasis"
"""What is counted where only the way to the new tissue differs: many times as common as large ones."""
ARRIVALS = "left_vessel"
"""What is counted where, of one kind of journey, only the danger in capillaries differs: more common still.

Neither NK cells nor platelets touch a cell that has left the vessel, so metastases go with arrivals.
"""
RELAPSE_YEARS = (5.0, 10.0, 15.0, 20.0)
SLEEPER_RUNS_PER_EVENT = 1.0 / 12_500.0
STICKY = 99.0
"""Cells held on each circuit by a sticky organ, in per cent of those of default size."""


def _half_life(arms: Arms, kind: str) -> Measured:
    sums = arms.result("patient").sums
    per_hour = rate(sums[f"blood.{kind}.ended"], sums[f"blood.{kind}.hours"])
    return per_hour.inverted().scaled(60.0 * log(2.0))


def _half_life_ratio(arms: Arms) -> Measured:
    groups, singles = _half_life(arms, "group"), _half_life(arms, "single")
    value = groups.value / singles.value
    spread = groups.high / groups.value * singles.high / singles.value
    return Measured(value, value / spread, value * spread)


def concentration(arms: Arms) -> Measured:
    """Return cells and groups per mL: those that enter each hour times the hours they stay, over the blood volume.

    Cells that come loose in a capillary stay again.
    """
    result, values = arms.result("patient"), arms.patient
    stays, hours = result.mixed("blood.{}.stays"), result.mixed("blood.{}.stay_hours")
    each = stays / result.mixed("blood.{}.cells")
    per_hour = real_departures(values)
    stay = rate(stays, hours).inverted()
    return stay.scaled(each * per_hour / (1000.0 * values[RarityParameters].blood_volume))


def _red_cells(arms: Arms) -> Measured:
    blood = RED_CELLS_PER_ML_AT_45 * arms.patient[FlowParameters].haematocrit / 0.45
    return concentration(arms).inverted().scaled(blood)


def _share_of_groups(arms: Arms) -> Measured:
    result = arms.result("patient")
    number = sum(result.number(kind) for kind in MODES)
    spread = share(result.number("group"), number)
    scale = result.group_share / spread.value if spread.value > 0.0 else 0.0
    return spread.scaled(100.0 * scale)


def _group_size(arms: Arms) -> Measured:
    sums = arms.result("patient").sums
    number, mean = sums["size.groups"], sums["size.cells"] / sums["size.groups"]
    error = (max(sums["size.squares"] / number - mean**2, 0.0) / number) ** 0.5
    return Measured(mean, mean - LEVEL * error, mean + LEVEL * error)


def group_over_single(arms: Arms, end: str = "macrometastasis") -> Measured:
    """Return how many cells came to an end per group in blood, over those per single cell in blood."""
    result = arms.result("patient")
    return ratio(result.founded(end, "group"), result.founded(end, "single"))


def _founded_by_groups(arms: Arms) -> Measured:
    """Return G / (G + S) from the odds G : S, which groups and all others give independently of each other."""
    result, end = arms.result("patient"), "macrometastasis"
    odds = ratio(result.founded(end, "group"), result.founded(end, "single"))
    scale = result.mixed(f"{end}.{{}}") - result.weights["group"] * result.sums[f"{end}.group"]
    scale = result.weights["group"] * result.sums[f"{end}.group"] / scale / odds.value
    low, value, high = (scale * edge / (1.0 + scale * edge) for edge in (odds.low, odds.value, odds.high))
    return Measured(100.0 * value, 100.0 * low, 100.0 * high)


def held(arms: Arms, name: str) -> Measured:
    """Return the chance to lodge on one circuit of the body, in per cent."""
    sums, flow = arms.result("patient").sums, arms.patient[FlowParameters]
    circuits = sums[f"{name}.hours"] * 3600.0 * flow.strength / flow.circuit_time
    found = rate(sums[f"{name}.lodged"], circuits)
    return Measured(*(100.0 * (1.0 - exp(-edge)) for edge in (found.value, found.low, found.high)))


def _left_alive(arms: Arms, arm: str) -> Measured:
    result = arms.result(arm)
    trials = sum(result.number(kind) for kind in MODES)
    funnel = result.cohort.funnel[:, 4]
    weights = (result.weights["single"], result.weights["group"])
    left = sum(float(weight * number) for weight, number in zip(weights, funnel, strict=True))
    value = left / result.mixed("blood.{}")
    spread = share(value * trials, trials)
    return spread.scaled(100.0)


def gain(arms: Arms, arm: str, kind: str, end: str = METASTASES) -> Measured:
    """Return how many times more come to an end in an arm than in the patient, of a kind or of all."""
    treated, plain = arms.result(arm), arms.result("patient")
    if kind == "all":
        return ratio(treated.founded_by_all(end), plain.founded_by_all(end))
    return ratio(treated.founded(end, kind), plain.founded(end, kind))


def _platelets_without_killers(arms: Arms) -> Measured:
    return ratio(arms.result("no_nk").founded_by_all(METASTASES), arms.result("neither").founded_by_all(METASTASES))


def _kill_chance(arms: Arms, when: str) -> Measured:
    sums = arms.result("patient").sums
    return share(sums[f"killer.{when}.kills"], sums[f"killer.{when}.contacts"])


def _contact_interval(arms: Arms) -> Measured:
    sums = arms.result("patient").sums
    return rate(sums["killer.contacts"], sums["killer.hours"]).inverted()


def _one_in(arms: Arms, above: str, below: str) -> Measured:
    """Return how many come to the lower end for each one that comes to the higher, among single cells."""
    result = arms.result("patient")
    return ratio(result.founded(below, "single"), result.founded(above, "single"))


def _asleep(arms: Arms) -> Measured:
    result = arms.result("patient")
    return ratio(result.founded("asleep_in_two_weeks", "single"), result.founded("left_vessel", "single")).scaled(100.0)


def _macrometastases(arms: Arms) -> Measured:
    return arms.result("patient").founded_by_all("macrometastasis").measured()


def _primary(arms: Arms) -> Measured:
    """Return departures in two minutes of a watched run under an antioxidant over those without, and no error."""
    left = []
    for dose in (0.0, 1.0):
        patient = arms.patient.replace({"treatments.antioxidant": dose})
        run = Simulation(MODEL, patient, arms.seed, step_seconds=COHORT_STEP_SECONDS, with_scenery=False)
        run.advance(round(120.0 / COHORT_STEP_SECONDS))
        left.append(float(run.snapshot().funnel[:, 0].sum()))
    return Measured(left[1] / left[0], left[1] / left[0], left[1] / left[0])


def _torn_at_rest(arms: Arms) -> Measured:
    sums = arms.result("patient").sums
    found = rate(sums["blood.single.torn"], sums["blood.single.hours"])
    return Measured(*(100.0 * (1.0 - exp(-0.5 * edge)) for edge in (found.value, found.low, found.high)))


# --- late relapse: the scenario of sleepers, with as many of them as give the published risk in a run of its own ---


@cache
def _relapses(arms: Arms, turn: int) -> assays.Relapses:
    runs = max(round(arms.events * SLEEPER_RUNS_PER_EVENT), 1)
    dormant = load_scenario("long-dormancy").parameters
    return assays.sleepers_over_years(dormant, RELAPSE_YEARS, arms.seed + 1000 * turn, runs, arms.executor)


def sleepers_for(arms: Arms, risk: float) -> float:
    """Return the number of sleepers whose risk of relapse in years 5 to 20 is the published one, 0–1: the fit."""
    other = _relapses(arms, 1)
    return -log(1.0 - risk) / (other.founded[-1] - other.founded[0])


def _late_relapse(arms: Arms, risk: float) -> Measured:
    found = _relapses(arms, 0)
    sleepers = sleepers_for(arms, risk)
    rates = ratio(found.estimate(0, 3), _relapses(arms, 1).estimate(0, 3))
    low, value, high = (100.0 * (1.0 - (1.0 - risk) ** edge) for edge in (rates.low, rates.value, rates.high))
    assert abs(value - 100.0 * found.risk(sleepers, 5.0, 20.0)) < 1e-6
    return Measured(value, low, high)


def _distance_from_constant(arms: Arms, risk: float) -> Measured:
    """Return the larger distance, in points of risk at 10 and at 15 years, from a rate that never changes.

    Both runs together; the risk at 20 years is the published one for both curves.
    """
    worst = Measured(0.0, 0.0, 0.0)
    for year in (1, 2):
        parts = [_relapses(arms, turn).estimate(0, year) for turn in (0, 1)]
        rest = [_relapses(arms, turn).estimate(year, 3) for turn in (0, 1)]
        early, late = assays.pooled(parts), assays.pooled(rest)
        odds = ratio(early, late)
        constant = 1.0 - (1.0 - risk) ** (year / 3.0)
        low, value, high = (
            100.0 * (1.0 - (1.0 - risk) ** (edge / (1.0 + edge)) - constant)
            for edge in (odds.low, odds.value, odds.high)
        )
        if abs(value) >= abs(worst.value):
            worst = Measured(value, low, high)
    return worst


MEASURES: Mapping[str, Measure] = {
    "1a": concentration,
    "1b": _red_cells,
    "2a": lambda arms: _half_life(arms, "single"),
    "2b": _half_life_ratio,
    "3a": _share_of_groups,
    "3b": _group_size,
    "4a": lambda arms: group_over_single(arms, METASTASES),
    "4b": group_over_single,
    "5": _founded_by_groups,
    "6": lambda arms: held(arms, "file.group").scaled(0.01).complement().scaled(100.0),
    "7a": lambda arms: assays.held_by_a_sticky_organ(arms.patient, STICKY, arms.seed).scaled(100.0),
    "7b": lambda arms: held(arms, "file.single"),
    "8a": lambda arms: _left_alive(arms, "patient"),
    "8b": lambda arms: _left_alive(arms, "b16"),
    "9": lambda arms: gain(arms, "no_nk", "single", ARRIVALS),
    "10a": lambda arms: _kill_chance(arms, "early"),
    "10b": lambda arms: _kill_chance(arms, "late"),
    "10c": _contact_interval,
    "11a": lambda arms: gain(arms, "no_platelets", "single", ARRIVALS).inverted(),
    "11b": lambda arms: gain(arms, "no_platelets", "all").inverted(),
    "11c": _platelets_without_killers,
    "12a": lambda arms: gain(arms, "no_nk", "single", ARRIVALS),
    "12b": lambda arms: gain(arms, "no_nk", "group", ARRIVALS),
    "13a": lambda arms: assays.kills_of_t_cells(arms.patient, 0.7, arms.seed),
    "13b": lambda arms: assays.kills_of_t_cells(arms.patient, 0.0, arms.seed),
    "14a": lambda arms: gain(arms, "antioxidant", "all"),
    "14b": _primary,
    "15a": lambda arms: _one_in(arms, "micrometastasis", "left_vessel"),
    "15b": lambda arms: _one_in(arms, "macrometastasis", "micrometastasis"),
    "15c": _asleep,
    "16": _macrometastases,
    "17a": _torn_at_rest,
    "17b": lambda arms: assays.torn_in_a_loop(arms.patient, 60.0, 4.0, arms.seed).scaled(100.0),
    "18a": lambda arms: _late_relapse(arms, 0.13),
    "18b": lambda arms: _late_relapse(arms, 0.20),
    "18c": lambda arms: _late_relapse(arms, 0.34),
    "18d": lambda arms: _distance_from_constant(arms, 0.34),
    "19": lambda arms: gain(arms, "pd1_blockade", "all", "macrometastasis"),
}
"""Key of a target → how it is measured."""
