"""An ensemble: the same patient many times over with other luck, beside which one run must be seen."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

import numpy as np

from desktop.cascade import MODEL
from desktop.engine.arrays import FloatArray, IntArray
from desktop.engine.parameters import Parameters
from desktop.engine.simulation import Simulation

STEP_SECONDS = 0.2
"""Longer steps than those watched; the results agree within their chance (see the tests of cohorts)."""
MARK_SECONDS = 4.0
"""Animation between two moments at which the funnel is noted."""
PATIENTS = 200
SECONDS = 120.0
"""Animation that every patient lives through."""
LONGEST = 1800.0
"""Animation that the first `LEAST` of them live through."""
LEAST = 20
"""Runs below which no spread is shown."""
SHARE = 0.9
"""Share of the runs that lie within the spread."""


@dataclass(frozen=True)
class EnsemblePart:
    """What a few patients have lived through: from ``patient`` on, in the marks that follow mark number ``mark``.

    ``funnels`` has shape (patients, marks, milestones): how many journeys had reached each milestone.
    """

    patient: int
    mark: int
    funnels: IntArray


@dataclass(frozen=True)
class Extent:
    """How many patients are run, and for how many marks: the first ones side by side and longest, then the others."""

    first: int = LEAST
    patients: int = PATIENTS
    marks: int = round(SECONDS / MARK_SECONDS)
    most_marks: int = round(LONGEST / MARK_SECONDS)


WHOLE = Extent()


def run_ensemble(parameters: Parameters, seed: int, extent: Extent = WHOLE) -> Iterator[EnsemblePart]:
    """Run other patients and yield what they have lived through, part by part.

    The first ones go on side by side, so that there soon is a spread; they run ahead of the run that is watched. Once
    they have come as far as all are to come, one other patient follows after each of their marks.

    Parameters
    ----------
    seed
        Of the run that is watched; the others have the seeds that follow it.
    """
    first = [_patient(parameters, seed + 1 + number) for number in range(extent.first)]
    others = iter(range(extent.first, extent.patients))
    for mark in range(extent.most_marks):
        yield EnsemblePart(0, mark, np.stack([_funnels(run, 1) for run in first]))
        other = next(others, None) if mark + 1 >= extent.marks else None
        if other is not None:
            yield EnsemblePart(other, 0, _funnels(_patient(parameters, seed + 1 + other), extent.marks)[np.newaxis])


def _patient(parameters: Parameters, seed: int) -> Simulation:
    return Simulation(MODEL, parameters, seed, step_seconds=STEP_SECONDS, with_scenery=False)


def _funnels(run: Simulation, marks: int) -> IntArray:
    """Let a patient live on, and return the journeys at each milestone after each mark, shape (marks, milestones)."""
    found = np.zeros((marks, len(MODEL.milestones)), dtype=np.int64)
    for mark in range(marks):
        run.advance(round(MARK_SECONDS / STEP_SECONDS))
        found[mark] = run.snapshot().funnel.sum(axis=0)
    return found


class Funnels:
    """What is known of the other patients."""

    def __init__(self, milestones: int, extent: Extent = WHOLE) -> None:
        # Mark 0 is the beginning, before the first departure.
        self._counts = np.zeros((extent.patients, extent.most_marks + 1, milestones), dtype=np.int32)
        self._known = np.zeros(extent.patients, dtype=np.int64)

    def add(self, part: EnsemblePart) -> None:
        """Take in what some patients have lived through."""
        patients, marks, _ = part.funnels.shape
        rows = slice(part.patient, part.patient + patients)
        self._counts[rows, part.mark + 1 : part.mark + 1 + marks] = part.funnels
        self._known[rows] = part.mark + marks

    @property
    def until(self) -> float:
        """Return the moment up to which there is a spread, in seconds of animation."""
        return float(np.sort(self._known)[-LEAST]) * MARK_SECONDS

    def patients(self, seconds: float) -> int:
        """Return how many patients are known at a moment of animation."""
        return int((self._known >= max(ceil(seconds / MARK_SECONDS), 1)).sum())

    def spread(self, seconds: float) -> FloatArray | None:
        """Return the least and greatest count of each milestone among the middle `SHARE` of runs, at a moment.

        Parameters
        ----------
        seconds
            Of animation, not negative.

        Returns
        -------
        Counts of shape (2, milestones); None where fewer than `LEAST` patients are known.
        """
        if self.patients(seconds) < LEAST:
            return None
        place = seconds / MARK_SECONDS
        before, after = int(place), ceil(place)
        known = self._counts[self._known >= max(after, 1)][:, [before, after]].astype(np.float64)
        counts = known[:, 0] + (place - before) * (known[:, 1] - known[:, 0])
        tail = 0.5 * (1.0 - SHARE)
        return np.asarray(np.quantile(counts, [tail, 1.0 - tail], axis=0))
