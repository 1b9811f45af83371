"""Standard output and error that never stop the work: nobody may be listening, or the disk behind them may be full.

What a reader that has had enough, such as ``head``, does not take is dropped without a word. A stream that was closed
from the beginning is as good as the system's empty device. Anything else that keeps output from being written is told
at the end, when all other results are where they belong.
"""

import errno
import io
import os
import sys
from typing import Any, TextIO

ENCODING = "utf-8"


class _Patient(io.FileIO):
    """A file that takes everything and remembers why the first part was refused."""

    trouble: OSError | None = None

    def write(self, data: Any, /) -> int:
        """Write what can be written, and return that all was."""
        if self.trouble is None:
            try:
                return super().write(data)
            except OSError as error:
                self.trouble = error
        return memoryview(data).nbytes


def prepare() -> None:
    """Make sure that there are standard streams, and that words of any kind can be written to them."""
    fill_closed()
    sys.stdout = _prepared(sys.stdout, 1)
    sys.stderr = _prepared(sys.stderr, 2)


def fill_closed() -> None:
    """Give closed numbers 0 to 2 an empty file, or the next file that is opened would take the words."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            # The lowest free number is taken, and this is the lowest.
            os.open(os.devnull, os.O_RDWR)


def _prepared(stream: TextIO | None, number: int) -> TextIO:
    if stream is not None and stream.isatty():
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
        return stream
    # A pipe or file may have an old encoding, such as on Windows, and a file name need not be text at all.
    raw = _Patient(number, "w", closefd=False)
    return io.TextIOWrapper(
        io.BufferedWriter(raw), encoding=ENCODING, errors="backslashreplace", line_buffering=number == 2
    )


def refused() -> str:
    """Return why standard output could not be written, in the system's words; nothing when it could, or nobody read."""
    sys.stdout.flush()
    raw = getattr(getattr(sys.stdout, "buffer", None), "raw", None)
    trouble = raw.trouble if isinstance(raw, _Patient) else None
    if trouble is None or trouble.errno in {errno.EPIPE, errno.ECONNRESET}:
        return ""
    return (trouble.strerror or type(trouble).__name__).lower()
