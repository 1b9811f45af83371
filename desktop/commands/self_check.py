"""A self-check of this computer, for those who install the program on thirty of them."""

import os
import platform
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import perf_counter

import numpy as np

from desktop import __version__
from desktop.cascade import MODEL
from desktop.engine.simulation import STEP_SECONDS, Simulation
from desktop.engine.snapshot import Snapshot
from desktop.export.encoders import open_encoder
from desktop.export.job import RenderJob
from desktop.export.png import Pixels, read_texts, write_png
from desktop.export.recipe import read_recipe
from desktop.study.runner import start
from desktop.study.scenario import bundled_scenarios, load_scenario
from desktop.system.number_words import in_milliseconds
from desktop.system.requirements import Lack, window_problem

LIBRARIES = ("PySide6-Essentials", "numpy", "numba", "isal", "pillow", "av", "pyqtgraph", "rich", "typer")
WARM_UP_STEPS, TIMED_STEPS, TIMED_FRAMES = 300, 300, 10
SLOWEST_STEP = STEP_SECONDS
"""Seconds; a slower step means that the animation runs slower than real time."""
SLOWEST_FRAME = 1.0 / 30.0
"""Seconds; slower drawing means fewer than 30 pictures a second."""
FRAME_WIDTH, FRAME_HEIGHT = 1366, 768

SnapshotArtist = Callable[[Snapshot], Pixels]


@dataclass(frozen=True)
class Finding:
    """One thing looked at: what was found, what is wanted, and whether that is met."""

    name: str
    label: str
    found: str
    wanted: str
    passed: bool

    def as_dict(self) -> dict[str, str | bool]:
        """Return the finding ready for JSON."""
        return asdict(self)


def examine(make_artist: Callable[[int, int], SnapshotArtist]) -> tuple[Finding, ...]:
    """Look at everything; what breaks becomes a finding, not an error.

    Parameters
    ----------
    make_artist
        Returns, for a width and a height in pixels, what draws a snapshot.
    """
    window = _attempt("window", "a window can be opened", _window)
    findings = [_versions(), window, _attempt("files", "bundled scenarios", _files)]
    simulation = start(MODEL, load_scenario("default-patient"), with_scenery=True)
    findings.append(_attempt("engine", "engine, time per step", lambda: _engine(simulation)))
    findings.append(_attempt("repeatable", "the same run twice", _repeatable))
    findings.append(_attempt("drawing", "drawing, time per picture", lambda: _drawing(simulation, make_artist)))
    findings.append(_attempt("png", "a picture written and read back", lambda: _png(simulation, make_artist)))
    findings.append(_attempt("film", "a film written", lambda: _film(simulation, make_artist)))
    return tuple(findings)


Observation = tuple[str, str, bool]
"""What was found, what is wanted, and whether that is met."""


def _attempt(name: str, label: str, observe: Callable[[], Observation]) -> Finding:
    try:
        found, wanted, passed = observe()
    except Exception as error:
        return Finding(name, label, f"{type(error).__name__}: {error}", "no error", passed=False)
    return Finding(name, label, found, wanted, passed)


def _versions() -> Finding:
    system = f"Python {platform.python_version()}, {platform.platform()}, {os.cpu_count()} processors"
    found = []
    missing = []
    for library in LIBRARIES:
        try:
            found.append(f"{library} {version(library)}")
        except PackageNotFoundError:
            missing.append(library)
    words = ", ".join([f"CTC Voyage {__version__}", system, *found])
    wanted = f"missing: {', '.join(missing)}" if missing else "all libraries"
    return Finding("versions", "versions", words, wanted, passed=not missing and sys.version_info >= (3, 11))


def _window() -> Observation:
    """Look for what a window needs; a computer without a display is not broken, it can still run and render."""
    problem = window_problem()
    found = "yes" if problem is None else problem.sentence
    return found, "yes, unless there is no display", problem is None or problem.lack is Lack.DISPLAY


def _files() -> Observation:
    count = len(bundled_scenarios())
    return str(count), "at least 1", count >= 1


def _engine(simulation: Simulation) -> Observation:
    simulation.advance(WARM_UP_STEPS)
    begin = perf_counter()
    simulation.advance(TIMED_STEPS)
    seconds = (perf_counter() - begin) / TIMED_STEPS
    return in_milliseconds(seconds), f"up to {in_milliseconds(SLOWEST_STEP)}", seconds <= SLOWEST_STEP


def _repeatable() -> Observation:
    scenario = load_scenario("default-patient")
    hashes = []
    for _ in range(2):
        simulation = start(MODEL, scenario)
        simulation.advance(TIMED_STEPS)
        hashes.append(simulation.sha256())
    return ("equal states" if hashes[0] == hashes[1] else "different states"), "equal states", hashes[0] == hashes[1]


def _drawing(simulation: Simulation, make_artist: Callable[[int, int], SnapshotArtist]) -> Observation:
    draw = make_artist(FRAME_WIDTH, FRAME_HEIGHT)
    draw(simulation.snapshot())
    total = 0.0
    for _ in range(TIMED_FRAMES):
        simulation.advance(2)
        snapshot = simulation.snapshot()
        begin = perf_counter()
        draw(snapshot)
        total += perf_counter() - begin
    seconds = total / TIMED_FRAMES
    return in_milliseconds(seconds), f"up to {in_milliseconds(SLOWEST_FRAME)}", seconds <= SLOWEST_FRAME


def _png(simulation: Simulation, make_artist: Callable[[int, int], SnapshotArtist]) -> Observation:
    """Write a picture and read it back with Qt, whose reader knows nothing of this writer."""
    from desktop.film.job_artist import read_picture

    pixels = make_artist(320, 180)(simulation.snapshot())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "check.png")
        write_png(path, pixels, {"Seed": "1"})
        size = path.stat().st_size
        same = np.array_equal(read_picture(path), pixels) and read_texts(path.read_bytes())["Seed"] == "1"
    return f"{size} bytes, {'the same' if same else 'other'} pixels", "the same pixels", same


def _film(simulation: Simulation, make_artist: Callable[[int, int], SnapshotArtist]) -> Observation:
    """Write a film of a few frames, and look for its recipe."""
    draw = make_artist(320, 180)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "check.mp4")
        job = RenderJob(load_scenario("default-patient"), path, "mp4", end=0.5, width=320, height=180)
        encoder = open_encoder(job, path)
        for frame in range(job.count):
            encoder.add(frame, encoder.pack(frame, draw(simulation.snapshot())))
        encoder.close()
        size = path.stat().st_size
        told = replace(read_recipe(path, MODEL).job, destination=path) == job
    return f"{size} bytes, {'with' if told else 'without'} recipe", "with recipe", told
