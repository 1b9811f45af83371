from collections.abc import Mapping

from numpy import float64
from numpy.typing import ArrayLike, NDArray

def analyze(
    problem: Mapping[str, object], Y: NDArray[float64], *, calc_second_order: bool = ..., seed: int = ...
) -> Mapping[str, ArrayLike]: ...
