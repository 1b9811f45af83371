"""The metastatic cascade, one step per file. `MODEL` is what a simulation runs."""

from importlib import import_module

from desktop.cascade.arrest import LODGING_CLOCK
from desktop.cascade.stages import MILESTONES, PLACES, STAGES
from desktop.engine.contracts import Entry
from desktop.engine.model import Model

ORDER = (
    "stages",
    "vasculature",
    "tumor",
    "emt",
    "detachment",
    "traits",
    "invasion",
    "intravasation",
    "lymph",
    "blood",
    "red_cells",
    "arrest",
    "shear",
    "anoikis",
    "oxidative_stress",
    "natural_killer",
    "t_cell",
    "immune_evasion",
    "platelets",
    "clusters",
    "deformability",
    "stress_resistance",
    "metabolism",
    "extravasation",
    "colonization",
    "dormancy",
    "growth",
    "secondary_spread",
    "human_scale",
    "treatments",
    "rarity",
    "initial_state",
)
"""One line per file, in the order a cell lives them; within a phase, processes run in this order."""


def _entry(name: str) -> Entry:
    # By its name, so that a file joins the model by one line, here; a test holds that no file is forgotten.
    entry: Entry = import_module(f"desktop.cascade.{name}").ENTRY
    return entry


CASCADE = tuple(_entry(name) for name in ORDER)

RENAMED: tuple[tuple[str, str], ...] = ()
"""Old path → present path of every parameter that was ever renamed, so that old scenario files open for ever."""

MODEL = Model(CASCADE, STAGES, PLACES, MILESTONES, RENAMED, (LODGING_CLOCK,))
