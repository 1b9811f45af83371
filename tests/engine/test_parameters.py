"""Declared values go in and out unchanged; everything else is refused in one sentence that helps."""

from collections.abc import Mapping
from dataclasses import FrozenInstanceError, dataclass, replace
from math import isfinite, nan

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from desktop.engine.parameters import Declaration, ParameterError, ParameterGroup, Parameters, Value, parameter

BASE = Declaration(
    path="shear.stress",
    label="Shear",
    unit="Pa",
    default=1.0,
    low=0.0,
    high=2.0,
    scale="linear",
    help="",
    source="",
    grade="assumption",
    level="basic",
    live=True,
    section="",
    choices=(),
    typical=None,
)
limits = st.tuples(st.floats(-1e12, 1e12), st.floats(-1e12, 1e12)).map(sorted)
numbers = limits.map(lambda pair: replace(BASE, default=float(pair[0]), low=pair[0], high=pair[1]))
counts = limits.map(lambda pair: replace(BASE, default=int(pair[0]), low=int(pair[0]), high=int(pair[1])))
switches = st.booleans().map(lambda value: replace(BASE, default=value))
names = st.lists(st.text("abcdef ", min_size=1), min_size=1, unique=True).map(tuple)
choices = names.map(lambda words: replace(BASE, default=words[0], choices=words))
declarations = st.one_of(numbers, counts, switches, choices)


def _allowed(declaration: Declaration) -> st.SearchStrategy[Value]:
    if declaration.choices:
        return st.sampled_from(declaration.choices)
    if isinstance(declaration.default, bool):
        return st.booleans()
    if isinstance(declaration.default, int):
        return st.integers(int(declaration.low), int(declaration.high))
    return st.floats(declaration.low, declaration.high)


@given(declarations, st.data())
def test_allowed_values_keep_value_and_type(declaration: Declaration, data: st.DataObject) -> None:
    value = data.draw(_allowed(declaration))
    taken = declaration.check(value)
    assert taken == value
    assert type(taken) is type(declaration.default)


@settings(max_examples=50)
@given(counts, st.data())
def test_whole_numbers_may_be_written_as_floats_and_only_whole_ones(
    declaration: Declaration, data: st.DataObject
) -> None:
    count = data.draw(_allowed(declaration))
    assert declaration.check(float(count)) == count
    assert type(declaration.check(float(count))) is int
    assume(declaration.high > declaration.low)
    with pytest.raises(ParameterError):
        declaration.check(declaration.low + 0.5)


@given(
    numbers,
    st.one_of(
        st.floats(),
        st.integers(),
        st.booleans(),
        st.text(),
        st.none(),
        st.lists(st.integers(), max_size=2),
        st.sampled_from([10**400, -(10**400), 10**5000, np.zeros((30, 3)), 1j]),
    ),
)
def test_everything_else_is_refused_in_one_sentence(declaration: Declaration, value: object) -> None:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    assume(not (number and declaration.low <= float(_clipped(value)) <= declaration.high))
    with pytest.raises(ParameterError) as refusal:
        declaration.check(value)
    sentence = str(refusal.value)
    assert sentence.startswith("shear.stress = ")
    assert f"it takes {declaration.allowed}" in sentence
    assert "e+" not in declaration.allowed
    assert sentence.isprintable()
    assert len(sentence) < 200


def _clipped(value: object) -> float:
    assert isinstance(value, int | float)
    return max(min(value, 1e300), -1e300) if isinstance(value, int) or isfinite(value) else 1e300


def test_a_refusal_names_path_value_unit_and_range() -> None:
    with pytest.raises(ParameterError) as refusal:
        BASE.check(3.5)
    assert str(refusal.value) == "shear.stress = 3.5 is not allowed: it takes 0 to 2 Pa"


# --- all parameters together ---


def _number(default: float) -> float:
    value: float = parameter(default, label="a number", unit="h", high=10.0, help="Does something.", source="none")
    return value


@dataclass(frozen=True)
class Shear(ParameterGroup):
    key = "shear"
    label = "Shear"
    section = "flow"

    exponent: float = _number(2.0)
    reference_stress: float = _number(3.0)


@dataclass(frozen=True)
class Platelets(ParameterGroup):
    key = "platelets"
    label = "Platelets"
    section = "survival"

    strength: float = _number(1.0)
    awake: bool = parameter(default=True, label="awake", help="", source="", section="display")
    count: int = parameter(4, label="count", high=9, help="", source="")


RENAMED = {"shear.power": "shear.exponent", "flow.power": "shear.power", "loop.a": "loop.b", "loop.b": "loop.a"}
DEFAULTS = Parameters.defaults((Shear, Platelets), RENAMED)
some_changes = st.fixed_dictionaries(
    {},
    optional={
        "shear.exponent": st.floats(0.0, 10.0),
        "shear.reference_stress": st.sampled_from([3.0, 4.0]),
        "platelets.strength": st.sampled_from([1.0, 0.0]),
        "platelets.awake": st.booleans(),
        "platelets.count": st.integers(0, 9),
    },
)


@given(some_changes, some_changes)
def test_replacing_comparing_and_listing_changes_agree(first: Mapping[str, Value], second: Mapping[str, Value]) -> None:
    one, other = DEFAULTS.replace(first), DEFAULTS.replace(second)
    expected = {path: (one.value(path), other.value(path)) for path in {*first, *second}}
    expected = {path: pair for path, pair in expected.items() if pair[0] != pair[1]}
    assert one.difference(other) == expected
    assert {kind.key for kind in one.changed_groups(other)} == {path.partition(".")[0] for path in expected}
    assert (one == other) == (not expected)
    assert one.changes() == {path: v for path, v in first.items() if v != DEFAULTS.declaration(path).default}
    assert one.replace({d.path: other.value(d.path) for d in one.declarations}) == other
    assert hash(DEFAULTS.replace(first)) == hash(one)


@given(some_changes)
def test_parameters_never_change(changes: Mapping[str, Value]) -> None:
    before = Parameters.defaults((Shear, Platelets))
    before.replace(changes)
    assert before == DEFAULTS
    assert before[Shear] == Shear()
    with pytest.raises(FrozenInstanceError):
        setattr(before[Shear], "exponent", 5.0)  # noqa: B010


def test_typed_and_named_access_agree_and_sections_are_inherited() -> None:
    changed = DEFAULTS.replace({"shear.exponent": 7})
    assert changed[Shear].exponent == changed.value("shear.exponent") == 7.0
    assert isinstance(changed[Shear].exponent, float)
    sections = {d.path: d.section for d in changed.declarations}
    assert sections["platelets.strength"] == "survival"
    assert sections["platelets.awake"] == "display"
    assert changed.declaration("platelets.awake").group == "platelets"


@pytest.mark.parametrize("old", ["shear.power", "flow.power"])
def test_old_names_are_followed_to_the_newest(old: str) -> None:
    changed = DEFAULTS.replace({old: 5.0})
    assert changed.changes() == {"shear.exponent": 5.0}
    assert changed.value(old) == 5.0
    assert changed.replace({"shear.exponent": 2.0}) == DEFAULTS


@pytest.mark.parametrize(
    ("path", "nearest"),
    [("shear.exponnt", "shear.exponent"), ("platelet.strength", "platelets.strength"), ("Shear.exponent", "shear.exp")],
)
def test_an_unknown_path_names_the_nearest_known_one(path: str, nearest: str) -> None:
    with pytest.raises(ParameterError, match=f"is not a parameter; the nearest known one is {nearest}"):
        DEFAULTS.replace({path: 1.0})


@pytest.mark.parametrize("path", ["", "loop.a", "zzz", "x" * 10_000, "a\nb"])
def test_a_path_like_nothing_known_is_refused_in_one_line(path: str) -> None:
    with pytest.raises(ParameterError) as refusal:
        DEFAULTS.declaration(path)
    assert str(refusal.value).isprintable()
    assert len(str(refusal.value)) < 200


def test_one_bad_value_leaves_everything_as_it_was() -> None:
    with pytest.raises(ParameterError):
        DEFAULTS.replace({"shear.exponent": 5.0, "platelets.strength": nan})
    assert DEFAULTS.changes() == {}


def test_two_groups_may_not_share_a_key() -> None:
    @dataclass(frozen=True)
    class SecondShear(ParameterGroup):
        key = "shear"

    with pytest.raises(ValueError, match="shear"):
        Parameters.defaults((Shear, SecondShear))
