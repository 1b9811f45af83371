"""Every parameter at both ends of its range, moved in the middle of a busy run, leaves numbers that are numbers."""

import numpy as np
import pytest

from desktop.cascade import MODEL
from desktop.engine.parameters import Declaration, Value
from desktop.engine.simulation import Simulation, State
from tests.patients import BUSY


def _ends(declaration: Declaration) -> tuple[Value, ...]:
    if declaration.choices:
        return declaration.choices
    if isinstance(declaration.default, bool):
        return (False, True)
    return declaration.check(declaration.low), declaration.check(declaration.high)


@pytest.fixture(scope="module")
def busy() -> tuple[Simulation, State]:
    run = Simulation(MODEL, MODEL.defaults().replace(BUSY), 11, step_seconds=0.1)
    run.advance(20)
    return run, run.state()


@pytest.mark.long
@pytest.mark.parametrize(("path", "value"), [(d.path, end) for d in MODEL.defaults().declarations for end in _ends(d)])
def test_a_slider_at_its_end(busy: tuple[Simulation, State], path: str, value: Value) -> None:
    run, state = busy
    run.restore(state)
    run.set_parameters(run.parameters.replace({path: value}))
    run.advance(12)
    snapshot = run.snapshot()
    for table in (snapshot.cells, snapshot.agents, *snapshot.scenery.values()):
        for name, values in table.items():
            assert np.all(np.isfinite(values)) or name.startswith("resistance_"), name
    assert np.all(np.diff(snapshot.funnel, axis=1) <= 0)
    assert np.all(snapshot.deaths >= 0)
    # A share of nothing is no number; an endless one is a mistake.
    assert not any(np.isinf(observable.read(snapshot)) for observable in MODEL.observables)
