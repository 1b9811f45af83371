"""NK cells meet lodged cells at the rate of their density and speed, and kill as declared once they hold on."""

from typing import TYPE_CHECKING

import numpy as np
import pytest

from desktop.cascade import MODEL
from desktop.cascade.natural_killer import PATROL, contacts_per_hour
from desktop.cascade.patrol import State
from desktop.cascade.stages import Stage
from desktop.engine.arrays import IntArray
from desktop.engine.parameters import Value

if TYPE_CHECKING:
    from tests.cascade.conftest import Bench, Chance

BARE: dict[str, Value] = {"immune_evasion.strength": 0.0, "immune_evasion.mhc": 0.7, "platelets.strength": 0.0}
"""Nothing hides a cell from NK cells."""
STAYING: dict[str, Value] = {"extravasation.leaving_time": 72.0, "extravasation.spread": 0.0}
"""Nobody leaves the capillary while a test looks on."""
BURN_IN_HOURS = 1.0


def _contacts(run: "Bench", hours: float) -> int:
    """Return the contacts within a span of hours, once the capillaries have filled with patrollers."""
    step = run.context.place_hours("capillary")
    run.run.advance(round(BURN_IN_HOURS / step))
    before = run.events("nk_contact").size
    run.run.advance(round(hours / step))
    return run.events("nk_contact").size - before


@pytest.mark.parametrize(
    ("density", "speed", "per_millimetre", "pace", "hours"),
    [
        (300.0, 5.0, 1.667, 3.0, 15.0),
        (1000.0, 5.0, 1.667, 3.0, 7.5),
        (300.0, 20.0, 1.667, 3.0, 7.5),
        (300.0, 5.0, 8.0, 3.0, 5.0),
        (1000.0, 20.0, 10.0, 6.0, 5.0),
    ],
)
def test_a_lodged_cell_is_met_at_density_times_speed(
    bench: "type[Bench]", chance: "Chance", density: float, speed: float, per_millimetre: float, pace: float,
    hours: float,
) -> None:  # fmt: skip
    run = bench(
        {
            "natural_killer.density": density, "natural_killer.speed": speed, "clocks.capillary": pace,
            "natural_killer.per_millimetre": per_millimetre, "natural_killer.kill_chance": 0.0, **STAYING,
            "natural_killer.contact_minutes": 30.0,
        },
        capacity=6000,
    )  # fmt: skip
    per_hour = per_millimetre / 1000.0 * density / 300.0 * speed * 60.0
    assert contacts_per_hour(run.run.parameters) == pytest.approx(per_hour)
    # One to a capillary, since cells that share one are met by the same patrollers.
    run.lodge(run.capillaries.size)
    chance.count(_contacts(run, hours), per_hour * hours * run.capillaries.size)


def test_more_cells_take_no_contacts_from_each_other(bench: "type[Bench]") -> None:
    met = []
    for crowd in (0, 40):
        run = bench({"natural_killer.density": 1000.0, "natural_killer.kill_chance": 0.0, "clocks.capillary": 3.0})
        watched = run.lodge(12)
        run.lodge(crowd)
        run.run.advance(120)
        contacts = run.events("nk_contact")
        met.append(contacts[np.isin(contacts["cell"], watched)][["cell", "step"]].tolist())
        assert contacts.size > 3 * crowd
    assert sorted(met[0]) == sorted(met[1])
    assert len(met[0]) > 30


@pytest.mark.parametrize("patients", [1, 2])
def test_cells_of_two_patients_share_no_killers(bench: "type[Bench]", chance: "Chance", patients: int) -> None:
    changes = {"natural_killer.density": 600.0, "natural_killer.kill_chance": 0.0, "clocks.capillary": 3.0}
    run = bench({**changes, **STAYING}, patients=patients)
    place = {"segment": run.capillaries[0], "s": 40.0, "stop": 40.0}
    rows = run.put(2, Stage.ARRESTED, **place)
    run.run.advance(1200)
    contacts = run.events("nk_contact")
    one, other = (set(contacts["step"][contacts["cell"] == row].tolist()) for row in rows)
    hours = 1200 * run.context.place_hours("capillary")
    for steps in (one, other):
        chance.count(len(steps), hours * contacts_per_hour(run.run.parameters))
    assert (one == other) == (patients == 1)
    assert len(one & other) < 0.5 * len(one) or patients == 1


def test_the_observed_interval_is_cell_hours_over_contacts(bench: "type[Bench]") -> None:
    run = bench({"natural_killer.density": 1000.0, "natural_killer.kill_chance": 0.0, "start.arrested": 12, **STAYING})
    run.run.advance(400)
    interval = next(o for o in MODEL.observables if o.name == "nk_contact_interval_hours").read(run.run.snapshot())
    hours = 400 * run.context.place_hours("capillary")
    assert interval == pytest.approx(12 * hours / run.events("nk_contact").size)
    run.change(clocks__capillary=3.0)
    run.run.advance(100)
    hours += 100 * run.context.place_hours("capillary")
    interval = next(o for o in MODEL.observables if o.name == "nk_contact_interval_hours").read(run.run.snapshot())
    assert interval == pytest.approx(12 * hours / run.events("nk_contact").size), "the clock may be moved meanwhile"


def _seize(run: "Bench", rows: IntArray) -> IntArray:
    """Let one NK cell seize each of the cells, and nobody else come."""
    agents = PATROL.take(run.context, rows.size, State.CRAWLING)
    run.agents["segment"][agents], run.agents["s"][agents] = run.cells["segment"][rows], run.cells["s"][rows]
    PATROL.bind(run.context, agents, rows)
    run.agents.give_back(PATROL.rows(run.context, State.UNSEEN))
    return agents


@pytest.mark.parametrize(("kill", "activity"), [(0.8, 1.0), (0.3, 1.0), (0.3, 2.0)])
def test_a_contact_kills_a_bare_fresh_cell_with_the_declared_chance(
    bench: "type[Bench]", chance: "Chance", kill: float, activity: float
) -> None:
    changes: dict[str, Value] = {"natural_killer.contact_minutes": 61.0, "natural_killer.lytic_delay": 21.0}
    changes |= {"natural_killer.kill_chance": kill, "natural_killer.activity": activity, "clocks.capillary": 2.0}
    run = bench({**changes, **BARE, **STAYING}, capacity=2000)
    rows = run.lodge(1000)
    agents = _seize(run, rows)
    assert run.context.place_hours("capillary") == pytest.approx(2.0 / 60.0), "steps of two minutes"
    run.run.advance(9)
    assert not run.dead(rows).any(), "nothing dies before the first lytic hit"
    run.run.advance(31)
    chance.share(run.dead(rows, "natural_killer").sum(), rows.size, 1.0 - (1.0 - kill) ** activity)
    assert run.dead(rows, "natural_killer").sum() == run.dead(rows).sum()
    left = agents[run.agents["identity"][agents] >= 0]
    assert not np.any(run.agents["state"][left] == State.BOUND), "then it lets go"
    assert np.all(run.agents["partner"][left] == -1)


def test_two_hold_twice_as_hard(bench: "type[Bench]") -> None:
    run = bench({**BARE, **STAYING})
    rows = run.lodge(3)
    for cells in (rows[[1, 2]], rows[[2]]):
        run.agents["bound_hours"][_seize(run, cells)] = 0.5
    rate = run.rate("natural_killer", rows)
    np.testing.assert_allclose(rate / rate[1], [0.0, 1.0, 2.0])


def test_a_brush_in_the_stream_never_kills(bench: "type[Bench]") -> None:
    changes = {"natural_killer.density": 1000.0, "natural_killer.kill_chance": 0.99, "natural_killer.activity": 3.0}
    run = bench({**changes, **BARE, "clocks.blood": 1.0}, seconds=1.0 / 30.0)
    rows = run.put(150, Stage.TRAVELLING, segment=2, s=np.linspace(0.0, 300.0, 150), resistance_arrest=np.inf)
    run.cells["streamline"][rows] = run.context.random["lane"].uniform(run.cells["identity"][rows])
    run.run.advance(180)
    assert run.events("nk_touch").size > 10
    assert not run.dead(rows).any()
