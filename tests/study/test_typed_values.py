"""The value of a parameter as text: taken as it is meant, or refused in one sentence that helps."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.cascade import MODEL
from desktop.engine.parameters import Declaration, ParameterError
from desktop.study.axes import SweepError, read_axis
from desktop.study.runner import with_settings
from desktop.study.scenario import Scenario, ScenarioError, load_scenario
from desktop.study.typed_values import read_value

DECLARATIONS = MODEL.defaults().declarations
BASE = replace(
    MODEL.defaults().declaration("shear.hazard"), path="shear.stress", default=1.0, low=0.0, high=2.0, unit="Pa"
)


@pytest.fixture(scope="module")
def patient() -> Scenario:
    return load_scenario("default-patient")


@given(st.sampled_from(DECLARATIONS), st.data())
def test_what_a_parameter_takes_can_be_written(declaration: Declaration, data: st.DataObject) -> None:
    if isinstance(declaration.default, bool) or declaration.choices:
        value = data.draw(st.sampled_from(declaration.choices or (True, False)))
    elif isinstance(declaration.default, int):
        value = data.draw(st.integers(int(declaration.low), int(declaration.high)))
    else:
        value = data.draw(st.floats(declaration.low, declaration.high))
    taken = read_value(declaration, f" {value} ")
    assert taken == value
    assert type(taken) is type(declaration.default)


@pytest.mark.parametrize(
    ("declaration", "text"),
    [
        (BASE, "nan"),
        (BASE, "-inf"),
        (BASE, "1e999"),
        (BASE, "2.1"),
        (BASE, "two"),
        (BASE, ""),
        (BASE, "true"),
        (BASE, "9" * 5000),
        (replace(BASE, default=1, high=9), "1.5"),
        (replace(BASE, default=True), "1"),
        (replace(BASE, default="slow", choices=("slow", "fast")), "Slow"),
    ],
)
def test_text_that_is_no_allowed_value_is_refused(declaration: Declaration, text: str) -> None:
    with pytest.raises(ParameterError, match=r"shear\.stress = .* is not allowed: it takes .+") as refusal:
        read_value(declaration, text)
    assert declaration.allowed in str(refusal.value)


@pytest.mark.parametrize("text", ["1,000", "20,000", "1,250"])
def test_thousands_are_never_taken_for_decimals(patient: Scenario, text: str) -> None:
    declaration = patient.parameters.declaration("natural_killer.density")
    with pytest.raises(ParameterError, match=r"natural_killer\.density = '.*' is not allowed: it may mean"):
        read_value(declaration, text)
    with pytest.raises(ScenarioError, match="it may mean"):
        with_settings(patient, [f"natural_killer.density={text}"])
    with pytest.raises(SweepError, match="it may mean"):
        read_axis(f"natural_killer.density={text}:2000:3", patient)


def test_decimals_with_a_comma_and_digits_of_other_scripts_are_understood(patient: Scenario) -> None:
    changed = with_settings(patient, ["platelets.strength=0,5", "natural_killer.density=۱۲۰"])
    assert changed.parameters.changes() == {"platelets.strength": 0.5, "natural_killer.density": 120.0}
    assert read_axis("platelets.strength=0,5:1,5:3", patient).values == (0.5, 1.0, 1.5)


def test_an_axis_of_thousands_is_not_one_of_ones_and_zeros(patient: Scenario) -> None:
    with pytest.raises(
        SweepError, match=r"--axis natural_killer\.density='1,000' is not allowed: commas stand between"
    ):
        read_axis("natural_killer.density=1,000", patient)
    assert read_axis("natural_killer.density=100,300", patient).values == (100.0, 300.0)
    assert read_axis("natural_killer.density=1'000,1e2", patient).values == (1000.0, 100.0)
