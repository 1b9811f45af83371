"""Epithelial–mesenchymal transition: cells at the front become mobile, and turn back in the new organ.

A score runs from 0 (epithelial) over 0.5 (hybrid) to 1 (mesenchymal). At the tumor's edge it drifts towards a target of
the cell's own; in the depth it stays low; in the distant organ it falls again (the reverse transition, MET).
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from desktop.cascade.stages import Stage
from desktop.cascade.tumor import depth_in_tumor
from desktop.cascade.tumor_cell import DEPARTURE_SCORE, MESENCHYMAL
from desktop.engine.arrays import AnyArray, FloatArray, IntArray
from desktop.engine.columns import AGE_SECONDS, IDENTITY, STAGE, DerivedColumn, X, Y
from desktop.engine.context import ReadContext, StepContext
from desktop.engine.contracts import Entry, Observable, Phase
from desktop.engine.events import EventKind
from desktop.engine.moment import Moment
from desktop.engine.parameters import ParameterGroup, parameter
from desktop.engine.world import World

HYBRID_FROM, MESENCHYMAL_FROM = 0.33, 0.67
"""Bounds of the three phenotypes on the score (thirds of the scale)."""


class Phenotype(IntEnum):
    """What a cell is called and drawn as, by its score."""

    EPITHELIAL = 0
    HYBRID = 1
    MESENCHYMAL = 2


PHENOTYPE_WORDS = {
    Phenotype.EPITHELIAL: "epithelial, sticky",
    Phenotype.HYBRID: "hybrid, sticky and mobile",
    Phenotype.MESENCHYMAL: "mesenchymal, moves alone",
}


def phenotypes(score: AnyArray) -> IntArray:
    """Return the `Phenotype` of cells by their score from 0 to 1, shape (n,)."""
    return np.searchsorted((HYBRID_FROM, MESENCHYMAL_FROM), score, side="right")


PHENOTYPE = DerivedColumn("phenotype", "", "code of the Phenotype", lambda cells: phenotypes(cells[MESENCHYMAL]))


@dataclass(frozen=True)
class EmtParameters(ParameterGroup):
    """How strongly and how fast cells change, and what the change does."""

    key = "emt"
    label = "Becoming mobile (EMT)"
    section = "tumor"

    drive: float = parameter(
        0.55,
        label="Drive towards mobility (EMT)",
        unit="",
        low=0.0,
        high=1.0,
        help="How far cells at the edge of the tumor change from sticky (epithelial) to mobile (mesenchymal). In the "
        "middle most are hybrids, and hybrids in groups seed best.",
        source="assumption; epithelial and hybrid groups seed best (Cheung 2016)",
        level="lesson",
        typical=(0.4, 0.7),
    )
    rate: float = parameter(
        0.35,
        label="Speed of the change",
        unit="per day",
        low=0.02,
        high=2.0,
        scale="log",
        help="How quickly a cell moves towards its target state.",
        source="assumption: days",
        level="expert",
    )
    front_depth: float = parameter(
        28.0,
        label="Depth of the invasive front",
        unit="µm",
        low=5.0,
        high=112.0,
        help="How deep under the tumor's edge cells change.",
        source="assumption: two to three rows of cells",
        level="expert",
    )
    misfit: float = parameter(
        2.0,
        label="Cost of an extreme state",
        unit="×",
        low=1.0,
        high=10.0,
        help="How much harder it is for a fully epithelial or fully mesenchymal cell than for a hybrid to gain a "
        "footing in a new organ.",
        source="assumption on size, and that both ends are alike: Cheung 2016's best groups were epithelial (K14+)",
        level="expert",
    )


class Transition:
    """Moves the score of every cell towards its target."""

    name = "transition"
    phase = Phase.ENTER

    def begin(self, context: StepContext) -> None:
        """Start with a tumor whose front has already changed."""
        rows = context.in_stage(Stage.TUMOR)
        context.cells[MESENCHYMAL][rows] = self._target(context, rows)

    def act(self, context: StepContext) -> None:
        """Change cells in the tumor, and change them back in the organ."""
        cells, rate = context.cells, context.parameters[EmtParameters].rate / 24.0
        rows = context.in_stage(Stage.TUMOR)
        if rows.size:
            self._change(context, rows, rate)
        settled = context.in_stage(Stage.SETTLING, Stage.GROWING, Stage.DORMANT)
        share = -np.expm1(-rate * context.hours(settled))
        cells[MESENCHYMAL][settled] += share * (0.2 - cells[MESENCHYMAL][settled])

    def _change(self, context: StepContext, rows: IntArray, rate: float) -> None:
        """Move cells in the tumor towards their target, at a rate per hour."""
        cells = context.cells
        if not cells[AGE_SECONDS][rows].any() and not cells[MESENCHYMAL][rows].any():
            # The whole mass has just come back: its front has already changed, as at the beginning.
            self.begin(context)
        before = cells[MESENCHYMAL][rows]
        share = -np.expm1(-rate * context.hours(rows))
        after = before + share * (self._target(context, rows) - before)
        cells[MESENCHYMAL][rows] = after
        context.record("became_mobile", rows[(before < HYBRID_FROM) & (after >= HYBRID_FROM)])

    @staticmethod
    def _target(context: StepContext, rows: IntArray) -> FloatArray:
        parameters, cells = context.parameters[EmtParameters], context.cells
        depth = depth_in_tumor(context.resource(World).region("tumor"), cells[X][rows], cells[Y][rows])
        front = 1.0 / (1.0 + np.exp((depth - parameters.front_depth) / 5.0))
        own = context.random["emt"].uniform(cells[IDENTITY][rows])
        return np.asarray(np.clip(front * parameters.drive * (0.4 + 1.2 * own), 0.0, 1.0))


class PhenotypeFit:
    """Hybrids gain a footing most easily: the further from the middle, the higher the hazard."""

    name = "phenotype fit"
    label = "phenotype"
    softens = ("no_niche",)

    def multiplier(self, context: ReadContext, rows: IntArray) -> FloatArray:
        """Return 1 for a hybrid, rising as the square of the distance to ``misfit`` at both ends, shape (n,)."""
        off = 2.0 * (context.cells[DEPARTURE_SCORE][rows] - 0.5)
        return np.asarray(1.0 + (context.parameters[EmtParameters].misfit - 1.0) * off**2)


def _share(phenotype: Phenotype) -> Observable:
    def read(snapshot: Moment) -> float:
        travelling = snapshot.cells[STAGE] == Stage.TRAVELLING
        found = snapshot.cells[PHENOTYPE][travelling]
        return float(np.mean(found == phenotype)) if found.size else float("nan")

    word = phenotype.name.lower()
    return Observable(f"{word}_share", f"{word} among traveling cells", "", read)


ENTRY = Entry(
    name="emt",
    parameters=(EmtParameters,),
    columns=(
        MESENCHYMAL,
        DEPARTURE_SCORE,
    ),
    derived_columns=(PHENOTYPE,),
    processes=(Transition(),),
    factors=(PhenotypeFit(),),
    observables=tuple(_share(phenotype) for phenotype in Phenotype),
    events=(EventKind("became_mobile", "became mobile", "became a mobile hybrid (EMT)"),),
)
