"""Animated PNG: full colour, alpha, and exact frame times."""

import struct
from fractions import Fraction
from pathlib import Path

from desktop.export.job import RenderJob
from desktop.export.png import SIGNATURE, Pixels, chunk, header_chunk, packed_rows, text_chunks
from desktop.export.recipe import film_texts

LARGEST_PART = 65_535
"""A frame's time is a fraction of two numbers of 16 bits."""


class ApngEncoder:
    """Writes each frame whole; the number of frames is written last, when it is known."""

    def __init__(self, job: RenderJob, path: Path) -> None:
        self._job = job
        self._file = path.open("wb")
        self._delay = Fraction(1) / Fraction(job.frames_per_second).limit_denominator(1000)
        if max(self._delay.numerator, self._delay.denominator) > LARGEST_PART:
            self._delay = self._delay.limit_denominator(LARGEST_PART)
        self._frames = 0
        self._sequence = 0
        self._words_at = 0

    def pack(self, frame: int, pixels: Pixels) -> object:
        """Return the size of the picture and its compressed rows."""
        header = header_chunk(pixels) if frame == 0 else b""
        return header, packed_rows(pixels)

    def add(self, frame: int, packed: object) -> None:
        """Append a frame."""
        assert isinstance(packed, tuple)
        header, rows = packed
        if frame == 0:
            self._file.write(SIGNATURE + header)
            self._words_at = self._file.tell()
            self._write_words(self._job.count)
        self._file.write(self._control_chunk())
        self._file.write(chunk(b"IDAT", rows) if frame == 0 else chunk(b"fdAT", self._next() + rows))
        self._frames += 1

    def _next(self) -> bytes:
        number = struct.pack(">I", self._sequence)
        self._sequence += 1
        return number

    def _write_words(self, frames: int) -> None:
        """Write what tells of the number of frames; it is as long for every number."""
        self._file.write(b"".join(text_chunks(film_texts(self._job, frames))))
        self._file.write(chunk(b"acTL", struct.pack(">II", frames, 0)))

    def _control_chunk(self) -> bytes:
        size = (self._job.width, self._job.height, 0, 0)
        times = (self._delay.numerator, self._delay.denominator)
        # A frame replaces all of the one before, its transparent parts too.
        return chunk(b"fcTL", self._next() + struct.pack(">IIIIHHBB", *size, *times, 0, 0))

    def close(self) -> None:
        """Write the end, and how many frames there are."""
        self._file.write(chunk(b"IEND", b""))
        self._file.seek(self._words_at)
        self._write_words(self._frames)
        self._file.close()

    def abandon(self) -> None:
        """Close the file."""
        release(self._file)


def release(file: object) -> None:
    """Close a file that may be broken."""
    close = getattr(file, "close", None)
    try:
        if close is not None:
            close()
    except (OSError, ValueError):
        return
