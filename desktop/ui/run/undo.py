"""What can be undone: changes of parameters, and a run replaced by another."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from PySide6.QtGui import QUndoCommand

from desktop.engine.parameters import Value
from desktop.engine.simulation import Simulation
from desktop.ui.run.timeline import Timeline
from desktop.ui.widgets.plain import menu_words


@dataclass(frozen=True)
class Run:
    """A simulation with its past and the title it is shown under."""

    simulation: Simulation
    title: str
    timeline: Timeline = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Begin the past where the simulation stands."""
        object.__setattr__(self, "timeline", Timeline(self.simulation))


class Editable(Protocol):
    """What a change of parameters needs."""

    def apply_values(self, values: Mapping[str, Value]) -> None:
        """Use these values from the next step on."""


class ChangeValues(QUndoCommand):
    """Other values for some parameters; changes of one drag become one step of undo."""

    def __init__(
        self, words: str, target: Editable, old: Mapping[str, Value], new: Mapping[str, Value], drag: int
    ) -> None:
        super().__init__(menu_words(words))
        self._target = target
        self.old = dict(old)
        self.new = dict(new)
        self._drag = drag

    def redo(self) -> None:
        """Use the new values."""
        self._target.apply_values(self.new)

    def undo(self) -> None:
        """Use the old values again."""
        self._target.apply_values(self.old)

    def id(self) -> int:
        """Return the number of the drag; commands of one drag may merge, -1 never does."""
        return self._drag

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Swallow a later change of the same parameters in the same drag."""
        if not isinstance(other, ChangeValues) or other.new.keys() != self.new.keys():
            return False
        self.new = other.new
        self.setObsolete(self.new == self.old)
        return True


class ReplaceRun(QUndoCommand):
    """Another run in place of the present one; the old run is kept whole, so that it can go on."""

    def __init__(self, words: str, show: Callable[[Run], None], old: Run, new: Run) -> None:
        super().__init__(menu_words(words))
        self._show = show
        self._old = old
        self._new = new

    def redo(self) -> None:
        """Show the new run."""
        self._show(self._new)

    def undo(self) -> None:
        """Show the old run where it was left."""
        self._show(self._old)
