"""The stills of a storyboard, chosen by what happened: one for each step of the cascade, or the life of one cell."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from desktop.engine.arrays import AnyArray
from desktop.engine.model import Model
from desktop.engine.simulation import STEP_SECONDS, Simulation
from desktop.engine.snapshot import Snapshot
from desktop.export.formats import Content
from desktop.export.job import JobError, RenderJob
from desktop.study.biography import event_sentence
from desktop.study.parameter_changes import strides_to
from desktop.study.runner import start

FEWEST, MOST = 6, 12
AFTER = 12
"""Steps from an event to its still: long enough to see what has happened."""

BORNE, KILLED = "died of what it met", "died of a cell"
"""Deaths in two groups: by a hazard that is itself a kind of cell, and by any other."""
STEPS: tuple[tuple[str, ...], ...] = (
    ("became_mobile",),
    ("detached",),
    ("entered_actively", "entered_passively"),
    ("cloaked",),
    (BORNE,),
    ("arrested",),
    (KILLED,),
    ("left_vessel",),
    ("fell_asleep", "began_to_grow"),
    ("micrometastasis", "macrometastasis"),
)
"""The steps of the cascade, as events and groups of deaths; each is shown by the first of them that there is."""


def told_steps(model: Model) -> tuple[tuple[str, ...], ...]:
    """Return the names of the events that tell each step, with every hazard of the model in its group.

    A storyboard follows cells through the blood: of what a cell meets, the hazards that strike there come first.
    """
    killed = [hazard for hazard in model.hazards if hazard.name in model.cell_type_codes]
    borne = [hazard for hazard in model.hazards if hazard not in killed]
    borne.sort(key=lambda hazard: all(model.stages[stage].place != "blood" for stage in hazard.stages))
    deaths = {(BORNE,): borne, (KILLED,): killed}
    return tuple(tuple(_death(hazard.name) for hazard in deaths[step]) if step in deaths else step for step in STEPS)


def _death(hazard: str) -> str:
    return f"died:{hazard}"


@dataclass(frozen=True)
class Chapter:
    """One still: when, of which cell (-1: the whole scene), and its words."""

    step: int
    cell: int
    heading: str
    sentence: str

    @property
    def seconds(self) -> float:
        """Return the seconds of animation that the still shows."""
        return self.step * STEP_SECONDS


Watch = Callable[[float], None]
"""Is told the share done, 0 to 1, and may wait or raise."""


def choose_chapters(job: RenderJob, model: Model, watch: Watch) -> tuple[Chapter, ...]:
    """Run a job once without drawing and return what is worth a still, in the order in which it is told.

    Raises
    ------
    JobError
        When too little happens, or nothing to the cell that was asked for.
    """
    simulation, last = start(model, job.scenario), round(job.end / STEP_SECONDS)
    for _ in strides_to(simulation, last, job.parameter_changes):
        watch(simulation.step / max(last, 1))
    events = simulation.snapshot().events
    events = events[(events["time"] >= job.start) & (events["step"] + AFTER <= last)]
    if job.content is Content.BIOGRAPHY:
        return _life(job, model, events)
    return _cascade(job, model, events, last)


def _cascade(job: RenderJob, model: Model, events: AnyArray, last: int) -> tuple[Chapter, ...]:
    names = _names(model, events)
    steps = told_steps(model)
    hero = _hero(names, events, steps)
    found = [_first(names, events, step, hero) for step in steps]
    chosen = [row for row in found if row is not None]
    first = round(job.start / STEP_SECONDS)
    chapters = [Chapter(first, -1, "The way ahead", "A tumor, a vessel, and an organ far away.")]
    chapters += [_chapter(model, events[row]) for row in chosen]
    chapters.append(Chapter(last, -1, "What has come of it", _balance(model, events)))
    if len(chapters) < FEWEST:
        message = (
            f"too little happens between {job.start:g} s and {job.end:g} s for a storyboard "
            f"({len(chosen)} steps of the cascade): take more seconds"
        )
        raise JobError(message)
    return tuple(chapters)


def _life(job: RenderJob, model: Model, events: AnyArray) -> tuple[Chapter, ...]:
    """Return the life of the cell that the camera follows; without one, of the cell that got through most steps."""
    cell = job.camera.cell if job.camera.kind == "follow" else _hero(_names(model, events), events, told_steps(model))
    rows = np.flatnonzero(events["cell"] == cell)
    if rows.size == 0:
        message = f"nothing happens to cell {cell} between {job.start:g} s and {job.end:g} s"
        raise JobError(message)
    if rows.size > MOST:
        rows = rows[_turning_points(events["kind"][rows])]
    return tuple(_chapter(model, events[row]) for row in rows)


def _turning_points(kinds: AnyArray) -> AnyArray:
    """Return the rows of the events of one life that are told, shape (n,): the first of each kind, and the last of all.

    Evenly chosen ones would be contacts with immune cells nearly all, and the steps of the cascade would be missing.
    """
    chosen = np.union1d(np.unique(kinds, return_index=True)[1], [kinds.size - 1])
    if chosen.size < FEWEST:
        chosen = np.union1d(chosen, _evenly(kinds.size, FEWEST))
    return chosen[_evenly(chosen.size, MOST)]


def _evenly(size: int, most: int) -> AnyArray:
    """Return at most a number of places, evenly from the first to the last, shape (n,)."""
    places: AnyArray = np.unique(np.linspace(0, size - 1, min(size, most)).round().astype(np.int64))
    return places


def _names(model: Model, events: AnyArray) -> AnyArray:
    """Return the name of every event, that of a death with its cause, shape (n,)."""
    kinds = np.array([kind.name for kind in model.events])
    names: AnyArray = kinds[events["kind"]].astype(object)
    died = events["kind"] == 0
    causes = np.array([_death(hazard.name) for hazard in model.hazards] or [""], dtype=object)
    names[died] = causes[events["cause"][died]]
    return names


def _hero(names: AnyArray, events: AnyArray, steps: tuple[tuple[str, ...], ...]) -> int:
    """Return the cell that got through most steps of the cascade, -1 when there is none."""
    told = np.zeros(len(names), dtype=np.int64)
    for number, step in enumerate(steps):
        told[np.isin(names, step)] = number + 1
    pairs = np.unique(np.column_stack([events["cell"], told])[told > 0], axis=0)
    if len(pairs) == 0:
        return -1
    cells, counts = np.unique(pairs[:, 0], return_counts=True)
    return int(cells[np.argmax(counts)])


def _first(names: AnyArray, events: AnyArray, step: tuple[str, ...], hero: int) -> int | None:
    for name in step:
        rows = np.flatnonzero(names == name)
        own = rows[events["cell"][rows] == hero]
        if rows.size:
            return int(own[0]) if own.size else int(rows[0])
    return None


def _chapter(model: Model, event: AnyArray) -> Chapter:
    kind, cause = model.events[int(event["kind"])], int(event["cause"])
    sentence = event_sentence(model, event)
    heading = model.hazards[cause].label if int(event["kind"]) == 0 and cause >= 0 else kind.label
    heading = heading[:1].upper() + heading[1:]
    return Chapter(int(event["step"]) + AFTER, int(event["cell"]), heading, f"Cell {int(event['cell'])} {sentence}.")


def _balance(model: Model, events: AnyArray) -> str:
    names = _names(model, events)
    left = int((names == "detached").sum())
    dead = int(np.char.startswith(names.astype(str), "died").sum())
    there = int((names == "left_vessel").sum())
    return f"{left} times a cell let go; {dead} cells died; {there} left the vessel far away."


def visit(
    job: RenderJob, model: Model, chapters: tuple[Chapter, ...], watch: Watch
) -> Iterator[tuple[Chapter, Snapshot]]:
    """Run a job again, with everything there is to see, and yield the moment of every chapter, in order of time."""
    simulation: Simulation = start(model, job.scenario, with_scenery=True)
    last = max(chapter.step for chapter in chapters)
    for chapter in sorted(chapters, key=lambda chapter: chapter.step):
        for _ in strides_to(simulation, chapter.step, job.parameter_changes):
            watch(simulation.step / max(last, 1))
        yield chapter, simulation.snapshot()
