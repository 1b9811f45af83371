"""Who may only read changes nothing: hazards, factors, scenery and observables leave a run as it was."""

from collections.abc import Callable
from typing import Any

import pytest

from desktop.cascade import MODEL
from desktop.engine.context import ReadContext, StepContext
from desktop.engine.parameters import Value
from desktop.engine.simulation import Simulation

ALL_AT_WORK: dict[str, Value] = {
    "tumor.drawn_cells": 60,
    "tumor.drawn_rate": 40.0,
    "detachment.cluster_share": 30.0,
    "clusters.origin": "both",
    "clusters.break_up": 5.0,
    "lymph.share": 30.0,
    "start.circulating": 30,
    "start.arrested": 30,
    "start.dormant": 6,
    "start.nests": 4,
    "t_cell.match": 5.0,
    "clocks.capillary": 6.0,
    "clocks.organ": 1.0,
    "extravasation.leaving_time": 4.0,
    "extravasation.adhesion_time": 1.0,
    "oxidation.survival_after_arrest": 100.0,
    "shear.fragmentation": 0.0,
    "traits.spread": 0.3,
    **{d.path: 0.5 for d in MODEL.defaults().declarations if d.section == "treatments" and d.level == "lesson"},
}


@pytest.fixture(scope="module")
def busy() -> Simulation:
    """Return a run in which every hazard has somebody to ask about."""
    run = Simulation(MODEL, MODEL.defaults().replace(ALL_AT_WORK), 1, step_seconds=0.1)
    run.advance(60)
    return run


def check_that_nothing_can_be_written(context: ReadContext) -> None:
    assert not isinstance(context, StepContext)
    for table in (context.cells, context.agents, context.journeys):
        for name in table.names:
            for column in (table[name], table.span(name)):
                with pytest.raises(ValueError, match="read-only"):
                    column[:1] = 1
        for change in ("take", "give_back", "restore"):
            assert not hasattr(table, change)
    for change in ("add_cells", "enter_stage", "record", "reaches", "risks", "log", "clocks"):
        assert not hasattr(context, change)
    with pytest.raises(TypeError):
        context.resources[int] = 1  # type: ignore[index]


def watch(run: Simulation, kind: type, question: str, asked: set[str], patch: pytest.MonkeyPatch) -> None:
    """Hold the state before each answer of a kind of hazard, factor or scenery against that after it."""
    answer: Callable[..., Any] = getattr(kind, question)

    def watched(self: Any, context: ReadContext, *rows: Any) -> Any:
        before = run.sha256()
        found = answer(self, context, *rows)
        assert run.sha256() == before, self.name
        if self.name not in asked:
            check_that_nothing_can_be_written(context)
        asked.add(self.name)
        return found

    patch.setattr(kind, question, watched)


@pytest.mark.parametrize("question", ["rate", "multiplier", "move"])
def test_hazards_factors_and_scenery_cannot_change_a_run(
    busy: Simulation, question: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenery = tuple(make() for entry in MODEL.entries for make in entry.scenery)
    kinds: tuple[Any, ...] = {"rate": MODEL.hazards, "multiplier": MODEL.factors, "move": scenery}[question]
    asked: set[str] = set()
    for kind in {type(one) for one in kinds}:
        watch(busy, kind, question, asked, monkeypatch)
    for _ in range(40):
        busy.advance()
        if len(asked) == len(kinds):
            break
    assert asked == {one.name for one in kinds}


@pytest.mark.parametrize("observable", MODEL.observables, ids=lambda observable: observable.name)
def test_an_observable_leaves_a_run_and_its_snapshot_as_they_were(busy: Simulation, observable: Any) -> None:
    before, snapshot = busy.sha256(), busy.snapshot()
    columns = {name: values.copy() for name, values in snapshot.cells.items()}
    observable.read(snapshot)
    assert busy.sha256() == before
    assert all((snapshot.cells[name] == values).all() for name, values in columns.items())
    for part in (snapshot.cells, snapshot.agents, *snapshot.scenery.values()):
        for values in part.values():
            with pytest.raises(ValueError, match="read-only"):
                values[:1] = 1


def test_a_treatment_changes_what_a_step_is_made_with_and_not_what_was_set() -> None:
    given = MODEL.defaults().replace({"treatments.il15": 1.0, "treatments.anti_vegf": 1.0})
    changed = {path for path, (one, other) in MODEL.adjusted(given).difference(given).items() if one != other}
    assert changed == {"tumor.shedding", "detachment.cluster_share", "natural_killer.per_millimetre"}
    run = Simulation(MODEL, MODEL.defaults(), 1, with_scenery=False)
    run.set_parameters(given)
    run.advance()
    assert run.parameters == run.snapshot().parameters == run.state().parameters == given
    assert MODEL.adjusted(MODEL.defaults()) == MODEL.defaults()
