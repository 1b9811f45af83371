import itertools
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from desktop.cascade import MODEL
from desktop.engine.arrays import BoolArray, FloatArray
from desktop.engine.snapshot import Snapshot
from desktop.scene.look.options import SceneOptions
from desktop.scene.look.palette import Theme, colour
from desktop.scene.look.vision import LEVELS, Vision, linear, seen
from desktop.scene.raster.artwork import SvgPainter
from tests.colours import seen_colour

Draw = Callable[..., QImage]
RADIUS = {kind.name: kind.radius for kind in MODEL.cell_types}
LEAST_COLOUR_DIFFERENCE = 10.0
"""CIEDE2000 between two fills: about ten just noticeable steps."""
LEAST_SHAPE_DIFFERENCE = 0.18
"""Share of the area of two silhouettes, drawn at true size one on the other, that they do not have in common."""
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE = np.array([0.95047, 1.0, 1.08883])

SPECIES = {
    "epithelial tumor cell": ("tumor_epithelial", "tumor_epithelial", RADIUS["tumor_cell"]),
    "hybrid tumor cell": ("tumor_hybrid", "tumor_hybrid", RADIUS["tumor_cell"]),
    "mesenchymal tumor cell": ("tumor_mesenchymal", "tumor_mesenchymal", RADIUS["tumor_cell"]),
    "sleeping tumor cell": ("tumor_dormant", "dormant", 0.85 * RADIUS["tumor_cell"]),
    "NK cell": ("natural_killer", "natural_killer", RADIUS["natural_killer"]),
    "T cell": ("t_cell", "t_cell", RADIUS["t_cell"]),
    "platelet": ("platelet_resting", "platelet", RADIUS["platelet"]),
    "activated platelet": ("platelet_activated", "platelet_activated", RADIUS["platelet"]),
    "arterial red cell": ("red_cell_face", "red_cell_arterial", RADIUS["red_cell"]),
    "venous red cell": ("red_cell_face", "red_cell_venous", RADIUS["red_cell"]),
    "neutrophil": ("neutrophil", "white_cell", RADIUS["neutrophil"]),
    "lymphocyte": ("lymphocyte", "white_cell", RADIUS["lymphocyte"]),
    "monocyte": ("monocyte", "white_cell", RADIUS["monocyte"]),
    "macrophage at a doorway": ("macrophage", "doorway", RADIUS["doorway"]),
}
"""Drawing, fill and true radius in µm of everything that can stand side by side."""


def lab(shade: QColor) -> FloatArray:
    share = TO_XYZ @ linear(np.array([shade.redF(), shade.greenF(), shade.blueF()])) / WHITE
    curve = np.where(share > 216.0 / 24389.0, np.cbrt(share), (24389.0 / 27.0 * share + 16.0) / 116.0)
    x, y, z = curve.tolist()
    return np.array([116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)])


def ciede2000(one: FloatArray, other: FloatArray) -> float:
    """Return the colour difference of two L*a*b* colours (CIE 142-2001, in the words of Sharma, Wu and Dalal 2005)."""
    (light_1, a_1, b_1), (light_2, a_2, b_2) = one.tolist(), other.tolist()
    grey = 0.5 * (1.0 - np.sqrt(_seventh(0.5 * (np.hypot(a_1, b_1) + np.hypot(a_2, b_2)))))
    a_1, a_2 = a_1 * (1.0 + grey), a_2 * (1.0 + grey)
    chroma_1, chroma_2 = np.hypot(a_1, b_1), np.hypot(a_2, b_2)
    hue_1, hue_2 = np.degrees(np.arctan2(b_1, a_1)) % 360.0, np.degrees(np.arctan2(b_2, a_2)) % 360.0
    turn = 0.0 if chroma_1 * chroma_2 == 0.0 else (hue_2 - hue_1 + 180.0) % 360.0 - 180.0
    hue = hue_1 + hue_2 if chroma_1 * chroma_2 == 0.0 else (hue_1 + 0.5 * turn) % 360.0
    light, chroma = 0.5 * (light_1 + light_2), 0.5 * (chroma_1 + chroma_2)
    angles = np.radians([hue - 30.0, 2.0 * hue, 3.0 * hue + 6.0, 4.0 * hue - 63.0])
    weight = 1.0 + np.array([-0.17, 0.24, 0.32, -0.20]) @ np.cos(angles)
    lightness = (light_2 - light_1) / (1.0 + 0.015 * (light - 50.0) ** 2 / np.sqrt(20.0 + (light - 50.0) ** 2))
    saturation = (chroma_2 - chroma_1) / (1.0 + 0.045 * chroma)
    tint = 2.0 * np.sqrt(chroma_1 * chroma_2) * np.sin(np.radians(0.5 * turn)) / (1.0 + 0.015 * chroma * weight)
    blue = np.radians(60.0 * np.exp(-(((hue - 275.0) / 25.0) ** 2)))
    twist = -2.0 * np.sqrt(_seventh(chroma)) * np.sin(blue)
    return float(np.sqrt(lightness**2 + saturation**2 + tint**2 + twist * saturation * tint))


def _seventh(chroma: float) -> float:
    return float(chroma**7 / (chroma**7 + 25.0**7))


@pytest.mark.parametrize(
    ("one", "other", "difference"),
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((50.0, 2.49, -0.001), (50.0, -2.49, 0.0011), 7.2195),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
        ((6.7747, -0.2908, -2.4247), (5.8714, -0.0985, -2.2286), 0.6377),
    ],
)
def test_the_measure_of_difference_gives_its_published_values(
    one: tuple[float, ...], other: tuple[float, ...], difference: float
) -> None:
    assert ciede2000(np.array(one), np.array(other)) == pytest.approx(difference, abs=1e-4)


def silhouette(name: str) -> BoolArray:
    drawn, _, radius = SPECIES[name]
    image = QImage(220, 220, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(110.0, 110.0)
    SvgPainter(Theme.LIGHT, 1.0).draw(painter, drawn, 6.0 * radius)
    painter.end()
    return np.asarray(np.frombuffer(image.constBits(), dtype=np.uint8).reshape(220, 220, 4)[..., 3] > 200)


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(SPECIES, 2)))
def test_neighbours_differ_in_colour_or_in_shape_for_every_eye(one: str, other: str) -> None:
    first, second = silhouette(one), silhouette(other)
    shape = 1.0 - (first & second).sum() / (first | second).sum()
    for theme, vision in itertools.product(Theme, Vision):
        fills = [lab(seen_colour(colour(SPECIES[name][1], theme), vision)) for name in (one, other)]
        difference = ciede2000(*fills)
        assert difference >= LEAST_COLOUR_DIFFERENCE or shape >= LEAST_SHAPE_DIFFERENCE, (
            f"{one} and {other} in {theme.value}, {vision.value}: colour {difference:.1f}, shape {shape:.2f}"
        )


@pytest.mark.parametrize("theme", list(Theme))
@pytest.mark.parametrize("vision", [eye for eye in Vision if eye is not Vision.GREY])
def test_who_hunts_whom_can_be_told_by_colour_alone(theme: Theme, vision: Vision) -> None:
    for tumor, hunter in itertools.product(("tumor_epithelial", "tumor_hybrid"), ("natural_killer", "t_cell")):
        fills = [lab(seen_colour(colour(role, theme), vision)) for role in (tumor, hunter)]
        assert ciede2000(*fills) >= LEAST_COLOUR_DIFFERENCE


@pytest.mark.parametrize("vision", list(Vision))
def test_white_stays_white_and_grey_stays_grey(vision: Vision) -> None:
    greys = np.linspace(0.0, 1.0, 9)[:, None] * np.ones(3)
    assert seen(greys, vision) == pytest.approx(greys, abs=2e-4)


def test_red_and_green_meet_for_those_who_lack_a_cone_for_them() -> None:
    red, green = np.array([0.78, 0.25, 0.2]), np.array([0.42, 0.46, 0.16])
    true = np.abs(red - green).sum()
    for vision in (Vision.PROTAN, Vision.DEUTAN):
        assert np.abs(seen(red, vision) - seen(green, vision)).sum() < 0.6 * true
    assert np.abs(seen(red, Vision.TRITAN) - seen(green, Vision.TRITAN)).sum() > 0.8 * true


@pytest.mark.parametrize("vision", [eye for eye in Vision if eye is not Vision.NORMAL])
def test_the_whole_picture_is_seen_with_other_eyes(busy: Snapshot, draw: Draw, vision: Vision) -> None:
    options = SceneOptions(rarity_text="rare")
    true, shown = (_pixels(draw(busy, one)) for one in (options, replace(options, seen_as=vision)))
    expected = 255.0 * seen(true / 255.0, vision)
    # The table knows every second step of a channel; light is steepest where it is dark.
    assert np.abs(shown - expected).max() < 255.0 / LEVELS * 6.0
    assert np.abs(shown - expected).mean() < 2.0


def _pixels(image: QImage) -> FloatArray:
    flat = np.frombuffer(image.constBits(), dtype=np.uint8)
    return flat.reshape(image.height(), image.width(), 4)[..., 2::-1].astype(np.float64)
