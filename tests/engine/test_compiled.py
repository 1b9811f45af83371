"""Machine code is kept where that is possible, and made anew where it is not."""

from types import SimpleNamespace

import numba
import pytest

from desktop.engine.compiled import compiled


def double(value: float) -> float:
    return 2.0 * value


def test_a_computer_with_nowhere_to_keep_code_still_computes(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*, nogil: bool, cache: bool = False) -> object:
        if cache:
            message = "cannot cache function: no locator available"
            raise RuntimeError(message)
        return numba.njit(nogil=nogil)

    monkeypatch.setattr("desktop.engine.compiled.numba", SimpleNamespace(njit=nowhere))
    assert compiled(double)(21.0) == 42.0
