"""Virtual patients: the same model with other numbers, drawn from what is typical, and with a tumor of a given type.

A parameter varies between patients when it is declared with a typical range; that range holds 95 of 100 patients, on a
log scale where it lies above zero. Each draw belongs to one patient and one parameter, so that a further parameter
leaves all others as they were. Nothing is known here about how parameters go together, so they vary independently.
"""

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, exp, inf, isfinite, log, log10

import numpy as np

from desktop import __version__
from desktop.cascade import MODEL
from desktop.engine.parameters import Declaration, Parameters, Value
from desktop.engine.randomness import RandomStreams
from desktop.study.axes import SweepError
from desktop.study.cohorts.paired_run import PairedRun, run_pair
from desktop.study.designs.sweep import Row, settings_text
from desktop.study.scenario import Scenario
from desktop.study.statistics import LEVEL, Estimate, Measured

ENDS: Mapping[str, str] = {"micrometastasis": "micrometastases", "macrometastasis": "macrometastases"}
"""What can be counted: small nests, of which there are more, or those that are seen in a scan, as runs count them."""
UNVARIED = ("clocks", "display", "treatments")
MOST_PATIENTS = 100_000
TREATMENTS = tuple(d.path for d in MODEL.defaults().declarations if d.section == "treatments")
"""Parameters that say how much of a treatment is given, and what it does."""


@dataclass(frozen=True)
class TumorType:
    """What is published of travelling cells and oxygen in one kind of tumor; the rest stays as it is."""

    name: str
    label: str
    changes: Mapping[str, Value]
    source: str


SIZES, OXYGEN = "Mendelaar 2020 (cell size)", "McKeown 2014 (oxygen)"
TUMOR_TYPES: tuple[TumorType, ...] = (
    TumorType("breast", "breast", {"tumor.diameter": 12.4, "tumor.oxygen": 10.0}, f"{SIZES}; {OXYGEN}"),
    TumorType(
        "triple-negative",
        "breast, triple-negative",
        # 9 of a hundred in the blood; a quarter of the groups that set out do not get there as groups.
        {"tumor.diameter": 12.4, "tumor.oxygen": 10.0, "detachment.cluster_share": 12.1},
        f"{SIZES}; {OXYGEN}; Liu 2019 (groups)",
    ),
    TumorType("prostate", "prostate", {"tumor.diameter": 10.3, "tumor.oxygen": 5.0}, f"{SIZES}; {OXYGEN}"),
    TumorType("colorectal", "bowel", {"tumor.diameter": 7.5}, SIZES),
    TumorType("bladder", "bladder", {"tumor.diameter": 8.6}, SIZES),
    TumorType("lung", "lung", {"tumor.oxygen": 16.0}, OXYGEN),
    TumorType("pancreas", "pancreas", {"tumor.oxygen": 2.0}, OXYGEN),
    TumorType("melanoma", "melanoma", {"tumor.oxygen": 11.6}, OXYGEN),
)


def tumor_type(name: str) -> TumorType:
    """Return a tumor type by its name.

    Raises
    ------
    SweepError
        When there is none of that name.
    """
    for known in TUMOR_TYPES:
        if known.name == name:
            return known
    message = f"there is no tumor type {ascii(name)[:60]}: it takes {', '.join(t.name for t in TUMOR_TYPES)}"
    raise SweepError(message)


def varying() -> tuple[Declaration, ...]:
    """Return the parameters in which patients differ."""
    return tuple(d for d in MODEL.defaults().declarations if d.typical is not None and d.section not in UNVARIED)


def virtual_patients(number: int, seed: int, base: Parameters, kind: TumorType | None = None) -> tuple[Parameters, ...]:
    """Return a number of patients, drawn around a base patient with a tumor of a type."""
    centre = base if kind is None else base.replace(dict(kind.changes))
    random, identities = RandomStreams(seed), np.arange(number)
    luck = {d.path: random[f"patient {d.path}"].normal(identities) for d in varying()}
    return tuple(
        centre.replace({d.path: _drawn(d, float(centre.value(d.path)), float(luck[d.path][n])) for d in varying()})
        for n in range(number)
    )


def _drawn(declaration: Declaration, centre: float, luck: float) -> Value:
    assert declaration.typical is not None
    low, high = declaration.typical
    if low > 0.0 and centre > 0.0:
        value = centre * exp(log(high / low) / (2.0 * LEVEL) * luck)
    else:
        value = centre + (high - low) / (2.0 * LEVEL) * luck
    value = float(f"{min(max(value, declaration.low), declaration.high):.6g}")
    return round(value) if isinstance(declaration.default, int) else value


# --- the same treatment in many patients ---


@dataclass(frozen=True)
class TreatmentStudy:
    """What is asked: a treatment at a dose, 0 to 1, for virtual patients drawn around the one of a scenario.

    Each patient has ``events`` departures, and ``end``, one of `ENDS`, is counted. Of a tumor of type None nothing is
    changed.
    """

    scenario: Scenario
    treatment: str
    dose: float
    tumor: TumorType | None
    end: str
    patients: int
    events: int

    @property
    def recipe(self) -> list[object]:
        """Return everything that the table depends on."""
        patient = [self.scenario.name, self.scenario.seed, self.scenario.parameters.changes(), self.tumor]
        return [patient, self.treatment, self.dose, self.end, self.patients, self.events]


class Verdict(StrEnum):
    """Whether a treatment surely changes the number of metastases of a patient."""

    FEWER = "fewer"
    MORE = "more"
    UNSURE = "not sure"


@dataclass(frozen=True)
class Response:
    """One patient: metastases founded for each departure without and with the treatment, and the second over the first.

    The same journeys are followed with the same luck, so the ratio is known better than what it is made of.
    """

    patient: int
    parameters: Parameters
    untreated: Estimate
    treated: Estimate
    effect: Measured

    @property
    def verdict(self) -> Verdict:
        """Return whether the whole interval lies on one side of no effect."""
        found = self.effect
        return Verdict.FEWER if found.high < 1.0 else Verdict.MORE if found.low > 1.0 else Verdict.UNSURE


def treat(study: TreatmentStudy, executor: Executor | None = None) -> Iterator[Response]:
    """Give each patient of a study the treatment, and not, with the same luck, and yield what came of it, in order.

    Parameters
    ----------
    executor
        Does the work; None: this process alone.
    """
    base, dose = study.scenario.parameters, {study.treatment: study.dose}
    patients = virtual_patients(study.patients, study.scenario.seed, base, study.tumor)
    pairs = [
        (
            PairedRun(patient.changes(), study.scenario.seed, number, study.events, study.end),
            PairedRun(patient.replace(dose).changes(), study.scenario.seed, number, study.events, study.end),
        )
        for number, patient in enumerate(patients)
    ]
    answers = map(run_pair, pairs) if executor is None else executor.map(run_pair, pairs)
    for number, answer in enumerate(answers):
        yield Response(number, patients[number], *answer)


def response_rows(found: Iterable[Response], study: TreatmentStudy) -> list[Row]:
    """Return the table of a study, one row for each patient, with the recipe and what sets the patient apart."""
    scenario = study.scenario
    recipe: Row = {"program": "CTC Voyage", "version": __version__, "scenario": scenario.name}
    return [
        {
            **recipe,
            "row": response.patient,
            "seed": scenario.seed,
            "settings": settings_text(scenario.parameters.changes()),
            "events": study.events,
            "treatment": study.treatment,
            "end": study.end,
            "untreated": response.untreated.mean,
            "treated": response.treated.mean,
            "effect": response.effect.value if isfinite(response.effect.value) else None,
            "effect_low": response.effect.low,
            "effect_high": response.effect.high if isfinite(response.effect.high) else None,
            "metastases": response.verdict.value,
            **{d.path: response.parameters.value(d.path) for d in varying()},
        }
        for response in found
    ]


GREATEST_REACH = 2.0
"""How far an axis of effects goes at most on both sides of none, in powers of ten."""


def reach(ends: Iterable[float]) -> float:
    """Return how far an axis goes on both sides of no effect, in powers of ten, to hold the known ends of intervals."""
    farthest = max((abs(log10(end)) for end in ends if 0.0 < end < inf), default=GREATEST_REACH)
    return min(max(ceil(2.0 * farthest) / 2.0, 0.5), GREATEST_REACH)
