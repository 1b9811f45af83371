"""The state does not depend on the processor: libraries that choose their way by it are kept out of the engine."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.engine.network import solved

ROOT = Path(__file__).parents[2]
ENGINE = sorted([*(ROOT / "desktop" / "engine").glob("*.py"), *(ROOT / "desktop" / "cascade").glob("*.py")])
STATE = """
from desktop.cascade import MODEL
from desktop.engine.simulation import Simulation
run = Simulation(MODEL, MODEL.defaults(), 5)
run.advance(60)
print(run.sha256())
"""


@pytest.fixture(scope="module")
def here() -> str:
    return state({})


def state(surroundings: dict[str, str]) -> str:
    told = subprocess.run(
        [sys.executable, "-c", STATE],
        cwd=ROOT,
        env={**os.environ, **surroundings},
        capture_output=True,
        text=True,
        check=True,
    )
    return told.stdout


@pytest.mark.parametrize("family", ["Haswell", "Zen", "Sandybridge", "Nehalem"])
def test_the_state_is_the_same_whatever_linear_algebra_takes_the_processor_for(here: str, family: str) -> None:
    assert state({"OPENBLAS_CORETYPE": family}) == here


def test_the_state_is_the_same_where_numpy_uses_nothing_of_the_processor(here: str) -> None:
    assert state({"NPY_DISABLE_CPU_FEATURES": "X86_V3 AVX2 FMA3"}) == here


def test_what_somebody_forbids_numpy_stays_forbidden() -> None:
    told = "import desktop, os; print(os.environ['NPY_DISABLE_CPU_FEATURES'])"
    environment = {**os.environ, "NPY_DISABLE_CPU_FEATURES": "AVX2"}
    words = subprocess.run(
        [sys.executable, "-c", told], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert {"AVX2", "X86_V4", "AVX512_SKX"} <= set(words.stdout.split())


@given(st.integers(1, 24), st.integers(0, 2**32 - 1))
def test_equations_are_solved(size: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    matrix = random.normal(size=(size, size)) + 2.0 * size**0.5 * np.eye(size)[random.permutation(size)]
    wanted = random.normal(size=size)
    before = matrix.copy()
    np.testing.assert_allclose(solved(matrix, matrix @ wanted), wanted, rtol=1e-6, atol=1e-9)
    assert (matrix == before).all()


@pytest.mark.parametrize("file", ENGINE, ids=lambda file: file.stem)
def test_no_library_of_linear_algebra_decides_in_the_engine(file: Path) -> None:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute):
            assert node.attr not in {"linalg", "matmul", "einsum", "tensordot"}, f"{file.name}:{node.lineno}"
