"""The run itself: a fixed step, a written order, and an exact state.

One step: take over new parameters, those of a schedule among them · clocks tick · ENTER · FLOW · TOUCH · risks are
decided · LEAVE · the dead fade · scenery moves. Same model, parameters and seed give the same states, bit for bit,
however the steps are bundled.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from desktop.engine.arrays import AnyArray
from desktop.engine.clocks import Clocks
from desktop.engine.codes import DYING
from desktop.engine.columns import AGE_SECONDS, AGENT_COLUMNS, CELL_COLUMNS, DYING_SECONDS, STAGE, STAGE_HOURS
from desktop.engine.context import StepContext
from desktop.engine.contracts import Beginning, Phase
from desktop.engine.events import EventLog
from desktop.engine.hazards import OwnClocks, RiskLedger
from desktop.engine.journeys import Journeys
from desktop.engine.model import Model
from desktop.engine.parameters import ParameterGroup, Parameters
from desktop.engine.randomness import RandomStreams
from desktop.engine.schedules.schedule import ANIMATION, ScheduleEntry
from desktop.engine.snapshot import Snapshot
from desktop.engine.tables import Table, TableState

STEP_SECONDS = 1.0 / 60.0
FADE_SECONDS = 2.5
"""Animation seconds a dead cell stays on the screen (assumption: long enough to see of what it died)."""


@dataclass(frozen=True)
class State:
    """Everything needed to go on exactly from one moment."""

    step: int
    parameters: Parameters
    pending: Parameters
    cells: TableState
    agents: TableState
    journeys: TableState
    funnel: AnyArray
    deaths: AnyArray
    elapsed: AnyArray
    pace: AnyArray
    events: AnyArray
    scenery: Mapping[str, TableState]


class Simulation:
    """One run of a model.

    ``patients`` is the number of patients among whom the cells are divided: they share one drawn world and nothing
    else, and each has immune cells of his own. A run that is watched has one; a cohort has many, so that its cells do
    not share their luck. ``context`` is what its processes are given; they alone change what is in it.
    """

    def __init__(
        self,
        model: Model,
        parameters: Parameters,
        seed: int,
        *,
        capacity: int = 1024,
        step_seconds: float = STEP_SECONDS,
        with_scenery: bool = True,
        patients: int = 1,
    ) -> None:
        self.model = model
        self.seed = seed
        self._set = self._pending = self._base = self._scheduled = parameters
        self._holding: tuple[ScheduleEntry, ...] = ()
        makers = tuple(make for entry in model.entries for make in entry.scenery) if with_scenery else ()
        self._scenery = tuple(make() for make in makers)
        self._processes = {phase: model.processes(phase) for phase in Phase}
        self._events_shown = 0
        self.context: StepContext = self._make_context(model.adjusted(parameters), capacity, step_seconds, patients)
        self._build_resources(None)
        self._risks.own_clocks = OwnClocks(model, parameters)
        self._begin()

    def _make_context(self, parameters: Parameters, capacity: int, seconds: float, patients: int) -> StepContext:
        model = self.model
        self._risks = RiskLedger(model)
        own = tuple(column for entry in model.entries for column in entry.columns)
        agent_own = tuple(column for entry in model.entries for column in entry.agent_columns)
        tables = (
            Table(capacity, (*CELL_COLUMNS, *own, *self._risks.columns())),
            # However many immune cells a slider asks for, none may be lost.
            Table(capacity, (*AGENT_COLUMNS, *agent_own), growing=True),
            Journeys(capacity, len(model.milestones)),
        )
        random, clocks = RandomStreams(self.seed), Clocks(len(model.places))
        return StepContext(model, parameters, tables, self._risks, random, clocks, EventLog(), seconds, patients)

    def _begin(self) -> None:
        for phase in Phase:
            for process in self._processes[phase]:
                if isinstance(process, Beginning):
                    process.begin(self.context)
        self.context.clocks.pace = self.model.paces(self.context.reading)
        for scenery in self._scenery:
            scenery.begin(self.context.reading)

    def _build_resources(self, changed: set[type[ParameterGroup]] | None) -> None:
        """Build the resources that depend on the groups given, or all of them."""
        for entry in self.model.entries:
            for resource in entry.resources:
                if changed is None or not changed.isdisjoint(resource.groups):
                    self.context.resources[resource.kind] = resource.build(self.context.parameters)

    # --- running ---

    @property
    def step(self) -> int:
        """Return the number of steps made."""
        return self.context.step

    @property
    def time(self) -> float:
        """Return the animation seconds since the run began."""
        return self.context.time

    @property
    def parameters(self) -> Parameters:
        """Return the parameters the next step will use."""
        return self._pending

    def set_parameters(self, parameters: Parameters) -> None:
        """Use other parameters from the next step on."""
        self._pending = parameters

    def advance(self, steps: int = 1) -> None:
        """Make steps of fixed length."""
        for _ in range(steps):
            self._advance_once()

    def _advance_once(self) -> None:
        context = self.context
        wanted = self._in_force()
        if wanted is not self._set:
            self._take_over(wanted)
        context.clocks.tick(self.model.paces(context.reading), context.seconds)
        self._run(Phase.ENTER)
        self._run(Phase.FLOW)
        self._run(Phase.TOUCH)
        self._risks.decide(context)
        self._run(Phase.LEAVE)
        self._age()
        for scenery in self._scenery:
            scenery.move(context.reading)
        context.go_to(context.step + 1)

    def _in_force(self) -> Parameters:
        """Return the parameters that a user has set, with the values that the schedule gives some of them now."""
        schedule = self._pending.schedule
        if not schedule.entries:
            return self._pending
        holding = schedule.holding({name: self._read_clock(name) for name in schedule.clocks if self._is_shared(name)})
        if self._pending is not self._base or holding != self._holding:
            self._base, self._holding = self._pending, holding
            self._scheduled = self._pending.replace({entry.path: entry.value for entry in holding})
        return self._scheduled

    def _is_shared(self, name: str) -> bool:
        return name == ANIMATION or name in self.model.place_codes

    def _read_clock(self, name: str) -> tuple[float, float]:
        """Return what a clock reads, and how far a step takes it: biological hours, or animation seconds."""
        context = self.context
        if name == ANIMATION:
            return context.time, context.seconds
        place = self.model.place_codes[name]
        return float(context.clocks.elapsed[place]), float(context.clocks.pace[place] * context.seconds)

    def _take_over(self, parameters: Parameters) -> None:
        """Make the next step with parameters that a user has set, as the model adjusts them."""
        adjusted = self.model.adjusted(parameters)
        changed = adjusted.changed_groups(self.context.parameters)
        self._set = parameters
        self.context.use(adjusted)
        self._build_resources(changed)
        self._risks.own_clocks = OwnClocks(self.model, parameters)

    def _run(self, phase: Phase) -> None:
        for process in self._processes[phase]:
            process.act(self.context)

    def _age(self) -> None:
        context, cells = self.context, self.context.cells
        rows = cells.used()
        cells[AGE_SECONDS][rows] += context.seconds
        dead = cells[STAGE][rows] == DYING
        living, dying = rows[~dead], rows[dead]
        cells[STAGE_HOURS][living] += context.hours(living)
        cells[DYING_SECONDS][dying] += context.seconds
        cells.give_back(dying[cells[DYING_SECONDS][dying] >= FADE_SECONDS])

    # --- looking ---

    def snapshot(self) -> Snapshot:
        """Return a frozen copy of this moment; its new events are those since the last call."""
        context = self.context
        first, self._events_shown = self._events_shown, len(context.log)
        return Snapshot(
            model=self.model,
            parameters=self._in_force(),
            seed=self.seed,
            step=context.step,
            time=context.time,
            cells=self._with_derived_columns(_used_rows(context.cells)),
            agents=_used_rows(context.agents),
            scenery={s.name: {k: _frozen(v.copy()) for k, v in s.bodies().items()} for s in self._scenery},
            funnel=_frozen(context.journeys.funnel.copy()),
            deaths=_frozen(self._risks.deaths.copy()),
            pace=_frozen(context.clocks.pace.copy()),
            elapsed=_frozen(context.clocks.elapsed.copy()),
            events=context.log.since(0),
            new_events=context.log.since(first),
            resources=dict(context.resources),
        )

    def _with_derived_columns(self, cells: dict[str, AnyArray]) -> dict[str, AnyArray]:
        derived = (column for entry in self.model.entries for column in entry.derived_columns)
        return {**cells, **{column.name: _frozen(column.read(cells)) for column in derived}}

    def state(self) -> State:
        """Return everything needed to go on exactly from here."""
        context = self.context
        return State(
            step=context.step,
            parameters=self._set,
            pending=self._pending,
            cells=context.cells.state(),
            agents=context.agents.state(),
            journeys=context.journeys.state(),
            funnel=context.journeys.funnel.copy(),
            deaths=self._risks.deaths.copy(),
            elapsed=context.clocks.elapsed.copy(),
            pace=context.clocks.pace.copy(),
            events=context.log.since(0),
            scenery={scenery.name: scenery.state() for scenery in self._scenery},
        )

    def restore(self, state: State) -> None:
        """Go back, or forward, to a state of an equal simulation (same model, seed, capacity and step).

        Raises `ValueError` when the state was made by a simulation of another capacity, or lacks the scenery.
        """
        context = self.context
        scenery_kept = all(scenery.name in state.scenery for scenery in self._scenery)
        if int(state.cells["capacity"]) != context.cells.capacity or not scenery_kept:
            message = "the state belongs to a simulation of another capacity, or to one without scenery"
            raise ValueError(message)
        context.go_to(state.step)
        self._take_over(state.parameters)
        self._pending = state.pending
        context.cells.restore(state.cells)
        context.agents.restore(state.agents)
        context.journeys.restore(state.journeys)
        context.journeys.funnel = state.funnel.copy()
        self._risks.deaths = state.deaths.copy()
        context.clocks.elapsed, context.clocks.pace = state.elapsed.copy(), state.pace.copy()
        context.log.restore(state.events)
        self._events_shown = len(context.log)
        for scenery in self._scenery:
            scenery.restore(state.scenery[scenery.name])

    def sha256(self) -> str:
        """Return the SHA-256 of the state, without the scenery, as hexadecimal text."""
        context, digest = self.context, sha256()
        digest.update(np.int64(context.step).tobytes())
        for table in (context.cells, context.agents, context.journeys):
            for name in table.names:
                digest.update(name.encode())
                digest.update(np.ascontiguousarray(table.span(name)).tobytes())
            digest.update(np.int64(table.next_identity).tobytes())
        for array in (
            context.journeys.funnel,
            self._risks.deaths,
            context.clocks.elapsed,
            context.log.since(0),
        ):
            digest.update(np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()


def _frozen(array: AnyArray) -> AnyArray:
    array.flags.writeable = False
    return array


def _used_rows(table: Table) -> dict[str, AnyArray]:
    rows = table.used()
    return {name: _frozen(table[name][rows]) for name in table.names}
