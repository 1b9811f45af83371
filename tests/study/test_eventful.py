"""The default patient's seed shows every step within three minutes, as the window says of it."""

from dataclasses import replace

from desktop.study.eventful import SHOWN_WITHIN, STEPS, lasting_nest, step_times
from desktop.study.scenario import load_scenario


def test_with_the_shipped_seed_every_step_occurs_within_three_minutes() -> None:
    scenario = load_scenario("default-patient")
    assert lasting_nest(scenario, scenario.seed)
    times = step_times(scenario, scenario.seed)
    assert list(times) == [" or ".join(step) for step in STEPS]
    assert max(times.values()) <= SHOWN_WITHIN


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
