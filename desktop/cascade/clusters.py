"""Travelling in groups: cells that hold together shield each other, pass capillaries in single file, and break up.

Every cell of a group keeps its own row and its own fate; ``cluster`` names the group by the identity of the cell that
founded it, ``order`` is the place in the file (0 leads) and ``leader`` is the leader's row.
"""

from dataclasses import dataclass

import numpy as np

from desktop.cascade.blood import LAPS, LAPS_MIXED
from desktop.cascade.groups import GROUPED, form_group, leave_group, members
from desktop.cascade.stages import Stage
from desktop.cascade.tumor_cell import (
    ALONG,
    CLUSTER,
    CLUSTER_SIZE,
    LEADER,
    ORDER,
    SEGMENT,
    SHEAR_STRESS,
    STREAMLINE,
    TRAIT_COHESION,
    TRAVELLED,
)
from desktop.engine.arrays import FloatArray, IntArray
from desktop.engine.columns import IDENTITY, STAGE, Column
from desktop.engine.context import ReadContext, StepContext
from desktop.engine.contracts import Entry, Observable, Phase
from desktop.engine.events import EventKind
from desktop.engine.moment import Moment
from desktop.engine.parameters import ParameterGroup, parameter

TOGETHER = (Stage.INVADING, Stage.ENTERING, Stage.LYMPH, Stage.TRAVELLING, Stage.ARRESTED, Stage.LEAVING)
"""Stages in which a group holds together; cells settle one by one."""

ARRIVED_GROUPED = Column("arrived_grouped", np.bool_, False, "", "was in a group when it arrested")


@dataclass(frozen=True)
class ClusterParameters(ParameterGroup):
    """What a group gives its members, and how easily it falls apart."""

    key = "clusters"
    label = "Traveling in groups"
    section = "workings"

    strength: float = parameter(
        1.0,
        label="Traveling in groups",
        unit="×",
        low=0.0,
        high=2.0,
        section="survival",
        help="More cells leave in groups, and groups protect their members better. At 0 no cell travels in a group.",
        source="one group seeds 23–50 times as well as one single cell (Aceto 2014)",
        grade="B",
        level="lesson",
        typical=(0.5, 1.5),
    )
    origin: str = parameter(
        "shed together",
        label="Where groups come from",
        choices=("shed together", "aggregated in transit", "both"),
        help="Whether groups leave the tumor as groups, or single cells meet and stick together in the blood. The "
        "literature disagrees, so choose.",
        source="shed together: Aceto 2014; aggregated: Liu 2019",
        grade="C",
        level="lesson",
    )
    natural_killer: float = parameter(
        0.042,
        label="NK attack inside a group",
        unit="×",
        low=0.01,
        high=1.0,
        help="How much of the NK cells' attack reaches a cell that has companions.",
        source="fitted to a gain of 1.7 without NK cells, an assumption; Lo 2020 gives the direction",
        grade="C",
        level="basic",
    )
    stress: float = parameter(
        0.75,
        label="Flow and oxygen stress inside a group",
        unit="×",
        low=0.2,
        high=1.0,
        help="How much of the stress of flow and oxygen reaches a cell that has companions.",
        source="assumption: 1.3 times the survival; groups keep cells from anoikis (2021, s41598-021-85743-z)",
        grade="C",
        level="expert",
    )
    growth: float = parameter(
        1.84,
        label="Growth after traveling in a group",
        unit="×",
        low=1.0,
        high=10.0,
        help="How much more readily a cell that traveled in a group begins to grow.",
        source="fitted to 35 times the micrometastases of a single cell, an assumption inside 23–50 (Aceto 2014)",
        grade="C",
        level="expert",
    )
    arrest: float = parameter(
        7.45,
        label="Arrest of groups",
        unit="×",
        low=1.0,
        high=20.0,
        help="How much more often a group lodges in a capillary than a single cell does.",
        source="fitted to 0.3 of the half-life of singles: 6–10 against 25–30 min (Aceto 2014, text)",
        grade="C",
        level="expert",
    )
    break_up: float = parameter(
        0.05,
        label="Break-up at 15 dyn/cm²",
        unit="per h",
        low=0.0,
        high=5.0,
        help="How often a junction between two cells tears per hour at a shear stress of 15 dyn/cm².",
        source="assumption; high shear disaggregates groups (Marrella 2021)",
        level="basic",
    )
    aggregation: float = parameter(
        0.12,
        label="Meeting in the blood",
        unit="per h",
        low=0.0,
        high=10.0,
        help="How often a single traveling cell meets and sticks to another, where groups aggregate in transit.",
        source="assumption: gives about 5 % groups",
        level="expert",
    )

    @property
    def shed_together(self) -> float:
        """Share of the group formation that happens at the tumor, 0–1; the rest happens in the blood."""
        return {"shed together": 1.0, "aggregated in transit": 0.0, "both": 0.5}[self.origin]


class Cohesion:
    """Keeps groups in order as members die or leave, tears junctions, and joins singles that meet."""

    name = "cohesion"
    phase = Phase.TOUCH

    def act(self, context: StepContext) -> None:
        """Tear, join, and put in order."""
        self._tear(context)
        self._meet(context)
        self._put_in_order(context)

    @staticmethod
    def _put_in_order(context: StepContext) -> None:
        """Give the members of every group new numbers; a group of one is no group, and no dead cell leads."""
        cells = context.cells
        grouped = np.flatnonzero(cells.span(CLUSTER) >= 0)
        if grouped.size == 0:
            return
        leave_group(context, grouped[~context.model.stage_set(TOGETHER)[cells[STAGE][grouped]]])
        rows = grouped[(cells[CLUSTER][grouped] >= 0) & (cells[IDENTITY][grouped] >= 0)]
        if rows.size == 0:
            return
        rows = rows[np.lexsort((cells[ORDER][rows], cells[CLUSTER][rows]))]
        first = np.flatnonzero(np.r_[True, np.diff(cells[CLUSTER][rows]) != 0])
        size = np.diff(np.r_[first, rows.size])
        cells[ORDER][rows] = np.arange(rows.size) - np.repeat(first, size)
        cells[LEADER][rows] = np.repeat(rows[first], size)
        cells[CLUSTER_SIZE][rows] = np.repeat(size, size)
        alone = rows[np.repeat(size, size) == 1]
        context.record("left_alone", alone)
        leave_group(context, alone)

    def _tear(self, context: StepContext) -> None:
        cells = context.cells
        rows = context.in_stage(Stage.TRAVELLING)
        rows = rows[(cells[CLUSTER][rows] >= 0) & (cells[ORDER][rows] > 0)]
        rate = context.parameters[ClusterParameters].break_up * (cells[SHEAR_STRESS][rows] / 15.0)
        torn = rows[context.reaches("break_up", rows, rate)]
        for row in torn:
            self._split(context, int(row))

    @staticmethod
    def _split(context: StepContext, row: int) -> None:
        """Cut a group in front of a member: it and all behind it go on as a group of their own."""
        cells = context.cells
        group = members(cells, row)
        behind = group[cells[ORDER][group] >= cells[ORDER][row]]
        context.risks.renew(context, "break_up", np.array([row]), context.step + 1)
        context.record("broke_up", np.array([row]), value=float(group.size))
        if np.unique(cells[SEGMENT][behind]).size == 1:
            # A torn half that straddles a fork keeps its streamline, or its members might take different branches.
            cells[STREAMLINE][behind] = context.random["lane"].uniform(cells[IDENTITY][[row]], context.step)[0]
        if behind.size == 1:
            leave_group(context, behind)
        else:
            form_group(context, behind)

    def _meet(self, context: StepContext) -> None:
        parameters = context.parameters[ClusterParameters]
        in_blood = 1.0 - parameters.shed_together
        if in_blood == 0.0:
            return
        cells, rows = context.cells, context.in_stage(Stage.TRAVELLING)
        leaders = rows[cells[ORDER][rows] == 0]
        rate = parameters.aggregation * parameters.strength * in_blood * cells[TRAIT_COHESION][leaders]
        for seeker in leaders[context.reaches("aggregation", leaders, rate)]:
            # One that is due but alone in its vessel joins the next it comes upon.
            if self._join_nearest(context, int(seeker), leaders):
                context.risks.renew(context, "aggregation", np.array([seeker]), context.step + 1)

    @staticmethod
    def _join_nearest(context: StepContext, seeker: int, leaders: IntArray) -> bool:
        """Join a cell and its group to the nearest other in the same vessel, if there is one; the one ahead leads."""
        cells = context.cells
        own = cells[CLUSTER][leaders] == cells[CLUSTER][seeker]
        others = leaders[(leaders != seeker) & ~(own & (cells[CLUSTER][leaders] >= 0))]
        others = others[cells[SEGMENT][others] == cells[SEGMENT][seeker]]
        if others.size == 0:
            return False
        partner = int(others[np.argmin(np.abs(cells[ALONG][others] - cells[ALONG][seeker]))])
        first, last = (partner, seeker) if cells[ALONG][partner] >= cells[ALONG][seeker] else (seeker, partner)
        ahead, behind = members(cells, first), members(cells, last)
        # Followers close up by their paths since the blood took them, which began at different places and times.
        cells[TRAVELLED][behind] += (
            cells[TRAVELLED][first] - cells[ALONG][first] + cells[ALONG][last] - cells[TRAVELLED][last]
        )
        for column in (LAPS, LAPS_MIXED):
            cells[column][behind] += cells[column][first] - cells[column][last]
        together = np.concatenate([ahead, behind])
        form_group(context, together)
        context.record("joined", np.array([seeker]), other=cells[IDENTITY][partner], value=float(together.size))
        return True


@dataclass(frozen=True)
class GroupShield:
    """Companions soften a hazard: multiplier = factor ** strength for members of a group."""

    name: str
    label: str
    softens: tuple[str, ...]
    factor: str

    def multiplier(self, context: ReadContext, rows: IntArray) -> FloatArray:
        """Return 1 for singles, the factor for cells in a group, shape (n,)."""
        parameters = context.parameters[ClusterParameters]
        inside = context.cells[CLUSTER_SIZE][rows] > 1
        strength = parameters.strength * context.cells[TRAIT_COHESION][rows]
        return np.where(inside, getattr(parameters, self.factor) ** strength, 1.0)


class GroupMemory:
    """A cell that arrived with companions begins to grow more readily."""

    name = "group memory"
    label = "came in a group"
    softens = ("start_growing",)

    def multiplier(self, context: ReadContext, rows: IntArray) -> FloatArray:
        """Return growth ** strength for cells that arrived in a group, else 1, shape (n,)."""
        parameters = context.parameters[ClusterParameters]
        strength = parameters.strength * context.cells[TRAIT_COHESION][rows]
        return np.where(context.cells[ARRIVED_GROUPED][rows], parameters.growth**strength, 1.0)


class GroupArrest:
    """Groups lodge more often than single cells."""

    name = "group arrest"
    label = "group size"
    softens = ("arrest",)

    def multiplier(self, context: ReadContext, rows: IntArray) -> FloatArray:
        """Return 1 for singles, ``arrest`` for groups, shape (n,)."""
        return np.where(context.cells[CLUSTER_SIZE][rows] > 1, context.parameters[ClusterParameters].arrest, 1.0)


def _group_share(snapshot: Moment) -> float:
    travelling = snapshot.cells[STAGE] == Stage.TRAVELLING
    cluster = snapshot.cells[CLUSTER][travelling]
    groups, singles = np.unique(cluster[cluster >= 0]).size, int(np.count_nonzero(cluster < 0))
    return groups / (groups + singles) if groups + singles else float("nan")


ENTRY = Entry(
    name="clusters",
    parameters=(ClusterParameters,),
    columns=(
        CLUSTER,
        CLUSTER_SIZE,
        ORDER,
        LEADER,
        GROUPED,
        ARRIVED_GROUPED,
    ),
    processes=(Cohesion(),),
    factors=(
        GroupShield("group against NK", "companions", ("natural_killer",), "natural_killer"),
        GroupShield("group against stress", "companions", ("shear", "oxidation", "anoikis"), "stress"),
        GroupMemory(),
        GroupArrest(),
    ),
    transitions=("break_up", "aggregation"),
    observables=(Observable("cluster_share", "groups among traveling events", "", _group_share),),
    events=(
        EventKind("broke_up", "group broke up", "was torn from its group of {value:.0f}"),
        EventKind("joined", "joined", "met cell {other} and stuck to it: now {value:.0f} together"),
        EventKind("left_alone", "left alone", "lost its last companion"),
    ),
)
