"""The same patient many times over, with other luck: what one lucky run must be seen beside."""

from collections.abc import Iterator

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
LEAST = 20
"""Runs below which no spread is shown."""
SHARE = 0.9
"""Share of the runs that lie within the spread."""


def companions(
    parameters: Parameters, seed: int, patients: int = PATIENTS, seconds: float = SECONDS
) -> Iterator[IntArray]:
    """Run patients one after the other and yield how many journeys reached each milestone by each mark.

    Parameters
    ----------
    seed
        Of the run that is watched; the others have the seeds that follow it.

    Yields
    ------
    Shape (marks, milestones); mark k is at (k + 1) · `MARK_SECONDS` of animation.
    """
    steps, marks = round(MARK_SECONDS / STEP_SECONDS), round(seconds / MARK_SECONDS)
    for patient in range(1, patients + 1):
        run = Simulation(MODEL, parameters, seed + patient, step_seconds=STEP_SECONDS, with_scenery=False)
        funnels = np.zeros((marks, len(MODEL.milestones)), dtype=np.int64)
        for mark in range(marks):
            run.advance(steps)
            funnels[mark] = run.snapshot().funnel.sum(axis=0)
        yield funnels


def spread(funnels: IntArray, seconds: float) -> FloatArray | None:
    """Return the least and greatest count of each milestone among the middle `SHARE` of runs, at a moment.

    Parameters
    ----------
    funnels
        Shape (runs, marks, milestones).
    seconds
        Of animation.

    Returns
    -------
    Shape (2, milestones); None with fewer than `LEAST` runs, or beyond the last mark.
    """
    if len(funnels) < LEAST or not 0.0 <= seconds <= funnels.shape[1] * MARK_SECONDS:
        return None
    # Before the first mark stands the beginning, at which nobody has departed.
    known = np.concatenate([np.zeros_like(funnels[:, :1]), funnels], axis=1).astype(np.float64)
    place = seconds / MARK_SECONDS
    before = min(int(place), known.shape[1] - 2)
    counts = known[:, before] + (place - before) * (known[:, before + 1] - known[:, before])
    tail = 0.5 * (1.0 - SHARE)
    return np.asarray(np.quantile(counts, [tail, 1.0 - tail], axis=0))
