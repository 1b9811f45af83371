"""Selection: in what the cells that die of each cause, and those that survive, differ from all that set out. No Qt.

A trait is a pure function of the run's luck, so it is known of cells long dead: by their clone, which the log keeps.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from desktop.cascade.traits import MOST_CLONES, TRAITS, TraitParameters, trait_factors
from desktop.engine.arrays import FloatArray, IntArray
from desktop.engine.randomness import RandomStreams
from desktop.engine.snapshot import Snapshot

ALL, SURVIVED = "all", "survived"
"""Names of two ends: all that set out, and those that fell asleep or began to grow. Others have the hazard's name."""
STILL_UNDER_WAY, SURVIVOR = -2, -1
"""Codes of ends beside those of the hazards."""
BEGAN = ("detached", "was_there")
SETTLED = ("fell_asleep", "began_to_grow")


@dataclass(frozen=True)
class Fates:
    """The cells that set out, with their ends: codes of hazards, or one of the codes above, shape (cells,) each.

    ``factors`` holds by what factor each differs from the mean in each of the traits, shape (traits, cells).
    """

    end: IntArray
    factors: FloatArray

    def of(self, end: str, hazards: Mapping[str, int]) -> FloatArray:
        """Return the factors of the cells of one end, by its name, shape (traits, n)."""
        if end == ALL:
            return self.factors
        code = SURVIVOR if end == SURVIVED else hazards[end]
        return self.factors[:, self.end == code]


def fates(snapshot: Snapshot, patients: int = 1) -> Fates:
    """Read from the log what became of each cell that left the tumor, or was there already, up to a moment.

    ``patients`` is the number of patients among whom the cells of the run are divided.
    """
    events, codes = snapshot.events, snapshot.model.event_codes
    began = events[np.isin(events["kind"], [codes[kind] for kind in BEGAN])]
    end = np.full(int(events["cell"].max(initial=-1)) + 1, STILL_UNDER_WAY, dtype=np.int64)
    died = events[events["kind"] == codes["died"]]
    end[died["cell"]] = died["cause"]
    # Whoever has slept or grown has survived the journey, whatever comes later.
    end[events["cell"][np.isin(events["kind"], [codes[kind] for kind in SETTLED])]] = SURVIVOR
    values, random = snapshot.parameters[TraitParameters], RandomStreams(snapshot.seed)
    clone = began["other"] + MOST_CLONES * (np.maximum(began["journey"], 0) % patients)
    factors = [trait_factors(random, trait, began["cell"], clone, values.spread, values.inherited) for trait in TRAITS]
    return Fates(end[began["cell"]], np.array(factors))


def ends_of(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the names of the ends, all and survivors first, then the hazards in the order of the model."""
    return (ALL, SURVIVED, *(hazard.name for hazard in snapshot.model.hazards))
