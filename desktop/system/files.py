"""Files go out whole or not at all, and never over a file that the program did not write."""

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from platform import node
from secrets import token_hex

from desktop.system.refusal import Refusal

COMPUTER = sha256(node().encode("utf-8", "replace")).hexdigest()[:4]
"""Tells this computer, or container, from others that share a folder with it."""
HEAD = 4096
"""How many bytes of an existing file are read to tell whether the program wrote it."""


class FileError(Refusal):
    """A file cannot be read or written; the message is one sentence for the user."""


def shown(path: Path | str) -> str:
    """Return a path fit for one line of text; of a very long one only the end, which tells files apart."""
    text = str(path)
    text = text if text.isprintable() else ascii(text)
    return text if len(text) <= 300 else "…" + text[-299:]


def reason(error: OSError) -> str:
    """Return why the system refused, in lower case and without the path."""
    return (error.strerror or type(error).__name__).lower()


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
        _write_and_rename(path.resolve(), data)
    except OSError as error:
        message = f"{shown(path)} cannot be written: {reason(error)}"
        raise FileError(message) from error
    except ValueError as error:  # a NUL character in the name
        message = f"{shown(path)} is not a file name"
        raise FileError(message) from error


def check_replaceable(path: Path, is_own: Callable[[bytes], bool]) -> None:
    """Raise `FileError` when something that the program did not write already stands at a path."""
    if not path.exists():
        return
    if not path.is_file():
        message = f"{shown(path)} is not a file, so it cannot be replaced by one"
        raise FileError(message)
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head and not is_own(head):
        message = f"{shown(path)} exists and was not written by CTC Voyage; it stays as it is, choose another name"
        raise FileError(message)


def part_name(name: str) -> str:
    """Return a name for a file that is not whole yet: it tells the process, whose number is its own on one computer."""
    return f".{name[:100]}.{os.getpid()}.{COMPUTER}{token_hex(4)}.part"


def _write_and_rename(path: Path, data: bytes) -> None:
    part = path.with_name(part_name(path.name))
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
