"""Which sliders matter: each alone, or all together by the method of Morris or of Sobol.

The answer is the base-ten logarithm of metastases founded for each departure. One at a time shows what a slider does to
the default patient; Morris (1991, 10.1080/00401706.1991.10484804) moves one at a time from many starting points, and so
also shows which sliders act differently in different patients; Sobol shares the variance out among them.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from importlib.util import find_spec
from math import isfinite, log, log10
from typing import Literal, get_args

import numpy as np

from desktop import __version__
from desktop.engine.parameters import Declaration, Parameters, Value
from desktop.study.axes import SweepError
from desktop.study.cohorts.arms import SPLITTING
from desktop.study.cohorts.paired_run import PairedOutcome, PairedRun, outcome
from desktop.study.designs.sweep import Row, settings_text
from desktop.study.statistics import LEVEL, paired_error

Method = Literal["one", "morris", "sobol"]
Level = Literal["lesson", "basic", "expert"]
Range = Literal["typical", "whole"]
LEVELS: tuple[Level, ...] = get_args(Level)
OUTSIDE = ("clocks", "display")
"""Sections that say how time and cells are drawn, not what happens to them."""
LEAST_STARTS = 2
MORRIS_LEVELS = 4
END = "micrometastasis"
SURE = 3.0
"""Standard errors beyond which a slider does something: of three comparisons for each of forty sliders that do nothing,
about one in three studies has one beyond."""
SMALLEST = 0.01
"""Strength below which a slider does nothing to speak of: two per cent more or fewer metastases."""


@dataclass(frozen=True)
class Study:
    """What is asked: which sliders, over which range, by which method, with how many departures in each run.

    ``size`` is the number of starting points of Morris, or the base sample of Sobol, a power of 2.
    """

    patient: Parameters
    sliders: tuple[Declaration, ...]
    method: Method
    span: Range
    events: int
    seed: int
    size: int

    @property
    def recipe(self) -> list[object]:
        """Return everything that the runs depend on."""
        sliders = [slider.path for slider in self.sliders]
        return [self.patient.changes(), sliders, self.method, self.span, self.events, self.seed, self.size]


@dataclass(frozen=True)
class Influence:
    """What one slider does to the logarithm of metastases per departure.

    One at a time: ``low`` and ``high`` are the answers at the ends of the range, less that in the middle; ``strength``
    is the longest of the three ways between them, and ``error`` its standard error, each journey being compared with
    itself. Morris: ``strength`` is µ*, the mean size of the effect of crossing the whole range, ``spread`` is σ. Sobol:
    the total and the first-order share of the variance.
    """

    path: str
    label: str
    ends: tuple[float, float]
    low: float
    high: float
    strength: float
    spread: float
    error: float


def matters(found: Influence) -> bool:
    """Tell whether what a slider does can be told from nothing at all; where not, it only seems to matter."""
    return abs(found.strength) > SURE * found.error and abs(found.strength) > SMALLEST


def sliders_up_to(patient: Parameters, level: Level) -> tuple[Declaration, ...]:
    """Return the numeric parameters shown to a reader of that level that can change what happens to cells."""
    shown = LEVELS[: LEVELS.index(level) + 1]
    return tuple(
        d
        for d in patient.declarations
        if not (isinstance(d.default, bool) or d.choices) and d.level in shown and d.section not in OUTSIDE
    )


def ends(declaration: Declaration, span: Range) -> tuple[float, float]:
    """Return the range that a slider goes through: its typical one where there is one, or all of it.

    Without a typical range, half to twice the default stands in for it, within the slider's limits.
    """
    d = declaration
    if span == "whole":
        return d.low, d.high
    if d.typical is not None:
        return d.typical
    if float(d.default) <= d.low:
        return d.low, d.high
    return max(0.5 * float(d.default), d.low), min(2.0 * float(d.default), d.high)


def value_at(declaration: Declaration, span: Range, place: float) -> Value:
    """Return the value at a place from 0 to 1 in the range, evenly on the slider's own scale."""
    low, high = ends(declaration, span)
    logarithmic = declaration.scale == "log" and low > 0.0
    value = low * (high / low) ** place if logarithmic else low + (high - low) * place
    value = float(f"{min(max(value, declaration.low), declaration.high):.6g}")
    return round(value) if isinstance(declaration.default, int) else value


def run_study(
    study: Study, executor: Executor | None = None, on_progress: Callable[[float], None] = lambda _: None
) -> tuple[Influence, ...]:
    """Make the runs and return the sliders, the strongest first.

    Raises
    ------
    SweepError
        When the library that plans the runs is not installed, or from one starting point.
    """
    if study.method == "one":
        found = _one_at_a_time(study, executor, on_progress)
    else:
        found = _planned(study, executor, on_progress)
    return tuple(sorted(found, key=lambda influence: -influence.strength))


def _outcomes(
    study: Study, patients: Sequence[Parameters], executor: Executor | None, on_progress: Callable[[float], None]
) -> Iterator[PairedOutcome]:
    """Yield what came of each patient; all share their luck."""
    runs = [PairedRun(patient.changes(), study.seed, 0, study.events, END) for patient in patients]
    done = map(outcome, runs) if executor is None else executor.map(outcome, runs)
    for number, found in enumerate(done):
        yield found
        on_progress((number + 1) / len(runs))


def _answer(study: Study, found: PairedOutcome) -> float:
    """Return the logarithm of an outcome; where no cell came that far, half a copy stands in for none."""
    return log10(max(found.estimate.mean, 0.5 / (SPLITTING.arrivals * study.events)))


def _error(first: PairedOutcome, second: PairedOutcome) -> float:
    """Return the standard error of the distance between two answers, each journey being compared with itself."""
    error, _ = paired_error(first.brought, second.brought)
    if isfinite(error):
        return error / log(10.0)
    # No cell came that far in one of them: all that is known is how sure the other is.
    known = [found.estimate for found in (first, second) if found.estimate.mean > 0.0]
    return max((estimate.error / estimate.mean / log(10.0) for estimate in known), default=0.0)


def _one_at_a_time(
    study: Study, executor: Executor | None, on_progress: Callable[[float], None]
) -> tuple[Influence, ...]:
    patients = [study.patient]
    for slider in study.sliders:
        patients += [study.patient.replace({slider.path: value_at(slider, study.span, place)}) for place in (0.0, 1.0)]
    middle, *others = _outcomes(study, patients, executor, on_progress)
    found = []
    for slider, low_end, high_end in zip(study.sliders, others[::2], others[1::2], strict=True):
        low, high = (_answer(study, end) - _answer(study, middle) for end in (low_end, high_end))
        pairs = ((low, low_end, middle), (high, high_end, middle), (high - low, high_end, low_end))
        apart, *pair = max(pairs, key=lambda compared: abs(compared[0]))
        found.append(
            Influence(
                slider.path,
                slider.label,
                ends(slider, study.span),
                low,
                high,
                abs(apart),
                abs(high - low),
                _error(*pair),
            )
        )
    return tuple(found)


def _planned(study: Study, executor: Executor | None, on_progress: Callable[[float], None]) -> tuple[Influence, ...]:
    if find_spec("SALib") is None:
        message = "the methods morris and sobol need the package SALib: install ctc-voyage[study]"
        raise SweepError(message)
    if study.size < LEAST_STARTS:
        message = f"one starting point tells no spread: --starts takes {LEAST_STARTS} or more"
        raise SweepError(message)
    from SALib.analyze import morris as morris_analysis
    from SALib.analyze import sobol as sobol_analysis
    from SALib.sample import morris as morris_sample
    from SALib.sample import sobol as sobol_sample

    count = len(study.sliders)
    problem = {"num_vars": count, "names": [d.path for d in study.sliders], "bounds": [[0.0, 1.0]] * count}
    if study.method == "morris":
        places = morris_sample.sample(problem, study.size, num_levels=MORRIS_LEVELS, seed=study.seed)
    else:
        places = sobol_sample.sample(problem, study.size, calc_second_order=False, seed=study.seed)
    patients = [
        study.patient.replace(
            {d.path: value_at(d, study.span, float(p)) for d, p in zip(study.sliders, row, strict=True)}
        )
        for row in places
    ]
    values = np.array([_answer(study, found) for found in _outcomes(study, patients, executor, on_progress)])
    if study.method == "morris":
        found = morris_analysis.analyze(problem, places, values, num_levels=MORRIS_LEVELS, seed=study.seed)
        mean, strength, spread, error = (np.asarray(found[key]) for key in ("mu", "mu_star", "sigma", "mu_star_conf"))
    else:
        found = sobol_analysis.analyze(problem, values, calc_second_order=False, seed=study.seed)
        strength, spread, error = (np.asarray(found[key]) for key in ("ST", "S1", "ST_conf"))
        mean = strength
    # The library tells half of a 95 % interval.
    error = error / LEVEL
    return tuple(
        Influence(
            d.path, d.label, ends(d, study.span), 0.0, *(float(part[n]) for part in (mean, strength, spread, error))
        )
        for n, d in enumerate(study.sliders)
    )


def as_rows(study: Study, influences: Sequence[Influence], scenario: str) -> list[Row]:
    """Return the table of a study, one row for each slider, with the recipe in it."""
    recipe: Row = {"program": "CTC Voyage", "version": __version__, "scenario": scenario}
    return [
        {
            **recipe,
            "row": number,
            "seed": study.seed,
            "settings": settings_text(study.patient.changes()),
            "method": study.method,
            "events": study.events,
            "path": found.path,
            "from": found.ends[0],
            "to": found.ends[1],
            "at_low": found.low,
            "at_high": found.high,
            "strength": found.strength,
            "spread": found.spread,
            "error": found.error,
            "matters": matters(found),
        }
        for number, found in enumerate(influences)
    ]
