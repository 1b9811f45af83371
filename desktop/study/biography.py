"""The life of one cell in sentences, from the event log, and its present numbers. No Qt."""

from dataclasses import dataclass

import numpy as np

from desktop.cascade.emt import PHENOTYPE_WORDS, Phenotype
from desktop.engine.arrays import AnyArray
from desktop.engine.clocks import in_words
from desktop.engine.codes import DYING
from desktop.engine.model import Model
from desktop.engine.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Line:
    """One event of a life: when, in seconds of animation, and what."""

    seconds: float
    sentence: str


@dataclass(frozen=True, slots=True)
class Biography:
    """A cell's life so far; ``state`` is alive, dying or gone."""

    identity: int
    state: str
    lines: tuple[Line, ...]
    numbers: tuple[tuple[str, str], ...]
    summary: str


def event_sentence(model: Model, event: AnyArray) -> str:
    """Return what an event of the log says about its cell, without the cell's name and a full stop."""
    kind, cause = model.events[int(event["kind"])], int(event["cause"])
    death = model.hazards[cause].death if cause >= 0 else ""
    return kind.sentence.format(value=float(event["value"]), other=int(event["other"]), cause=death)


class Biographer:
    """Follows one cell; what it learned stays when the cell is gone."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self.identity: int | None = None
        self._lines: list[Line] = []
        self._numbers: tuple[tuple[str, str], ...] = ()
        self._read = 0

    def follow(self, identity: int | None) -> None:
        """Begin with another cell."""
        self.identity = identity
        self._lines, self._numbers, self._read = [], (), 0

    def update(self, snapshot: Snapshot) -> Biography | None:
        """Take in what is new and return the life so far, or None when no cell is followed."""
        if self.identity is None:
            return None
        if snapshot.events.size < self._read:
            self.follow(self.identity)
        events = snapshot.events[self._read :]
        self._read = snapshot.events.size
        self._lines.extend(self._line(event) for event in events[events["cell"] == self.identity])
        row = np.flatnonzero(snapshot.cells["identity"] == self.identity)
        state, summary = "gone", self._last_words()
        if row.size:
            stage = int(snapshot.cells["stage"][row[0]])
            state = "dying" if stage == DYING else "alive"
            self._numbers = self._read_numbers(snapshot, int(row[0]))
            if stage != DYING:
                hours = in_words(float(snapshot.cells["stage_hours"][row[0]]))
                summary = f"{self._model.stages[stage].label} for {hours}"
        return Biography(self.identity, state, tuple(self._lines), self._numbers, summary)

    def _line(self, event: AnyArray) -> Line:
        kind = self._model.events[int(event["kind"])]
        text = event_sentence(self._model, event)
        if kind.name == "died":
            place = self._model.stages[int(event["stage"])].label
            text = f"{text}, {in_words(float(event['value']))} after it was first {place}"
        return Line(float(event["time"]), text[:1].upper() + text[1:])

    def _last_words(self) -> str:
        return self._lines[-1].sentence if self._lines else "gone; nothing was written about it"

    def _read_numbers(self, snapshot: Snapshot, row: int) -> tuple[tuple[str, str], ...]:
        cells = snapshot.cells
        found: list[tuple[str, str]] = []

        def tell(label: str, column: str, pattern: str, factor: float = 1.0) -> None:
            if column in cells:
                found.append((label, pattern.format(float(cells[column][row]) * factor)))

        if "phenotype" in cells:
            found.append(("kind", PHENOTYPE_WORDS[Phenotype(int(cells["phenotype"][row]))]))
        tell("diameter", "radius", "{:.1f} µm", 2.0)
        tell("length : width", "stretch", "{:.1f}")
        tell("grip", "adhesion", "{:.0%}")
        tell("platelet cloak", "cloak", "{:.0%}")
        tell("oxygen", "oxygen", "{:.0f} mmHg")
        tell("shear stress", "shear_stress", "{:.2f} Pa")
        if "cluster_size" in cells and "cluster" in cells:
            size = int(cells["cluster_size"][row])
            found.append(("in a group", "no" if int(cells["cluster"][row]) < 0 else f"of {size} cells"))
        if "nest_cells" in cells and float(cells["nest_cells"][row]) > 1.0:
            tell("cells in the nest", "nest_cells", "{:.0f}")
        return tuple(found)
