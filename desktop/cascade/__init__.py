"""The metastatic cascade, one step per file. `MODEL` is what a simulation runs."""

from desktop.cascade import (
    anoikis,
    arrest,
    blood,
    clusters,
    detachment,
    dormancy,
    emt,
    extravasation,
    flexibility,
    growth,
    immune_evasion,
    intravasation,
    invasion,
    lymph,
    metabolism,
    natural_killer,
    oxidation,
    platelets,
    rarity,
    realism,
    red_cells,
    settling,
    shear,
    stages,
    start,
    stress_resistance,
    t_cell,
    treatments,
    tumor,
    vasculature,
)
from desktop.engine.contracts import Model

CASCADE = (
    stages.ENTRY,
    vasculature.ENTRY,
    tumor.ENTRY,
    emt.ENTRY,
    detachment.ENTRY,
    invasion.ENTRY,
    intravasation.ENTRY,
    lymph.ENTRY,
    blood.ENTRY,
    red_cells.ENTRY,
    arrest.ENTRY,
    shear.ENTRY,
    anoikis.ENTRY,
    oxidation.ENTRY,
    natural_killer.ENTRY,
    t_cell.ENTRY,
    immune_evasion.ENTRY,
    platelets.ENTRY,
    clusters.ENTRY,
    flexibility.ENTRY,
    stress_resistance.ENTRY,
    metabolism.ENTRY,
    extravasation.ENTRY,
    settling.ENTRY,
    dormancy.ENTRY,
    growth.ENTRY,
    realism.ENTRY,
    treatments.ENTRY,
    rarity.ENTRY,
    start.ENTRY,
)
"""One line per entry, in the order a cell lives them; within a phase, processes run in this order."""

RENAMED: tuple[tuple[str, str], ...] = ()
"""Old path → present path of every parameter that was ever renamed, so that old scenario files open for ever."""

MODEL = Model(CASCADE, stages.STAGES, stages.PLACES, stages.MILESTONES, RENAMED)
