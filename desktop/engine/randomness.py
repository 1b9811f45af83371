"""Named random streams whose every draw belongs to one cell (common random numbers).

A draw is a pure function of *seed, stream name, identity of the cell, index*: nothing is consumed, so moving
one slider, drawing fewer red cells or restoring a saved moment never reshuffles the luck of anything else.
The function is the output mix of SplitMix64 (Steele, Lea and Flood 2014, 10.1145/2714064.2660195), applied
once per key part; ``tests/engine/test_randomness.py`` checks uniformity and independence.
"""

from hashlib import blake2b

import numpy as np
from numba import uint64

from desktop.engine.arrays import AnyArray, FloatArray
from desktop.engine.compiled import compiled, compiled_ahead

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
STRIDE = np.uint64(0xD1B54A32D192ED03)
# 52 bits and a half fit in a double exactly; with 53, the largest word would round to 1.
TO_UNIT = 2.0**-52


@compiled
def mix(word: np.uint64) -> np.uint64:
    """Return the SplitMix64 output mix of a 64-bit word."""
    word = (word ^ (word >> uint64(30))) * uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> uint64(27))) * uint64(0x94D049BB133111EB)
    return word ^ (word >> uint64(31))


@compiled
def uniform(key: np.uint64, identity: int, index: int) -> float:
    """Return the draw in (0, 1) that belongs to ``identity`` and ``index`` on the stream ``key``."""
    word = mix(key + GOLDEN * (uint64(identity) + uint64(1)))
    word = mix(word + STRIDE * (uint64(index) + uint64(1)))
    return (float(word >> uint64(12)) + 0.5) * TO_UNIT


@compiled
def _fill_uniform(key: np.uint64, identities: AnyArray, index: int, out: FloatArray) -> None:
    for i in range(identities.size):
        out[i] = uniform(key, identities[i], index)


@compiled_ahead(lambda: (np.uint64(1), 0, np.zeros(0, np.int64), np.zeros(0)))
def _fill_uniform_at(key: np.uint64, identity: int, indices: AnyArray, out: FloatArray) -> None:
    for i in range(indices.size):
        out[i] = uniform(key, identity, indices[i])


class Stream:
    """One named source of luck. Draws are indexed, never consumed."""

    def __init__(self, seed: int, name: str) -> None:
        digest = blake2b(f"{seed}\0{name}".encode(), digest_size=8).digest()
        self.key = np.uint64(int.from_bytes(digest, "little"))

    def uniform(self, identities: AnyArray, index: int = 0) -> FloatArray:
        """Return draws in (0, 1), shape (n,), one per identity."""
        identities = np.ascontiguousarray(identities, dtype=np.int64)
        out = np.empty(identities.shape, dtype=np.float64)
        _fill_uniform(self.key, identities, index, out)
        return out

    def uniform_at(self, identity: int, indices: AnyArray) -> FloatArray:
        """Return draws in (0, 1) of one identity, shape (n,), one per index."""
        indices = np.ascontiguousarray(indices, dtype=np.int64)
        out = np.empty(indices.shape, dtype=np.float64)
        _fill_uniform_at(self.key, identity, indices, out)
        return out

    def exponential(self, identities: AnyArray, index: int = 0) -> FloatArray:
        """Return draws of the unit exponential law, shape (n,)."""
        return -np.log(self.uniform(identities, index))

    def normal(self, identities: AnyArray, index: int = 0) -> FloatArray:
        """Return standard normal draws, shape (n,), by the Box-Muller transform."""
        radius = np.sqrt(2.0 * self.exponential(identities, 2 * index))
        return np.asarray(radius * np.cos(2.0 * np.pi * self.uniform(identities, 2 * index + 1)))


class RandomStreams:
    """All streams of one run, made on demand from the seed."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._streams: dict[str, Stream] = {}

    def __getitem__(self, name: str) -> Stream:
        if name not in self._streams:
            self._streams[name] = Stream(self.seed, name)
        return self._streams[name]
