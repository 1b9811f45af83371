"""Schedules in scenario files: one table for each entry, read strictly, and held against the length of the run.

::

    [[schedule]]
    parameter = "platelets.strength"
    value = 0
    clock = "capillary"
    from = 0
    until = 4

``unit`` is hours where nothing else is said, and seconds by the clock ``animation``; without ``until`` a value holds
to the end.
"""

from collections.abc import Mapping
from math import ceil, inf

from desktop.cascade import MODEL
from desktop.cascade.stages import PaceParameters
from desktop.engine.parameters import ParameterError, Parameters, Value
from desktop.engine.schedules.schedule import ANIMATION, MOST_ENTRIES, UNITS, ScheduleEntry

KEY = "schedule"
KEYS = ("parameter", "value", "clock", "from", "until", "unit")


def with_schedule_of(tables: object, parameters: Parameters, seconds: float) -> Parameters:
    """Return parameters with the schedule that the tables of a file tell, for a run of so many animation seconds.

    Raises
    ------
    ParameterError
        In one sentence that names the entry: a key or a value is not allowed, or it lies past the end of the run.
    """
    if not isinstance(tables, list) or len(tables) > MOST_ENTRIES:
        message = f"schedule takes up to {MOST_ENTRIES} tables, each headed [[schedule]]"
        raise ParameterError(message)
    entries = tuple(_entry(number, table) for number, table in enumerate(tables, start=1))
    found = parameters.with_schedule(entries)
    check_length(found, seconds)
    return found


def _entry(number: int, table: object) -> ScheduleEntry:
    if not isinstance(table, dict):
        raise ParameterError(_refusal(number, "is not a table headed [[schedule]]"))
    strange = [key for key in table if key not in KEYS]
    if strange:
        known = ", ".join(KEYS)
        raise ParameterError(_refusal(number, f"{ascii(strange[0])[:60]} is not a key of it; it takes {known}"))
    clock = _word(number, table, "clock", None)
    return ScheduleEntry(
        path=_word(number, table, "parameter", None),
        value=_plain(number, table),
        clock=clock,
        start=_number(number, table, "from", None),
        end=_number(number, table, "until", inf),
        unit=_word(number, table, "unit", "seconds" if clock == ANIMATION else "hours"),
    )


def _refusal(number: int, words: str) -> str:
    return f"entry {number} of the schedule: {words}"


def _word(number: int, table: Mapping[str, object], key: str, default: str | None) -> str:
    value = table.get(key, default)
    if not isinstance(value, str) or len(value) > 100 or (key == "unit" and value not in UNITS):
        allowed = {"unit": f"one of {', '.join(UNITS)}", "clock": "the name of a clock, such as capillary"}
        raise ParameterError(_refusal(number, f"{key} takes {allowed.get(key, 'the path of a parameter')}"))
    return value


def _plain(number: int, table: Mapping[str, object]) -> Value:
    value = table.get("value")
    if not isinstance(value, str | int | float) or (isinstance(value, int) and value.bit_length() > 64):
        raise ParameterError(_refusal(number, "value takes a single value of its parameter"))
    return value


def _number(number: int, table: Mapping[str, object], key: str, default: float | None) -> float:
    value = table.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or (abs(value) > 1e300 and value != inf):
        raise ParameterError(_refusal(number, f"{key} takes a number"))
    if value == inf and key in table:
        raise ParameterError(_refusal(number, f"{key} takes a number; a value without until holds to the end"))
    return float(value)


def tables_of(parameters: Parameters) -> list[dict[str, object]]:
    """Return the schedule of parameters as the tables of a file."""
    return [_table(entry) for entry in parameters.schedule.entries]


def _table(entry: ScheduleEntry) -> dict[str, object]:
    until = {} if entry.end == inf else {"until": entry.end}
    head: dict[str, object] = {"parameter": entry.path, "value": entry.value, "clock": entry.clock, "unit": entry.unit}
    return {**head, "from": entry.start, **until}


# --- against the length of a run ---


def clock_at_end(parameters: Parameters, clock: str, seconds: float) -> float:
    """Return the furthest a clock can get in so many animation seconds: hours of its place, or these seconds.

    The distant organ counts by its fastest pace, and a pace that the schedule itself changes by its fastest value.
    """
    if clock == ANIMATION:
        return seconds
    place = next((own.place for own in MODEL.cell_clocks if own.name == clock), clock)
    names = ("organ", "organ_asleep") if place == "organ" else (place,)
    paths = [f"{PaceParameters.key}.{name}" for name in names]
    scheduled = [entry.value for entry in parameters.schedule.entries if entry.path in paths]
    return seconds * max(float(value) for value in (*(parameters.value(path) for path in paths), *scheduled))


def seconds_for(parameters: Parameters, seconds: float, most: float) -> float:
    """Return how many seconds, from some up to the most, a run must last so that all of its schedule lies in it."""
    needed = [seconds]
    for entry in parameters.schedule.entries:
        last = entry.begins if entry.ends == inf else entry.ends
        needed.append(ceil(last / clock_at_end(parameters, entry.clock, 1.0)) + (entry.ends == inf))
    return min(max(needed), most)


def check_length(parameters: Parameters, seconds: float) -> None:
    """Refuse a schedule of which a part lies past the end of a run of so many animation seconds.

    Raises
    ------
    ParameterError
        In one sentence that names the entry, and when the clock stops.
    """
    for number, entry in enumerate(parameters.schedule.entries, start=1):
        end = clock_at_end(parameters, entry.clock, seconds)
        beyond = entry.begins >= end or (entry.ends != inf and entry.ends > end)
        if beyond:
            last = end / UNITS[entry.unit][1]
            word, moment = ("from", entry.start) if entry.begins >= end else ("until", entry.end)
            words = (
                f"{entry.path} has {word} {moment:g} {entry.unit}, past the end of the scenario: its {entry.clock} "
                f"clock stops at {last:.6g} {entry.unit}, after {seconds:g} s of animation"
            )
            raise ParameterError(_refusal(number, words))
