"""In which rows of the table cells stand changes no fate."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from desktop.cascade import MODEL
from desktop.cascade.stages import Stage
from desktop.engine.arrays import AnyArray, IntArray
from desktop.engine.parameters import Value
from desktop.engine.simulation import Simulation, State

STEP_SECONDS, BEFORE, AFTER = 0.1, 40, 250
CROWD: Mapping[str, Value] = {
    # No cell is born on the way: those that appear together are numbered by their rows, and luck goes by number.
    "tumor.present": False,
    "start.injected": 250,
    "start.arrested": 150,
    "start.dormant": 40,
    "start.nests": 20,
    "natural_killer.density": 600.0,
    "clocks.capillary": 1.0,
    "oxidation.hazard": 0.3,
    "dormancy.half_life": 0.5,
    "settling.growing": 30.0,
    # Which T cells match goes by how many came before them.
    "t_cell.density": 0.0,
}


def run() -> Simulation:
    return Simulation(MODEL, MODEL.defaults().replace(CROWD), 5, step_seconds=STEP_SECONDS, with_scenery=False)


def shuffled(state: State, luck: np.random.Generator) -> State:
    """Return the same moment with the cells in other rows, and everything that points at a row led there."""
    height = state.cells["identity"].size
    order = luck.permutation(height)
    place: IntArray = np.argsort(order)
    cells = {n: c[order] if c.ndim and c.size == height else c for n, c in state.cells.items()}
    cells["leader"] = _led(cells["leader"], place)
    agents = {**state.agents, "target": _led(state.agents["target"], place)}
    return replace(state, cells=cells, agents=agents)


def _led(rows: AnyArray, place: IntArray) -> AnyArray:
    return np.where(rows >= 0, place[np.maximum(rows, 0)], rows)


def fates(simulation: Simulation) -> dict[str, AnyArray]:
    cells = simulation.snapshot().cells
    order = np.argsort(cells["identity"])
    return {name: cells[name][order] for name in ("identity", "stage", "cause", "died_in", "nest_cells", "s", "x", "y")}


@pytest.mark.parametrize("seed", [1, 2])
def test_fates_do_not_depend_on_the_order_of_cells(seed: int) -> None:
    plain, other = run(), run()
    plain.advance(BEFORE)
    other.restore(shuffled(plain.state(), np.random.default_rng(seed)))
    assert not np.array_equal(other.snapshot().cells["identity"], plain.snapshot().cells["identity"])
    for simulation in (plain, other):
        simulation.advance(AFTER)
    for name, values in fates(plain).items():
        np.testing.assert_array_equal(fates(other)[name], values, err_msg=name)
    deaths = plain.snapshot().deaths
    np.testing.assert_array_equal(other.snapshot().deaths, deaths)
    np.testing.assert_array_equal(other.snapshot().funnel, plain.snapshot().funnel)
    events = plain.snapshot().events
    killed = events[(events["kind"] == MODEL.event_codes["died"]) & (events["stage"] == Stage.ARRESTED)]
    assert killed.size > 50, "enough happens for a mistake to show"
