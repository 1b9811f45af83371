"""Immune cells on patrol: they crawl through the capillaries, meet lodged cells, hold on for a while and let go.

Patrollers enter each capillary at the rate *line density × crawling speed* and crawl to its other end, so every lodged
cell is met at that rate: the contact interval is an outcome of density and speed. A patroller that meets a cell binds
to it; the encounters it would have had further on still happen, through an unseen stand-in that crawls on. That keeps
the contact rate of one cell independent of how many others are drawn.

Where the cells of many patients are drawn at once, each patient has patrollers of his own: cells that share them are
met together, and live or die together.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

import numpy as np

from desktop.cascade.stages import Stage
from desktop.cascade.tumor_cell import ACROSS, ALONG, HEADING, SEGMENT
from desktop.engine.arrays import AnyArray, BoolArray, FloatArray, IntArray
from desktop.engine.columns import IDENTITY, KIND, RADIUS, STAGE, Column, X, Y
from desktop.engine.compiled import compiled, compiled_ahead
from desktop.engine.context import ReadContext, StepContext
from desktop.engine.contracts import CellType
from desktop.engine.network import VesselNetwork
from desktop.engine.randomness import uniform

LODGED = (Stage.ARRESTED, Stage.LEAVING)
MAY_LODGE = (Stage.INVADING, Stage.ENTERING, Stage.LYMPH, Stage.TRAVELLING, *LODGED)
ROLLING_SPEED = 14.0
"""Drawn µm/s at which immune cells roll along the wall of the main vessel (assumption: about a tenth of the flow)."""
TOUCH_SECONDS = 1.2
"""Animation seconds an immune cell can hold on to a cell in flowing blood (assumption)."""
MAIN_VESSEL = 2
PATIENT_STRIDE = 1_000_000
"""Sets the luck of one patient's patrollers apart from that of the next."""

STATE = Column("state", np.int16, -1, "", "what the agent is doing; -1 for doorways")
PATIENT = Column("patient", np.int64, 0, "", "number of the patient it belongs to, of those drawn at once")
DIRECTION = Column("direction", np.float64, 1.0, "", "+1 with the flow, −1 against it")
TARGET = Column("target", np.int64, -1, "", "row of the cell it is bound to")
PARTNER = Column("partner", np.int64, -1, "", "identity of the cell it is bound to, −1 when free")
BOUND_HOURS = Column("bound_hours", np.float64, 0.0, "h", "biological time since it bound")
RIDING_SECONDS = Column(
    "riding_seconds", np.float64, 0.0, "s", "animation time since it took hold of a cell in the stream"
)
MATCHING = Column("matching", np.bool_, False, "", "a T cell whose receptor matches the tumor's marker")
TOUCHED = Column("touched", np.int64, -1, "", "identity of the last cell it touched in the stream")


class State(IntEnum):
    """What an immune agent is doing."""

    CRAWLING = 0
    UNSEEN = 1
    BOUND = 2
    FREE = 3
    ROLLING = 4
    RIDING = 5
    HUNTING = 6


AGENT_COLUMNS = (
    STATE,
    PATIENT,
    SEGMENT,
    ALONG,
    ACROSS,
    DIRECTION,
    TARGET,
    PARTNER,
    BOUND_HOURS,
    RIDING_SECONDS,
    MATCHING,
    TOUCHED,
)


@compiled
def rows_of_kind(used: IntArray, kind: AnyArray, state: AnyArray, code: int, wanted: BoolArray) -> IntArray:
    """Return those of the rows in use that are of one kind and in a state marked in ``wanted``, shape (n,)."""
    rows = np.empty(used.size + 1, np.int64)
    found = 0
    for row in used:
        # Counted without a branch, as in `rows_holding`.
        rows[found] = row
        found += (kind[row] == code) & (state[row] >= 0) & wanted[state[row]]
    return rows[:found].copy()


@compiled_ahead(lambda: (np.zeros(0), np.zeros(0), np.zeros(0, np.int64), np.zeros(0), np.zeros(0, np.int64), 1))
def passed(
    before: FloatArray, now: FloatArray, own: IntArray, place: FloatArray, tube: IntArray, tubes: int
) -> tuple[IntArray, IntArray]:
    """Return which patrollers passed which cells, as (agents, cells), shape (pairs,) each.

    A patroller in tube ``own`` that moved from b = ``before`` to n = ``now`` has passed each cell in the same ``tube``
    whose place p, all in µm along the tube, fulfils::

        b < p ≤ n   (with the flow)      or      b > p ≥ n   (against it)

    Pairs are packed patroller by patroller, in the order given, and those of one patroller by ascending place.
    ``tubes`` is the number of tubes.
    """
    # Cells by tube, by counting: to sort ten thousands of them for a few patrollers would take far longer.
    end = np.zeros(tubes + 1, np.int64)
    for one in tube:
        end[one + 1] += 1
    end = np.cumsum(end)
    inside, filled = np.empty(tube.size, np.int64), end.copy()
    for cell in range(tube.size):
        inside[filled[tube[cell]]] = cell
        filled[tube[cell]] += 1
    agents, cells = [0], [0]
    for agent in range(own.size):
        first = len(cells)
        for cell in inside[end[own[agent]] : end[own[agent] + 1]]:
            if before[agent] < place[cell] <= now[agent] or before[agent] > place[cell] >= now[agent]:
                agents.append(agent)
                cells.append(cell)
                turn = len(cells) - 1
                while turn > first and place[cells[turn - 1]] > place[cell]:
                    cells[turn] = cells[turn - 1]
                    turn -= 1
                cells[turn] = cell
    return np.array(agents[1:], np.int64), np.array(cells[1:], np.int64)


@compiled
def entering(
    key: np.uint64, doors: IntArray, patients: IntArray, step: int, expected: float
) -> tuple[IntArray, IntArray, IntArray]:
    """Return through which doors patrollers come in a step, of which patient, and how many, shape (n,) each.

    At each door of each of the ``patients``, given by number, ``expected`` of them come in a step on average.
    """
    most = doors.size * patients.size
    door_of, patient_of, number, found = np.empty(most, np.int64), np.empty(most, np.int64), np.empty(most, np.int64), 0
    for patient in patients:
        for door in doors:
            luck = uniform(key, door + PATIENT_STRIDE * patient, step)
            # More than one may enter in a step: many patrollers and a fast clock must not saturate.
            coming = int(np.floor(expected + 1.0 - luck))
            if coming > 0:
                door_of[found], patient_of[found], number[found] = door, patient, coming
                found += 1
    return door_of[:found].copy(), patient_of[:found].copy(), number[:found].copy()


@cache
def state_set(states: tuple[State, ...]) -> BoolArray:
    """Return a table that tells for every state whether it is one of ``states``, shape (states,)."""
    return np.isin(np.arange(len(State)), states)


def patrolled(context: ReadContext) -> IntArray:
    """Return the patients, by number, who have cells that may yet lodge, or lodge: elsewhere patrols meet nobody.

    Shape (n,).
    """
    if context.patients == 1:
        return np.zeros(1, np.int64)
    found = np.bincount(context.patient_of(context.in_stage(*MAY_LODGE)), minlength=context.patients)
    return np.flatnonzero(found)


def all_stay(context: StepContext, rows: IntArray) -> None:
    """Let all patrollers that have just entered stay."""


@dataclass(frozen=True)
class Patrol:
    """One kind of patroller: its body, the names of its events, and in what it differs from other kinds.

    ``hold_hours`` returns the biological hours for which bound agents, given as rows, hold on, shape (n,); ``enrol``
    is shown the rows of those that have just entered, and may send some of them away again.
    """

    body: CellType
    contact_event: str
    touch_event: str
    hold_hours: Callable[[ReadContext, IntArray], FloatArray]
    enrol: Callable[[StepContext, IntArray], None] = all_stay

    def code(self, context: ReadContext) -> int:
        """Return the agent's code among the model's cell types."""
        return context.model.cell_type_codes[self.body.name]

    def rows(self, context: ReadContext, *states: State) -> IntArray:
        """Return the rows of agents of this kind in any of the states, shape (n,)."""
        agents = context.agents
        return rows_of_kind(agents.used(), agents[KIND], agents[STATE], self.code(context), state_set(states))

    def take(self, context: StepContext, count: int, state: State) -> IntArray:
        """Take agent rows of this kind, shape (n,)."""
        rows = context.agents.take(count)
        context.agents[KIND][rows] = self.code(context)
        context.agents[STATE][rows] = state
        context.agents[RADIUS][rows] = self.body.radius
        return rows

    # --- capillaries ---

    def patrol(self, context: StepContext, per_hour: float, speed: float) -> None:
        """Make one step in the capillaries: enter at a rate per hour, hold on or let go, crawl at µm/min, and bind."""
        self.enrol(context, self.enter(context, per_hour))
        self.hold(context)
        met, targets = self.crawl(context, 60.0 * speed * context.place_hours("capillary"))
        if met.size:
            self.bind(context, met, targets)

    def enter(self, context: StepContext, per_hour: float) -> IntArray:
        """Let patrollers enter the capillaries, each at a rate per hour; return their rows, shape (n,)."""
        network, agents = context.resource(VesselNetwork), context.agents
        capillary = network.with_role("capillary")
        key, expected = context.random[f"{self.body.name} enters"].key, per_hour * context.place_hours("capillary")
        door, patient, number = entering(key, capillary, patrolled(context), context.step, expected)
        chosen, patient = np.repeat(door, number), np.repeat(patient, number)
        if chosen.size == 0:
            return chosen
        turn = np.arange(chosen.size) - np.repeat(np.cumsum(number) - number, number)
        rows = self.take(context, chosen.size, State.CRAWLING)
        who = chosen + 1000 * turn + PATIENT_STRIDE * patient
        forward = context.random[f"{self.body.name} direction"].uniform(who, context.step) < 0.5
        agents[SEGMENT][rows] = chosen
        agents[PATIENT][rows] = patient
        agents[DIRECTION][rows] = np.where(forward, 1.0, -1.0)
        agents[ALONG][rows] = np.where(forward, 0.0, network.length[chosen])
        return rows

    def crawl(self, context: StepContext, micrometres: float) -> tuple[IntArray, IntArray]:
        """Move patrollers along their capillaries; return who met whom on the way, as (agents, cells), a row a pair.

        Shape (n,) each.
        """
        agents, network = context.agents, context.resource(VesselNetwork)
        rows = self.rows(context, State.CRAWLING, State.UNSEEN, State.FREE)
        if rows.size == 0:
            return rows, rows
        before = agents[ALONG][rows].copy()
        agents[ALONG][rows] = before + agents[DIRECTION][rows] * micrometres
        seekers = agents[STATE][rows] != State.FREE
        pairs = self._met(context, rows[seekers], before[seekers])
        outside = (agents[ALONG][rows] < 0.0) | (agents[ALONG][rows] > network.length[agents[SEGMENT][rows]])
        outside[np.searchsorted(rows, pairs[0])] = False
        agents.give_back(rows[outside])
        return pairs

    @staticmethod
    def _met(context: StepContext, rows: IntArray, before: FloatArray) -> tuple[IntArray, IntArray]:
        agents, cells = context.agents, context.cells
        lodged = context.in_stage(*LODGED)
        if rows.size == 0 or lodged.size == 0:
            return np.empty(0, np.int64), np.empty(0, np.int64)
        tubes = context.resource(VesselNetwork).length.size
        tube = context.patient_of(lodged) * tubes + cells[SEGMENT][lodged]
        own = agents[PATIENT][rows] * tubes + agents[SEGMENT][rows]
        place, number = cells[ALONG][lodged], context.patients * tubes
        agent, cell = passed(before, agents[ALONG][rows], own, place, tube, number)
        return rows[agent], lodged[cell]

    def bind(self, context: StepContext, met: IntArray, targets: IntArray) -> IntArray:
        """Bind one agent per pair and return their rows; the patroller itself binds first, its stand-in goes on.

        Shape (n,).
        """
        agents, cells = context.agents, context.cells
        context.record(self.contact_event, targets, other=agents[IDENTITY][met])
        first = np.zeros(met.size, dtype=bool)
        first[np.unique(met, return_index=True)[1]] = True
        first &= agents[STATE][met] == State.CRAWLING
        crawlers = met[first]
        self._copies(context, crawlers, State.UNSEEN)
        extra = self._copies(context, met[~first], State.BOUND)
        bound = np.concatenate([crawlers, extra])
        aims = np.concatenate([targets[first], targets[~first]])
        agents[STATE][bound] = State.BOUND
        agents[TARGET][bound] = aims
        agents[PARTNER][bound] = cells[IDENTITY][aims]
        agents[BOUND_HOURS][bound] = 0.0
        gap = cells[RADIUS][aims] + 0.7 * agents[RADIUS][bound]
        agents[ALONG][bound] = cells[ALONG][aims] - agents[DIRECTION][bound] * gap
        return bound

    @staticmethod
    def _copies(context: StepContext, rows: IntArray, state: State) -> IntArray:
        agents = context.agents
        copies = agents.take(rows.size)
        for column in (KIND, PATIENT, SEGMENT, ALONG, DIRECTION, RADIUS, MATCHING):
            agents[column][copies] = agents[column][rows]
        agents[STATE][copies] = state
        return copies

    def hold(self, context: StepContext) -> None:
        """Let agents bound in the capillaries hold on, and let go when their time is up or the target is gone."""
        agents, cells = context.agents, context.cells
        rows = self.rows(context, State.BOUND)
        rows = rows[agents[SEGMENT][rows] >= 0]
        if rows.size == 0:
            return
        agents[BOUND_HOURS][rows] += context.place_hours("capillary")
        target = agents[TARGET][rows]
        stage = cells[STAGE][target]
        gone = (cells[IDENTITY][target] != agents[PARTNER][rows]) | (stage < 0) | (stage == Stage.TRAVELLING)
        # A hair earlier, since hours that are added up may miss a whole number by a hair.
        free = rows[gone | (agents[BOUND_HOURS][rows] >= self.hold_hours(context, rows) - 1e-9)]
        agents[STATE][free] = State.FREE
        agents[PARTNER][free] = -1
        agents[TARGET][free] = -1

    def bound_to(self, context: ReadContext, rows: IntArray, weight: AnyArray) -> FloatArray:
        """Return how many bound agents of this kind each cell has, shape (n,); ``weight`` says how much each counts."""
        target = context.agents[TARGET][self.rows(context, State.BOUND)]
        return np.asarray(np.bincount(target, weight, minlength=context.cells.height)[rows])

    # --- main vessel ---

    def roll(self, context: StepContext, wanted: float) -> None:
        """Roll along the wall of the main vessel, touch passing tumor cells, and be torn off by the flow.

        No fate depends on it, so in a run that is not watched none rolls.
        """
        if not context.is_watched:
            return
        agents, network = context.agents, context.resource(VesselNetwork)
        rolling = self.rows(context, State.ROLLING, State.RIDING)
        length = float(network.length[MAIN_VESSEL])
        self._join_rollers(context, wanted - rolling.size, wanted, length)
        rolling = self.rows(context, State.ROLLING)
        agents[ALONG][rolling] += ROLLING_SPEED * context.seconds
        agents.give_back(rolling[agents[ALONG][rolling] > length])
        self._touch(context)
        self._ride(context)

    def _join_rollers(self, context: StepContext, missing: float, wanted: float, length: float) -> None:
        begins = context.step == 0
        count = round(wanted) if begins else int(missing >= 1.0 and context.step % 45 == 0)
        if count <= 0:
            return
        agents, network = context.agents, context.resource(VesselNetwork)
        rows = self.take(context, count, State.ROLLING)
        luck = context.random[f"{self.body.name} rolls"].uniform(agents[IDENTITY][rows])
        agents[SEGMENT][rows] = MAIN_VESSEL
        agents[ALONG][rows] = length * luck if begins else 0.0
        side = np.where(context.random[f"{self.body.name} side"].uniform(agents[IDENTITY][rows]) < 0.5, -1.0, 1.0)
        agents[ACROSS][rows] = side * (network.radius[MAIN_VESSEL] - self.body.radius)

    def _touch(self, context: StepContext) -> None:
        agents, cells = context.agents, context.cells
        rows, passing = self.rows(context, State.ROLLING), context.in_stage(Stage.TRAVELLING)
        passing = passing[cells[SEGMENT][passing] == MAIN_VESSEL]
        if rows.size == 0 or passing.size == 0:
            return
        along = agents[ALONG][rows][:, None] - cells[ALONG][passing][None, :]
        across = agents[ACROSS][rows][:, None] - cells[ACROSS][passing][None, :]
        reach = agents[RADIUS][rows][:, None] + cells[RADIUS][passing][None, :]
        fresh = agents[TOUCHED][rows][:, None] != cells[IDENTITY][passing][None, :]
        near = (np.hypot(along, across) < reach) & fresh
        touching = near.any(axis=1)
        who, whom = rows[touching], passing[np.argmax(near[touching], axis=1)]
        agents[STATE][who] = State.RIDING
        agents[TARGET][who] = whom
        agents[PARTNER][who] = agents[TOUCHED][who] = cells[IDENTITY][whom]
        agents[RIDING_SECONDS][who] = 0.0
        context.record(self.touch_event, whom, other=agents[IDENTITY][who])

    def _ride(self, context: StepContext) -> None:
        """Hold on to a cell in the stream for about a second: too short for a lytic hit, so the flow wins."""
        agents, cells = context.agents, context.cells
        rows = self.rows(context, State.RIDING)
        if rows.size == 0:
            return
        target = agents[TARGET][rows]
        agents[RIDING_SECONDS][rows] += context.seconds
        lost = (cells[IDENTITY][target] != agents[PARTNER][rows]) | (cells[STAGE][target] != Stage.TRAVELLING)
        off = lost | (agents[RIDING_SECONDS][rows] > TOUCH_SECONDS)
        holding = rows[~off & (cells[SEGMENT][target] == MAIN_VESSEL)]
        held = agents[TARGET][holding]
        agents[ALONG][holding] = cells[ALONG][held] - 0.6 * (cells[RADIUS][held] + agents[RADIUS][holding])
        free = rows[~np.isin(rows, holding)]
        agents[STATE][free] = State.ROLLING
        agents[PARTNER][free] = agents[TARGET][free] = -1

    def show(self, context: StepContext) -> None:
        """Set the position and heading of all agents of this kind that are in a vessel, for those who watch."""
        if not context.is_watched:
            return
        agents, network = context.agents, context.resource(VesselNetwork)
        rows = self.rows(context, State.CRAWLING, State.UNSEEN, State.BOUND, State.FREE, State.ROLLING, State.RIDING)
        rows = rows[agents[SEGMENT][rows] >= 0]
        x, y, heading = network.place(agents[SEGMENT][rows], agents[ALONG][rows], agents[ACROSS][rows])
        agents[X][rows], agents[Y][rows] = x, y
        agents[HEADING][rows] = heading + np.where(agents[DIRECTION][rows] < 0.0, np.pi, 0.0)
