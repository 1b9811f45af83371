"""Arrest: passing a capillary bed, a cell lodges now and then, and the rest of its fate is decided there.

A lodged cell that has no firm hold yet may come loose and travel on, to lodge elsewhere: so what happens in the
capillaries is felt in the blood.
"""

from dataclasses import dataclass

import numpy as np

from desktop.cascade.blood import CAPILLARIES, FILE_GAP, SPEED, count_in
from desktop.cascade.clusters import ARRIVED_GROUPED
from desktop.cascade.groups import leaders, leads, leave_group, with_groups
from desktop.cascade.stages import Reached, Stage
from desktop.cascade.tumor_cell import (
    ADHERED,
    ALONG,
    ARREST_HOURS,
    CLUSTER_SIZE,
    LEADER,
    ORDER,
    SEGMENT,
    STOP,
    TRAVELLED,
    UNANCHORED_HOURS,
)
from desktop.cascade.vasculature import FlowParameters
from desktop.engine.arrays import IntArray
from desktop.engine.columns import IDENTITY, RADIUS, STAGE, STAGE_HOURS, Column
from desktop.engine.context import StepContext
from desktop.engine.contracts import CellClock, Entry, Observable, Phase
from desktop.engine.events import EventKind
from desktop.engine.network import VesselNetwork
from desktop.engine.parameters import ParameterGroup, parameter
from desktop.engine.tables import Table

CAPILLARIES_JUDGED = Column(
    "capillaries_judged", np.int64, 0, "", "capillaries at which it was decided whether the cell lodges"
)
JUDGED_HOURS = Column("judged_hours", np.float64, 0.0, "h", "time in blood at the last such decision")


@dataclass(frozen=True)
class ArrestParameters(ParameterGroup):
    """How often cells lodge."""

    key = "arrest"
    label = "Arrest"
    section = "organ"

    release: float = parameter(
        0.05,
        label="Lodged cells that come loose",
        unit="per h",
        low=0.0,
        high=2.0,
        help="How many lodged cells per hour are washed on while they have no firm hold yet. They lodge again "
        "elsewhere.",
        source="assumption: a third before the firm hold; cells are seen to be detached by the flow (Follain 2018)",
        grade="C",
        level="basic",
    )

    per_circuit: float = parameter(
        3.5,
        label="Lodge per circuit",
        unit="%",
        low=0.1,
        high=99.0,
        scale="log",
        help="How many of a hundred default single cells lodge in a capillary on each circuit of the blood. "
        "Most cells that "
        "vanish from blood are not dead: they have lodged.",
        source="fitted to a half-life of 25 min, an assumption between 40–260 s (Hamza 2021) and 1–2.4 h (Meng 2004)",
        grade="C",
        level="lesson",
        typical=(0.3, 11.0),
    )


class ComingLoose:
    """Washes lodged cells on that do not hold on firmly; a group goes as one, and leaves behind who does."""

    name = "coming loose"
    phase = Phase.TOUCH

    def act(self, context: StepContext) -> None:
        """Expose leaders and singles to being washed on, and set those that are into the stream."""
        cells, lodged = context.cells, context.in_stage(Stage.ARRESTED)
        asked = lodged[leads(cells, lodged) & ~cells[ADHERED][lodged]]
        if asked.size == 0:
            return
        rate = np.full(asked.size, context.parameters[ArrestParameters].release)
        loose = asked[context.reaches("release", asked, rate)]
        if loose.size == 0:
            return
        together = with_groups(cells, loose, lodged)
        leave_group(context, together[cells[ADHERED][together]])
        self._wash_on(context, together[~cells[ADHERED][together]])

    @staticmethod
    def _wash_on(context: StepContext, rows: IntArray) -> None:
        cells, turn = context.cells, context.step + 1
        context.record("came_loose", rows, value=cells[STAGE_HOURS][rows])
        cells[STOP][rows] = -1.0
        cells[JUDGED_HOURS][rows] = 0.0
        for risk in ("arrest", "release"):
            context.risks.renew(context, risk, rows, turn)
        context.enter_stage(rows, Stage.TRAVELLING)


class Lodging:
    """Decides at each capillary who lodges there, and stops those who have come to their place."""

    name = "lodging"
    phase = Phase.TOUCH

    def act(self, context: StepContext) -> None:
        """Judge newcomers to a capillary, stop the lodged, and let the hours since arrest run."""
        rows, cells = context.in_stage(Stage.TRAVELLING), context.cells
        self._judge(context, rows[(cells[CAPILLARIES][rows] > cells[CAPILLARIES_JUDGED][rows])])
        self._stop(context, rows)
        lodged = context.in_stage(Stage.ARRESTED, Stage.LEAVING)
        cells[ARREST_HOURS][lodged] += context.hours(lodged)

    @staticmethod
    def _judge(context: StepContext, rows: IntArray) -> None:
        """Expose a cell that enters a capillary to all circuits its drawn lap stands for.

        Chance to lodge on n circuits = 1 − (1 − p)^n; a drawn lap lasts as long as several circuits of the body.
        """
        cells, flow = context.cells, context.parameters[FlowParameters]
        cells[CAPILLARIES_JUDGED][rows] = cells[CAPILLARIES][rows]
        since = cells[STAGE_HOURS][rows] - cells[JUDGED_HOURS][rows]
        # For those that are led, too: their leader is asked for them, and they may come to lead later.
        cells[JUDGED_HOURS][rows] = cells[STAGE_HOURS][rows]
        asked = (cells[ORDER][rows] == 0) & (cells[STOP][rows] < 0.0)
        rows, since = rows[asked], since[asked]
        if rows.size == 0:
            return
        circuits = np.maximum(since * 3600.0 * flow.strength / flow.circuit_time, 1.0)
        per_circuit = -np.log1p(-context.parameters[ArrestParameters].per_circuit / 100.0)
        lodges = rows[context.risks.expose(context, "arrest", rows, per_circuit * circuits)[0]]
        length = context.resource(VesselNetwork).length[cells[SEGMENT][lodges]]
        share = context.random["lodging"].uniform(cells[IDENTITY][lodges])
        # Far enough in for its file to find room behind it, as far as the capillary goes.
        file = np.minimum(FILE_GAP * cells[RADIUS][lodges] * (cells[CLUSTER_SIZE][lodges] - 1), 0.92 * length)
        place = np.maximum(length * (0.08 + 0.84 * share), file)
        cells[STOP][lodges] = place
        # However long the step, it lodges at its place: oxygen and pressure rise along a capillary.
        beyond = np.maximum(cells[ALONG][lodges] - place, 0.0)
        cells[ALONG][lodges] -= beyond
        cells[TRAVELLED][lodges] -= beyond

    @staticmethod
    def _stop(context: StepContext, rows: IntArray) -> None:
        """Stop leaders at their place, and followers once they have closed up."""
        cells = context.cells
        stopped = (cells[STOP][rows] >= 0.0) & (cells[ALONG][rows] >= cells[STOP][rows] - 0.01)
        closed_up = (
            ~leads(cells, rows) & (cells[STAGE][leaders(cells, rows)] == Stage.ARRESTED) & (cells[SPEED][rows] < 1.0)
        )
        Lodging._file_up(cells, rows[closed_up])
        there = rows[stopped | closed_up]
        cells[ARRIVED_GROUPED][there] = cells[CLUSTER_SIZE][there] > 1
        cells[SPEED][there] = 0.0
        context.enter_stage(there, Stage.ARRESTED, Reached.ARREST)
        context.record("arrested", there, value=cells[UNANCHORED_HOURS][there] * 60.0)

    @staticmethod
    def _file_up(cells: Table, rows: IntArray) -> None:
        """Put followers behind the leader that has lodged: a long step may have carried them past their place."""
        leader = cells[LEADER][rows]
        rows, leader = (part[cells[SEGMENT][rows] == cells[SEGMENT][leader]] for part in (rows, leader))
        place = np.maximum(cells[ALONG][leader] - FILE_GAP * cells[RADIUS][rows] * cells[ORDER][rows], 0.0)
        beyond = np.maximum(cells[ALONG][rows] - place, 0.0)
        cells[ALONG][rows] -= beyond
        cells[TRAVELLED][rows] -= beyond


LODGING_CLOCK = CellClock(
    "lodging",
    "since the cell lodged",
    "capillary",
    ARREST_HOURS,
    (
        "anoikis.hazard",
        "oxidation.survival_after_arrest",
        "natural_killer.activity",
        "natural_killer.kill_chance",
        "immune_evasion.strength",
        "immune_evasion.brake",
        "platelets.strength",
        "platelets.shield",
        "stress_resistance.strength",
        "metabolism.strength",
        "treatments.antioxidant",
        "treatments.antiplatelet",
        "treatments.pd1_blockade",
        "treatments.exercise",
    ),
)
"""Hours that a cell has lain in a capillary; a test holds that these parameters act through a cell's risks alone."""


ENTRY = Entry(
    name="arrest",
    parameters=(ArrestParameters,),
    columns=(
        CAPILLARIES_JUDGED,
        JUDGED_HOURS,
        ARREST_HOURS,
    ),
    processes=(ComingLoose(), Lodging()),
    transitions=("arrest", "release"),
    observables=(Observable("arrested", "tumor cells lodged", "drawn cells", count_in(Stage.ARRESTED, Stage.LEAVING)),),
    events=(
        EventKind("arrested", "lodged", "lodged in a capillary after {value:.0f} min in the blood"),
        EventKind("came_loose", "came loose", "was washed on after {value:.0f} h in the capillary"),
    ),
)
