"""Arrest: passing a capillary bed, a cell lodges now and then, and the rest of its fate is decided there."""

from dataclasses import dataclass

import numpy as np

from desktop.cascade.blood import FILE_GAP, count_in
from desktop.cascade.stages import Reached, Stage
from desktop.cascade.vasculature import FlowParameters
from desktop.engine.arrays import IntArray
from desktop.engine.contracts import Entry, Observable, Phase, StepContext
from desktop.engine.events import EventKind
from desktop.engine.network import VesselNetwork
from desktop.engine.parameters import ParameterGroup, parameter
from desktop.engine.tables import Column, Table


@dataclass(frozen=True)
class ArrestParameters(ParameterGroup):
    """How often cells lodge."""

    key = "arrest"
    label = "Arrest"
    section = "organ"

    per_circuit: float = parameter(
        3.16,
        label="Lodge per circuit",
        unit="%",
        low=0.1,
        high=99.0,
        scale="log",
        help="How many of a hundred default single cells lodge in a capillary on each circuit of the blood. "
        "Most cells that "
        "vanish from blood are not dead: they have lodged.",
        source="2.3 % with 25 min half-life in a human; 0.3–11 % per circuit (Hamza 2021, Meng 2004); fitted",
        grade="B",
        level="lesson",
        typical=(0.3, 11.0),
    )


class Lodging:
    """Decides at each capillary who lodges there, and stops those who have come to their place."""

    name = "lodging"
    phase = Phase.TOUCH

    def begin(self, context: StepContext) -> None:
        """Nobody lodges before the run begins."""

    def act(self, context: StepContext) -> None:
        """Judge newcomers to a capillary, stop the lodged, and let the hours since arrest run."""
        rows, cells = context.in_stage(Stage.TRAVELLING), context.cells
        self._judge(context, rows[(cells["capillaries"][rows] > cells["capillaries_judged"][rows])])
        self._stop(context, rows)
        lodged = context.in_stage(Stage.ARRESTED, Stage.LEAVING)
        cells["arrest_hours"][lodged] += context.hours(lodged)

    @staticmethod
    def _judge(context: StepContext, rows: IntArray) -> None:
        """Expose a cell that enters a capillary to all circuits its drawn lap stands for.

        Chance to lodge on n circuits = 1 − (1 − p)^n; a drawn lap lasts as long as several circuits of the body.
        """
        cells, flow = context.cells, context.parameters[FlowParameters]
        cells["capillaries_judged"][rows] = cells["capillaries"][rows]
        since = cells["stage_hours"][rows] - cells["judged_hours"][rows]
        # For those that are led, too: their leader is asked for them, and they may come to lead later.
        cells["judged_hours"][rows] = cells["stage_hours"][rows]
        asked = (cells["order"][rows] == 0) & (cells["stop"][rows] < 0.0)
        rows, since = rows[asked], since[asked]
        if rows.size == 0:
            return
        circuits = np.maximum(since * 3600.0 * flow.strength / flow.circuit_time, 1.0)
        per_circuit = -np.log1p(-context.parameters[ArrestParameters].per_circuit / 100.0)
        lodges = rows[context.risks.expose(context, "arrest", rows, per_circuit * circuits)[0]]
        length = context.resource(VesselNetwork).length[cells["segment"][lodges]]
        share = context.random["lodging"].uniform(cells["identity"][lodges])
        # Far enough in for its file to find room behind it, as far as the capillary goes.
        file = np.minimum(FILE_GAP * cells["radius"][lodges] * (cells["cluster_size"][lodges] - 1), 0.92 * length)
        place = np.maximum(length * (0.08 + 0.84 * share), file)
        cells["stop"][lodges] = place
        # However long the step, it lodges at its place: oxygen and pressure rise along a capillary.
        beyond = np.maximum(cells["s"][lodges] - place, 0.0)
        cells["s"][lodges] -= beyond
        cells["travelled"][lodges] -= beyond

    @staticmethod
    def _stop(context: StepContext, rows: IntArray) -> None:
        """Stop leaders at their place, and followers once they have closed up."""
        cells = context.cells
        stopped = (cells["stop"][rows] >= 0.0) & (cells["s"][rows] >= cells["stop"][rows] - 0.01)
        leader = cells["leader"][rows]
        led = (cells["cluster"][rows] >= 0) & (cells["order"][rows] > 0)
        closed_up = led & (cells["stage"][leader] == Stage.ARRESTED) & (cells["speed"][rows] < 1.0)
        Lodging._file_up(cells, rows[closed_up])
        there = rows[stopped | closed_up]
        cells["arrived_grouped"][there] = cells["cluster_size"][there] > 1
        cells["speed"][there] = 0.0
        context.enter_stage(there, Stage.ARRESTED, Reached.ARREST)
        context.record("arrested", there, value=cells["unanchored_hours"][there] * 60.0)

    @staticmethod
    def _file_up(cells: Table, rows: IntArray) -> None:
        """Put followers behind the leader that has lodged: a long step may have carried them past their place."""
        leader = cells["leader"][rows]
        rows, leader = (part[cells["segment"][rows] == cells["segment"][leader]] for part in (rows, leader))
        place = np.maximum(cells["s"][leader] - FILE_GAP * cells["radius"][rows] * cells["order"][rows], 0.0)
        beyond = np.maximum(cells["s"][rows] - place, 0.0)
        cells["s"][rows] -= beyond
        cells["travelled"][rows] -= beyond


ENTRY = Entry(
    name="arrest",
    parameters=(ArrestParameters,),
    columns=(
        Column("capillaries_judged", np.int64, 0, "", "capillaries at which it was decided whether the cell lodges"),
        Column("judged_hours", np.float64, 0.0, "h", "time in blood at the last such decision"),
        Column("arrest_hours", np.float64, 0.0, "h", "biological time since the cell lodged"),
    ),
    processes=(Lodging(),),
    transitions=("arrest",),
    observables=(Observable("arrested", "tumor cells lodged", "drawn cells", count_in(Stage.ARRESTED, Stage.LEAVING)),),
    events=(EventKind("arrested", "lodged", "lodged in a capillary after {value:.0f} min in the blood"),),
)
