"""A run with a schedule is the run that a hand makes by moving the sliders at the same steps: bit for bit the same."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.cascade import MODEL
from desktop.cascade.arrest import LODGING_CLOCK
from desktop.engine.arrays import FloatArray, IntArray
from desktop.engine.context import StepContext
from desktop.engine.hazards import OwnClocks, Reader, RiskLedger
from desktop.engine.model import Model
from desktop.engine.parameters import ParameterError, Parameters
from desktop.engine.simulation import Simulation

STEPS_PER_HOUR = 180
"""Of a capillary's clock: 20 minutes pass in it in a second of animation of 60 steps."""


def begun(model: Model, parameters: Parameters, seed: int = 3) -> Simulation:
    return Simulation(model, parameters, seed, with_scenery=False)


@settings(max_examples=15)
@given(
    edges=st.lists(st.integers(0, 400), min_size=2, max_size=6, unique=True),
    values=st.lists(st.floats(0.0, 500.0), min_size=3, max_size=3),
    pieces=st.lists(st.integers(1, 60), max_size=8),
)
def test_a_run_by_schedule_is_the_run_made_by_hand(
    small_model: Model, edges: list[int], values: list[float], pieces: list[int]
) -> None:
    spans = list(zip(*[iter(sorted(edges))] * 2, strict=False))
    text = ",".join(
        f"shear.hazard={value!r}@capillary:{a / STEPS_PER_HOUR!r}..{b / STEPS_PER_HOUR!r}h"
        for (a, b), value in zip(spans, values, strict=False)
    )
    base = small_model.defaults().replace({"shedding.rate": 60.0})
    by_hand, scheduled = begun(small_model, base), begun(small_model, base.replace({"schedule": text}))
    for (a, b), value in zip(spans, values, strict=False):
        by_hand.advance(a - by_hand.step)
        by_hand.set_parameters(base.replace({"shear.hazard": value}))
        by_hand.advance(b - a)
        by_hand.set_parameters(base)
    by_hand.advance(410 - by_hand.step)
    for piece in pieces:
        scheduled.advance(min(piece, 410 - scheduled.step))
        scheduled.snapshot()
    scheduled.advance(410 - scheduled.step)
    assert scheduled.sha256() == by_hand.sha256()


def test_in_the_model_itself_by_two_clocks_at_once() -> None:
    base = MODEL.defaults()
    text = "natural_killer.density=1000@capillary:0.5..1h,tumor.present=false@tissue:0.5..d"
    scheduled = begun(MODEL, base.replace({"schedule": text}))
    scheduled.advance(240)
    many = {"natural_killer.density": 1000.0}
    by_hand = begun(MODEL, base)
    for step, changes in ((90, many), (120, many | {"tumor.present": False}), (180, {"tumor.present": False})):
        by_hand.advance(step - by_hand.step)
        by_hand.set_parameters(base.replace(changes))
    by_hand.advance(240 - by_hand.step)
    assert scheduled.sha256() == by_hand.sha256()
    untouched = begun(MODEL, base)
    untouched.advance(240)
    assert untouched.sha256() != scheduled.sha256()


def test_a_run_goes_on_exactly_from_the_middle_of_a_span(small_model: Model) -> None:
    parameters = small_model.defaults().replace({"schedule": "shear.hazard=400@blood:0.01..0.02h"})
    run = begun(small_model, parameters)
    run.advance(50)
    assert run.snapshot().parameters.value("shear.hazard") == 400.0
    assert run.parameters.value("shear.hazard") == 30.0
    state = run.state()
    run.advance(100)
    end = run.sha256()
    other = begun(small_model, small_model.defaults(), 3)
    other.restore(state)
    assert other.snapshot().parameters == state.parameters
    other.advance(100)
    assert other.sha256() == run.sha256() == end


def test_a_slider_moved_meanwhile_holds_when_the_span_is_over(small_model: Model) -> None:
    run = begun(small_model, small_model.defaults().replace({"schedule": "shear.hazard=400@animation:0..1s"}))
    run.advance(30)
    run.set_parameters(run.parameters.replace({"shear.hazard": 7.0}))
    run.advance(30)
    assert run.context.parameters.value("shear.hazard") == 400.0
    run.advance()
    assert run.context.parameters.value("shear.hazard") == 7.0


# --- by a clock that each cell has for itself ---


@dataclass
class ReadingWith(OwnClocks):
    """Reads every cell's risks with other parameters, and leaves all else to those of the step."""

    other: Parameters = field(default_factory=MODEL.defaults)

    def __bool__(self) -> bool:
        return True

    def read(self, context: StepContext, rows: IntArray, reader: Reader) -> FloatArray:
        with context.read_with(self.other):
            return reader(context.reading, rows)


LODGED = MODEL.defaults().replace(
    {"start.arrested": 60, "t_cell.match": 5.0, "t_cell.density": 1200.0, "treatments.exercise": 0.5}
    | {"clocks.capillary": 6.0}
)
STEPS = 120


@pytest.fixture(scope="module")
def usual_state() -> str:
    """Return the digest of a run in which nothing is changed."""
    run = begun(MODEL, LODGED)
    run.advance(STEPS)
    return run.sha256()


@pytest.mark.parametrize("path", LODGING_CLOCK.parameters)
def test_what_goes_by_a_cells_own_clock_acts_through_its_risks_alone(path: str, usual_state: str) -> None:
    declared = MODEL.defaults().declaration(path)
    other = LODGED.replace({path: declared.low if LODGED.value(path) != declared.low else declared.high})
    changed, read = begun(MODEL, other), begun(MODEL, LODGED)
    ledger = read.context.risks
    assert isinstance(ledger, RiskLedger)
    ledger.own_clocks = ReadingWith(other=MODEL.adjusted(other))
    for run in (changed, read):
        run.advance(STEPS)
    assert read.sha256() == changed.sha256()
    assert read.sha256() != usual_state


def test_hours_since_lodging_are_each_cells_own() -> None:
    injected = MODEL.defaults().replace(
        {"tumor.present": False, "start.injected": 200, "arrest.per_circuit": 60.0, "start.arrested": 0}
    )
    first = injected.replace({"schedule": "natural_killer.activity=0@lodging:0..2h"})
    bare, spared = begun(MODEL, injected), begun(MODEL, first)
    bare.advance(1200)
    spared.advance(1200)
    killer = [hazard.name for hazard in MODEL.hazards].index("natural_killer")
    events = spared.snapshot().events
    died = events[(events["kind"] == 0) & (events["cause"] == killer)]
    lodged = events[events["kind"] == MODEL.event_codes["arrested"]]
    hours = [
        event["hours"] - lodged["hours"][lodged["cell"] == event["cell"]][0]
        for event in died
        if event["cell"] in lodged["cell"]
    ]
    assert len(hours) > 5
    assert min(hours) >= 2.0 - 1.5 / STEPS_PER_HOUR
    earlier = bare.snapshot().events
    assert ((earlier["kind"] == 0) & (earlier["cause"] == killer)).sum() > len(died)


def test_a_span_without_an_end_since_lodging_is_the_slider_itself() -> None:
    base = MODEL.defaults().replace({"start.arrested": 40})
    own = begun(MODEL, base.replace({"schedule": "platelets.strength=0@lodging:0.."}))
    slider = begun(MODEL, base.replace({"platelets.strength": 0.0}))
    own.advance(600)
    slider.advance(600)
    # The shield acts on lodged cells alone, and from the first step that one has lain there.
    assert own.sha256() == slider.sha256()


def test_what_acts_on_more_than_one_cell_cannot_go_by_its_own_clock() -> None:
    with pytest.raises(ParameterError, match=r"platelets\.count cannot go by the lodging clock"):
        MODEL.defaults().replace({"schedule": "platelets.count=10@lodging:0..4h"})
