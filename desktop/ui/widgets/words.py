"""Spans of time, sizes of files and places of files, for people."""

from pathlib import Path

from desktop.export.formats import Content, Kind
from desktop.export.job import RenderJob

PAGES = frozenset({Content.STORYBOARD, Content.BIOGRAPHY, Content.EVENTS})
"""What is whole in the end only: a share says more than a number of parts."""


def in_time(seconds: float) -> str:
    """Return a span in words: seconds below two minutes, hours and minutes above."""
    if seconds < 120.0:
        return f"{max(round(seconds), 1)} s"
    hours, minutes = divmod(round(seconds / 60.0), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def how_far(job: RenderJob, done: int, count: int) -> str:
    """Return how much of a job is done, in words."""
    if job.content in PAGES:
        return f"{100 * done // count} %"
    return f"{done:,} of {count:,} {'rows' if job.exporter.kind is Kind.TABLE else 'frames'}"


def in_size(size: float) -> str:
    """Return a number of bytes in words."""
    for unit, words in ((1e9, "GB"), (1e6, "MB")):
        if size >= unit:
            return f"{size / unit:.1f} {words}"
    return f"{max(size / 1e3, 1.0):.0f} kB"


def folder_of(path: Path) -> Path:
    """Return the folder to open in order to see a file, or the folder itself."""
    return path if path.is_dir() else path.parent
