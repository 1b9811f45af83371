"""The one way a Python function becomes machine code."""

from collections.abc import Callable
from contextlib import suppress
from typing import ParamSpec, TypeVar, cast

import numba
from numba.core.registry import CPUDispatcher

from desktop.engine.code_cache import CodeCache

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
OPTIONS = {"nopython": True, "nogil": True, "boundscheck": None}
"""``fastmath`` stays off: reordering sums would make results depend on the processor."""


class Kernel(CPUDispatcher):
    """A function that numba compiles on first call; the machine code is kept by `CodeCache`."""

    def enable_caching(self) -> None:
        """Keep the machine code on disk where that is possible."""
        # A read-only installation, and no home folder either: there is nowhere to keep it.
        with suppress(RuntimeError, OSError):
            self._cache = CodeCache(self.py_func)


def compiled(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Compile a numerical function on first call and keep the machine code on disk."""
    if vars(numba.config)["DISABLE_JIT"]:
        return function
    kernel = Kernel(function, targetoptions=dict(OPTIONS))
    kernel.enable_caching()
    return cast("Callable[Arguments, Result]", kernel)
