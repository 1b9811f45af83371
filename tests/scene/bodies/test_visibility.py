from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from desktop.cascade import MODEL
from desktop.cascade.growth import DRAWN_RADIUS_LIMIT
from desktop.engine.arrays import BoolArray
from desktop.engine.snapshot import Snapshot
from desktop.engine.world import World
from desktop.scene.bodies.actors import Cast
from desktop.scene.legend.badges import STYLES
from desktop.scene.legend.legend import legend_entries, paint_swatch
from desktop.scene.look.camera import Camera
from desktop.scene.look.options import SceneOptions
from desktop.scene.look.palette import Theme

Draw = Callable[..., QImage]
BARE = SceneOptions(stage_names=False, clock_badges=False, scale_bar=False, labels=False)
CLEAR = replace(BARE, high_visibility=True)


def flatness(image: QImage) -> float:
    """Return the share of pixels that look like their right neighbour."""
    pixels = np.frombuffer(image.constBits(), dtype=np.uint32).reshape(image.height(), image.width())
    return float((pixels[:, 1:] == pixels[:, :-1]).mean())


def swatch(name: str, options: SceneOptions) -> BoolArray:
    image = QImage(96, 96, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    paint_swatch(painter, QRectF(0.0, 0.0, 96.0, 96.0), name, options)
    painter.end()
    return np.asarray(np.frombuffer(image.constBits(), dtype=np.uint8).reshape(96, 96, 4)[..., 3] > 128)


@pytest.mark.parametrize("theme", list(Theme))
def test_a_clear_picture_is_made_of_flat_areas(busy: Snapshot, draw: Draw, theme: Theme) -> None:
    near = Camera(60.0, 90.0, 5.0)
    painted, clear = (flatness(draw(busy, replace(options, theme=theme), camera=near)) for options in (BARE, CLEAR))
    assert clear > 0.75
    assert 1.0 - clear < 0.5 * (1.0 - painted)


@pytest.mark.parametrize("name", [name for name, _, _ in STYLES])
def test_flat_shapes_keep_their_silhouettes(name: str) -> None:
    rich, flat = swatch(name, BARE), swatch(name, CLEAR)
    assert (rich & flat).sum() / (rich | flat).sum() > 0.8


def test_every_badge_is_a_letter_of_the_legend() -> None:
    letters = {entry.name: entry.letter for entry in legend_entries(MODEL)}
    assert all(len(letters[name]) == 1 for name, _, _ in STYLES)


@pytest.mark.parametrize("name", ["tumor_cell", "dormant", "nest", "cloak", "natural_killer", "t_cell", "mesenchymal"])
def test_what_is_hidden_carries_no_letter(busy: Snapshot, draw: Draw, name: str) -> None:
    near, hidden = Camera(290.0, 100.0, 2.0), frozenset({name})
    plain, lettered = (draw(busy, replace(BARE, hidden=hidden, badges=on), camera=near) for on in (False, True))
    every = draw(busy, replace(BARE, badges=True), camera=near)
    assert plain != lettered
    assert lettered != every


def test_letters_come_with_high_visibility_and_alone(busy: Snapshot, draw: Draw) -> None:
    near = Camera(290.0, 100.0, 2.0)
    pictures = [draw(busy, one, camera=near) for one in (BARE, replace(BARE, badges=True), CLEAR)]
    assert pictures[0] != pictures[1]
    assert pictures[2] == draw(busy, replace(CLEAR, badges=True), camera=near)


def test_cells_too_small_for_a_letter_carry_none(first_moment: Snapshot, draw: Draw) -> None:
    far = Camera(-300.0, -200.0, 0.4)
    assert draw(first_moment, BARE, camera=far) == draw(first_moment, replace(BARE, badges=True), camera=far)


def test_the_largest_nest_leaves_the_organ_to_be_seen(busy: Snapshot) -> None:
    cells = {name: column.copy() for name, column in busy.cells.items()}
    row = int(np.flatnonzero(cells["stage"] == busy.model.stage_codes["growing"])[0])
    cells["nest_cells"][row], cells["radius"][row] = 1e9, DRAWN_RADIUS_LIMIT
    camera = Camera(0.0, 0.0, 1.0)
    reach = Cast.of(replace(busy, cells=cells), camera, (np.inf, np.inf)).drawn_radius()[row]
    assert reach < 0.75 * busy.resource(World).region("organ").half_width
