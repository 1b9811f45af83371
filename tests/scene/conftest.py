from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication, QImage, QPainter

from desktop.cascade import MODEL
from desktop.engine.codes import DYING
from desktop.engine.simulation import Simulation
from desktop.engine.snapshot import Snapshot
from desktop.engine.world import World
from desktop.scene.look.camera import Camera, Margins
from desktop.scene.look.options import SceneOptions
from desktop.scene.painter import ScenePainter, Shot

Draw = Callable[..., QImage]


@pytest.fixture(scope="session", autouse=True)
def application(qapp: QGuiApplication) -> QGuiApplication:
    """Text and pixmaps need an application; one that shows no window is enough."""
    return qapp


@pytest.fixture(scope="session")
def first_moment() -> Snapshot:
    """Time zero of the default patient: the mass, the blood, the doorways and the patrol."""
    return Simulation(MODEL, MODEL.defaults(), seed=1).snapshot()


@pytest.fixture(scope="session")
def busy(first_moment: Snapshot) -> Snapshot:
    """A moment in which every stage, every cause of death and every companion can be seen."""
    stages = [stage.name for stage in MODEL.stages]
    codes = [stages.index(name) for name in stages if name != "tumor"] + [DYING] * len(MODEL.hazards)
    cells = {name: column.copy() for name, column in first_moment.cells.items()}
    rows = np.arange(len(codes))
    place = {"x": 300.0 + 24.0 * rows, "y": 140.0 + 9.0 * (rows % 5)}
    change: dict[str, Any] = {**place, "stage": codes, "radius": 6.0, "heading": 0.3 * rows, "dying_seconds": 1.0}
    change |= {
        "mesenchymal": (rows % 3) / 2.0,
        "phenotype": rows % 3,
        "cloak": (rows % 2) * 0.8,
        "stretch": 1.0 + rows % 4,
    }
    change["cause"] = np.maximum(rows - (len(stages) - 1), -1)
    for name, column in change.items():
        cells[name][rows] = column
    growing = np.flatnonzero(np.isin(codes, [stages.index("growing"), stages.index("macrometastasis")]))
    cells["nest_cells"][rows[growing]] = 300.0
    pair = np.arange(len(codes), len(codes) + 2)
    for name, column in {"x": [480.0, 491.0], "y": 170.0, "cluster": 7, "stage": stages.index("travelling")}.items():
        cells[name][pair] = column
    cells["radius"][pair] = 6.0
    blood = {name: column.copy() for name, column in first_moment.scenery["blood"].items()}
    kinds = [kind.name for kind in MODEL.cell_types]
    white = [kinds.index(name) for name in ("neutrophil", "monocyte", "lymphocyte")]
    blood["kind"][:3], blood["x"][:3], blood["y"][:3] = white, (400.0, 420.0, 440.0), 120.0
    scenery = {**first_moment.scenery, "blood": blood}
    return replace(first_moment, cells=cells, agents=_hunting(first_moment, cells), scenery=scenery)


def _hunting(moment: Snapshot, cells: dict[str, Any]) -> dict[str, Any]:
    """Add two hunters of each kind: one holds a tumor cell, and the other knows its marker if it is a T cell."""
    kinds = [kind.name for kind in MODEL.cell_types]
    count = moment.agents["x"].size
    agents = {name: np.append(column, np.resize(column, 4)) for name, column in moment.agents.items()}
    new = np.arange(count, count + 4)
    held = np.array([2, 3])
    change: dict[str, Any] = {
        "kind": [kinds.index(name) for name in ("natural_killer", "t_cell") for _ in range(2)],
        "x": [cells["x"][2] + 8.0, 560.0, cells["x"][3] + 8.0, 590.0],
        "y": [cells["y"][2] + 7.0, 330.0, cells["y"][3] + 7.0, 330.0],
        "radius": 5.0,
        "partner": [cells["identity"][held[0]], -1, cells["identity"][held[1]], -1],
        "matching": [False, False, False, True],
    }
    for name, column in change.items():
        agents[name][new] = column
    return agents


@pytest.fixture(scope="session")
def whole(first_moment: Snapshot) -> Callable[..., Camera]:
    """The view of the whole world on a screen of a size."""

    def fit(width: int, height: int) -> Camera:
        return Camera.fit(first_moment.resource(World), width, height, Margins(top=34.0))

    return fit


@pytest.fixture(scope="session")
def draw(whole: Callable[..., Camera]) -> Draw:
    """Draw a snapshot into a new image; one painter draws all that do not bring their own, since it is costly."""
    shared = ScenePainter()

    def draw_it(
        snapshot: Snapshot,
        options: SceneOptions | None = None,
        *,
        size: tuple[int, int] = (640, 400),
        camera: Camera | None = None,
        painter: ScenePainter | None = None,
        selected: int | None = None,
    ) -> QImage:
        image = QImage(*size, QImage.Format.Format_RGB32)
        canvas = QPainter(image)
        view = whole(*size) if camera is None else camera
        (painter or shared).paint(canvas, Shot(snapshot, view, options or SceneOptions(), size, selected))
        canvas.end()
        return image

    return draw_it
