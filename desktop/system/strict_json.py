"""Objects of JSON, and tables of TOML, read strictly: each key of its type and within its bounds, none unknown."""

from collections.abc import Sequence
from math import isfinite

from desktop.system.bounded import Bounds, DocumentError, json_document
from desktop.system.refusal import Refusal

LONGEST = 1_048_576
"""Characters of a text at most."""
BOUNDS = Bounds(openers=10_000, commas=100_000)


class JsonError(Refusal):
    """A JSON text is not as it must be; the message is one sentence."""


class Fields:
    """The keys of one JSON object, taken out one by one; ``what`` names the object in refusals.

    Raises
    ------
    JsonError
        From each method, when a key is missing, of another type or out of bounds.
    """

    def __init__(self, values: object, what: str) -> None:
        if not isinstance(values, dict):
            message = f"{what} takes an object, not {_shown(values)}"
            raise JsonError(message)
        self._left: dict[str, object] = dict(values)
        self._what = what

    @classmethod
    def parse(cls, text: str, what: str) -> "Fields":
        """Return the fields of the object that a text holds."""
        if len(text) > LONGEST:
            message = f"{what} is longer than {LONGEST} characters"
            raise JsonError(message)
        try:
            return cls(json_document(text, BOUNDS), what)
        except DocumentError as error:
            message = f"{what} {error}"
            raise JsonError(message) from error

    def _take(self, key: str) -> object:
        if key not in self._left:
            message = f"{self._what} lacks the key {key}"
            raise JsonError(message)
        return self._left.pop(key)

    def _refuse(self, key: str, value: object, allowed: str) -> JsonError:
        return JsonError(f"{key} of {self._what} takes {allowed}, not {_shown(value)}")

    def whole(self, key: str, low: int, high: int) -> int:
        """Return a whole number from ``low`` to ``high``."""
        value = self._take(key)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self._refuse(key, value, f"a whole number from {low} to {high}")
        return value

    def number(self, key: str, low: float, high: float) -> float:
        """Return a number from ``low`` to ``high``."""
        value = self._take(key)
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            raise self._refuse(key, value, f"a number from {low:g} to {high:g}")
        return float(value)

    def extended(self, key: str) -> float:
        """Return a number that may be infinite or unknown, as the function `extended` writes it."""
        value = self._take(key)
        if isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value):
            return float(value)
        if value in NOT_FINITE:
            return float(str(value))
        raise self._refuse(key, value, f"a number or one of {', '.join(NOT_FINITE)}")

    def flag(self, key: str) -> bool:
        """Return true or false."""
        value = self._take(key)
        if not isinstance(value, bool):
            raise self._refuse(key, value, "true or false")
        return value

    def text(self, key: str, longest: int) -> str:
        """Return a text of at most ``longest`` characters."""
        value = self._take(key)
        if not isinstance(value, str) or len(value) > longest:
            raise self._refuse(key, value, f"a text of up to {longest} characters")
        return value

    def choice(self, key: str, choices: Sequence[str]) -> str:
        """Return one of some texts."""
        value = self._take(key)
        if not isinstance(value, str) or value not in choices:
            raise self._refuse(key, value, f"one of {', '.join(choices)}")
        return value

    def table(self, key: str) -> dict[str, object]:
        """Return an object, whose keys are texts."""
        value = self._take(key)
        if not isinstance(value, dict):
            raise self._refuse(key, value, "an object")
        return value

    def items(self, key: str) -> list[object]:
        """Return a list."""
        value = self._take(key)
        if not isinstance(value, list):
            raise self._refuse(key, value, "a list")
        return value

    def has(self, key: str) -> bool:
        """Return whether a key is there and has not been taken out."""
        return key in self._left

    def is_null(self, key: str) -> bool:
        """Return whether a key holds null, and take it out if so."""
        if key in self._left and self._left[key] is None:
            del self._left[key]
            return True
        return False

    def texts(self, key: str, most: int, longest: int) -> tuple[str, ...]:
        """Return a list of at most ``most`` texts."""
        values = self._take(key)
        if not isinstance(values, list) or len(values) > most:
            raise self._refuse(key, values, f"a list of up to {most} texts")
        for value in values:
            if not isinstance(value, str) or not 1 <= len(value) <= longest:
                raise self._refuse(key, value, f"texts of 1 to {longest} characters")
        return tuple(values)

    def finish(self) -> None:
        """Refuse what is left over."""
        if self._left:
            message = f"{self._what} has no key {_shown(next(iter(self._left)))}"
            raise JsonError(message)


NOT_FINITE = ("inf", "-inf", "nan")


def extended(value: float) -> float | str:
    """Return a number as JSON has it; what is not finite becomes one of `NOT_FINITE`."""
    return value if isfinite(value) else repr(float(value))


def _shown(value: object) -> str:
    # Whole numbers can be too long, and lists too deep, for Python to print.
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "an object"
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > 64:
        return "a number this large"
    return ascii(value)[:60]
