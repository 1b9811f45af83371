"""A scenario: a named set of parameter values with a seed and a length, kept in a small TOML file.

::

    version = 1
    title = "Platelet-rich blood"
    summary = "What a thicker platelet cloak does."
    seed = 1
    seconds = 120.0

    [platelets]
    strength = 1.6

The tables are groups of parameters, their keys the parameters' names; what is left out keeps its default. Values that
hold for a span only are told by `desktop.study.schedule_table`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from unicodedata import category

import tomli_w

from desktop import __version__
from desktop.cascade import MODEL
from desktop.engine.model import Model
from desktop.engine.parameters import SCHEDULE, ParameterError, Parameters
from desktop.study import schedule_table
from desktop.system.assets import asset
from desktop.system.bounded import DocumentError, toml_document
from desktop.system.files import FileError, open_plain, reason, replace_file, shown
from desktop.system.refusal import Refusal

FORMAT = 2
"""Version of the file format; rises when an old program could no longer read a new file."""
PLAIN_FORMAT = 1
"""Version of a file that has no schedule, which older programs read, too."""

MAX_BYTES = 65_536
MAX_SEED = 2**31 - 1
MAX_SECONDS = 86_400.0
MAX_TEXT = 2_000
DEFAULT_SECONDS = 120.0
HEADER = ("version", "title", "summary", "seed", "seconds")

SIGNATURE = "# CTC Voyage scenario"


class ScenarioError(Refusal):
    """A scenario cannot be read, found or written; the message is one sentence that names the file."""


@dataclass(frozen=True)
class Scenario:
    """What to run: the parameters, the seed, and for how many seconds of animation."""

    name: str
    title: str
    summary: str
    seed: int
    seconds: float
    parameters: Parameters


def load_scenario(name_or_path: str | Path, model: Model | None = None) -> Scenario:
    """Read a scenario: a bundled one by its name, or any by the path of its TOML file.

    Raises
    ------
    ScenarioError
        In one sentence: there is no such scenario, or the file is not a valid one.
    """
    path = name_or_path if isinstance(name_or_path, Path) else _find(name_or_path)
    data = _read(path)
    try:
        document = _parse(_text(data))
        return scenario_of(_plain_words(path.stem), document, model)
    except (ScenarioError, ParameterError) as error:
        message = f"{shown(path)}: {error}"
        raise ScenarioError(message) from error


def bundled_scenarios(model: Model | None = None) -> tuple[Scenario, ...]:
    """Return the scenarios that come with the program: the default patient first, the rest by name."""
    paths = sorted(asset("scenarios").glob("*.toml"), key=lambda path: (path.stem != "default-patient", path.stem))
    return tuple(load_scenario(path, model) for path in paths)


def bundled_names() -> tuple[str, ...]:
    """Return the names of the bundled scenarios, sorted."""
    return tuple(sorted(path.stem for path in asset("scenarios").glob("*.toml")))


def _find(text: str) -> Path:
    names = bundled_names()
    if text in names:
        return asset(f"scenarios/{text}.toml")
    if text.lower().endswith(".toml") or "/" in text or "\\" in text:
        return Path(text)
    near = get_close_matches(text, names, n=1, cutoff=0.4)
    hint = f"the nearest one is {near[0]}" if near else "the bundled ones are " + ", ".join(names)
    message = f"there is no scenario {_clip(text)}; {hint}; or give the path of a .toml file"
    raise ScenarioError(message)


def _clip(text: str) -> str:
    text = ascii(text)
    return text if len(text) <= 60 else text[:57] + "..."


def _plain_words(name: str) -> str:
    """Return the name of a file as words that can be printed and kept, whatever its bytes are."""
    valid = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join("�" if category(letter) == "Cc" else letter for letter in valid)


def _read(path: Path) -> bytes:
    try:
        with open_plain(path) as file:
            return file.read(MAX_BYTES + 1)
    except FileError as error:
        raise ScenarioError(str(error)) from error
    except OSError as error:
        message = f"{shown(path)} cannot be read: {reason(error)}"
        raise ScenarioError(message) from error


def _text(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        message = f"is larger than {MAX_BYTES // 1024} KiB, which no scenario is"
        raise ScenarioError(message)
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        message = "is not a text file in UTF-8"
        raise ScenarioError(message) from error


def _parse(text: str) -> dict[str, object]:
    try:
        return toml_document(text)
    except DocumentError as error:
        raise ScenarioError(str(error)) from error


def scenario_of(name: str, document: dict[str, object], model: Model | None = None) -> Scenario:
    """Return the scenario of a name that the tables of a TOML text tell.

    Raises
    ------
    ScenarioError, ParameterError
        In one sentence: something in it is unknown or not allowed.
    """
    return _build(name, document, (model or MODEL).defaults())


def _build(name: str, document: dict[str, object], defaults: Parameters) -> Scenario:
    version = _whole(document.pop("version", FORMAT), "version", 1, MAX_SEED)
    if version > FORMAT:
        message = f"was written by a newer CTC Voyage (file format {version}; this one reads {FORMAT})"
        raise ScenarioError(message)
    title = check_words(document.pop("title", name), "title")
    summary = check_words(document.pop("summary", ""), "summary")
    seed = check_seed(document.pop("seed", 1))
    seconds = check_seconds(document.pop("seconds", DEFAULT_SECONDS))
    tables = document.pop(schedule_table.KEY, [])
    parameters = defaults.replace(_flatten(document, defaults))
    return Scenario(name, title, summary, seed, seconds, schedule_table.with_schedule_of(tables, parameters, seconds))


def check_words(value: object, key: str) -> str:
    """Return a text that is short enough and harmless to print, or raise `ScenarioError`."""
    if not isinstance(value, str) or len(value) > MAX_TEXT:
        message = f"{key} takes a text of up to {MAX_TEXT} characters"
        raise ScenarioError(message)
    # A file from somebody else must not steer the terminal it is shown in.
    if any(category(character) == "Cc" and character not in "\n\t" for character in value):
        message = f"{key} takes a text without control characters"
        raise ScenarioError(message)
    return value


def _whole(value: object, key: str, low: int, high: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        message = f"{key} takes a whole number from {low} to {high}"
        raise ScenarioError(message)
    return value


def check_seed(value: object) -> int:
    """Return a seed, or raise `ScenarioError`."""
    return _whole(value, "seed", 0, MAX_SEED)


def check_seconds(value: object) -> float:
    """Return a length in seconds of animation, or raise `ScenarioError`."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0.0 < value <= MAX_SECONDS:
        message = f"seconds takes a number above 0 and up to {MAX_SECONDS:g} s of animation"
        raise ScenarioError(message)
    return float(value)


def _flatten(document: Mapping[str, object], defaults: Parameters) -> dict[str, object]:
    """Return path → value for all tables of a file, each path once and known."""
    groups = {declaration.group for declaration in defaults.declarations}
    values: dict[str, object] = {}
    seen: dict[str, str] = {}
    for group, table in document.items():
        if not isinstance(table, dict) or not (table or group in groups):
            raise ScenarioError(_unknown(group, (*HEADER, schedule_table.KEY, *sorted(groups))))
        for key, value in table.items():
            path = f"{group}.{key}"
            known = defaults.declaration(path)
            if known.path in seen:
                message = f"{seen[known.path]} and {path} are one parameter under two names; keep {known.path}"
                raise ScenarioError(message)
            seen[known.path] = path
            values[path] = _plain(value, path, known.allowed)
    return values


def _unknown(key: str, known: tuple[str, ...]) -> str:
    near = get_close_matches(key, known, n=1, cutoff=0.4)
    hint = f"; the nearest known one is {near[0]}" if near else ""
    return f"{_clip(key)} is not a key of a scenario{hint}"


def _plain(value: object, path: str, allowed: str) -> object:
    """Return a single value; a list, a table or a number beyond TOML's 64 bits would not even print in a message."""
    too_large = isinstance(value, int) and value.bit_length() > 64
    if too_large or isinstance(value, list | dict):
        message = f"{path} takes {allowed}, not {'a number this large' if too_large else 'a list or a table'}"
        raise ScenarioError(message)
    return value


# --- writing ---


def scenario_text(scenario: Scenario) -> str:
    """Return a scenario as the text of its TOML file; only what differs from the defaults is written."""
    return f"{SIGNATURE}, written by version {__version__}\n" + tomli_w.dumps(document_of(scenario))


def document_of(scenario: Scenario) -> dict[str, object]:
    """Return a scenario as the tables of its TOML file."""
    tables = schedule_table.tables_of(scenario.parameters)
    document: dict[str, object] = {
        "version": FORMAT if tables else PLAIN_FORMAT,
        "title": scenario.title,
        "summary": scenario.summary,
        "seed": scenario.seed,
        "seconds": scenario.seconds,
    }
    for path, value in scenario.parameters.changes().items():
        if path == SCHEDULE.path:
            continue
        group, _, key = path.partition(".")
        table = document.setdefault(group, {})
        assert isinstance(table, dict)
        table[key] = value
    return document | ({schedule_table.KEY: tables} if tables else {})


def save_scenario(scenario: Scenario, path: Path, *, overwrite: bool = False) -> None:
    """Write a scenario whole or not at all.

    Parameters
    ----------
    scenario
        What to write.
    path
        Where to.
    overwrite
        Replace an existing file even when the program did not write it: only after the user has said so.

    Raises
    ------
    ScenarioError
        When the file is somebody else's, the system refuses, or the scenario could not be read again.
    """
    text = scenario_text(scenario)
    try:
        _check_readable(text, scenario)
        replace_file(path, text.encode(), lambda head: overwrite or head.startswith(SIGNATURE.encode()))
    except (FileError, ScenarioError, UnicodeEncodeError) as error:
        message = str(error) if isinstance(error, FileError) else f"{shown(path)} cannot be written: {error}"
        raise ScenarioError(message) from error


def _check_readable(text: str, scenario: Scenario) -> None:
    """Raise `ScenarioError` unless the text reads back as the very scenario it was made from."""
    declared = {d.path: d.default for d in scenario.parameters.declarations}
    defaults = scenario.parameters.replace({**declared, SCHEDULE.path: SCHEDULE.default})
    if _build(scenario.name, _parse(text), defaults) != scenario:
        message = "it would not come back the same when opened"
        raise ScenarioError(message)
