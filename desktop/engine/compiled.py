"""The one way a Python function becomes machine code."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numba

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def compiled(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Compile a numerical function on first call and keep the machine code on disk.

    ``fastmath`` stays off: reordering sums would make results depend on the processor.
    """
    try:
        machine_code = numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:
        # A read-only installation, and no home folder either: there is nowhere to keep it.
        machine_code = numba.njit(nogil=True)(function)
    return cast("Callable[Arguments, Result]", machine_code)
