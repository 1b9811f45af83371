"""Animated WebP: small, full colour, alpha. The frames are packed by Pillow, the container is put together here.

Container: https://developers.google.com/speed/webp/docs/riff_container
"""

import io
import struct
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from desktop.export.apng import release
from desktop.export.job import RenderJob
from desktop.export.png import Pixels
from desktop.export.recipe import film_recipe

QUALITY, EFFORT = 88, 2
HAS_ALPHA, HAS_XMP, IS_ANIMATED = 0x10, 0x04, 0x02
REPLACES = 0x02
"""A frame replaces all of the one before, its transparent parts too."""
PICTURES = (b"ALPH", b"VP8 ", b"VP8L")
XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">'
    "<xmp:CreatorTool>CTC Voyage</xmp:CreatorTool>"
    '<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt></dc:description>'
    "</rdf:Description></rdf:RDF></x:xmpmeta>"
)


def xmp(recipe: str) -> str:
    """Return a recipe as an XMP packet, which pictures and pages have in common."""
    return XMP.replace("{}", recipe)


class WebpEncoder:
    """Writes each frame whole; the length of the file is written last, when it is known."""

    def __init__(self, job: RenderJob, path: Path) -> None:
        self._job = job
        self._file = path.open("wb")
        self._frames = 0
        flags = IS_ANIMATED | HAS_XMP | (HAS_ALPHA if job.transparent else 0)
        header = struct.pack("<I", flags) + _three(job.width - 1) + _three(job.height - 1)
        self._file.write(b"RIFF\0\0\0\0WEBP" + riff_chunk(b"VP8X", header))
        self._file.write(riff_chunk(b"ANIM", struct.pack("<IH", 0, 0)))

    def pack(self, frame: int, pixels: Pixels) -> object:
        """Return a frame's chunk."""
        still = io.BytesIO()
        Image.fromarray(pixels).save(still, "WEBP", quality=QUALITY, method=EFFORT, exact=True)
        rate = self._job.frames_per_second
        # Times are whole milliseconds: rounding each moment, not each length, keeps the film in step.
        lasts = round(1000.0 * (frame + 1) / rate) - round(1000.0 * frame / rate)
        place = _three(0) * 2 + _three(pixels.shape[1] - 1) + _three(pixels.shape[0] - 1)
        picture = b"".join(riff_chunk(kind, body) for kind, body in riff_chunks(still.getvalue()) if kind in PICTURES)
        return riff_chunk(b"ANMF", place + _three(lasts) + bytes([REPLACES]) + picture)

    def add(self, frame: int, packed: object) -> None:
        """Append a frame."""
        assert frame >= 0
        assert isinstance(packed, bytes)
        self._file.write(packed)
        self._frames += 1

    def close(self) -> None:
        """Write the recipe and the length."""
        self._file.write(riff_chunk(b"XMP ", xmp(film_recipe(self._job, self._frames)).encode()))
        length = self._file.tell() - 8
        self._file.seek(4)
        self._file.write(struct.pack("<I", length))
        self._file.close()

    def abandon(self) -> None:
        """Close the file."""
        release(self._file)


def _three(number: int) -> bytes:
    return number.to_bytes(3, "little")


def riff_chunk(kind: bytes, data: bytes) -> bytes:
    """Return a chunk with its length, filled up to an even one."""
    return kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def riff_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the chunks of a WebP file."""
    position = 12
    while position + 8 <= len(data):
        (length,) = struct.unpack_from("<I", data, position + 4)
        yield data[position : position + 4], data[position + 8 : position + 8 + length]
        position += 8 + length + length % 2
