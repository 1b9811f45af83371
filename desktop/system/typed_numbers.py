"""Numbers as people type them, understood where they can mean one thing only, and refused where they cannot.

The program shows a point before decimals and no separators, whatever the language of the system; see
`decisions/0012-one-way-to-write-numbers.md`. Digits of every script are understood, and separators of thousands where
nothing else can be meant: ``1,5`` is 1.5 and ``1.000,5`` is 1000.5, but ``1,000`` may be either 1 or 1000.
"""

import re
from math import isfinite
from unicodedata import decimal

from desktop.system.refusal import Refusal

LONGEST = 100
"""Characters of a number at most."""
LARGEST_WHOLE = 2**53
"""Up to here every whole number is one of the machine's."""
GROUPERS = " '_"
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("\u2212\u2013\uff0d", "-"),
        **dict.fromkeys("\uff0b", "+"),
        **dict.fromkeys("\u066b\uff0e", "."),
        **dict.fromkeys("\uff0c\u060c", ","),
        **dict.fromkeys("\u00a0\u2007\u2009\u202f", " "),
        **dict.fromkeys("\u2019\u02bc\u066c", "'"),
        # Marks of direction, which come along when text is copied from a right-to-left page.
        **dict.fromkeys("\u061c\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2069", None),
    }
)
_NUMBER = re.compile(r"([+-]?)((?:\d|[.,]\d)(?:[.,' _]?\d)*[.,]?)(?:[eE]([+-]?\d{1,5}))?", re.ASCII)


class NumberError(Refusal):
    """A text is no number; the message tells why and continues a sentence that names the text."""


class AmbiguousError(NumberError):
    """A text may be either of two numbers."""


def read_number(text: str, unit: str = "", *, by_hand: bool = False) -> float:
    """Return the number that a text means, always a finite one.

    Parameters
    ----------
    text
        The number; ``unit`` may stand behind it.
    unit
        What the number counts.
    by_hand
        Refuse ``1.000`` and ``2.500``, too: typed into a field they may be thousands. On the command line, where
        other programs write such numbers, a single point stands before decimals.

    Raises
    ------
    NumberError
        When the text is no number, too large or too small to be one, or may be either of two.
    """
    plain = plain_text(text)
    if unit and plain.casefold().endswith(plain_text(unit).casefold()):
        plain = plain[: -len(plain_text(unit))].rstrip()
    match = _NUMBER.fullmatch(plain) if len(plain) <= LONGEST else None
    if match is None:
        message = "it is not a number such as 2.5"
        raise NumberError(message)
    sign, body, power = match[1], match[2], match[3] or "0"
    whole, fraction = _parts(body, by_hand=by_hand)
    number = float(f"{sign}{whole}.{fraction}e{power}")
    if not isfinite(number) or (number == 0.0 and int(f"0{whole}{fraction}") > 0):
        message = "it is beyond what a computer counts with"
        raise NumberError(message)
    # Zero has no sign.
    return number + 0.0


def read_whole(text: str, unit: str = "", *, by_hand: bool = False) -> int:
    """Return the whole number that a text means; else as `read_number`."""
    number = read_number(text, unit, by_hand=by_hand)
    if number != int(number) or abs(number) > LARGEST_WHOLE:
        message = "it is not a whole number"
        raise NumberError(message)
    return int(number)


def split_list(text: str) -> list[str]:
    """Return the parts of a list written with commas.

    Raises
    ------
    NumberError
        When the commas may be separators of thousands instead, as in ``1,000``: no number begins with such zeros.
    """
    parts = [part.strip() for part in text.split(",")]
    late = next((part for part in parts[1:] if re.fullmatch(r"0\d+", plain_text(part))), None)
    if late is not None:
        message = f"commas stand between the numbers of a list, and none begins with zeros as {late} does"
        raise AmbiguousError(message)
    return parts


def plain_text(text: str) -> str:
    """Return a text with the digits and signs of all scripts as those of the keyboard, without spaces around it."""
    alike = text.translate(_ALIKE).strip()
    return "".join(str(decimal(letter, letter)) for letter in alike)


def _parts(body: str, *, by_hand: bool) -> tuple[str, str]:
    """Return the digits before and after the decimal mark."""
    marks = [letter for letter in body if not letter.isdigit()]
    kinds = set(marks)
    if not kinds:
        return body, "0"
    last = marks[-1]
    if len(kinds) == 1 and (last in GROUPERS or len(marks) > 1):
        return _ungrouped(body, last), "0"
    if last in GROUPERS or marks.count(last) > 1 or len(kinds) > 2:
        message = "its separators fit no number such as 2.5"
        raise NumberError(message)
    whole, _, fraction = body.partition(last)
    if len(kinds) == 2:
        return _ungrouped(whole, next(iter(kinds - {last}))), f"{fraction}0"
    if (last == "," or (by_hand and fraction.endswith("0"))) and _like_thousands(whole, fraction):
        smaller = f"{whole}.{fraction.rstrip('0') or '0'}"
        message = f"it may mean {whole}{fraction} or {smaller}, so write one of these"
        raise AmbiguousError(message)
    return whole or "0", f"{fraction}0"


def _like_thousands(whole: str, fraction: str) -> bool:
    return len(fraction) == 3 and re.fullmatch(r"[1-9]\d{0,2}", whole) is not None


def _ungrouped(text: str, mark: str) -> str:
    if re.fullmatch(rf"[1-9]\d{{0,2}}(?:{re.escape(mark)}\d{{3}})+", text) is None:
        message = "its separators are not those of thousands, as in 12 500"
        raise NumberError(message)
    return text.replace(mark, "")
