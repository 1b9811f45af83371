"""The one way a Python function becomes machine code, and where that is kept between two starts of the program.

The cache of numba trusts its files: one that a power cut has shortened stops every later start, and one with a hole may
run as code. Here each file begins with the checksum of the rest, and whatever cannot be read is as good as not there.
"""

import hashlib
import pickle
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import Any, ParamSpec, TypeVar, cast

import numba
from numba.core import caching, serialize
from numba.core.registry import CPUDispatcher

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
OPTIONS = {"nopython": True, "nogil": True, "boundscheck": None}
"""``fastmath`` stays off: reordering sums would make results depend on the processor."""

_dumps: Callable[[object], bytes] = serialize.dumps
SEAL_BYTES = hashlib.sha256().digest_size
"""Bytes of the checksum at the beginning of a file."""


class CodeCache(caching.NullCache):
    """The machine code of one function on disk: a file for each combination of types and kind of processor.

    Parameters
    ----------
    function
        The function as Python.

    Raises
    ------
    RuntimeError
        When there is no folder where files can be kept.
    """

    def __init__(self, function: Callable[..., object]) -> None:
        # What numba says of itself is not typed.
        self._places = cast("Any", caching.CompileResultCacheImpl)(function)
        self._folder = Path(self._places.locator.get_cache_path())
        closure = tuple(cell.cell_contents for cell in function.__closure__ or ())
        self._source = (
            numba.__version__,
            self._places.locator.get_source_stamp(),
            hashlib.sha256(function.__code__.co_code).hexdigest(),
            hashlib.sha256(_dumps(closure)).hexdigest(),
        )

    @property
    def cache_path(self) -> str:
        """Return the folder of the files."""
        return str(self._folder)

    def load_overload(self, sig: object, target_context: Any) -> object:
        """Return the machine code for a signature, or None where there is none that is whole and of this source."""
        target_context.refresh()
        kind = (sig, target_context.codegen().magic_tuple())
        try:
            content = self._path(kind).read_bytes()
        except OSError:
            return None
        seal, code = content[:SEAL_BYTES], content[SEAL_BYTES:]
        if hashlib.sha256(code).digest() != seal:
            return None
        try:
            source, kept_kind, payload = pickle.loads(code)
            if (source, kept_kind) == (self._source, kind):
                return self._places.rebuild(target_context, payload)
        except Exception:
            # Whole, but of other versions of what it refers to.
            return None
        return None

    def save_overload(self, sig: object, data: Any) -> None:
        """Keep the machine code for a signature; where that is refused, the next start makes it again."""
        if not self._places.check_cachable(data):
            return
        kind = (sig, data.codegen.magic_tuple())
        code = _dumps((self._source, kind, self._places.reduce(data)))
        path = self._path(kind)
        part = path.with_name(f"{path.name}.{token_hex(8)}.part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            part.write_bytes(hashlib.sha256(code).digest() + code)
            part.replace(path)
        except OSError:
            with suppress(OSError):
                part.unlink(missing_ok=True)

    def _path(self, kind: tuple[object, object]) -> Path:
        """Return the file of a signature; that of an older source has the same name, so that it is replaced."""
        return self._folder / f"{self._places.filename_base}.{hashlib.sha256(repr(kind).encode()).hexdigest()[:16]}.nbc"


class Kernel(CPUDispatcher):
    """A function that numba compiles on first call; the machine code is kept by `CodeCache`."""

    def enable_caching(self) -> None:
        """Keep the machine code on disk where that is possible."""
        # A read-only installation, and no home folder either: there is nowhere to keep it.
        with suppress(RuntimeError, OSError):
            self._cache = CodeCache(self.py_func)


_AHEAD: list[tuple[Callable[..., object], Callable[[], tuple[object, ...]]]] = []
"""Kernels that a run may need late, and what makes arguments of the kinds that it will give them."""


def compiled(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Compile a numerical function on first call and keep the machine code on disk."""
    if vars(numba.config)["DISABLE_JIT"]:
        return function
    kernel = Kernel(function, targetoptions=dict(OPTIONS))
    kernel.enable_caching()
    return cast("Callable[Arguments, Result]", kernel)


def compiled_ahead(
    *examples: Callable[[], tuple[object, ...]],
) -> Callable[[Callable[Arguments, Result]], Callable[Arguments, Result]]:
    """Compile a function as `compiled` does, and let `compile_ahead` do so before a run comes to it.

    Each of ``examples`` makes arguments of the types that a run will give; they describe nothing, so that nothing is
    computed. It is for what no first step needs: compiled when it is first called, it would hold up a picture.
    """

    def decorate(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
        kernel = compiled(function)
        _AHEAD.extend((kernel, example) for example in examples)
        return kernel

    return decorate


def compile_ahead() -> None:
    """Compile what a run may need late."""
    for kernel, example in _AHEAD:
        kernel(*example())
