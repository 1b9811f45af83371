"""Draws are uniform, independent of every neighbour, and belong to their owner alone.

A generator without fault fails one check in a million under a fresh seed; the seeds here are fixed.
"""

from collections.abc import Callable
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from desktop.engine.arrays import FloatArray
from desktop.engine.randomness import GOLDEN, STRIDE, RandomStreams, Stream
from tests.chance import FALSE_ALARM

WORD = 2**64


def _by_identity(count: int) -> FloatArray:
    return Stream(1, "walk").uniform(np.arange(count))


def _by_index(count: int) -> FloatArray:
    stream, seven = Stream(1, "walk"), np.array([7])
    return np.concatenate([stream.uniform(seven, index) for index in range(count)])


def _by_stream(count: int) -> FloatArray:
    return np.concatenate([Stream(1, f"risk {k}").uniform(np.array([7])) for k in range(count)])


def _by_seed(count: int) -> FloatArray:
    return np.concatenate([Stream(seed, "walk").uniform(np.array([7])) for seed in range(count)])


NEIGHBOURS = pytest.mark.parametrize(
    ("draws", "count"), [(_by_identity, 400_000), (_by_index, 20_000), (_by_stream, 20_000), (_by_seed, 20_000)]
)


@NEIGHBOURS
def test_draws_of_neighbours_are_uniform(draws: Callable[[int], FloatArray], count: int) -> None:
    sample = draws(count)
    assert stats.kstest(sample, "uniform").pvalue > FALSE_ALARM
    assert stats.chisquare(np.histogram(sample, 256, (0.0, 1.0))[0]).pvalue > FALSE_ALARM


@NEIGHBOURS
@pytest.mark.parametrize("lag", [1, 2, 64])
def test_draws_of_neighbours_are_independent(draws: Callable[[int], FloatArray], count: int, lag: int) -> None:
    sample = draws(count)
    pairs, _, _ = np.histogram2d(sample[:-lag], sample[lag:], 16, ((0.0, 1.0), (0.0, 1.0)))
    assert stats.chisquare(pairs.ravel()).pvalue > FALSE_ALARM


@pytest.mark.parametrize(
    ("one", "other", "index"),
    [((1, "walk"), (2, "walk"), 0), ((1, "walk"), (1, "risk"), 0), ((1, "walk"), (1, "walk"), 1)],
    ids=["seeds", "streams", "indices"],
)
def test_whole_sets_of_draws_are_independent(one: tuple[int, str], other: tuple[int, str], index: int) -> None:
    identities = np.arange(200_000)
    first, second = Stream(*one).uniform(identities), Stream(*other).uniform(identities, index)
    pairs, _, _ = np.histogram2d(first, second, 16, ((0.0, 1.0), (0.0, 1.0)))
    assert stats.chisquare(pairs.ravel()).pvalue > FALSE_ALARM


def test_exponential_draws_follow_the_exponential_law() -> None:
    sample = Stream(3, "risk").exponential(np.arange(200_000))
    assert stats.kstest(sample, "expon").pvalue > FALSE_ALARM
    assert sample.min() > 0.0
    # The tail decides who lives longest, and a Kolmogorov–Smirnov test hardly sees it.
    assert stats.binomtest(int((sample > 7.0).sum()), sample.size, np.exp(-7.0)).pvalue > FALSE_ALARM


@pytest.mark.parametrize("index", [0, 1, 12345])
def test_normal_draws_follow_the_normal_law(index: int) -> None:
    sample = Stream(3, "walk").normal(np.arange(200_000), index)
    error = 1.0 / np.sqrt(sample.size)
    assert stats.kstest(sample, "norm").pvalue > FALSE_ALARM
    # Standard errors of the first four moments of the normal law; 4.9 of them are one false alarm in a million.
    moments = (float(sample.mean()), float(sample.var()) - 1.0, stats.skew(sample), stats.kurtosis(sample))
    assert np.all(np.abs(np.array(moments)) < 4.9 * error * np.sqrt([1.0, 2.0, 6.0, 24.0]))


def test_normal_draws_of_following_indices_are_independent() -> None:
    first, second = (Stream(3, "walk").normal(np.arange(200_000), index) for index in (4, 5))
    assert stats.pearsonr(first, second).pvalue > FALSE_ALARM
    assert stats.pearsonr(first**2, second**2).pvalue > FALSE_ALARM


@given(
    st.integers(0, 2**32),
    st.text(max_size=10),
    st.lists(st.integers(0, 2**40), min_size=1, max_size=20),
    st.integers(0, 2**40),
    st.data(),
)
def test_a_draw_belongs_to_its_owner_whatever_else_is_drawn(
    seed: int, name: str, identities: list[int], index: int, data: st.DataObject
) -> None:
    streams = RandomStreams(seed)
    together = streams[name].uniform(np.array(identities), index)
    streams["another"].uniform(np.arange(5), index)
    chosen = data.draw(st.lists(st.integers(0, len(identities) - 1), min_size=1))
    alone = RandomStreams(seed)[name].uniform(np.array(identities)[chosen], index)
    assert np.array_equal(alone, together[chosen])


@given(st.integers(0, WORD - 1), st.integers(0, 2**62), st.integers(0, 2**62))
def test_a_draw_is_the_published_mix_of_its_key(key: int, identity: int, index: int) -> None:
    stream = Stream(0, "")
    stream.key = np.uint64(key)
    word = _split_mix((key + int(GOLDEN) * (identity + 1)) % WORD)
    word = _split_mix((word + int(STRIDE) * (index + 1)) % WORD)
    assert stream.uniform(np.array([identity]), index)[0] == pytest.approx(word / WORD, abs=2.0**-52)


@pytest.mark.parametrize("word", [0, WORD - 1])
def test_the_extreme_words_stay_inside_the_open_interval(word: int) -> None:
    # The key that leads identity 0 and index 0 to the word wanted.
    key = _invert_split_mix((_invert_split_mix(word) - int(STRIDE)) % WORD) - int(GOLDEN)
    stream = Stream(0, "")
    stream.key = np.uint64(key % WORD)
    zero = np.array([0])
    assert 0.0 < stream.uniform(zero)[0] < 1.0
    assert 0.0 < stream.exponential(zero)[0] < 40.0


def _split_mix(word: int) -> int:
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9 % WORD
    word = (word ^ (word >> 27)) * 0x94D049BB133111EB % WORD
    return word ^ (word >> 31)


def _invert_split_mix(word: int) -> int:
    word = _undo_shift(word, 31) * pow(0x94D049BB133111EB, -1, WORD) % WORD
    word = _undo_shift(word, 27) * pow(0xBF58476D1CE4E5B9, -1, WORD) % WORD
    return _undo_shift(word, 30)


def _undo_shift(word: int, shift: int) -> int:
    result = word
    for _ in range(64 // shift + 1):
        result = word ^ (result >> shift)
    return result


def test_normal_draws_of_different_indices_share_no_luck() -> None:
    draws = [Stream(1, "steps").normal(np.arange(100_000), index) for index in range(4)]
    for one, other in permutations(range(4), 2):
        # Signed and by size: draws that share half of their luck need not go up and down together.
        places = [
            np.searchsorted(np.quantile(values, [0.25, 0.5, 0.75]), values)
            for values in (draws[one], np.abs(draws[other]))
        ]
        table = np.bincount(4 * places[0] + places[1], minlength=16).reshape(4, 4)
        assert stats.chi2_contingency(table).pvalue > FALSE_ALARM
