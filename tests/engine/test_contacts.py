"""The grid finds exactly the contacts that a search over all pairs finds."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from desktop.engine.arrays import AnyArray, FloatArray
from desktop.engine.contacts import repulsion, sort_by_cell

SINGLE_PRECISION = 1e-4
"""Bound, in µm, on the sum of rounding errors of a few dozen contacts of bodies up to 20 µm wide."""

# Multiples of 1/64 µm are exact in single precision, so that only the arithmetic can differ.
coordinates = st.integers(-64 * 40, 64 * 40).map(lambda k: k / 64.0)
bodies = st.lists(st.tuples(coordinates, coordinates, st.integers(32, 640).map(lambda k: k / 64.0)), max_size=40)
Bodies = list[tuple[float, float, float]]


def _columns(listed: Bodies) -> tuple[FloatArray, FloatArray, FloatArray]:
    table = np.array(listed, dtype=np.float64).reshape(-1, 3)
    return table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy()


def _pushes(x: AnyArray, y: AnyArray, radius: AnyArray, size: float | None = None) -> AnyArray:
    push_x, push_y = np.zeros_like(x), np.zeros_like(y)
    repulsion(x, y, radius, push_x, push_y, size or 2.0 * float(radius.max(initial=1.0)))
    return np.array([push_x, push_y])


def _all_pairs(x: FloatArray, y: FloatArray, radius: FloatArray) -> FloatArray:
    dx, dy = np.subtract.outer(x, x), np.subtract.outer(y, y)
    distance = np.hypot(dx, dy)
    overlap = np.maximum(np.add.outer(radius, radius) - distance, 0.0)
    share = 0.5 * overlap / np.where(distance > 0.0, distance, np.inf)
    return np.array([(share * dx).sum(axis=1), (share * dy).sum(axis=1)])


@settings(max_examples=50)
@given(bodies)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_pushes_are_those_of_a_search_over_all_pairs(dtype: Any, listed: Bodies) -> None:
    x, y, radius = _columns(listed)
    found = _pushes(x.astype(dtype), y.astype(dtype), radius.astype(dtype))
    assert_allclose(found, _all_pairs(x, y, radius), rtol=0.0, atol=SINGLE_PRECISION)


@settings(max_examples=50)
@given(bodies, st.floats(1.0, 5.0))
def test_a_wider_grid_finds_the_same_contacts(listed: Bodies, factor: float) -> None:
    x, y, radius = _columns(listed)
    size = 2.0 * float(radius.max(initial=1.0))
    assert_allclose(_pushes(x, y, radius, factor * size), _pushes(x, y, radius), rtol=0.0, atol=SINGLE_PRECISION)


@settings(max_examples=50)
@given(bodies)
def test_every_push_has_its_counterpart(listed: Bodies) -> None:
    assert_allclose(_pushes(*_columns(listed)).sum(axis=1), 0.0, atol=SINGLE_PRECISION)


@settings(max_examples=50)
@given(bodies, st.randoms(use_true_random=False))
def test_equal_input_gives_equal_bits_and_another_order_equal_pushes(listed: Bodies, shuffler: Any) -> None:
    x, y, radius = _columns(listed)
    pushes = _pushes(x, y, radius)
    assert_array_equal(_pushes(x.copy(), y.copy(), radius.copy()), pushes)
    order = np.array(shuffler.sample(range(x.size), x.size), dtype=np.int64)
    shuffled = _pushes(x[order], y[order], radius[order])
    assert_allclose(shuffled, pushes[:, order], rtol=0.0, atol=SINGLE_PRECISION)


def test_a_pair_is_just_separated_by_its_pushes_and_pushes_add_up() -> None:
    x, y, radius = np.array([-3.0, 0.0]), np.array([0.0, 4.0]), np.array([4.0, 3.0])
    push_x, push_y = np.array([100.0, 100.0]), np.zeros(2)
    repulsion(x, y, radius, push_x, push_y, 8.0)
    apart = np.hypot(*np.diff([x + push_x, y + push_y], axis=1))
    assert apart[0] == pytest.approx(7.0, abs=1e-5)
    assert push_x[0] < 100.0 < push_x[1]


def test_one_stray_body_does_not_make_the_grid_grow(rng: np.random.Generator) -> None:
    x, y = np.append(rng.integers(0, 20, 50), 1e9), np.append(rng.integers(0, 20, 50), -1e9)
    radius = np.full(51, 2.0)
    _, first, columns, rows = sort_by_cell(x, y, 4.0)
    assert first.size < 2000
    assert columns * rows + 2 == first.size
    assert_allclose(_pushes(x, y, radius), _all_pairs(x, y, radius), rtol=0.0, atol=SINGLE_PRECISION)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_position_that_is_not_a_number_is_refused(bad: float, place: int) -> None:
    x, y, radius = np.zeros(3), np.arange(3.0), np.ones(3)
    x[place] = y[place] = bad
    with pytest.raises(ValueError, match="finite positions"):
        _pushes(x, y, radius)


def test_the_grid_sorts_every_body_once(rng: np.random.Generator) -> None:
    x, y = rng.normal(0.0, 50.0, 300), rng.normal(0.0, 50.0, 300)
    order, first, columns, rows = sort_by_cell(x, y, 7.0)
    assert_array_equal(np.sort(order), np.arange(300))
    column, row = ((x - x.min()) / 7.0).astype(int), ((y - y.min()) / 7.0).astype(int)
    for cell in range(columns * rows):
        inside = order[first[cell] : first[cell + 1]]
        assert_array_equal(inside, np.flatnonzero(row * columns + column == cell))
