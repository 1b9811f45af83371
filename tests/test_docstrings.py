"""What comes back is told: a public function that returns arrays names their shape."""

import ast
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "desktop"
FILES = sorted(PACKAGE.rglob("*.py"))
ARRAYS = re.compile(r"\b(FloatArray|IntArray|BoolArray|AnyArray|Pixels|ndarray)\b")


def without_shape(source: str) -> list[str]:
    """Return the public functions that return arrays and have a docstring that does not say of what shape.

    A docstring that begins with "See" leaves it to the one it names.
    """
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_") or node.returns is None:
            continue
        words = ast.get_docstring(node) or ""
        told = not words or words.startswith("See ") or re.search(r"\bshape\b", words, re.IGNORECASE)
        if ARRAYS.search(ast.unparse(node.returns)) and not told:
            found.append(f"{node.lineno}: {node.name}")
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_arrays_that_come_back_have_a_shape(path: Path) -> None:
    assert without_shape(path.read_text(encoding="utf-8")) == []


def test_a_missing_shape_is_seen() -> None:
    told = 'def f() -> FloatArray:\n    """Return rates, {}."""'
    assert without_shape(told.format("shape (n,)")) == []
    assert without_shape(told.format("one a cell")) == ["1: f"]
