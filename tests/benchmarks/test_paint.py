"""How long a picture takes: run with ``pytest tests/benchmarks --benchmark-only``."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from pytest_benchmark.fixture import BenchmarkFixture

from desktop.cascade import MODEL
from desktop.engine.simulation import Simulation
from desktop.engine.snapshot import Snapshot
from desktop.engine.world import World
from desktop.scene.look.camera import Camera, Margins
from desktop.scene.look.options import SceneOptions
from desktop.scene.painter import ScenePainter, Shot


@pytest.fixture(scope="module")
def moment(qapp: QGuiApplication) -> Snapshot:
    del qapp
    return Simulation(MODEL, MODEL.defaults(), seed=1).snapshot()


def with_bodies(snapshot: Snapshot, count: int) -> Snapshot:
    """Fill the vessels with a number of bodies: those that are there, again and again, each a little to the side."""
    blood = snapshot.scenery["blood"]
    rows = np.resize(np.arange(blood["x"].size), count)
    bodies = {name: column[rows].copy() for name, column in blood.items()}
    bodies["x"] += 3.0 * (np.arange(count) // blood["x"].size)
    return replace(snapshot, scenery={**snapshot.scenery, "blood": bodies})


def picture(snapshot: Snapshot, width: int, height: int) -> Callable[[], None]:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    camera = Camera.fit(snapshot.resource(World), width, height, Margins(top=34.0))
    painter, options = ScenePainter(), SceneOptions(rarity_text="one drawn cell stands for many")

    def draw() -> None:
        canvas = QPainter(image)
        painter.paint(canvas, Shot(snapshot, camera, options, (width, height)))
        canvas.end()

    draw()
    return draw


@pytest.mark.parametrize(("bodies", "width", "height"), [(1500, 800, 560), (1500, 1366, 768), (5000, 1920, 1080)])
def test_picture(benchmark: BenchmarkFixture, moment: Snapshot, bodies: int, width: int, height: int) -> None:
    benchmark(picture(with_bodies(moment, bodies), width, height))
