"""The names that users give to files: what none can be, and how an ending is added."""

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from unicodedata import category

from desktop.system.files import FileError, shown

LONGEST = 255
"""Bytes of a name at most: no common file system takes more. On Windows letters are counted."""
RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])\s*(?:\..*)?", re.IGNORECASE)
"""Names that are devices on Windows, whatever their ending."""
FORBIDDEN = re.compile(r'[<>:"|?*\x00-\x1f]')
"""What no name on Windows holds; a colon would even hide what is written from the folder's listing."""


def path_named(text: str) -> Path:
    """Return the path that a text names.

    Raises
    ------
    FileError
        When it is empty: to Python that would be the present folder.
    """
    if not text.strip():
        message = "a file or folder needs a name, and the one given is empty"
        raise FileError(message)
    return Path(text)


def path_typed(text: str, folder: Path) -> Path:
    """Return the path that is typed into a field: ``~`` is the home folder, and names stand in ``folder``.

    Raises
    ------
    FileError
        As `path_named`, or when there is no such home folder.
    """
    path = path_named(text.strip())
    try:
        return folder / path.expanduser()
    except RuntimeError as error:
        message = f"{shown(path)} cannot be found: there is no home folder of that name"
        raise FileError(message) from error


def looks_like_file(text: str) -> bool:
    """Return whether a word on a command line is meant as a file, not as a command: it has an ending, or a folder."""
    return Path(text).suffix != "" or "/" in text or "\\" in text


def check_name(path: Path, *, windows: bool = os.name == "nt") -> None:
    """Refuse a name that no file or folder can have here.

    Raises
    ------
    FileError
        In one sentence.
    """
    why = next(iter(_problems(path.name, windows=windows)), None)
    if why is not None:
        message = f"{shown(path)} cannot be written: {why}"
        raise FileError(message)


def _problems(name: str, *, windows: bool) -> Iterator[str]:
    if name in {"", ".."}:
        yield "it has no name"
    if "\0" in name:
        yield "that is not a file name"
    if any(category(letter) == "Cc" for letter in name):
        yield "its name holds control characters"
    if any(category(letter) == "Cs" for letter in name):
        yield "its name is no valid text"
    size = len(name) if windows else len(os.fsencode(name))
    if size > LONGEST:
        yield f"its name has {size} {'letters' if windows else 'bytes'}, and {LONGEST} is the most"
    if windows:
        yield from _problems_of_windows(name)


def _problems_of_windows(name: str) -> Iterator[str]:
    if RESERVED.fullmatch(name):
        yield "Windows keeps this name for a device"
    if FORBIDDEN.search(name):
        yield 'no name on Windows holds any of < > : " | ? *'
    if name[-1] in ". ":
        yield "no name on Windows ends in a point or a space"


def has_ending(path: Path, ending: str) -> bool:
    """Return whether a name has an ending, and something before it."""
    name = path.name.lower()
    return name.endswith(ending) and len(name) > len(ending)


def with_ending(path: Path, endings: Sequence[str]) -> Path:
    """Return a path that has one of some endings: the first one is added where there is none."""
    if path.name in {"", ".."} or any(has_ending(path, ending) for ending in endings):
        return path
    return path.with_name(f"{path.name}{endings[0]}")
