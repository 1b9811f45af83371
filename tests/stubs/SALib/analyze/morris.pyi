from collections.abc import Mapping

from numpy import float64
from numpy.typing import ArrayLike, NDArray

def analyze(
    problem: Mapping[str, object], X: NDArray[float64], Y: NDArray[float64], *, num_levels: int = ..., seed: int = ...
) -> Mapping[str, ArrayLike]: ...
