"""Imports go one way. Read from the source, so that those in functions and under TYPE_CHECKING count, too."""

import ast
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from statistics import median

import pytest

from desktop.study.evidence.targets import TARGETS

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "desktop"

# Who may import which parts of the program. Modules beside the packages are named one by one.
ALLOWED: dict[str, set[str]] = {
    "system": {"system"},
    "engine": {"engine"},
    "cascade": {"cascade", "engine"},
    "study": {"study", "cascade", "engine", "system"},
    "lessons": {"lessons", "study", "engine", "system"},
    "export": {"export", "study", "engine", "system"},
    "scene": {"scene", "engine", "system"},
    "film": {"film", "scene", "export", "study", "cascade", "engine", "system"},
    "ui": {"ui", "film", "scene", "lessons", "export", "study", "cascade", "engine", "system"},
    "commands": {"commands", "lessons", "export", "study", "cascade", "engine", "system"},
    "start": {"cli", "system"},
    "__main__": {"start"},
    "cli": {"commands", "cascade", "system"},
    "worker": {"export", "study", "cascade", "engine", "system"},
}
# The command line and the worker touch the window, the scene and the film in few functions.
ONLY_IN_FUNCTION = {
    ("cli", "ui"): {"_open_window"},
    ("commands", "worker"): {"make_job"},
    ("commands", "scene"): {"make_artist"},
    ("commands", "film"): {"make_artist", "_png"},
    ("worker", "film"): {"draw_job"},
    ("worker", "ui"): {"draw_job"},
}
# Inside a part, a room imports only itself and the rooms to its right. The painter of the scene stands above all rooms.
ROOMS: dict[str, tuple[str, ...]] = {
    "ui": (
        "window", "recovery", "studies", "files", "workspace", "plots", "scene", "background", "sliders", "run",
        "story", "widgets", "look",
    ),
    "scene": ("rarity", "tube", "legend", "bodies", "words", "ground", "raster", "page", "look"),
}  # fmt: skip
ABOVE_ALL_ROOMS = {"scene/painter.py"}
MOST_MODULES, USUAL_MODULES = 20, 8
LISTING = "cascade"
"""The folder whose listing is a table of contents, and as long as that."""
QT_MODULES = {"scene": {"QtCore", "QtGui", "QtSvg"}, "film": {"QtCore", "QtGui"}}
WIDGET_PACKAGES = {"pyqtgraph", "qtawesome"}


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        assert node.level == 0, "imports are absolute, so that the direction can be read from them"
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def imports(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (name, function or "") for every import of a file."""

    def walk(node: ast.AST, function: str) -> Iterator[tuple[str, str]]:
        for child in ast.iter_child_nodes(node):
            inside = function or (child.name if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) else "")
            yield from ((name, inside) for name in imported_names(child))
            yield from walk(child, inside)

    yield from walk(ast.parse(path.read_text(encoding="utf-8")), "")


FILES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_down(path: Path) -> None:
    part = part_of(path)
    assert part in ALLOWED, f"{part} is new: say in this test what it may import"
    for name, function in imports(path):
        if not name.startswith("desktop."):
            continue
        target = name.split(".")[1]
        if target == "__version__":
            continue
        if (part, target) in ONLY_IN_FUNCTION:
            assert function in ONLY_IN_FUNCTION[part, target], f"{path}: {name} outside those functions"
        else:
            assert target in ALLOWED[part], f"{path}: {part} must not import {name}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_rooms_import_only_what_lies_to_their_right(path: Path) -> None:
    part, *inside = path.relative_to(PACKAGE).parts
    if part not in ROOMS or inside == ["__init__.py"] or path.relative_to(PACKAGE).as_posix() in ABOVE_ALL_ROOMS:
        return
    rooms = ROOMS[part]
    assert inside[0] in rooms, f"{path}: say in this test where the room {inside[0]} stands"
    allowed = {f"desktop.{part}.{room}" for room in rooms[rooms.index(inside[0]) :]}
    for name, _ in imports(path):
        if name.startswith(f"desktop.{part}."):
            assert ".".join(name.split(".")[:3]) in allowed, f"{path}: {inside[0]} must not import {name}"


def test_no_folder_is_crowded() -> None:
    counted = Counter(path.parent.relative_to(PACKAGE).as_posix() for path in FILES if path.name != "__init__.py")
    assert [folder for folder, count in counted.items() if count > MOST_MODULES] == [LISTING]
    assert median(counted.values()) <= USUAL_MODULES


def private_touches(source: str) -> list[str]:
    """Return where a file touches a private attribute that none of its own classes has."""
    tree = ast.parse(source)
    own: set[str] = set()
    for kind in (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)):
        for node in ast.walk(kind):
            if isinstance(node, ast.FunctionDef):
                own.add(node.name)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                own.add(node.id)
            elif isinstance(node, ast.Attribute) and ast.unparse(node.value) in {"self", "cls"}:
                own.add(node.attr)
    return [
        f"{node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr.startswith("_")
        and not node.attr.startswith("__")
        and ast.unparse(node.value) not in {"self", "cls"}
        and node.attr not in own
    ] + [f"{name} by name" for node in ast.walk(tree) for name in private_names(node)]


def private_names(node: ast.AST) -> list[str]:
    """Return private names that are imported, or replaced by ``setattr``."""
    if isinstance(node, ast.ImportFrom):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("setattr"):
        names = [part for word in node.args if isinstance(word, ast.Constant) for part in str(word.value).split(".")]
    else:
        names = []
    return [name for name in names if name.startswith("_") and not name.startswith("__")]


TESTS = sorted(path for path in (ROOT / "tests").rglob("*.py") if "stubs" not in path.parts)


@pytest.mark.parametrize("path", [*FILES, *TESTS], ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_touches_what_is_private_to_another(path: Path) -> None:
    touched = private_touches(path.read_text(encoding="utf-8"))
    # The system's own way to end a process at once has a name that looks private.
    assert [touch for touch in touched if not touch.endswith(": os._exit")] == []


def test_a_private_touch_is_seen() -> None:
    assert private_touches("class A:\n    def f(self, other: A):\n        self._x = other._x") == []
    assert private_touches("import b\nb.thing._hidden = 1") == ["2: b.thing._hidden"]
    assert private_touches("from b import _c\npatch.setattr(b, '_d', 1)") == ["_c by name", "_d by name"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_qt_stays_where_it_may_be(path: Path) -> None:
    part = part_of(path)
    for name, function in imports(path):
        if (part, function) == ("cli", "_open_window"):
            continue
        top, *rest = name.split(".")
        if part != "ui":
            assert top not in WIDGET_PACKAGES, f"{path}: {name}"
            assert not {"QtWidgets", "QtOpenGLWidgets", "QtSvgWidgets"} & {top, *rest}, f"{path}: {name}"
        if top in ("PySide6", "shiboken6") and part != "ui":
            assert part in QT_MODULES, f"{path}: {name}"
            assert top == "shiboken6" or rest[0] in QT_MODULES[part], f"{path}: {name}"
        assert top not in ("PyQt5", "PyQt6", "PySide2", "qtpy"), f"{path}: {name}"


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def files_imported(path: Path, modules: set[str]) -> set[str]:
    """Return the modules of the program that a file imports, wherever the import stands."""
    found = set()
    for name, _ in imports(path):
        found |= {name for name in (name, name.rpartition(".")[0]) if name in modules}
    return found - {module_name(path), "desktop"}


def circle(graph: Mapping[str, set[str]]) -> list[str]:
    """Return nodes that lead back to the first of them, or none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def folder_of(module: str) -> str:
    """Return the folder of a module; the doors beside the folders stand for themselves."""
    inside = PACKAGE.joinpath(*module.split(".")[1:])
    return module if inside.is_dir() or module.count(".") == 1 else module.rpartition(".")[0]


def test_no_files_import_each_other_in_a_circle() -> None:
    modules = {module_name(path) for path in FILES}
    assert circle({module_name(path): files_imported(path, modules) for path in FILES}) == []


def test_no_folders_import_each_other_in_a_circle() -> None:
    modules, graph = {module_name(path) for path in FILES}, dict[str, set[str]]()
    for path in FILES:
        own = folder_of(module_name(path))
        graph.setdefault(own, set()).update({folder_of(name) for name in files_imported(path, modules)} - {own})
    assert circle(graph) == []


def test_a_circle_is_found() -> None:
    assert set(circle({"a": {"b"}, "b": {"c"}, "c": {"b", "d"}})) == {"b", "c"}


def test_the_rules_see_what_is_hidden_in_a_function(tmp_path: Path) -> None:
    path = tmp_path / "sample.py"
    path.write_text(
        "import a\ndef f():\n    if TYPE_CHECKING:\n        from b.c import d\n    class K:\n        import e.f\n"
    )
    assert list(imports(path)) == [("a", ""), ("b.c.d", "f"), ("e.f", "f")]


WITHOUT_QT = """
import sys
class Wall:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("PySide6", "shiboken6", "pyqtgraph", "qtawesome"):
            raise ImportError("there is no Qt here: " + name)
sys.meta_path.insert(0, Wall())
from desktop.cli import execute
sys.exit(execute(sys.argv[1:]))
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ("--version",),
        ("run", "default-patient", "--seconds", "0.5"),
        ("run", "default-patient", "--seconds", "0.5", "--json"),
        ("describe", "parameters", "--markdown"),
        ("describe", "observables", "--json"),
        ("describe", "scenarios"),
        ("describe", "lessons"),
        (
            "sweep",
            "default-patient",
            "--axis",
            "platelets.strength=1",
            "--seconds",
            "0.2",
            "--workers",
            "1",
            "--to",
            "t.csv",
        ),
        ("patients", "--treatment", "il15", "--number", "1", "--events", "50", "--workers", "1", "--to", "p.csv"),
    ],
    ids=" ".join,
)
def test_what_needs_no_window_runs_to_its_end_without_qt(arguments: tuple[str, ...], tmp_path: Path) -> None:
    command, path = [sys.executable, "-c", WITHOUT_QT, *arguments], {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", check=False, cwd=tmp_path, env={**os.environ, **path}
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout


@pytest.mark.long
def test_the_validation_measures_every_figure_without_qt(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WITHOUT_QT, "validate", "--events", "2000", "--workers", "1", "--json"]
    path = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", check=False, cwd=tmp_path, env=path
    )
    found = json.loads(done.stdout)
    # So few departures tell little about rare ends, but each figure must have a row and a verdict, and the code agree.
    assert len(found["rows"]) == len(TARGETS)
    assert done.returncode == (0 if found["passed"] else 1), done.stderr
    assert bool(found["missed"]) != found["passed"]
    sure = {row["row"] for row in found["rows"] if row["verdict"] == "missed" and row["grade"] in "AB"}
    assert not sure, "no figure of grade A or B is missed for sure"


def test_the_command_line_imports_nothing_heavy() -> None:
    question = "import sys, desktop.cli; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", question], capture_output=True, text=True, check=True)
    assert not {"PySide6", "numba", "numpy", "pyqtgraph", "hypothesis"} & set(done.stdout.split())
