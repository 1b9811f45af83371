"""The calibration: fits declared parameters to published figures, one after the other, in a stated order.

Each fit moves one parameter until one measure comes close to its target, or within a standard error of it, by the
secant method on logarithms. All cohorts share one seed (common random numbers), so that a measure is a nearly smooth
function of its parameter and a repetition with the same seed takes the same way. What is predicted is never looked at.
"""

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from math import exp, isfinite, log

from desktop.engine.parameters import Parameters
from desktop.study.cohorts.arms import Arms
from desktop.study.evidence.measures import MEASURES, Measure, gain
from desktop.study.evidence.targets import TARGETS, Target
from desktop.study.scenario import Scenario
from desktop.study.statistics import LEVEL, Measured

TOLERANCE = 0.04
"""Distance on a log scale at which a fit is done: four per cent of the target."""
MOST_TURNS = 6
LARGEST_STEP = log(3.0)
DIGITS = 3


@dataclass(frozen=True)
class Fit:
    """Which parameter is moved for which target.

    ``elasticity`` is a first guess of how the measure answers: by how many per cent for one per cent of the parameter.
    ``measure`` stands in for the target's own where another counts the same with less luck in it.
    """

    target: str
    path: str
    elasticity: float
    measure: Measure | None = None
    events: float = 1.0


FITS = (
    # Groups lose cells on their way to the vessel, and some arrive as single cells: more set out than enter the blood.
    Fit("3a", "detachment.cluster_share", 1.0),
    Fit("2a", "arrest.per_circuit", -0.85),
    Fit("2b", "clusters.arrest", -0.8),
    Fit("10a", "natural_killer.kill_chance", 1.7),
    Fit("10b", "immune_evasion.hiding_time", 3.0),
    Fit("8a", "oxidation.survival_after_arrest", 0.8),
    Fit("11a", "platelets.shield", -1.7),
    Fit("12b", "clusters.natural_killer", 0.4, events=2.0),
    # How hard killer T cells press on nests decides what it is worth to take their brake off.
    Fit("19", "t_cell.visits", -0.5, events=5.0),
    Fit("15a", "settling.growing", -0.6, events=2.0),
    Fit("15b", "growth.failure", 4.0, events=6.0),
    # Single cells and groups alike leave the vessel more often; what comes then is as before.
    Fit("14a", "treatments.antioxidant_factor", -0.8, lambda arms: gain(arms, "antioxidant", "all", "left_vessel")),
    Fit("4a", "clusters.growth", 0.9, events=2.0),
)
"""In the order of the published plan.

What sets out, half-life, NK contacts, survival, platelets, the T cells of new tissue, new tissue, antioxidants, and
last what groups gain.
"""


@dataclass(frozen=True)
class Step:
    """What one fit did: the parameter before and after, the measure at the end, and how often it was measured."""

    fit: Fit
    target: Target
    before: float
    after: float
    measured: Measured
    turns: int

    @property
    def is_close(self) -> bool:
        """Tell whether the measure came as close to the target as asked."""
        return _is_close(self.measured, self.target)


@dataclass(frozen=True)
class Calibration:
    """The fitted patient and how it came about."""

    parameters: Parameters
    steps: tuple[Step, ...]
    events: int
    seed: int


def calibrate(
    patient: Parameters,
    events: int,
    seed: int,
    executor: Executor | None = None,
    on_step: Callable[[Step], None] = lambda _: None,
    fits: tuple[Fit, ...] = FITS,
) -> Calibration:
    """Fit a patient to the published figures.

    Parameters
    ----------
    patient
        Where to start; a patient who fits already stays the same.
    events
        Departures in each cohort; some fits take a multiple.
    seed
        Seed of all chance; the same one gives the same result.
    executor
        Does the work; None: this process alone.
    on_step
        Is told of each finished fit.
    fits
        What to fit, in order.
    """
    targets, steps = {target.key: target for target in TARGETS}, []
    for fit in fits:
        patient, step = _fit_one(patient, fit, targets[fit.target], (events, seed, executor))
        steps.append(step)
        on_step(step)
    return Calibration(patient, tuple(steps), events, seed)


def fitted_scenario(calibration: Calibration, start: Scenario) -> Scenario:
    """Return the scenario that the fit began with, with the fitted values."""
    return replace(start, parameters=calibration.parameters)


def _distance(value: float, target: float) -> float:
    return abs(log(value / target)) if value > 0.0 and isfinite(value) else float("inf")


def _is_close(found: Measured, target: Target) -> bool:
    """Tell whether a measure lies within the tolerance of its target, or within a standard error of it."""
    apart = _distance(found.value, target.target)
    if apart <= TOLERANCE or not (found.low > 0.0 and isfinite(found.high)):
        return apart <= TOLERANCE
    edge = found.high if target.target > found.value else found.low
    return apart <= _distance(found.value, edge) / LEVEL


def _fit_one(
    patient: Parameters, fit: Fit, target: Target, plan: tuple[int, int, Executor | None]
) -> tuple[Parameters, Step]:
    events, seed, executor = plan
    measure = MEASURES[fit.target] if fit.measure is None else fit.measure
    before = value = float(patient.value(fit.path))
    seen: list[tuple[float, Measured]] = []
    elasticity = fit.elasticity
    for _ in range(MOST_TURNS):
        found = measure(Arms(patient.replace({fit.path: value}), round(fit.events * events), seed, executor))
        seen.append((value, found))
        if _is_close(found, target) or not (found.value > 0.0 and isfinite(found.value)):
            break
        elasticity = _elasticity(seen, elasticity)
        following = _next(patient, fit.path, value, log(target.target / found.value) / elasticity)
        if following == value:
            break
        value = following
    if not _is_close(found, target):
        value, found = min(seen, key=lambda pair: _distance(pair[1].value, target.target))
    return patient.replace({fit.path: value}), Step(fit, target, before, value, found, len(seen))


def _elasticity(seen: list[tuple[float, Measured]], guess: float) -> float:
    """Return the elasticity between the last two points, of the sign expected and within five times of the guess."""
    if len(seen) < 2:
        return guess
    (x, before), (y, after) = seen[-2:]
    ratio = log(after.value / before.value) / log(y / x) / guess
    return guess * min(max(ratio, 0.2), 5.0)


def _next(patient: Parameters, path: str, value: float, step: float) -> float:
    declared = patient.declaration(path)
    moved = value * exp(min(max(step, -LARGEST_STEP), LARGEST_STEP))
    return float(f"{min(max(moved, declared.low), declared.high):.{DIGITS}g}")
