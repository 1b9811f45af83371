"""Locks that the system gives back when their process ends, however that comes about."""

import os
import sys
from pathlib import Path


def take(number: int) -> bool:
    """Lock an open file for this process; tell whether nobody else has it.

    Where the system knows no such locks, as on some shares of a network, nobody has.
    """
    try:
        if sys.platform == "win32":
            import msvcrt

            # Far behind the content, which others may go on to read.
            os.lseek(number, 1 << 40, os.SEEK_SET)
            msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return sys.platform != "win32"
    return True


def take_folder(folder: Path) -> int | None:
    """Lock a folder for this process and return what `give_back` takes, or None when another has it.

    Raises
    ------
    OSError
        When there is no such folder, or it may not be read.
    """
    if sys.platform == "win32":
        number = os.open(folder / ".ctc-voyage.lock", os.O_CREAT | os.O_RDWR | os.O_TEMPORARY)
    else:
        number = os.open(folder, os.O_RDONLY)
    if take(number):
        return number
    os.close(number)
    return None


def give_back(number: int) -> None:
    """Unlock."""
    os.close(number)
