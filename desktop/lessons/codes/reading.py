"""A code of either kind, as somebody typed, pasted or scanned it."""

from desktop.engine.model import Model
from desktop.lessons.codes import long_code, symbols
from desktop.lessons.codes.class_start import ClassStart
from desktop.lessons.codes.short_code import read_short_code


def resembles_code(text: str) -> bool:
    """Return whether a text is meant as a code, be it right or wrong, and not as the name of a scenario or a file."""
    return long_code.resembles(text) or symbols.resembles(text)


def read_code(text: str, model: Model) -> ClassStart:
    """Return the beginning that a short or a long code tells.

    Raises
    ------
    CodeError
        In one sentence, when it tells none.
    """
    return long_code.read_long_code(text, model) if long_code.resembles(text) else read_short_code(text, model)
