"""A render job: everything that decides what an export shows, in one frozen value.

The dialog and the command line make the same job; with the same version of the program it gives the same bytes. A job
that cannot be done cannot be made: every mistake is refused with one sentence.
"""

from dataclasses import dataclass, fields
from math import isfinite
from pathlib import Path
from typing import Literal, get_args

from desktop.engine.simulation import STEP_SECONDS
from desktop.export.formats import Content, Exporter, Kind, exporter
from desktop.study.parameter_changes import ParameterChange
from desktop.study.scenario import MAX_SECONDS, Scenario
from desktop.system.refusal import Refusal

MAX_FRAMES = 99_999
MAX_CHANGES = 10_000
SMALLEST_SIDE, LARGEST_SIDE = 64, 8192
SLOWEST_SPEED, FASTEST_SPEED = 0.01, 1000.0
NARROWEST, WIDEST = 5.0, 20_000.0
"""Least and greatest width of the world in a picture, in µm."""
SPARE = 1e-9
"""Frames: what is nearer than this to a whole number is one."""

ThemeName = Literal["light", "dark"]
CameraKind = Literal["fit", "view", "follow", "stages"]
THEMES: tuple[str, ...] = get_args(ThemeName)
CAMERAS: tuple[str, ...] = get_args(CameraKind)


class JobError(Refusal):
    """A render job cannot be done; the message is one sentence for the user."""


def _check_range(name: str, value: float, low: float, high: float, unit: str) -> None:
    if isinstance(value, bool) or not isfinite(value) or not low <= value <= high:
        message = f"{name} takes {low:g} to {high:g}{unit}, not {value:g}"
        raise JobError(message)


@dataclass(frozen=True)
class CameraPlan:
    """Where the picture is taken from.

    ``fit`` shows the whole world; ``view`` the part with the middle ``x``, ``y``, that is ``span`` µm wide; ``follow``
    keeps the tumor cell of the identity ``cell`` in the middle, ``span`` µm wide; ``stages`` flies along the cascade.
    """

    kind: CameraKind = "fit"
    x: float = 0.0
    y: float = 0.0
    span: float = 200.0
    cell: int = 0

    def __post_init__(self) -> None:
        """Refuse what no camera can do."""
        if self.kind not in CAMERAS:
            message = f"camera takes one of {', '.join(CAMERAS)}, not {self.kind!r:.60}"
            raise JobError(message)
        _check_range("the camera's x", self.x, -WIDEST, WIDEST, " µm")
        _check_range("the camera's y", self.y, -WIDEST, WIDEST, " µm")
        _check_range("the camera's span", self.span, NARROWEST, WIDEST, " µm")
        _check_range("the camera's cell", self.cell, 0, 2**62, "")


@dataclass(frozen=True)
class Overlays:
    """What is written over the scene, or beneath it; ``clones`` marks tumor cells by their clone."""

    clocks: bool = True
    scale_bar: bool = True
    stage_names: bool = True
    rarity: bool = True
    clones: bool = False
    title: bool = False
    time: bool = False
    seed: bool = False
    parameters: bool = False

    @property
    def captioned(self) -> bool:
        """Return whether anything is written beneath the scene."""
        return self.title or self.time or self.seed or self.parameters


@dataclass(frozen=True)
class RenderJob:
    """What to export, and where to.

    ``start`` and ``end`` are seconds of animation, ``speed`` how many of them pass in a second of film; ``width`` and
    ``height`` are pixels. ``parameter_changes`` are those on the way, by step. A still shows the moment ``start``.
    """

    scenario: Scenario
    destination: Path
    format: str = "frames"
    start: float = 0.0
    end: float = 10.0
    speed: float = 1.0
    frames_per_second: float = 30.0
    width: int = 1920
    height: int = 1080
    theme: ThemeName = "light"
    content: Content = Content.SCENE
    camera: CameraPlan = CameraPlan()
    transparent: bool = False
    overlays: Overlays = Overlays()
    parameter_changes: tuple[ParameterChange, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a job that cannot be done."""
        kind = self.exporter
        _check_range("start", self.start, 0.0, MAX_SECONDS, " s of animation")
        _check_range("end", self.end, 0.0, MAX_SECONDS, " s of animation")
        _check_range("speed", self.speed, SLOWEST_SPEED, FASTEST_SPEED, " s of animation in a second of film")
        _check_range("width", self.width, SMALLEST_SIDE, LARGEST_SIDE, " pixels")
        _check_range("height", self.height, SMALLEST_SIDE, LARGEST_SIDE, " pixels")
        self._check_look(kind)
        self._check_length(kind)
        steps = [change.step for change in self.parameter_changes]
        check_changes(len(steps))
        if steps != sorted(set(steps)) or (steps and steps[0] < 0):
            message = "moves of sliders are each at a later step than the one before, from step 0 on"
            raise JobError(message)

    def _check_look(self, kind: Exporter) -> None:
        if self.theme not in THEMES:
            message = f"theme takes one of {', '.join(THEMES)}, not {self.theme!r:.60}"
            raise JobError(message)
        if self.content not in kind.contents:
            message = f"{kind.label} cannot show {self.content}: it takes {', '.join(kind.contents)}"
            raise JobError(message)
        if self.transparent and not kind.alpha:
            message = f"{kind.label} has no transparent background; PNG, animated PNG and WebP have"
            raise JobError(message)
        if self.transparent and self.content not in {Content.SCENE, Content.LEGEND}:
            message = f"{self.content} has no transparent background; the scene has"
            raise JobError(message)
        if kind.even and (self.width % 2 or self.height % 2):
            width, height = even_size(self.width, self.height)
            message = (
                f"{kind.label} needs even sides, which {self.width} × {self.height} are not: take {width} × {height}"
            )
            raise JobError(message)

    def _check_length(self, kind: Exporter) -> None:
        if kind.kind is Kind.STILL:
            return
        if not kind.keeps(self.frames_per_second):
            message = f"{kind.label} takes {kind.allowed_rates} frames per second, not {self.frames_per_second:g}"
            raise JobError(message)
        if not self.end > self.start:
            message = f"there are no frames between {self.start:g} s and {self.end:g} s: the end must lie later"
            raise JobError(message)
        if self.count > MAX_FRAMES:
            message = (
                f"{self.count} frames are too many: {MAX_FRAMES} is the most; "
                "take fewer seconds, fewer frames per second or a greater speed"
            )
            raise JobError(message)

    # --- frames and steps ---

    @property
    def exporter(self) -> Exporter:
        """Return the format's declaration."""
        try:
            return exporter(self.format)
        except KeyError:
            message = f"{self.format!r:.60} is not a format"
            raise JobError(message) from None

    @property
    def count(self) -> int:
        """Return the number of frames, at least one."""
        if self.exporter.kind is Kind.STILL:
            return 1
        return max(1, round((self.end - self.start) / self.speed * self.frames_per_second))

    def seconds(self, frame: int) -> float:
        """Return the second of animation that a frame shows."""
        return self.start + frame * self.speed / self.frames_per_second

    def step(self, frame: int) -> int:
        """Return the step of the simulation that a frame shows; step 0 is the beginning of the run."""
        return round(self.seconds(frame) / STEP_SECONDS + SPARE)

    @property
    def last_step(self) -> int:
        """Return the step that the last frame shows."""
        return self.step(self.count - 1)

    def frame_path(self, frame: int) -> Path:
        """Return the file of a frame in a folder of frames; the numbers in names begin with 1."""
        return self.destination / f"frame_{frame + 1:05d}.png"


def check_changes(number: int) -> None:
    """Raise `JobError` when there are more moves of sliders than a job holds."""
    if number > MAX_CHANGES:
        message = f"{number} moves of sliders are too many: {MAX_CHANGES} is the most"
        raise JobError(message)


def even_size(width: int, height: int) -> tuple[int, int]:
    """Return the nearest even sides, rounded up where there is room: what films need."""
    sides = [side + side % 2 for side in (width, height)]
    return min(sides[0], LARGEST_SIDE), min(sides[1], LARGEST_SIDE)


def overlay_names() -> tuple[str, ...]:
    """Return the names of everything that can be written over or beneath the scene."""
    return tuple(item.name for item in fields(Overlays))
