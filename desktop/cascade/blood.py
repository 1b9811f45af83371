"""Travelling in the blood: every cell rides the solved flow, takes forks by its streamline, and feels what is there.

A cell keeps a streamline: the share q of the flow that passes to its left, uniform on (0, 1). At a fork it takes the
branch on its side of the dividing streamline, and its q is stretched to the branch; q is drawn anew on every lap.
Groups run in single file where the vessel is narrow and as a packed raft where it is wide.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from desktop.cascade.deformability import stiffness_of
from desktop.cascade.groups import group_identity, leaders, packed_place
from desktop.cascade.stages import Stage
from desktop.cascade.tumor_cell import (
    ACROSS,
    ALONG,
    HEADING,
    ORDER,
    OXYGEN,
    SEGMENT,
    SHEAR_STRESS,
    STOP,
    STREAMLINE,
    STRETCH,
    TRAVELLED,
)
from desktop.cascade.vasculature import DYN_PER_CM2_IN_PASCAL, PASCAL_PER_MMHG, DisplayParameters, FlowParameters
from desktop.engine.arrays import AnyArray, FloatArray, IntArray
from desktop.engine.columns import RADIUS, STAGE, Column, X, Y
from desktop.engine.compiled import compiled
from desktop.engine.context import ReadContext, StepContext
from desktop.engine.contracts import Entry, Observable, Phase
from desktop.engine.events import EventKind
from desktop.engine.moment import Moment
from desktop.engine.network import MAX_BRANCHES, VesselNetwork
from desktop.engine.parameters import ParameterGroup, parameter

LATERAL_RATE = 1.5
"""Share of the way to its streamline a cell covers per animation second (assumption: smooth to the eye)."""
FILE_GAP = 1.8
"""Radii between the centres of two cells that run in single file: cells that touch, a little pressed (assumption)."""
PASSING_PLACE = 0.92
"""Share of a capillary's length at which a cell that a step would take right through it waits for the next step."""

PATH_OF_DRAWN = 5.0
"""Path through the organ's capillaries over the length of a drawn one, which is a stretch of it (assumption: gives the
0.75–2 s that red cells stay in the capillaries of a lung at rest, textbook)."""

SPEED = Column("speed", np.float64, 0.0, "µm/s", "drawn speed")
LAPS = Column("laps", np.int64, 0, "", "drawn laps completed")
LAPS_MIXED = Column("laps_mixed", np.int64, 0, "", "laps after which the streamline was drawn anew")
CAPILLARIES = Column("capillaries", np.int64, 0, "", "capillaries entered so far")
PRESSURE = Column("pressure", np.float64, 20.0, "mmHg", "fluid pressure around the cell")


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
def streamline_position(q: float, reach: float) -> float:
    """Return r/R of a cell's middle, from +reach at the left bank to −reach, with a share q of the flow left of it.

    The drawn plane is a cut through the axis of a round tube: within ρ = r/R flows the share 2ρ² − ρ⁴ of the blood,
    half of it on each side. A cell of radius a keeps its middle within ``reach`` = 1 − a/R, so of what flows there

        |1 − 2q| · (2·reach² − reach⁴) = 2ρ² − ρ⁴.
    """
    inside = abs(1.0 - 2.0 * q) * reach * reach * (2.0 - reach * reach)
    place = np.sqrt(max(1.0 - np.sqrt(max(1.0 - inside, 0.0)), 0.0))
    return float(place if q < 0.5 else -place)


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


# With R the radius of the tube, a that of the cell, ū the mean speed of the flow there, r the place across the tube, f
# the slow motion and Δt the length of the step, a leader advances by
#
#     Δs = 2·ū·(1 − r²/R²)·f·Δt    where it fits (a < R);    Δs = ū·mobility·f·Δt    where it must squeeze,
#
# and r relaxes towards the place of its streamline, ρ(q, 1 − a/R)·R, at `LATERAL_RATE`. A follower closes up to its
# place behind the leader, which goes over from single file to raft as w = min((R − a)/2a, 1) rises to 1.
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
        target = streamline_position(q[i], room / radius[k]) * radius[k]
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
                # However long the step, no cell is through a capillary before it is decided whether it lodges there.
                beyond = s[i] - PASSING_PLACE * length[segment[i]]
                if s[i] > length[segment[i]]:
                    s[i] -= beyond
                    travelled[i] -= beyond


class Riding:
    """Moves travelling cells and tells every cell in a vessel what it feels."""

    name = "riding"
    phase = Phase.FLOW

    def act(self, context: StepContext) -> None:
        """Ride, then place, deform and expose."""
        rows = context.in_stage(Stage.TRAVELLING)
        if rows.size:
            self._ride(context, rows)
            self._new_laps(context, rows)
        in_vessel = context.in_stage(Stage.TRAVELLING, Stage.ARRESTED)
        if in_vessel.size:
            if context.is_watched:
                place_in_vessel(context, in_vessel)
            feel(context, in_vessel)

    @staticmethod
    def _ride(context: StepContext, rows: IntArray) -> None:
        cells, network = context.cells, context.resource(VesselNetwork)
        flow = context.parameters[FlowParameters]
        rows = rows[np.argsort(cells[ORDER][rows] > 0, kind="stable")]
        lead = leaders(cells, rows)
        ahead, across = packed_place(cells[ORDER][rows], cells[RADIUS][rows])
        file = -FILE_GAP * cells[RADIUS][rows] * cells[ORDER][rows]
        narrow = np.maximum(cells[RADIUS][rows] / network.radius[cells[SEGMENT][rows]] - 1.0, 0.0)
        drag = context.parameters[BloodParameters].squeeze * stiffness_of(context, rows) / 0.5 * narrow
        whole = (cells[SEGMENT], cells[LAPS], cells[CAPILLARIES])
        moving = (ALONG, ACROSS, STREAMLINE, TRAVELLED, STOP, SPEED, RADIUS)
        numbers = tuple(cells[column] for column in moving)
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
        back = rows[cells[LAPS][rows] > cells[LAPS_MIXED][rows]]
        if back.size == 0:
            return
        cells[LAPS_MIXED][back] = cells[LAPS][back]
        who = group_identity(cells, back)
        for lap in np.unique(cells[LAPS][back]):
            same = cells[LAPS][back] == lap
            cells[STREAMLINE][back[same]] = context.random["lane"].uniform(who[same], int(lap))
        first = back[cells[ORDER][back] == 0]
        context.record("completed_lap", first, value=cells[LAPS][first])


def place_in_vessel(context: StepContext, rows: IntArray) -> None:
    """Set position, heading and shape of cells in the vessels."""
    cells, network = context.cells, context.resource(VesselNetwork)
    segment = cells[SEGMENT][rows]
    x, y, heading = network.place(segment, cells[ALONG][rows], cells[ACROSS][rows])
    cells[X][rows], cells[Y][rows], cells[HEADING][rows] = x, y, heading
    # A cell wider than its vessel becomes a sausage of the same area that leaves 5 % of the bore free.
    half_width = np.minimum(cells[RADIUS][rows], 0.95 * network.radius[segment])
    target = (cells[RADIUS][rows] / half_width) ** 2
    cells[STRETCH][rows] += (target - cells[STRETCH][rows]) * -np.expm1(-6.0 * context.seconds)


def feel(context: StepContext, rows: IntArray) -> None:
    """Set shear stress, pressure and oxygen where the cell is.

    The stress is that of the exact profile at the cell's outer edge, where it is greatest.
    """
    cells, network = context.cells, context.resource(VesselNetwork)
    blood = context.parameters[BloodParameters]
    segment, s = cells[SEGMENT][rows], cells[ALONG][rows]
    edge = np.abs(cells[ACROSS][rows]) + cells[RADIUS][rows]
    cells[SHEAR_STRESS][rows] = network.shear_stress(segment, edge) / DYN_PER_CM2_IN_PASCAL
    cells[PRESSURE][rows] = network.pressure(segment, s) / PASCAL_PER_MMHG
    target = blood.venous_oxygen + (blood.arterial_oxygen - blood.venous_oxygen) * oxygenation(context, segment, s)
    cells[OXYGEN][rows] += (target - cells[OXYGEN][rows]) * -np.expm1(-3.0 * context.seconds)


def oxygenation(context: ReadContext, segment: IntArray, s: FloatArray) -> FloatArray:
    """Return 0 for venous and 1 for arterial blood, shape (n,): it rises along the capillaries of the lung."""
    network = context.resource(VesselNetwork)
    if context.parameters[DisplayParameters].organ != "lung":
        return np.zeros(segment.size)
    along = s / network.length[segment]
    capillary = network.is_role("capillary")
    behind = segment > np.flatnonzero(capillary)[-1]
    return np.where(behind, 1.0, np.where(capillary[segment], along, 0.0))


def _mean_while_travelling(column: Column) -> Callable[[Moment], float]:
    def read(snapshot: Moment) -> float:
        values = snapshot.cells[column][snapshot.cells[STAGE] == Stage.TRAVELLING]
        return float(np.mean(values)) if values.size else float("nan")

    return read


def count_in(*stages: Stage) -> Callable[[Moment], float]:
    """Return a reader that counts the cells in some stages."""

    def read(snapshot: Moment) -> float:
        return float(np.count_nonzero(np.isin(snapshot.cells[STAGE], stages)))

    return read


def capillary_transit(snapshot: Moment) -> float:
    """Return how long blood stays in the capillaries of the organ, in seconds at true speed: volume over flow."""
    network = snapshot.resource(VesselNetwork)
    tube = network.with_role("capillary")
    cross_section = network.radius[tube] ** 2
    volume = float((cross_section * network.length[tube]).sum())
    return PATH_OF_DRAWN * volume / float((cross_section * network.mean_speed[tube]).sum())


ENTRY = Entry(
    name="blood",
    parameters=(BloodParameters,),
    columns=(
        SEGMENT,
        ALONG,
        ACROSS,
        STREAMLINE,
        TRAVELLED,
        SPEED,
        STOP,
        LAPS,
        LAPS_MIXED,
        CAPILLARIES,
        SHEAR_STRESS,
        PRESSURE,
    ),
    processes=(Riding(),),
    observables=(
        Observable("circulating", "tumor cells in the blood", "drawn cells", count_in(Stage.TRAVELLING)),
        Observable(
            "mean_shear_stress_dyn_per_cm2", "mean shear stress", "dyn/cm²", _mean_while_travelling(SHEAR_STRESS)
        ),
        Observable("capillary_transit_seconds", "time of blood in the organ's capillaries", "s", capillary_transit),
        Observable("mean_oxygen_mmhg", "mean oxygen around traveling cells", "mmHg", _mean_while_travelling(OXYGEN)),
    ),
    events=(EventKind("completed_lap", "came round again", "came round again, lap {value:.0f}"),),
)
