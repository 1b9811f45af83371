"""The file that grows under another name until it is whole."""

import os
import re
from collections.abc import Callable
from glob import escape
from pathlib import Path
from time import time

from desktop.export.formats import exporter_for
from desktop.export.job import RenderJob
from desktop.export.recipe import is_own_file
from desktop.system.file_names import has_ending
from desktop.system.files import COMPUTER, FileError, led_to, part_name, part_stem, shown
from desktop.system.interruption import UNFINISHED
from desktop.system.targets import PROBE_NAME, check_folder, check_place, check_room, refusal

STALE_SECONDS = 60.0
"""An unfinished file is removed when its process is gone and, unless it was one of this computer, it is this old."""
PART = re.compile(r"\..*?\.(\d{1,9})(?:\.([0-9a-f]{4})?[0-9a-f]{8})?\.part")
"""A name, the number of the process, its computer, and what tells its files apart."""


class PartFile:
    """A temporary file beside its target; it takes the target's name when it is whole, and goes when it never is."""

    def __init__(self, target: Path, is_own: Callable[[Path], bool] = is_own_file) -> None:
        self.target = target
        self._is_own = is_own
        try:
            whole = led_to(target)
        except (OSError, ValueError, RuntimeError) as error:
            raise refusal(target, error) from error
        self.path = whole.with_name(part_name(whole.name))
        self._whole = whole

    def create(self) -> None:
        """Make the empty file; remove what killed attempts at the same target have left.

        Raises
        ------
        FileError
            When the target is somebody else's, or the system refuses.
        """
        try:
            check_target(self.target, self._is_own)
            check_room(self.target)
            for name in (self._whole.name, PROBE_NAME):
                remove_stale(self._whole.parent, f".{escape(part_stem(name))}.*.part")
            UNFINISHED.add(self.path)
            self.path.touch(exist_ok=False)
        except (OSError, ValueError) as error:
            raise refusal(self.target, error) from error

    def commit(self) -> None:
        """Give the file its name.

        Raises
        ------
        FileError
            When meanwhile somebody else's file has that name, or the system refuses.
        """
        try:
            with self.path.open("rb+") as file:
                os.fsync(file.fileno())
            check_target(self.target, self._is_own)
            self.path.replace(self._whole)
            UNFINISHED.discard(self.path)
        except OSError as error:
            raise refusal(self.target, error) from error

    def discard(self) -> None:
        """Remove the file; where even that is refused, it stays."""
        UNFINISHED.discard(self.path)
        try:
            self.path.unlink(missing_ok=True)
        except OSError:
            return


def check_target(path: Path, is_own: Callable[[Path], bool] = is_own_file) -> None:
    """Refuse a target that exists and was not written by the program, or that can be no file.

    Raises
    ------
    FileError
        In one sentence.
    """
    check_place(path)
    if path.exists() and not is_own(path):
        message = f"{shown(path)} exists and was not written by CTC Voyage; it stays as it is, choose another name"
        raise FileError(message)


def check_destination(job: RenderJob) -> None:
    """Refuse a job whose destination can be no such file or folder as it makes.

    Raises
    ------
    FileError
        In one sentence.
    """
    check_ending(job)
    if job.exporter.suffix:
        check_place(job.destination)
        check_room(job.destination)
    else:
        check_folder(job.destination)


def check_ending(job: RenderJob) -> None:
    """Refuse a job whose destination says by its ending that it holds something else.

    Raises
    ------
    FileError
        In one sentence.
    """
    path, kind = job.destination, job.exporter
    named = exporter_for(path)
    if named is not None and named is not kind and named.suffix:
        message = f"{shown(path)} ends as {named.label} does, not as {kind.label}: take another name or another format"
        raise FileError(message)
    if kind.suffix and not has_ending(path, kind.suffix):
        message = f"{shown(path)} does not end in {kind.suffix}, as {kind.label} does"
        raise FileError(message)


def remove_stale(folder: Path, pattern: str) -> None:
    """Remove the unfinished files of a pattern that processes which are gone have left in a folder.

    Raises
    ------
    OSError
        When the system refuses.
    """
    for path in folder.glob(pattern):
        name = PART.fullmatch(path.name)
        if name is None:
            continue
        number = int(name[1])
        is_alive = path in UNFINISHED if number == os.getpid() else _is_running(number)
        if not is_alive and (name[2] == COMPUTER or time() - path.stat().st_mtime > STALE_SECONDS):
            path.unlink(missing_ok=True)


def _is_running(process: int) -> bool:
    """Return whether a process exists. Where asking would disturb it, an open file protects itself instead."""
    if os.name == "nt":
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
