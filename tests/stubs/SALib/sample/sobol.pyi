from collections.abc import Mapping

from numpy import float64
from numpy.typing import NDArray

def sample(
    problem: Mapping[str, object], N: int, *, calc_second_order: bool = ..., seed: int = ...
) -> NDArray[float64]: ...
