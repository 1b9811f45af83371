"""Sliders moved while a run was watched: a run is made again by its seed, its parameters, and these moves."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.engine.parameters import Parameters
from desktop.engine.simulation import Simulation


@dataclass(frozen=True)
class SliderMove:
    """Other parameters from the end of a step on."""

    step: int
    parameters: Parameters


def advance_to(simulation: Simulation, step: int, moves: Sequence[SliderMove] = ()) -> None:
    """Advance a run to a step, moving the sliders on the way; the moves are in the order of their steps."""
    for move in moves:
        if simulation.step <= move.step <= step:
            simulation.advance(move.step - simulation.step)
            simulation.set_parameters(move.parameters)
    simulation.advance(max(0, step - simulation.step))
