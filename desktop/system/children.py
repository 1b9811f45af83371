"""Processes of the program's own: begun from its own folder, whatever lies in the folder that the user is in.

What is printed while Python itself starts, by a ``sitecustomize`` or a library, comes before the first word of the
program and is told apart by a mark.
"""

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO

PACKAGE_HOME = Path(__file__).resolve().parents[2]
"""Where the package lies: a process must find it from any folder."""
BOOTSTRAP = """
import sys
home = sys.argv.pop(1)
sys.path.insert(0, home)
import desktop
sys.path.remove(home)
import runpy
runpy.run_module(sys.argv.pop(1), run_name="__main__", alter_sys=True)
"""
"""Begins the process.

The package's place is a word of its own, since in a list of places one whose name holds the list's separator would be
taken for two. Once the package is found it finds its modules by itself: a file beside it, too, could be named like one
of Python's.
"""
UNSAFE = "-P"
"""Python's word for not looking into the present folder."""
MARK = "\x1e"
"""Begins what the program says on its channel; what stands before it on a line was printed by somebody else."""


def command(module: str, *arguments: str, home: Path | None = None) -> Sequence[str]:
    """Return the words of a command that runs a module of the program in a process of its own."""
    place = str(PACKAGE_HOME if home is None else home)
    return [sys.executable, UNSAFE, "-c", BOOTSTRAP, place, module, *arguments]


def take_channel() -> IO[bytes]:
    """Return what the parent reads, for this process to write to; all that is printed goes to standard error from now.

    Ctrl-C, which a terminal sends to all processes of a command, is left to the one that the user started.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    channel = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return channel


def last_line(text: str) -> str:
    """Return the last line of an output that says something, fit for a sentence; nothing when none does."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return next((line[:300] for line in reversed(lines) if line), "")


def ending(code: int, output: str) -> str:
    """Return in words how a process came to its end: the signal or the exit code, and what it said last."""
    try:
        how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
    except ValueError:
        how = f"was ended by signal {-code}"
    if code == -9:
        how += ", as by a computer that is short of memory"
    said = last_line(output)
    return f"{how}, and said last: {said}" if said else how
