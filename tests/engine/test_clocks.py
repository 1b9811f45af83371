"""Biological time in words a person would use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.engine.clocks import in_words

HOURS = {"s": 1 / 3600, "min": 1 / 60, "h": 1.0, "days": 24.0, "week": 168.0, "year": 8766.0}


def _hours(words: str) -> float:
    number, unit = words.split(" ")
    return float(number) * (HOURS[unit] if unit in HOURS else HOURS[unit.removesuffix("s")])


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (0.0, "0 s"),
        (1 / 3600, "1 s"),
        (0.5 / 3600, "0.5 s"),
        (1 / 60, "1 min"),
        (1 / 3, "20 min"),
        (1.0, "1 h"),
        (1.25, "1.2 h"),
        (6.0, "6 h"),
        (36.0, "36 h"),
        (48.0, "2 days"),
        (168.0, "1 week"),
        (336.0, "2 weeks"),
        (8766.0, "1 year"),
        (87660.0, "10 years"),
    ],
)
def test_spans_in_words(hours: float, words: str) -> None:
    assert in_words(hours) == words


@given(st.floats(1 / 3600, 1e7))
def test_words_say_the_span_within_the_last_digit(hours: float) -> None:
    words = in_words(hours)
    assert _hours(words) == pytest.approx(hours, rel=0.051)
    assert not words.startswith("1 ") or not words.endswith("s") or words == "1 s"


@given(st.floats(1 / 3600, 1e7), st.floats(1 / 3600, 1e7))
def test_a_longer_span_never_reads_shorter(one: float, other: float) -> None:
    short, long = sorted((one, other))
    assert _hours(in_words(short)) <= _hours(in_words(long)) * (1.0 + 1e-9)
