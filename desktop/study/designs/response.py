"""Dose–response: the share of journeys with an end, along one slider or over a grid of two."""

from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass

from desktop.cascade import MODEL
from desktop.engine.parameters import Declaration
from desktop.study.axes import Axis, SweepError, read_axis
from desktop.study.designs.sweep import Row, Sweep, make_row
from desktop.study.scenario import Scenario
from desktop.study.statistics import Measured, share

MOST_POINTS = 400
"""More points would take too long beside an animation."""
BEGUN = f"funnel_{MODEL.milestones[0].name}"


@dataclass(frozen=True)
class Endpoint:
    """What is counted: a column of a sweep's table, and its words."""

    column: str
    label: str


ENDPOINTS = (
    *(Endpoint(f"funnel_{one.name}", one.label) for one in MODEL.milestones[1:]),
    *(Endpoint(f"died_{hazard.name}", f"died: {hazard.label}") for hazard in MODEL.hazards),
)
"""Counts of journeys; each is shown as a share of the journeys begun."""


@dataclass(frozen=True)
class DoseResponse:
    """One or two sliders and their values, and the departures at each point.

    All points share the seed, so that what differs between them is the slider and not the luck.
    """

    scenario: Scenario
    axes: tuple[Axis, ...]
    events: int

    def __post_init__(self) -> None:
        """Refuse what would take too long."""
        if not 1 <= len(self.axes) <= 2:
            message = f"an experiment has one slider or two, not {len(self.axes)}"
            raise SweepError(message)
        if len(self.sweep.points) > MOST_POINTS:
            message = f"{len(self.sweep.points)} points are too many beside the animation: {MOST_POINTS} is the most"
            raise SweepError(message)

    @property
    def sweep(self) -> Sweep:
        """Return the sweep that the design is."""
        return Sweep(self.scenario, self.axes, 1, self.events)


def dose_response(
    scenario: Scenario, sliders: tuple[tuple[Declaration, float, float], ...], count: int, events: int
) -> DoseResponse:
    """Return a design over sliders from a low to a high value each, in ``count`` steps; all values of a choice.

    Raises
    ------
    SweepError
        When a value is out of range, or the points are too many.
    """
    axes = []
    for declaration, low, high in sliders:
        if declaration.choices:
            axes.append(Axis(declaration.path, declaration.choices))
        elif isinstance(declaration.default, bool):
            axes.append(Axis(declaration.path, (False, True)))
        else:
            log = ":log" if declaration.scale == "log" and low > 0.0 else ""
            axes.append(read_axis(f"{declaration.path}={low!r}:{high!r}:{count}{log}", scenario))
    return DoseResponse(scenario, tuple(axes), events)


def rows(design: DoseResponse, executor: Executor | None = None) -> Iterator[Row]:
    """Make the rows of a design and yield them in order, the last slider fastest.

    Parameters
    ----------
    executor
        Does the work; None: this process alone.
    """
    sweep = design.sweep
    specs = map(sweep.spec, range(sweep.rows))
    yield from map(make_row, specs) if executor is None else executor.map(make_row, specs)


def measured(row: Row, endpoint: Endpoint) -> Measured:
    """Return the share of journeys begun that an endpoint counts, with its 95 % interval.

    Deaths are counted by cell and a group has several, so a share of deaths may exceed 1; its interval is then missing.
    """
    hits, trials = float(str(row[endpoint.column])), float(str(row[BEGUN]))
    if hits <= trials:
        return share(hits, trials)
    return Measured(hits / trials, hits / trials, hits / trials)
