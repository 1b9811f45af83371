"""Baselines: what came of the bundled scenarios when somebody last said that it should.

A run that comes out otherwise is a mistake, or a change of the science that has to be explained. So a baseline is
written by one command alone, which asks for the reason and puts it into the changelog; a seal tells of other hands.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from math import isclose
from pathlib import Path

from desktop.cascade import MODEL
from desktop.study.runner import known, run
from desktop.study.scenario import bundled_scenarios, load_scenario
from desktop.system.files import replace_file
from desktop.system.refusal import Refusal

SECONDS = 15.0
"""Animation seconds of each run: long enough for the cells that are there at the beginning to meet their ends."""
TOLERANCE = 1e-9
"""Relative difference of an observable that another processor's rounding may make; numbers of cells are exact."""
HEADING = "### Baselines"
Content = Mapping[str, object]


class BaselineError(Refusal):
    """Baselines cannot be written; the message is one sentence for the developer."""


def outcome(name: str) -> dict[str, object]:
    """Run a bundled scenario for a while and return what came of it, ready for JSON."""
    result = run(MODEL, replace(load_scenario(name), seconds=SECONDS), every=SECONDS)
    funnel = {step.stage: [step.events_single, step.events_group] for step in result.funnel}
    return {
        "scenario": name,
        "seconds": SECONDS,
        "funnel": funnel,
        "deaths": dict(result.deaths),
        "observables": known(result.observables),
    }


def sealed(content: Content, reason: str) -> dict[str, object]:
    """Return a baseline: the outcome, why it is as it is, and the seal over both."""
    whole = {**content, "reason": reason}
    return {**whole, "seal": seal(whole)}


def seal(content: Content) -> str:
    """Return the digest of a baseline, without its seal."""
    bare = {key: value for key, value in content.items() if key != "seal"}
    return sha256(json.dumps(bare, sort_keys=True).encode()).hexdigest()


def differences(baseline: Content, found: Content) -> tuple[str, ...]:
    """Return one line for each number that is not as in the baseline."""
    before, now = dict(_numbers(baseline)), dict(_numbers(found))
    names = sorted(before.keys() | now.keys())
    return tuple(f"{n}: {before.get(n)} → {now.get(n)}" for n in names if not _agree(before.get(n), now.get(n)))


def _numbers(content: Content) -> Iterator[tuple[str, object]]:
    for part in ("funnel", "deaths", "observables"):
        values = content[part]
        assert isinstance(values, dict)
        for name, value in values.items():
            yield f"{part} {name}", value


def _agree(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return isclose(one, other, rel_tol=TOLERANCE, abs_tol=1e-12)
    return one == other


def read(folder: Path) -> dict[str, dict[str, object]]:
    """Return all baselines by the name of their scenario."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))}


def update(folder: Path, changelog: Path, reason: str) -> tuple[str, ...]:
    """Take what comes of the scenarios now as their baselines, with a line in the changelog; return what changed.

    Raises
    ------
    BaselineError
        Without a reason, or where the changelog has no room for it.
    """
    reason = " ".join(reason.split())
    if len(reason) < 15:
        message = "say in a sentence why the outcome of the scenarios changes: it goes into the changelog"
        raise BaselineError(message)
    old, changed = read(folder), []
    for scenario in bundled_scenarios():
        found, before = outcome(scenario.name), old.pop(scenario.name, None)
        lines = ("new",) if before is None else differences(before, found)
        if lines or before is None or before["seal"] != seal(before):
            _write(folder / f"{scenario.name}.json", sealed(found, reason))
            changed.append(f"{scenario.name}: {'; '.join(lines)}")
    for name in old:
        (folder / f"{name}.json").unlink()
        changed.append(f"{name}: gone")
    if changed:
        _note(changelog, reason)
    return tuple(changed)


def _write(path: Path, content: Content) -> None:
    _replace(path, json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def _replace(path: Path, text: str) -> None:
    """Write a file whole or not at all; those of before may have come from any hand."""
    replace_file(path, text.encode(), lambda _: True)


def _note(changelog: Path, reason: str) -> None:
    """Put the reason under its heading in the topmost section of the changelog."""
    text = changelog.read_text(encoding="utf-8")
    if f"- {reason}\n" in text:
        return
    begin = text.find("\n## ")
    if begin < 0:
        message = f"{changelog.name} has no section that begins with ##"
        raise BaselineError(message)
    end = text.find("\n## ", begin + 1)
    section, rest = (text[:end], text[end:]) if end >= 0 else (text, "")
    if HEADING not in section:
        section = f"{section.rstrip()}\n\n{HEADING}\n"
    head, _, tail = section.partition(HEADING)
    _replace(changelog, f"{head}{HEADING}\n\n- {reason}\n{tail.lstrip()}{rest}")
