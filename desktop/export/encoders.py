"""The formats that move: each takes prepared frames one after the other and never holds more than a few."""

from pathlib import Path
from typing import Protocol

from desktop.export.apng import ApngEncoder
from desktop.export.gif import GifEncoder
from desktop.export.job import RenderJob
from desktop.export.png import Pixels
from desktop.export.webp import WebpEncoder
from desktop.system.files import FileError


class Encoder(Protocol):
    """Writes a film to a path. ``pack`` runs in any thread and order, ``add`` in order in one thread."""

    def pack(self, frame: int, pixels: Pixels) -> object:
        """Prepare a frame, as far as it depends on no other."""

    def add(self, frame: int, packed: object) -> None:
        """Append a prepared frame."""

    def close(self) -> None:
        """Write what comes last, and let the recipe tell of as many frames as there are."""

    def abandon(self) -> None:
        """Let go of the file, whole or not; no error comes out."""


def open_encoder(job: RenderJob, path: Path) -> Encoder:
    """Begin a film of a job's format at a path.

    Raises
    ------
    FileError
        When a library is missing.
    OSError
        When the system refuses.
    """
    match job.format:
        case "gif":
            return GifEncoder(job, path)
        case "apng":
            return ApngEncoder(job, path)
        case "webp":
            return WebpEncoder(job, path)
        case _:
            return _video(job, path)


def _video(job: RenderJob, path: Path) -> Encoder:
    try:
        from desktop.export.video import VideoEncoder  # where its library is missing, the rest works
    except ImportError as error:
        message = f"films need the package av, which cannot be loaded ({error}): take animated PNG, WebP or GIF"
        raise FileError(message) from error
    return VideoEncoder(job, path)
