import io
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.cascade import MODEL
from desktop.engine.simulation import Simulation
from desktop.study.background.stored_state import state_bytes, state_from
from desktop.system.strict_json import JsonError


@pytest.fixture(scope="module")
def run() -> Simulation:
    simulation = Simulation(MODEL, MODEL.defaults(), 11)
    simulation.advance(150)
    simulation.set_parameters(MODEL.defaults().replace({"natural_killer.density": 300.0, "flow.strength": 1.5}))
    return simulation


@pytest.fixture(scope="module")
def stored(run: Simulation) -> bytes:
    return state_bytes(run.state())


def test_a_run_goes_on_from_a_stored_state_as_if_it_had_never_been_stored(run: Simulation, stored: bytes) -> None:
    other = Simulation(MODEL, MODEL.defaults(), 11)
    other.restore(state_from(stored))
    run.advance(40)
    other.advance(40)
    assert other.sha256() == run.sha256()
    mine, theirs = run.snapshot(), other.snapshot()
    assert mine.parameters == theirs.parameters
    for name, bodies in mine.scenery.items():
        for column, array in bodies.items():
            np.testing.assert_array_equal(array, theirs.scenery[name][column])


@given(st.data())
def test_a_damaged_state_is_refused(stored: bytes, data: st.DataObject) -> None:
    length = data.draw(st.integers(0, len(stored) - 1))
    with pytest.raises(JsonError):
        state_from(stored[:length])


def test_a_state_that_lacks_something_is_refused(stored: bytes) -> None:
    for missing in ("funnel.npy", "words.npy"):
        less = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(stored)) as old, zipfile.ZipFile(less, "w") as new:
            for name in old.namelist():
                if name != missing:
                    new.writestr(name, old.read(name))
        with pytest.raises(JsonError):
            state_from(less.getvalue())
