import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.cascade import MODEL
from desktop.engine.parameters import Declaration
from desktop.study.typed_values import read_value
from desktop.system.number_words import compact
from desktop.ui.sliders.track import COARSE, FINE, STEP, Track, written

NUMBERS = tuple(d for d in MODEL.defaults().declarations if not isinstance(d.default, bool) and not d.choices)
positions = st.floats(0.0, 1.0)


@pytest.mark.parametrize("declaration", NUMBERS, ids=lambda d: d.path)
def test_default_and_limits_stand_where_they_belong(declaration: Declaration) -> None:
    track = Track(declaration)
    assert track.value(track.default_position) == declaration.default
    assert 0.0 <= track.default_position <= 1.0
    ends = [declaration.low, declaration.high]
    if not 0.0 < track.default_position < 1.0:
        ends.remove(float(declaration.default))
    for end in ends:
        assert float(track.value(track.position(end))) == pytest.approx(end, rel=0.01, abs=1e-9)


@given(st.sampled_from(NUMBERS), positions)
def test_every_position_gives_an_allowed_value_close_by(declaration: Declaration, position: float) -> None:
    track = Track(declaration)
    value = declaration.check(track.value(position))
    whole_step = 1.0 / (declaration.high - declaration.low) if track.is_whole else 0.0
    assert abs(track.position(float(value)) - position) <= 0.006 + 0.5 * whole_step


@given(st.sampled_from(NUMBERS), positions, st.sampled_from([FINE, STEP, COARSE]), st.booleans())
def test_every_key_moves_on_until_the_limit(
    declaration: Declaration, position: float, share: float, upwards: bool
) -> None:
    track = Track(declaration)
    value = float(track.value(position))
    moved = float(declaration.check(track.moved(value, share if upwards else -share)))
    limit = declaration.high if upwards else declaration.low
    if abs(track.position(value) - track.position(limit)) < 1e-3:
        assert abs(track.position(moved) - track.position(limit)) < 2e-2
    else:
        assert (moved > value) if upwards else (moved < value)


def test_the_default_is_met_on_the_way() -> None:
    track = Track(MODEL.defaults().declaration("clocks.blood"))
    value, seen = float(track.value(0.0)), []
    for _ in range(200):
        value = float(track.moved(value, STEP))
        seen.append(value)
    assert track.declaration.default in seen
    assert value == pytest.approx(track.declaration.high, rel=0.01)


@given(st.sampled_from(NUMBERS), positions)
def test_what_a_field_shows_can_be_typed_back(declaration: Declaration, position: float) -> None:
    track = Track(declaration)
    value = track.value(position)
    typed = read_value(declaration, written(declaration, value))
    assert float(typed) == pytest.approx(float(value), rel=0.005)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (1.0, "1"), (0.0166667, "0.0167"), (250.0, "250"), (2e5, "200000"), (1e7, "10000000")],
)
def test_numbers_are_written_with_the_digits_a_reader_can_use(value: float, text: str) -> None:
    assert compact(value) == text
