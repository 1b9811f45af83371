"""The past of a run: exact states to go back to, and the slider changes made on the way. No Qt.

Any step up to the furthest one seen can be shown again: the nearest state kept before it is restored, and the steps
from there are made again with the parameters of then. Since a run is determined by its state and its parameters, this
is the same moment, bit for bit.
"""

from bisect import bisect_right
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.engine.parameters import Parameters
from desktop.engine.simulation import Simulation, State
from desktop.study.parameter_changes import ParameterChange
from desktop.ui.run.limits import MOST_KEPT, MOST_MOVES, MOST_NEAR, MOST_STATE_BYTES, OLD_RUN_KEEPS

FIRST_SPACING = 24
"""Steps between two states kept for long, at first; doubled whenever there are too many of them."""
NEAR_SPACING = 12
"""Steps between two states of the last moments."""


@dataclass
class Past:
    """The past of a run as it was when it stood at a step, to be brought back."""

    step: int
    first: int
    is_whole: bool
    furthest: int
    spacing: int
    kept: dict[int, State]
    changes: dict[int, Parameters]

    def forget_states(self) -> None:
        """Give all states back but the first; every moment can still be reached."""
        self.kept = {self.first: self.kept[self.first]}


class Timeline:
    """States and changes of one run, as many as `desktop.ui.run.limits` allows."""

    def __init__(self, simulation: Simulation) -> None:
        self.first = simulation.step
        self.initial = simulation.parameters
        self.is_whole = True
        """Whether every move since the run began is known: else no file can tell of the run."""
        self.furthest = simulation.step
        self._spacing = FIRST_SPACING
        self._kept = {simulation.step: simulation.state()}
        self._near: deque[State] = deque(maxlen=MOST_NEAR)
        self._changes: dict[int, Parameters] = {}
        self.changes: tuple[int, ...] = ()
        """The steps at which sliders were moved, ascending."""

    def __len__(self) -> int:
        return len({*self._kept, *(state.step for state in self._near)})

    @property
    def steps_kept(self) -> tuple[int, ...]:
        """Return the steps whose states are kept for long, ascending."""
        return tuple(sorted(self._kept))

    # --- forwards ---

    def advance(self, simulation: Simulation, steps: int) -> None:
        """Make steps; where they have been made before, with the parameters of then."""
        goal = simulation.step + steps
        self._follow(simulation)
        while simulation.step < goal:
            stop = min(goal, self._next_stop(simulation.step))
            simulation.advance(stop - simulation.step)
            self._follow(simulation)
            self._keep(simulation)
        self.furthest = max(self.furthest, simulation.step)

    def _next_stop(self, step: int) -> int:
        """Return the next step at which a state is kept or a slider was moved."""
        index = bisect_right(self.changes, step)
        spacing = min(NEAR_SPACING, self._spacing)
        regular = (step // spacing + 1) * spacing
        return min(regular, self.changes[index]) if index < len(self.changes) else regular

    def _follow(self, simulation: Simulation) -> None:
        """Use the parameters that were set at this step when it was first made."""
        wanted = self._changes.get(simulation.step)
        if wanted is not None and wanted is not simulation.parameters:
            simulation.set_parameters(wanted)

    def _keep(self, simulation: Simulation) -> None:
        step = simulation.step
        is_near, is_due = step % NEAR_SPACING == 0, step % self._spacing == 0
        if not is_near and not is_due:
            return
        state = self._kept.get(step) or simulation.state()
        if is_near:
            self._near.append(state)
        if is_due:
            self._kept[step] = state
            while len(self._kept) > MOST_KEPT or (self.bytes_kept > MOST_STATE_BYTES and len(self._kept) > 2):
                self._spacing *= 2
                self._thin()

    @property
    def bytes_kept(self) -> int:
        """Return the bytes of all states together; those that share their events count them once."""
        return bytes_of((*self._kept.values(), *self._near))

    def _thin(self) -> None:
        self._kept = {s: state for s, state in self._kept.items() if s % self._spacing == 0 or s == self.first}

    def lay_aside(self) -> None:
        """Give most states back, as for a run that is no longer shown; every moment can still be reached."""
        self._near.clear()
        while len(self._kept) > OLD_RUN_KEEPS:
            self._spacing *= 2
            self._thin()

    def forget_states(self) -> None:
        """Give all states back; `begin_again` makes it possible to reach every moment again."""
        self._near.clear()
        self._kept.clear()

    def begin_again(self, simulation: Simulation) -> None:
        """Take the very beginning of the run, made again, as the state from which every moment is reached."""
        self._kept = {simulation.step: simulation.state()}
        self._spacing = FIRST_SPACING

    # --- changes ---

    def change(self, simulation: Simulation, parameters: Parameters) -> Past | None:
        """Use other parameters from the next step on; return the past before, if later moments are replaced by that."""
        step = simulation.step
        replaced = self._end_at(step)
        if step not in self._changes and len(self._changes) == MOST_MOVES:
            self._forget_the_past(simulation)
        self._note(step, parameters)
        simulation.set_parameters(parameters)
        return replaced

    def change_ahead(self, step: int, parameters: Parameters) -> Past | None:
        """Use other parameters from the end of a step on to which the run is on its way; else as `change`."""
        replaced = self._end_at(step)
        self._note(step, parameters)
        return replaced

    def _end_at(self, step: int) -> Past | None:
        """Let the run have got no further than a step; return the past before, if it had."""
        self.furthest = max(self.furthest, step)
        replaced = self.past(step) if step < self.furthest else None
        if replaced is not None:
            self._drop_after(step)
        return replaced

    def _note(self, step: int, parameters: Parameters) -> None:
        if step not in self._changes:
            self.changes = (*self.changes, step)
        self._changes[step] = parameters

    def parameters_at(self, step: int) -> Parameters:
        """Return the parameters that the step after one uses."""
        index = bisect_right(self.changes, step)
        return self._changes[self.changes[index - 1]] if index else self.initial

    def past(self, step: int) -> Past:
        """Return the past as it is, for a run that stands at a step; few states are kept of it."""
        kept, spacing = dict(self._kept), self._spacing
        while len(kept) > OLD_RUN_KEEPS:
            spacing *= 2
            kept = {s: state for s, state in kept.items() if s % spacing == 0 or s == self.first}
        return Past(step, self.first, self.is_whole, self.furthest, spacing, kept, dict(self._changes))

    def bring_back(self, simulation: Simulation, past: Past) -> None:
        """Take a past in place of the present one; the run stands at its nearest state before the step of then."""
        self.first, self.is_whole, self.furthest = past.first, past.is_whole, past.furthest
        self._kept, self._spacing = dict(past.kept), past.spacing
        self._near.clear()
        self._changes, self.changes = dict(past.changes), tuple(sorted(past.changes))
        simulation.restore(self._kept[max(s for s in self._kept if s <= past.step)])
        self._follow(simulation)

    def _forget_the_past(self, simulation: Simulation) -> None:
        """Begin where the run is now: of what led to here there is more than is kept."""
        self.first = simulation.step
        self.is_whole = False
        self.forget_states()
        self.begin_again(simulation)
        self._changes, self.changes = {}, ()

    @property
    def parameter_changes(self) -> tuple[ParameterChange, ...]:
        """Return the changes made since the first moment, in the order of their steps."""
        return tuple(ParameterChange(step, self._changes[step]) for step in self.changes)

    def foretell(self, parameter_changes: Sequence[ParameterChange], furthest: int) -> None:
        """Take over the changes of a run made elsewhere, so that its moments up to a step can be sought here."""
        self._changes = {move.step: move.parameters for move in parameter_changes}
        self.changes = tuple(sorted(self._changes))
        self.furthest = max(self.furthest, furthest)

    def is_same(self, initial: Parameters, parameter_changes: Sequence[ParameterChange], step: int) -> bool:
        """Return whether a run of the same seed, told of by its parameters, is this one up to a step."""
        told = [change for change in parameter_changes if change.step < step]
        own = [change for change in self.parameter_changes if change.step < step]
        return self.is_whole and self.initial == initial and own == told

    def _drop_after(self, step: int) -> None:
        self._kept = {s: state for s, state in self._kept.items() if s <= step}
        self._near = deque((state for state in self._near if state.step <= step), maxlen=MOST_NEAR)
        self._changes = {s: parameters for s, parameters in self._changes.items() if s <= step}
        self.changes = tuple(self._changes)
        self.furthest = step

    # --- backwards ---

    def states(self) -> tuple[State, ...]:
        """Return the states kept, ascending by their steps."""
        known = {**self._kept, **{state.step: state for state in self._near}}
        return tuple(known[step] for step in sorted(known))

    def approach(self, simulation: Simulation, step: int) -> int:
        """Put the run at the nearest state before a step, and return the steps to be made from there.

        Nothing is restored where going on from the present moment is shorter.
        """
        self.furthest = max(self.furthest, simulation.step)
        goal = min(max(step, self.first), self.furthest)
        known = {**self._kept, **{state.step: state for state in self._near}}
        nearest = max(s for s in known if s <= goal)
        if goal < simulation.step or nearest > simulation.step:
            simulation.restore(known[nearest])
        self._follow(simulation)
        return goal - simulation.step


def bytes_of(states: Sequence[State]) -> int:
    """Return the bytes that states hold together; events are views, of which several may be of one array."""
    logs = {id(log): log.nbytes for state in states if (log := state.events.base) is not None}
    tables = [(state.cells, state.agents, state.journeys, *state.scenery.values()) for state in states]
    return sum(logs.values()) + sum(array.nbytes for kept in tables for table in kept for array in table.values())
