from collections.abc import Mapping

from numpy import float64
from numpy.typing import NDArray

def sample(problem: Mapping[str, object], N: int, *, num_levels: int = ..., seed: int = ...) -> NDArray[float64]: ...
