"""Which patients show every step: the same body with other luck rarely does within a few minutes. No Qt."""

from dataclasses import replace
from functools import cache

import numpy as np

from desktop.cascade import MODEL
from desktop.cascade.growth import MACROMETASTASIS, GrowthParameters
from desktop.engine.parameters import Parameters
from desktop.engine.simulation import STEP_SECONDS
from desktop.engine.snapshot import Snapshot
from desktop.study.runner import start
from desktop.study.scenario import Scenario, load_scenario

SHOWN_WITHIN = 180.0
"""Seconds of animation in which a lesson wants to see every step."""
STEPS = (
    ("detached",),
    ("reached_vessel",),
    ("entered_actively",),
    ("entered_passively",),
    ("arrested",),
    ("left_vessel",),
    ("fell_asleep",),
    ("woke", "began_to_grow"),
    ("micrometastasis",),
    ("macrometastasis",),
)
"""The steps of the cascade: each is one of these events."""


def lasting_nest(scenario: Scenario, seed: int) -> bool:
    """Return whether a nest that is there at the start bears what a nest meets until it is large.

    Its resistance is drawn at its birth, so that this is known without a run; nothing else can become large in time.
    """
    simulation = start(MODEL, replace(scenario, seed=seed))
    cells = simulation.state().cells
    nests = cells["stage"] == MODEL.stage_codes["growing"]
    growth = scenario.parameters[GrowthParameters]
    dose = -np.log1p(-growth.failure / 100.0) * np.log2(MACROMETASTASIS / cells["nest_cells"][nests])
    return bool(np.any(cells["resistance_regression"][nests] > dose))


def step_times(scenario: Scenario, seed: int, seconds: float = SHOWN_WITHIN) -> dict[str, float]:
    """Return when each step first occurs in a run of a seed, in seconds of animation; steps that do not are missing."""
    simulation = start(MODEL, replace(scenario, seed=seed))
    simulation.advance(round(seconds / STEP_SECONDS))
    return first_times(simulation.snapshot())


def first_times(snapshot: Snapshot) -> dict[str, float]:
    """Return when each step first occurred up to a moment, in seconds of animation; steps that did not are missing."""
    events, names = snapshot.events, [kind.name for kind in MODEL.events]
    first: dict[str, float] = {}
    for event in events:
        first.setdefault(names[int(event["kind"])], float(event["time"]))
    known = {" or ".join(step): [first[name] for name in step if name in first] for step in STEPS}
    return {step: min(times) for step, times in known.items() if times}


@cache
def _shipped() -> Scenario:
    return load_scenario("default-patient")


def chosen_words(initial: Parameters, seed: int) -> str:
    """Return why a run is no common one: that of the default patient with the seed that comes with the program."""
    scenario = _shipped()
    if seed != scenario.seed or initial != scenario.parameters:
        return ""
    return (
        "Chosen since every step occurs; the nest that grows large was there at the start. "
        "Most patients show no new tumor: see the 200 others behind the plot."
    )
