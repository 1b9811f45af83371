"""Picture and text call a cell the same: both read the phenotype that the cascade tells, whatever its score."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter

from desktop.cascade import MODEL
from desktop.cascade.emt import HYBRID_FROM, MESENCHYMAL_FROM, PHENOTYPE_WORDS, Phenotype
from desktop.cascade.stages import Stage
from desktop.engine.arrays import FloatArray, IntArray
from desktop.engine.simulation import Simulation
from desktop.engine.snapshot import Snapshot
from desktop.scene.bodies.close_up import tumor_bodies
from desktop.scene.bodies.organelles import PARTS, settings_of
from desktop.scene.bodies.tumor_cells import EPITHELIAL, HYBRID, LOOKS, LOOSENING, MESENCHYMAL, PACKED, TumorCells
from desktop.scene.look.flight import view
from desktop.scene.look.options import SceneOptions
from desktop.scene.painter import ScenePainter, Shot
from desktop.study.biography import Biographer

BOUNDS = (
    (0.0, Phenotype.EPITHELIAL),
    (0.25, Phenotype.EPITHELIAL),
    (float(np.nextafter(HYBRID_FROM, 0.0)), Phenotype.EPITHELIAL),
    (HYBRID_FROM, Phenotype.HYBRID),
    (0.5, Phenotype.HYBRID),
    (float(np.nextafter(MESENCHYMAL_FROM, 0.0)), Phenotype.HYBRID),
    (MESENCHYMAL_FROM, Phenotype.MESENCHYMAL),
    (0.75, Phenotype.MESENCHYMAL),
    (1.0, Phenotype.MESENCHYMAL),
)


def moment(score: float, stage: Stage) -> Snapshot:
    """Return a moment whose first cell has a score and a stage, and whose other cells are elsewhere."""
    simulation = Simulation(MODEL, MODEL.defaults(), seed=1, with_scenery=False)
    state = simulation.state()
    cells = {name: column.copy() for name, column in state.cells.items()}
    cells["mesenchymal"][0], cells["stage"][0], cells["radius"][0] = score, stage, 6.0
    cells["x"][0], cells["y"][0] = 500.0, 150.0
    simulation.restore(replace(state, cells=cells))
    return simulation.snapshot()


def looks_drawn(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """Paint a moment, and return the looks of the tumor cells in it."""
    asked: set[int] = set()
    numbers = TumorCells.numbers

    def listen(look: IntArray, radius: FloatArray, stretch: FloatArray, heading: FloatArray) -> IntArray:
        asked.update(look.tolist())
        return numbers(look, radius, stretch, heading)

    monkeypatch.setattr(TumorCells, "numbers", staticmethod(listen))
    image = QImage(320, 240, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    ScenePainter().paint(painter, Shot(snapshot, view(500.0, 150.0, 80.0, 320, 240), SceneOptions(), (320, 240)))
    painter.end()
    monkeypatch.undo()
    return asked


def test_the_scene_knows_the_codes_of_the_cascade() -> None:
    assert tuple(Phenotype) == (EPITHELIAL, HYBRID, MESENCHYMAL)
    assert [look.name for look in LOOKS[:3]] == [phenotype.name.lower() for phenotype in Phenotype]
    assert [look.name for look in LOOKS[LOOSENING : LOOSENING + 2]] == ["packed hybrid", "packed mesenchymal"]


@pytest.mark.parametrize(("score", "phenotype"), BOUNDS)
def test_picture_and_text_agree_at_the_bounds(
    score: float, phenotype: Phenotype, qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    for stage in (Stage.TUMOR, Stage.TRAVELLING):
        snapshot = moment(score, stage)
        biographer = Biographer(MODEL)
        biographer.follow(int(snapshot.cells["identity"][0]))
        told = biographer.update(snapshot)
        assert told is not None
        assert dict(told.numbers)["kind"] == PHENOTYPE_WORDS[phenotype]
        alone = replace(snapshot, cells={name: column[:1] for name, column in snapshot.cells.items()})
        (drawn,) = looks_drawn(alone, monkeypatch)
        packed = stage is Stage.TUMOR
        expected = PACKED if packed and phenotype is Phenotype.EPITHELIAL else phenotype
        assert LOOKS[drawn].drawing == LOOKS[expected].drawing


@pytest.mark.parametrize(("score", "phenotype"), BOUNDS)
def test_fibres_seen_from_near_fit_the_word(score: float, phenotype: Phenotype) -> None:
    cells = moment(score, Stage.TRAVELLING).cells
    size = cells["x"].size
    place = (np.zeros(size), np.zeros(size), np.full(size, 100.0))
    (body,) = tumor_bodies(cells, np.array([0]), place, np.zeros(size, dtype=bool))
    parts = {part.name: part.count(body, settings_of(moment(score, Stage.TRAVELLING))) for part in PARTS["tumor_cell"]}
    assert bool(parts["keratin"]) == (phenotype is not Phenotype.MESENCHYMAL)
    assert bool(parts["vimentin"]) == (phenotype is not Phenotype.EPITHELIAL)


def test_the_shares_among_travelling_cells_follow_the_same_bounds() -> None:
    shares = {observable.name: observable.read for observable in MODEL.observables}
    for score, phenotype in BOUNDS:
        snapshot = moment(score, Stage.TRAVELLING)
        one = replace(snapshot, cells={name: column[:1] for name, column in snapshot.cells.items()})
        found = [shares[f"{each.name.lower()}_share"](one) for each in Phenotype]
        assert found == [float(each is phenotype) for each in Phenotype]
