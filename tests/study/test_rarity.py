"""The label about rarity says what the observables say, and nothing when there is nothing to say."""

from dataclasses import replace

import pytest

from desktop.cascade import MODEL
from desktop.engine.contracts import Observable
from desktop.engine.model import Model
from desktop.engine.simulation import Simulation
from desktop.study.rarity import rarity_text
from desktop.system.number_words import in_millions


def test_the_label_of_the_real_model_names_both_numbers() -> None:
    simulation = Simulation(MODEL, MODEL.defaults(), seed=1, with_scenery=False)
    simulation.advance(600)
    snapshot = simulation.snapshot()
    text = rarity_text(snapshot)
    for name in ("blood_cells_per_tumor_cell", "drawn_cell_stands_for_tissue"):
        observable = next(item for item in MODEL.observables if item.name == name)
        assert in_millions(observable.read(snapshot)) in text
    assert text[0].isupper()


def test_what_is_not_known_is_not_said(small_model: Model) -> None:
    snapshot = Simulation(small_model, small_model.defaults(), seed=1).snapshot()
    assert rarity_text(snapshot) == ""
    unknown = Observable("blood_cells_per_tumor_cell", "", "", lambda _: float("nan"))
    entry = replace(small_model.entries[0], observables=(unknown,))
    model = replace(small_model, entries=(entry, *small_model.entries[1:]))
    assert rarity_text(Simulation(model, model.defaults(), seed=1).snapshot()) == ""


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.0, "0"), (7.0, "7"), (123.0, "120"), (89_431.0, "89,000"), (1e6, "1 million"), (7.57e9, "7.6 billion")],
)  # fmt: skip
def test_large_numbers_are_words(value: float, words: str) -> None:
    assert in_millions(value) == words


def test_on_the_human_scale_the_label_says_so_first() -> None:
    values = MODEL.defaults().replace({"realism.human_scale": True, "realism.multiplier": 0.01})
    snapshot = Simulation(MODEL, values, seed=1, with_scenery=False).snapshot()
    assert rarity_text(snapshot).startswith("Human scale: metastases × 0.01")
    assert "uman scale" not in rarity_text(Simulation(MODEL, MODEL.defaults(), seed=1, with_scenery=False).snapshot())
