"""Files go out whole or not at all, and never over a file that the program did not write; only plain files are read."""

import errno
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from io import BufferedReader
from pathlib import Path
from platform import node
from secrets import token_hex

from desktop.system.interruption import UNFINISHED
from desktop.system.refusal import Refusal

COMPUTER = sha256(node().encode("utf-8", "replace")).hexdigest()[:4]
"""Tells this computer, or container, from others that share a folder with it."""
HEAD = 4096
"""How many bytes of an existing file are read to tell whether the program wrote it."""
PART_BYTES = 100
"""How much of a file's name stands in that of its unfinished one, which must not be longer than any may be."""
KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


class FileError(Refusal):
    """A file cannot be read or written; the message is one sentence for the user."""


def shown(path: Path | str) -> str:
    """Return a path fit for one line of text; of a very long one only the end, which tells files apart."""
    text = str(path)
    text = text if text.isprintable() else ascii(text)
    return text if len(text) <= 300 else "…" + text[-299:]


def reason(error: Exception) -> str:
    """Return why the system refused, in lower case and without the path."""
    # Python finds links that lead back to themselves by itself, and says so in an error of another kind.
    if isinstance(error, RuntimeError) or (isinstance(error, OSError) and error.errno == errno.ELOOP):
        return "it is a link that leads back to itself"
    if isinstance(error, OSError):
        return (error.strerror or type(error).__name__).lower()
    return "that is not a file name"


def kind_of(mode: int) -> str:
    """Return in words what kind of thing is no plain file."""
    return KINDS.get(stat.S_IFMT(mode), "something else")


def open_plain(path: Path) -> BufferedReader:
    """Open a plain file for reading. Anything else is refused: a pipe would be waited for, a device read, for ever.

    Raises
    ------
    FileError
        When it is no file, or cannot be read.
    """
    try:
        # Asked first, since opening alone makes some devices act; and once more, since it may be another one by then.
        _check_plain(path, path.stat().st_mode)
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        try:
            _check_plain(path, os.fstat(descriptor).st_mode)
        except FileError:
            os.close(descriptor)
            raise
    except (OSError, ValueError, RuntimeError) as error:
        why = "it is a link to nothing" if isinstance(error, FileNotFoundError) and path.is_symlink() else reason(error)
        message = f"{shown(path)} cannot be read: {why}"
        raise FileError(message) from error
    return os.fdopen(descriptor, "rb")


def _check_plain(path: Path, mode: int) -> None:
    if not stat.S_ISREG(mode):
        message = f"{shown(path)} cannot be read: it is {kind_of(mode)}, not a file"
        raise FileError(message)


def part_stem(name: str) -> str:
    """Return how the unfinished files of a name begin, short enough whatever its letters."""
    return name.encode("utf-8", "surrogateescape")[:PART_BYTES].decode("utf-8", "ignore")


def replace_file(path: Path, data: bytes, is_own: Callable[[bytes], bool]) -> None:
    """Write a file under a temporary name, then rename it, so that no half file is ever left under its name.

    Parameters
    ----------
    path
        Where to; an existing file is replaced only when ``is_own`` says yes to its first bytes.
    data
        The whole content.
    is_own
        Tells from the first `HEAD` bytes of an existing file whether it may go.

    Raises
    ------
    FileError
        When the file is somebody else's, or the system refuses.
    """
    try:
        check_replaceable(path, is_own)
        whole = led_to(path)
        with written_aside(whole, data) as part:
            part.replace(whole)
    except (OSError, ValueError, RuntimeError) as error:
        message = f"{shown(path)} cannot be written: {reason(error)}"
        raise FileError(message) from error


def led_to(path: Path) -> Path:
    """Return where what is written to a path goes: through links.

    Raises
    ------
    OSError
        When links lead back to themselves; from Python 3.13 on, resolving alone no longer says so.
    """
    whole = path.resolve()
    if whole.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    return whole


def check_replaceable(path: Path, is_own: Callable[[bytes], bool]) -> None:
    """Raise `FileError` when something that the program did not write already stands at a path."""
    if not path.exists():
        return
    if not path.is_file():
        message = f"{shown(path)} is not a file, so it cannot be replaced by one"
        raise FileError(message)
    with open_plain(path) as file:
        head = file.read(HEAD)
    if head and not is_own(head):
        message = f"{shown(path)} exists and was not written by CTC Voyage; it stays as it is, choose another name"
        raise FileError(message)


def part_name(name: str) -> str:
    """Return a name for a file that is not whole yet: it tells the process, whose number is its own on one computer."""
    return f".{part_stem(name)}.{os.getpid()}.{COMPUTER}{token_hex(4)}.part"


@contextmanager
def written_aside(path: Path, data: bytes) -> Iterator[Path]:
    """Write data to the disk under a temporary name beside a path, and yield it; what has that name then, goes."""
    part = path.with_name(part_name(path.name))
    UNFINISHED.add(part)
    try:
        with part.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        yield part
    finally:
        part.unlink(missing_ok=True)
        UNFINISHED.discard(part)
