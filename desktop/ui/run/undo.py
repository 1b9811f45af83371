"""What can be undone: changes of parameters, with the moments that they replaced, and a run replaced by another."""

from collections.abc import Callable, Mapping
from typing import Protocol

from PySide6.QtGui import QUndoCommand, QUndoStack

from desktop.engine.parameters import Value
from desktop.engine.simulation import Simulation
from desktop.study.scenario import Scenario
from desktop.ui.run.timeline import Past, Timeline
from desktop.ui.widgets.plain import menu_words


class Run:
    """A simulation with its past, which begins where it stands, and the scenario it was opened as.

    A run that another one has replaced is laid aside, and later folded up into what makes it again: its first
    parameters, its seed, and the moves of sliders.
    """

    def __init__(self, simulation: Simulation, scenario: Scenario) -> None:
        self.scenario = scenario
        self.timeline = Timeline(simulation)
        self._model, self._seed = simulation.model, simulation.seed
        self._simulation: Simulation | None = simulation
        self._left_at = simulation.step

    @property
    def simulation(self) -> Simulation:
        """Return the simulation of a run that is not folded up."""
        assert self._simulation is not None
        return self._simulation

    @property
    def title(self) -> str:
        """Return the title the run is shown under."""
        return self.scenario.title or self.scenario.name

    @property
    def is_folded(self) -> bool:
        """Return whether only what makes the run again is there."""
        return self._simulation is None

    def fold(self) -> None:
        """Keep only what makes the run again; a run whose moves are not all known stays as it is."""
        if self.timeline.is_whole and self._simulation is not None:
            self._left_at = self._simulation.step
            self._simulation = None
            self.timeline.forget_states()

    def unfold(self) -> int:
        """Make the simulation again, at the run's beginning, and return the step that it was left at."""
        if self._simulation is None:
            self._simulation = Simulation(self._model, self.timeline.initial, self._seed)
            self.timeline.begin_again(self._simulation)
            return self._left_at
        return self._simulation.step


class Editable(Protocol):
    """What a change of parameters needs."""

    def apply_values(self, values: Mapping[str, Value]) -> Past | None:
        """Use these values from the next step on; return the past that they replace, if later moments were seen."""

    def bring_back(self, past: Past, *, undone: bool) -> Past:
        """Show the run as it was; return the past that it replaces. ``undone`` tells undo from redo."""


class ChangeValues(QUndoCommand):
    """Other values for some parameters; changes of one drag become one step of undo.

    A change in the past replaces what had been seen after it: to undo it brings that back, too.
    """

    def __init__(
        self, words: str, target: Editable, old: Mapping[str, Value], new: Mapping[str, Value], drag: int
    ) -> None:
        super().__init__(_both(words))
        self._target = target
        self.old = dict(old)
        self.new = dict(new)
        self._drag = drag
        self._before: Past | None = None
        self._after: Past | None = None

    def redo(self) -> None:
        """Use the new values, or show the run again as it was with them."""
        target, after = self._target, self._after
        self._before = target.apply_values(self.new) if after is None else target.bring_back(after, undone=False)

    def undo(self) -> None:
        """Use the old values again, or show the run again as it was before the change."""
        target, before = self._target, self._before
        self._after = target.apply_values(self.old) if before is None else target.bring_back(before, undone=True)

    def id(self) -> int:
        """Return the number of the drag; commands of one drag may merge, -1 never does."""
        return self._drag

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Swallow a later change of the same parameters in the same drag."""
        if not isinstance(other, ChangeValues) or other.new.keys() != self.new.keys():
            return False
        self.new = other.new
        self.setObsolete(self.new == self.old and self._before is None)
        return True


class ReplaceRun(QUndoCommand):
    """Another run in place of the present one; the old run can go on where it was left.

    ``show`` is told the run, and what takes the step back should the way to it be given up.
    """

    def __init__(
        self, words: str, show: Callable[[Run, Callable[[], None]], None], old: Run, new: Run, stack: QUndoStack
    ) -> None:
        super().__init__(_both(words))
        self._show = show
        self._old = old
        self._new = new
        self._stack = stack

    def redo(self) -> None:
        """Show the new run."""
        self._show(self._new, self._stack.undo)

    def undo(self) -> None:
        """Show the old run where it was left."""
        self._show(self._old, self._stack.redo)


def _both(words: str) -> str:
    """Return the words of a step for the list of all, and, behind the line's end, for a menu."""
    line = " ".join(words.split())
    return f"{line}\n{menu_words(line)}"
