import itertools
import re

import pytest

from desktop.scene.look.palette import ROLES, Theme, colour, hexadecimal, mixed
from tests.colours import contrast

THEMES = pytest.mark.parametrize("theme", list(Theme))

TEXT = [
    *itertools.product(("text", "text_soft"), ("window", "panel", "tissue", "tissue_shade", "organ_bed")),
    *itertools.product(("accent", "warning"), ("window", "panel")),
    *itertools.product(("text",), ("tumor_bed", "fibre", "fibre_light")),
    ("text_on_accent", "accent"),
]
GROUNDS = ("plasma", "plasma_venous", "plasma_arterial", "tissue", "organ_air", "organ_bed")
MEANINGFUL = {
    "epithelial tumor cell": ("tumor_epithelial", "tumor_outline"),
    "hybrid tumor cell": ("tumor_hybrid", "tumor_outline"),
    "mesenchymal tumor cell": ("tumor_mesenchymal", "tumor_outline"),
    "group": ("junction",),
    "sleeping cell": ("dormant", "dormant_outline"),
    "nest": ("nest", "tumor_outline"),
    "NK cell": ("natural_killer", "natural_killer_outline"),
    "T cell": ("t_cell", "t_cell_outline"),
    "platelet": ("platelet", "platelet_outline"),
    "cloak": ("platelet_activated", "platelet_outline"),
    "fibrin": ("fibrin", "fibrin_edge"),
    "arterial red cell": ("red_cell_arterial", "red_cell_rim_arterial"),
    "venous red cell": ("red_cell_venous", "red_cell_rim_venous"),
    "white cell": ("white_cell", "white_cell_outline"),
    "doorway": ("doorway", "doorway_outline"),
}


@THEMES
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_can_be_read(text: str, ground: str, theme: Theme) -> None:
    assert contrast(colour(text, theme), colour(ground, theme)) >= 4.5


@THEMES
@pytest.mark.parametrize("species", MEANINGFUL)
def test_what_carries_meaning_stands_out(species: str, theme: Theme) -> None:
    for ground in GROUNDS:
        best = max(contrast(colour(role, theme), colour(ground, theme)) for role in MEANINGFUL[species])
        assert best >= 3.0, ground


@THEMES
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("endothelium_edge", "plasma"),
        ("junction", "cell_halo"),
        ("selection", "selection_back"),
        ("control", "panel"),
        ("tumor_epithelial", "red_cell_venous"),
        ("tumor_outline", "packed"),
    ],
)
def test_neighbours_can_be_told_apart(one: str, other: str, theme: Theme) -> None:
    least = 1.5 if other in {"packed", "red_cell_venous"} else 3.0
    assert contrast(colour(one, theme), colour(other, theme)) >= least


@THEMES
def test_every_role_is_a_colour(theme: Theme) -> None:
    assert all(re.fullmatch(r"#[0-9A-F]{6}", hexadecimal(role, theme)) for role in ROLES)


def test_contrast_has_its_known_limits() -> None:
    black, white = (
        mixed(colour("selection", Theme.DARK), colour("selection_back", Theme.DARK), 1.0),
        colour("panel", Theme.LIGHT),
    )
    assert contrast(black, white) == pytest.approx(21.0)
    assert contrast(white, white) == pytest.approx(1.0)
