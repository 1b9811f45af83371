"""How long many runs will take: a guess from what a step of the watched run costs on this computer."""

from dataclasses import dataclass

from desktop.study.work.workers import cores
from desktop.system.number_words import in_time

SET_UP = 5.0
"""Seconds until the first run begins."""
WINDOW = 0.9
"""Share of a processor that the animation takes while it plays, at sixty pictures a second."""


@dataclass(frozen=True)
class Cost:
    """What a run costs, in steps of the watched run: the run itself, and each of its journeys."""

    run: float
    journey: float

    def words(self, runs: int, journeys: int, step: float) -> str:
        """Return how long runs with a number of journeys each take, where a watched step takes ``step`` seconds."""
        work = runs * (self.run + self.journey * journeys) * step
        seconds = SET_UP + work / max(cores() - WINDOW, WINDOW)
        return f"about {in_time(seconds)} on this computer, sooner while the animation is paused"


COHORT = Cost(400.0, 0.047)
"""A cohort, as measured with 1,000 to 20,000 journeys of the default patient."""
FOLLOWED = Cost(460.0, 0.1)
"""A cohort in which what gets far is followed several times over, as measured with 1,000 and 3,000 journeys."""
