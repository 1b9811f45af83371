from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from desktop.cascade import MODEL
from desktop.engine.simulation import Simulation
from desktop.engine.snapshot import Snapshot
from desktop.scene.bodies.close_up import OPENING, PartNames, named_body
from desktop.scene.bodies.organelles import PARTS, RIM, SETTINGS, WRITTEN, Body, Organelle, pieces, settings_of
from desktop.scene.bodies.tumor_cells import EPITHELIAL, HYBRID, MESENCHYMAL
from desktop.scene.look.camera import Camera
from desktop.scene.look.options import SceneOptions
from desktop.scene.look.palette import Theme
from desktop.scene.painter import ScenePainter, Shot
from desktop.scene.raster.artwork import drawing
from desktop.scene.words.placing import Board

CELL = Body("tumor_cell", 3, 400.0, 250.0, 100.0, 1.0, 0.0, adhesion=0.6, mesenchymal=0.5, phenotype=HYBRID)


def _number(body: Body, name: str, **changed: float) -> int:
    settings = {**SETTINGS, **{path.replace("__", "."): value for path, value in changed.items()}}
    return sum(piece.part.name == name for piece in pieces(body, settings))


@pytest.mark.parametrize("part", [part for parts in PARTS.values() for part in parts if part.where != WRITTEN])
def test_every_part_is_in_the_artwork(part: Organelle) -> None:
    file = "receptors" if part.where == RIM else "organelles"
    assert drawing(file).renderer(Theme.LIGHT, 1.0, {}).elementExists(part.name)


def test_parts_follow_the_sliders_and_the_cell() -> None:
    assert _number(CELL, "mitochondrion", metabolism__strength=2.0) > _number(CELL, "mitochondrion")
    assert _number(CELL, "mhc_class_1", immune_evasion__mhc=0.0) == 0 < _number(CELL, "mhc_class_1")
    assert _number(CELL, "stress_ligand", immune_evasion__strength=2.0) < _number(CELL, "stress_ligand")
    assert _number(replace(CELL, asleep=True), "autophagosome") > 0 == _number(CELL, "autophagosome")
    assert _number(replace(CELL, adhesion=0.0), "e_cadherin") == 0 < _number(CELL, "e_cadherin")
    epithelial, mesenchymal = replace(CELL, phenotype=EPITHELIAL), replace(CELL, phenotype=MESENCHYMAL)
    assert (_number(epithelial, "vimentin"), _number(mesenchymal, "keratin")) == (0, 0)


def test_the_settings_of_a_run_are_the_ones_drawn() -> None:
    parameters = MODEL.defaults().replace({"immune_evasion.mhc": 0.25})
    settings = settings_of(Simulation(MODEL, parameters, 1).snapshot())
    assert settings["immune_evasion.mhc"] == 0.25
    assert settings["metabolism.strength"] == 1.0


@given(st.integers(0, 10**6), st.floats(1.0, 4.0), st.floats(-4.0, 4.0), st.floats(60.0, 300.0), st.booleans())
def test_names_are_on_the_screen_and_never_overlap(
    identity: int, stretch: float, heading: float, radius: float, asleep: bool
) -> None:
    body = replace(CELL, identity=identity, stretch=stretch, heading=heading, radius=radius, asleep=asleep)
    board, picture = Board(804.0, 438.0), QImage(804, 438, QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    PartNames().paint(painter, board, body, SETTINGS, SceneOptions())
    painter.end()
    assert len(board.taken) >= 10
    for one, box in enumerate(board.taken):
        assert QRectF(0.0, 0.0, board.width, board.height).contains(box)
        assert not any(box.intersects(other) for other in board.taken[one + 1 :])


def test_the_selected_cell_is_named_and_else_the_one_in_the_middle() -> None:
    aside, small = replace(CELL, identity=4, x=120.0), replace(CELL, identity=5, radius=20.0)
    bodies, screen = [CELL, aside, small], (804.0, 438.0)
    assert named_body(bodies, screen, None, 1.0) == CELL
    assert named_body(bodies, screen, 4, 1.0) == aside
    assert named_body(bodies, screen, 5, 1.0) == CELL, "too small to be named"
    assert named_body([aside], screen, None, 1.0) is None


def _picture(snapshot: Snapshot, camera: Camera, selected: int) -> np.ndarray:
    image = QImage(640, 400, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    ScenePainter().paint(painter, Shot(snapshot, camera, SceneOptions(labels=False), (640, 400), selected))
    painter.end()
    return np.frombuffer(image.constBits(), dtype=np.uint8).reshape(400, 640, 4)[..., :3].astype(int)


def test_a_cell_shows_its_inside_only_from_near() -> None:
    parameters = MODEL.defaults()
    run = Simulation(MODEL, parameters, 1)
    rich = run.snapshot()
    run.set_parameters(parameters.replace({"metabolism.strength": 0.0}))
    poor = run.snapshot()
    row = int(np.flatnonzero(rich.cells["stage"] == [stage.name for stage in MODEL.stages].index("dormant"))[0])
    x, y, radius = (float(rich.cells[name][row]) for name in ("x", "y", "radius"))
    identity = int(rich.cells["identity"][row])
    near = Camera.centred(x, y, 100.0 / radius, 640.0, 400.0)
    far = Camera.centred(x, y, 0.8 * OPENING[0] / radius, 640.0, 400.0)
    assert np.abs(_picture(rich, near, identity) - _picture(poor, near, identity)).max() > 40
    assert np.array_equal(_picture(rich, far, identity), _picture(poor, far, identity))


@pytest.mark.parametrize(("right", "down"), [(900.0, 0.0), (-900.0, 0.0), (0.0, 700.0), (600.0, -700.0)])
def test_a_selected_cell_beyond_the_screen_is_pointed_at(right: float, down: float) -> None:
    snapshot = Simulation(MODEL, MODEL.defaults(), 1).snapshot()
    place, identity = (float(snapshot.cells["x"][0]), float(snapshot.cells["y"][0])), int(snapshot.cells["identity"][0])
    camera = Camera.centred(place[0] - right / 4.0, place[1] - down / 4.0, 4.0, 640.0, 400.0)
    changed = np.abs(_picture(snapshot, camera, identity) - _picture(snapshot, camera, -1)).max(axis=2) > 60
    rows, columns = np.nonzero(changed)
    assert 40 < rows.size < 900, "an arrow, and nothing else"
    assert np.sign(columns.mean() - 320.0) == np.sign(right) or right == 0.0
    assert np.sign(rows.mean() - 200.0) == np.sign(down) or down == 0.0
