"""Work done for the window in a process of its own: an export, or many runs beside the one that is watched.

Commands come in on standard input (pause, resume, keep, drop), messages go out on standard output, one line each.
When the commands end, since the window is gone, the work is given up. Frames made so far stay, since they can be gone
on with; a film that ends early would pass for the whole one, so nothing of it is left.
"""

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from io import TextIOWrapper
from threading import Thread
from typing import TYPE_CHECKING, Any, BinaryIO, Generic, Self, TextIO, TypeVar

from desktop.cascade import MODEL
from desktop.engine.simulation import State
from desktop.export.control import Cancelled, Control, Progress
from desktop.export.formats import DRAWN_BY_WINDOW, Kind
from desktop.export.job import RenderJob
from desktop.export.job_file import from_json as read_job
from desktop.export.part import check_destination
from desktop.export.render import render
from desktop.study.background.messages import (
    EndMessage,
    EnsembleMessage,
    FindingMessage,
    Message,
    ProgressMessage,
    RefusalMessage,
    RowMessage,
    to_json,
)
from desktop.study.background.stored_state import state_from
from desktop.study.background.tasks import EnsembleTask, ResponseTask, SelectionTask, TreatmentTask, ValidationTask
from desktop.study.designs.ensemble import run_ensemble
from desktop.study.designs.response import rows
from desktop.study.designs.selection import selection_parts
from desktop.study.designs.virtual_patients import response_rows, treat
from desktop.study.evidence.validation import findings
from desktop.study.work.workers import cores, workers
from desktop.system.children import MARK, take_channel
from desktop.system.refusal import Refusal, sentence

if TYPE_CHECKING:
    from desktop.export.render import Outcome

NICENESS = 12
"""Of 19: the work takes what the window leaves."""
LAST = 19
"""Niceness of work that was not asked for: it takes what other work leaves."""

Job = TypeVar("Job")


@dataclass(frozen=True)
class Work(Generic[Job]):
    """One kind of work: how its task is read, what does it and yields messages, and how it ranks for a processor.

    A task is a text, and for some kinds of work an archive beside it, else no bytes.
    """

    read: Callable[[str, bytes], Job]
    do: Callable[[Job, Control], Iterable[Message]]
    niceness: int = NICENESS


@dataclass(frozen=True)
class Export:
    """A job, and a moment of its run from which it can begin."""

    job: RenderJob
    beginning: State | None

    @classmethod
    def read(cls, text: str, archive: bytes) -> Self:
        """Return the export of a job file and a stored state, or raise `JobError` or `JsonError`."""
        return cls(read_job(text, MODEL), state_from(archive) if archive else None)


def main(kind: str) -> int:
    """Do a piece of work that comes on standard input, and return the exit code."""
    work = WORKS[kind]
    sys.stdout = TextIOWrapper(take_channel(), encoding="utf-8")
    yield_to_the_window(work.niceness)
    text, *archive = read_parts(sys.stdin.buffer)
    try:
        task, control = work.read(text.decode(), b"".join(archive)), Control()
        control.keep = isinstance(task, Export) and task.job.exporter.kind is Kind.FRAMES
        Thread(target=obey, args=(control, sys.stdin), daemon=True).start()
        with suppress(Cancelled):
            for message in work.do(task, control):
                say(message)
                control.check()
    except Refusal as error:
        say(RefusalMessage(sentence(error)))
        return 2
    return 0


def read_parts(channel: BinaryIO) -> list[bytes]:
    """Return the task, and what goes with it: their lengths stand in the first line."""
    return [channel.read(int(length)) for length in channel.readline().split()]


def yield_to_the_window(niceness: int) -> None:
    """Let the animation that is watched go first on the processors, where the system knows such a rank."""
    if hasattr(os, "nice"):
        os.nice(niceness)
    if niceness == LAST and hasattr(os, "SCHED_IDLE"):
        # However nice, it would still push in for some milliseconds. A container may forbid this; then it does.
        with suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def obey(control: Control, commands: TextIO) -> None:
    """Carry out the commands until there are no more."""
    for line in commands:
        match line.strip():
            case "pause":
                control.pause()
            case "resume":
                control.resume()
            case "keep" | "drop" as word:
                control.cancel(keep=word == "keep")
    control.cancel(keep=control.keep)


def say(message: Message) -> None:
    """Write one message."""
    print(f"{MARK}{to_json(message)}", flush=True)  # noqa: T201


# --- the work ---


def export(task: Export, control: Control) -> Iterable[Message]:
    """Do a render job."""
    outcome = draw_job(task.job, _tell, control, task.beginning)
    name = outcome.path.name
    if outcome.complete:
        return (EndMessage(complete=True, sentence=f"{name} is done."),)
    if control.keep and outcome.made + outcome.kept > 0:
        return (EndMessage(complete=False, sentence=f"Stopped; what was made stays in {name}."),)
    return (EndMessage(complete=False, sentence="Stopped; nothing was left."),)


def _tell(progress: Progress) -> None:
    # Until there is a first frame, the window says that the export is being set up.
    if progress.done or progress.way is None:
        say(ProgressMessage(progress.done, progress.count, progress.seconds_left))


def draw_job(
    job: RenderJob, on_progress: Callable[[Progress], None], control: Control, beginning: State | None = None
) -> "Outcome":
    """Do a render job: what shows the interface is drawn by its own widgets, all else without them.

    ``beginning`` is a moment of the same run, as for `desktop.export.render.render`.

    Raises
    ------
    JobError
        When a cell to be followed, or the like, is not there.
    FileError
        When something of somebody else is in the way, or the system refuses.
    """
    check_destination(job)
    if job.content not in DRAWN_BY_WINDOW:
        from desktop.film.job_artist import render_job

        return render_job(job, on_progress=on_progress, control=control, beginning=beginning)
    from desktop.ui.files.window_artist import WindowArtist

    artist = WindowArtist(job)
    return render(job, MODEL, artist, on_progress=on_progress, control=control, beginning=beginning)


def ensemble(task: EnsembleTask, _control: Control) -> Iterable[Message]:
    """Run the same patient with other luck, and tell how far each run has come."""
    return map(EnsembleMessage, run_ensemble(task.parameters, task.seed))


def response(task: ResponseTask, _control: Control) -> Iterable[Message]:
    """Make the rows of a dose–response grid."""
    with workers(cores(), None) as crew:
        yield from map(RowMessage, rows(task.design, crew))


def treatment(task: TreatmentTask, _control: Control) -> Iterable[Message]:
    """Treat virtual patients, and tell what came of each."""
    with workers(cores(), None) as crew:
        for found in treat(task.study, crew):
            yield from map(RowMessage, response_rows((found,), task.study))


def validation(task: ValidationTask, _control: Control) -> Iterable[Message]:
    """Measure every published figure on a patient."""
    with workers(cores(), None) as crew:
        yield from map(FindingMessage, findings(task.parameters, task.events, task.seed, crew))


def selection(task: SelectionTask, _control: Control) -> Iterable[Message]:
    """Count what survivors and the dead are like, and tell the sums of each part of the cohort."""
    with workers(cores(), None) as crew:
        for sums in selection_parts(task.parameters, task.seed, task.events, crew):
            yield RowMessage({**sums})


WORKS: Mapping[str, Work[Any]] = {
    "export": Work(Export.read, export),
    EnsembleTask.kind: Work(lambda text, _: EnsembleTask.from_json(text), ensemble, LAST),
    ResponseTask.kind: Work(lambda text, _: ResponseTask.from_json(text), response),
    TreatmentTask.kind: Work(lambda text, _: TreatmentTask.from_json(text), treatment),
    ValidationTask.kind: Work(lambda text, _: ValidationTask.from_json(text), validation),
    SelectionTask.kind: Work(lambda text, _: SelectionTask.from_json(text), selection),
}
"""Kind of task → how it is read, and what does it. The command line does the same work by the same functions."""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
