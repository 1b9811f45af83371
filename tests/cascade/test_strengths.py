"""The six survival strengths: 1 is the declared patient exactly, 0 takes the factor away, 2 doubles its logarithm."""

from typing import TYPE_CHECKING

import numpy as np
import pytest

from desktop.cascade import MODEL
from desktop.cascade.stages import Stage
from desktop.engine.arrays import FloatArray, IntArray
from desktop.engine.contracts import SurvivalFactor

if TYPE_CHECKING:
    from tests.cascade.conftest import Bench

STRENGTHS = tuple(
    d.path for d in MODEL.defaults().declarations if d.path.endswith(".strength") and d.section == "survival"
)


def _cells(run: "Bench") -> IntArray:
    """Put cells of every kind the factors tell apart."""
    some = {"cloak": [0.0, 0.9], "arrest_hours": [0.0, 5.0], "mesenchymal": [0.2, 0.8], "departure_score": [0.2, 0.8]}
    return np.concatenate(
        [run.put(2, Stage.TRAVELLING, **some), run.lodge(2, **some), run.put_group(2, Stage.ARRESTED, **some),
         run.put(2, Stage.SETTLING, **some, arrived_grouped=[False, True])]
    )  # fmt: skip


def _each(run: "Bench") -> dict[str, FloatArray]:
    factors: tuple[SurvivalFactor, ...] = MODEL.factors
    return {factor.name: factor.multiplier(run.context, _cells(run)) for factor in factors}


def test_there_are_six_strengths_each_at_one() -> None:
    assert len(STRENGTHS) == 6
    assert all(MODEL.defaults().value(path) == 1.0 for path in STRENGTHS)


@pytest.mark.parametrize(
    ("path", "factors"),
    [
        ("stress_resistance.strength", {"stress resistance"}),
        ("metabolism.strength", {"antioxidant supply", "footing"}),
    ],
)
def test_a_factor_whose_hazards_are_declared_with_it_is_one_at_strength_one(
    bench: "type[Bench]", path: str, factors: set[str]
) -> None:
    at_one, at_zero, at_two = (_each(bench({path: strength})) for strength in (1.0, 0.0, 2.0))
    for name in factors:
        assert np.all(at_one[name] == 1.0)
        assert at_zero[name].min() > 1.0
        np.testing.assert_allclose(at_zero[name] * at_two[name], 1.0)


@pytest.mark.parametrize("path", STRENGTHS)
def test_a_strength_moves_only_its_own_factors_and_always_helps(bench: "type[Bench]", path: str) -> None:
    weak, normal, strong = (_each(bench({path: strength})) for strength in (0.0, 1.0, 2.0))
    moved = {name for name in weak if not np.array_equal(weak[name], strong[name])}
    assert moved
    for other in STRENGTHS:
        if other != path:
            there = _each(bench({other: 0.0}))
            still = _each(bench({other: 2.0}))
            assert not moved & {name for name in there if not np.array_equal(there[name], still[name])}
    for name in moved - {"group memory"}:
        assert np.all(weak[name] >= normal[name])
        assert np.all(normal[name] >= strong[name])
