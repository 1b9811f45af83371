"""The metastatic cascade, one step per file. `MODEL` is what a simulation runs."""

from desktop.cascade import (
    anoikis,
    arrest,
    blood,
    clusters,
    colonization,
    deformability,
    detachment,
    dormancy,
    emt,
    extravasation,
    growth,
    human_scale,
    immune_evasion,
    initial_state,
    intravasation,
    invasion,
    lymph,
    metabolism,
    natural_killer,
    oxidative_stress,
    platelets,
    rarity,
    red_cells,
    shear,
    stages,
    stress_resistance,
    t_cell,
    treatments,
    tumor,
    vasculature,
)
from desktop.engine.model import Model

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
    oxidative_stress.ENTRY,
    natural_killer.ENTRY,
    t_cell.ENTRY,
    immune_evasion.ENTRY,
    platelets.ENTRY,
    clusters.ENTRY,
    deformability.ENTRY,
    stress_resistance.ENTRY,
    metabolism.ENTRY,
    extravasation.ENTRY,
    colonization.ENTRY,
    dormancy.ENTRY,
    growth.ENTRY,
    human_scale.ENTRY,
    treatments.ENTRY,
    rarity.ENTRY,
    initial_state.ENTRY,
)
"""One line per entry, in the order a cell lives them; within a phase, processes run in this order."""

RENAMED: tuple[tuple[str, str], ...] = ()
"""Old path → present path of every parameter that was ever renamed, so that old scenario files open for ever."""

MODEL = Model(CASCADE, stages.STAGES, stages.PLACES, stages.MILESTONES, RENAMED)
