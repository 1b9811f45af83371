"""Virtual patients: the same model with other numbers, drawn from what is typical, and with a tumor of a given type.

A parameter varies between patients when it is declared with a typical range; that range holds 95 of 100 patients, on a
log scale where it lies above zero. Each draw belongs to one patient and one parameter, so that a further parameter
leaves all others as they were. Nothing is known here about how parameters go together, so they vary independently.
"""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from math import ceil, exp, inf, isfinite, log, log10

import numpy as np

from desktop import __version__
from desktop.cascade import MODEL
from desktop.engine.parameters import Declaration, Parameters, Value
from desktop.engine.randomness import RandomStreams
from desktop.study.axes import SweepError
from desktop.study.cohorts.paired_run import Trial, run_pair
from desktop.study.designs.sweep import Row, settings_text
from desktop.study.scenario import Scenario
from desktop.study.statistics import LEVEL, Estimate, Measured

ENDS: Mapping[str, str] = {"micrometastasis": "micrometastases", "macrometastasis": "macrometastases"}
"""What can be counted: small nests, of which there are more, or those that are seen in a scan, as trials count them."""
END = "micrometastasis"
UNVARIED = ("clocks", "display", "treatments")


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
    """Return so many patients, drawn around a base patient with a tumor of a type."""
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
    def verdict(self) -> str:
        """Return whether the whole interval lies on one side of no effect."""
        found = self.effect
        return "fewer" if found.high < 1.0 else "more" if found.low > 1.0 else "not sure"


def responses(
    patients: tuple[Parameters, ...],
    treatment: Mapping[str, Value],
    events: int,
    seed: int,
    executor: Executor | None = None,
    on_progress: Callable[[float], None] = lambda _: None,
    end: str = END,
) -> tuple[Response, ...]:
    """Give each patient the treatment, and not, with the same luck, and return what came of it.

    Parameters
    ----------
    patients
        From `virtual_patients`.
    treatment
        Parameters that the treatment changes.
    events
        Departures of each patient.
    seed
        Seed of all chance; every patient has luck of his own.
    executor
        Who does the work; None: this process alone.
    on_progress
        Is told the share done.
    end
        What is counted, of `ENDS`.
    """
    pairs = [
        (
            Trial(patient.changes(), seed, number, events, end),
            Trial(patient.replace(dict(treatment)).changes(), seed, number, events, end),
        )
        for number, patient in enumerate(patients)
    ]
    found = []
    for number, answer in enumerate(map(run_pair, pairs) if executor is None else executor.map(run_pair, pairs)):
        found.append(Response(number, patients[number], *answer))
        on_progress(len(found) / len(pairs))
    return tuple(found)


def response_rows(found: tuple[Response, ...], scenario: Scenario, path: str, events: int, end: str = END) -> list[Row]:
    """Return the table of a treatment, one row for each patient, with the recipe and what sets him apart."""
    recipe: Row = {"program": "CTC Voyage", "version": __version__, "scenario": scenario.name}
    return [
        {
            **recipe,
            "row": response.patient,
            "seed": scenario.seed,
            "settings": settings_text(scenario.parameters.changes()),
            "events": events,
            "treatment": path,
            "end": end,
            "untreated": response.untreated.mean,
            "treated": response.treated.mean,
            "effect": response.effect.value if isfinite(response.effect.value) else None,
            "effect_low": response.effect.low,
            "effect_high": response.effect.high if isfinite(response.effect.high) else None,
            "metastases": response.verdict,
            **{d.path: response.parameters.value(d.path) for d in varying()},
        }
        for response in found
    ]


GREATEST_REACH = 2.0
"""How far an axis of effects goes at most on both sides of none, in powers of ten."""


def reach(ends: Iterable[float]) -> float:
    """Return how far an axis of effects must go on both sides of none to hold the ends of intervals that are known."""
    farthest = max((abs(log10(end)) for end in ends if 0.0 < end < inf), default=GREATEST_REACH)
    return min(max(ceil(2.0 * farthest) / 2.0, 0.5), GREATEST_REACH)
