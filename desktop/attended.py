"""An export done for the window, in a process of its own.

Orders come in on standard input (pause, resume, keep, drop), news goes out on standard output, one line of JSON each.
When the orders end, since the window is gone, the export is given up and keeps what it has made.
"""

import json
import os
import sys
from pathlib import Path
from threading import Thread
from typing import TextIO

from desktop.artist import render_job
from desktop.cascade import MODEL
from desktop.export.control import Control, Progress
from desktop.export.job import JobError, RenderJob
from desktop.export.job_file import from_json
from desktop.export.render import Outcome, render
from desktop.study.files import FileError
from desktop.ui.window_artist import CONTENTS, WindowArtist

NICENESS = 12
"""Of 19: the export takes what the window leaves."""


def main(job_file: Path) -> int:
    """Do the job in a file and return the exit code."""
    yield_to_the_window()
    control = Control()
    Thread(target=obey, args=(control, sys.stdin), daemon=True).start()
    try:
        outcome = do(from_json(job_file.read_text(encoding="utf-8"), MODEL), control)
    except (JobError, FileError) as error:
        say(complete=False, words=f"{str(error)[:1].upper()}{str(error)[1:]}.")
        return 2
    name = outcome.path.name
    if outcome.complete:
        say(complete=True, words=f"{name} is done.")
    elif control.keep:
        say(complete=False, words=f"Stopped; what was made stays in {name}.")
    else:
        say(complete=False, words="Stopped; nothing was left.")
    return 0


def yield_to_the_window() -> None:
    """Let the animation that somebody watches go first on the processors, where the system knows such an order."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)


def do(job: RenderJob, control: Control) -> Outcome:
    """Do a job; the window itself can be drawn only where there are widgets."""
    if job.content not in CONTENTS:
        return render_job(job, on_progress=tell, control=control)
    return render(job, MODEL, WindowArtist(job), on_progress=tell, control=control)


def obey(control: Control, orders: TextIO) -> None:
    """Carry out the orders until there are no more."""
    for line in orders:
        match line.strip():
            case "pause":
                control.pause()
            case "resume":
                control.resume()
            case "keep" | "drop" as word:
                control.cancel(keep=word == "keep")
    control.cancel(keep=control.keep)


def tell(progress: Progress) -> None:
    """Tell how far the export has come."""
    say(done=progress.done, count=progress.count, left=progress.seconds_left)


def say(**news: object) -> None:
    """Write one line of news."""
    print(json.dumps(news), flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
