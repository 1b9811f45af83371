"""Bits as symbols that can be read aloud and typed: Crockford's base 32, with two symbols that find typing errors.

The check is the remainder of a division of polynomials over GF(2), as for any CRC; the divisor of degree 10 is one of
the six for which every wrong symbol leaves another remainder wherever it stands, in codes of up to 31 symbols. So a
wrong symbol is not only refused: its place is known. Two neighbours that were swapped span ten bits, which a CRC of
degree 10 never overlooks.
"""

from desktop.system.refusal import Refusal

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ALIKE = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})
"""Letters that stand for digits they resemble, and what parts the groups."""
BITS = 5
DIVISOR = 0b101_1100_1111
CHECK_SYMBOLS = 2
FEWEST, MOST = 8, 29
"""Symbols of a code without its check."""
SALT = 0b10_1100_1101
"""Added to the check, so that a code of nothing but zeros is none."""
GROUP = 4


class CodeError(Refusal):
    """A code cannot be read or made; the message is one sentence that names the group at fault."""


def written(bits: str) -> str:
    """Return the code of bits, a text of 0 and 1 as long as `FEWEST` to `MOST` symbols, in groups: ``K7M2-9QXT-4F``."""
    values = [int(bits[place : place + BITS], 2) for place in range(0, len(bits), BITS)]
    check = _remainder([*values, 0, 0]) ^ SALT
    return "-".join(_groups([*values, check >> BITS, check & 31]))


def read(text: str) -> str:
    """Return the bits of a code, however it is spaced and in whatever case.

    Raises
    ------
    CodeError
        When it is no code, or a symbol is wrong.
    """
    values = _values(text)
    if _syndrome(values):
        raise CodeError(_told(values))
    return "".join(f"{value:05b}" for value in values[:-CHECK_SYMBOLS])


def resembles(text: str) -> bool:
    """Return whether a text looks like a code, right or wrong: its symbols, its length, and at least three groups."""
    plain = text.strip().upper().translate(ALIKE)
    is_long = FEWEST + CHECK_SYMBOLS <= len(plain) <= MOST + CHECK_SYMBOLS
    return text.count("-") >= 2 and is_long and set(plain) <= set(ALPHABET)


def _values(text: str) -> list[int]:
    plain = "".join(text[:200].upper().split()).translate(ALIKE)
    for symbol in plain:
        if symbol not in ALPHABET:
            message = f"{symbol!a} is no symbol of a code: it takes digits, and letters but for U"
            raise CodeError(message)
    if not FEWEST + CHECK_SYMBOLS <= len(plain) <= MOST + CHECK_SYMBOLS:
        most = MOST + CHECK_SYMBOLS
        message = (
            f"a code has {FEWEST + CHECK_SYMBOLS} to {most} symbols, as in K7M2-9QXT-4F, and this one {len(plain)}"
        )
        raise CodeError(message)
    return [ALPHABET.index(symbol) for symbol in plain]


def _groups(values: list[int]) -> list[str]:
    """Return the symbols in groups of four, the check in one of its own."""
    text = "".join(ALPHABET[value] for value in values)
    data, check = text[:-CHECK_SYMBOLS], text[-CHECK_SYMBOLS:]
    return [*(data[place : place + GROUP] for place in range(0, len(data), GROUP)), check]


def _remainder(values: list[int]) -> int:
    """Return the remainder of the symbols as a polynomial, 0–1023."""
    rest = 0
    for value in values:
        for bit in range(BITS - 1, -1, -1):
            rest = rest << 1 | value >> bit & 1
            if rest >> 10:
                rest ^= DIVISOR
    return rest


def _syndrome(values: list[int]) -> int:
    """Return 0 for a code that is whole."""
    return _remainder(values) ^ SALT


def _told(values: list[int]) -> str:
    """Return what is wrong with a code: the groups in which one wrong symbol, or two swapped ones, would explain it."""
    groups, last = _groups(values), len(values) - CHECK_SYMBOLS
    number = {place: len(groups) if place >= last else place // GROUP + 1 for place in range(len(values))}
    suspects = sorted({number[place] for place in _suspects(values)})
    if not suspects:
        return "more than one symbol of the code is wrong, or one is missing; compare all of its groups"
    words = " or ".join(f"group {suspect}, {groups[suspect - 1]}" for suspect in suspects)
    return f"a symbol of the code is wrong or two are swapped: compare {words}"


def _suspects(values: list[int]) -> set[int]:
    """Return the places whose correction, or swap with the next, makes the code whole."""
    found: set[int] = set()
    for place in range(len(values)):
        for value in range(32):
            if _syndrome([*values[:place], value, *values[place + 1 :]]) == 0:
                found.add(place)
        swapped = [*values[:place], *reversed(values[place : place + 2]), *values[place + 2 :]]
        if _syndrome(swapped) == 0:
            found |= {place, place + 1}
    return found
