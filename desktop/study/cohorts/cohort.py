"""A cohort: very many departures at once, to put numbers on rare ends. The same model as on the screen, unwatched.

Three things differ from a watched run, and none of them is another model. There is no scenery, and none of the immune
cells that are there for the eye alone: those that roll along the main vessel, and T cells that do not match. Cells are
dealt out to many patients, each with immune cells of its own, so that they do not share their luck. And the step is
coarser, which a test of convergence allows (``tests/study/cohorts/test_cohort.py``).

Results depend on parameters, seed and number of events alone, never on how many workers share the work.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np

from desktop.cascade import MODEL
from desktop.cascade.detachment import drawn_departures
from desktop.cascade.growth import MACROMETASTASIS, GrowthParameters
from desktop.cascade.stages import PaceParameters, Stage
from desktop.cascade.treatments import treated
from desktop.cascade.tumor import TumorParameters
from desktop.engine.arrays import IntArray
from desktop.engine.columns import STAGE
from desktop.engine.parameters import Parameters, Value
from desktop.engine.simulation import Simulation
from desktop.engine.snapshot import Snapshot
from desktop.study.cohorts.splitting import Ledger, Splitting, splitting_model
from desktop.system.refusal import Refusal

COHORT_STEP_SECONDS = 0.25
"""Animation seconds of a step (assumption: coarse enough to be quick, and converged within what is measured)."""
DEPARTURES_PER_SECOND = 1200.0
"""Most departures in an animation second: how densely journeys overlap, which none of them notices."""
SHEDDING_STEPS = 40
"""Least number of steps over which the departures of a part are spread."""
ON_THE_WAY = (
    Stage.INVADING, Stage.ENTERING, Stage.LYMPH, Stage.TRAVELLING, Stage.ARRESTED, Stage.LEAVING, Stage.SETTLING,
)  # fmt: skip
"""Stages that decide what becomes of a cell; it has come to an end once it sleeps, grows or is dead."""
OPEN_SHARE = 0.01
"""Share of the departures that may still be on their way when a cohort ends: they are slow, but end as others do."""
LONGEST_TAIL_SECONDS = 3000.0
"""Animation seconds after the last departure after which a cohort ends in any case."""
LOOK_EVERY_SECONDS = 10.0
MOST_EVENTS = 10_000_000
"""Departures of a cohort at most."""
PART_EVENTS = 50_000
PATIENTS = 512
LEAST_ROWS = 8192
"""Rows of the cell table of a part; with more departures it has one for each, more than ever live at once."""
ARRIVING_AT_MOST = 0.2
"""Cells that leave the vessel for each departure, for which there is room to split; what finds no room stays whole."""
EMPTY: Mapping[str, Value] = {"start.circulating": 0, "start.arrested": 0, "start.dormant": 0, "start.nests": 0}

SHARED_CLOCK = (
    "{path} of the schedule goes by the {clock} clock, which is one for all, while the journeys of a cohort that a "
    "tumor sheds begin at different times: take the clock {own}, which each cell has for itself, or inject the cells "
    "(tumor.present=false)"
)

Tally = Callable[[Snapshot], Mapping[str, float]]
"""Reads sums from a finished part; sums of several parts are added."""


class CohortError(Refusal):
    """A cohort cannot be; the message is one sentence for the user."""


@dataclass(frozen=True)
class CohortPart:
    """One piece of a cohort: ``funnel`` has shape (2, milestones), ``deaths`` (stages, hazards).

    ``open`` cells were still on their way when it ended.
    """

    funnel: IntArray
    deaths: IntArray
    tallies: Mapping[str, float]
    seconds: float
    open: int


@dataclass(frozen=True)
class Cohort:
    """What became of all departures, with the parts it was made of, which are independent of each other."""

    parameters: Parameters
    seed: int
    parts: tuple[CohortPart, ...]

    @property
    def funnel(self) -> IntArray:
        """Return how many journeys reached each milestone, singles and groups apart, shape (2, milestones)."""
        return np.asarray(np.sum([part.funnel for part in self.parts], axis=0))

    @property
    def deaths(self) -> IntArray:
        """Return how many cells died in each stage of each hazard, shape (stages, hazards)."""
        return np.asarray(np.sum([part.deaths for part in self.parts], axis=0))

    @property
    def open(self) -> int:
        """Return how many cells were still on their way at the end, of which nothing is known."""
        return sum(part.open for part in self.parts)

    @property
    def tallies(self) -> dict[str, float]:
        """Return the sums asked for, over all parts."""
        names = self.parts[0].tallies
        return {name: float(sum(part.tallies[name] for part in self.parts)) for name in names}


def run_cohort(
    parameters: Parameters,
    seed: int,
    events: int,
    *,
    tally: Tally | None = None,
    splitting: Splitting | None = None,
    step_seconds: float = COHORT_STEP_SECONDS,
    tail_seconds: float | None = None,
    part_events: int | None = None,
    executor: Executor | None = None,
) -> Cohort:
    """Send off very many journeys with the same parameters and follow them to their ends.

    Parameters
    ----------
    parameters
        The patient. Where a tumor is present, it sheds; otherwise cells are injected into the blood.
    events
        How many journeys, about: departures of a tumor come by chance.
    tally
        Reads further sums from each finished part; a function at the top of a module when there are several workers.
    splitting
        Follow what gets far several times over; the tallies then hold the weighted ends of
        `desktop.study.cohorts.splitting`.
    step_seconds
        Animation seconds of a step.
    tail_seconds
        Animation seconds after the last departure; None: until all but a hundredth sleep, grow or are dead, and
        until those that grow have had the time to become macrometastases.
    part_events
        Departures in a part at most: many small parts share out well among workers, few large ones waste less.
    executor
        Runs the parts, such as from `desktop.study.work.workers`; None: this process, one after the other.

    Raises
    ------
    CohortError
        When a schedule goes by a clock that journeys of different beginnings have in common.
    """
    check_schedule(parameters)
    count = max(1, -(-events // (PART_EVENTS if part_events is None else part_events)))
    sizes = [events // count + (index < events % count) for index in range(count)]
    specs = [
        PartSpec(parameters.changes(), seed, index, size, step_seconds, tail_seconds, tally, splitting)
        for index, size in enumerate(sizes)
    ]
    parts = tuple(map(run_part, specs) if executor is None else executor.map(run_part, specs))
    return Cohort(parameters, seed, parts)


def check_schedule(parameters: Parameters) -> None:
    """Refuse, with `CohortError`, a schedule by a common clock where journeys begin at different times.

    Injected cells all set out at the beginning: for them the clock of a place tells the time since then.
    """
    own = [clock.name for clock in MODEL.cell_clocks]
    shared = [entry for entry in parameters.schedule.entries if entry.clock not in own]
    if shared and parameters[TumorParameters].present:
        entry = shared[0]
        raise CohortError(SHARED_CLOCK.format(path=entry.path, clock=entry.clock, own=" or ".join(own)))


@dataclass(frozen=True)
class PartSpec:
    """All that a worker must know; parameters travel as what differs from the default patient."""

    changes: Mapping[str, Value]
    seed: int
    index: int
    events: int
    step_seconds: float
    tail_seconds: float | None
    tally: Tally | None
    splitting: Splitting | None = None


def run_part(spec: PartSpec) -> CohortPart:
    """Run one part of a cohort to its end."""
    snapshot, ledger = follow(spec)
    tallies = dict(spec.tally(snapshot)) if spec.tally is not None else {}
    if ledger is not None:
        tallies |= ledger.tallies(snapshot)
    left = int(np.isin(snapshot.cells[STAGE], ON_THE_WAY).sum())
    return CohortPart(snapshot.funnel, snapshot.deaths, tallies, snapshot.time, left)


def follow(spec: PartSpec) -> tuple[Snapshot, Ledger | None]:
    """Run one part of a cohort to its end; return how all stands then, and what splitting has counted on the way."""
    parameters = MODEL.defaults().replace({**spec.changes, **EMPTY})
    check_schedule(parameters)
    has_tumor = parameters[TumorParameters].present
    parameters = _dense(parameters, spec) if has_tumor else parameters.replace({"start.injected": spec.events})
    model, ledger = (MODEL, None) if spec.splitting is None else splitting_model(spec.splitting)
    copies = 1 if spec.splitting is None else spec.splitting.arrivals
    simulation = Simulation(
        model,
        parameters,
        # The parts of one seed, and of neighbouring seeds, have no luck in common.
        spec.seed * 1_000_003 + spec.index,
        capacity=max(LEAST_ROWS, spec.events + 2000) + round(ARRIVING_AT_MOST * spec.events * (copies - 1)),
        step_seconds=spec.step_seconds,
        with_scenery=False,
        patients=PATIENTS,
    )
    if has_tumor:
        simulation.advance(round(spec.events / drawn_departures(treated(parameters)) / spec.step_seconds))
        simulation.set_parameters(parameters.replace({"tumor.present": False}))
    if spec.tail_seconds is None:
        follow_to_the_end(simulation, spec)
    else:
        simulation.advance(round(spec.tail_seconds / spec.step_seconds))
    snapshot = simulation.snapshot()
    if ledger is not None:
        # One more step: what the last one brought forth is counted at the beginning of the next.
        simulation.advance()
    return snapshot, ledger


def follow_to_the_end(simulation: Simulation, spec: PartSpec) -> None:
    """Follow the cells of a part until nearly all have come to an end, and then nests until they may be large."""
    chunk, context = round(LOOK_EVERY_SECONDS / spec.step_seconds), simulation.context
    last = simulation.time + LONGEST_TAIL_SECONDS
    while simulation.time < last and context.in_stage(*ON_THE_WAY).size > OPEN_SHARE * spec.events:
        simulation.advance(chunk)
    doublings = np.log2(MACROMETASTASIS) * 24.0 * simulation.parameters[GrowthParameters].doubling_time
    last = simulation.time + doublings / simulation.parameters[PaceParameters].organ
    while simulation.time < last and context.in_stage(Stage.GROWING).size > 0:
        simulation.advance(chunk)


def _dense(parameters: Parameters, spec: PartSpec) -> Parameters:
    """Return the parameters with departures as dense as a cohort wants them, whatever slows or speeds them."""
    declared = parameters.declaration("tumor.drawn_rate")
    wanted = min(DEPARTURES_PER_SECOND, spec.events / (SHEDDING_STEPS * spec.step_seconds))
    rate = parameters[TumorParameters].drawn_rate * wanted / drawn_departures(treated(parameters))
    return parameters.replace({"tumor.drawn_rate": min(max(rate, declared.low), declared.high)})
