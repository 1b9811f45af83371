"""Where packed pictures go: a folder of frames that can be continued, one picture, or one film that grows aside."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from hashlib import file_digest, sha256
from pathlib import Path
from time import perf_counter
from typing import Protocol

from desktop.export.encoders import Encoder, open_encoder
from desktop.export.formats import Kind
from desktop.export.frames import check_folder
from desktop.export.job import JobError, RenderJob
from desktop.export.job_file import MAX_TEXT, Document, digest, parsed, to_json
from desktop.export.moments import FrameMoment
from desktop.export.part import PartFile, check_target
from desktop.export.png import Pixels, encode_png, is_own_png
from desktop.export.recipe import MARK, find_recipe, texts
from desktop.system.files import FileError, open_plain, replace_file
from desktop.system.interruption import UNFINISHED
from desktop.system.lock import give_back
from desktop.system.targets import refusal

JOB_FILE = "job.json"
SAVE_EVERY = 2.0
"""Seconds between two saves of a folder's job file; its frames are looked through after a kill."""
SAVE_SHARE = 20.0
"""A save that takes long is made more rarely: it may take one part in this many of the time."""
Drawing = Pixels | bytes


def _read_document(path: Path) -> Document:
    with open_plain(path) as file:
        return parsed(file.read(MAX_TEXT + 1).decode())


class Sink(Protocol):
    """Takes the frames of a job. ``pack`` runs in any thread and order; ``keep`` in order, in one thread."""

    def wanted(self, frame: int) -> bool:
        """Return whether a frame has to be made."""

    def pack(self, moment: FrameMoment, drawing: Drawing) -> object:
        """Turn a drawing into what is kept."""

    def keep(self, frame: int, packed: object) -> None:
        """Keep it."""

    def finish(self) -> None:
        """Close what is whole."""

    def cancel(self, *, keep: bool) -> None:
        """Close what is not whole, or remove what this attempt has made."""


@contextmanager
def open_sink(job: RenderJob) -> Iterator[Sink]:
    """Open what takes the frames of a job; nothing half done stays when an error comes out.

    Raises
    ------
    FileError
        When the destination cannot be used, before any work.
    """
    if job.exporter.kind is Kind.FRAMES:
        frames = FrameSink(job)
        try:
            yield frames
        except FileError as error:
            frames.save_quietly()
            told = frames.told_after(error)
            if told:
                raise FileError(told) from error
            raise
        except BaseException:
            frames.save_quietly()
            raise
        finally:
            frames.close()
        return
    film = job.exporter.kind is Kind.ANIMATION
    sink = FilmSink(job) if film else StillSink(job)
    try:
        yield sink
    except FileError as error:
        told = sink.told_after(error)
        if told:
            raise FileError(told) from error
        raise
    finally:
        sink.close()


class FrameSink:
    """Numbered pictures in a folder, with the job and the digest of each in a file beside them."""

    def __init__(self, job: RenderJob) -> None:
        self._job = job
        self._created, self._lock = check_folder(job)
        try:
            self._begin()
        except BaseException:
            self.close()
            raise

    def _begin(self) -> None:
        job = self._job
        self._path = job.destination / JOB_FILE
        check_target(self._path)
        self._hashes = self._known()
        self._whole = {frame for frame in range(job.count) if self._is_whole(frame)}
        self._hashes = {job.frame_path(frame).name: self._hashes[job.frame_path(frame).name] for frame in self._whole}
        self._made: list[int] = []
        self._packed: set[int] = set()
        self._next_save = perf_counter() + SAVE_EVERY
        self._save()

    def _known(self) -> dict[str, str]:
        """Return what an earlier attempt at the same job has made: file → digest."""
        try:
            document = _read_document(self._path) if self._path.exists() else {}
        except OSError as error:
            raise refusal(self._path, error) from error
        except (JobError, UnicodeDecodeError):
            return {}
        frames = document.get("frames")
        if not isinstance(frames, dict) or document.get("digest") != digest(self._job):
            return {}
        return {str(name): str(found) for name, found in frames.items()}

    def _is_whole(self, frame: int) -> bool:
        path = self._job.frame_path(frame)
        known = self._hashes.get(path.name)
        if known is None:
            return False
        try:
            with open_plain(path) as file:
                return file_digest(file, "sha256").hexdigest() == known
        except (OSError, FileError):
            return False

    def wanted(self, frame: int) -> bool:
        """Return whether a frame is missing, or not what an earlier attempt has written."""
        return frame not in self._whole

    def pack(self, moment: FrameMoment, drawing: Drawing) -> object:
        """Write a frame and return its digest."""
        assert not isinstance(drawing, bytes)
        data = encode_png(drawing, texts(self._job, moment.snapshot.step, moment.state))
        self._packed.add(moment.frame)
        replace_file(self._job.frame_path(moment.frame), data, is_own_png)
        return sha256(data).hexdigest()

    def keep(self, frame: int, packed: object) -> None:
        """Note the digest of a frame that has been written."""
        self._hashes[self._job.frame_path(frame).name] = str(packed)
        self._made.append(frame)
        now = perf_counter()
        if now >= self._next_save:
            self._save()
            self._next_save = perf_counter() + max(SAVE_EVERY, SAVE_SHARE * (perf_counter() - now))

    def _save(self) -> None:
        text = to_json(replace(self._job, destination=Path()), self._hashes)
        replace_file(self._path, text.encode(), lambda head: head.startswith(MARK))

    def save_quietly(self) -> None:
        """Note what has been made before something went wrong, if that is still possible."""
        with suppress(FileError):
            self._save()

    def told_after(self, error: FileError) -> str:
        """Return a refusal in the middle of the work with what is kept: the same job goes on from there; or ""."""
        kept = len(self._whole) + len(self._packed)
        return f"{error}; {kept} of {self._job.count} frames are made and kept" if kept else ""

    def finish(self) -> None:
        """Write the job file with all digests."""
        self._save()

    def cancel(self, *, keep: bool) -> None:
        """Keep what is there, to be continued; or remove the frames of this attempt, and no others."""
        if keep and (self._packed or self._whole):
            self._save()
            return
        with suppress(OSError):
            for frame in self._packed:
                self._job.frame_path(frame).unlink(missing_ok=True)
            if self._whole:
                for frame in self._made:
                    self._hashes.pop(self._job.frame_path(frame).name)
                self._save()
                return
            self._path.unlink(missing_ok=True)
            if self._created:
                self.close()
                self._job.destination.rmdir()

    def close(self) -> None:
        """Let others write into the folder."""
        if self._lock is not None:
            give_back(self._lock)
            self._lock = None


class StillSink:
    """One picture or page."""

    def __init__(self, job: RenderJob) -> None:
        self._job = job
        self._part = PartFile(job.destination)
        self._part.create()

    def wanted(self, frame: int) -> bool:
        """Return whether it is the one frame."""
        return frame == 0

    def pack(self, moment: FrameMoment, drawing: Drawing) -> object:
        """Return the bytes of the file."""
        if isinstance(drawing, bytes):
            return drawing
        return encode_png(drawing, texts(self._job, moment.snapshot.step, moment.state))

    def keep(self, frame: int, packed: object) -> None:
        """Write the file aside."""
        assert frame == 0
        assert isinstance(packed, bytes)
        try:
            self._part.path.write_bytes(packed)
        except OSError as error:
            raise refusal(self._job.destination, error) from error

    def finish(self) -> None:
        """Give the file its name."""
        self._part.commit()

    @staticmethod
    def told_after(_error: FileError) -> str:
        """Return nothing: who reads that a picture cannot be written knows that there is none."""
        return ""

    def cancel(self, *, keep: bool) -> None:
        """Leave nothing: half a picture is none."""

    def close(self) -> None:
        """Remove what was never finished."""
        self._part.discard()


class FilmSink:
    """One film, which grows aside; beside it lies the job, so that a film whose making was cut off can be made anew."""

    def __init__(self, job: RenderJob) -> None:
        self._job = job
        self._job_path = job.destination.with_name(f"{job.destination.name}.{JOB_FILE}")
        self._part = PartFile(job.destination)
        self._part.create()
        self._kept = 0
        try:
            check_target(self._job_path)
            UNFINISHED.add(self._job_path)
            text = to_json(replace(job, destination=Path(job.destination.name)))
            replace_file(self._job_path, text.encode(), lambda head: head.startswith(MARK))
            self._encoder: Encoder = open_encoder(job, self._part.path)
        except BaseException:
            self._part.discard()
            self._remove_job()
            raise

    def _remove_job(self) -> None:
        UNFINISHED.discard(self._job_path)
        with suppress(OSError, FileError):
            if self._job_path.is_file() and find_recipe(self._job_path) is not None:
                self._job_path.unlink()

    def wanted(self, frame: int) -> bool:
        """Return that every frame is: no film can be continued in the middle."""
        return frame >= 0

    def pack(self, moment: FrameMoment, drawing: Drawing) -> object:
        """Prepare a frame."""
        assert not isinstance(drawing, bytes)
        return self._encoder.pack(moment.frame, drawing)

    def keep(self, frame: int, packed: object) -> None:
        """Append a frame."""
        try:
            self._encoder.add(frame, packed)
        except OSError as error:
            raise refusal(self._job.destination, error) from error
        self._kept += 1

    def told_after(self, error: FileError) -> str:
        """Return a refusal in the middle of the work, and what it means for what was done; nothing before."""
        made = f"{self._kept} of {self._job.count} frames were made"
        end = "nothing is kept, since a film that is cut off cannot be played"
        return f"{error}; {made}, and {end}" if self._kept else ""

    def finish(self) -> None:
        """Close the film and give it its name."""
        try:
            self._encoder.close()
        except OSError as error:
            raise refusal(self._job.destination, error) from error
        self._part.commit()

    def cancel(self, *, keep: bool) -> None:
        """End the film where it is, or leave nothing."""
        if keep and self._kept:
            self.finish()

    def close(self) -> None:
        """Remove what was never finished."""
        self._encoder.abandon()
        self._part.discard()
        self._remove_job()
