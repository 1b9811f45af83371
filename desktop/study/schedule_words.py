"""What a schedule says, in words, and where on the line of time its spans lie."""

from dataclasses import dataclass
from math import inf

from desktop.cascade import MODEL
from desktop.engine.parameters import Parameters, Value
from desktop.engine.schedules.schedule import ANIMATION, ScheduleEntry
from desktop.engine.simulation import STEP_SECONDS
from desktop.engine.snapshot import Snapshot
from desktop.system.number_words import plain

ONE = {"seconds": "second", "hours": "hour", "days": "day", "years": "year"}


def clock_words(name: str) -> str:
    """Return what a clock counts from, in words."""
    own = {clock.name: f"each cell, {clock.label}" for clock in MODEL.cell_clocks}
    places = {place.name: place.label for place in MODEL.places}
    return {ANIMATION: "animation", **places, **own}[name]


def value_words(value: Value) -> str:
    """Return a value as it is written beside a slider."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return value.replace("_", " ") if isinstance(value, str) else plain(value)


def span_words(entry: ScheduleEntry) -> str:
    """Return a span in words, such as ``hours 0 to 4``."""
    if entry.end == inf:
        return f"from {ONE[entry.unit]} {plain(entry.start)} on"
    return f"{entry.unit} {plain(entry.start)} to {plain(entry.end)}"


def entry_words(entry: ScheduleEntry, parameters: Parameters) -> str:
    """Return a whole entry in words."""
    declared = parameters.declaration(entry.path)
    value = f"{value_words(entry.value)} {declared.unit}".rstrip()
    return f"{declared.label}: {value}, {span_words(entry)} ({clock_words(entry.clock)})"


@dataclass(frozen=True)
class Span:
    """A span on the line of time, in steps; ``end`` is infinite where there is none."""

    start: float
    end: float
    words: str


def spans(snapshot: Snapshot) -> tuple[Span, ...]:
    """Return where the spans of a schedule lie, by the pace that each clock has at a moment.

    A clock whose pace changes on the way, as that of the distant organ does, moves its spans. Those that each cell
    counts for itself have no place on the line.
    """
    found = []
    for entry in snapshot.parameters.schedule.entries:
        clock = _clock(snapshot, entry.clock)
        if clock is not None:
            elapsed, pace = clock
            start, end = (snapshot.step + (edge - elapsed) / pace for edge in (entry.begins, entry.ends))
            found.append(Span(start, end, entry_words(entry, snapshot.parameters)))
    return tuple(found)


def _clock(snapshot: Snapshot, name: str) -> tuple[float, float] | None:
    """Return what a clock reads, and how far it goes in a step; None for one that each cell has for itself."""
    if name == ANIMATION:
        return snapshot.time, STEP_SECONDS
    place = snapshot.model.place_codes.get(name)
    if place is None:
        return None
    return float(snapshot.elapsed[place]), float(snapshot.pace[place]) * STEP_SECONDS
