"""The platelet cloak: within minutes platelets cover a tumor cell in the blood and shield it from NK cells.

While they cling to it they hand over marks of a healthy cell (MHC-I) and take away those of a sick one (NKG2D ligands):
a disguise that stays when the cloak is gone. So platelets count early, and to take them away late does little.
"""

from dataclasses import dataclass

import numpy as np

from desktop.cascade.stages import Stage
from desktop.cascade.tumor_cell import CLOAK, DISGUISE, TRAIT_PLATELETS
from desktop.engine.arrays import FloatArray, IntArray
from desktop.engine.columns import STAGE, Column
from desktop.engine.context import ReadContext, StepContext
from desktop.engine.contracts import CellType, Entry, Observable, Phase
from desktop.engine.events import EventKind
from desktop.engine.moment import Moment
from desktop.engine.parameters import ParameterGroup, parameter

REFERENCE_PLATELETS = 250.0
KEPT_OFF = Column("kept_off", np.float64, 0.0, "", "share of the surface from which a drug keeps platelets")


@dataclass(frozen=True)
class PlateletParameters(ParameterGroup):
    """How many platelets there are, how fast they cover a cell and what the cover does."""

    key = "platelets"
    label = "Platelet shield"
    section = "workings"

    strength: float = parameter(
        1.0,
        label="Platelet shield",
        unit="×",
        low=0.0,
        high=2.0,
        section="survival",
        help="Platelets stick to tumor cells and hide them from NK cells. At 0 the cover gives no protection.",
        source="15 times fewer lung foci without one receptor (Jain 2007, mouse); no gain without NK cells "
        "(Palumbo 2005)",
        grade="B",
        level="lesson",
        typical=(0.5, 1.5),
    )
    count: float = parameter(
        250.0,
        label="Platelets",
        unit="10³ per µL",
        low=10.0,
        high=600.0,
        section="defences",
        help="Platelets in the blood. With few of them the cover forms slowly and thinly.",
        source="150–450 × 10³ per µL (reference range)",
        grade="A",
        level="lesson",
        typical=(150.0, 450.0),
    )
    forming_time: float = parameter(
        2.0,
        label="Cloak forms in",
        unit="min",
        low=0.5,
        high=30.0,
        scale="log",
        help="Time in which half the cover forms at 250 × 10³ platelets per µL.",
        source="assumption: minutes; Borsig 2001 gives hours for which heparin holds the cloak off, no forming time",
        level="basic",
        typical=(1.0, 10.0),
    )
    shedding_time: float = parameter(
        20.0,
        label="Cloak falls off in",
        unit="min",
        low=1.0,
        high=600.0,
        scale="log",
        help="Time in which half the cover would fall off if nothing replaced it.",
        source="assumption: about nine tenths covered at a normal count",
        level="expert",
    )
    disguise_time: float = parameter(
        60.0,
        label="Cloak leaves its mark in",
        unit="min",
        low=5.0,
        high=1440.0,
        scale="log",
        help="Time under a full cloak in which all but a third (1/e) of the surface is marked as harmless, for good.",
        source="assumption on the time; platelets transfer MHC-I (Placke 2012), and only early depletion lowers "
        "metastases (mouse, Blood 2012;120:2889)",
        grade="C",
        level="expert",
    )
    shield: float = parameter(
        0.435,
        label="NK attack under a full cloak",
        unit="×",
        low=0.1,
        high=1.0,
        help="What is left of the NK attack on a fully covered cell, at platelet shield × 1.",
        source="fitted to metastases of single cells ÷ 4.7 without platelets, own arithmetic; 15 in Jain 2007",
        grade="C",
        level="expert",
    )


class Cloaking:
    """Covers, uncovers and marks cells in the blood.

    d(cover)/dt = on·(1 − cover) − off·cover;    d(disguise)/dt = cover·(1 − disguise) / disguise time.
    """

    name = "cloaking"
    phase = Phase.TOUCH

    def act(self, context: StepContext) -> None:
        """Let the cover of every cell in a vessel relax towards its balance; cells outside lose it."""
        parameters, cells = context.parameters[PlateletParameters], context.cells
        rows = context.in_stage(Stage.TRAVELLING, Stage.ARRESTED)
        minutes = 60.0 * context.hours(rows)
        on = np.log(2.0) / parameters.forming_time * parameters.count / REFERENCE_PLATELETS
        off = np.log(2.0) / parameters.shedding_time
        free = 1.0 - cells[KEPT_OFF][rows]
        before = np.minimum(cells[CLOAK][rows], free)
        after = np.minimum(before + (on / (on + off) - before) * -np.expm1(-(on + off) * minutes), free)
        cells[CLOAK][rows] = after
        marked = -np.expm1(-0.5 * (before + after) * minutes / parameters.disguise_time)
        cells[DISGUISE][rows] += (1.0 - cells[DISGUISE][rows]) * marked
        context.record("cloaked", rows[(before < 0.5) & (after >= 0.5)])
        outside = context.in_stage(Stage.LEAVING, Stage.SETTLING, Stage.DORMANT, Stage.GROWING)
        cells[CLOAK][outside] *= np.exp(-1.5 * context.seconds)


class Shield:
    """Cover and disguise soften NK attack, and nothing else: without NK cells they make no difference."""

    name = "platelet shield"
    label = "platelet shield"
    softens = ("natural_killer",)

    def multiplier(self, context: ReadContext, rows: IntArray) -> FloatArray:
        """Return shield ** (strength · the larger of cover and disguise), shape (n,)."""
        parameters, cells = context.parameters[PlateletParameters], context.cells
        strength = parameters.strength * cells[TRAIT_PLATELETS][rows]
        return np.asarray(parameters.shield ** (strength * np.maximum(cells[CLOAK][rows], cells[DISGUISE][rows])))


def _cloaked_share(snapshot: Moment) -> float:
    inside = np.isin(snapshot.cells[STAGE], (Stage.TRAVELLING, Stage.ARRESTED))
    cloak = snapshot.cells[CLOAK][inside]
    return float(np.mean(cloak >= 0.5)) if cloak.size else float("nan")


ENTRY = Entry(
    name="platelets",
    parameters=(PlateletParameters,),
    cell_types=(CellType("platelet", "platelet", "P", 1.25, "clots blood, and cloaks tumor cells"),),
    columns=(CLOAK, DISGUISE, KEPT_OFF),
    processes=(Cloaking(),),
    factors=(Shield(),),
    observables=(Observable("cloaked_share", "covered by platelets", "", _cloaked_share),),
    events=(EventKind("cloaked", "cloaked by platelets", "was cloaked by platelets"),),
)
