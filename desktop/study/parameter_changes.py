"""Parameters changed while a run was watched: a run is made again by its seed, its parameters, and these changes."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desktop.engine.parameters import Parameters
from desktop.engine.simulation import Simulation

STRIDE = 30
"""Steps made at a stretch, between two looks at whether to go on."""


@dataclass(frozen=True)
class ParameterChange:
    """Other parameters from the end of a step on."""

    step: int
    parameters: Parameters


def advance_to(simulation: Simulation, step: int, changes: Sequence[ParameterChange] = ()) -> None:
    """Advance a run to a step, changing parameters on the way; the changes are in the order of their steps."""
    for place in range(bisect_left(changes, simulation.step, key=_step), bisect_right(changes, step, key=_step)):
        simulation.advance(changes[place].step - simulation.step)
        simulation.set_parameters(changes[place].parameters)
    simulation.advance(max(0, step - simulation.step))


def strides_to(simulation: Simulation, step: int, changes: Sequence[ParameterChange] = ()) -> Iterator[None]:
    """Advance a run to a step, and pause before every few steps: the way to a late moment takes hours."""
    while simulation.step < step:
        yield
        advance_to(simulation, min(simulation.step + STRIDE, step), changes)
    advance_to(simulation, step, changes)


def _step(change: ParameterChange) -> int:
    return change.step
