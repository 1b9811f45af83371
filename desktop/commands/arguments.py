"""What stands on the command line, turned into what the program works with, or refused in one sentence."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path
from typing import TypeVar

from desktop.cascade import MODEL
from desktop.engine.parameters import Declaration, ParameterError
from desktop.export.formats import EXPORTERS, FASTEST, SLOWEST, Content
from desktop.export.job import LARGEST_SIDE, SMALLEST_SIDE, RenderJob
from desktop.export.recipe import read_recipe, recipe_text
from desktop.lessons.codes.reading import read_code, resembles_code
from desktop.study.cohorts.cohort import MOST_EVENTS
from desktop.study.parameter_changes import ParameterChange
from desktop.study.runner import RunResult, steps_for, with_settings
from desktop.study.scenario import MAX_SECONDS, MAX_SEED, Scenario, load_scenario
from desktop.study.schedule_table import check_length
from desktop.system import typed_numbers
from desktop.system.refusal import Refusal
from desktop.system.typed_numbers import AmbiguousError, NumberError, plain_text

SHORTEST_SECONDS = 0.001
RECIPE_ENDINGS = frozenset(item.suffix for item in EXPORTERS if item.suffix not in {"", ".csv"}) | {".json"}
"""Files that tell how they were made."""
Number = TypeVar("Number", int, float)


class InputError(Refusal):
    """Something given on the command line cannot be used; the message is one sentence."""


def read_scenario(name: str, seed: str | None, seconds: str | None, settings: Sequence[str]) -> Scenario:
    """Return a scenario, or that of a class code, with what the command line changes in it.

    Raises
    ------
    InputError
        When the seed or the seconds cannot be used.
    ScenarioError, CodeError
        When the scenario, the code or a setting cannot.
    """
    found = read_code(name, MODEL).scenario if resembles_code(name) else load_scenario(name)
    scenario = with_settings(found, settings)
    if seed is not None:
        scenario = replace(scenario, seed=read_seed(seed))
    if seconds is not None:
        scenario = replace(scenario, seconds=read_seconds("--seconds", seconds))
    if scenario.parameters.schedule != found.parameters.schedule:
        # A scenario of its own schedule may be looked at for a few seconds only.
        with _refused():
            check_length(scenario.parameters, scenario.seconds)
    return scenario


@contextmanager
def _refused() -> Iterator[None]:
    try:
        yield
    except ParameterError as error:
        raise InputError(str(error)) from error


@dataclass(frozen=True)
class Source:
    """What to run: a scenario to its end, or, of an exported file, the very run up to the moment that it shows."""

    scenario: Scenario
    parameter_changes: tuple[ParameterChange, ...] = ()
    steps: int | None = None
    state: str = ""
    version: str = ""


def read_source(name: str, seed: str | None, seconds: str | None, settings: Sequence[str]) -> Source:
    """Return what to run: a scenario with what the command line changes, or the run of an exported file.

    Raises
    ------
    InputError, ScenarioError
        As `read_scenario`.
    FileError, JobError
        When an exported file cannot be read, holds no recipe, or one that is not allowed.
    """
    path = Path(name)
    if path.suffix.lower() not in RECIPE_ENDINGS:
        return Source(read_scenario(name, seed, seconds, settings))
    if seed is not None or seconds is not None or settings:
        message = f"{path.name} shows one moment of one run: --seed, --seconds and --set would make it another"
        raise InputError(message)
    recipe = read_recipe(path, MODEL)
    job = recipe.job
    return Source(job.scenario, job.parameter_changes, recipe.step, recipe.state_sha256, recipe.version)


def opens_as_code(name: str) -> bool:
    """Return whether what the window is to open is a class code.

    Raises
    ------
    CodeError
        When it is a wrong one.
    """
    if not resembles_code(name):
        return False
    read_code(name, MODEL)
    return True


def table_recipe(source: Source, result: RunResult, path: Path, every: float, *, events: bool = False) -> str:
    """Return the recipe of a table of a run, with a row at even intervals, in seconds of animation."""
    every = min(max(every, 1.0 / FASTEST), 1.0 / SLOWEST)
    end = min((ceil(result.seconds / every) + 1) * every, MAX_SECONDS)
    job = RenderJob(
        source.scenario,
        path,
        format="parquet",
        end=end,
        frames_per_second=1.0 / every,
        content=Content.EVENTS if events else Content.OBSERVABLES,
        parameter_changes=source.parameter_changes,
    )
    return recipe_text(job, steps_for(result.seconds), result.state_sha256)


def read_declaration(path: str, scenario: Scenario) -> Declaration:
    """Return the declaration of a parameter."""
    try:
        return scenario.parameters.declaration(path)
    except ParameterError as error:
        raise InputError(str(error)) from error


def read_seed(text: str, option: str = "--seed") -> int:
    """Return a seed."""
    return _whole(option, text, 0, MAX_SEED)


def read_seconds(option: str, text: str) -> float:
    """Return a span of animation in seconds."""
    return read_number(option, text, SHORTEST_SECONDS, MAX_SECONDS, "s of animation")


def read_number(option: str, text: str, low: float, high: float, unit: str) -> float:
    """Return a number within limits."""
    return _within(option, text, typed_numbers.read_number, (low, high), f"{low:g} to {high:g} {unit}")


def read_count(option: str, text: str, high: int) -> int:
    """Return a whole number from 1 to a bound."""
    return _whole(option, text, 1, high)


def _whole(option: str, text: str, low: int, high: int) -> int:
    return _within(option, text, typed_numbers.read_whole, (low, high), f"a whole number from {low} to {high}")


def _within(option: str, text: str, read: Callable[[str], Number], limits: tuple[float, float], allowed: str) -> Number:
    with _refused_as(option, text, allowed):
        number = read(text)
        if limits[0] <= number <= limits[1]:
            return number
    raise InputError(_refusal(option, text, allowed))


@contextmanager
def _refused_as(option: str, text: str, allowed: str) -> Iterator[None]:
    """Turn what is no number into a refusal that says what is allowed."""
    try:
        yield
    except NumberError as error:
        why = f"; {error}" if isinstance(error, AmbiguousError) else ""
        raise InputError(_refusal(option, text, allowed) + why) from error


def read_events(text: str) -> int:
    """Return a number of departures."""
    return read_count("--events", text, MOST_EVENTS)


def read_size(text: str) -> tuple[int, int]:
    """Return a width and a height in pixels."""
    match = re.fullmatch(r"(\d{1,5})\s*[x×]\s*(\d{1,5})", plain_text(text).lower(), re.ASCII)
    width, height = (int(match[1]), int(match[2])) if match else (0, 0)
    if not (SMALLEST_SIDE <= width <= LARGEST_SIDE and SMALLEST_SIDE <= height <= LARGEST_SIDE):
        limits = f"{SMALLEST_SIDE}x{SMALLEST_SIDE} to {LARGEST_SIDE}x{LARGEST_SIDE}"
        raise InputError(_refusal("--size", text, f"width x height in pixels, {limits}, as in 1920x1080"))
    return width, height


def _refusal(option: str, text: str, allowed: str) -> str:
    shown = ascii(text) if len(text) <= 40 else ascii(text[:40]) + "…"
    return f"{option} {shown} is not allowed: it takes {allowed}"
