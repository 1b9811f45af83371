"""The stages of a tumor cell's life, the places they happen in, and the milestones the funnel counts."""

from dataclasses import dataclass
from enum import IntEnum

from desktop.engine.context import ReadContext
from desktop.engine.contracts import Entry, Milestone, Place
from desktop.engine.contracts import Stage as StageName
from desktop.engine.parameters import ParameterGroup, parameter


class Stage(IntEnum):
    """Stage codes, in the order a cell lives them."""

    TUMOR = 0
    INVADING = 1
    ENTERING = 2
    TRAVELLING = 3
    ARRESTED = 4
    LEAVING = 5
    SETTLING = 6
    DORMANT = 7
    GROWING = 8
    MACROMETASTASIS = 9
    LYMPH = 10


STAGES = (
    StageName("tumor", "in the tumor", "tissue"),
    StageName("invading", "invading tissue", "tissue"),
    StageName("entering", "entering the vessel", "wall"),
    StageName("travelling", "traveling in blood", "blood"),
    StageName("arrested", "arrested in a capillary", "capillary"),
    StageName("leaving", "leaving the vessel", "capillary"),
    StageName("settling", "settling in the organ", "organ"),
    StageName("dormant", "asleep", "organ"),
    StageName("growing", "growing", "organ"),
    StageName("macrometastasis", "macrometastasis", "organ"),
    StageName("lymph", "in the lymph", "lymph"),
)


class Reached(IntEnum):
    """Milestone codes."""

    SHED = 0
    VESSEL = 1
    BLOOD = 2
    ARREST = 3
    TISSUE = 4
    SETTLED = 5
    MICROMETASTASIS = 6
    MACROMETASTASIS = 7


MILESTONES = (
    Milestone("shed", "shed by the tumor"),
    Milestone("reached_vessel", "reached a vessel"),
    Milestone("entered_blood", "entered the blood"),
    Milestone("arrested", "arrested far away"),
    Milestone("left_vessel", "left the vessel"),
    Milestone("settled", "asleep or growing"),
    Milestone("micrometastasis", "micrometastasis"),
    Milestone("macrometastasis", "macrometastasis"),
)


def _pace(label: str, default: float, low: float, high: float, place: str) -> float:
    value: float = parameter(
        default,
        label=label,
        unit="hours per second",
        low=low,
        high=high,
        scale="log",
        help=f"How many hours of a body's time pass {place} in one second of animation.",
        source="assumption: one clock cannot show seconds and years at once",
        level="expert",
    )
    return value


@dataclass(frozen=True)
class PaceParameters(ParameterGroup):
    """The pace of the clock of each place, in biological hours per animation second."""

    key = "clocks"
    label = "Clocks"
    section = "clocks"

    tissue: float = _pace("Tumor and tissue", 6.0, 0.1, 48.0, "in and around the tumor")
    wall: float = _pace("Vessel wall", 0.5, 0.05, 6.0, "at the doorways of the vessel wall")
    blood: float = _pace("Bloodstream", 1.0 / 60.0, 1.0 / 3600.0, 1.0, "in flowing blood")
    capillary: float = _pace("Capillary arrest", 1.0 / 3.0, 1.0 / 60.0, 6.0, "for cells stuck in a capillary")
    lymph: float = _pace("Lymph", 1.0, 1.0 / 60.0, 12.0, "in the lymph vessel and its node")
    organ: float = _pace("Distant tissue", 168.0, 1.0, 1000.0, "in the distant organ while a tumor cell there is awake")
    organ_asleep: float = _pace(
        "Distant tissue, all asleep", 8766.0, 24.0, 43830.0, "in the distant organ while every tumor cell there sleeps"
    )


def _organ_pace(context: ReadContext) -> float:
    """Return the fast pace only while every tumor cell in the organ and its capillaries sleeps."""
    paces = context.parameters[PaceParameters]
    awake = context.in_stage(Stage.ARRESTED, Stage.LEAVING, Stage.SETTLING, Stage.GROWING).size > 0
    return paces.organ if awake else max(paces.organ, paces.organ_asleep)


PLACES = (
    Place("tissue", "tumor and tissue", lambda context: context.parameters[PaceParameters].tissue),
    Place("wall", "vessel wall", lambda context: context.parameters[PaceParameters].wall),
    Place("blood", "bloodstream", lambda context: context.parameters[PaceParameters].blood),
    Place("capillary", "capillary bed", lambda context: context.parameters[PaceParameters].capillary),
    Place("organ", "distant tissue", _organ_pace),
    Place("lymph", "lymph", lambda context: context.parameters[PaceParameters].lymph),
)


ENTRY = Entry(name="stages", parameters=(PaceParameters,))
