"""An event is told the same wherever it is told, and a cell's numbers say whether it goes in a group."""

import numpy as np

from desktop.cascade import MODEL
from desktop.engine.simulation import Simulation
from desktop.study.biography import Biographer, event_sentence


def test_a_death_names_its_cause_and_every_event_has_a_sentence() -> None:
    run = Simulation(MODEL, MODEL.defaults(), 3, step_seconds=0.25, with_scenery=False)
    run.advance(200)
    snapshot = run.snapshot()
    died = snapshot.events[snapshot.events["kind"] == MODEL.event_codes["died"]]
    assert died.size > 0
    assert event_sentence(MODEL, died[0]) == MODEL.hazards[int(died[0]["cause"])].death
    for code in np.unique(snapshot.events["kind"]):
        event = snapshot.events[snapshot.events["kind"] == code][0]
        assert "{" not in event_sentence(MODEL, event)


def test_the_numbers_of_a_cell_say_whether_it_goes_in_a_group() -> None:
    run = Simulation(MODEL, MODEL.defaults(), 3, step_seconds=0.25, with_scenery=False)
    run.advance(200)
    snapshot, told = run.snapshot(), Biographer(MODEL)
    for row in (0, int(np.flatnonzero(snapshot.cells["cluster"] >= 0)[0])):
        told.follow(int(snapshot.cells["identity"][row]))
        life = told.update(snapshot)
        assert life is not None
        size = int(snapshot.cells["cluster_size"][row])
        in_group = snapshot.cells["cluster"][row] >= 0
        assert dict(life.numbers)["in a group"] == (f"of {size} cells" if in_group else "no")


def test_before_its_birth_a_cell_is_said_not_to_be_there_yet() -> None:
    simulation = Simulation(MODEL, MODEL.defaults(), 1, with_scenery=False)
    early = simulation.snapshot()
    biographer = Biographer(MODEL)
    biographer.follow(int(early.cells["identity"].max()) + 1)
    life = biographer.update(early)
    assert life is not None
    assert (life.state, life.numbers) == ("unborn", ())
    assert "not there yet" in life.summary
    biographer.follow(int(early.cells["identity"].max()))
    there = biographer.update(early)
    assert there is not None
    assert there.state == "alive"
    assert there.about


def test_a_cell_that_left_alone_is_not_said_to_have_left_together() -> None:
    event = np.zeros(1, dtype=Simulation(MODEL, MODEL.defaults(), 1).snapshot().events.dtype)
    event["kind"], event["cause"] = MODEL.event_codes["detached"], -1
    for number, words in ((1.0, "let go of the tumor alone"), (3.0, "let go of the tumor in a group of 3")):
        event["value"] = number
        assert event_sentence(MODEL, event[0]) == words


def test_what_a_cell_is_like_is_told_of_the_living_and_the_dead_alike() -> None:
    run = Simulation(MODEL, MODEL.defaults(), 3, step_seconds=0.25, with_scenery=False)
    first, told = run.snapshot(), Biographer(MODEL)
    run.advance(200)
    last = run.snapshot()
    died = last.events[last.events["kind"] == MODEL.event_codes["died"]]["cell"]
    both = [int(cell) for cell in died if cell in first.cells["identity"] and cell not in last.cells["identity"]]
    assert both
    for cell in both:
        told.follow(cell)
        alive, dead = told.update(first), told.update(last)
        assert alive is not None
        assert dead is not None
        assert alive.likeness is not None
        assert (alive.likeness, len(alive.likeness.traits)) == (dead.likeness, 6)
        later = Biographer(MODEL)
        later.follow(cell)
        known = later.update(last)
        assert known is not None
        assert known.likeness == dead.likeness, "chosen after its death, it is known by the log"


def test_a_moved_spread_is_told_at_once() -> None:
    run = Simulation(MODEL, MODEL.defaults(), 3, with_scenery=False)
    told = Biographer(MODEL)
    told.follow(5)
    spread = []
    for value in (0.3, 0.6, 0.0):
        run.set_parameters(run.parameters.replace({"traits.spread": value}))
        run.advance()
        life = told.update(run.snapshot())
        assert life is not None
        assert life.likeness is not None
        spread.append(tuple(trait.below for trait in life.likeness.traits))
    assert spread[0] == spread[1], "each stays where it is among the others"
    assert spread[2] == ()
