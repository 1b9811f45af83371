"""Animated GIF: one palette for the whole film, so that still ground stays still; only what has changed is written."""

import io
import struct
from pathlib import Path
from threading import Event

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from desktop.export.apng import release
from desktop.export.job import RenderJob
from desktop.export.png import Pixels
from desktop.export.recipe import film_recipe

COMMON, RARE = 95, 96
"""Colours taken from the first frame: those of most of its pixels, and those that only small bodies have."""
LEVELS = (0, 85, 170, 255)
"""A coarse cube of colours stands for those that only come later."""
UNCHANGED = 255
HUNDREDTHS = 100
KEEP_AND_CLEAR = 0x05
"""Leave the frame where it is; one colour is transparent."""
LOOP = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"


class GifEncoder:
    """Writes each frame as its difference from the one before."""

    def __init__(self, job: RenderJob, path: Path) -> None:
        self._job = job
        self._file = path.open("wb")
        self._palette: Image.Image | None = None
        self._chosen = Event()
        self._before: NDArray[np.uint8] | None = None
        self._frames = 0
        self._recipe_at = 0

    def pack(self, frame: int, pixels: Pixels) -> object:
        """Return the picture as places in the palette, which the first frame decides."""
        picture = Image.fromarray(pixels)
        if frame == 0:
            try:
                self._palette = _make_palette(picture)
            finally:
                self._chosen.set()
        self._chosen.wait()
        assert self._palette is not None
        return np.asarray(picture.quantize(palette=self._palette, dither=Image.Dither.NONE))

    def add(self, frame: int, packed: object) -> None:
        """Append a frame: the smallest rectangle that holds what has changed."""
        assert isinstance(packed, np.ndarray)
        if frame == 0:
            self._write_head(packed)
        rate = self._job.frames_per_second
        lasts = round(HUNDREDTHS * (frame + 1) / rate) - round(HUNDREDTHS * frame / rate)
        left, top, part = _difference(self._before, packed)
        self._before = packed
        self._frames += 1
        self._file.write(b"\x21\xf9\x04" + struct.pack("<BHB", KEEP_AND_CLEAR, lasts, UNCHANGED) + b"\0")
        height, width = part.shape
        self._file.write(b"\x2c" + struct.pack("<HHHHB", left, top, width, height, 0) + _compressed(part))

    def _write_head(self, first: NDArray[np.uint8]) -> None:
        assert self._palette is not None
        colours = bytes(self._palette.getpalette() or [])
        height, width = first.shape
        self._file.write(b"GIF89a" + struct.pack("<HHBBB", width, height, 0xF7, 0, 0) + colours.ljust(768, b"\0"))
        self._file.write(LOOP)
        self._recipe_at = self._file.tell()
        self._write_recipe(self._job.count)

    def _write_recipe(self, frames: int) -> None:
        recipe = film_recipe(self._job, frames).encode()
        pieces = [recipe[start : start + 255] for start in range(0, len(recipe), 255)]
        self._file.write(b"\x21\xfe" + b"".join(bytes([len(piece)]) + piece for piece in pieces) + b"\0")

    def close(self) -> None:
        """Write the end, and how many frames there are."""
        self._file.write(b"\x3b")
        self._file.seek(self._recipe_at)
        self._write_recipe(self._frames)
        self._file.close()

    def abandon(self) -> None:
        """Close the file."""
        release(self._file)


def _make_palette(picture: Image.Image) -> Image.Image:
    """Return a palette picture for a whole film; the last place stays free."""
    coarse = np.unique(np.asarray(picture).reshape(-1, 3) & 0xF8, axis=0)
    once = Image.fromarray(np.ascontiguousarray(coarse[None, :, :]))
    colours = [*_chosen(picture, COMMON), *_chosen(once, RARE)]
    colours += [level for red in LEVELS for green in LEVELS for blue in LEVELS for level in (red, green, blue)]
    palette = Image.new("P", (1, 1))
    palette.putpalette(colours)
    return palette


def _chosen(picture: Image.Image, count: int) -> list[int]:
    """Return a number of colours that stand for those of a picture, each as red, green and blue."""
    found = picture.quantize(count, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    colours = list(found.getpalette() or [])[: 3 * count]
    return colours + [0] * (3 * count - len(colours))


def _difference(before: NDArray[np.uint8] | None, now: NDArray[np.uint8]) -> tuple[int, int, NDArray[np.uint8]]:
    """Return left, top and the places of what has changed; what has not is transparent."""
    if before is None:
        return 0, 0, now
    changed = before != now
    rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
    if rows.size == 0:
        return 0, 0, np.full((1, 1), UNCHANGED, np.uint8)
    top, bottom, left, right = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
    part = np.where(changed[top:bottom, left:right], now[top:bottom, left:right], np.uint8(UNCHANGED))
    return left, top, part


def _compressed(part: NDArray[np.uint8]) -> bytes:
    """Return the compressed places as they stand in a GIF: Pillow writes one, and its data is taken."""
    picture = Image.fromarray(np.ascontiguousarray(part), "P")
    picture.putpalette(bytes(range(256)) * 3)
    still = io.BytesIO()
    picture.save(still, "GIF", optimize=False, interlace=0)
    data = still.getvalue()
    start = 13 + 3 * (2 << (data[10] & 7))
    while data[start] == 0x21:
        start += 2
        while data[start]:
            start += 1 + data[start]
        start += 1
    return data[start + 10 : -1]
