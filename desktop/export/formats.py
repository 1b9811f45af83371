"""Every kind of file the program exports, declared once: the dialog, the command line and the tests read this list."""

from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path


class Kind(StrEnum):
    """What comes out: a folder of numbered pictures, one picture, one file that moves, or numbers."""

    FRAMES = "frames"
    STILL = "still"
    ANIMATION = "animation"
    TABLE = "table"


class Content(StrEnum):
    """What an export shows. ``window`` and ``scene+plots`` are drawn by the window alone."""

    SCENE = "scene"
    LEGEND = "scene+legend"
    PLOTS = "scene+plots"
    WINDOW = "window"
    STORYBOARD = "storyboard"
    BIOGRAPHY = "biography"
    OBSERVABLES = "observables"
    EVENTS = "events"


DRAWN_BY_WINDOW = (Content.PLOTS, Content.WINDOW)
"""What needs the widgets of the window to be drawn."""
VIEWS = (Content.SCENE, Content.LEGEND, Content.PLOTS, Content.WINDOW)
PAGES = (Content.SCENE, Content.LEGEND, Content.STORYBOARD, Content.BIOGRAPHY)
TABLES = (Content.OBSERVABLES, Content.EVENTS)
GIF_RATES = (10.0, 12.5, 20.0, 25.0, 50.0)
"""A GIF counts time in hundredths of a second; these rates it keeps exactly."""
SLOWEST, FASTEST = 0.01, 240.0


@dataclass(frozen=True)
class Exporter:
    """One format: ``rates`` are the frames per second it keeps exactly, None: any; ``even`` asks for even sides."""

    name: str
    label: str
    suffix: str
    kind: Kind
    contents: tuple[Content, ...]
    alpha: bool = False
    rates: tuple[float, ...] | None = None
    even: bool = False
    vector: bool = False

    @property
    def allowed_rates(self) -> str:
        """Describe in words the frames per second that the format keeps."""
        if self.rates is None:
            return f"{SLOWEST:g} to {FASTEST:g}"
        return ", ".join(f"{rate:g}" for rate in self.rates[:-1]) + f" or {self.rates[-1]:g}"

    def keeps(self, rate: float) -> bool:
        """Return whether the format shows this number of frames per second exactly."""
        return SLOWEST <= rate <= FASTEST and (self.rates is None or rate in self.rates)


EXPORTERS = (
    Exporter("frames", "PNG frames in a folder", "", Kind.FRAMES, VIEWS, alpha=True),
    Exporter("png", "Picture (PNG)", ".png", Kind.STILL, (*VIEWS, Content.STORYBOARD, Content.BIOGRAPHY), alpha=True),
    Exporter("svg", "Drawing (SVG)", ".svg", Kind.STILL, PAGES, vector=True),
    Exporter("pdf", "Page (PDF)", ".pdf", Kind.STILL, PAGES, vector=True),
    Exporter("mp4", "Film for slides and phones (MP4, H.264)", ".mp4", Kind.ANIMATION, VIEWS, even=True),
    Exporter("webm", "Film for web pages (WebM, VP9)", ".webm", Kind.ANIMATION, VIEWS, even=True),
    Exporter("gif", "Animated GIF", ".gif", Kind.ANIMATION, VIEWS, rates=GIF_RATES),
    Exporter("apng", "Animated PNG", ".apng", Kind.ANIMATION, VIEWS, alpha=True),
    Exporter("webp", "Animated WebP", ".webp", Kind.ANIMATION, VIEWS, alpha=True),
    Exporter("csv", "Table for spreadsheets (CSV)", ".csv", Kind.TABLE, TABLES),
    Exporter("parquet", "Table for programs (Parquet)", ".parquet", Kind.TABLE, TABLES),
)


def exporter(name: str) -> Exporter:
    """Return the exporter of a name.

    Raises
    ------
    KeyError
        When there is none.
    """
    return {item.name: item for item in EXPORTERS}[name]


def exporter_for(path: Path) -> Exporter | None:
    """Return the exporter for the ending of a file; a name without an ending is a folder of frames.

    An ending with nothing before it is none: Python takes ``.mp4`` for a hidden name without one.
    """
    if any(path.name.lower() == item.suffix for item in EXPORTERS):
        return None
    return next((item for item in EXPORTERS if item.suffix == path.suffix.lower()), None)


def nearest(word: str, known: tuple[str, ...]) -> str:
    """Return a hint at the known word nearest to one that is not known; empty when none is near."""
    near = get_close_matches(word[:100], known, n=1, cutoff=0.4)
    return f"; the nearest known one is {near[0]}" if near else ""
