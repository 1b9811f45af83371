"""A folder for numbered pictures, one file per frame."""

import re

from desktop.export.job import RenderJob
from desktop.export.part import remove_stale
from desktop.export.png import is_own_png
from desktop.system.files import FileError, check_replaceable, reason, shown
from desktop.system.lock import give_back, take_folder
from desktop.system.targets import check_folder as check_place_of_folder

NUMBERED = re.compile(r"frame_(\d{5})\.png")


def check_folder(job: RenderJob) -> tuple[bool, int | None]:
    """Make the folder of a job and refuse one that holds what would be harmed or mixed up.

    Return whether it is new, and its lock, which `desktop.system.lock.give_back` takes.

    Raises
    ------
    FileError
        When the folder cannot be used, or a file in it is not the program's own.
    """
    check_place_of_folder(job.destination)
    try:
        is_new = not job.destination.exists()
        job.destination.mkdir(parents=True, exist_ok=True)
        lock = take_folder(job.destination)
        if lock is None:
            message = f"another export writes into {shown(job.destination)}: let it end, or choose another folder"
            raise FileError(message)
    except (OSError, ValueError, RuntimeError) as error:
        raise _refusal(job, error) from error
    try:
        _check_content(job)
    except BaseException as error:
        give_back(lock)
        if isinstance(error, OSError | ValueError | RuntimeError):
            raise _refusal(job, error) from error
        raise
    return is_new, lock


def _refusal(job: RenderJob, error: OSError | ValueError | RuntimeError) -> FileError:
    return FileError(f"{shown(job.destination)} cannot be used for frames: {reason(error)}")


def _check_content(job: RenderJob) -> None:
    for pattern in (".frame_*.part", ".job.json.*.part"):
        remove_stale(job.destination, pattern)
    present = sorted(item for item in job.destination.iterdir() if NUMBERED.fullmatch(item.name))
    for path in present:
        check_replaceable(path, is_own_png)
    left_over = [path for path in present if int(path.stem[-5:]) > job.count]
    if left_over:
        message = (
            f"{shown(job.destination)} holds frames of a longer run ({left_over[0].name} and up): "
            "choose another folder, or remove them"
        )
        raise FileError(message)
