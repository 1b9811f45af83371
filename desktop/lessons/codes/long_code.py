"""The long code: any beginning of a class as text to paste, or to be scanned.

The TOML of the scenario with its keys in order, and the page of the story; compressed (zlib, RFC 1950, whose checksum
finds damage); in base 45 (RFC 9285), whose characters a QR code holds most densely; between `HEAD` and a full stop,
which keeps a space at the end. Reading is bounded: a text that would unfold to more than a scenario can hold is refused
early.
"""

import zlib
from collections.abc import Iterator

import tomli_w

from desktop.engine.model import Model
from desktop.engine.parameters import ParameterError
from desktop.lessons.codes.class_start import ClassStart
from desktop.lessons.codes.symbols import CodeError
from desktop.lessons.pages import pages
from desktop.study.scenario import ScenarioError, document_of, scenario_of
from desktop.system.bounded import DocumentError, toml_document

HEAD, TAIL = "CTC1:", "."
MAX_TEXT, MAX_BYTES = 20_000, 65_536
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
PLACES = {symbol: place for place, symbol in enumerate(ALPHABET)}
_DAMAGED = "this long code is damaged: copy all of it again, from CTC1: to the full stop"


def long_code(start: ClassStart) -> str:
    """Return the long code of a beginning; the same beginning gives the same code."""
    document = document_of(start.scenario)
    document |= {"name": start.scenario.name, "page": start.page}
    text = tomli_w.dumps(dict(sorted(document.items(), key=lambda item: (isinstance(item[1], dict), item[0]))))
    return HEAD + _base45(zlib.compress(text.encode(), 9)) + TAIL


def resembles(text: str) -> bool:
    """Return whether a text begins as a long code does."""
    return text.lstrip().upper().startswith(HEAD)


def read_long_code(text: str, model: Model) -> ClassStart:
    """Return the beginning that a long code tells.

    Raises
    ------
    CodeError
        In one sentence: it is damaged, or something in it is not allowed.
    """
    try:
        document = toml_document(_unfolded(text))
        name, page = document.pop("name", ""), document.pop("page", "")
        if not isinstance(name, str) or len(name) > 200 or not name.isprintable():
            message = "its name takes a text of up to 200 characters"
            raise CodeError(message)
        key = page if page in {item.key for item in pages()} else ""
        return ClassStart(scenario_of(name or "class", document, model), key)
    except (ScenarioError, ParameterError, DocumentError) as error:
        message = f"this long code cannot be opened: {error}"
        raise CodeError(message) from error


def _unfolded(text: str) -> str:
    """Return the TOML in a long code."""
    plain = text.strip()
    if len(plain) > MAX_TEXT:
        message = f"a long code has up to {MAX_TEXT} characters, and this text more"
        raise CodeError(message)
    if not resembles(plain) or not plain.endswith(TAIL):
        raise CodeError(_DAMAGED)
    body = plain[len(HEAD) : -len(TAIL)].upper()
    # A letter or a page may have been broken into lines, at a space or between any two characters.
    for lines_parted_by in ("", " "):
        joined = lines_parted_by.join(body.splitlines())
        whole = _inflated(joined)
        if whole is not None:
            return whole
    raise CodeError(_DAMAGED)


def _inflated(text: str) -> str | None:
    """Return the text in base 45 symbols, None when they are damaged or hold too much."""
    unfold = zlib.decompressobj()
    try:
        data = unfold.decompress(_bytes(text), MAX_BYTES)
        whole = unfold.eof and not unfold.unused_data
        return data.decode().replace("\r\n", "\n") if whole else None
    except (zlib.error, ValueError, KeyError):
        return None


def _base45(data: bytes) -> str:
    return "".join(_symbols(data))


def _symbols(data: bytes) -> Iterator[str]:
    """Yield three symbols for two bytes, and two for a single one at the end, the lowest place first."""
    for place in range(0, len(data), 2):
        pair = data[place : place + 2]
        number = int.from_bytes(pair, "big")
        for _ in range(3 if len(pair) == 2 else 2):
            number, rest = divmod(number, 45)
            yield ALPHABET[rest]


def _bytes(text: str) -> bytes:
    """Return the bytes of base 45 symbols; `KeyError` or `ValueError` for what is none."""
    found = bytearray()
    for place in range(0, len(text), 3):
        symbols = text[place : place + 3]
        number = sum(PLACES[symbol] * 45**power for power, symbol in enumerate(symbols))
        try:
            found += number.to_bytes(len(symbols) - 1, "big")
        except OverflowError:
            raise ValueError(symbols) from None
    return bytes(found)
