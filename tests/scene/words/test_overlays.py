import itertools
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter

from desktop.engine.snapshot import Snapshot
from desktop.engine.world import World
from desktop.scene.look.camera import Camera, Margins
from desktop.scene.look.options import SceneOptions
from desktop.scene.look.shot import Shot
from desktop.scene.words.overlays import BAR_LENGTHS, FOOT_HEIGHT, RULER_HEIGHT, OverlayPainter, bar_length, spread
from desktop.scene.words.placing import FAR, Board, line_to
from desktop.scene.words.sights import Sights
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


SCENES = [(470, 300), (576, 420), (700, 560), (909, 641), (1024, 600), (1320, 950), (1366, 768), (1920, 1080)]
"""From the scene of a small window to the full screen."""


def fitted(snapshot: Snapshot, size: tuple[int, int], scale: float) -> Camera:
    """Return the view of the whole world as the window shows it."""
    return Camera.fit(snapshot.resource(World), *size, Margins(4.0, RULER_HEIGHT * scale, 4.0, FOOT_HEIGHT * scale))


@pytest.mark.parametrize("size", SCENES)
@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_labels_stand_at_their_places_and_hide_no_cell(
    first_moment: Snapshot, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], scale: float
) -> None:
    placed: list[tuple[QRectF, tuple[float, float], tuple[float, float]]] = []
    place_near = Board.place_near

    def watched(
        board: Board, middle: tuple[float, float], extent: tuple[float, float], target: tuple[float, float] | None
    ) -> QRectF | None:
        box = place_near(board, middle, extent, target)
        if box is not None and target is not None:
            placed.append((box, middle, target))
        return box

    monkeypatch.setattr(Board, "place_near", watched)
    camera = fitted(first_moment, size, scale)
    board = written(first_moment, camera, size, SceneOptions(font_scale=scale, rarity_text=RARITY))
    for box, middle, target in placed:
        assert board.covered(box) == 0, "no cell can be below it"
        away = box.center() - QPointF(*middle)
        assert np.hypot(away.x(), away.y()) <= FAR * box.height() + 1.0, "it stays where it belongs"
        line = line_to(box, target)
        others = [other for other in board.taken if other != box]
        assert not any(other.contains(QPointF(*point)) for other in others for point in line.tolist())
    screen = QRectF(0.0, 0.0, *size)
    assert all(screen.contains(box) for box in board.taken)
    assert not any(one.intersects(other) for one, other in itertools.combinations(board.taken, 2))
    # Of two titles, one of the node and six clocks.
    if size >= (909, 641) and scale == 1.0:
        assert len(placed) == 9
    elif size[0] >= 909 * scale:
        assert len(placed) >= 7
    foot = camera.to_screen(0.0, first_moment.resource(World).height)[1]
    assert foot <= size[1] - FOOT_HEIGHT * scale + 1.0, "the world ends above the line about rarity"


def test_labels_keep_clear_of_what_lies_over_the_scene(first_moment: Snapshot, whole: Callable[..., Camera]) -> None:
    size, hidden = (909, 641), (150.0, 42.0, 600.0, 100.0)
    image, painter = QImage(*size, QImage.Format.Format_RGB32), QPainter()
    words = OverlayPainter()
    boards = []
    for covered in (None, hidden, None):
        painter.begin(image)
        shot = Shot(first_moment, whole(*size), SceneOptions(rarity_text=RARITY), size, hidden=covered)
        boards.append(words.paint(painter, shot).taken[:])
        painter.end()
    free, clear, again = boards
    card = QRectF(*hidden)
    assert any(box.intersects(card) for box in free), "else nothing would be in its way"
    assert not any(box.intersects(card) for box in clear if box != card)
    assert again == free, "labels go back when it is gone"


def test_a_label_goes_to_the_nearest_place_where_it_covers_nothing() -> None:
    seen = np.zeros((101, 101), dtype=np.int64)
    seen[1:, 1:] = np.ones((100, 100), dtype=np.int64).cumsum(axis=0).cumsum(axis=1)
    board = Board(800.0, 800.0, sights=Sights(seen))
    # The squares reach to 400 pixels on either side.
    box = board.place_near((390.0, 200.0), (40.0, 16.0), None)
    assert box is not None
    assert board.covered(box) == 0
    assert box.left() >= 400.0
    assert box.left() <= 400.0 + 16.0
    assert board.place_near((200.0, 200.0), (40.0, 16.0), None) is None, "there is none near"
    assert Board(800.0, 800.0).place_near((200.0, 200.0), (40.0, 16.0), None) == QRectF(180.0, 192.0, 40.0, 16.0)


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
