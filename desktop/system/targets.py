"""Where a file is to go: what makes it impossible is found before the work, not after it."""

import os
from collections.abc import Callable
from pathlib import Path

from desktop.system.file_names import check_name
from desktop.system.files import FileError, check_replaceable, kind_of, led_to, reason, shown, written_aside

PROBE = b"\0" * 4096
PROBE_NAME = "ctc-voyage"
"""What a folder is tried out with."""


def check_target(path: Path, is_own: Callable[[bytes], bool]) -> None:
    """Refuse a path where a file cannot be written, or where one stands that the program did not write.

    ``is_own`` tells from the first bytes of an existing file whether the program wrote it.

    Raises
    ------
    FileError
        In one sentence.
    """
    check_place(path)
    try:
        check_replaceable(path, is_own)
    except OSError as error:
        raise refusal(path, error) from error
    check_room(path)


def check_place(path: Path) -> None:
    """Refuse a path that can be no file: by its name, its folder, or what stands there.

    Raises
    ------
    FileError
        In one sentence.
    """
    check_name(path)
    try:
        # What is written through a link goes where it leads.
        whole = led_to(path)
        if not whole.parent.is_dir():
            message = f"{shown(path)} cannot be written: there is no folder {shown(path.parent)}"
            if path.is_symlink():
                message = f"{shown(path)} cannot be written: it is a link into a folder that is not there"
            raise FileError(message)
        if not whole.exists():
            return
        if not whole.is_file():
            kind = kind_of(whole.stat().st_mode)
            message = f"{shown(path)} is {kind}, not a file, so it cannot be replaced by one"
            raise FileError(message)
        if not os.access(whole, os.W_OK):
            message = f"{shown(path)} cannot be written: it is protected against writing"
            raise FileError(message)
    except (OSError, ValueError, RuntimeError) as error:
        raise refusal(path, error) from error


def check_room(path: Path) -> None:
    """Refuse a path in whose folder the system lets nothing be written, or which is full.

    Raises
    ------
    FileError
        In one sentence.
    """
    try:
        _try_out(led_to(path).parent)
    except (OSError, ValueError, RuntimeError) as error:
        raise refusal(path, error) from error


def check_folder(path: Path) -> None:
    """Refuse a folder that can neither be written to nor made.

    Raises
    ------
    FileError
        In one sentence.
    """
    try:
        check_name(path)
        check_name(led_to(path))
        there = next(folder for folder in (path.absolute(), *path.absolute().parents) if os.path.lexists(folder))
        if not there.is_dir():
            message = f"{shown(path)} cannot be used as a folder: {shown(there)} is none"
            raise FileError(message)
        _try_out(there)
    except (OSError, ValueError, RuntimeError) as error:
        raise refusal(path, error) from error


def refusal(path: Path, error: Exception) -> FileError:
    """Return why a file cannot be written, in one sentence."""
    return FileError(f"{shown(path)} cannot be written: {reason(error)}")


def _try_out(folder: Path) -> None:
    """Write a small file and remove it: no table of permissions tells all that may stand in the way."""
    with written_aside(folder / PROBE_NAME, PROBE):
        return
