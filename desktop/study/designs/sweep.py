"""A sweep: one scenario at many points and seeds, on this computer or on many, interrupted and resumed at will.

A row depends on its point and its seed alone, so the table is the same whichever process made a row, and when. What is
done is kept beside the table in a journal, one line a row, until the table is whole.
"""

from collections.abc import Callable, Container, Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cached_property

from desktop import __version__
from desktop.cascade import MODEL
from desktop.engine.parameters import Value
from desktop.study.axes import Axis, Grid, SweepError
from desktop.study.cohorts.cohort import run_cohort
from desktop.study.runner import known, run
from desktop.study.scenario import MAX_SEED, Scenario
from desktop.study.work.journal import Journal
from desktop.study.work.resuming import made

MOST_ROWS = 1_000_000
Row = dict[str, Value | None]


@dataclass(frozen=True)
class Sweep:
    """What to run: every point of the grid with ``replicates`` seeds, the same ones at every point.

    Common seeds make points comparable: what differs between two of them is the parameter, not the luck. With
    ``events`` each row is a cohort of that many departures, otherwise a run of the scenario's seconds.
    """

    scenario: Scenario
    axes: tuple[Axis, ...]
    replicates: int
    events: int | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be run."""
        if self.scenario.seed + self.replicates - 1 > MAX_SEED:
            message = f"the seeds of {self.replicates} replicates from {self.scenario.seed} on go beyond {MAX_SEED}"
            raise SweepError(message)
        if len(self.points) * self.replicates > MOST_ROWS:
            message = f"{len(self.points) * self.replicates} rows are too many: {MOST_ROWS} is the most"
            raise SweepError(message)

    @cached_property
    def points(self) -> Grid:
        """Return the scenario at every point."""
        return Grid(self.scenario, self.axes)

    @property
    def rows(self) -> int:
        """Return how many rows the table has."""
        return len(self.points) * self.replicates

    def spec(self, row: int) -> "RowSpec":
        """Return what a worker needs to make one row; replicates of a point follow each other."""
        point, replicate = divmod(row, self.replicates)
        scenario = self.points[point]
        return RowSpec(
            row,
            scenario.name,
            scenario.seed + replicate,
            scenario.seconds,
            scenario.parameters.changes(),
            tuple((axis.path, scenario.parameters.value(axis.path)) for axis in self.axes),
            self.events,
        )

    @property
    def recipe(self) -> list[object]:
        """Return everything that the table depends on, beside the version."""
        axes = [[axis.path, list(axis.values)] for axis in self.axes]
        one = self.scenario
        return [one.name, one.seed, one.seconds, one.parameters.changes(), self.replicates, self.events, axes]


@dataclass(frozen=True)
class RowSpec:
    """One row to make; small, so that it travels well."""

    row: int
    scenario: str
    seed: int
    seconds: float
    changes: Mapping[str, Value]
    point: tuple[tuple[str, Value], ...]
    events: int | None


def make_row(spec: RowSpec) -> Row:
    """Run one point with one seed and return its row: the recipe, the funnel, the deaths, and what was observed."""
    parameters = MODEL.defaults().replace(dict(spec.changes))
    recipe: Row = {
        "program": "CTC Voyage",
        "version": __version__,
        "scenario": spec.scenario,
        "row": spec.row,
        "seed": spec.seed,
        "settings": settings_text(spec.changes, {path for path, _ in spec.point}),
        **dict(spec.point),
    }
    if spec.events is not None:
        found = run_cohort(parameters, spec.seed, spec.events)
        deaths = {hazard.name: int(found.deaths[:, code].sum()) for code, hazard in enumerate(MODEL.hazards)}
        funnel = [(m.name, int(found.funnel[0, k]), int(found.funnel[1, k])) for k, m in enumerate(MODEL.milestones)]
        return recipe | _counts(funnel, deaths) | {"open": found.open}
    scenario = Scenario(spec.scenario, spec.scenario, "", spec.seed, spec.seconds, parameters)
    result = run(MODEL, scenario, every=spec.seconds)
    funnel = [(step.stage, step.events_single, step.events_group) for step in result.funnel]
    seen: Row = {**known(result.observables), "state_sha256": result.state_sha256}
    return recipe | _counts(funnel, result.deaths) | seen


def settings_text(changes: Mapping[str, Value], apart: Container[str] = ()) -> str:
    """Return what differs from the default patient, as on the command line; what has columns of its own stays apart.

    So a table tells by itself with which sliders, and on which scale, it was made.
    """
    return " ".join(f"{path}={value}" for path, value in sorted(changes.items()) if path not in apart)


def _counts(funnel: Iterable[tuple[str, int, int]], deaths: Mapping[str, int]) -> Row:
    steps: Row = {}
    for name, single, group in funnel:
        steps |= {f"funnel_{name}": single + group, f"funnel_{name}_single": single, f"funnel_{name}_group": group}
    return steps | {f"died_{name}": number for name, number in deaths.items()}


# --- running ---


def run_sweep(
    sweep: Sweep,
    journal: Journal | None,
    executor: Executor | None,
    on_progress: Callable[[float], None] = lambda _: None,
) -> list[Row]:
    """Make the rows that the journal does not hold yet, and return all of them in spec.

    Parameters
    ----------
    journal
        Knows the rows of an earlier attempt, and keeps each new one; None: nothing is kept.
    executor
        Makes the rows; None: this process, one by one.
    on_progress
        Is told the share of rows done, 0 to 1.

    Raises
    ------
    FileError
        When the journal cannot be used.
    SweepError
        When a worker has died; what is done is kept.
    """
    rows: dict[int, Row] = {}
    for number, row in made(make_row, map(sweep.spec, range(sweep.rows)), executor, journal):
        rows[number] = row
        on_progress(len(rows) / sweep.rows)
    return [rows[number] for number in range(sweep.rows)]
