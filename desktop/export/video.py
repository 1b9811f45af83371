"""Films: H.264 in MP4, which slides and phones play, and VP9 in WebM, for the web.

The encoders get a fixed number of threads: their output depends on it, and must not depend on the computer.
"""

from contextlib import suppress
from fractions import Fraction
from mmap import mmap
from pathlib import Path
from threading import local

import av
from av.video.reformatter import VideoReformatter
from llvmlite.binding import get_host_cpu_features

from desktop.export.job import RenderJob
from desktop.export.png import Pixels
from desktop.export.recipe import film_recipe

THREADS = 4
BITEXACT = 1 << 23
KEY_SECONDS = 2.0
"""Seconds between two pictures at which a player can begin."""
BT709, LIMITED = 1, 1
# Checksums would forbid to change the recipe of a film that is ended early.
CONTAINERS = {
    "mp4": {"movflags": "+faststart", "fflags": "+bitexact"},
    "webm": {"fflags": "+bitexact", "write_crc32": "0"},
}
CODECS = {
    "mp4": ("libx264", {"preset": "medium", "crf": "20", "profile": "high"}),
    "webm": (
        "libvpx-vp9",
        {"deadline": "realtime", "cpu-used": "5", "row-mt": "1", "tile-columns": "2", "crf": "30", "b": "0"},
    ),
}


def codec_options(format_name: str) -> tuple[str, dict[str, str]]:
    """Return the codec of a format and its options, the same film for all processors.

    With registers of 512 bits x264 comes to other bytes, and from run to run to different ones.
    """
    codec, options = CODECS[format_name]
    if codec == "libx264" and get_host_cpu_features().get("avx512f"):
        return codec, {**options, "x264-params": "asm=avx2"}
    return codec, options


class VideoEncoder:
    """Writes a film frame by frame."""

    def __init__(self, job: RenderJob, path: Path) -> None:
        self._job, self._path, self._frames = job, path, 0
        self._rate = Fraction(job.frames_per_second).limit_denominator(1001)
        self._converters = local()
        codec, options = codec_options(job.format)
        self._file = av.open(str(path), "w", format=job.format, container_options=CONTAINERS[job.format])
        self._file.metadata["title"] = job.scenario.title or job.scenario.name
        self._file.metadata["comment"] = film_recipe(job, job.count)
        stream = self._file.add_stream(codec, rate=self._rate, options=options)
        assert isinstance(stream, av.VideoStream)
        self._stream = stream
        self._stream.width, self._stream.height = job.width, job.height
        self._stream.pix_fmt = "yuv420p"
        context = self._stream.codec_context
        context.thread_count = THREADS
        context.flags |= BITEXACT
        context.gop_size = max(1, round(KEY_SECONDS * job.frames_per_second))
        context.color_range, context.colorspace = LIMITED, BT709
        context.color_primaries, context.color_trc = BT709, BT709
        self._open = True

    def pack(self, frame: int, pixels: Pixels) -> object:
        """Return a frame in the colours of television, as decoders expect."""
        if not hasattr(self._converters, "one"):
            self._converters.one = VideoReformatter()
        picture = av.VideoFrame.from_ndarray(pixels, format="rgb24")
        converted = self._converters.one.reformat(
            picture, format="yuv420p", dst_colorspace=BT709, dst_color_range=LIMITED
        )
        converted.pts = frame
        converted.time_base = 1 / self._rate
        return converted

    def add(self, frame: int, packed: object) -> None:
        """Append a frame."""
        assert frame >= 0
        assert isinstance(packed, av.VideoFrame)
        self._mux(packed)
        self._frames += 1

    def _mux(self, frame: av.VideoFrame | None) -> None:
        for packet in self._stream.encode(frame):
            self._file.mux(packet)

    def close(self) -> None:
        """Write what the encoder holds back, and the index."""
        self._mux(None)
        self._open = False
        self._file.close()
        if self._frames < self._job.count:
            self._tell_of_early_end()

    def _tell_of_early_end(self) -> None:
        """Put the recipe of the film as it is in the place of the one it was begun with."""
        planned = film_recipe(self._job, self._job.count).encode()
        with self._path.open("r+b") as file, mmap(file.fileno(), 0) as data:
            start = data.find(planned)
            assert start >= 0
            data[start : start + len(planned)] = film_recipe(self._job, self._frames).encode()

    def abandon(self) -> None:
        """Close the file."""
        if self._open:
            self._open = False
            with suppress(OSError, ValueError):
                self._file.close()
