"""A run up to a moment, and tubes drawn there: what `sample` prints."""

from dataclasses import dataclass
from math import nan

from desktop.engine.model import Model
from desktop.engine.simulation import STEP_SECONDS
from desktop.study.runner import start
from desktop.study.scenario import Scenario
from desktop.study.tube.drawing import Series, draw_series
from desktop.study.tube.laboratory import CUTOFF, TUBE_ML
from desktop.study.tube.places import Contents, TubePlace, contents

MOST_LISTED = 20


@dataclass(frozen=True)
class Sampling:
    """Tubes of one place and moment, with the digest of the state that they were drawn from."""

    scenario: Scenario
    time: float
    tube_seed: int
    found: Contents
    series: Series
    state_sha256: str

    @property
    def tubes(self) -> int:
        """Return how many tubes were drawn."""
        return self.series.counted.size

    @property
    def share_above(self) -> float:
        """Return the share of the tubes that are at the cutoff or above it."""
        return float((self.series.counted >= CUTOFF).mean())

    def as_dict(self) -> dict[str, object]:
        """Return everything, ready for JSON."""
        series, theory = self.series, self.series.expected
        return {
            "scenario": self.scenario.name,
            "seed": self.scenario.seed,
            "seconds": round(self.time, 6),
            "state_sha256": self.state_sha256,
            "place": self.found.place.name,
            "tube_seed": self.tube_seed,
            "tube_ml": TUBE_ML,
            "tubes": self.tubes,
            "cutoff": CUTOFF,
            "counted": series.counted.tolist(),
            "share_at_cutoff": self.share_above,
            "true": {
                "cells_per_ml": self.found.cells_per_ml,
                "cells": series.cells.tolist(),
                "missed": series.missed,
            },
            "expected": {
                "counted": theory.counted,
                "counted_variance": theory.counted,
                "cells": theory.cells,
                "cells_variance": theory.cells_variance,
            },
        }

    def variance(self) -> float:
        """Return the variance of the counts between tubes, not a number for a single tube."""
        return float(self.series.counted.var(ddof=1)) if self.tubes > 1 else nan


def sample(
    model: Model, scenario: Scenario, place: TubePlace, *, at: float, tubes: int, tube_seed: int | None = None
) -> Sampling:
    """Run a scenario to a moment, in animation seconds, and draw tubes there; the run is left as it is.

    Raises
    ------
    TubeError
        When there is nothing to draw, or too much to count.
    """
    simulation = start(model, scenario)
    simulation.advance(round(at / STEP_SECONDS))
    seed = scenario.seed if tube_seed is None else tube_seed
    found = contents(simulation.snapshot(), place)
    series = draw_series(found, tubes, seed)
    return Sampling(scenario, simulation.time, seed, found, series, simulation.sha256())
