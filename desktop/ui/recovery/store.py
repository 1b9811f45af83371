"""The notes of sessions: a folder for each window, locked while it is open, written whole or not at all."""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from desktop.engine.model import Model
from desktop.system import lock
from desktop.system.files import FileError, open_plain, replace_file
from desktop.ui.recovery.record import RecordError, SessionRecord, from_text, to_text

FOLDER = "sessions"
NAME = "session.json"
MOST_KEPT = 10
"""Sessions that are kept, with the present one."""
MOST_LOOKED_AT = 200
MAX_BYTES = 4_194_304
_OURS = re.compile(r"\d{1,10}-[0-9a-f]{8}")


@dataclass(frozen=True)
class Found:
    """The note of a session that has ended: what it tells, or why it cannot be read; ``at`` is seconds since 1970."""

    at: float
    record: SessionRecord | None
    problem: str = ""


class SessionStore:
    """The notes beside the preferences; each window writes its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._own: Path | None = None
        self._lock: int | None = None

    def write(self, record: SessionRecord) -> None:
        """Note the session of this window, in place of what was noted before.

        Raises
        ------
        OSError, FileError
            When the folder cannot be written.
        """
        if self._own is None:
            own = self._folder / f"{os.getpid()}-{token_hex(4)}"
            own.mkdir(parents=True)
            self._lock, self._own = lock.take_folder(own), own
            self._keep_few()
        # Whatever stands there is the program's: the folder is its own.
        replace_file(self._own / NAME, to_text(record).encode(), lambda _: True)

    def close(self) -> None:
        """Leave the note of this window to the next."""
        if self._lock is not None:
            lock.give_back(self._lock)
        self._own = self._lock = None

    def earlier(self, model: Model) -> Iterator[Found]:
        """Yield the sessions of windows that are gone, however they went, the latest first."""
        for folder, at in self._ended():
            try:
                yield Found(at, _read(folder / NAME, model))
            except RecordError as error:
                yield Found(at, None, str(error))

    def _ended(self) -> list[tuple[Path, float]]:
        """Return the folders of windows that are gone, each with the time of its note, the latest first."""
        found = []
        with suppress(OSError):
            with os.scandir(self._folder) as entries:
                ours = [Path(entry.path) for entry in entries if _OURS.fullmatch(entry.name)]
            for folder in sorted(ours)[:MOST_LOOKED_AT]:
                at = _time_of(folder)
                if at is not None and folder != self._own and _is_free(folder):
                    found.append((folder, at))
        return sorted(found, key=lambda pair: pair[1], reverse=True)

    def _keep_few(self) -> None:
        for folder, _ in self._ended()[MOST_KEPT - 1 :]:
            _remove(folder)


def _time_of(folder: Path) -> float | None:
    try:
        return (folder / NAME).stat().st_mtime
    except OSError:
        return None


def _is_free(folder: Path) -> bool:
    """Tell whether no window has a folder any longer."""
    try:
        number = lock.take_folder(folder)
    except OSError:
        return False
    if number is None:
        return False
    lock.give_back(number)
    return True


def _remove(folder: Path) -> None:
    """Remove a note, and its folder if nothing else is in it."""
    with suppress(OSError):
        for path in (folder / NAME, *folder.glob(f".{NAME}.*.part")):
            path.unlink(missing_ok=True)
        folder.rmdir()


def _read(path: Path, model: Model) -> SessionRecord:
    try:
        with open_plain(path) as file:
            text = file.read(MAX_BYTES + 1).decode()
    except (OSError, ValueError, FileError) as error:
        message = f"a noted session cannot be read: {error}"
        raise RecordError(message) from error
    if len(text) > MAX_BYTES:
        message = f"a noted session is larger than {MAX_BYTES // 1_048_576} MiB, which none is"
        raise RecordError(message)
    return from_text(text, model)
