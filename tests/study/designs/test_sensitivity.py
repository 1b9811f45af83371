"""Sensitivity finds what matters and is not fooled by what does not."""

from dataclasses import replace

import numpy as np
import pytest

from desktop.cascade import MODEL
from desktop.study.axes import SweepError
from desktop.study.cohorts.paired_run import PairedOutcome, PairedRun
from desktop.study.designs import sensitivity
from desktop.study.designs.sensitivity import Level, Method, Study, as_rows, ends, run_study, sliders_up_to, value_at
from desktop.study.statistics import paired_error

PATIENT = MODEL.defaults()
PATHS = ("natural_killer.density", "platelets.strength", "flow.haematocrit")


def made_up(trial: PairedRun) -> PairedOutcome:
    """Stand in for a cohort: tenfold for the first slider over its range, half as strong for the second."""
    values = PATIENT.replace(dict(trial.changes))
    places = []
    for path in PATHS:
        low, high = ends(values.declaration(path), "typical")
        places.append((float(values.value(path)) - low) / (high - low))
    return PairedOutcome(np.full(1000, 1e-3 * 10.0 ** -places[0] * 10.0 ** (0.5 * places[1])), 1000.0)


def lucky(trial: PairedRun) -> PairedOutcome:
    """Stand in for a cohort whose luck is great, and of which the first slider takes a twentieth away at its end."""
    brought = np.random.default_rng(1).exponential(1.0, 400) ** 3
    values = PATIENT.replace(dict(trial.changes))
    harmed = values.value(PATHS[0]) == ends(values.declaration(PATHS[0]), "typical")[1]
    return PairedOutcome(np.where(harmed & (np.arange(400) % 20 == 0), 0.0, brought), 400.0)


def study(method: Method) -> Study:
    return Study(PATIENT, tuple(PATIENT.declaration(path) for path in PATHS), method, "typical", 100_000, 1, 16)


@pytest.mark.parametrize("method", ["morris", "sobol"])
def test_one_starting_point_is_refused_before_any_run(method: Method) -> None:
    with pytest.raises(SweepError, match="2 or more"):
        run_study(replace(study(method), size=1))


@pytest.mark.parametrize("method", ["one", "morris", "sobol"])
def test_each_method_puts_known_effects_in_order(method: Method, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sensitivity, "outcome", made_up)
    shares: list[float] = []
    found = run_study(study(method), on_progress=shares.append)
    assert [influence.path for influence in found] == list(PATHS)
    assert found[2].strength == pytest.approx(0.0, abs=1e-6)
    assert shares[-1] == 1.0
    assert shares == sorted(shares)
    expected = {"one": (1.0, 0.5), "morris": (1.0, 0.5), "sobol": (0.8, 0.2)}[method]
    assert (found[0].strength, found[1].strength) == pytest.approx(expected, rel=0.35)
    if method == "one":
        assert found[0].low > 0.0 > found[0].high


def test_luck_that_all_runs_share_hides_no_effect_and_makes_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sensitivity, "outcome", lucky)
    acting, *idle = run_study(study("one"))
    assert acting.path == PATHS[0]
    assert -0.1 < acting.high < 0.0 == acting.low
    harmed = lucky(PairedRun({PATHS[0]: ends(PATIENT.declaration(PATHS[0]), "typical")[1]}, 1, 0, 400, ""))
    plain = lucky(PairedRun({}, 1, 0, 400, ""))
    assert acting.error == pytest.approx(paired_error(harmed.brought, plain.brought)[0] / np.log(10.0))
    own = plain.estimate
    assert 0.0 < acting.error < 0.3 * own.error / own.mean / np.log(10.0)
    assert [(influence.strength, influence.error) for influence in idle] == [(0.0, 0.0)] * 2


@pytest.mark.parametrize("level", ["lesson", "basic", "expert"])
def test_every_slider_of_a_level_stays_within_its_limits(level: Level) -> None:
    for slider in sliders_up_to(PATIENT, level):
        for span in ("typical", "whole"):
            for place in (0.0, 0.5, 1.0):
                slider.check(value_at(slider, "typical" if span == "typical" else "whole", place))


def test_levels_hold_more_and_more_and_the_last_one_all_that_act() -> None:
    numbers = [len(sliders_up_to(PATIENT, level)) for level in ("lesson", "basic", "expert")]
    assert numbers == sorted(set(numbers))
    skipped = {d.section for d in PATIENT.declarations} - {d.section for d in sliders_up_to(PATIENT, "expert")}
    assert skipped <= {"clocks", "display"}


@pytest.mark.long
def test_a_real_run_finds_nk_cells_harmful_to_tumor_cells() -> None:
    plan = Study(PATIENT, (PATIENT.declaration("natural_killer.density"),), "one", "whole", 400, 1, 1)
    found = run_study(plan)[0]
    assert found.low > 0.0
    row = as_rows(plan, (found,), "default-patient")[0]
    assert list(row)[:5] == ["program", "version", "scenario", "row", "seed"]
    assert row["path"] == "natural_killer.density"
