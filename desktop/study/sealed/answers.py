"""Makes sealed predictions: which number of the model answers which figure, and the record of what it says.

What a figure is, is not known here: a prediction depends on the model, on the patient of the row and on luck alone.
"""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import cache
from math import exp, log, sqrt

import numpy as np

from desktop import __version__
from desktop.cascade import MODEL
from desktop.cascade.tumor import TumorParameters
from desktop.engine.arrays import FloatArray, IntArray
from desktop.engine.parameters import Parameters, Value
from desktop.study.cohorts.arms import Arms
from desktop.study.designs.virtual_patients import virtual_patients
from desktop.study.evidence import assays
from desktop.study.evidence.measures import ARRIVALS, METASTASES, concentration, held
from desktop.study.runner import run
from desktop.study.scenario import load_scenario
from desktop.study.sealed.figures import SealedFigure
from desktop.study.sealed.records import Maker, Prediction, Record, model_digest
from desktop.study.statistics import LEVEL, Measured, ratio

TUBE_ML = 7.5
SHUNTS, SHUNT_DAYS = 29, 822.0
"""Patients with shunts, and the days of 27 months (27 × 365.25 / 12)."""
PERIODS = (5.0, 10.0, 15.0, 20.0, 25.0)
SLEEPER_RUNS_PER_EVENT = 1.0 / 5000.0
EVENTS_PER_PATIENT = 400
PATIENTS_PER_EVENT = 1.0 / 100.0
STATE_SECONDS = 5.0
"""Animation seconds of the run of the default patient whose end tells one model from another."""


class Cohorts:
    """The cohorts of a record, each run once: by the patient, and by ``turn`` where luck of its own is needed."""

    def __init__(self, events: int, seed: int, executor: Executor | None = None) -> None:
        self.events = events
        self.seed = seed
        self.executor = executor
        self._arms = cache(self._make)

    def arms(self, patient: Parameters, turn: int = 0) -> Arms:
        """Return the arms of a patient."""
        return self._arms(tuple(sorted(patient.changes().items())), turn)

    def _make(self, changes: tuple[tuple[str, Value], ...], turn: int) -> Arms:
        return Arms(MODEL.defaults().replace(dict(changes)), self.events, self.seed + 1000 * turn, self.executor)


Answer = Callable[[Cohorts, Parameters], Measured]


def positive(cells: Measured) -> Measured:
    """Return the per cent of tubes that hold at least one cell, from the cells in a mL: 1 − exp(−7.5 c), of Poisson."""
    return Measured(*(100.0 * (1.0 - exp(-TUBE_ML * edge)) for edge in (cells.value, cells.low, cells.high)))


def _tube_positive(cohorts: Cohorts, patient: Parameters) -> Measured:
    return positive(concentration(cohorts.arms(patient)))


def _tube_positive_after_a_bed(cohorts: Cohorts, patient: Parameters) -> Measured:
    """Take from the cells in blood those that one pass through the capillaries holds back."""
    arms = cohorts.arms(patient)
    return positive(concentration(arms).scaled(1.0 - held(arms, "blood.single").value / 100.0))


def _free_for_27_months(cohorts: Cohorts, patient: Parameters) -> Measured:
    """Return 29 · exp(−cells led into the blood · macrometastases of a single cell on the human scale)."""
    arms = cohorts.arms(patient)
    cells = patient[TumorParameters].shedding * SHUNT_DAYS * float(patient.value("realism.multiplier"))
    founded = arms.result("patient").founded("macrometastasis", "single").measured()
    edges = (founded.value, founded.high, founded.low)
    return Measured(*(SHUNTS * exp(-cells * edge) for edge in edges))


def _log_cells_under_exercise(cohorts: Cohorts, patient: Parameters) -> Measured:
    with_it = concentration(cohorts.arms(patient))
    without = concentration(cohorts.arms(patient.replace({"treatments.exercise": 0.0})))
    value = log(with_it.value / without.value)
    error = sqrt(sum((log(found.high / found.low) / 2.0) ** 2 for found in (with_it, without)))
    return Measured(value, value - error, value + error)


def _night_share(cohorts: Cohorts, patient: Parameters) -> Measured:
    """Return the per cent of two samples that the first holds: cohorts of one patient, as the model has no hours."""
    night, day = (concentration(cohorts.arms(patient, turn)) for turn in (0, 1))
    odds = night.value / day.value
    spread = exp(sqrt(sum((log(found.high / found.low) / 2.0) ** 2 for found in (night, day))))
    return Measured(*(100.0 * edge / (1.0 + edge) for edge in (odds, odds / spread, odds * spread)))


def _night_seeding(cohorts: Cohorts, patient: Parameters) -> Measured:
    """Return the metastases of a single cell in one of two cohorts of one patient over those in the other."""
    night, day = (cohorts.arms(patient, turn).result("patient") for turn in (0, 1))
    return ratio(night.founded(METASTASES, "single"), day.founded(METASTASES, "single"))


def _relapse(period: int) -> Answer:
    """Return the founding of macrometastases by sleepers in one period of five years over that in years 5 to 10."""

    def answer(cohorts: Cohorts, patient: Parameters) -> Measured:
        found = _sleepers(cohorts, patient)
        return ratio(found.estimate(period, period + 1), found.estimate(0, 1))

    return answer


@cache
def _sleepers(cohorts: Cohorts, patient: Parameters) -> assays.Relapses:
    runs = max(round(cohorts.events * SLEEPER_RUNS_PER_EVENT), 1)
    return assays.sleepers_over_years(patient, PERIODS, cohorts.seed, runs, cohorts.executor)


# --- many patients, sorted by what a tube of their blood would hold ---


@dataclass(frozen=True)
class TubeSpec:
    """One virtual patient, as sent to a worker."""

    changes: Mapping[str, Value]
    seed: int
    events: int


def tube_and_arrivals(spec: TubeSpec) -> tuple[float, float]:
    """Return the mean number of cells and groups in a tube of a patient, and the cells that leave vessels in a day.

    Few of them found anything, and which ones depends on what no tube tells; so many more patients can be asked.
    """
    arms = Arms(MODEL.defaults().replace(dict(spec.changes)), spec.events, spec.seed)
    found = arms.result("patient").founded_by_all(ARRIVALS).mean
    return TUBE_ML * concentration(arms).value, arms.patient[TumorParameters].shedding * found


@cache
def _population(cohorts: Cohorts, patient: Parameters) -> tuple[FloatArray, FloatArray]:
    """Return the mean tubes and the arrivals in a day of virtual patients around one, both of shape (patients,)."""
    number = max(round(cohorts.events * PATIENTS_PER_EVENT), 2)
    drawn = virtual_patients(number, cohorts.seed, patient)
    specs = [TubeSpec(p.changes(), cohorts.seed + 1 + index, EVENTS_PER_PATIENT) for index, p in enumerate(drawn)]
    run_all = map if cohorts.executor is None else cohorts.executor.map
    pairs = np.array(list(run_all(tube_and_arrivals, specs)))
    return pairs[:, 0], pairs[:, 1]


def chance_of(cells: FloatArray, low: int, high: int | None) -> FloatArray:
    """Return the chance that a tube of a mean of so many cells holds ``low`` to ``high`` of them, or more, by Poisson.

    ``cells`` is of shape (patients,), and so is the result.
    """
    most = low - 1 if high is None else high
    terms = [np.exp(-cells)]
    for number in range(1, most + 1):
        terms.append(terms[-1] * cells / number)
    below = np.sum(terms[:low], axis=0) if low > 0 else np.zeros_like(cells)
    return np.asarray(1.0 - below if high is None else np.sum(terms, axis=0) - below)


def arrivals_by_tube(cells: FloatArray, arriving: FloatArray, low: int, high: int | None) -> Measured:
    """Return the mean arrivals of patients whose tube holds ``low`` to ``high`` cells over those whose tube holds none.

    The interval is that of the jackknife over patients, on a log scale.
    """
    own, none = chance_of(cells, low, high), chance_of(cells, 0, 0)

    def over(rest: IntArray) -> float:
        return float((own[rest] @ arriving[rest]) * none[rest].sum() / own[rest].sum() / (none[rest] @ arriving[rest]))

    everybody = np.arange(cells.size)
    value = over(everybody)
    left_out = np.log([over(np.delete(everybody, index)) for index in everybody])
    spread = exp(LEVEL * sqrt((cells.size - 1) * float(np.var(left_out))))
    return Measured(value, value / spread, value * spread)


def _arrivals_with(low: int, high: int | None) -> Answer:
    return lambda cohorts, patient: arrivals_by_tube(*_population(cohorts, patient), low, high)


ANSWERS: Mapping[str, Answer] = {
    "tube_positive": _tube_positive,
    "tube_positive_after_a_bed": _tube_positive_after_a_bed,
    "arrivals_with_1": _arrivals_with(1, 1),
    "arrivals_with_2": _arrivals_with(2, 2),
    "arrivals_with_3_or_4": _arrivals_with(3, 4),
    "arrivals_with_5_or_more": _arrivals_with(5, None),
    "free_for_27_months": _free_for_27_months,
    "relapse_10_to_15": _relapse(1),
    "relapse_15_to_20": _relapse(2),
    "relapse_20_to_25": _relapse(3),
    "log_cells_under_exercise": _log_cells_under_exercise,
    "night_share": _night_share,
    "night_seeding": _night_seeding,
}
"""Name of a measure in ``sealed.toml`` → what answers it."""


def maker(events: int, seed: int) -> Maker:
    """Return what makes a record now."""
    short = replace(load_scenario("default-patient"), seconds=STATE_SECONDS)
    return Maker(__version__, model_digest(), run(MODEL, short).state_sha256, seed, events)


def predict(
    name: str,
    figures: Iterable[SealedFigure],
    events: int,
    seed: int,
    executor: Executor | None = None,
    on_progress: Callable[[float], None] = lambda _: None,
) -> Record:
    """Ask the model for every figure that it can answer.

    Parameters
    ----------
    name
        Name of the file that the record will have.
    figures
        What to ask for; the figures themselves are not looked at.
    events, seed
        Journeys in each cohort, and the seed of all chance; the same give the same record.
    executor
        Does the work; None: this process alone.
    on_progress
        Is told the share done, 0 to 1.
    """
    cohorts, asked = Cohorts(events, seed, executor), [figure for figure in figures if figure.measure]
    found: list[Prediction] = []
    for figure in asked:
        patient = figure.parameters
        measured = ANSWERS[figure.measure](cohorts, patient)
        found.append(
            Prediction(figure.key, figure.measure, figure.scenario, figure.conditions, patient.changes(), measured)
        )
        on_progress(len(found) / len(asked))
    return Record(name, maker(events, seed), tuple(found))
