import gc
import itertools
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from desktop.cascade import MODEL
from desktop.engine.arrays import AnyArray
from desktop.engine.codes import DYING
from desktop.engine.network import VesselNetwork
from desktop.engine.simulation import FADE_SECONDS
from desktop.engine.snapshot import Snapshot
from desktop.engine.world import World
from desktop.scene.bodies.tumor_cells import GENERIC, dying_drawing
from desktop.scene.look.camera import Camera
from desktop.scene.look.options import SceneOptions
from desktop.scene.look.palette import Theme
from desktop.scene.painter import ScenePainter, Shot, legend_entries, pick
from desktop.scene.raster import atlas

Draw = Callable[..., QImage]
THEMES = pytest.mark.parametrize("theme", list(Theme))
BARE = SceneOptions(stage_names=False, clock_badges=False, scale_bar=False, labels=False)


def pixels(image: QImage) -> AnyArray:
    flat = np.frombuffer(image.constBits(), dtype=np.uint8)
    return flat.reshape(image.height(), image.width(), 4)[..., :3].astype(np.int16)


@THEMES
def test_the_same_moment_gives_the_same_picture(busy: Snapshot, draw: Draw, theme: Theme) -> None:
    options = SceneOptions(theme=theme, rarity_text="rare")
    one, other = (draw(busy, options, selected=3, painter=ScenePainter()) for _ in range(2))
    assert one == other


def test_what_was_drawn_before_leaves_no_trace(busy: Snapshot, first_moment: Snapshot, draw: Draw) -> None:
    fresh, used = draw(busy, painter=ScenePainter()), ScenePainter()
    draw(first_moment, painter=used)
    draw(busy, SceneOptions(theme=Theme.DARK), painter=used)
    draw(busy, painter=used, camera=Camera(250.0, 90.0, 3.0))
    draw(busy, replace(BARE, moving=True), painter=used, camera=Camera(240.0, 80.0, 2.7))
    gc.collect()
    assert draw(busy, painter=used) == fresh


def test_sprites_given_up_and_made_anew_leave_no_trace(
    busy: Snapshot, draw: Draw, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_up = []
    give_up = atlas.Page.give_up

    def note(page: atlas.Page, *room: int) -> None:
        given_up.append(room)
        give_up(page, *room)

    monkeypatch.setattr(atlas.Page, "give_up", note)
    for limit, value in {"MOST_ROWS": 32, "LATELY": 3, "TIDYING": 2}.items():
        monkeypatch.setattr(atlas, limit, value)
    fresh, used = draw(busy, BARE, painter=ScenePainter()), ScenePainter()
    for turn in (0.0, 0.8, 1.6, 2.4, 3.2, 4.0, 4.8, 5.6):
        cells = {**busy.cells, "heading": busy.cells["heading"] + turn}
        draw(replace(busy, cells=cells), BARE, painter=used)
    assert draw(busy, BARE, painter=used) == fresh
    assert len(given_up) >= 2


def test_sprites_of_earlier_views_go_where_there_are_too_many(
    busy: Snapshot, draw: Draw, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, used = ScenePainter(), ScenePainter()
    draw(busy, BARE, painter=one)
    views = [Camera(250.0, 90.0, 2.0 + 0.1 * number) for number in range(3)]
    for view in views:
        draw(busy, BARE, painter=used, camera=view)
    assert used.sprite_bytes > one.sprite_bytes > 0, "coming back to a view is quick"
    monkeypatch.setattr("desktop.scene.painter.MOST_SPRITE_BYTES", 0)
    draw(busy, BARE, painter=used)
    assert used.sprite_bytes == one.sprite_bytes


@pytest.mark.parametrize("name", [entry.name for entry in legend_entries(MODEL)])
def test_every_line_of_the_legend_hides_something(busy: Snapshot, draw: Draw, name: str) -> None:
    assert draw(busy, replace(BARE, hidden=frozenset({name}))) != draw(busy, BARE)


@pytest.mark.parametrize(
    "without",
    [
        SceneOptions(stage_names=False),
        SceneOptions(clock_badges=False),
        SceneOptions(scale_bar=False),
        SceneOptions(labels=False),
    ],
    ids=["stage names", "clocks", "scale bar", "titles"],
)
def test_every_label_can_be_switched_off(first_moment: Snapshot, draw: Draw, without: SceneOptions) -> None:
    assert draw(first_moment, without) != draw(first_moment)


def alone(snapshot: Snapshot, **columns: object) -> Snapshot:
    """Keep one tumor cell, in the middle of the world, and nothing else."""
    cells = {name: column[:1].copy() for name, column in snapshot.cells.items()}
    for name, value in {"x": 480.0, "y": 330.0, "radius": 8.0, "cluster": -1, **columns}.items():
        cells[name][:] = value
    agents = {name: column[:0] for name, column in snapshot.agents.items()}
    return replace(snapshot, cells=cells, agents=agents, scenery={})


CLOSE = Camera(440.0, 300.0, 8.0)


@pytest.mark.parametrize("cause", range(-1, len(MODEL.hazards)))
def test_the_dead_fade_calmly(first_moment: Snapshot, draw: Draw, cause: int) -> None:
    empty = pixels(draw(alone(first_moment, x=-900.0), BARE, camera=CLOSE))
    strength = []
    for share in (0.0, 0.3, 0.6, 0.8, 0.97):
        dying = alone(first_moment, stage=DYING, cause=cause, dying_seconds=share * FADE_SECONDS)
        strength.append(float(np.abs(pixels(draw(dying, BARE, camera=CLOSE)) - empty).sum()))
    assert strength[1] > 0.5 * strength[0]
    assert strength[-1] < 0.2 * strength[0]
    assert all(later < 1.3 * earlier for earlier, later in itertools.pairwise(strength))


def test_with_reduced_motion_the_dead_only_fade(first_moment: Snapshot, draw: Draw) -> None:
    still = replace(BARE, reduced_motion=True)
    early, later = (alone(first_moment, stage=DYING, cause=0, dying_seconds=seconds) for seconds in (0.1, 0.8))
    assert draw(early, still, camera=CLOSE) == draw(later, still, camera=CLOSE)
    assert draw(early, BARE, camera=CLOSE) != draw(later, BARE, camera=CLOSE)


def test_causes_of_death_can_be_told_apart(first_moment: Snapshot, draw: Draw) -> None:
    pictures = [
        pixels(draw(alone(first_moment, stage=DYING, cause=cause, dying_seconds=0.8), BARE, camera=CLOSE))
        for cause in range(len(MODEL.hazards))
    ]
    assert len(pictures) == 9
    # Those without a drawing of their own differ by the colour of their rim alone.
    plain = [dying_drawing(hazard.name) == GENERIC for hazard in MODEL.hazards]
    for one, other in itertools.combinations(range(len(pictures)), 2):
        least = 30 if plain[one] and plain[other] else 60
        assert (np.abs(pictures[one] - pictures[other]).max(axis=2) > least).sum() > 500


def test_a_cell_is_drawn_where_it_is(first_moment: Snapshot, draw: Draw) -> None:
    travelling = [stage.name for stage in MODEL.stages].index("travelling")
    for x, y in ((470.3, 321.7), (489.9, 340.2)):
        cell = alone(first_moment, x=x, y=y, stage=travelling)
        changed = np.abs(
            pixels(draw(cell, BARE, camera=CLOSE)) - pixels(draw(alone(first_moment, x=-900.0), BARE, camera=CLOSE))
        )
        down, across = np.nonzero(changed.max(axis=2) > 30)
        middle = CLOSE.to_world(0.5 * (across.min() + across.max()), 0.5 * (down.min() + down.max()))
        assert middle == pytest.approx((x, y), abs=0.6)


def test_the_view_of_a_moving_camera_is_close_to_the_true_one(busy: Snapshot, draw: Draw) -> None:
    painter, camera = ScenePainter(), Camera(240.0, 80.0, 1.5)
    draw(busy, BARE, painter=painter, camera=camera)
    near = camera.zoomed(1.1, 320.0, 200.0)
    true = pixels(draw(busy, BARE, camera=near))
    quick = pixels(draw(busy, replace(BARE, moving=True), painter=painter, camera=near))
    assert np.abs(true - quick).mean() < 12.0


def test_a_change_of_flow_alone_keeps_the_picture_of_the_vessels(first_moment: Snapshot, draw: Draw) -> None:
    flow = MODEL.defaults().replace({"flow.strength": 2.0})
    faster = next(r for entry in MODEL.entries for r in entry.resources if r.kind is VesselNetwork).build(flow)
    other = replace(first_moment, resources={**first_moment.resources, VesselNetwork: faster})
    assert draw(other) == draw(first_moment)


@pytest.mark.parametrize("size", [(320, 200), (1366, 768), (1080, 1920)])
def test_any_size_is_filled(first_moment: Snapshot, draw: Draw, size: tuple[int, int]) -> None:
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(0x00FF00)
    assert not (pixels(draw(first_moment, size=size)) == (0, 255, 0)).all(axis=2).any()


def test_a_cell_can_be_picked_where_it_is_drawn(busy: Snapshot, whole: Callable[..., Camera]) -> None:
    camera = whole(1366, 768)
    travelling = [stage.name for stage in MODEL.stages].index("travelling")
    row = int(np.flatnonzero(busy.cells["stage"] == travelling)[0])
    x, y = camera.to_screen(float(busy.cells["x"][row]), float(busy.cells["y"][row]))
    assert pick(busy, camera, x, y) == busy.cells["identity"][row]
    assert pick(busy, camera, *camera.to_screen(450.0, 420.0)) is None


def test_nothing_can_be_picked_where_no_cell_lives(first_moment: Snapshot, whole: Callable[..., Camera]) -> None:
    empty = replace(first_moment, cells={name: column[:0] for name, column in first_moment.cells.items()})
    assert pick(empty, whole(800, 560), 400.0, 300.0) is None


def test_a_page_of_shapes_holds_shapes(busy: Snapshot, whole: Callable[..., Camera]) -> None:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    painter = QPainter(generator)
    small = {name: column[:40] for name, column in busy.scenery["blood"].items()}
    snapshot = replace(busy, scenery={**busy.scenery, "blood": small})
    ScenePainter().paint(painter, Shot(snapshot, whole(640, 400), SceneOptions(rarity_text="rare"), (640, 400)))
    painter.end()
    text = bytes(data.data()).decode()
    assert text.count("<path") > 1000
    assert "<image" not in text
    assert "rare" in text


def test_less_detail_draws_fewer_blood_cells_and_nothing_else(busy: Snapshot, draw: Draw) -> None:
    scenery = frozenset({"red_cell", "platelet", "neutrophil", "monocyte", "lymphocyte"})
    bare = pixels(draw(busy, replace(BARE, hidden=scenery)))
    seen = [
        np.abs(pixels(draw(busy, replace(BARE, level_of_detail=share))) - bare).any(axis=2).sum()
        for share in (1.0, 0.4, 0.0)
    ]
    assert seen[2] == 0
    assert 0.2 * seen[0] < seen[1] < 0.7 * seen[0]


def test_a_liver_is_drawn_in_the_place_of_a_lung_and_nowhere_else(first_moment: Snapshot, draw: Draw) -> None:
    liver = replace(first_moment, parameters=first_moment.parameters.replace({"display.organ": "liver"}))
    changed = (pixels(draw(first_moment, BARE)) != pixels(draw(liver, BARE))).any(axis=2)
    organ, width = first_moment.resource(World).region("organ"), changed.shape[1]
    share = changed.any(axis=0).nonzero()[0] / width
    world = first_moment.resource(World)
    assert changed.mean() > 0.05
    assert share.min() > (organ.x - 1.3 * organ.half_width) / world.width - 0.05
