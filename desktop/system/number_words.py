"""Numbers as people write them: one function for each style. Nothing here knows what the number is about."""

from decimal import Decimal
from math import floor, log10

LONGEST_WRITTEN = (1e-9, 1e15)
"""Between these sizes a number is written out: nobody reads 1e-05 as one in a hundred thousand at first sight."""


def two_digits(value: float) -> float:
    """Return a number rounded to two significant digits."""
    return float(f"{value:.1e}")


def plain(value: float) -> str:
    """Write a number as a field takes it: all digits that matter, without separators."""
    return written_out(value, 10)


def written_out(value: float, digits: int) -> str:
    """Write a number with up to so many significant digits, and no power of ten where it is not far too long."""
    text = f"{value:.{digits}g}"
    is_short = LONGEST_WRITTEN[0] <= abs(value) < LONGEST_WRITTEN[1]
    return f"{Decimal(text):f}" if "e" in text and is_short else text


def grouped(value: float, digits: int) -> str:
    """Write a number without a power of ten: whole with separators from a thousand on, else with significant digits."""
    return f"{value:,.0f}" if abs(value) >= 1000.0 else f"{value:.{digits}g}"


def compact(value: float) -> str:
    """Write the value of a slider: three or four significant digits, whole from a thousand on."""
    size = abs(value)
    if 1000.0 <= size < 1e6:
        return f"{value:.0f}"
    return written_out(value, 4 if 100.0 <= size < 1000.0 else 3)


def in_numbers(count: float) -> str:
    """Write an average count: with separators, three digits that matter; a small one as one in many."""
    if count <= 0.0:
        return "0"
    if count < 0.095:
        return f"1 in {in_numbers(1.0 / count)}"
    if count < 0.95:
        return f"{count:.1f}"
    digits = 2 if count < 100.0 else 3
    step = 10.0 ** (floor(log10(count)) - digits + 1)
    rounded = round(count / step) * step
    return f"{rounded:.1f}".removesuffix(".0") if rounded < 10.0 else f"{rounded:,.0f}"


def in_millions(value: float) -> str:
    """Write a large number with two digits that matter, in words from a million on."""
    for size, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if value >= size:
            return f"{two_digits(value / size):,.10g} {word}"
    return f"{two_digits(value):,.10g}"


def percent(part: int, whole: int) -> str:
    """Write a share with two digits that matter, down to parts per million; nothing for a share of nothing."""
    if whole == 0 or part == 0:
        return ""
    share = 100.0 * part / whole
    return f"{share:.0f} %" if share >= 10 else f"{share:.2g} %"


def factor(power: float) -> str:
    """Write a power of ten as what one multiplies, or divides, by."""
    size = 10.0 ** abs(power)
    number = f"{size:.2g}" if abs(power) < 2.0 else f"{size:,.0f}"
    return f"÷ {number}" if power < 0.0 else f"× {number}"


def in_time(seconds: float) -> str:
    """Write a span to wait: seconds below two minutes, hours and minutes above."""
    if seconds < 120.0:
        return f"{max(round(seconds), 1)} s"
    hours, minutes = divmod(round(seconds / 60.0), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def in_milliseconds(seconds: float) -> str:
    """Write a short span, with a tenth of a millisecond."""
    return f"{1000.0 * seconds:.1f} ms"


def in_size(size: float) -> str:
    """Write a number of bytes."""
    for unit, words in ((1e9, "GB"), (1e6, "MB")):
        if size >= unit:
            return f"{size / unit:.1f} {words}"
    return f"{max(size / 1e3, 1.0):.0f} kB"
