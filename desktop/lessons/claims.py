"""Cards of evidence: disputed claims beside what is known, and what was seen of each treatment.

They are read from ``assets/evidence/claims.toml`` and ``treatments.toml``, and each names the sliders that it touches.
"""

from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

from desktop.lessons.links import LessonError
from desktop.system.assets import asset
from desktop.system.bounded import DocumentError, toml_document

Kind = Literal["trial", "patients", "mouse", "cells"]
Result = Literal["helps", "nothing", "harms", "unknown"]
NOTICE = "For education and research only: nothing here is a reason to start, stop or choose a treatment."
KINDS: dict[str, str] = {
    "trial": "patients, compared by lot",
    "patients": "patients, not compared by lot",
    "mouse": "mice",
    "cells": "cells in the laboratory",
}
RESULTS: dict[str, str] = {"helps": "helped", "nothing": "no benefit", "harms": "harmed", "unknown": "not known"}


@dataclass(frozen=True, slots=True)
class Claim:
    """A card: what people say, and what the evidence says."""

    key: str
    says: str
    evidence: str
    sources: str
    sliders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one study saw of a treatment; ``doi`` is empty where it is not known for sure."""

    slider: str
    kind: Kind
    result: Result
    seen: str
    source: str
    doi: str = ""

    @property
    def is_human(self) -> bool:
        """Tell whether it was seen in patients, which is to be shown apart from all else."""
        return self.kind in ("trial", "patients")


@cache
def claims() -> tuple[Claim, ...]:
    """Return all cards, in the order of the cascade.

    Raises
    ------
    LessonError
        When the file is not as it must be.
    """
    try:
        return tuple(
            Claim(str(e["key"]), str(e["says"]), str(e["evidence"]), str(e["sources"]), _names(e["sliders"]))
            for e in _read("claims", "claim")
        )
    except KeyError as error:
        message = f"evidence/claims.toml holds a card without {error}"
        raise LessonError(message) from error


def _names(value: object) -> tuple[str, ...]:
    return tuple(str(name) for name in value) if isinstance(value, list) else ()


@cache
def evidence() -> tuple[Evidence, ...]:
    """Return what was seen of treatments, negative trials included.

    Raises
    ------
    LessonError
        When the file is not as it must be.
    """
    return tuple(_study(entry) for entry in _read("treatments", "evidence"))


def _study(entry: dict[str, object]) -> Evidence:
    try:
        slider, seen, source = (str(entry[key]) for key in ("slider", "seen", "source"))
        kind = next(word for word in get_args(Kind) if word == entry["kind"])
        result = next(word for word in get_args(Result) if word == entry["result"])
    except (KeyError, StopIteration) as error:
        message = f"evidence/treatments.toml holds a study that is not whole: {entry.get('source', 'without a source')}"
        raise LessonError(message) from error
    return Evidence(slider, kind, result, seen, source, str(entry.get("doi", "")))


def claims_about(slider: str) -> tuple[Claim, ...]:
    """Return the cards that touch a slider, by the path of its parameter."""
    return tuple(claim for claim in claims() if slider in claim.sliders)


def evidence_about(slider: str) -> tuple[Evidence, ...]:
    """Return what was seen of the treatment that a slider gives; patients first."""
    return tuple(sorted((e for e in evidence() if e.slider == slider), key=lambda study: not study.is_human))


def _read(name: str, key: str) -> list[dict[str, object]]:
    path = asset(f"evidence/{name}.toml")
    try:
        entries = toml_document(path.read_text(encoding="utf-8"))[key]
    except (OSError, ValueError, KeyError, DocumentError) as error:
        message = f"evidence/{name}.toml cannot be read: {type(error).__name__}"
        raise LessonError(message) from error
    if not isinstance(entries, list):
        message = f"evidence/{name}.toml holds no list of {key}"
        raise LessonError(message)
    return entries
