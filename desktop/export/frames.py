"""A folder for numbered pictures, one file per frame."""

import re

from desktop.export.job import RenderJob
from desktop.export.part import remove_stale
from desktop.export.png import is_own_png
from desktop.system.files import FileError, check_replaceable, reason, shown
from desktop.system.targets import check_folder as check_place_of_folder

NUMBERED = re.compile(r"frame_(\d{5})\.png")


def check_folder(job: RenderJob) -> bool:
    """Make the folder of a job, refuse one that holds what would be harmed or mixed up, and tell whether it is new.

    Raises
    ------
    FileError
        When the folder cannot be used, or a file in it is not the program's own.
    """
    check_place_of_folder(job.destination)
    try:
        is_new = not job.destination.exists()
        job.destination.mkdir(parents=True, exist_ok=True)
        for pattern in (".frame_*.part", ".job.json.*.part"):
            remove_stale(job.destination, pattern)
        present = sorted(item for item in job.destination.iterdir() if NUMBERED.fullmatch(item.name))
        for path in present:
            check_replaceable(path, is_own_png)
    except (OSError, ValueError, RuntimeError) as error:
        message = f"{shown(job.destination)} cannot be used for frames: {reason(error)}"
        raise FileError(message) from error
    left_over = [path for path in present if int(path.stem[-5:]) > job.count]
    if left_over:
        message = (
            f"{shown(job.destination)} holds frames of a longer run ({left_over[0].name} and up): "
            "choose another folder, or remove them"
        )
        raise FileError(message)
    return is_new
