"""Ctrl-C, and being told to end: one line, the exit code that shells know, and never a long wait.

As long as nothing has been begun the program ends at once. A command that works is interrupted as Python does it, so
that it can put away what it holds; what has not ended after a moment, such as a compiler or a server that does not
answer, is ended from another thread.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import sleep
from types import FrameType
from typing import NoReturn

PATIENCE = 1.5
"""Seconds that a command has to put away what it holds."""
WORDS = "ctc-voyage: interrupted\n"
_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


class Interrupted(Exception):  # noqa: N818
    """A command was interrupted; the message says what is kept of its work, and how to go on."""


class _State:
    """Which signal has come, if any, and whether a command works or a window has taken over."""

    received = 0
    told = False
    obeyed = False
    working = False
    off = False
    instead: Callable[[], None] | None = None


UNFINISHED: set[Path] = set()
"""Files of this process that are removed when it cannot put them away by itself."""
_LAST = threading.Lock()
"""Held by the one thread that ends the program."""


def obey() -> None:
    """Take the signals from now on; those that whoever started the program ignores stay ignored."""
    if _State.obeyed:
        return
    _State.obeyed = True
    reading, writing = os.pipe()
    if os.name == "posix":
        os.set_blocking(writing, False)
    for number in _SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _on_signal)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    threading.Thread(target=_watch, args=(reading,), daemon=True).start()


def begin_work() -> None:
    """Let a command put away what it holds from now on."""
    _State.working = True


def hand_over() -> None:
    """Leave the signals to a window, which has ways of its own to end."""
    _State.off = True


def end_work() -> None:
    """Let nothing interrupt the end of a command that is done."""
    _State.off = True
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def exit_code() -> int:
    """Return the exit code of an interrupted command, 128 and the number of the signal; 0 when none has come."""
    return 128 + _State.received if _State.received else 0


def _on_signal(number: int, _frame: FrameType | None) -> None:
    is_second = _State.told
    _State.received, _State.told = _State.received or number, True
    # What is torn down half way has nothing to say any more.
    sys.unraisablehook = lambda _: None
    threading.excepthook = lambda _: None
    if (is_second and _State.instead is not None) or not (_State.working or _State.instead):
        leave(WORDS, exit_code())
    if _State.instead is None:
        raise KeyboardInterrupt
    _State.instead()


def _watch(reading: int) -> None:
    """End the program when it has not ended by itself some time after a signal."""
    while True:
        number = os.read(reading, 1)[0]
        if number not in _SIGNALS or _State.off:
            continue
        _State.received = _State.received or number
        if _State.working:
            sleep(PATIENCE)
        if not _State.off:
            leave(WORDS, exit_code())


@contextmanager
def stopped_by(stop: Callable[[], None]) -> Iterator[None]:
    """Let a signal call a function that stops the work, where an exception would do harm; a second one ends it all."""
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    _State.instead = stop
    for number, handler in before.items():
        if handler is not signal.SIG_IGN:
            signal.signal(number, _on_signal)
    try:
        yield
    finally:
        _State.instead = None
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def held_back() -> Iterator[None]:
    """Let a signal interrupt only when something short is over."""
    came: list[bool] = []
    with stopped_by(lambda: came.append(True)):
        yield
    if came:
        raise KeyboardInterrupt


def leave(words: str, code: int) -> NoReturn:
    """Say some words on standard error and end the process: no thread is waited for, and nothing else is said."""
    _LAST.acquire()
    for path in tuple(UNFINISHED):
        with suppress(OSError):
            path.unlink(missing_ok=True)
    with suppress(OSError):
        os.write(2, words.encode("utf-8", "backslashreplace"))
    os._exit(code)
