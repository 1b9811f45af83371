"""Machine code is kept where that is possible, and made anew where it is not."""

import numba
import pytest

from desktop.engine.compiled import compiled


def double(value: float) -> float:
    return 2.0 * value


def test_a_computer_with_nowhere_to_keep_code_still_computes(monkeypatch: pytest.MonkeyPatch) -> None:
    njit = numba.njit

    def nowhere(*, nogil: bool, cache: bool = False) -> object:
        if cache:
            message = "cannot cache function: no locator available"
            raise RuntimeError(message)
        return njit(nogil=nogil)

    monkeypatch.setattr(numba, "njit", nowhere)
    assert compiled(double)(21.0) == 42.0
