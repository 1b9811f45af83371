"""Work done for the window in a process of its own: an export, or many runs beside the one that is watched.

Orders come in on standard input (pause, resume, keep, drop), news goes out on standard output, one line of JSON each.
When the orders end, since the window is gone, the work is given up. Frames made so far stay, since they can be gone on
with; a film that ends early would pass for the whole one, so nothing of it is left.
"""

import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, TextIO

from desktop.cascade import MODEL
from desktop.export.control import Control, Progress
from desktop.export.formats import Kind

if TYPE_CHECKING:
    from desktop.export.render import Outcome

NICENESS = 12
"""Of 19: the work takes what the window leaves."""
LAST = 19
"""Niceness of what nobody waits for: it takes what work that was asked for leaves."""


def main(kind: str, file: Path) -> int:
    """Do a piece of work whose description the window has left in a file, and return the exit code."""
    yield_to_the_window(LAST if kind == "company" else NICENESS)
    task = file.read_text(encoding="utf-8")
    control = Control()
    control.keep = kind == "export" and json.loads(task)["format"] == Kind.FRAMES
    Thread(target=obey, args=(control, sys.stdin), daemon=True).start()
    works = {"export": export, "company": keep_company, "experiment": try_out, "validate": hold_against, "treat": treat}
    # The window does it, too, when the work ends; a window that is killed does not.
    file.unlink(missing_ok=True)
    return works[kind](task, control)


def yield_to_the_window(niceness: int) -> None:
    """Let the animation that somebody watches go first on the processors, where the system knows such an order."""
    if hasattr(os, "nice"):
        os.nice(niceness)
    if niceness == LAST and hasattr(os, "SCHED_IDLE"):
        # However nice, it would still push in for some milliseconds. A container may forbid this; then it does.
        with suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


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


def say(**news: object) -> None:
    """Write one line of news."""
    print(json.dumps(news), flush=True)  # noqa: T201


# --- an export ---


def export(task: str, control: Control) -> int:
    """Do a render job."""
    from desktop.export.job import JobError  # noqa: PLC0415
    from desktop.system.files import FileError  # noqa: PLC0415

    try:
        outcome = _render(task, control)
    except (JobError, FileError) as error:
        say(complete=False, words=f"{str(error)[:1].upper()}{str(error)[1:]}.")
        return 2
    name = outcome.path.name
    if outcome.complete:
        say(complete=True, words=f"{name} is done.")
    elif control.keep and outcome.made + outcome.kept > 0:
        say(complete=False, words=f"Stopped; what was made stays in {name}.")
    else:
        say(complete=False, words="Stopped; nothing was left.")
    return 0


def _render(task: str, control: Control) -> "Outcome":
    """Do a render job; the window itself is drawn by its own widgets."""
    from desktop.export.job_file import from_json  # noqa: PLC0415
    from desktop.export.render import render  # noqa: PLC0415
    from desktop.film.job_artist import render_job  # noqa: PLC0415
    from desktop.ui.files.window_artist import CONTENTS, WindowArtist  # noqa: PLC0415

    job = from_json(task, MODEL)
    if job.content in CONTENTS:
        return render(job, MODEL, WindowArtist(job), on_progress=_tell, control=control)
    return render_job(job, on_progress=_tell, control=control)


def _tell(progress: Progress) -> None:
    say(done=progress.done, count=progress.count, left=progress.seconds_left)


# --- other patients ---


def keep_company(task: str, control: Control) -> int:
    """Run the same patient with other luck, and tell how far each has come."""
    from desktop.export.control import Cancelled  # noqa: PLC0415
    from desktop.study.designs.ensemble import companions  # noqa: PLC0415

    order = json.loads(task)
    try:
        for part in companions(MODEL.defaults().replace(order["changes"]), order["seed"]):
            control.check()
            say(patient=part.patient, mark=part.mark, funnels=part.funnels.tolist())
    except Cancelled:
        return 0
    return 0


# --- an experiment ---


def try_out(task: str, control: Control) -> int:
    """Make the rows of an experiment, and tell each."""
    from desktop.export.control import Cancelled  # noqa: PLC0415
    from desktop.study.axes import Axis  # noqa: PLC0415
    from desktop.study.designs.response import Effect, rows  # noqa: PLC0415
    from desktop.study.scenario import Scenario  # noqa: PLC0415

    order = json.loads(task)
    parameters = MODEL.defaults().replace(order["changes"])
    scenario = Scenario(order["name"], order["name"], "", order["seed"], order["seconds"], parameters)
    axes = tuple(Axis(path, tuple(values)) for path, values in order["axes"])
    try:
        for row in rows(Effect(scenario, axes, order["events"])):
            say(row=row)
            control.check()
    except Cancelled:
        return 0
    return 0


# --- a treatment in many patients ---


def treat(task: str, control: Control) -> int:
    """Give each of many virtual patients a treatment, and not, and tell what came of it."""
    from desktop.export.control import Cancelled  # noqa: PLC0415
    from desktop.study.designs.virtual_patients import response_rows, responses, tumor_type, virtual_patients  # noqa: PLC0415
    from desktop.study.scenario import Scenario  # noqa: PLC0415

    order = json.loads(task)
    base, path, events = MODEL.defaults().replace(order["changes"]), str(order["treatment"]), int(order["events"])
    scenario = Scenario(order["name"], order["name"], "", order["seed"], 10.0, base)
    kind = tumor_type(order["tumor"]) if order["tumor"] else None
    try:
        for number, patient in enumerate(virtual_patients(order["number"], scenario.seed, base, kind)):
            control.check()
            # The seed goes on with the patient, so that each has luck of his own.
            found = responses((patient,), {path: order["dose"]}, events, scenario.seed + number, end=order["end"])
            row = response_rows(found, scenario, path, events, order["end"])[0]
            say(row={**row, "row": number, "seed": scenario.seed + number})
    except Cancelled:
        return 0
    return 0


# --- published figures ---


def hold_against(task: str, control: Control) -> int:
    """Measure every published figure on a patient, and tell each finding."""
    from desktop.export.control import Cancelled  # noqa: PLC0415
    from desktop.study.cohorts.arms import Laboratory  # noqa: PLC0415
    from desktop.study.evidence.targets import TARGETS  # noqa: PLC0415
    from desktop.study.evidence.validation import measure  # noqa: PLC0415

    order = json.loads(task)
    laboratory = Laboratory(MODEL.defaults().replace(order["changes"]), order["events"], order["seed"], None)
    try:
        for target in TARGETS:
            control.check()
            finding = measure(laboratory, target)
            say(finding=finding.as_dict(), holds=finding.holds, binds=target.binds)
    except Cancelled:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
