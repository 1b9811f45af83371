"""Schedules: parameters that have another value for a span of hours, counted by the clock of a place.

A schedule is part of the parameters of a run. As text, one entry after the other, parted by commas::

    platelets.strength=0@capillary:0..4h,tumor.present=false@tissue:100..d

A clock is that of a place, read in hours, days or years, or ``animation``, read in seconds. Each end of a span takes
effect at the boundary between two steps that is nearest to it. A span without an end lasts for good; after its end a
parameter has the value again at which its slider stands.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf, isfinite
from typing import Protocol

PATH = "schedule"
"""Where a schedule stands among the parameters."""
ANIMATION = "animation"
"""The clock that counts seconds of animation since the run began."""
UNITS: Mapping[str, tuple[str, float]] = {
    "seconds": ("s", 1.0),
    "hours": ("h", 1.0),
    "days": ("d", 24.0),
    "years": ("y", 8766.0),
}
"""Unit → its letter, and how many hours it has; seconds are those of the animation."""
MOST_ENTRIES = 64
LATEST = 1e9
"""Latest moment of a schedule, in the unit it is told in."""

Value = float | int | bool | str
ClocksAllowed = Mapping[str, tuple[str, ...] | None]
"""Clock → the paths that a schedule may change by it, None for all."""
NO_CLOCKS: ClocksAllowed = {}


class ScheduleError(ValueError):
    """A schedule cannot be; the message is one sentence that names the entry."""


class Declared(Protocol):
    """What is asked of the declaration of a parameter."""

    @property
    def path(self) -> str:
        """Return the path of the parameter."""

    @property
    def live(self) -> bool:
        """Return whether it acts while a run goes on."""

    def check(self, value: object) -> Value:
        """Return the value in the declared type, or raise `ValueError`."""


@dataclass(frozen=True)
class ScheduleEntry:
    """One parameter, its value, and the span in which it has it: ``start`` and ``end`` in ``unit``, by ``clock``."""

    path: str
    value: Value
    clock: str
    start: float
    end: float
    unit: str

    @property
    def begins(self) -> float:
        """Return when the span begins: hours of its place, or seconds of animation."""
        return self.start * UNITS[self.unit][1]

    @property
    def ends(self) -> float:
        """Return when the span ends, as `begins`; infinite where it has no end."""
        return self.end * UNITS[self.unit][1]

    def holds(self, read: float, step: float) -> bool:
        """Return whether it holds from a step boundary on at which its clock has been read.

        ``step`` is how far the clock goes in one step: each end is moved to the boundary nearest to it, so that no
        rounding of the clock decides.
        """
        return self.begins < read + step / 2.0 <= self.ends

    @property
    def text(self) -> str:
        """Return the entry as text."""
        value = str(self.value).lower() if isinstance(self.value, bool) else str(self.value)
        end = "" if self.end == inf else _exact(self.end)
        return f"{self.path}={value}@{self.clock}:{_exact(self.start)}..{end}{UNITS[self.unit][0]}"


@dataclass(frozen=True)
class Schedule:
    """Entries in the order they were given; spans of one parameter go by one clock and do not overlap."""

    entries: tuple[ScheduleEntry, ...] = ()

    @cached_property
    def text(self) -> str:
        """Return the schedule as text, "" when there is none."""
        return ",".join(entry.text for entry in self.entries)

    @cached_property
    def clocks(self) -> tuple[str, ...]:
        """Return the clocks that entries go by, each once."""
        return tuple(dict.fromkeys(entry.clock for entry in self.entries))

    def holding(self, clocks: Mapping[str, tuple[float, float]]) -> tuple[ScheduleEntry, ...]:
        """Return the entries that hold now, of clocks that each tell what they read and how far a step takes them.

        Entries by a clock that is not told, as each cell has one for itself, are not among them.
        """
        return tuple(entry for entry in self.entries if entry.clock in clocks and entry.holds(*clocks[entry.clock]))


NONE = Schedule()


def checked(
    entries: Sequence[ScheduleEntry], declaration: Callable[[str], Declared], clocks: ClocksAllowed
) -> Schedule:
    """Return a schedule of entries, each against the declaration of its parameter.

    Raises
    ------
    ScheduleError
        In one sentence that tells which entry is not allowed, and what is.
    """
    if len(entries) > MOST_ENTRIES:
        message = f"a schedule has up to {MOST_ENTRIES} entries, and this one {len(entries)}"
        raise ScheduleError(message)
    kept: list[ScheduleEntry] = []
    for number, entry in enumerate(entries, start=1):
        try:
            kept.append(_checked(entry, declaration, clocks))
            _check_neighbours(kept)
        except ValueError as error:
            message = f"entry {number} of the schedule: {error}"
            raise ScheduleError(message) from error
    return Schedule(tuple(kept))


def _checked(entry: ScheduleEntry, declaration: Callable[[str], Declared], clocks: ClocksAllowed) -> ScheduleEntry:
    if entry.path == PATH:
        message = "a schedule cannot change the schedule itself"
        raise ScheduleError(message)
    declared = declaration(entry.path)
    if not declared.live:
        message = f"{declared.path} acts only when a run begins, so it cannot change on the way"
        raise ScheduleError(message)
    value = declared.check(entry.value)
    known = (ANIMATION, *clocks)
    if entry.clock not in known:
        message = f"there is no clock {ascii(entry.clock)[:60]}; it takes one of {', '.join(known)}"
        raise ScheduleError(message)
    paths = clocks.get(entry.clock)
    if paths is not None and declared.path not in paths:
        message = (
            f"{declared.path} cannot go by the {entry.clock} clock, which each cell has for itself: it acts on more "
            f"than one cell; that clock takes {', '.join(paths)}"
        )
        raise ScheduleError(message)
    allowed = ("seconds",) if entry.clock == ANIMATION else tuple(unit for unit in UNITS if unit != "seconds")
    if entry.unit not in allowed:
        message = f"the {entry.clock} clock counts {' or '.join(allowed)}, not {ascii(entry.unit)[:60]}"
        raise ScheduleError(message)
    _check_span(entry)
    return ScheduleEntry(declared.path, value, entry.clock, float(entry.start), float(entry.end), entry.unit)


def _check_span(entry: ScheduleEntry) -> None:
    if not (isfinite(entry.start) and 0.0 <= entry.start <= LATEST):
        message = f"from takes 0 to {LATEST:.0f} {entry.unit}, not {entry.start:g}"
        raise ScheduleError(message)
    if entry.end != inf and not (isfinite(entry.end) and entry.start < entry.end <= LATEST):
        message = (
            f"until takes a number above from, {entry.start:g}, up to {LATEST:.0f} {entry.unit}, not {entry.end:g}"
        )
        raise ScheduleError(message)


def _check_neighbours(entries: Sequence[ScheduleEntry]) -> None:
    """Refuse a last entry that does not lie behind the one before it of the same parameter."""
    last = entries[-1]
    before = next((entry for entry in reversed(entries[:-1]) if entry.path == last.path), None)
    if before is None:
        return
    if before.clock != last.clock:
        message = f"{last.path} goes by the {before.clock} clock in an entry before, and one parameter goes by one"
        raise ScheduleError(message)
    if last.begins < before.begins:
        message = (
            f"{last.path} begins at {_moment(last.start, last)}, before the entry above it, which begins at "
            f"{_moment(before.start, before)}: entries of one parameter stand in the order of time"
        )
        raise ScheduleError(message)
    if last.begins < before.ends:
        until = "has no end" if before.end == inf else f"lasts until {_moment(before.end, before)}"
        message = f"{last.path} begins at {_moment(last.start, last)}, while the entry above it {until}"
        raise ScheduleError(message)


def _moment(number: float, entry: ScheduleEntry) -> str:
    return f"{number:g} {entry.unit}"


def _exact(number: float) -> str:
    return repr(number).removesuffix(".0")
