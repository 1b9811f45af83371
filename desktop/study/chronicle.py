"""What happened in a run, for those who watch it: the first of each kind, what is rare, and when cells died. No Qt."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

import numpy as np

from desktop.engine.arrays import AnyArray, IntArray
from desktop.engine.model import Model
from desktop.engine.snapshot import Snapshot
from desktop.study.beginning import uncounted_at_the_start
from desktop.study.biography import event_sentence

NOT_COUNTED = "It was there at the start, so that it is not counted."
RARE = {
    "left_vessel": "Few come so far. It is now in tissue that was not made for it.",
    "fell_asleep": "It no longer divides, and may stay so for years.",
    "woke": "It begins to divide after its sleep: so a cancer can come back late.",
    "began_to_grow": "It divides: a nest may come of it.",
    "micrometastasis": "A nest of a few cells. Most dwindle again.",
    "macrometastasis": "A tumor that can be seen, far from where it began: the rarest end of all.",
}
"""Events that are announced, and what each means."""
METASTASES = ("micrometastasis", "macrometastasis")
FIRSTS = (
    "detached",
    "became_mobile",
    "reached_vessel",
    "entered_actively",
    "entered_passively",
    "entered_lymph",
    "completed_lap",
    "cloaked",
    "arrested",
    "nk_contact",
    "t_contact",
    "died",
    *RARE,
)
"""Events whose first one in a run is marked on the line of time."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One event: its step, its kind, its cell, where it was in µm, and the sentence that tells it.

    ``counted`` is whether it happened to a cell whose journey counts in the funnel.
    """

    step: int
    kind: str
    cell: int
    x: float
    y: float
    sentence: str
    counted: bool = True

    @property
    def meaning(self) -> str:
        """Return what something rare means, and that it does not count where that is so."""
        return RARE[self.kind] if self.counted else f"{RARE[self.kind]} {NOT_COUNTED}"

    @property
    def is_metastasis(self) -> bool:
        """Return whether a metastasis was founded."""
        return self.kind in METASTASES


class Chronicle:
    """Reads the log of a run as it grows; going back forgets nothing, another future drops what came after."""

    def __init__(self, model: Model) -> None:
        self._names = tuple(kind.name for kind in model.events)
        self._model = model
        self._told = np.array([name in FIRSTS for name in self._names])
        self.clear()

    def clear(self) -> None:
        """Forget the run."""
        self._read = 0
        self._founders: frozenset[int] = frozenset()
        self.marks: list[Happening] = []
        """The first of each kind and all that is rare, in the order of their steps."""
        self.deaths: IntArray = np.zeros(0, dtype=np.int64)
        """The step of each death, ascending, shape (n,)."""

    def drop_after(self, snapshot: Snapshot) -> None:
        """Forget what had been seen after a moment, which begins another future."""
        self._read = min(self._read, snapshot.events.size)
        self.marks = [mark for mark in self.marks if mark.step <= snapshot.step]
        self.deaths = self.deaths[self.deaths <= snapshot.step]

    def update(self, snapshot: Snapshot) -> tuple[Happening, ...]:
        """Take in what is new, and return what of it is rare."""
        events = snapshot.events[self._read :]
        if events.size == 0:
            return ()
        if self._read == 0:
            self._founders = uncounted_at_the_start(snapshot)
        self._read = snapshot.events.size
        events = events[self._told[events["kind"]]]
        died = events["kind"] == self._names.index("died")
        self.deaths = np.concatenate([self.deaths, events["step"][died]])
        found: list[Happening] = []
        known = {mark.kind for mark in self.marks}
        for event in events:
            kind = self._names[int(event["kind"])]
            if kind in known and kind not in RARE:
                continue
            known.add(kind)
            happening = self._happening(kind, event)
            self.marks.append(happening)
            found += [happening] if kind in RARE else []
        return tuple(found)

    def _happening(self, kind: str, event: AnyArray) -> Happening:
        cell = int(event["cell"])
        return Happening(
            int(event["step"]), kind, cell, float(event["x"]), float(event["y"]),
            f"Cell {cell} {event_sentence(self._model, event)}", cell not in self._founders,
        )  # fmt: skip

    def find(self, kind: str, step: int) -> Happening | None:
        """Return the first of a kind at or after a step; failing that, the last before; None when none is known."""
        known = [mark for mark in self.marks if mark.kind == kind]
        return next((mark for mark in known if mark.step >= step), known[-1] if known else None)

    def next_step(self, step: int) -> int | None:
        """Return the step of the next mark after a step, None when there is none."""
        steps = [mark.step for mark in self.marks]
        place = bisect_right(steps, step)
        return steps[place] if place < len(steps) else None

    def previous_step(self, step: int) -> int | None:
        """Return the step of the last mark before a step, None when there is none."""
        steps = [mark.step for mark in self.marks]
        place = bisect_left(steps, step)
        return steps[place - 1] if place else None

    def about(self, low: int, high: int) -> tuple[tuple[Happening, ...], int]:
        """Return the marks from one step to another, both included, and the number of deaths there."""
        near = tuple(mark for mark in self.marks if low <= mark.step <= high)
        return near, int(np.searchsorted(self.deaths, high, "right") - np.searchsorted(self.deaths, low, "left"))
