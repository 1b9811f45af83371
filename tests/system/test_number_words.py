import pytest

from desktop.system.number_words import compact, factor, grouped, in_milliseconds, percent, plain, two_digits


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (grouped(2_000_000.0, 4), "2,000,000"),
        (grouped(-1234.5, 4), "-1,234"),
        (grouped(65.25, 3), "65.2"),
        (grouped(0.00012, 3), "0.00012"),
        (compact(0.0), "0"),
        (compact(2.5e6), "2500000"),
        (compact(2.778e-4), "0.000278"),
        (compact(1e-5), "0.00001"),
        (compact(-1e-5), "-0.00001"),
        (compact(3e300), "3e+300"),
        (plain(1e-5), "0.00001"),
        (plain(1e7), "10000000"),
        (plain(0.1), "0.1"),
        (compact(1234.4), "1234"),
        (compact(123.45), "123.5"),
        (factor(-0.30103), "÷ 2"),
        (factor(3.0), "× 1,000"),
        (percent(1, 3), "33 %"),
        (percent(1, 100_000), "0.001 %"),
        (percent(0, 3), ""),
        (percent(3, 0), ""),
        (in_milliseconds(0.01234), "12.3 ms"),
    ],
)
def test_numbers_are_written_as_a_person_would(found: str, words: str) -> None:
    assert found == words


@pytest.mark.parametrize(("value", "rounded"), [(0.0, 0.0), (1234.0, 1200.0), (0.0987, 0.099), (-45.6, -46.0)])
def test_two_digits_remain(value: float, rounded: float) -> None:
    assert two_digits(value) == rounded
