"""Parameters changed while a run was watched: a run is made again by its seed, its parameters, and these changes."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.engine.parameters import Parameters
from desktop.engine.simulation import Simulation


@dataclass(frozen=True)
class ParameterChange:
    """Other parameters from the end of a step on."""

    step: int
    parameters: Parameters


def advance_to(simulation: Simulation, step: int, changes: Sequence[ParameterChange] = ()) -> None:
    """Advance a run to a step, changing parameters on the way; the changes are in the order of their steps."""
    for change in changes:
        if simulation.step <= change.step <= step:
            simulation.advance(change.step - simulation.step)
            simulation.set_parameters(change.parameters)
    simulation.advance(max(0, step - simulation.step))
