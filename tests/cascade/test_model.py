"""Laws of the whole cascade, whatever the sliders say."""

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.cascade import MODEL
from desktop.cascade.patrol import LODGED
from desktop.cascade.stages import Stage
from desktop.engine.codes import DYING
from desktop.engine.network import VesselNetwork
from desktop.engine.parameters import Declaration, ParameterGroup, Value
from desktop.engine.simulation import Simulation
from desktop.engine.snapshot import Snapshot

if TYPE_CHECKING:
    from tests.cascade.conftest import Bench

SMALL_AND_BUSY: dict[str, Value] = {
    "tumor.drawn_cells": 60,
    "tumor.drawn_rate": 40.0,
    "detachment.cluster_share": 30.0,
    "start.circulating": 30,
    "start.arrested": 30,
    "start.dormant": 6,
    "start.nests": 4,
    "t_cell.match": 5.0,
}
DECLARATIONS = MODEL.defaults().declarations


def _values(declaration: Declaration) -> st.SearchStrategy[Value]:
    if declaration.choices:
        return st.sampled_from(declaration.choices)
    if isinstance(declaration.default, bool):
        return st.booleans()
    ends = st.sampled_from([declaration.low, declaration.high])
    if isinstance(declaration.default, int):
        return st.integers(int(declaration.low), int(min(declaration.high, 200))) | st.just(int(declaration.low))
    return ends | st.floats(declaration.low, declaration.high)


SLIDERS = st.lists(st.sampled_from(DECLARATIONS).flatmap(lambda d: st.tuples(st.just(d.path), _values(d))), max_size=12)


def _check(snapshot: Snapshot) -> None:
    cells, network = snapshot.cells, snapshot.resource(VesselNetwork)
    for name, values in (*cells.items(), *snapshot.agents.items()):
        if not name.startswith("resistance_"):
            assert np.isfinite(values).all(), name
    assert np.all(np.diff(snapshot.funnel, axis=1) <= 0)
    dying = cells["stage"] == DYING
    assert np.all((cells["cause"] >= 0) == dying)
    assert np.all(cells["died_in"][dying] >= 0)
    in_vessel = np.isin(cells["stage"], (Stage.TRAVELLING, Stage.ARRESTED))
    segment = cells["segment"][in_vessel]
    assert np.all(np.abs(cells["r"][in_vessel]) <= network.radius[segment] + 1e-9)
    assert np.all(cells["s"][in_vessel] >= 0.0)
    assert np.all(cells["s"][in_vessel] <= network.length[segment] + 1e-9)
    assert np.all((cells["cloak"] >= 0.0) & (cells["cloak"] <= 1.0))
    assert np.all((cells["mesenchymal"] >= 0.0) & (cells["mesenchymal"] <= 1.0))
    for observable in MODEL.observables:
        assert not np.isinf(observable.read(snapshot)), observable.name


@settings(max_examples=25)
@given(SLIDERS, SLIDERS, st.integers(0, 1000))
def test_no_slider_breaks_a_law(first: list[tuple[str, Value]], then: list[tuple[str, Value]], seed: int) -> None:
    parameters = MODEL.defaults().replace({**SMALL_AND_BUSY, **dict(first)})
    run = Simulation(MODEL, parameters, seed, capacity=400, step_seconds=0.1, with_scenery=False)
    for _ in range(8):
        run.advance(1)
        _check(run.snapshot())
    run.set_parameters(parameters.replace(dict(then)))
    for _ in range(8):
        run.advance(1)
        _check(run.snapshot())
    died = run.snapshot().events
    died = died[died["kind"] == 0]
    at_risk = [set(hazard.stages) for hazard in MODEL.hazards]
    assert all(stage in at_risk[cause] for stage, cause in zip(died["stage"], died["cause"], strict=True))


def test_every_death_is_booked_once(bench: "type[Bench]") -> None:
    run = bench(
        {**SMALL_AND_BUSY, "tumor.present": True, "oxidation.hazard": 1.0, "natural_killer.density": 1000.0},
        seconds=0.1,
    )
    run.run.advance(60)
    died = run.events("died")
    assert died.size > 10
    assert np.unique(died["cell"]).size == died.size
    snapshot = run.run.snapshot()
    assert snapshot.deaths.sum() <= died.size
    assert np.isin(
        died["stage"][died["cause"] == [h.name for h in MODEL.hazards].index("natural_killer")], LODGED
    ).all()


def test_a_departure_in_the_first_step_counts_among_the_living(bench: "type[Bench]") -> None:
    run = bench({"tumor.present": True, "tumor.drawn_rate": 200.0}, seconds=0.1)
    run.run.advance(1)
    survival = next(o for o in MODEL.observables if o.name == "survival_share")
    assert run.events("detached").size > 5
    assert survival.read(run.run.snapshot()) == 1.0


def test_no_parameter_is_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every declared number is read in the course of a busy run, or nothing could depend on it."""
    read: set[str] = set()
    names = {
        kind: {declaration.path.partition(".")[2] for declaration in kind.declarations()}
        for kind in MODEL.parameter_groups
    }

    def noticed(group: ParameterGroup, name: str) -> object:
        if name in names.get(type(group), ()):
            read.add(f"{type(group).key}.{name}")
        return object.__getattribute__(group, name)

    changes: dict[str, Value] = {"clusters.origin": "both", "detachment.cluster_share": 50.0, "clocks.blood": 1.0}
    changes |= {"clocks.capillary": 6.0, "extravasation.leaving_time": 4.0, "extravasation.adhesion_time": 1.0}
    changes |= {d.path: 0.5 for d in DECLARATIONS if d.section == "treatments" and d.level == "lesson"}
    changes |= {"growth.doubling_time": 15.0, "growth.failure": 0.0, "clocks.organ": 1000.0, "start.nests": 4}
    asleep: dict[str, Value] = {"tumor.present": False, "start.circulating": 0, "start.arrested": 0, "start.nests": 0}
    parameters = [MODEL.defaults().replace({**SMALL_AND_BUSY, **some}) for some in (changes, asleep)]
    monkeypatch.setattr(ParameterGroup, "__getattribute__", noticed)
    for some, steps in zip(parameters, (110, 2), strict=True):
        run = Simulation(MODEL, some, 1, step_seconds=0.1)
        run.advance(steps)
        for observable in MODEL.observables:
            observable.read(run.snapshot())
    assert {declaration.path for declaration in DECLARATIONS} - read == set()
