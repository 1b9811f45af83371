"""Exports that are not finished, noted beside the preferences, to be gone on with after a quit or a crash."""

import os
from contextlib import suppress
from pathlib import Path

from desktop.engine.model import Model
from desktop.export.job import JobError, RenderJob
from desktop.export.job_file import MAX_TEXT, from_json, to_json
from desktop.system import lock

FOLDER = "unfinished"
MOST = 20
"""Notes that are looked at."""


class Unfinished:
    """The notes of all windows, one for the export of each; ``folder`` None keeps none.

    A note is locked by the window that wrote it: that of a window which is gone, however it went, is free to be taken.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._own: Path | None = None
        self._number = -1

    def note(self, job: RenderJob) -> None:
        """Note that an export has begun; a folder that cannot be written is no reason not to export."""
        self.forget()
        if self._folder is None:
            return
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            own = self._folder / f"{os.getpid()}.json"
            self._number = os.open(own, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
            self._own = own
            lock.take(self._number)
            os.write(self._number, to_json(job).encode())

    def forget(self) -> None:
        """Note that the export of this window has come to an end that nobody needs to come back to."""
        own = self._own
        self.lay_aside()
        if own is not None:
            with suppress(OSError):
                own.unlink(missing_ok=True)

    def lay_aside(self) -> None:
        """Leave the note for the next window."""
        if self._number >= 0:
            lock.give_back(self._number)
        self._own, self._number = None, -1

    def take(self, model: Model) -> RenderJob | None:
        """Return an export that a window which is gone left unfinished, and forget it; None when there is none."""
        if self._folder is None:
            return None
        for path in sorted(self._folder.glob("*.json"))[:MOST]:
            job = _read(path, model)
            if job is not None:
                return job
        return None


def _read(path: Path, model: Model) -> RenderJob | None:
    """Return the job of a note and remove it, None when another window has it or it is damaged."""
    try:
        number = os.open(path, os.O_RDWR)
    except OSError:
        return None
    try:
        if not lock.take(number):
            return None
        data = os.read(number, MAX_TEXT)
    except OSError:
        return None
    finally:
        lock.give_back(number)
    with suppress(OSError):
        path.unlink(missing_ok=True)
    try:
        return from_json(data.decode(), model)
    except (ValueError, JobError):
        return None
