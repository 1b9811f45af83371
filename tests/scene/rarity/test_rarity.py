"""True rarity cheats nowhere: neither with numbers nor with places nor with sizes."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter

from desktop.engine.arrays import FloatArray
from desktop.scene.look.options import SceneOptions
from desktop.scene.look.palette import Theme
from desktop.scene.look.vision import Vision
from desktop.scene.rarity.card import BRIEF_BELOW, BRIEF_HEIGHT, CARD_HEIGHT
from desktop.scene.rarity.cells import (
    ANCHOR,
    LEVELS,
    MOST_RINGS,
    SHRINK,
    WHOLE_FROM,
    Blood,
    Cells,
    Kind,
    cells_of,
    drawn,
    edge,
    inner_corners,
    other_tumor_cells,
    ring_stands_for,
    stands_for,
    tumor_cells,
)
from desktop.scene.rarity.cube import Frame, is_cell_drawn
from desktop.scene.rarity.painter import RarityPainter, grown, layout
from desktop.scene.rarity.words import VOLUMES, counter, drawing_note, in_words, tumor_note
from desktop.system.number_words import in_numbers

BLOOD = Blood(
    (
        Kind("red_cell", "red cell", 5e9, 3.75),
        Kind("platelet", "platelet", 2.5e8, 1.25),
        Kind("neutrophil", "neutrophil", 4.4e6, 4.8),
        Kind("t_cell", "killer T cell", 6e5, 4.0),
    ),
    tumor_per_ml=0.3,
    tumor_radius=6.0,
    from_run=True,
)


@pytest.fixture(scope="module")
def levels() -> list[Cells]:
    return cells_of(BLOOD)


def inside(place: FloatArray) -> FloatArray:
    low, high = inner_corners()
    return np.asarray(((place >= low) & (place <= high)).all(axis=1))


def test_each_cube_is_a_tenth_of_the_one_around_it() -> None:
    assert edge(0) == 10_000.0
    assert [edge(level) ** 3 / 1e12 for level in range(LEVELS)] == pytest.approx([10.0**-k for k in range(LEVELS)])
    low, high = inner_corners()
    assert high - low == pytest.approx([SHRINK] * 3)
    assert (low >= 0).all()
    assert (high <= 1).all()


def test_so_many_cells_are_drawn_as_the_words_say(levels: list[Cells]) -> None:
    for level, cells in enumerate(levels):
        for number, kind in enumerate(BLOOD.kinds):
            real = kind.per_ml * 10.0**-level
            assert np.count_nonzero(cells.kind == number) == drawn(kind.per_ml, level)
            assert abs(drawn(kind.per_ml, level) * stands_for(level) - real) <= 0.5 * stands_for(level)
        words = drawing_note(level, dots=False, marked=False)
        assert ("one for one" in words) == (stands_for(level) == 1) == (level >= WHOLE_FROM)
        if level < WHOLE_FROM:
            assert f"{stands_for(level):,}" in words


def test_what_two_pictures_share_lies_at_the_same_place(levels: list[Cells]) -> None:
    for level in range(LEVELS - 1):
        outer = levels[level].place
        shared = (outer[inside(outer)] - ANCHOR) / SHRINK + ANCHOR
        nearer = levels[level + 1].place
        apart = np.abs(shared[:, None, :] - nearer[None, :, :]).max(axis=2).min(axis=1)
        assert apart.max() < 1e-9, level
        share = len(shared) / len(nearer)
        assert share == pytest.approx(1.0 if level >= WHOLE_FROM else 0.1, abs=0.01)


def test_cells_are_spread_evenly_and_none_hides_the_tumor_cell(levels: list[Cells]) -> None:
    for level, cells in enumerate(levels):
        radius = BLOOD.tumor_radius / edge(level)
        aside = np.linalg.norm(cells.place[:, :2] - ANCHOR[:2], axis=1)
        assert not np.any((aside < 0.999 * radius) & (cells.place[:, 2] < radius)), level
        assert ((cells.place >= 0.0) & (cells.place <= 1.0)).all()
        if level <= WHOLE_FROM:
            halves = (cells.place > 0.5).mean(axis=0)
            assert halves == pytest.approx(0.5, abs=0.03), level


@pytest.mark.parametrize("per_ml", [0.001, 0.3, 1.0, 4.0, 37.0, 390.0])
def test_the_counter_of_tumor_cells_is_what_is_shown(per_ml: float) -> None:
    shown = [1 + len(others) for others in other_tumor_cells(replace(BLOOD, tumor_per_ml=per_ml))]
    assert shown == [tumor_cells(per_ml, level) for level in range(LEVELS)]
    assert shown[-1] == 1
    assert all(count == max(round(per_ml * 10.0**-level), 1) for level, count in enumerate(shown))


def test_where_tumor_cells_are_too_many_a_ring_stands_for_ten_or_more_and_says_so() -> None:
    for per_ml in (640.0, 3e6):
        for level, others in enumerate(other_tumor_cells(replace(BLOOD, tumor_per_ml=per_ml))):
            each = ring_stands_for(per_ml, level)
            assert abs(len(others) * each - (tumor_cells(per_ml, level) - 1)) <= 0.5 * each
            assert len(others) <= MOST_RINGS
            words = drawing_note(level, dots=True, marked=True, each_ring=each)
            assert (f"1 ring = {each:,}" in words) == (each > 1)


def test_a_red_cell_and_the_tumor_cell_have_their_true_size_on_the_screen() -> None:
    frame, _ = layout(1366, 650, 1.0)
    image = QImage(1366, 650, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    RarityPainter(BLOOD).paint(painter, 1366, 650, LEVELS - 1.0, SceneOptions())
    painter.end()
    y = round(frame.point(ANCHOR).y())
    row = [image.pixelColor(x, y) for x in range(round(frame.left), round(frame.left + frame.side))]
    orange = [x for x, shade in enumerate(row) if 10 <= shade.hsvHue() <= 30 and shade.hsvSaturation() > 150]
    pixels_per_um = frame.side / edge(LEVELS - 1)
    assert (orange[-1] - orange[0]) / pixels_per_um == pytest.approx(2 * BLOOD.tumor_radius, rel=0.12)


def test_the_way_ends_where_the_next_picture_begins() -> None:
    frame, _ = layout(1366, 650, 1.0)
    end = grown(frame, 1.0).within()
    assert (end.left, end.top, end.side) == pytest.approx((frame.left, frame.top, frame.side))
    for way in (0.0, 0.3, 0.9):
        cube = grown(frame, way)
        assert edge(way) * cube.side / edge(0) == pytest.approx(frame.side), "pixels per µm on the way are the bar's"


@pytest.mark.parametrize(
    ("width", "height", "scale"), [(1366, 650, 1.0), (1920, 980, 1.0), (800, 420, 1.5), (3840, 2000, 2.0)]
)
def test_cube_and_card_fit_and_stay_apart(width: int, height: int, scale: float) -> None:
    frame, card = layout(width, height, scale)
    bounds = frame.bounds()
    assert bounds.left() >= 0
    assert bounds.top() >= 0
    assert bounds.right() < card.left()
    assert max(bounds.bottom(), card.bottom()) <= height
    assert card.right() <= width
    assert frame.side > 0.25 * height


def test_numbers_keep_what_matters() -> None:
    assert [in_numbers(n) for n in (5e9, 1_234_567.0, 99.6, 50.0, 4.36, 1.0, 0.5, 0.0123, 0.0)] == [
        "5,000,000,000", "1,230,000", "100", "50", "4.4", "1", "0.5", "1 in 81", "0",
    ]  # fmt: skip
    assert counter(BLOOD, 2.0)[0].number == "50,000,000"
    assert counter(BLOOD, 2.0, brief=True)[-1].number == in_numbers((4.4e6 + 6e5) / 100)
    assert len(VOLUMES) == LEVELS


def test_words_tell_where_tumor_cells_come_from_and_all_the_numbers() -> None:
    assert "one in 3.3 mL" in tumor_note(BLOOD)
    assert "None travels" in tumor_note(replace(BLOOD, from_run=False))
    words = in_words(BLOOD, 0)
    assert all(line.number in words for line in counter(BLOOD, 0))


@pytest.mark.parametrize("theme", list(Theme))
def test_every_position_can_be_drawn_and_differs(theme: Theme) -> None:
    painter, seen = RarityPainter(BLOOD), set()
    for position in (0.0, 0.5, 3.0, 5.5, 6.0, 7.0, 8.0):
        for options in (
            SceneOptions(theme=theme),
            SceneOptions(theme=theme, high_visibility=True, seen_as=Vision.GREY),
        ):
            image = QImage(700, 400, QImage.Format.Format_RGB32)
            canvas = QPainter(image)
            painter.paint(canvas, 700, 400, position, options)
            canvas.end()
            seen.add(bytes(image.constBits()))
    assert len(seen) == 14


def test_a_cell_is_drawn_once_it_is_large_enough() -> None:
    drawn_from = next(level for level in range(LEVELS) if is_cell_drawn(440.0, level, BLOOD, 1.0))
    assert 3 <= drawn_from <= WHOLE_FROM
    assert Frame(0.0, 100.0, 10.0).bounds().top() < 100.0


def test_large_type_stays_large_on_a_small_screen() -> None:
    _, card = layout(1366, 620, 2.0)
    assert card.height() < CARD_HEIGHT * 2.0 * BRIEF_BELOW, "all lines would not fit"
    assert card.height() / BRIEF_HEIGHT > 1.25
