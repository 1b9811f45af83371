"""TOML and JSON from anybody, read in bounded time and memory: what holds too much is refused before it is built.

A text of a few bytes an element becomes many times its size in memory, and one that is deep enough breaks a parser. So
the marks that make elements are counted first, which is quick.
"""

import json
import re
import tomllib
from dataclasses import dataclass
from itertools import islice
from typing import Any

from desktop.system.refusal import Refusal

LONGEST_REASON = 200


class DocumentError(Refusal):
    """A text is not what it should be; the message goes on after the name of the text, as in "is not TOML: …"."""


@dataclass(frozen=True)
class Bounds:
    """How much a text may hold: ``openers`` begin a list or an object, or a part of a dotted key; ``commas`` follow."""

    openers: int
    commas: int


SMALL = Bounds(openers=1_000, commas=10_000)
"""What a person writes by hand."""


def toml_document(text: str, bounds: Bounds = SMALL) -> dict[str, Any]:
    """Return the tables of a TOML text.

    Raises
    ------
    DocumentError
        When it holds too much, or is not TOML.
    """
    _check(text, "[{.", bounds.openers, "brackets, braces and dots")
    _check(text, ",\n", bounds.commas, "commas and lines")
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        message = f"is not TOML: {_reason(error)}"
        raise DocumentError(message) from error


def json_document(text: str, bounds: Bounds) -> object:
    """Return the value that a JSON text holds; words for what is no number are refused.

    Raises
    ------
    DocumentError
        When it holds too much, or is not JSON.
    """
    _check(text, "[{", bounds.openers, "brackets and braces")
    _check(text, ",", bounds.commas, "commas")
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        message = f"is not JSON: {_reason(error)}"
        raise DocumentError(message) from error


def within(data: bytes, bounds: Bounds) -> bytes:
    """Return as much of a JSON text as the bounds allow; other bytes may follow what it holds."""
    ends = [len(data), _place(rb"[\[{]", data, bounds.openers), _place(rb",", data, bounds.commas)]
    return data[: min(end for end in ends if end is not None)]


def _place(pattern: bytes, data: bytes, number: int) -> int | None:
    """Return where the first match beyond a number of them begins, None where there are fewer."""
    match = next(islice(re.finditer(pattern, data), number, None), None)
    return None if match is None else match.start()


def _check(text: str, marks: str, most: int, words: str) -> None:
    if sum(map(text.count, marks)) > most:
        message = f"holds more than {most} {words}, which no file of the program does"
        raise DocumentError(message)


def _reason(error: Exception) -> str:
    line = " ".join(str(error).split())
    line = line if line.isprintable() else ascii(line)
    return line if len(line) <= LONGEST_REASON else line[: LONGEST_REASON - 3] + "..."


def _refuse_constant(word: str) -> float:
    message = f"{word} is not a number of JSON"
    raise ValueError(message)
