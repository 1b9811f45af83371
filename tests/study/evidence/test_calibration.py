"""The calibration finds its way back, leaves alone what fits, and agrees with what comes with the program."""

import tomllib
from pathlib import Path

import pytest

from desktop.cascade import MODEL
from desktop.study.evidence.calibration import FITS, TOLERANCE, Calibration, Fit, calibrate, fitted_scenario
from desktop.study.evidence.fitted_file import check_fitted_target, fitted_text, save_fitted
from desktop.study.evidence.measures import MEASURES
from desktop.study.scenario import load_scenario
from desktop.system.assets import asset
from desktop.system.files import FileError

HALF_LIFE = Fit("2a", "arrest.per_circuit", -0.85)


def test_the_default_patient_holds_every_fitted_value_and_they_are_the_defaults() -> None:
    document = tomllib.loads(asset("scenarios/default-patient.toml").read_text(encoding="utf-8"))
    for fit in FITS:
        group, _, key = fit.path.partition(".")
        assert document[group][key] == MODEL.defaults().value(fit.path), fit.path
    assert load_scenario("default-patient").parameters == MODEL.defaults()


@pytest.fixture(scope="module")
def refitted() -> Calibration:
    start = MODEL.defaults().replace({"arrest.per_circuit": 9.0})
    return calibrate(start, 600, 1, fits=(HALF_LIFE,))


def test_a_patient_put_out_of_tune_is_tuned_again(refitted: Calibration) -> None:
    step = refitted.steps[0]
    assert step.before == 9.0
    assert step.is_close
    assert step.turns > 1
    assert step.measured.low <= 25.0 <= step.measured.high or abs(step.measured.value / 25.0 - 1.0) < 1.1 * TOLERANCE
    assert float(refitted.parameters.value("arrest.per_circuit")) == step.after
    # 600 departures tell the half-life to about ten per cent, and a fit ends within that.
    assert step.after == pytest.approx(float(MODEL.defaults().value("arrest.per_circuit")), rel=0.35)


def test_what_fits_is_left_alone(refitted: Calibration) -> None:
    again = calibrate(refitted.parameters, 600, 1, fits=(HALF_LIFE,))
    assert again.parameters == refitted.parameters
    assert again.steps[0].turns == 1


def test_the_file_says_what_was_fitted_to_what_and_opens_as_a_scenario(refitted: Calibration, tmp_path: Path) -> None:
    path = tmp_path / "fitted.toml"
    check_fitted_target(path)
    save_fitted(fitted_scenario(refitted, load_scenario("default-patient")), refitted, path)
    assert load_scenario(path).parameters == refitted.parameters
    assert "# figure 2a, half-life of single cells in blood: 25 min wanted" in path.read_text(encoding="utf-8")
    untouched = Calibration(MODEL.defaults(), (), 600, 1)
    assert "[arrest]" not in fitted_text(load_scenario("default-patient"), untouched)


@pytest.mark.parametrize(
    ("name", "why"), [("fitted.csv", r"takes a \.toml file"), ("no such folder/fitted.toml", "there is no folder")]
)
def test_a_target_that_cannot_be_is_refused_before_the_work(name: str, why: str, tmp_path: Path) -> None:
    with pytest.raises(FileError, match=why):
        check_fitted_target(tmp_path / name)


def test_every_fit_has_a_measure_and_moves_a_number() -> None:
    for fit in FITS:
        assert fit.measure is not None or fit.target in MEASURES
        assert isinstance(MODEL.defaults().value(fit.path), float)
