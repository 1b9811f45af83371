"""The default patient's seed shows every step within three minutes, as the window says of it."""

from dataclasses import replace

import numpy as np

from desktop.cascade import MODEL
from desktop.engine.simulation import STEP_SECONDS
from desktop.engine.snapshot import Snapshot
from desktop.study.chronicle import NOT_COUNTED, Chronicle
from desktop.study.eventful import SHOWN_WITHIN, STEPS, chosen_words, first_times, lasting_nest, step_times
from desktop.study.runner import start
from desktop.study.scenario import load_scenario


def test_with_the_shipped_seed_every_step_occurs_within_three_minutes_as_the_window_says() -> None:
    scenario = load_scenario("default-patient")
    assert lasting_nest(scenario, scenario.seed)
    simulation = start(MODEL, scenario)
    simulation.advance(round(SHOWN_WITHIN / STEP_SECONDS))
    times = first_times(simulation.snapshot())
    assert list(times) == [" or ".join(step) for step in STEPS]
    assert max(times.values()) <= SHOWN_WITHIN
    assert "was there at the start" in chosen_words(scenario.parameters, scenario.seed)
    check_that_the_tumor_comes_from_a_nest_of_the_start(simulation.snapshot())


def check_that_the_tumor_comes_from_a_nest_of_the_start(snapshot: Snapshot) -> None:
    chronicle = Chronicle(MODEL)
    chronicle.update(snapshot)
    large = [mark for mark in chronicle.marks if mark.is_metastasis]
    assert {mark.kind for mark in large} == {"micrometastasis", "macrometastasis"}
    assert not any(mark.counted for mark in large)
    assert all(mark.meaning.endswith(NOT_COUNTED) for mark in large)
    counted = dict(zip([one.name for one in MODEL.milestones], np.asarray(snapshot.funnel).sum(axis=0), strict=True))
    assert counted["micrometastasis"] == counted["macrometastasis"] == 0
    assert all(mark.counted for mark in chronicle.marks if mark.kind == "detached")


def test_when_steps_occurred_is_told_of_a_run_of_its_own() -> None:
    times = step_times(load_scenario("default-patient"), 1, 2.0)
    assert set(times) <= {" or ".join(step) for step in STEPS}
    assert all(0.0 <= seconds <= 2.0 for seconds in times.values())


def test_a_nest_that_will_dwindle_is_told_without_a_run() -> None:
    scenario = load_scenario("default-patient")
    assert not lasting_nest(scenario, 1)
    assert not lasting_nest(
        replace(scenario, parameters=scenario.parameters.replace({"start.nests": 0})), scenario.seed
    )


def test_most_patients_show_no_new_tumor_as_the_window_says() -> None:
    scenario = load_scenario("default-patient")
    # Nothing but a nest of the beginning can become large in time, and few of those are lasting.
    assert sum(lasting_nest(scenario, seed) for seed in range(1, 101)) < 20
