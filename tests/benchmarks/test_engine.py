"""How fast the engine is: bodies per second of the contact search, and steps per second of a whole run.

``pytest tests/benchmarks --benchmark-only``. The reference suspension is 5,000 bodies carried by Poiseuille flow
between two walls and pushed apart. A short program in C that does this, and wraps contacts around the ends, makes some
5.5 million body-steps per second on one core at 2.5 GHz.
"""

from collections.abc import Callable
from typing import Protocol

import numpy as np
import pytest

from desktop.cascade import MODEL
from desktop.engine.arrays import FloatArray
from desktop.engine.compiled import compiled
from desktop.engine.contacts import repulsion
from desktop.engine.simulation import Simulation

LENGTH, HALF_WIDTH, TOP_SPEED, STEP_SECONDS, STIFFNESS = 1200.0, 60.0, 500.0, 1.0 / 60.0, 40.0
BODIES = 5000
STEPS = 20


class Benchmark(Protocol):
    extra_info: dict[str, float]
    stats: dict[str, float]

    def __call__(self, function: Callable[[], object]) -> object: ...


@compiled
def _drift(x: FloatArray, y: FloatArray, radius: FloatArray, push_x: FloatArray, push_y: FloatArray) -> None:
    for i in range(x.size):
        across = (y[i] - HALF_WIDTH) / HALF_WIDTH
        x[i] += STEP_SECONDS * (TOP_SPEED * (1.0 - across * across) + STIFFNESS * push_x[i])
        x[i] -= LENGTH * np.floor(x[i] / LENGTH)
        y[i] += STEP_SECONDS * STIFFNESS * push_y[i]
        y[i] = min(max(y[i], radius[i]), 2.0 * HALF_WIDTH - radius[i])
        push_x[i] = push_y[i] = 0.0


def test_reference_suspension(benchmark: Benchmark, rng: np.random.Generator) -> None:
    radius = np.array([3.0, 1.5, 8.0, 6.0])[rng.choice(4, BODIES, p=[0.9, 0.07, 0.02, 0.01])]
    x, y = rng.uniform(0.0, LENGTH, BODIES), rng.uniform(8.0, 2.0 * HALF_WIDTH - 8.0, BODIES)
    push_x, push_y = np.zeros(BODIES), np.zeros(BODIES)

    def run() -> None:
        for _ in range(STEPS):
            repulsion(x, y, radius, push_x, push_y, 16.0)
            _drift(x, y, radius, push_x, push_y)

    run()
    benchmark(run)
    benchmark.extra_info["million body-steps per second"] = BODIES * STEPS / benchmark.stats["median"] / 1e6
    assert np.all((x >= 0.0) & (x <= LENGTH) & (y >= radius) & (y <= 2.0 * HALF_WIDTH - radius))


@pytest.mark.parametrize("with_scenery", [True, False], ids=["drawn", "headless"])
def test_default_patient(benchmark: Benchmark, with_scenery: bool) -> None:
    run = Simulation(MODEL, MODEL.defaults(), seed=1, with_scenery=with_scenery)
    run.advance(STEPS)
    benchmark(lambda: run.advance(STEPS))
    benchmark.extra_info["milliseconds per step"] = 1e3 * benchmark.stats["median"] / STEPS
    assert run.step > STEPS


def test_jump(benchmark: Benchmark) -> None:
    run = Simulation(MODEL, MODEL.defaults(), seed=1)
    run.advance(STEPS)
    saved, sha256 = run.state(), run.sha256()
    run.advance(STEPS)
    benchmark(lambda: run.restore(saved))
    assert run.sha256() == sha256
