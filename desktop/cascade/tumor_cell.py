"""The tumor cell: its type, and those of its columns that several steps of the cascade share.

Each is part of the table by the entry that keeps it up to date, which lists it among its columns; an entry that only
reads or sets it imports it from here. A column of one or two entries is declared by its own.
"""

import numpy as np

from desktop.engine.columns import Column
from desktop.engine.contracts import CellType

TUMOR_CELL = CellType("tumor_cell", "tumor cell", "C", 6.0, "the cell whose journey is followed")
GROUP_OF_CELLS = CellType("cluster", "group of tumor cells", "G", 12.0, "tumor cells that travel together")

# Its place in the vessels and how it moves there; immune cells have one, too.
SEGMENT = Column("segment", np.int64, 0, "", "segment of the vessel network")
ALONG = Column("s", np.float64, 0.0, "µm", "place along the segment")
ACROSS = Column("r", np.float64, 0.0, "µm", "place across the segment, positive to the left of the flow")
HEADING = Column("heading", np.float64, 0.0, "rad", "direction of motion and of the long axis, clockwise from right")
STREAMLINE = Column("streamline", np.float64, 0.5, "", "share of the flow that passes to the left of the cell")
TRAVELLED = Column(
    "travelled", np.float64, 0.0, "µm", "drawn path since the cell, or the group it met, entered the blood"
)
STOP = Column("stop", np.float64, -1.0, "µm", "where in its capillary the cell will lodge; -1 if it will not")
STRETCH = Column("stretch", np.float64, 1.0, "", "length over width at equal area")

# What surrounds it.
OXYGEN = Column("oxygen", np.float64, 10.0, "mmHg", "oxygen pressure around the cell")
SHEAR_STRESS = Column("shear_stress", np.float64, 0.0, "dyn/cm²", "shear stress at the cell's outer edge")
CLOAK = Column("cloak", np.float64, 0.0, "", "share of the surface covered by platelets")
DISGUISE = Column("disguise", np.float64, 0.0, "", "share of the surface that platelets have marked as harmless")

# What it is like.
MESENCHYMAL = Column("mesenchymal", np.float64, 0.0, "", "0 epithelial, 0.5 hybrid, 1 mesenchymal")
DEPARTURE_SCORE = Column("departure_score", np.float64, 0.5, "", "the score with which the cell left the tumor")
NEST_CELLS = Column("nest_cells", np.float64, 1.0, "cells", "cells in the nest; 1 for a single cell")

# In what it differs from others: by what factor each survival factor's mean is multiplied.
CLONE = Column("clone", np.int64, -1, "", "number of the clone it belongs to; -1 before it has one")
TRAIT_SPREAD = Column("trait_spread", np.float64, -1.0, "", "spread by which its traits were drawn; -1 before")
TRAIT_IMMUNE_EVASION = Column("trait_immune_evasion", np.float64, 1.0, "×", "its immune evasion over the mean")
TRAIT_PLATELETS = Column("trait_platelets", np.float64, 1.0, "×", "its platelet shield over the mean")
TRAIT_COHESION = Column("trait_cohesion", np.float64, 1.0, "×", "what companions give it over the mean")
TRAIT_FLEXIBILITY = Column("trait_flexibility", np.float64, 1.0, "×", "its flexibility over the mean")
TRAIT_STRESS_RESISTANCE = Column("trait_stress_resistance", np.float64, 1.0, "×", "its stress resistance over the mean")
TRAIT_METABOLISM = Column("trait_metabolism", np.float64, 1.0, "×", "its metabolic adaptation over the mean")

# Where it heads for, and its times.
GOAL_SEGMENT = Column("goal_segment", np.int64, -1, "", "segment whose wall the cell heads for")
GOAL_S = Column("goal_s", np.float64, 0.0, "µm", "place along that segment")
GOAL_SIDE = Column("goal_side", np.float64, 1.0, "", "side of that wall, +1 left of the flow")
BY_LYMPH = Column("by_lymph", np.bool_, False, "", "left, or is about to leave, by the lymph")
UNANCHORED_HOURS = Column("unanchored_hours", np.float64, 0.0, "h", "biological time without a firm hold")
ARREST_HOURS = Column("arrest_hours", np.float64, 0.0, "h", "biological time lodged in capillaries")
ADHERED = Column("adhered", np.bool_, False, "", "holds on firmly to the vessel wall")

# The group it travels in.
CLUSTER = Column("cluster", np.int64, -1, "", "identity of the group's founder, -1 for a single cell")
CLUSTER_SIZE = Column("cluster_size", np.int64, 1, "cells", "members of the group, 1 for a single cell")
ORDER = Column("order", np.int64, 0, "", "place in the file, 0 leads")
LEADER = Column("leader", np.int64, -1, "", "row of the group's leader")
