"""Tables as text that spreadsheets open well: nothing in them is taken for a formula, and words keep their letters.

A spreadsheet runs what begins with one of a few signs, whoever wrote it, and a scenario can be called anything. Words
that begin so get an apostrophe before them, which spreadsheets take for "this is text". Numbers are left as they are.
"""

import csv
from collections.abc import Iterable
from io import StringIO

SIGNS = frozenset("=+-@\t\n＝＋－＠")
"""What begins a formula, the wide forms of East Asian keyboards among them, and what may hide its beginning."""
MARK = "\ufeff"
"""Tells a spreadsheet that what follows is UTF-8; files of plain ASCII need none, and are read by everything."""


def cell(value: object) -> object:
    """Return a value as it goes into a cell: words that would be run as a formula are made plain."""
    if not isinstance(value, str):
        return value
    # A lone one would end the row, and what stands behind it begin another.
    words = value.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{words}" if words[:1] in SIGNS and words and not _is_number(words) else words


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text.isascii() and text == text.strip() and "_" not in text


def as_text(rows: Iterable[Iterable[object]], delimiter: str = ",") -> str:
    """Return rows as text, a row a line; what is not known, None, is an empty cell."""
    out = StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows([cell(value) for value in row] for row in rows)
    return out.getvalue()


def as_file(rows: Iterable[Iterable[object]]) -> bytes:
    """Return rows as the content of a file."""
    text = as_text(rows)
    return (text if text.isascii() else MARK + text).encode("utf-8", "replace")


def begins(head: bytes, start: bytes) -> bool:
    """Tell whether a table begins with some words, whether or not a spreadsheet's mark stands before them."""
    return head.removeprefix(MARK.encode()).startswith(start)
