"""Travelling in the blood: every cell rides the solved flow, takes forks by its streamline, and feels what is there.

A cell keeps a streamline: the share q of the flow that passes to its left, uniform on (0, 1). At a fork it takes the
branch on its side of the dividing streamline, and its q is stretched to the branch; q is drawn anew on every lap.
Groups run in single file where the vessel is narrow and as a packed raft where it is wide.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from desktop.cascade.deformability import stiffness_of
from desktop.cascade.invasion import packed_place
from desktop.cascade.stages import Stage
from desktop.cascade.vasculature import DYN_PER_CM2_IN_PASCAL, PASCAL_PER_MMHG, DisplayParameters, FlowParameters
from desktop.engine.arrays import AnyArray, FloatArray, IntArray
from desktop.engine.compiled import compiled
from desktop.engine.contracts import Entry, Observable, Phase, StepContext
from desktop.engine.events import EventKind
from desktop.engine.network import MAX_BRANCHES, VesselNetwork
from desktop.engine.parameters import ParameterGroup, parameter
from desktop.engine.snapshot import Snapshot
from desktop.engine.tables import Column

LATERAL_RATE = 1.5
"""Share of the way to its streamline a cell covers per animation second (assumption: smooth to the eye)."""
FILE_GAP = 1.8
"""Radii between the centres of two cells that run in single file: cells that touch, a little pressed (assumption)."""
PASSING_PLACE = 0.92
"""Share of a capillary's length at which a cell that a step would take right through it waits for the next step."""


@dataclass(frozen=True)
class BloodParameters(ParameterGroup):
    """Oxygen in the blood, and how a wide cell moves through a narrow vessel."""

    key = "blood"
    label = "Blood"
    section = "flow"

    venous_oxygen: float = parameter(
        40.0,
        label="Oxygen in venous blood",
        unit="mmHg",
        low=15.0,
        high=70.0,
        help="Oxygen pressure in the blood that comes from the tumor's side.",
        source="mixed venous ≈ 40 mmHg (textbook)",
        grade="textbook",
        level="expert",
    )
    arterial_oxygen: float = parameter(
        95.0,
        label="Oxygen behind the lung",
        unit="mmHg",
        low=40.0,
        high=150.0,
        help="Oxygen pressure of the blood once it has passed the lung's capillaries.",
        source="arterial 75–100 mmHg (textbook)",
        grade="textbook",
        level="expert",
    )
    squeeze: float = parameter(
        0.6,
        label="Drag of squeezing",
        unit="",
        low=0.0,
        high=10.0,
        help="How much a cell wider than a capillary is slowed down in it, at the default stiffness.",
        source="assumption: 0.1–10 s per passage (textbook)",
        level="expert",
    )


@compiled
def streamline_position(q: float) -> float:
    """Return r/R, from +1 at the left bank to −1, with the share q of a plane Poiseuille flow to its left.

    Solves q = 1/2 − (3ρ − ρ³)/4 for ρ.
    """
    return 2.0 * float(np.sin(np.arcsin(min(max(1.0 - 2.0 * q, -1.0), 1.0)) / 3.0))


@compiled
def _cross_fork(
    i: int, segment: AnyArray, s: FloatArray, r: FloatArray, q: FloatArray, laps: AnyArray,
    radius: FloatArray, length: FloatArray, branches: IntArray, share: FloatArray, inlet: int,
) -> bool:  # fmt: skip
    """Take the cell over the end of its segment; return whether it began a new lap."""
    k = segment[i]
    rest = s[i] - length[k]
    if branches[k, 0] < 0:
        segment[i], s[i], r[i] = inlet, 0.0, 0.0
        laps[i] += 1
        return True
    before, chosen = 0.0, 0
    for b in range(MAX_BRANCHES):
        if branches[k, b] < 0:
            break
        chosen = b
        if q[i] < share[k, b]:
            break
        before = share[k, b]
    width = share[k, chosen] - before
    if width > 0.0:
        q[i] = min(max((q[i] - before) / width, 0.0), 0.999999)
    after = branches[k, chosen]
    r[i] = r[i] / radius[k] * radius[after]
    segment[i], s[i] = after, rest
    return False


@compiled
def ride(
    rows: IntArray, lead: IntArray, raft: FloatArray, mobility: FloatArray, seconds: float, slow_motion: float,
    whole: tuple[AnyArray, ...], numbers: tuple[FloatArray, ...], network: tuple[AnyArray, ...], inlet: int,
) -> None:  # fmt: skip
    """Move travelling cells by one step; leaders and singles (``lead`` = own row) must come before followers.

    ``raft`` holds, per cell, how far ahead of and beside its leader it sits in a wide vessel and how far behind in
    single file, shape (n, 3). ``whole`` are segment, laps and capillaries entered; ``numbers`` s, r, streamline,
    travelled, stop, speed and radius; ``network`` mean speed, radius, length, branches, shares and capillary or not.
    """
    segment, laps, entered = whole
    s, r, q, travelled, stop, speed, size = numbers
    mean_speed, radius, length, branches, share, capillary = network
    ease = 1.0 - np.exp(-LATERAL_RATE * seconds)
    for n in range(rows.size):
        i, leader = rows[n], lead[n]
        k = segment[i]
        room = max(radius[k] - size[i], 0.0)
        target = streamline_position(q[i]) * room
        if leader == i:
            pace = mean_speed[k] * mobility[n]
            if room > 0.0:
                pace = 2.0 * mean_speed[k] * (1.0 - (r[i] / radius[k]) ** 2)
            move = pace * slow_motion * seconds
        else:
            wide = min(room / (2.0 * size[i]), 1.0)
            target = min(max(target + wide * raft[n, 1], -room), room)
            goal = travelled[leader] + wide * raft[n, 0] + (1.0 - wide) * raft[n, 2]
            move = min(max(goal - travelled[i], 0.0), (3.0 * speed[leader] + 60.0) * seconds)
        if stop[i] >= 0.0:
            move = min(move, max(stop[i] - s[i], 0.0))
        r[i] += (target - r[i]) * ease
        s[i] += move
        travelled[i] += move
        speed[i] = move / seconds
        while s[i] > length[segment[i]]:
            _cross_fork(i, segment, s, r, q, laps, radius, length, branches, share, inlet)
            if capillary[segment[i]]:
                entered[i] += 1
                # However long the step, nobody is through a capillary before it is decided whether he lodges there.
                beyond = s[i] - PASSING_PLACE * length[segment[i]]
                if s[i] > length[segment[i]]:
                    s[i] -= beyond
                    travelled[i] -= beyond


class Riding:
    """Moves travelling cells and tells every cell in a vessel what it feels."""

    name = "riding"
    phase = Phase.FLOW

    def begin(self, context: StepContext) -> None:
        """Nobody is in the blood before the run begins."""

    def act(self, context: StepContext) -> None:
        """Ride, then place, deform and expose."""
        rows = context.in_stage(Stage.TRAVELLING)
        if rows.size:
            self._ride(context, rows)
            self._new_laps(context, rows)
        in_vessel = context.in_stage(Stage.TRAVELLING, Stage.ARRESTED)
        if in_vessel.size:
            place_in_vessel(context, in_vessel)
            feel(context, in_vessel)

    @staticmethod
    def _ride(context: StepContext, rows: IntArray) -> None:
        cells, network = context.cells, context.resource(VesselNetwork)
        flow = context.parameters[FlowParameters]
        rows = rows[np.argsort(cells["order"][rows] > 0, kind="stable")]
        lead = np.where(cells["cluster"][rows] >= 0, cells["leader"][rows], rows)
        ahead, across = packed_place(cells["order"][rows], cells["radius"][rows])
        file = -FILE_GAP * cells["radius"][rows] * cells["order"][rows]
        narrow = np.maximum(cells["radius"][rows] / network.radius[cells["segment"][rows]] - 1.0, 0.0)
        drag = context.parameters[BloodParameters].squeeze * stiffness_of(context, rows) / 0.5 * narrow
        whole = tuple(cells[name] for name in ("segment", "laps", "capillaries"))
        numbers = tuple(cells[n] for n in ("s", "r", "streamline", "travelled", "stop", "speed", "radius"))
        tubes = (
            network.mean_speed,
            network.radius,
            network.length,
            network.branches,
            network.branch_share,
            network.is_role("capillary"),
        )
        raft = np.column_stack([ahead, across, file])
        ride(rows, lead, raft, 1.0 / (1.0 + drag), context.seconds, flow.slow_motion, whole, numbers, tubes, 0)

    @staticmethod
    def _new_laps(context: StepContext, rows: IntArray) -> None:
        """Mix the streamlines of those that came back on the left; a group stays on one."""
        cells = context.cells
        back = rows[cells["laps"][rows] > cells["laps_mixed"][rows]]
        if back.size == 0:
            return
        cells["laps_mixed"][back] = cells["laps"][back]
        who = np.where(cells["cluster"][back] >= 0, cells["cluster"][back], cells["identity"][back])
        for lap in np.unique(cells["laps"][back]):
            same = cells["laps"][back] == lap
            cells["streamline"][back[same]] = context.random["lane"].uniform(who[same], int(lap))
        first = back[cells["order"][back] == 0]
        context.record("completed_lap", first, value=cells["laps"][first])


def place_in_vessel(context: StepContext, rows: IntArray) -> None:
    """Set position, heading and shape of cells in the vessels."""
    cells, network = context.cells, context.resource(VesselNetwork)
    segment = cells["segment"][rows]
    x, y, heading = network.place(segment, cells["s"][rows], cells["r"][rows])
    cells["x"][rows], cells["y"][rows], cells["heading"][rows] = x, y, heading
    # A cell wider than its vessel becomes a sausage of the same area that leaves 5 % of the bore free.
    half_width = np.minimum(cells["radius"][rows], 0.95 * network.radius[segment])
    target = (cells["radius"][rows] / half_width) ** 2
    cells["stretch"][rows] += (target - cells["stretch"][rows]) * -np.expm1(-6.0 * context.seconds)


def feel(context: StepContext, rows: IntArray) -> None:
    """Set shear stress, pressure and oxygen where the cell is.

    The stress is that of the exact profile at the cell's outer edge, where it is greatest.
    """
    cells, network = context.cells, context.resource(VesselNetwork)
    blood = context.parameters[BloodParameters]
    segment, s = cells["segment"][rows], cells["s"][rows]
    edge = np.abs(cells["r"][rows]) + cells["radius"][rows]
    cells["shear_stress"][rows] = network.shear_stress(segment, edge) / DYN_PER_CM2_IN_PASCAL
    cells["pressure"][rows] = network.pressure(segment, s) / PASCAL_PER_MMHG
    target = blood.venous_oxygen + (blood.arterial_oxygen - blood.venous_oxygen) * oxygenation(context, segment, s)
    cells["oxygen"][rows] += (target - cells["oxygen"][rows]) * -np.expm1(-3.0 * context.seconds)


def oxygenation(context: StepContext, segment: IntArray, s: FloatArray) -> FloatArray:
    """Return 0 for venous and 1 for arterial blood, shape (n,): it rises along the capillaries of the lung."""
    network = context.resource(VesselNetwork)
    if context.parameters[DisplayParameters].organ != "lung":
        return np.zeros(segment.size)
    along = s / network.length[segment]
    capillary = network.is_role("capillary")
    behind = segment > np.flatnonzero(capillary)[-1]
    return np.where(behind, 1.0, np.where(capillary[segment], along, 0.0))


def _mean_while_travelling(column: str) -> Callable[[Snapshot], float]:
    def read(snapshot: Snapshot) -> float:
        values = snapshot.cells[column][snapshot.cells["stage"] == Stage.TRAVELLING]
        return float(np.mean(values)) if values.size else float("nan")

    return read


def count_in(*stages: Stage) -> Callable[[Snapshot], float]:
    """Return a reader that counts the cells in some stages."""

    def read(snapshot: Snapshot) -> float:
        return float(np.count_nonzero(np.isin(snapshot.cells["stage"], stages)))

    return read


ENTRY = Entry(
    name="blood",
    parameters=(BloodParameters,),
    columns=(
        Column("segment", np.int64, 0, "", "segment of the vessel network"),
        Column("s", np.float64, 0.0, "µm", "place along the segment"),
        Column("r", np.float64, 0.0, "µm", "place across the segment, positive to the left of the flow"),
        Column("streamline", np.float64, 0.5, "", "share of the flow that passes to the left of the cell"),
        Column("travelled", np.float64, 0.0, "µm", "drawn path since the cell, or the group it met, entered the blood"),
        Column("speed", np.float64, 0.0, "µm/s", "drawn speed"),
        Column("stop", np.float64, -1.0, "µm", "where in its capillary the cell will lodge; -1 if it will not"),
        Column("laps", np.int64, 0, "", "drawn laps completed"),
        Column("laps_mixed", np.int64, 0, "", "laps after which the streamline was drawn anew"),
        Column("capillaries", np.int64, 0, "", "capillaries entered so far"),
        Column("shear_stress", np.float64, 0.0, "dyn/cm²", "shear stress at the cell's outer edge"),
        Column("pressure", np.float64, 20.0, "mmHg", "fluid pressure around the cell"),
    ),
    processes=(Riding(),),
    observables=(
        Observable("circulating", "tumor cells in the blood", "drawn cells", count_in(Stage.TRAVELLING)),
        Observable("mean_shear_stress", "mean shear stress", "dyn/cm²", _mean_while_travelling("shear_stress")),
        Observable("mean_oxygen", "mean oxygen around travelling cells", "mmHg", _mean_while_travelling("oxygen")),
    ),
    events=(EventKind("completed_lap", "came round again", "came round again, lap {value:.0f}"),),
)
