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
