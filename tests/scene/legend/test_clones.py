from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage

from desktop.cascade.traits import MOST_CLONES
from desktop.engine.arrays import FloatArray
from desktop.engine.snapshot import Snapshot
from desktop.scene.bodies.actors import Cast
from desktop.scene.legend.clones import CloneDiscs
from desktop.scene.look.camera import Camera
from desktop.scene.look.causes import lab_of
from desktop.scene.look.options import SceneOptions
from desktop.scene.look.palette import Theme, colour
from desktop.scene.look.vision import Vision, seen
from desktop.scene.raster.clone_disc import CLONE_LETTERS, clone_colour, letter_colour
from desktop.scene.raster.pixels import pixels_of
from tests.colours import contrast

Draw = Callable[..., QImage]
BARE = SceneOptions(stage_names=False, clock_badges=False, scale_bar=False, labels=False)
CLONES = replace(BARE, clones=True)
NEAR = Camera(290.0, 100.0, 2.0)
BODIES = ("tumor_epithelial", "tumor_hybrid", "tumor_mesenchymal", "packed", "dormant", "nest")
TOLD_APART = 0.1
"""Distance in OKLab, five times what an eye can just tell apart side by side."""


def looks(shade: QColor, vision: Vision) -> FloatArray:
    return lab_of(
        QColor.fromRgbF(*seen(np.array([shade.redF(), shade.greenF(), shade.blueF()]), vision).tolist()).name()
    )


def discs(image: QImage, clone: int, theme: Theme = Theme.LIGHT) -> int:
    """Return how many pixels have the color of a clone."""
    pixels = np.frombuffer(image.constBits(), dtype=np.uint32)
    return int((pixels == clone_colour(clone, theme).rgb()).sum())


def test_there_is_a_color_for_every_clone() -> None:
    assert len(CLONE_LETTERS) == MOST_CLONES


@pytest.mark.parametrize("theme", list(Theme))
@pytest.mark.parametrize("vision", [Vision.NORMAL, Vision.PROTAN, Vision.DEUTAN, Vision.TRITAN])
def test_no_eye_takes_one_clone_for_another(vision: Vision, theme: Theme) -> None:
    shades = [looks(clone_colour(clone, theme), vision) for clone in range(MOST_CLONES)]
    assert min(float(np.linalg.norm(one - other)) for one, other in combinations(shades, 2)) > TOLD_APART


@pytest.mark.parametrize("theme", list(Theme))
def test_discs_stand_out_from_cells_and_letters_from_discs(theme: Theme) -> None:
    for body in BODIES:
        assert contrast(colour("clone_rim", theme), colour(body, theme)) >= 3.0, body
    for clone in range(MOST_CLONES):
        assert contrast(letter_colour(clone, theme), clone_colour(clone, theme)) >= 4.5, CLONE_LETTERS[clone]


@pytest.mark.parametrize("theme", list(Theme))
def test_each_cell_carries_the_color_of_its_clone(busy: Snapshot, draw: Draw, theme: Theme) -> None:
    cells = {name: column.copy() for name, column in busy.cells.items()}
    for clone in range(MOST_CLONES):
        cells["clone"][:] = clone
        image = draw(replace(busy, cells=cells), replace(CLONES, theme=theme), camera=NEAR)
        found = [discs(image, other, theme) for other in range(MOST_CLONES)]
        assert found[clone] > 200, CLONE_LETTERS[clone]
        plain = draw(replace(busy, cells=cells), replace(BARE, theme=theme), camera=NEAR)
        assert found[clone] > 20 * discs(plain, clone, theme)


def test_a_nest_is_of_the_clone_of_its_founder(busy: Snapshot, draw: Draw) -> None:
    cells = {name: column.copy() for name, column in busy.cells.items()}
    cells["clone"][:] = 0
    nest = int(np.flatnonzero(Cast.of(busy, NEAR, (640.0, 400.0)).nests())[0])
    cells["clone"][nest] = 6
    image = draw(replace(busy, cells=cells), CLONES, camera=NEAR)
    assert 20 < discs(image, 6) < discs(image, 0)
    hidden = draw(replace(busy, cells=cells), replace(CLONES, hidden=frozenset({"nest"})), camera=NEAR)
    assert discs(hidden, 6) == 0


def test_cells_without_a_clone_carry_no_mark(busy: Snapshot, draw: Draw) -> None:
    cells = {name: column.copy() for name, column in busy.cells.items()}
    cells["clone"][:] = -1
    without = replace(busy, cells=cells)
    plain, marked = (pixels_of(draw(without, options, camera=NEAR)) for options in (BARE, CLONES))
    rows, columns = np.nonzero((plain != marked).any(axis=-1))
    assert rows.size > 0, "the line that tells the colors"
    assert (rows.min() > 340, columns.max() < 250) == (True, True)


def test_discs_take_the_place_of_the_letters_of_tumor_cells_alone(busy: Snapshot, draw: Draw) -> None:
    lettered = replace(CLONES, high_visibility=True)
    both, clear = draw(busy, lettered, camera=NEAR), draw(busy, replace(lettered, clones=False), camera=NEAR)
    hidden = frozenset({"natural_killer", "t_cell"})
    assert both != clear
    assert draw(busy, replace(lettered, hidden=hidden), camera=NEAR) != both, "hunters keep theirs"


def test_a_line_in_the_picture_says_which_color_is_which_clone(first_moment: Snapshot, draw: Draw) -> None:
    away = Camera(-5000.0, -5000.0, 1.0)
    image = draw(first_moment, CLONES, camera=away)
    shown = [discs(image, clone) > 20 for clone in range(MOST_CLONES)]
    number = int(str(first_moment.parameters.value("traits.clones")))
    assert shown[:number] == [True] * number
    assert not any(shown[clone] for clone in range(number, MOST_CLONES) if CLONE_LETTERS[clone] != "F")
    assert draw(first_moment, BARE, camera=away) != image


def test_small_discs_are_smaller_than_their_cells(first_moment: Snapshot) -> None:
    numbers = CloneDiscs.numbers(np.array([0, 1]), np.array([2.0, 9.0]))
    family = CloneDiscs(Theme.LIGHT)
    assert family.extent(int(numbers[0])) < family.extent(int(numbers[1])) < 13.0
    assert numbers.max() < family.count
