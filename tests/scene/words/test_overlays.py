import itertools
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from desktop.engine.snapshot import Snapshot
from desktop.scene.look.camera import Camera
from desktop.scene.look.options import SceneOptions
from desktop.scene.look.shot import Shot
from desktop.scene.words.overlays import BAR_LENGTHS, Board, OverlayPainter, bar_length, spread
from desktop.scene.words.text import SMALL, Label, Typeset

RARITY = "one drawn tumor cell stands for 1,700 in the blood, and one drawn red cell for four million"


def written(snapshot: Snapshot, camera: Camera, size: tuple[int, int], options: SceneOptions) -> Board:
    image = QImage(*size, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    board = OverlayPainter().paint(painter, Shot(snapshot, camera, options, size))
    painter.end()
    return board


@pytest.mark.parametrize("size", [(480, 320), (800, 560), (1366, 768), (1920, 1080), (3840, 2160)])
@pytest.mark.parametrize("font_scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("zoom", [1.0, 3.0])
def test_labels_never_overlap_or_leave_the_screen(
    first_moment: Snapshot, whole: Callable[..., Camera], size: tuple[int, int], font_scale: float, zoom: float
) -> None:
    camera = whole(*size).zoomed(zoom, 0.4 * size[0], 0.4 * size[1])
    board = written(first_moment, camera, size, SceneOptions(font_scale=font_scale, rarity_text=RARITY))
    screen = QRectF(0.0, 0.0, *size)
    assert all(screen.contains(box) for box in board.taken)
    assert not any(one.intersects(other) for one, other in itertools.combinations(board.taken, 2))


def test_the_whole_view_shows_every_clock_and_title(first_moment: Snapshot, whole: Callable[..., Camera]) -> None:
    options = SceneOptions(rarity_text=RARITY)
    everything = len(written(first_moment, whole(1366, 768), (1366, 768), options).taken)
    without = replace(options, clock_badges=False)
    fewer = len(written(first_moment, whole(1366, 768), (1366, 768), without).taken)
    assert everything - fewer == len(first_moment.model.places)


@pytest.mark.parametrize("size", [(800, 450), (1366, 768), (1920, 1080)])
def test_labels_leave_the_picture_free(
    first_moment: Snapshot, whole: Callable[..., Camera], size: tuple[int, int]
) -> None:
    board = written(first_moment, whole(*size), size, SceneOptions(rarity_text="one drawn cell stands for many"))
    covered = [board.covered(box) for box in board.taken]
    assert len(board.sights) > 300
    assert max(covered) <= 10
    assert sum(covered) <= 0.05 * len(board.sights)


def test_a_label_moves_off_what_should_be_seen_and_no_farther() -> None:
    sights = np.column_stack([np.full(9, 110.0), np.linspace(100.0, 110.0, 9)])
    board, moves = Board(400.0, 400.0, sights=sights), ((0.0, -1.0), (0.0, 1.0))
    assert board.place(100.0, 98.0, (40.0, 16.0), moves) == QRectF(100.0, 98.0 - 24.0, 40.0, 16.0)
    assert Board(400.0, 400.0).place(100.0, 98.0, (40.0, 16.0), moves) == QRectF(100.0, 98.0, 40.0, 16.0)


def test_a_label_is_written_again_when_its_clock_changes(first_moment: Snapshot, whole: Callable[..., Camera]) -> None:
    painter, pictures = OverlayPainter(), []
    for snapshot in (first_moment, replace(first_moment, pace=first_moment.pace + 1.0), first_moment):
        image = QImage(800, 560, QImage.Format.Format_RGB32)
        image.fill(0)
        canvas = QPainter(image)
        painter.paint(canvas, Shot(snapshot, whole(800, 560), SceneOptions(), (800, 560)))
        canvas.end()
        pictures.append(image)
    assert pictures[0] != pictures[1]
    assert pictures[0] == pictures[2]


def test_a_number_that_changes_moves_no_other_label(first_moment: Snapshot, whole: Callable[..., Camera]) -> None:
    boards = [
        written(first_moment, whole(800, 560), (800, 560), SceneOptions(rarity_text=f"1 among {number} million"))
        for number in (111, 444, 888)
    ]
    assert boards[0].taken == boards[1].taken == boards[2].taken


def test_a_painter_that_wrote_another_number_before_writes_the_same(
    first_moment: Snapshot, whole: Callable[..., Camera]
) -> None:
    used, pictures = OverlayPainter(), []
    for number, painter in ((111, used), (444, used), (444, OverlayPainter())):
        image = QImage(800, 560, QImage.Format.Format_RGB32)
        image.fill(0)
        canvas = QPainter(image)
        options = SceneOptions(rarity_text=f"1 among {number} million")
        painter.paint(canvas, Shot(first_moment, whole(800, 560), options, (800, 560)))
        canvas.end()
        pictures.append(image)
    assert pictures[0] != pictures[1]
    assert pictures[1] == pictures[2]


@pytest.mark.parametrize("scale", [1.0, 1.25, 2.0])
def test_text_grows_with_the_scale(scale: float) -> None:
    options = SceneOptions(font_scale=scale, device_pixel_ratio=2.0)
    shape = Typeset(Label("here", SMALL, options.text_scale, options.theme))
    assert shape.font.pixelSize() == round(SMALL * scale * 2.0)


@given(
    st.lists(st.tuples(st.floats(-200.0, 1200.0), st.floats(5.0, 60.0)), min_size=1, max_size=10),
    st.floats(0.0, 20.0),
)
def test_spread_labels_keep_order_and_distance(labels: list[tuple[float, float]], gap: float) -> None:
    starts, widths = sorted(start for start, _ in labels), [width for _, width in labels]
    placed = spread(starts, widths, gap, 0.0, 1000.0)
    ends = [start + width for start, width in zip(placed, widths, strict=True)]
    assert placed[0] >= -1e-9
    assert ends[-1] <= 1000.0 + 1e-9
    assert all(later - end >= gap - 1e-6 for end, later in zip(ends, placed[1:], strict=False))


@given(st.floats(1e-3, 1e5))
def test_the_scale_bar_is_a_round_number_that_fits(greatest: float) -> None:
    length = bar_length(greatest)
    assert 0.39 * greatest < length <= greatest * (1.0 + 1e-9)
    assert any(f"{length:e}".startswith(f"{step:.0f}") for step in BAR_LENGTHS)
