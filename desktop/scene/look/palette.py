"""Every colour of the program, declared once: a role and what it looks like in the light and in the dark theme.

The colours of cells stand on the set of Okabe and Ito, which colour-blind people can tell apart; shape says the same
thing again. The interface takes its colours from here too.
"""

from enum import Enum
from functools import cache

from PySide6.QtGui import QColor


class Theme(Enum):
    """Light for projectors, dark for dim rooms; the value names the theme in settings and on the command line."""

    LIGHT = "light"
    DARK = "dark"


ROLES: dict[str, tuple[str, str]] = {
    # the interface
    "window": ("#FAF7F5", "#141115"),
    "panel": ("#FFFFFF", "#211C23"),
    "hairline": ("#DDD3CE", "#3B333C"),
    "text": ("#221B1E", "#F2ECEA"),
    "text_soft": ("#655A5C", "#B7ACAD"),
    "text_on_accent": ("#FFFFFF", "#0B1D2A"),
    "accent": ("#0072B2", "#4AA8E0"),
    "control": ("#857A7B", "#8B8082"),
    "warning": ("#A8480A", "#FFB98A"),
    # the ground
    "tissue": ("#FBF1EC", "#1B171C"),
    "tissue_shade": ("#F3E2D9", "#242026"),
    "fibre": ("#E9C9BD", "#3A2C33"),
    "fibre_light": ("#FFFAF6", "#4A3A42"),
    "tumor_bed": ("#F3CDB9", "#33221F"),
    "tumor_bed_cell": ("#EDB799", "#4A2F29"),
    "tumor_bed_nucleus": ("#B98A93", "#6B4560"),
    "tumor_core": ("#8A5870", "#0E080D"),
    "organ_bed": ("#F2D9D2", "#2B2026"),
    "organ_air": ("#FDF6F2", "#18141A"),
    "organ_wall": ("#E3B9B0", "#4B3139"),
    "liver_bed": ("#EBCDBB", "#2C2020"),
    "liver_cell": ("#E9C2A9", "#4A342E"),
    "liver_cell_dark": ("#DDAE93", "#3E2A26"),
    "liver_edge": ("#C08D74", "#6B4A40"),
    "liver_nucleus": ("#B78396", "#7A5266"),
    "liver_nucleolus": ("#8A5870", "#A8788C"),
    # the lymph
    "lymph": ("#DDEBC8", "#2C3A26"),
    "lymph_shade": ("#B9CF97", "#44583A"),
    "lymph_edge": ("#73904A", "#86A860"),
    "node": ("#C6D9A8", "#3A4C30"),
    "node_capsule": ("#EDE3C4", "#4D4C3A"),
    "follicle": ("#A3BE86", "#54704A"),
    "germinal_centre": ("#DCE8C4", "#7C9668"),
    # the vessel
    "plasma": ("#FFF4DA", "#2A2418"),
    "plasma_venous": ("#F8EADB", "#272023"),
    "plasma_arterial": ("#FFF0D2", "#31261A"),
    "plasma_shade": ("#E9CFA6", "#191410"),
    "plasma_streak": ("#F1DDAF", "#3B3222"),
    "endothelium": ("#F2C1B8", "#5A3A40"),
    "endothelium_edge": ("#B47571", "#94636A"),
    "endothelium_nucleus": ("#B86C78", "#A86673"),
    "basement_membrane": ("#D9AFA6", "#40292F"),
    "wall_light": ("#FFFFFF", "#FFE9D8"),
    "doorway": ("#C9798B", "#B5647A"),
    "doorway_outline": ("#5B1830", "#FFC9D4"),
    "doorway_nucleus": ("#7A3550", "#5A2038"),
    # scenery in the blood
    "red_cell_arterial": ("#C8443C", "#AB423C"),
    "red_cell_venous": ("#8E3346", "#742E42"),
    "red_cell_rim_arterial": ("#8F2B2B", "#DB7A70"),
    "red_cell_rim_venous": ("#662237", "#B0647C"),
    "platelet": ("#D9B93A", "#D9B93A"),
    "platelet_activated": ("#F0E442", "#F0E442"),
    "platelet_outline": ("#6E5208", "#4A3806"),
    "fibrin": ("#E3D3A2", "#8C7E55"),
    "fibrin_edge": ("#8F7A35", "#C9B97C"),
    "white_cell": ("#D8D0E2", "#857A9B"),
    "white_cell_outline": ("#5C4D78", "#D6CCE6"),
    "white_cell_nucleus": ("#8B7AA8", "#453963"),
    # what matters
    "cell_halo": ("#FFFDF6", "#14100C"),
    "tumor_epithelial": ("#E8743B", "#F1884F"),
    "tumor_hybrid": ("#D55E00", "#EA6E0C"),
    "tumor_mesenchymal": ("#A8480A", "#C95C1A"),
    "tumor_outline": ("#5A2008", "#FFD9BD"),
    "tumor_nucleus": ("#4A1F4E", "#43194A"),
    "packed": ("#E9986C", "#B4653F"),
    "packed_outline": ("#A2502A", "#6B3320"),
    "packed_nucleus": ("#6B3A66", "#4A2448"),
    "junction": ("#7A2E00", "#FFB98A"),
    "dormant": ("#7A8699", "#93A0B4"),
    "dormant_outline": ("#2F3A4D", "#D5DEEC"),
    "nest": ("#D55E00", "#F07A2A"),
    # what the lens shows inside a cell
    "mitochondrion": ("#8E3A4A", "#7E2A3C"),
    "mitochondrion_edge": ("#4E1524", "#3E0E1A"),
    "crista": ("#F6CDBB", "#F6CDBB"),
    "golgi": ("#B97A12", "#8F5A06"),
    "reticulum": ("#6E4A86", "#5C3A74"),
    "lysosome": ("#3F7F6B", "#2F6E5B"),
    "lysosome_edge": ("#1E4A3C", "#12362B"),
    "peroxisome": ("#E9D48A", "#E9D48A"),
    "peroxisome_edge": ("#7E651A", "#6B5512"),
    "autophagosome": ("#F4EFE6", "#F4EFE6"),
    "autophagosome_edge": ("#3A4A66", "#2C3A54"),
    "oxidation": ("#8A5A12", "#E0B060"),
    "natural_killer": ("#0072B2", "#4AA8E0"),
    "natural_killer_outline": ("#00304D", "#D3ECFB"),
    "natural_killer_nucleus": ("#0B3F63", "#14527E"),
    "t_cell": ("#009E73", "#3CC99E"),
    "t_cell_outline": ("#00382A", "#D0F7EA"),
    "t_cell_nucleus": ("#06543F", "#0F6B51"),
    "t_cell_match": ("#FFF6B0", "#FFF6B0"),
    "synapse": ("#FFFFFF", "#FFFFFF"),
    # clones, on a rim that stands out from every tumor cell
    "clone_a": ("#F0E442", "#F0E442"),
    "clone_b": ("#0072B2", "#0072B2"),
    "clone_c": ("#C28BF9", "#C28BF9"),
    "clone_d": ("#09A5A5", "#09A5A5"),
    "clone_e": ("#862757", "#862757"),
    "clone_f": ("#FFFFFF", "#FFFFFF"),
    "clone_g": ("#430CE9", "#430CE9"),
    "clone_h": ("#A0D3E3", "#A0D3E3"),
    "clone_rim": ("#14100C", "#14100C"),
    "clone_letter_light": ("#FFFFFF", "#FFFFFF"),
    # the tube of blood
    "tube_cap": ("#8E7BB8", "#7C6AA6"),
    "selection": ("#111111", "#FFFFFF"),
    "selection_back": ("#FFFFFF", "#000000"),
}


@cache
def hexadecimal(role: str, theme: Theme) -> str:
    """Return the colour of a role as ``#RRGGBB``, as style sheets and SVG write it."""
    return ROLES[role][0 if theme is Theme.LIGHT else 1]


def colour(role: str, theme: Theme, opacity: float = 1.0) -> QColor:
    """Return the colour of a role; ``opacity`` from 0 to 1."""
    result = QColor(hexadecimal(role, theme))
    result.setAlphaF(opacity)
    return result


def mixed(one: QColor, other: QColor, share: float) -> QColor:
    """Return a colour between two; ``share`` 0 gives the first and 1 the second."""
    keep = 1.0 - share
    return QColor.fromRgbF(
        keep * one.redF() + share * other.redF(),
        keep * one.greenF() + share * other.greenF(),
        keep * one.blueF() + share * other.blueF(),
        keep * one.alphaF() + share * other.alphaF(),
    )
