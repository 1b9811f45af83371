"""How rare circulating tumor cells are: the numbers behind the labels that say what one drawn cell stands for."""

from dataclasses import dataclass

import numpy as np

from desktop.cascade.detachment import DEPARTED, drawn_departures
from desktop.cascade.platelets import PlateletParameters
from desktop.cascade.stages import Reached, Stage
from desktop.cascade.treatments import treated
from desktop.cascade.tumor import TumorParameters
from desktop.cascade.vasculature import FlowParameters
from desktop.engine.arrays import FloatArray
from desktop.engine.columns import STAGE, Column
from desktop.engine.context import StepContext
from desktop.engine.contracts import Entry, Observable, Phase
from desktop.engine.moment import Moment
from desktop.engine.parameters import ParameterGroup, Parameters, parameter

RED_CELLS_PER_ML_AT_45 = 5e9
"""Red cells per mL of blood at a haematocrit of 0.45 (reference range 4–5.9 × 10⁶ per µL)."""
WHITE_CELLS_PER_ML = 7e6
"""White cells per mL of blood (reference range 4 500–11 000 per µL)."""
TUMOR_CELLS_PER_ML_OF_MANY = 5.0 / 7.5
"""Tumor cells per mL from which a metastatic patient is said to have many: 5 in 7.5 mL (Cristofanilli 2004)."""


USUALLY_ENTERING = 0.7
"""Share of drawn departures of the primary tumor that reach the blood (as seen in runs of the default patient)."""
ENOUGH_DEPARTURES = 20
"""Departures of a run from which on its own share is told (assumption)."""

SHED_FOR = Column("shed_for", np.float64, -1.0, "s/h", "real departures per hour over drawn ones per second")
STANDS_FOR = Column("stands_for", np.float64, -1.0, "cells", "drawn departures' worth of cells in the blood; -1 before")


@dataclass(frozen=True)
class RarityParameters(ParameterGroup):
    """The blood in which the cells are counted."""

    key = "rarity"
    label = "Rarity"
    section = "display"

    blood_volume: float = parameter(
        5.0,
        label="Blood volume",
        unit="L",
        low=0.001,
        high=8.0,
        help="The blood among which the circulating cells are spread.",
        source="5 L in an adult, 1.7 mL in a mouse (textbook)",
        grade="textbook",
        level="expert",
    )


class Weighing:
    """Notes how many real cells each stands for: when it leaves, and by the blood's clock when it enters the blood.

    A slider moved later changes what later cells stand for, and nothing about those already on their way.
    """

    name = "weighing"
    phase = Phase.LEAVE

    def act(self, context: StepContext) -> None:
        """Weigh the cells that have just left, or just entered the blood."""
        cells, rows = context.cells, context.cells.used()
        rows = rows[cells[STAGE][rows] > Stage.TUMOR]
        new = rows[cells[SHED_FOR][rows] < 0.0]
        if new.size:
            cells[SHED_FOR][new] = real_departures(context.parameters) / drawn_departures(context.parameters)
        entered = context.in_stage(Stage.TRAVELLING)
        entered = entered[cells[STANDS_FOR][entered] < 0.0]
        if entered.size:
            cells[STANDS_FOR][entered] = cells[SHED_FOR][entered] * context.place_hours("blood") / context.seconds


def real_departures(parameters: Parameters) -> float:
    """Return how many real cells the tumor sends into the blood, per hour."""
    return parameters[TumorParameters].shedding / 24.0


def _stands_for(snapshot: Moment, place: str, arriving: float) -> float:
    pace = float(snapshot.pace[snapshot.model.place_codes[place]])
    parameters = treated(snapshot.parameters)
    real = real_departures(parameters) * pace
    drawn = drawn_departures(parameters) * arriving
    return real / drawn if drawn > 0.0 else float("nan")


def stands_for_in_tissue(snapshot: Moment) -> float:
    """Return how many real departures one drawn departure stands for, by the clock of the tissue."""
    return _stands_for(snapshot, "tissue", _entering_share(snapshot))


def stands_for_in_blood(snapshot: Moment) -> float:
    """Return how many real circulating cells one drawn circulating cell stands for: the mean of those in the blood.

    Where none travels, what one would stand for that left now.
    """
    weights = _weights_in_blood(snapshot)
    if weights.size:
        return float(weights.mean()) / _entering_share(snapshot)
    return _stands_for(snapshot, "blood", _entering_share(snapshot))


def _weights_in_blood(snapshot: Moment) -> FloatArray:
    """Return drawn departures that each cell in the blood stands for, shape (n,)."""
    cells = snapshot.cells
    weights = cells[STANDS_FOR][cells[STAGE] == Stage.TRAVELLING]
    now = _stands_for(snapshot, "blood", 1.0)
    # At time zero no step has weighed the cells that are there.
    return np.where(weights < 0.0, now, weights)


def _entering_share(snapshot: Moment) -> float:
    """Return the share of drawn departures that reach the blood: the model's own, once enough have set out.

    One success is imagined, so that the share is never zero.
    """
    shed = int(snapshot.funnel[:, Reached.SHED].sum())
    entered = int(snapshot.funnel[:, Reached.BLOOD].sum())
    return (entered + 1) / (shed + 1) if shed >= ENOUGH_DEPARTURES else USUALLY_ENTERING


def tumor_cells_per_ml(snapshot: Moment) -> float:
    """Return circulating tumor cells per mL of blood."""
    volume = 1000.0 * snapshot.parameters[RarityParameters].blood_volume
    return float(_weights_in_blood(snapshot).sum()) / _entering_share(snapshot) / volume


def blood_cells_per_tumor_cell(snapshot: Moment) -> float:
    """Return red cells, white cells and platelets per circulating tumor cell."""
    haematocrit = snapshot.parameters[FlowParameters].haematocrit
    platelets = 1e6 * snapshot.parameters[PlateletParameters].count
    blood = RED_CELLS_PER_ML_AT_45 * haematocrit / 0.45 + WHITE_CELLS_PER_ML + platelets
    found = tumor_cells_per_ml(snapshot)
    return blood / found if found > 0.0 else float("nan")


def _alive_share(snapshot: Moment) -> float:
    """Return the share of the cells that left the tumor in this run and are still alive."""
    codes, events = snapshot.model.event_codes, snapshot.events
    left = int(np.count_nonzero(events["kind"] == codes["detached"]))
    alive = int(np.count_nonzero((snapshot.cells[DEPARTED] >= 0.0) & (snapshot.cells[STAGE] > Stage.TUMOR)))
    return alive / left if left else float("nan")


ENTRY = Entry(
    name="rarity",
    parameters=(RarityParameters,),
    columns=(SHED_FOR, STANDS_FOR),
    processes=(Weighing(),),
    observables=(
        Observable(
            "drawn_cell_stands_for_tissue", "one drawn cell in tissue stands for", "cells", stands_for_in_tissue
        ),
        Observable("drawn_cell_stands_for_blood", "one drawn cell in blood stands for", "cells", stands_for_in_blood),
        Observable("tumor_cells_per_ml", "circulating tumor cells", "per mL", tumor_cells_per_ml),
        Observable(
            "blood_cells_per_tumor_cell", "blood cells per circulating tumor cell", "cells", blood_cells_per_tumor_cell
        ),
        Observable("survival_share", "departed cells still alive", "", _alive_share),
    ),
)
