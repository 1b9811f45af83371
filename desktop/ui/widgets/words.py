"""How far an export is, and the folder of a file, for people."""

import os
from pathlib import Path

from desktop.export.formats import Content, Kind
from desktop.export.job import RenderJob

PAGES = frozenset({Content.STORYBOARD, Content.BIOGRAPHY, Content.EVENTS})
"""What is whole in the end only: a share says more than a number of parts."""


def how_far(job: RenderJob, done: int, count: int) -> str:
    """Return how much of a job is done, in words."""
    if job.content in PAGES:
        return f"{100 * done // count} %"
    return f"{done:,} of {count:,} {'rows' if job.exporter.kind is Kind.TABLE else 'frames'}"


def folder_of(path: Path) -> Path:
    """Return the folder to open in order to see a file, or the folder itself."""
    return path if os.path.isdir(path) else path.parent  # noqa: PTH112 - which asks where nothing may be asked
