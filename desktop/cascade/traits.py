"""Traits: no two tumor cells are alike, and those that survive are not the average ones.

Each of the six survival factors has a value of the cell's own, around the value of the slider. Part of it is inherited:
the cells of a clone share it. The rest is the cell's alone. The factor by which a cell differs from the mean is

    exp(σ·z − σ²/2)    with    z = √h · z(clone) + √(1 − h) · z(cell),

σ the spread, h the part that a clone shares, and both z standard normal, so that the mean over cells is the slider's
value, nothing is ever negative, and at spread 0 all cells are alike.

A clone is a patch of the tumor. Cells that leave together were neighbors, so most groups are of one clone.
"""

from dataclasses import dataclass

import numpy as np

from desktop.cascade.stages import Stage
from desktop.cascade.tumor import sunflower
from desktop.cascade.tumor_cell import (
    CLONE,
    TRAIT_COHESION,
    TRAIT_FLEXIBILITY,
    TRAIT_IMMUNE_EVASION,
    TRAIT_METABOLISM,
    TRAIT_PLATELETS,
    TRAIT_SPREAD,
    TRAIT_STRESS_RESISTANCE,
)
from desktop.engine.arrays import AnyArray, FloatArray, IntArray
from desktop.engine.columns import IDENTITY, STAGE, Column, X, Y
from desktop.engine.context import ReadContext, StepContext
from desktop.engine.contracts import Entry, Phase
from desktop.engine.parameters import ParameterGroup, parameter
from desktop.engine.randomness import RandomStreams
from desktop.engine.world import Region, World

MOST_CLONES = 8
"""As many as can be told apart by color and shape."""
PATCHES_SHARE = 0.8
"""Share of the tumor's radius within which the middles of the patches lie (assumption: patches of about one size)."""


@dataclass(frozen=True)
class Trait:
    """One of the six: its column, the path of the slider that sets its mean, and words for plots."""

    column: Column
    path: str
    label: str


TRAITS = (
    Trait(TRAIT_IMMUNE_EVASION, "immune_evasion.strength", "immune evasion"),
    Trait(TRAIT_PLATELETS, "platelets.strength", "platelet shield"),
    Trait(TRAIT_COHESION, "clusters.strength", "protection by a group"),
    Trait(TRAIT_FLEXIBILITY, "flexibility.strength", "flexibility"),
    Trait(TRAIT_STRESS_RESISTANCE, "stress_resistance.strength", "stress resistance"),
    Trait(TRAIT_METABOLISM, "metabolism.strength", "metabolic adaptation"),
)
"""In the order of the sliders."""


@dataclass(frozen=True)
class TraitParameters(ParameterGroup):
    """How much cells differ, and how much of it a clone shares."""

    key = "traits"
    label = "Differences between cells"
    section = "workings"

    spread: float = parameter(
        0.3,
        label="Differences between cells",
        unit="",
        low=0.0,
        high=0.6,
        section="survival",
        help="How much cells differ in the six survival factors: the standard deviation of the logarithm. The sliders "
        "set the mean. At 0 all cells are alike, and nothing can be selected.",
        source="assumption; protein levels of sister cells differ by 15–30 % of their mean (Sigal 2006)",
        grade="C",
        level="lesson",
        typical=(0.15, 0.4),
    )
    inherited: float = parameter(
        0.5,
        label="Share of the differences that a clone inherits",
        unit="",
        low=0.0,
        high=1.0,
        help="How much of what makes a cell different runs in its clone, as a share of the variance. At 0 relatives "
        "are as unlike as strangers, at 1 a clone is all alike.",
        source="assumption",
        level="expert",
        live=False,
    )
    clones: int = parameter(
        6,
        label="Clones in the tumor",
        unit="clones",
        low=1,
        high=MOST_CLONES,
        help="Of how many families of cells the drawn slice of the tumor is made.",
        source="assumption",
        level="expert",
        live=False,
    )


def clone_places(region: Region, clones: int) -> tuple[FloatArray, FloatArray]:
    """Return the middles in µm of the patches that clones fill in the tumor, on a sunflower spiral, shape (clones,)."""
    return sunflower(region, clones, PATCHES_SHARE)


def trait_factors(
    random: RandomStreams, trait: Trait, identity: AnyArray, clone: AnyArray, spread: float, inherited: float
) -> FloatArray:
    """Return by what factor cells differ from the mean in one trait, by the luck of a run, shape (n,).

    ``clone`` is the number of a clone that no other patient's has; ``spread`` and ``inherited`` are the parameters.
    """
    own = random[f"{trait.column} of cell"].normal(identity)
    shared = random[f"{trait.column} of clone"].normal(clone)
    z = np.sqrt(inherited) * shared + np.sqrt(1.0 - inherited) * own
    return np.asarray(np.exp(spread * z - 0.5 * spread**2))


def inherit(context: StepContext, rows: IntArray) -> None:
    """Give cells their clone, if they have none yet, and their traits."""
    cells, parameters = context.cells, context.parameters[TraitParameters]
    orphans = rows[cells[CLONE][rows] < 0]
    if orphans.size:
        cells[CLONE][orphans] = _clone_of(context, orphans, parameters.clones)
    # Clones of one patient are no relatives of the next one's.
    clone = cells[CLONE][rows] + MOST_CLONES * context.patient_of(rows)
    identity = cells[IDENTITY][rows]
    for trait in TRAITS:
        cells[trait.column][rows] = trait_factors(
            context.random, trait, identity, clone, parameters.spread, parameters.inherited
        )
    cells[TRAIT_SPREAD][rows] = parameters.spread


def _clone_of(context: ReadContext, rows: IntArray, clones: int) -> IntArray:
    """Return the clone whose patch of the tumor is nearest; for cells elsewhere, one by lot, shape (n,)."""
    cells = context.cells
    x, y = clone_places(context.resource(World).region("tumor"), clones)
    distance = np.hypot(cells[X][rows, None] - x, cells[Y][rows, None] - y)
    by_lot = (context.random["clone"].uniform(cells[IDENTITY][rows]) * clones).astype(np.int64)
    return np.where(cells[STAGE][rows] == Stage.TUMOR, np.argmin(distance, axis=1), by_lot)


class Inheritance:
    """Gives traits to new cells, and to all when the spread is changed: each stays where it is among the others."""

    name = "inheritance"
    phase = Phase.ENTER

    def begin(self, context: StepContext) -> None:
        """Give traits to the cells of the tumor."""
        self.act(context)

    def act(self, context: StepContext) -> None:
        """Find cells whose traits are not of the present spread."""
        rows = context.cells.used()
        spread = context.parameters[TraitParameters].spread
        rows = rows[context.cells[TRAIT_SPREAD][rows] != spread]
        if rows.size:
            inherit(context, rows)


ENTRY = Entry(
    name="traits",
    parameters=(TraitParameters,),
    columns=(CLONE, TRAIT_SPREAD, *(trait.column for trait in TRAITS)),
    processes=(Inheritance(),),
)
