"""Natural killer cells: fast and unspecific. They crawl through the capillaries and attack lodged cells on contact.

The lytic hit needs tens of minutes of contact, so nothing dies of a brush in flowing blood; and the target hides its
stress ligands within hours, so contacts soon come to nothing.
"""

from dataclasses import dataclass

import numpy as np

from desktop.cascade.patrol import AGENT_COLUMNS, BOUND_HOURS, LODGED, Patrol, State
from desktop.cascade.stages import Stage
from desktop.engine.arrays import FloatArray, IntArray
from desktop.engine.context import ReadContext, StepContext
from desktop.engine.contracts import CellType, Entry, Observable, Phase
from desktop.engine.events import EventKind
from desktop.engine.hazards import rate_for
from desktop.engine.moment import Moment
from desktop.engine.parameters import ParameterGroup, Parameters, parameter

REFERENCE_DENSITY = 300.0
BODY = CellType("natural_killer", "natural killer cell", "N", 5.5, "attacks at once what looks abnormal")


@dataclass(frozen=True)
class NaturalKillerParameters(ParameterGroup):
    """How many NK cells there are and what their contact does."""

    key = "natural_killer"
    label = "Natural killer cells"
    section = "defences"

    density: float = parameter(
        300.0,
        label="NK cells",
        unit="per µL",
        low=0.0,
        high=1000.0,
        help="NK cells in the blood. Twice as many means contacts twice as often.",
        source="median 413 (men), 330 (women), 95 % range 100–1 100 per µL (reference laboratories); rounded down",
        grade="A",
        level="lesson",
        typical=(100.0, 1000.0),
    )
    activity: float = parameter(
        1.0,
        label="NK activity",
        unit="×",
        low=0.0,
        high=3.0,
        help="How eagerly an NK cell kills once it holds on to a cell.",
        source="× 1 is the activity seen in mouse lungs (Ichise 2022)",
        grade="B",
        level="lesson",
    )
    kill_chance: float = parameter(
        0.81,
        label="Kill chance per contact, bare cell",
        unit="",
        low=0.0,
        high=0.99,
        help="Chance that one contact kills a freshly lodged cell that has no platelet cloak.",
        source="fitted: 0.5 over the first 4 h for cloaked cells in mouse lungs (Ichise 2022)",
        grade="B",
        level="basic",
    )
    speed: float = parameter(
        5.0,
        label="Crawling speed",
        unit="µm/min",
        low=0.5,
        high=20.0,
        help="How fast NK cells crawl through capillaries. Twice as fast means contacts twice as often.",
        source="≈ 5 µm/min (Ichise 2022)",
        grade="B",
        level="expert",
    )
    per_millimetre: float = parameter(
        1.667,
        label="NK cells per mm of capillary",
        unit="per mm",
        low=0.1,
        high=20.0,
        help="NK cells that crawl along each millimeter of capillary at 300 per µL of blood.",
        source="own arithmetic: 1 / (2 h × 60 min/h × 5 µm/min) = 1.667 per mm (Ichise 2022)",
        grade="B",
        level="expert",
    )
    contact_minutes: float = parameter(
        60.0,
        label="A contact lasts",
        unit="min",
        low=30.0,
        high=240.0,
        help="How long an NK cell holds on to a cell.",
        source="assumption: the low end of 1–3 h in vitro (from reviews, not checked)",
        level="expert",
    )
    lytic_delay: float = parameter(
        20.0,
        label="First hit after",
        unit="min",
        low=1.0,
        high=29.0,
        help="How long an NK cell must hold on before its first lytic hit.",
        source="assumption: the low end of 20–60 min in vitro (from reviews, not checked)",
        level="expert",
    )


def contacts_per_hour(parameters: Parameters) -> float:
    """Return how often a lodged cell is met: NK cells per µm of capillary × crawling speed."""
    killer = parameters[NaturalKillerParameters]
    per_micrometre = killer.per_millimetre / 1000.0 * killer.density / REFERENCE_DENSITY
    return per_micrometre * killer.speed * 60.0


def _hold_hours(context: ReadContext, rows: IntArray) -> FloatArray:
    return np.full(rows.size, context.parameters[NaturalKillerParameters].contact_minutes / 60.0)


PATROL = Patrol(BODY, "nk_contact", "nk_touch", _hold_hours)


class NaturalKillerPatrol:
    """Moves the NK cells and lets them bind and let go."""

    name = "natural killer patrol"
    phase = Phase.TOUCH

    def act(self, context: StepContext) -> None:
        """Patrol the capillaries, and roll in the main vessel."""
        killer = context.parameters[NaturalKillerParameters]
        PATROL.patrol(context, contacts_per_hour(context.parameters), killer.speed)
        PATROL.roll(context, 4.0 * killer.density / REFERENCE_DENSITY)
        PATROL.show(context)


class NaturalKillerAttack:
    """Kills lodged cells while an NK cell holds them, from the first lytic hit on."""

    name = "natural_killer"
    label = "natural killer cells"
    death = "was killed by a natural killer cell"
    stages = LODGED

    def rate(self, context: ReadContext, rows: IntArray) -> FloatArray:
        """Return (attacking NK cells) × activity × the rate that gives the declared kill chance per contact.

        Shape (n,).
        """
        killer, agents = context.parameters[NaturalKillerParameters], context.agents
        begin, end, step = killer.lytic_delay / 60.0, killer.contact_minutes / 60.0, context.place_hours("capillary")
        held = agents[BOUND_HOURS][PATROL.rows(context, State.BOUND)]
        # The share of this step in which each one hits: however long the step, a contact has its full time.
        hitting = np.clip((np.minimum(held + step, end) - np.maximum(held, begin)) / step, 0.0, 1.0)
        each = killer.activity * rate_for(killer.kill_chance, end - begin)
        return np.asarray(each * PATROL.bound_to(context, rows, hitting))


def _interval(snapshot: Moment) -> float:
    """Return the observed mean hours between NK contacts on a lodged cell: cell-hours lodged over contacts."""
    codes, events = snapshot.model.event_codes, snapshot.events
    contacts = int(np.count_nonzero(events["kind"] == codes["nk_contact"]))
    return lodged_hours(snapshot) / contacts if contacts else float("nan")


def lodged_hours(snapshot: Moment) -> float:
    """Return the biological hours all cells together have been lodged in capillaries so far."""
    codes, events = snapshot.model.event_codes, snapshot.events
    was_there = (events["kind"] == codes["was_there"]) & (events["stage"] == Stage.ARRESTED)
    began = events["hours"][(events["kind"] == codes["arrested"]) | was_there]
    died = (events["kind"] == codes["died"]) & np.isin(events["stage"], LODGED)
    ended = events["hours"][died | np.isin(events["kind"], [codes["left_vessel"], codes["came_loose"]])]
    now = snapshot.elapsed[snapshot.model.place_codes["capillary"]]
    return float(ended.sum() - began.sum() + (began.size - ended.size) * now)


ENTRY = Entry(
    name="natural_killer",
    parameters=(NaturalKillerParameters,),
    cell_types=(BODY,),
    agent_columns=AGENT_COLUMNS,
    processes=(NaturalKillerPatrol(),),
    hazards=(NaturalKillerAttack(),),
    observables=(Observable("nk_contact_interval_hours", "time between NK contacts on a lodged cell", "h", _interval),),
    events=(
        EventKind("nk_contact", "NK contact", "was seized by an NK cell"),
        EventKind("nk_touch", "brush with an NK cell", "was touched by an NK cell that the flow tore off again"),
    ),
)
