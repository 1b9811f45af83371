"""The file that grows under another name until it is whole."""

import os
import re
from collections.abc import Callable
from glob import escape
from pathlib import Path
from time import time

from desktop.export.recipe import is_own_file
from desktop.system.files import COMPUTER, FileError, part_name, reason, shown

STALE_SECONDS = 60.0
"""An unfinished file is removed when its process is gone and, unless it was one of this computer, it is this old."""
PART = re.compile(r"\..*?\.(\d{1,9})(?:\.([0-9a-f]{4})?[0-9a-f]{8})?\.part")
"""A name, the number of the process, its computer, and what tells its files apart."""
_OWN: set[Path] = set()
"""Unfinished files of this process."""


class PartFile:
    """A temporary file beside its target; it takes the target's name when it is whole, and goes when it never is."""

    def __init__(self, target: Path, is_own: Callable[[Path], bool] = is_own_file) -> None:
        self.target = target
        self._is_own = is_own
        whole = target.resolve()
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
            remove_stale(self._whole.parent, f".{escape(self._whole.name[:100])}.*.part")
            self.path.touch(exist_ok=False)
            _OWN.add(self.path)
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
            _OWN.discard(self.path)
        except OSError as error:
            raise refusal(self.target, error) from error

    def discard(self) -> None:
        """Remove the file; where even that is refused, it stays."""
        _OWN.discard(self.path)
        try:
            self.path.unlink(missing_ok=True)
        except OSError:
            return


def check_target(path: Path, is_own: Callable[[Path], bool] = is_own_file) -> None:
    """Refuse a target that exists and was not written by the program, or that lies in no folder.

    Raises
    ------
    FileError
        In one sentence.
    """
    try:
        if not path.parent.is_dir():
            message = f"{shown(path)} cannot be written: there is no folder {shown(path.parent)}"
            raise FileError(message)
        if not path.exists():
            return
        if not path.is_file():
            message = f"{shown(path)} is not a file, so it cannot be replaced by one"
            raise FileError(message)
    except (OSError, ValueError) as error:
        raise refusal(path, error) from error
    if not is_own(path):
        message = f"{shown(path)} exists and was not written by CTC Voyage; it stays as it is, choose another name"
        raise FileError(message)


def refusal(path: Path, error: Exception) -> FileError:
    """Return why a file cannot be written, in one sentence."""
    why = reason(error) if isinstance(error, OSError) else "that is not a file name"
    return FileError(f"{shown(path)} cannot be written: {why}")


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
        is_alive = path in _OWN if number == os.getpid() else _is_running(number)
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
