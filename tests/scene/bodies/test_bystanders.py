"""Whatever can be seen can be clicked: dying cells, immune cells, doorways, platelets and nests."""

import numpy as np
import pytest

from desktop.cascade import MODEL
from desktop.engine.codes import DYING
from desktop.engine.snapshot import Snapshot
from desktop.scene.bodies.bystanders import pick_bystander
from desktop.scene.look.camera import Camera
from desktop.scene.painter import pick
from desktop.study.bystanders import WORDS, bystander

CAMERA = Camera(0.0, 0.0, 2.0)
KINDS = [kind.name for kind in MODEL.cell_types]


def place_of(snapshot: Snapshot, kind: str) -> tuple[float, float] | None:
    """Return where in the world a body of a kind is, None where this moment has none."""
    if kind == "doorway":
        table, rows = snapshot.scenery["doorways"], np.array([0])
    else:
        table = snapshot.scenery["blood"] if kind in ("platelet", "red_cell") else snapshot.agents
        rows = np.flatnonzero(table["kind"] == KINDS.index(kind))
    return (float(table["x"][rows[0]]), float(table["y"][rows[0]])) if rows.size else None


@pytest.mark.parametrize("kind", ["natural_killer", "t_cell", "doorway", "platelet", "red_cell"])
def test_what_is_no_tumor_cell_can_be_clicked_and_tells_what_it_is(busy: Snapshot, kind: str) -> None:
    place = place_of(busy, kind)
    assert place is not None
    found = pick_bystander(busy, CAMERA, *CAMERA.to_screen(*place), frozenset())
    assert found is not None
    if kind != "platelet":
        assert found[0] == kind
    told = bystander(busy, *found)
    assert (told.title, told.about) == WORDS[found[0]]
    hidden = pick_bystander(busy, CAMERA, *CAMERA.to_screen(*place), frozenset(WORDS))
    assert hidden is None


@pytest.mark.parametrize("stage", ["dying", "growing"])
def test_a_dying_cell_and_a_nest_can_be_clicked(busy: Snapshot, stage: str) -> None:
    code = DYING if stage == "dying" else MODEL.stage_codes[stage]
    row = int(np.flatnonzero(busy.cells["stage"] == code)[0])
    x, y = CAMERA.to_screen(float(busy.cells["x"][row]), float(busy.cells["y"][row]))
    found = pick(busy, CAMERA, x, y)
    assert found is not None
    picked = int(np.flatnonzero(busy.cells["identity"] == found)[0])
    assert picked == row or abs(busy.cells["x"][picked] - busy.cells["x"][row]) < 60.0
    if stage == "dying":
        assert picked == row
