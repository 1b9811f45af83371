"""What is typed means one number or is refused: never another one in silence."""

from contextlib import suppress
from math import isfinite

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.system.typed_numbers import AmbiguousError, NumberError, read_number, read_whole, split_list

NNBSP, NBSP = "\u202f", "\u00a0"
ARABIC, PERSIAN, WIDE = ("".join(chr(zero + digit) for digit in range(10)) for zero in (0x660, 0x6F0, 0xFF10))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,5", 1.5),
        ("2.5", 2.5),
        ("0,125", 0.125),
        ("1,0000", 1.0),
        ("1000,500", 1000.5),
        ("1.125", 1.125),
        ("1.000,5", 1000.5),
        ("1,000.5", 1000.5),
        ("1,000,000", 1e6),
        ("1.000.000", 1e6),
        ("12 500", 12_500.0),
        ("12'500", 12_500.0),
        ("12’500,25", 12_500.25),
        (f"12{NNBSP}500", 12_500.0),
        (f"12{NBSP}500,5", 12_500.5),
        ("1_000", 1000.0),
        ("٣٫٥", 3.5),
        ("١٬٠٠٠٫٥", 1000.5),
        ("۱۲۳", 123.0),
        ("\u200e۲۵۰", 250.0),
        ("\uff11\uff0c\uff15", 1.5),
        ("−3", -3.0),
        ("+.5", 0.5),
        ("5.", 5.0),
        ("2.5e6", 2.5e6),
        ("1E-3", 0.001),
        (" 7 ", 7.0),
        ("-0", 0.0),
    ],
)
def test_what_can_mean_one_number_only_is_that_number(text: str, number: float) -> None:
    for by_hand in (False, True):
        assert read_number(text, by_hand=by_hand) == number
    assert str(read_number(text)) != "-0.0"


@pytest.mark.parametrize(
    "text", ["1,000", "20,000", "1,250", "999,999", "-1,000", "1,000e3", "\uff11\uff0c000", "١،٠٠٠"]
)
def test_thousands_that_may_be_decimals_are_refused(text: str) -> None:
    for by_hand in (False, True):
        with pytest.raises(AmbiguousError, match="it may mean "):
            read_number(text, by_hand=by_hand)


def test_both_meanings_are_named() -> None:
    with pytest.raises(AmbiguousError, match=r"^it may mean 20250 or 20.25, so write one of these$"):
        read_number("20,250")


@pytest.mark.parametrize(("text", "number"), [("1.000", 1.0), ("2.500", 2.5), ("20.000", 20.0)])
def test_a_point_before_thousands_is_refused_by_hand_alone(text: str, number: float) -> None:
    assert read_number(text) == number
    with pytest.raises(AmbiguousError):
        read_number(text, by_hand=True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "nan",
        "inf",
        "-Infinity",
        "1e400",
        "-1e400",
        "1e-400",
        "0x10",
        "1e",
        "e5",
        ".",
        ",",
        "-",
        "--1",
        "1 2",
        "1'0",
        "1__000",
        "1_0",
        "1,00,000",
        "0,000,500",
        "1,5,5",
        "1.5.5",
        "1.000,500.5",
        "1,000.000.5",
        "1'000_000",
        "10²",
        "½",
        "5 kg",
        "50%",
        "20k",
        "1\n2",
        "1\0",
        "9" * 5000,
        "\udcff",
        "五",
    ],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    for read in (read_number, read_whole):
        with pytest.raises(NumberError) as refusal:
            read(text)
        assert str(refusal.value).isprintable()


@pytest.mark.parametrize(
    ("text", "unit"), [("5 s", "s"), ("5s", "s"), ("5 S", "s"), ("5 ×", "×"), ("5 per µL", "per µL")]
)
def test_the_unit_may_stand_behind(text: str, unit: str) -> None:
    assert read_number(text, unit) == 5.0
    with pytest.raises(NumberError):
        read_number(text)
    with pytest.raises(NumberError):
        read_number(text, "min")


def test_whole_numbers_are_whole() -> None:
    assert (read_whole("12"), read_whole("12.0"), read_whole("1e5"), read_whole("۱۲")) == (12, 12, 100_000, 12)
    for text in ("1.5", "1,5", "1e17", "9007199254740993.5", "1,000"):
        with pytest.raises(NumberError):
            read_whole(text)


@given(
    st.text(st.sampled_from("0123456789.,'_ eE+-" + NNBSP + ARABIC + PERSIAN + WIDE), max_size=12) | st.text(max_size=9)
)
def test_any_text_is_a_finite_number_or_refused(text: str) -> None:
    with suppress(NumberError):
        assert isfinite(read_number(text))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_what_programs_write_is_read_as_it_is(number: float) -> None:
    assert read_number(repr(number)) == number


@pytest.mark.parametrize("digits", [ARABIC, PERSIAN, WIDE])
@given(number=st.integers(0, 10**9))
def test_digits_of_all_scripts_count(digits: str, number: int) -> None:
    assert read_number("".join(digits[int(digit)] for digit in str(number))) == number


def test_a_list_is_split_at_its_commas() -> None:
    assert split_list("100, 300,0,0.5") == ["100", "300", "0", "0.5"]
    for text in ("1,000", "1,050", "1, 000", "5,00", "100,000,300"):
        with pytest.raises(AmbiguousError, match="none begins with zeros"):
            split_list(text)
