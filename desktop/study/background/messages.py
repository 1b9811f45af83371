"""What a background process tells the window: one frozen message a line, written as JSON and read strictly."""

import json
from dataclasses import dataclass
from math import inf
from typing import ClassVar, Self

import numpy as np

from desktop.cascade import MODEL
from desktop.study.designs.ensemble import WHOLE, EnsemblePart
from desktop.study.designs.sweep import Row
from desktop.study.evidence.targets import TARGETS
from desktop.study.evidence.validation import Finding
from desktop.study.statistics import Measured
from desktop.system.strict_json import Fields, JsonError, extended

MOST_FRAMES = 2**31
LONGEST_SENTENCE = 10_000


@dataclass(frozen=True)
class EnsembleMessage:
    """What a few patients of an ensemble have lived through."""

    kind: ClassVar[str] = "ensemble"
    part: EnsemblePart

    def document(self) -> dict[str, object]:
        """Return the message as plain values."""
        part = self.part
        return {"patient": part.patient, "mark": part.mark, "funnels": part.funnels.tolist()}

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Return the message of an object, or raise `JsonError`."""
        patient = fields.whole("patient", 0, WHOLE.patients - 1)
        mark = fields.whole("mark", 0, WHOLE.most_marks - 1)
        try:
            funnels = np.array(fields.items("funnels"))
        except ValueError as error:
            raise JsonError(REFUSED_FUNNELS) from error
        is_whole = np.issubdtype(funnels.dtype, np.integer) and funnels.ndim == 3 and funnels.size > 0
        if not is_whole or funnels.shape[2] != len(MODEL.milestones):
            raise JsonError(REFUSED_FUNNELS)
        if funnels.shape[0] > WHOLE.patients - patient or funnels.shape[1] > WHOLE.most_marks - mark:
            raise JsonError(REFUSED_FUNNELS)
        return cls(EnsemblePart(patient, mark, funnels.astype(np.int64)))


REFUSED_FUNNELS = (
    "funnels of an ensemble message takes whole numbers by patient, mark and milestone, within the ensemble"
)


@dataclass(frozen=True)
class RowMessage:
    """One more row of a table: a point of a dose–response grid, a treated patient, or the sums of a cohort's part."""

    kind: ClassVar[str] = "row"
    row: Row

    def document(self) -> dict[str, object]:
        """Return the message as plain values."""
        return {"row": self.row}

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Return the message of an object, or raise `JsonError`."""
        row: Row = {}
        for name, value in fields.table("row").items():
            if value is not None and not isinstance(value, bool | int | float | str):
                message = f"{ascii(name)[:60]} of a row takes a single value"
                raise JsonError(message)
            row[name] = value
        return cls(row)


@dataclass(frozen=True)
class FindingMessage:
    """What the model shows of one published figure, or why nothing could be measured."""

    kind: ClassVar[str] = "finding"
    finding: Finding

    def document(self) -> dict[str, object]:
        """Return the message as plain values."""
        found = self.finding.measured
        measured = None
        if found is not None:
            measured = {"value": extended(found.value), "low": extended(found.low), "high": extended(found.high)}
        return {"figure": self.finding.target.key, "measured": measured, "reason": self.finding.reason}

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Return the message of an object, or raise `JsonError`."""
        targets = {target.key: target for target in TARGETS}
        target = targets[fields.choice("figure", tuple(targets))]
        measured = None
        if not fields.is_null("measured"):
            inner = Fields(fields.table("measured"), "what was measured")
            measured = Measured(inner.extended("value"), inner.extended("low"), inner.extended("high"))
            inner.finish()
        return cls(Finding(target, measured, fields.text("reason", LONGEST_SENTENCE)))


@dataclass(frozen=True)
class ProgressMessage:
    """How far an export has come: frames done, frames in all, and the seconds left, None while they are not known."""

    kind: ClassVar[str] = "progress"
    done: int
    count: int
    seconds_left: float | None

    def document(self) -> dict[str, object]:
        """Return the message as plain values."""
        return {"done": self.done, "count": self.count, "seconds_left": self.seconds_left}

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Return the message of an object, or raise `JsonError`."""
        done, count = fields.whole("done", 0, MOST_FRAMES), fields.whole("count", 1, MOST_FRAMES)
        return cls(done, count, None if fields.is_null("seconds_left") else fields.number("seconds_left", -inf, inf))


@dataclass(frozen=True)
class EndMessage:
    """How an export ended: whether everything was written, and a sentence about it."""

    kind: ClassVar[str] = "end"
    complete: bool
    sentence: str

    def document(self) -> dict[str, object]:
        """Return the message as plain values."""
        return {"complete": self.complete, "sentence": self.sentence}

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Return the message of an object, or raise `JsonError`."""
        return cls(fields.flag("complete"), fields.text("sentence", LONGEST_SENTENCE))


@dataclass(frozen=True)
class RefusalMessage:
    """Why the task cannot be done, in one sentence."""

    kind: ClassVar[str] = "refusal"
    sentence: str

    def document(self) -> dict[str, object]:
        """Return the message as plain values."""
        return {"sentence": self.sentence}

    @classmethod
    def read(cls, fields: Fields) -> Self:
        """Return the message of an object, or raise `JsonError`."""
        return cls(fields.text("sentence", LONGEST_SENTENCE))


Message = EnsembleMessage | RowMessage | FindingMessage | ProgressMessage | EndMessage | RefusalMessage
KINDS: tuple[type[Message], ...] = (
    EnsembleMessage,
    RowMessage,
    FindingMessage,
    ProgressMessage,
    EndMessage,
    RefusalMessage,
)


def to_json(message: Message) -> str:
    """Return a message as one line of text, without the line break."""
    return json.dumps({"kind": message.kind, **message.document()}, allow_nan=False)


def from_json(line: str) -> Message:
    """Return the message of a line.

    Raises
    ------
    JsonError
        When it is none: a key is missing or not known, a type is wrong, a value out of its bounds.
    """
    fields = Fields.parse(line, "a message")
    kinds = {kind.kind: kind for kind in KINDS}
    message = kinds[fields.choice("kind", tuple(kinds))].read(fields)
    fields.finish()
    return message
