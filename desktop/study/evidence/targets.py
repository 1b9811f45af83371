"""The published figures that the default patient is held against, read from ``assets/evidence/targets.toml``.

Grades of evidence: A several independent or large human studies, B one good study or consistent mouse data, C disputed
or indirect. The kind of a figure says what agreement with it is worth, and what it rests on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

from desktop.study.evidence.evidence_file import EvidenceError, evidence_tables
from desktop.system.number_words import grouped
from desktop.system.strict_json import Fields

Grade = Literal["A", "B", "C"]
Kind = Literal["fitted", "follows from fits", "by design", "predicted", "sealed"]
KINDS: dict[Kind, str] = {
    "fitted": "a parameter was set to show it, so agreement proves nothing",
    "follows from fits": "algebra of what was fitted, so agreement proves little",
    "by design": "built into the model, so it cannot be missed",
    "predicted": "no parameter was set for it, so agreement is a test",
    "sealed": "predicted and locked before the figure was compared",
}
"""What agreement with a figure of each kind is worth."""
OF_ROWS = tuple(kind for kind in KINDS if kind != "sealed")
Basis = Literal["source", "own arithmetic", "assumption"]
"""Whether a figure is printed in a source, follows from such by arithmetic that is written out, or is assumed."""
SCENARIO = "scenario:"
MOST_ROWS, MOST_SOURCES, LONGEST = 200, 10, 400
LARGEST = 1e15


@dataclass(frozen=True)
class Source:
    """A figure as a study prints it, and the place; ``checked`` unless it is quoted from memory or from others."""

    study: str
    figure: str
    place: str
    checked: bool = True

    @property
    def words(self) -> str:
        """Return study, figure and place in a line."""
        return f"{self.study}: {self.figure} ({self.place}{'' if self.checked else ', not checked'})"


@dataclass(frozen=True)
class Target:
    """One published figure: ``low`` to ``high`` is what is accepted.

    ``rests_on`` names rows, paths of parameters, and scenarios after ``scenario:``; ``scenario`` is the patient who is
    measured; ``condition`` says in what the model's number differs from the one that was seen.
    """

    key: str
    what: str
    target: float
    low: float
    high: float
    unit: str
    grade: Grade
    kind: Kind
    rests_on: tuple[str, ...]
    basis: Basis
    sources: tuple[Source, ...]
    arithmetic: str = ""
    condition: str = ""
    scenario: str = "default-patient"

    @property
    def binds(self) -> bool:
        """Tell whether missing it makes the validation fail."""
        return self.grade in ("A", "B")

    @property
    def source(self) -> str:
        """Return the studies, by name; a figure that none of them prints says so."""
        names = "; ".join(source.study for source in self.sources)
        return names if self.basis == "source" else f"{self.basis}, from {names}"

    def foundation(self, labels: Mapping[str, str] = MappingProxyType({})) -> str:
        """Return what it rests on, in a line; ``labels`` are words for the paths of parameters."""
        names = (labels.get(name, name) for name in self.rests_on)
        return ", ".join(f"row {name}" if name in KEYS else name.replace(SCENARIO, "scenario ") for name in names)

    @property
    def evidence(self) -> tuple[str, ...]:
        """Return where the figure comes from, a line each: sources, arithmetic, and what differs."""
        lines = [source.words for source in self.sources]
        if self.arithmetic:
            lines.append(f"{self.basis}: {self.arithmetic}")
        return (*lines, self.condition) if self.condition else tuple(lines)


def read_source(fields: Fields) -> Source:
    """Return the source of a table, or raise `JsonError`."""
    study, figure, place = (fields.text(key, LONGEST) for key in ("study", "figure", "place"))
    checked = fields.flag("checked") if fields.has("checked") else True
    fields.finish()
    return Source(study, figure, place, checked)


def read_target(fields: Fields) -> Target:
    """Return the figure of a table, or raise `JsonError` or `EvidenceError`."""
    row, what, value = fields.text("row", 8), fields.text("what", 80), fields.number("target", -LARGEST, LARGEST)
    low, high = read_range(fields, "accepted")
    letter, name = fields.choice("grade", get_args(Grade)), fields.choice("kind", OF_ROWS)
    ground = fields.choice("basis", get_args(Basis))
    grade: Grade = next(word for word in get_args(Grade) if word == letter)
    kind: Kind = next(word for word in OF_ROWS if word == name)
    basis: Basis = next(word for word in get_args(Basis) if word == ground)
    target = Target(
        row,
        what,
        value,
        low,
        high,
        fields.text("unit", 20),
        grade,
        kind,
        fields.texts("rests_on", 10, 80),
        basis,
        tuple(read_source(Fields(item, f"a source of row {row}")) for item in fields.items("sources")),
        fields.text("arithmetic", LONGEST) if fields.has("arithmetic") else "",
        fields.text("condition", LONGEST) if fields.has("condition") else "",
        fields.text("scenario", 80) if fields.has("scenario") else "default-patient",
    )
    fields.finish()
    if not target.sources or not target.rests_on or (basis != "source" and not target.arithmetic):
        message = (
            f"row {row} of targets.toml takes a source, what it rests on, and arithmetic where no source prints it"
        )
        raise EvidenceError(message)
    return target


def read_range(fields: Fields, key: str) -> tuple[float, float]:
    """Return a list of two numbers, the smaller first, or raise `EvidenceError`."""
    values = fields.items(key)
    numbers = [float(v) for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
    if len(values) != 2 or len(numbers) != 2 or not -LARGEST <= numbers[0] <= numbers[1] <= LARGEST:
        message = f"{key} takes two numbers, the smaller first"
        raise EvidenceError(message)
    return numbers[0], numbers[1]


TARGETS: tuple[Target, ...] = tuple(map(read_target, evidence_tables("targets", "target")))
KEYS = frozenset(target.key for target in TARGETS)


# --- in words ---

BILLION, MANY = 1e9, 100_000
RARE = 1e-3
"""Shares that never exceed this are told as a number in 100,000."""


def figure(target: Target, *values: float | None) -> str:
    """Write values of a published figure, from the first to the last, as in ``1 to 100 in 100,000``.

    What is not known is a question mark. The unit of the target is not written.
    """
    factor, word = _scale(target)
    known = [None if value is None else value * factor for value in values]
    return " to ".join("?" if value is None else grouped(value, 3) for value in known) + word


def _scale(target: Target) -> tuple[float, str]:
    if not target.unit and target.high <= RARE:
        return MANY, f" in {MANY:,}"
    return (1.0 / BILLION, " billion") if target.low >= BILLION / 10.0 else (1.0, "")
