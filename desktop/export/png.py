"""PNG pictures, written chunk by chunk: about twenty times faster than by Qt, at nearly the same size.

Every row is stored as its difference from the row above (filter 2) or as it is (filter 0), and the whole is
compressed with igzip. The same pixels and words give the same bytes.
"""

import struct
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

import numpy as np
from isal import isal_zlib
from numpy.typing import NDArray

from desktop import __version__
from desktop.system.files import HEAD, replace_file

Pixels = NDArray[np.uint8]

SIGNATURE = b"\x89PNG\r\n\x1a\n"
SOFTWARE = "CTC Voyage"
PLAIN, DIFFERENCE = 0, 2
COLOUR_TYPES = {3: 2, 4: 6}
MAX_SIDE = 32_768


def encode_png(pixels: Pixels, texts: Mapping[str, str] | None = None, *, row_filter: Literal[0, 2] = 2) -> bytes:
    """Return a picture as the bytes of a PNG file.

    Parameters
    ----------
    pixels
        Shape (height, width, 3) for red, green and blue, or (height, width, 4) with alpha that is not premultiplied.
    texts
        Keyword → text, stored in the file before the pixels, in the order given.
    row_filter
        2 stores differences between rows, which is smaller; 0 stores the rows, which is faster.

    Raises
    ------
    ValueError
        When the array is not such a picture, or a keyword is not 1 to 79 plain characters.
    """
    data = packed_rows(pixels, row_filter=row_filter)
    parts = [SIGNATURE, header_chunk(pixels), *text_chunks(texts or {}), chunk(b"IDAT", data), chunk(b"IEND", b"")]
    return b"".join(parts)


def packed_rows(pixels: Pixels, *, row_filter: Literal[0, 2] = 2) -> bytes:
    """Return the rows of a picture, filtered and compressed: what stands in a file between header and end.

    Raises
    ------
    ValueError
        When the array is not a picture.
    """
    if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] not in COLOUR_TYPES:
        message = f"a picture is uint8 of shape (height, width, 3 or 4), not {pixels.dtype} of shape {pixels.shape}"
        raise ValueError(message)
    height, width, channels = pixels.shape
    if not (0 < height <= MAX_SIDE and 0 < width <= MAX_SIDE):
        message = f"a picture has sides of 1 to {MAX_SIDE} pixels, not {width} × {height}"
        raise ValueError(message)
    return isal_zlib.compress(_filtered(pixels.reshape(height, width * channels), row_filter), 2)


def header_chunk(pixels: Pixels) -> bytes:
    """Return the chunk that says how large a picture is and whether it has alpha."""
    height, width, channels = pixels.shape
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, COLOUR_TYPES[channels], 0, 0, 0))


def text_chunks(texts: Mapping[str, str]) -> list[bytes]:
    """Return the chunks of a file's words; the program's name comes first."""
    words = {"Software": f"{SOFTWARE} {__version__}", **texts}
    return [_text_chunk(key, text) for key, text in words.items()]


def _filtered(rows: Pixels, row_filter: int) -> Pixels:
    """Return rows of bytes, shape (height, length), each after the number of its filter, shape (height, length + 1)."""
    height, length = rows.shape
    out = np.empty((height, length + 1), dtype=np.uint8)
    out[:, 0] = row_filter
    if row_filter == PLAIN:
        out[:, 1:] = rows
    else:
        out[0, 1:] = rows[0]
        np.subtract(rows[1:], rows[:-1], out=out[1:, 1:])
    return out


def chunk(kind: bytes, data: bytes) -> bytes:
    """Return a chunk with its length and its checksum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(data, zlib.crc32(kind)))


def _text_chunk(keyword: str, text: str) -> bytes:
    """Return a text chunk: the old plain kind where it is enough, since every reader knows it."""
    if not (0 < len(keyword) < 80 and keyword.isascii() and keyword.isprintable() and keyword == keyword.strip()):
        message = f"{keyword!r} is not a keyword of 1 to 79 plain characters"
        raise ValueError(message)
    text = text.replace("\0", "")
    if text.isascii():
        return chunk(b"tEXt", keyword.encode() + b"\0" + text.encode())
    return chunk(b"iTXt", keyword.encode() + b"\0\0\0\0\0" + text.encode("utf-8", "replace"))


def read_texts(data: bytes) -> dict[str, str]:
    """Return the texts that stand before the pixels of a PNG file; a damaged file gives those before the damage."""
    texts: dict[str, str] = {}
    for kind, body in _chunks(data):
        keyword, _, rest = body.partition(b"\0")
        if kind == b"tEXt":
            texts[keyword.decode("latin-1")] = rest.decode("latin-1")
        elif kind == b"iTXt" and rest[:2] == b"\0\0":
            text = rest[2:].split(b"\0", 2)[-1]
            texts[keyword.decode("latin-1")] = text.decode("utf-8", "replace")
        elif kind == b"IDAT":
            break
    return texts


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    position = len(SIGNATURE)
    if not data.startswith(SIGNATURE):
        return
    while position + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, position)
        end = position + 8 + length
        if end > len(data):
            return
        yield data[position + 4 : position + 8], data[position + 8 : end]
        position = end + 4


def is_own_png(head: bytes) -> bool:
    """Tell from the first bytes of a file whether it is a picture that the program wrote."""
    return read_texts(head[:HEAD]).get("Software", "").startswith(SOFTWARE)


def write_png(path: Path, pixels: Pixels, texts: Mapping[str, str] | None = None) -> None:
    """Write a picture whole or not at all, and never over a file that the program did not write.

    Raises
    ------
    FileError
        When a foreign file stands there, or the system refuses.
    ValueError
        When the array is not a picture.
    """
    replace_file(path, encode_png(pixels, texts), is_own_png)
