"""The validation: every published figure beside the model's own, with its interval and a verdict."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite

from desktop import __version__
from desktop.engine.parameters import Parameters, Value
from desktop.study.axes import SweepError
from desktop.study.cohorts.arms import Arms
from desktop.study.evidence.measures import MEASURES
from desktop.study.evidence.targets import TARGETS, Target
from desktop.study.statistics import Measured


class Verdict(StrEnum):
    """Whether the model's value lies in the accepted range, and whether its whole interval lies on the same side."""

    HOLDS = "holds"
    HOLDS_UNSURE = "holds, not sure"
    MISSED = "missed"
    MISSED_UNSURE = "missed, not sure"
    UNKNOWN = "not measured"


@dataclass(frozen=True)
class Finding:
    """One published figure with what the model shows; ``measured`` is None, with a reason, where it could not be."""

    target: Target
    measured: Measured | None
    reason: str = ""

    @property
    def holds(self) -> bool:
        """Tell whether the model's value lies in the accepted range."""
        return self.measured is not None and self.target.low <= self.measured.value <= self.target.high

    @property
    def is_sure(self) -> bool:
        """Tell whether the whole interval lies on the side of the verdict."""
        if self.measured is None:
            return True
        inside = self.target.low <= self.measured.low and self.measured.high <= self.target.high
        outside = self.measured.high < self.target.low or self.measured.low > self.target.high
        return inside if self.holds else outside

    @property
    def verdict(self) -> Verdict:
        """Return the verdict."""
        if self.measured is None:
            return Verdict.UNKNOWN
        if self.holds:
            return Verdict.HOLDS if self.is_sure else Verdict.HOLDS_UNSURE
        return Verdict.MISSED if self.is_sure else Verdict.MISSED_UNSURE

    def as_dict(self) -> dict[str, object]:
        """Return everything, ready for JSON."""
        t, m = self.target, self.measured
        interval = None if m is None else [_known(m.low), _known(m.high)]
        return {
            "row": t.key,
            "what": t.what,
            "target": t.target,
            "accepted": [t.low, t.high],
            "unit": t.unit,
            "model": None if m is None else _known(m.value),
            "interval_95": interval,
            "grade": t.grade,
            "kind": t.kind,
            "rests_on": list(t.rests_on),
            "scenario": t.scenario,
            "basis": t.basis,
            "source": t.source,
            "evidence": list(t.evidence),
            "verdict": self.verdict.value,
            "reason": self.reason,
        }


def _known(value: float) -> float | None:
    return value if isfinite(value) else None


@dataclass(frozen=True)
class Validation:
    """All findings, with the recipe to have them again."""

    findings: tuple[Finding, ...]
    events: int
    seed: int
    parameters: Mapping[str, Value]

    @property
    def missed(self) -> tuple[Finding, ...]:
        """Return the figures of grade A and B that the model does not show."""
        return tuple(finding for finding in self.findings if finding.target.binds and not finding.holds)

    def as_dict(self) -> dict[str, object]:
        """Return everything, ready for JSON."""
        return {
            "version": __version__,
            "events": self.events,
            "seed": self.seed,
            "parameters": dict(self.parameters),
            "passed": not self.missed,
            "missed": [finding.target.key for finding in self.missed],
            "rows": [finding.as_dict() for finding in self.findings],
        }


def validate(
    patient: Parameters,
    events: int,
    seed: int,
    executor: Executor | None = None,
    on_progress: Callable[[float], None] = lambda _: None,
    targets: tuple[Target, ...] = TARGETS,
) -> Validation:
    """Measure published figures on a patient.

    Parameters
    ----------
    patient
        The patient, without treatments.
    events
        Departures in the largest of the cohorts.
    seed
        Seed of all chance.
    executor
        Does the work; None: this process alone.
    on_progress
        Is told the share done, 0 to 1.
    targets
        Which figures; all of them when nothing else is said.
    """
    found: list[Finding] = []
    for finding in findings(patient, events, seed, executor, targets):
        found.append(finding)
        on_progress(len(found) / len(targets))
    return Validation(tuple(found), events, seed, patient.changes())


def findings(
    patient: Parameters,
    events: int,
    seed: int,
    executor: Executor | None = None,
    targets: tuple[Target, ...] = TARGETS,
) -> Iterator[Finding]:
    """Measure published figures on a patient and yield each finding; the parameters are those of `validate`."""
    arms = Arms(patient, events, seed, executor)
    return (measure(arms, target) for target in targets)


def rows_named(keys: Sequence[str]) -> tuple[Target, ...]:
    """Return the figures of some rows, in the order of the table; all when none is named.

    A number alone, as in ``2``, names all rows of that number.

    Raises
    ------
    SweepError
        When there is no such row.
    """
    for key in keys:
        if not any(key in _names(target) for target in TARGETS):
            message = f"there is no row {ascii(key)[:20]}: it takes {', '.join(target.key for target in TARGETS)}"
            raise SweepError(message)
    return tuple(target for target in TARGETS if not keys or _names(target) & set(keys))


def _names(target: Target) -> set[str]:
    return {target.key, target.key.rstrip("abcd")}


def measure(arms: Arms, target: Target) -> Finding:
    """Return what a patient shows of one published figure."""
    try:
        measured = MEASURES[target.key](arms)
    except ZeroDivisionError:
        return Finding(target, None, "nothing that could be counted happened; more journeys are needed")
    if not isfinite(measured.value):
        return Finding(target, None, "too few came that far; more journeys are needed")
    return Finding(target, measured)
