"""A schedule as it is typed: entries parted by commas, as in ``platelets.strength=0@capillary:0..4h``."""

import re
from collections.abc import Callable
from math import inf, isfinite

from desktop.engine.schedules.schedule import (
    ANIMATION,
    MOST_ENTRIES,
    NONE,
    UNITS,
    ClocksAllowed,
    Declared,
    Schedule,
    ScheduleEntry,
    ScheduleError,
    Value,
    checked,
)

MOST_TEXT = 16_000
_ENTRY = re.compile(r"([^=@,]{1,80})=([^=@,]{1,80})@([a-z_]{1,40}):(.{1,25}?)\.\.(.{0,25}?)([shdy]?)")


def read_schedule(text: str, declaration: Callable[[str], Declared], clocks: ClocksAllowed) -> Schedule:
    """Return the schedule that a text tells.

    Raises
    ------
    ScheduleError
        In one sentence: an entry is not of the form, or not allowed.
    """
    if not text.strip():
        return NONE
    if len(text) > MOST_TEXT:
        message = f"a schedule has up to {MOST_TEXT} characters, and this one {len(text)}"
        raise ScheduleError(message)
    parts = text.split(",")
    if len(parts) > MOST_ENTRIES:
        message = f"a schedule has up to {MOST_ENTRIES} entries, and this one {len(parts)}"
        raise ScheduleError(message)
    return checked([_entry(number, part) for number, part in enumerate(parts, start=1)], declaration, clocks)


def _entry(number: int, text: str) -> ScheduleEntry:
    match = _ENTRY.fullmatch(text.strip())
    start, end = (_number(match[4]), _number(match[5]) if match[5] else inf) if match else (None, None)
    if match is None or start is None or end is None:
        message = (
            f"entry {number} of the schedule, {ascii(text)[:80]}, is not of the form PATH=VALUE@CLOCK:FROM..UNTIL "
            "with a unit, as in platelets.strength=0@capillary:0..4h"
        )
        raise ScheduleError(message)
    letters = {letter: unit for unit, (letter, _) in UNITS.items()}
    clock = match[3]
    unit = letters[match[6]] if match[6] else ("seconds" if clock == ANIMATION else "hours")
    return ScheduleEntry(match[1].strip(), _value(match[2].strip()), clock, start, end, unit)


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) and text.isascii() and "_" not in text else None


def _value(text: str) -> Value:
    """Return the plain value of a text: true or false, a number, or a word."""
    if text in {"true", "false"}:
        return text == "true"
    number = _number(text)
    return text if number is None else number
