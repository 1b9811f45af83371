"""The journal of a long study: every answer of a worker, one a line, until all of them are where they are wanted.

A line says of which piece of work it is by a digest of the version, the function and its argument, and carries a
checksum. So a line that was cut off or damaged is known, and an answer is used only where it belongs. The file is
only ever appended to: nothing that is in it can be lost by going on.
"""

import json
from collections.abc import Callable, Mapping
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, TypeVar, get_type_hints

from desktop import __version__
from desktop.study.work.plain import Plain, from_plain, to_plain
from desktop.system.files import FileError, reason, shown
from desktop.system.lock import take

Result = TypeVar("Result")
HEAD = "journal of"
PROGRAM = "CTC Voyage"
CHECK_DIGITS = 16


def digest(value: object) -> str:
    """Return the digest of everything in a value, and of the version of the program."""
    return sha256(json.dumps([__version__, to_plain(value)], sort_keys=True).encode()).hexdigest()


class Journal:
    """The answers of one study, kept in a file.

    Parameters
    ----------
    path
        The file; it goes again when no answer comes.
    study
        Everything that the answers depend on.
    what
        What the study is called when a file of another one is refused.
    """

    def __init__(self, path: Path, study: object, what: str) -> None:
        self.path = path
        self._what = what
        self._study = study
        self._file: IO[bytes] | None = None
        self._lines: dict[str, Plain] = {}
        self._used: set[str] = set()
        self._is_new = False
        self.damaged = 0
        self.added = 0

    @cached_property
    def _head(self) -> Mapping[str, str]:
        return {HEAD: PROGRAM, "study": digest(self._study)}

    def begin(self) -> None:
        """Open the file and read what an earlier attempt at the same study has left.

        Raises
        ------
        FileError
            When the file belongs to something else, is in use, or the system refuses.
        """
        try:
            self._is_new = not self.path.exists()
            self._file = self._opened()
            self._read(self._file)
        except OSError as error:
            self.close()
            raise self._refusal(error) from error
        except FileError:
            self.close()
            raise

    def _opened(self) -> IO[bytes]:
        if not self._is_new and not self.path.is_file():
            raise self._foreign()
        file = self.path.open("ab+")
        if take(file.fileno()):
            return file
        file.close()
        message = f"{shown(self.path)} is in use: the same {self._what} runs already"
        raise FileError(message)

    def _read(self, file: IO[bytes]) -> None:
        file.seek(0)
        head, is_whole = None, True
        for number, line in enumerate(file):
            is_whole = line.endswith(b"\n")
            document = _parsed(line) if is_whole else None
            if number == 0 and document is not None and HEAD in document:
                head = document
            elif document is None or not self._take(document):
                self.damaged += 1
        if head is not None and head != self._head:
            message = (
                f"{shown(self.path)} holds the rows of another {self._what}: finish that one first, choose another "
                "name, or remove the file"
            )
            raise FileError(message)
        if head is None and self.damaged and not self._lines:
            raise self._foreign()
        if not is_whole:
            file.write(b"\n")
        if head is None and not self._lines:
            self._append(self._head)

    def _take(self, document: Mapping[str, Any]) -> bool:
        key, made = document.get("of"), document.get("made")
        if not isinstance(key, str) or document.get("check") != _check(key, made):
            return False
        self._lines[key] = made
        return True

    def _foreign(self) -> FileError:
        return FileError(
            f"{shown(self.path)} holds the rows of another {self._what}, or of something else: choose another name, or "
            "remove the file"
        )

    def _refusal(self, error: OSError) -> FileError:
        return FileError(f"{shown(self.path)} cannot be written: {reason(error)}")

    def known(self, work: Callable[[Any], Result], spec: object) -> Result | None:
        """Return the answer to a piece of work, None when it is not there."""
        key = _key(work, spec)
        if key not in self._lines:
            return None
        try:
            found: Result = from_plain(get_type_hints(work)["return"], self._lines[key])
        except (TypeError, ValueError, KeyError, ArithmeticError):
            return None
        self._used.add(key)
        return found

    def add(self, work: Callable[[Any], Result], spec: object, made: Result) -> None:
        """Keep an answer.

        Raises
        ------
        FileError
            When the system refuses.
        """
        key, document = _key(work, spec), to_plain(made)
        self._append({"of": key, "made": document, "check": _check(key, document)})
        self.added += 1
        # A fit asks for some pieces of work more than once.
        self._lines[key] = document
        self._used.add(key)

    def _append(self, document: Mapping[str, object]) -> None:
        assert self._file is not None
        try:
            self._file.write(f"{json.dumps(document)}\n".encode())
            self._file.flush()
        except OSError as error:
            raise self._refusal(error) from error

    @property
    def kept(self) -> int:
        """Return how many answers of this study the file holds."""
        return len(self._lines)

    def remarks(self) -> str:
        """Return what was found in the file and not used, in words; nothing when all was."""
        unfit = len(self._lines.keys() - self._used)
        lines = [
            f"{number} {'line' if number == 1 else 'lines'} {words}"
            for number, words in ((self.damaged, "damaged"), (unfit, f"of another {self._what}"))
            if number
        ]
        return f"{shown(self.path.name)}: {' and '.join(lines)}, not used" if lines else ""

    def close(self) -> None:
        """Close the file; it stays when there is anything in it."""
        if self._file is not None:
            if self._is_new and not self.added:
                self.path.unlink(missing_ok=True)
            self._file.close()
            self._file = None

    def remove(self) -> None:
        """Remove the file: its answers are where they are wanted."""
        if self._file is not None:
            self.path.unlink(missing_ok=True)
            self._file.close()
            self._file = None


def _key(work: Callable[..., object], spec: object) -> str:
    return digest([work, spec])


def _check(key: str, made: object) -> str:
    return sha256(f"{key} {json.dumps(made, sort_keys=True)}".encode()).hexdigest()[:CHECK_DIGITS]


def _parsed(line: bytes) -> dict[str, Any] | None:
    try:
        document = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None
