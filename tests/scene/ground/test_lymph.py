from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage

from desktop.engine.arrays import AnyArray
from desktop.engine.network import DrainageNetwork
from desktop.engine.snapshot import Snapshot
from desktop.scene.ground.lymph_shape import Bean, LymphShape
from desktop.scene.look.camera import Camera
from desktop.scene.look.options import SceneOptions
from desktop.scene.look.palette import Theme, colour
from tests.colours import contrast

Draw = Callable[..., QImage]
BARE = SceneOptions(stage_names=False, clock_badges=False, scale_bar=False, labels=False)
NODE = Camera(380.0, 370.0, 4.0)
WIDER = Camera(380.0, 370.0, 2.4)
"""Where there is room for the node's clock, and no other is in view once the way is closed."""


def pixels(image: QImage) -> AnyArray:
    flat = np.frombuffer(image.constBits(), dtype=np.uint8)
    return flat.reshape(image.height(), image.width(), 4)[..., :3].astype(np.float64)


def closed(snapshot: Snapshot) -> Snapshot:
    return replace(snapshot, parameters=snapshot.parameters.replace({"lymph.open": False}))


@pytest.mark.parametrize("theme", list(Theme))
def test_a_closed_way_is_faint(first_moment: Snapshot, draw: Draw, theme: Theme) -> None:
    options = replace(BARE, theme=theme)
    without = pixels(draw(first_moment, replace(options, hidden=frozenset({"lymph"})), camera=NODE))
    open_way, closed_way = (
        np.abs(pixels(draw(moment, options, camera=NODE)) - without).sum()
        for moment in (first_moment, closed(first_moment))
    )
    assert 0.02 * open_way < closed_way < 0.5 * open_way


def test_a_closed_way_has_no_clock(first_moment: Snapshot, draw: Draw) -> None:
    clocks = replace(BARE, clock_badges=True)
    pictures = [
        draw(moment, options, camera=WIDER)
        for moment in (first_moment, closed(first_moment))
        for options in (BARE, clocks)
    ]
    assert pictures[0] != pictures[1]
    assert pictures[2] == pictures[3]


def test_a_model_without_lymph_is_drawn_without_it(first_moment: Snapshot, draw: Draw) -> None:
    resources = {kind: one for kind, one in first_moment.resources.items() if kind is not DrainageNetwork}
    scenery = {name: part for name, part in first_moment.scenery.items() if name != "node"}
    bare = replace(first_moment, resources=resources, scenery=scenery)
    assert draw(bare, BARE) == draw(first_moment, replace(BARE, hidden=frozenset({"lymph"})))


@pytest.mark.parametrize("theme", list(Theme))
def test_the_lymph_stands_out_by_its_edge(theme: Theme) -> None:
    for ground in ("tissue", "lymph", "node"):
        assert contrast(colour("lymph_edge", theme), colour(ground, theme)) >= (3.0 if ground == "tissue" else 2.0)


def test_the_vessels_reach_under_the_capsule_of_the_node(first_moment: Snapshot) -> None:
    shape = LymphShape(first_moment.resource(DrainageNetwork))
    bean, tubes = shape.bean, shape.outline(0.0)
    for tube, share in ((shape.tubes[0], 1.0), (shape.tubes[1], 0.0)):
        place, _, _ = shape.frame(tube, share)
        inward = np.array([bean.x, bean.y]) - place
        inside = place + 8.0 * inward / np.hypot(*inward)
        assert tubes.elementCount() > 0
        assert tubes.contains(_point(inside))


def test_the_hilum_is_a_dent() -> None:
    outline = Bean(0.0, 0.0, 0.0, 30.0, 40.0).outline()
    assert outline[:, 0].max() > outline[0, 0] + 1.0
    assert outline[:, 0].min() == pytest.approx(-30.0)


def _point(place: AnyArray) -> QPointF:
    return QPointF(float(place[0]), float(place[1]))
