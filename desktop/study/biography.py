"""The life of one cell in sentences, from the event log, and its present numbers. No Qt."""

from dataclasses import dataclass

import numpy as np

from desktop.cascade.emt import PHENOTYPE_WORDS, Phenotype
from desktop.cascade.traits import TraitParameters
from desktop.engine.arrays import AnyArray
from desktop.engine.clocks import in_words
from desktop.engine.codes import DYING
from desktop.engine.model import Model
from desktop.engine.snapshot import Snapshot
from desktop.study.trait_scores import Likeness, clone_of, likeness

ABOUT = {
    "tumor": "It sits in the tumor, held by its neighbors.",
    "invading": "It crawls through the tissue towards a vessel.",
    "entering": "It is on its way through the wall of a vessel.",
    "travelling": "It drifts with the blood: a circulating tumor cell.",
    "arrested": "It is stuck, where natural killer cells can find it.",
    "leaving": "It works its way out through the wall of the capillary.",
    "settling": "It looks for a footing in a new organ.",
    "dormant": "It does not divide, lives on little, and is hidden from immune cells.",
    "growing": "It divides: this is a nest, and most nests dwindle.",
    "macrometastasis": "A new tumor, large enough to be seen.",
    "lymph": "It drifts slowly with the lymph.",
}
"""What a tumor cell of each stage is and does."""
DYING_WORDS = "The drawing shows of what it dies; after a moment it is gone."
UNBORN = "not there yet: at this moment of the run it has not come into being"


@dataclass(frozen=True, slots=True)
class Line:
    """One event of a life: when, in seconds of animation, and what."""

    seconds: float
    sentence: str


@dataclass(frozen=True, slots=True)
class Biography:
    """A cell's life so far; ``state`` is unborn, alive, dying or gone, ``about`` what it is and does.

    ``likeness`` tells its clone and traits; None when its clone is not known.
    """

    identity: int
    state: str
    lines: tuple[Line, ...]
    numbers: tuple[tuple[str, str], ...]
    summary: str
    about: str = ""
    likeness: Likeness | None = None


def event_sentence(model: Model, event: AnyArray) -> str:
    """Return what an event of the log says about its cell, without the cell's name and a full stop."""
    kind, cause = model.events[int(event["kind"])], int(event["cause"])
    death = model.hazards[cause].death if cause >= 0 else ""
    one, _, many = kind.sentence.partition("|")
    sentence = many if many and float(event["value"]) > 1.0 else one
    return sentence.format(value=float(event["value"]), other=int(event["other"]), cause=death)


class Biographer:
    """Follows one cell; what it learned stays when the cell is gone."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self.identity: int | None = None
        self._lines: list[Line] = []
        self._numbers: tuple[tuple[str, str], ...] = ()
        self._read = 0
        self._likeness: tuple[tuple[object, ...], Likeness | None] = ((), None)

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
        state, summary, about = "gone", self._last_words(), ""
        if row.size:
            stage = int(snapshot.cells["stage"][row[0]])
            state, about = "dying" if stage == DYING else "alive", DYING_WORDS
            self._numbers = self._read_numbers(snapshot, int(row[0]))
            if stage != DYING:
                about = ABOUT.get(self._model.stages[stage].name, "")
                hours = in_words(float(snapshot.cells["stage_hours"][row[0]]))
                summary = f"{self._model.stages[stage].label} for {hours}"
        elif not self._lines and self.identity > _last_identity(snapshot):
            # Its numbers are those of a later moment.
            state, summary, self._numbers = "unborn", UNBORN, ()
        like = self._what_it_is_like(snapshot, self.identity) if state != "unborn" else None
        return Biography(self.identity, state, tuple(self._lines), self._numbers, summary, about, like)

    def _what_it_is_like(self, snapshot: Snapshot, identity: int) -> Likeness | None:
        """Return the clone and the traits, which change with the luck of the run and the spread alone."""
        key = (identity, snapshot.seed, snapshot.parameters[TraitParameters])
        if self._likeness[0] != key or self._likeness[1] is None:
            clone = clone_of(snapshot, identity)
            self._likeness = (key, None if clone is None else likeness(snapshot, identity, clone))
        return self._likeness[1]

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
        tell("shear stress", "shear_stress", "{:.1f} dyn/cm²")
        if "cluster_size" in cells and "cluster" in cells:
            size = int(cells["cluster_size"][row])
            found.append(("in a group", "no" if int(cells["cluster"][row]) < 0 else f"of {size} cells"))
        if "nest_cells" in cells and float(cells["nest_cells"][row]) > 1.0:
            tell("cells in the nest", "nest_cells", "{:.0f}")
        return tuple(found)


def _last_identity(snapshot: Snapshot) -> int:
    """Return the highest identity so far: identities are given in the order in which cells come into being."""
    return max(int(snapshot.cells["identity"].max(initial=-1)), int(snapshot.events["cell"].max(initial=-1)))
