"""The survival curve of cells shed by the tumor, kept up to date from the event log at constant cost. No Qt."""

from dataclasses import dataclass

import numpy as np

from desktop.engine.arrays import FloatArray, IntArray
from desktop.engine.model import Model
from desktop.engine.snapshot import Snapshot

BINS = 160
FIRST_WIDTH = 0.125
"""Seconds of animation per bin at first; doubled whenever a cell outlives the last bin."""


@dataclass(frozen=True)
class Curve:
    """Share still alive against animation seconds since shedding: a staircase, shape (BINS + 1,) each."""

    seconds: FloatArray
    share: FloatArray
    shed: int
    alive: int


def kaplan_meier(deaths: IntArray, censored: IntArray) -> FloatArray:
    """Return the share alive at the edges of the bins: S = Π(1 − deaths / at risk), shape (bins + 1,).

    Cells still alive are "censored": known to have lived this long and no more. Those of a bin count as at risk in
    it (Kaplan and Meier 1958). Beyond the last cell at risk the curve is not a number.
    """
    at_risk = np.cumsum((deaths + censored)[::-1])[::-1]
    kept = 1.0 - np.divide(deaths, at_risk, out=np.zeros(deaths.size), where=at_risk > 0)
    share = np.concatenate([[1.0], np.cumprod(kept)])
    share[1:][at_risk == 0] = np.nan
    return np.asarray(share)


class _Cohort:
    """Cells that set out in one way: alone, or in a group."""

    def __init__(self) -> None:
        self.living: dict[int, float] = {}
        self.deaths: IntArray = np.zeros(BINS, dtype=np.int64)
        self.shed = 0

    def coarsen(self) -> None:
        half = self.deaths.reshape(-1, 2).sum(axis=1)
        self.deaths = np.concatenate([half, np.zeros(BINS // 2, dtype=np.int64)])


class SurvivalLog:
    """Reads the events that are new since the last look. Cells that were there at the beginning do not count."""

    def __init__(self, model: Model) -> None:
        self._detached = model.event_codes.get("detached", -1)
        self._died = model.event_codes["died"]
        self.clear()

    def clear(self) -> None:
        """Forget everything, as for another run."""
        self._read = 0
        self._now = 0.0
        self._width = FIRST_WIDTH
        self._cohorts = {"singles": _Cohort(), "groups": _Cohort()}

    def update(self, snapshot: Snapshot) -> None:
        """Take in what happened since the last call; a log shorter than before belongs to another moment."""
        if snapshot.events.size < self._read:
            self.clear()
        events = snapshot.events[self._read :]
        self._read = snapshot.events.size
        self._now = snapshot.time
        for event in events[np.isin(events["kind"], (self._detached, self._died))]:
            cell, time = int(event["cell"]), float(event["time"])
            if event["kind"] == self._detached:
                self._begin(cell, time, alone=float(event["value"]) <= 1.0)
            else:
                self._end(cell, time)

    def _begin(self, cell: int, time: float, *, alone: bool) -> None:
        cohort = self._cohorts["singles" if alone else "groups"]
        cohort.living[cell] = time
        cohort.shed += 1

    def _end(self, cell: int, time: float) -> None:
        for cohort in self._cohorts.values():
            start = cohort.living.pop(cell, None)
            if start is not None:
                self._make_room(time - start)
                cohort.deaths[int((time - start) / self._width)] += 1

    def _make_room(self, age: float) -> None:
        while age >= BINS * self._width:
            self._width *= 2.0
            for cohort in self._cohorts.values():
                cohort.coarsen()

    def curve(self, name: str) -> Curve:
        """Return the curve of ``singles`` or ``groups`` up to the last look."""
        cohort = self._cohorts[name]
        ages = self._now - np.fromiter(cohort.living.values(), dtype=np.float64, count=len(cohort.living))
        if ages.size:
            self._make_room(float(ages.max()))
        censored = np.bincount((ages / self._width).astype(np.int64), minlength=BINS)
        seconds = np.arange(BINS + 1, dtype=np.float64) * self._width
        return Curve(seconds, kaplan_meier(cohort.deaths, censored), cohort.shed, len(cohort.living))
