"""The event log: what happened to which cell, when, where and why. Append only."""

from dataclasses import dataclass

import numpy as np

from desktop.engine.arrays import AnyArray

EVENT = np.dtype(
    [
        ("kind", np.int16),  # code of the EventKind
        ("cause", np.int16),  # code of the hazard for a death, else -1
        ("cell", np.int64),  # identity of the cell
        ("other", np.int64),  # identity of the partner, else -1
        ("journey", np.int64),  # identity of the journey the cell belongs to
        ("stage", np.int16),  # stage the cell was in
        ("step", np.int64),
        ("time", np.float64),  # animation seconds
        ("hours", np.float64),  # biological hours gone by in the place the cell was in
        ("x", np.float64),  # µm
        ("y", np.float64),  # µm
        ("value", np.float64),  # meaning given by the kind
    ]
)


@dataclass(frozen=True, slots=True)
class EventKind:
    """A declared kind of event; ``sentence`` tells it about one cell and may use {value}, {other} and {cause}."""

    name: str
    label: str
    sentence: str


class EventLog:
    """Events in the order they happened, in one growing structured array."""

    def __init__(self) -> None:
        self._buffer = np.zeros(1024, dtype=EVENT)
        self._length = 0

    def __len__(self) -> int:
        return self._length

    def append(self, rows: AnyArray) -> None:
        """Append events, shape (n,), dtype `EVENT`."""
        needed = self._length + rows.size
        if needed > self._buffer.size:
            # A new buffer, so that views handed out earlier stay as they were.
            grown = np.zeros(max(needed, 2 * self._buffer.size), dtype=EVENT)
            grown[: self._length] = self._buffer[: self._length]
            self._buffer = grown
        self._buffer[self._length : needed] = rows
        self._length = needed

    def since(self, start: int = 0) -> AnyArray:
        """Return a read-only view of the events from number ``start`` on, shape (n,)."""
        view = self._buffer[start : self._length]
        view.flags.writeable = False
        return view

    def restore(self, events: AnyArray) -> None:
        """Replace the log by an earlier one."""
        self._buffer = np.zeros(max(1024, 2 * events.size), dtype=EVENT)
        self._buffer[: events.size] = events
        self._length = int(events.size)
