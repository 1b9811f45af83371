"""What an export leaves that was ended from outside, and never had a chance to put its things away."""

from contextlib import suppress
from pathlib import Path

from desktop.export.frames import NUMBERED
from desktop.export.job import RenderJob
from desktop.export.part import PART
from desktop.export.sinks import JOB_FILE


def tidy_after(job: RenderJob, process: int) -> str:
    """Remove the unfinished files of a process that is gone, and return in a sentence what is left of its export."""
    is_folder = not job.exporter.suffix
    folder = job.destination if is_folder else job.destination.parent
    stuck = [path for path in _of_process(folder, process) if not _removed(path)]
    if stuck:
        return f"{stuck[0].name} was left half-written in {folder.name}, and could not be removed."
    if is_folder:
        frames = sum(NUMBERED.fullmatch(path.name) is not None for path in _inside(folder))
        if frames == 0:
            return "No frame was left."
        stay = "1 frame stays" if frames == 1 else f"{frames} frames stay"
        return f"{stay} in {folder.name}; the same export goes on from there."
    words = "Nothing half-written was left"
    plan = job.destination.with_name(f"{job.destination.name}.{JOB_FILE}")
    return f"{words}; {plan.name} can make it anew." if plan.is_file() else f"{words}."


def _inside(folder: Path) -> list[Path]:
    with suppress(OSError):
        return list(folder.iterdir())
    return []


def _of_process(folder: Path, process: int) -> list[Path]:
    found = ((path, PART.fullmatch(path.name)) for path in _inside(folder))
    return [path for path, name in found if name is not None and int(name[1]) == process]


def _removed(path: Path) -> bool:
    with suppress(OSError):
        path.unlink()
    return not path.exists()
