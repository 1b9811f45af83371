"""The cascade itself gives the same states, bit for bit, however a run is cut, watched, drawn or gone back in."""

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.cascade import MODEL
from desktop.engine.parameters import Value
from desktop.engine.simulation import Simulation, State
from tests.patients import BUSY

SEED, STEPS, STEP_SECONDS = 11, 72, 0.1
PATIENT: Mapping[str, Value] = {**BUSY, "clocks.capillary": 6.0}
SLIDERS: Mapping[int, Mapping[str, Value]] = {
    20: {"flow.strength": 2.5, "platelets.strength": 0.0},
    41: {"natural_killer.density": 1000.0, "flow.capillary_diameter": 5.0, "flow.haematocrit": 0.3},
    60: {"platelets.strength": 2.0, "immune_evasion.strength": 0.0, "tumor.oxygen": 2.0},
}
"""Step → what is moved before it."""


def _start(seed: int = SEED, *, with_scenery: bool = True) -> Simulation:
    parameters = MODEL.defaults().replace(PATIENT)
    return Simulation(MODEL, parameters, seed, step_seconds=STEP_SECONDS, with_scenery=with_scenery)


def _advance(run: Simulation, steps: int) -> None:
    """Make steps in as few pieces as the sliders allow."""
    goal = run.step + steps
    for stop in (*(step for step in sorted(SLIDERS) if step >= run.step), STEPS):
        run.advance(max(min(stop, goal) - run.step, 0))
        if run.step == goal:
            return
        run.set_parameters(run.parameters.replace(SLIDERS[run.step]))


@dataclass(frozen=True)
class Truth:
    """One run, step by step: what every other way of making it is compared with."""

    run: Simulation
    sha256: tuple[str, ...]
    states: Mapping[int, State]


@pytest.fixture(scope="module")
def truth() -> Truth:
    run = _start()
    sha256, states = [run.sha256()], {0: run.state()}
    for step in range(1, STEPS + 1):
        _advance(run, 1)
        sha256.append(run.sha256())
        if step % 6 == 0:
            states[step] = run.state()
    return Truth(run, tuple(sha256), states)


def test_the_run_meets_what_it_is_meant_to_compare(truth: Truth) -> None:
    snapshot = truth.run.snapshot()
    causes = np.unique(snapshot.events["cause"][snapshot.events["kind"] == 0])
    assert causes.size >= 4
    assert np.unique(snapshot.events["kind"]).size >= 8
    assert np.unique(np.concatenate([state.cells["stage"] for state in truth.states.values()])).size >= 8
    assert snapshot.funnel[:, 0].min() > 0
    assert len(set(truth.sha256)) == STEPS + 1
    assert snapshot.parameters.value("platelets.strength") == 2.0


@pytest.mark.parametrize("with_scenery", [True, False], ids=["drawn", "headless"])
def test_one_go_gives_the_states_of_single_steps(truth: Truth, with_scenery: bool) -> None:
    run = _start(with_scenery=with_scenery)
    assert run.sha256() == truth.sha256[0]
    for pieces in (7, 1, 40, STEPS - 48):
        _advance(run, pieces)
        run.snapshot()
        assert run.sha256() == truth.sha256[run.step]


@settings(max_examples=4)
@given(st.lists(st.tuples(st.integers(0, STEPS // 6 - 1), st.integers(0, 9)), min_size=1, max_size=3), st.booleans())
def test_any_moment_goes_on_as_if_never_left(truth: Truth, jumps: list[tuple[int, int]], elsewhere: bool) -> None:
    run = _start(seed=SEED) if elsewhere else truth.run
    for mark, steps in jumps:
        run.restore(truth.states[6 * mark])
        assert run.sha256() == truth.sha256[6 * mark]
        _advance(run, min(steps, STEPS - run.step))
        assert run.sha256() == truth.sha256[run.step]
    run.restore(truth.states[STEPS])
    assert run.sha256() == truth.sha256[STEPS]


def test_the_scenery_comes_back_too(truth: Truth) -> None:
    run = _start()
    seen = []
    for mark in (30, 66, 30):
        run.restore(truth.states[mark])
        _advance(run, 2)
        seen.append(run.snapshot().scenery)
    for name, bodies in seen[0].items():
        for column, values in bodies.items():
            np.testing.assert_array_equal(seen[2][name][column], values, err_msg=f"{name} {column}")


def test_another_process_makes_the_same_run(truth: Truth) -> None:
    # Sets of text are walked in another order in every process.
    code = (
        "from desktop.cascade import MODEL\n"
        "from desktop.engine.simulation import Simulation\n"
        f"parameters = MODEL.defaults().replace({dict(PATIENT)!r})\n"
        f"run = Simulation(MODEL, parameters, {SEED}, step_seconds={STEP_SECONDS}, with_scenery=False)\n"
        "run.advance(15)\n"
        "print(run.sha256())\n"
    )
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert other.stdout.strip() == truth.sha256[15]


def test_another_seed_or_slider_makes_another_run(truth: Truth) -> None:
    other_seed = _start(SEED + 1)
    other_seed.advance(1)
    assert other_seed.sha256() != truth.sha256[1]
    other_slider = _start()
    other_slider.set_parameters(other_slider.parameters.replace({"emt.drive": 1.0}))
    other_slider.advance(1)
    assert other_slider.sha256() != truth.sha256[1]


def test_books_balance_and_every_number_is_one(truth: Truth) -> None:
    truth.run.restore(truth.states[STEPS])
    snapshot = truth.run.snapshot()
    died = snapshot.events[snapshot.events["kind"] == 0]
    events = np.zeros_like(snapshot.deaths)
    np.add.at(events, (died["stage"], died["cause"]), 1)
    # The funnel's deaths leave out cells that were there when the run began.
    assert np.all(snapshot.deaths <= events)
    assert np.all(np.diff(snapshot.funnel, axis=1) <= 0)
    assert np.unique(died["cell"]).size == died.size
    for table in (snapshot.cells, snapshot.agents, *snapshot.scenery.values()):
        for name, values in table.items():
            assert not values.flags.writeable, name
            # No risk has been drawn for a resistance that is still infinite.
            assert np.all(np.isfinite(values)) or name.startswith("resistance_"), name


def test_every_living_cell_of_a_journey_is_counted_in_it(truth: Truth) -> None:
    state = truth.states[STEPS]
    cells, journeys = state.cells, state.journeys
    living = (cells["identity"] >= 0) & (cells["stage"] >= 0) & (cells["journey"] >= 0)
    expected = np.bincount(cells["journey"][living], minlength=journeys["identity"].size)
    under_way = journeys["identity"] >= 0
    np.testing.assert_array_equal(journeys["living"][under_way], expected[under_way])
    assert not np.any(expected[~under_way])
