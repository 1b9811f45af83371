"""Immune cells on patrol: they crawl through the capillaries, meet lodged cells, hold on for a while and let go.

Patrollers enter each capillary at the rate *line density × crawling speed* and crawl to its other end, so every lodged
cell is met at that rate: the contact interval is an outcome of density and speed. A patroller that meets a cell binds
to it; the encounters it would have had further on still happen, through an unseen stand-in that crawls on. That keeps
the contact rate of one cell independent of how many others are drawn.

Where the cells of many patients are drawn at once, each patient has patrollers of his own: cells that share them are
met together, and live or die together.
"""

from dataclasses import dataclass
from enum import IntEnum
from functools import cache

import numpy as np

from desktop.cascade.stages import Stage
from desktop.engine.arrays import AnyArray, BoolArray, FloatArray, IntArray
from desktop.engine.compiled import compiled
from desktop.engine.contracts import StepContext
from desktop.engine.network import VesselNetwork
from desktop.engine.randomness import uniform
from desktop.engine.tables import Column

LODGED = (Stage.ARRESTED, Stage.LEAVING)
ROLLING_SPEED = 14.0
"""Drawn µm/s at which immune cells roll along the wall of the main vessel (assumption: about a tenth of the flow)."""
TOUCH_SECONDS = 1.2
"""Animation seconds an immune cell can hold on to a cell in flowing blood (assumption)."""
MAIN_VESSEL = 2
PATIENT_STRIDE = 1_000_000
"""Sets the luck of one patient's patrollers apart from that of the next."""


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
    Column("state", np.int16, -1, "", "what the agent is doing; -1 for doorways"),
    Column("patient", np.int64, 0, "", "number of the patient it belongs to, of those drawn at once"),
    Column("segment", np.int64, 0, "", "segment of the vessel network"),
    Column("s", np.float64, 0.0, "µm", "place along the segment"),
    Column("r", np.float64, 0.0, "µm", "place across the segment"),
    Column("direction", np.float64, 1.0, "", "+1 with the flow, −1 against it"),
    Column("target", np.int64, -1, "", "row of the cell it is bound to"),
    Column("partner", np.int64, -1, "", "identity of the cell it is bound to, −1 when free"),
    Column("bound_hours", np.float64, 0.0, "h", "biological time since it bound"),
    Column("riding_seconds", np.float64, 0.0, "s", "animation time since it took hold of a cell in the stream"),
    Column("matching", np.bool_, False, "", "a T cell whose receptor matches the tumor's marker"),
    Column("touched", np.int64, -1, "", "identity of the last cell it touched in the stream"),
)


@compiled
def rows_of_kind(used: IntArray, kind: AnyArray, state: AnyArray, code: int, wanted: BoolArray) -> IntArray:
    """Return those of the rows in use that are of one kind and in a state marked in ``wanted``."""
    rows = np.empty(used.size + 1, np.int64)
    found = 0
    for row in used:
        # Counted without a branch, as in `rows_holding`.
        rows[found] = row
        found += (kind[row] == code) & (state[row] >= 0) & wanted[state[row]]
    return rows[:found].copy()


@compiled
def passed(
    before: FloatArray, now: FloatArray, own: IntArray, place: FloatArray, tube: IntArray, tubes: int
) -> tuple[IntArray, IntArray]:
    """Return which patrollers passed which cells, a row a pair: each patroller's cells in the order of their places.

    ``own`` and ``tube`` are the tubes, of so many, of patrollers and cells.
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
    key: np.uint64, doors: IntArray, patients: int, step: int, expected: float
) -> tuple[IntArray, IntArray, IntArray]:
    """Return through which doors patrollers come in a step, of which patient, and how many, shape (n,) each.

    At each door of each patient ``expected`` of them come in a step on average.
    """
    door_of, patient_of = np.empty(doors.size * patients, np.int64), np.empty(doors.size * patients, np.int64)
    number, found = np.empty(doors.size * patients, np.int64), 0
    for patient in range(patients):
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
    """Return a table that tells for every state whether it is one of ``states``."""
    return np.isin(np.arange(len(State)), states)


@dataclass(frozen=True)
class Patrol:
    """One kind of patroller: its name among the cell types and the names of its streams and events."""

    kind: str
    contact_event: str
    touch_event: str

    def code(self, context: StepContext) -> int:
        """Return the agent's code among the model's cell types."""
        return context.model.cell_type_codes[self.kind]

    def rows(self, context: StepContext, *states: State) -> IntArray:
        """Return the rows of agents of this kind in any of the states."""
        agents = context.agents
        return rows_of_kind(agents.used(), agents["kind"], agents["state"], self.code(context), state_set(states))

    def take(self, context: StepContext, count: int, state: State, radius: float) -> IntArray:
        """Take agent rows of this kind."""
        rows = context.agents.take(count)
        context.agents["kind"][rows] = self.code(context)
        context.agents["state"][rows] = state
        context.agents["radius"][rows] = radius
        return rows

    # --- capillaries ---

    def enter(self, context: StepContext, per_hour: float, radius: float) -> IntArray:
        """Let patrollers enter the capillaries, each at a rate per hour; return their rows."""
        network, agents = context.resource(VesselNetwork), context.agents
        capillary = network.with_role("capillary")
        key, expected = context.random[f"{self.kind} enters"].key, per_hour * context.place_hours("capillary")
        door, patient, number = entering(key, capillary, context.patients, context.step, expected)
        chosen, patient = np.repeat(door, number), np.repeat(patient, number)
        if chosen.size == 0:
            return chosen
        turn = np.arange(chosen.size) - np.repeat(np.cumsum(number) - number, number)
        rows = self.take(context, chosen.size, State.CRAWLING, radius)
        who = chosen + 1000 * turn + PATIENT_STRIDE * patient
        forward = context.random[f"{self.kind} direction"].uniform(who, context.step) < 0.5
        agents["segment"][rows] = chosen
        agents["patient"][rows] = patient
        agents["direction"][rows] = np.where(forward, 1.0, -1.0)
        agents["s"][rows] = np.where(forward, 0.0, network.length[chosen])
        return rows

    def crawl(self, context: StepContext, micrometres: float) -> tuple[IntArray, IntArray]:
        """Move patrollers along their capillaries; return who met whom on the way, as (agents, cells), a row a pair."""
        agents, network = context.agents, context.resource(VesselNetwork)
        rows = self.rows(context, State.CRAWLING, State.UNSEEN, State.FREE)
        if rows.size == 0:
            return rows, rows
        before = agents["s"][rows].copy()
        agents["s"][rows] = before + agents["direction"][rows] * micrometres
        seekers = agents["state"][rows] != State.FREE
        pairs = self._met(context, rows[seekers], before[seekers])
        outside = (agents["s"][rows] < 0.0) | (agents["s"][rows] > network.length[agents["segment"][rows]])
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
        tube = context.patient_of(lodged) * tubes + cells["segment"][lodged]
        own = agents["patient"][rows] * tubes + agents["segment"][rows]
        place, number = cells["s"][lodged], context.patients * tubes
        agent, cell = passed(before, agents["s"][rows], own, place, tube, number)
        return rows[agent], lodged[cell]

    def bind(self, context: StepContext, met: IntArray, targets: IntArray) -> IntArray:
        """Bind one agent per pair and return their rows; the patroller itself binds first, its stand-in goes on."""
        agents, cells = context.agents, context.cells
        context.record(self.contact_event, targets, other=agents["identity"][met])
        first = np.zeros(met.size, dtype=bool)
        first[np.unique(met, return_index=True)[1]] = True
        first &= agents["state"][met] == State.CRAWLING
        crawlers = met[first]
        self._copies(context, crawlers, State.UNSEEN)
        extra = self._copies(context, met[~first], State.BOUND)
        bound = np.concatenate([crawlers, extra])
        aims = np.concatenate([targets[first], targets[~first]])
        agents["state"][bound] = State.BOUND
        agents["target"][bound] = aims
        agents["partner"][bound] = cells["identity"][aims]
        agents["bound_hours"][bound] = 0.0
        gap = cells["radius"][aims] + 0.7 * agents["radius"][bound]
        agents["s"][bound] = cells["s"][aims] - agents["direction"][bound] * gap
        return bound

    @staticmethod
    def _copies(context: StepContext, rows: IntArray, state: State) -> IntArray:
        agents = context.agents
        copies = agents.take(rows.size)
        for name in ("kind", "patient", "segment", "s", "direction", "radius", "matching"):
            agents[name][copies] = agents[name][rows]
        agents["state"][copies] = state
        return copies

    def hold(self, context: StepContext, longest: FloatArray | float, place: str) -> None:
        """Let bound agents hold on, and let go after ``longest`` hours or when the target is gone."""
        agents, cells = context.agents, context.cells
        rows = self.rows(context, State.BOUND)
        rows = rows[agents["segment"][rows] >= 0]
        if rows.size == 0:
            return
        agents["bound_hours"][rows] += context.place_hours(place)
        target = agents["target"][rows]
        gone = (cells["identity"][target] != agents["partner"][rows]) | (cells["stage"][target] < 0)
        # A hair earlier, since hours that are added up may miss a whole number by a hair.
        free = rows[gone | (agents["bound_hours"][rows] >= np.asarray(longest) - 1e-9)]
        agents["state"][free] = State.FREE
        agents["partner"][free] = -1
        agents["target"][free] = -1

    def bound_to(self, context: StepContext, rows: IntArray, weight: AnyArray) -> FloatArray:
        """Return how many bound agents of this kind each cell has, shape (n,); ``weight`` says how much each counts."""
        target = context.agents["target"][self.rows(context, State.BOUND)]
        return np.asarray(np.bincount(target, weight, minlength=context.cells.height)[rows])

    # --- main vessel ---

    def roll(self, context: StepContext, wanted: float, radius: float) -> None:
        """Roll along the wall of the main vessel, touch passing tumor cells, and be torn off by the flow.

        No fate depends on it, so nobody rolls where nobody watches.
        """
        if not context.is_watched:
            return
        agents, network = context.agents, context.resource(VesselNetwork)
        rolling = self.rows(context, State.ROLLING, State.RIDING)
        length = float(network.length[MAIN_VESSEL])
        self._join_rollers(context, wanted - rolling.size, wanted, radius, length)
        rolling = self.rows(context, State.ROLLING)
        agents["s"][rolling] += ROLLING_SPEED * context.seconds
        agents.give_back(rolling[agents["s"][rolling] > length])
        self._touch(context)
        self._ride(context)

    def _join_rollers(self, context: StepContext, missing: float, wanted: float, radius: float, length: float) -> None:
        begins = context.step == 0
        count = round(wanted) if begins else int(missing >= 1.0 and context.step % 45 == 0)
        if count <= 0:
            return
        agents, network = context.agents, context.resource(VesselNetwork)
        rows = self.take(context, count, State.ROLLING, radius)
        luck = context.random[f"{self.kind} rolls"].uniform(agents["identity"][rows])
        agents["segment"][rows] = MAIN_VESSEL
        agents["s"][rows] = length * luck if begins else 0.0
        side = np.where(context.random[f"{self.kind} side"].uniform(agents["identity"][rows]) < 0.5, -1.0, 1.0)
        agents["r"][rows] = side * (network.radius[MAIN_VESSEL] - radius)

    def _touch(self, context: StepContext) -> None:
        agents, cells = context.agents, context.cells
        rows, passing = self.rows(context, State.ROLLING), context.in_stage(Stage.TRAVELLING)
        passing = passing[cells["segment"][passing] == MAIN_VESSEL]
        if rows.size == 0 or passing.size == 0:
            return
        along = agents["s"][rows][:, None] - cells["s"][passing][None, :]
        across = agents["r"][rows][:, None] - cells["r"][passing][None, :]
        reach = agents["radius"][rows][:, None] + cells["radius"][passing][None, :]
        fresh = agents["touched"][rows][:, None] != cells["identity"][passing][None, :]
        near = (np.hypot(along, across) < reach) & fresh
        touching = near.any(axis=1)
        who, whom = rows[touching], passing[np.argmax(near[touching], axis=1)]
        agents["state"][who] = State.RIDING
        agents["target"][who] = whom
        agents["partner"][who] = agents["touched"][who] = cells["identity"][whom]
        agents["riding_seconds"][who] = 0.0
        context.record(self.touch_event, whom, other=agents["identity"][who])

    def _ride(self, context: StepContext) -> None:
        """Hold on to a cell in the stream for about a second: too short for a lytic hit, so the flow wins."""
        agents, cells = context.agents, context.cells
        rows = self.rows(context, State.RIDING)
        if rows.size == 0:
            return
        target = agents["target"][rows]
        agents["riding_seconds"][rows] += context.seconds
        lost = (cells["identity"][target] != agents["partner"][rows]) | (cells["stage"][target] != Stage.TRAVELLING)
        off = lost | (agents["riding_seconds"][rows] > TOUCH_SECONDS)
        holding = rows[~off & (cells["segment"][target] == MAIN_VESSEL)]
        held = agents["target"][holding]
        agents["s"][holding] = cells["s"][held] - 0.6 * (cells["radius"][held] + agents["radius"][holding])
        free = rows[~np.isin(rows, holding)]
        agents["state"][free] = State.ROLLING
        agents["partner"][free] = agents["target"][free] = -1

    def show(self, context: StepContext) -> None:
        """Set the position and heading of all agents of this kind that are in a vessel, for those who watch."""
        if not context.is_watched:
            return
        agents, network = context.agents, context.resource(VesselNetwork)
        rows = self.rows(context, State.CRAWLING, State.UNSEEN, State.BOUND, State.FREE, State.ROLLING, State.RIDING)
        rows = rows[agents["segment"][rows] >= 0]
        x, y, heading = network.place(agents["segment"][rows], agents["s"][rows], agents["r"][rows])
        agents["x"][rows], agents["y"][rows] = x, y
        agents["heading"][rows] = heading + np.where(agents["direction"][rows] < 0.0, np.pi, 0.0)
