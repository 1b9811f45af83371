import itertools

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from desktop.cascade import MODEL
from desktop.engine.arrays import BoolArray
from desktop.scene.legend.legend import legend_entries, paint_swatch
from desktop.scene.look.options import SceneOptions
from desktop.scene.look.palette import ROLES, Theme
from desktop.scene.raster.artwork import SvgPainter, drawing
from desktop.system.assets import asset

ENTRIES = legend_entries(MODEL)
DRAWINGS = sorted(path.stem for path in asset("cells").glob("*.svg"))
VARIANT_ROLES = {"red_cell", "red_cell_rim", "packed"}
"""Roles that stand for a colour between two of the palette's."""


def painted(name: str, theme: Theme = Theme.LIGHT, size: int = 96) -> QImage:
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    paint_swatch(painter, QRectF(0.0, 0.0, size, size), name, SceneOptions(theme=theme))
    painter.end()
    return image


def silhouette(name: str) -> BoolArray:
    image = painted(name)
    alpha = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(96, 96, 4)[..., 3]
    return np.asarray(alpha > 128)


def test_the_legend_names_every_species_once() -> None:
    names = [entry.name for entry in ENTRIES]
    assert len(set(names)) == len(names)
    assert {kind.name for kind in MODEL.cell_types} <= set(names)
    assert all(entry.label and entry.letter for entry in ENTRIES)
    assert len({entry.letter for entry in ENTRIES}) == len(ENTRIES)


@pytest.mark.parametrize("theme", list(Theme))
@pytest.mark.parametrize("name", [entry.name for entry in ENTRIES])
def test_every_species_has_a_picture_inside_its_rectangle(name: str, theme: Theme) -> None:
    image = painted(name, theme)
    alpha = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(96, 96, 4)[..., 3]
    assert (alpha > 128).mean() > 0.1
    border = np.concatenate([alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1]])
    assert border.max() < 64


SILHOUETTES = (
    "tumor_cell",
    "mesenchymal",
    "cluster",
    "cloak",
    "red_cell",
    "platelet",
    "natural_killer",
    "t_cell",
    "doorway",
)


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(SILHOUETTES, 2)))
def test_species_differ_without_colour(one: str, other: str) -> None:
    first, second = silhouette(one), silhouette(other)
    overlap = (first & second).sum() / (first | second).sum()
    assert overlap < 0.9


@pytest.mark.parametrize("name", DRAWINGS)
def test_drawings_keep_to_their_frame_and_name_their_colours(name: str) -> None:
    text = asset(f"cells/{name}.svg").read_text(encoding="utf-8")
    assert 'viewBox="-100 -100 200 200"' in text
    assert drawing(name).renderer(Theme.LIGHT, 1.0, {}).isValid()
    roles = drawing(name).roles
    assert roles
    assert set(roles.values()) <= set(ROLES) | VARIANT_ROLES
    body = text.partition("</desc>")[2].upper()
    assert all(shade in body for shade in roles)


@pytest.mark.parametrize("name", [name for name in DRAWINGS if name.startswith("dying")])
def test_deaths_have_all_their_frames(name: str) -> None:
    renderer = drawing(name).renderer(Theme.DARK, 1.0, {})
    assert all(renderer.elementExists(f"frame{frame}") for frame in range(4))


def test_every_drawing_is_used() -> None:
    source = "".join(
        path.read_text(encoding="utf-8") for path in (asset("cells").parents[1] / "desktop/scene").rglob("*.py")
    )
    for name in DRAWINGS:
        stem = "dying_" if name.startswith("dying_") else name
        assert f'"{stem}' in source, name


def test_a_drawing_can_be_recoloured() -> None:
    pictures = []
    for shades in ({}, {"tumor_epithelial": QColor("#0000FF")}):
        image = QImage(64, 64, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(0)
        painter = QPainter(image)
        painter.translate(32.0, 32.0)
        SvgPainter(Theme.LIGHT, 1.0).draw(painter, "tumor_epithelial", 24.0, shades=shades)
        painter.end()
        pictures.append(image.pixelColor(32, 12))
    assert pictures[0].red() > pictures[0].blue()
    assert pictures[1].blue() > pictures[1].red()
