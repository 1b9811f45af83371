"""A column is a constant: each file of the cascade touches only columns that it declares or imports."""

import ast
import importlib
import inspect
from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from types import ModuleType

import pytest

from desktop import cascade
from desktop.cascade import MODEL
from desktop.engine.arrays import AnyArray
from desktop.engine.columns import Column, DerivedColumn
from desktop.engine.simulation import Simulation
from desktop.engine.tables import ReadTable

FILES = sorted(Path(str(cascade.__file__)).parent.glob("*.py"))
TABLES = {"cells", "agents", "journeys", "table"}


def strings_for_columns(tree: ast.AST) -> Iterator[int]:
    """Yield the lines on which a table, or a snapshot, is asked for a column by a string."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript):
            asked, name = node.value, node.slice
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "span":
            asked, name = node.func.value, node.args[0]
        else:
            continue
        whose = getattr(asked, "attr", getattr(asked, "id", ""))
        if whose in TABLES and isinstance(name, ast.Constant | ast.JoinedStr):
            yield node.lineno


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_column_is_asked_for_by_a_string(path: Path) -> None:
    assert list(strings_for_columns(ast.parse(path.read_text(encoding="utf-8")))) == []


def test_a_string_is_found() -> None:
    lines = 'cells["x"][rows] = 1\nsnapshot.agents["y"]\nevents["kind"]\ncells.span("z")\ncells[X]\njourneys[f"a{b}"]'
    assert sorted(strings_for_columns(ast.parse(lines))) == [1, 2, 4, 6]


def columns_known_to(module: ModuleType) -> set[str]:
    """Return the columns that a module names, one by one or in tuples of its own."""
    named = vars(module).values()
    tuples = (item for value in named if isinstance(value, tuple) for item in value)
    return {str(value) for value in (*named, *tuples) if isinstance(value, Column | DerivedColumn)}


class Touched:
    """What columns each file has asked for, and whether it did by a constant."""

    def __init__(self) -> None:
        self.columns: dict[str, set[str]] = {}
        self.by_string: set[tuple[str, str]] = set()

    def note(self, name: str, frame: int) -> None:
        caller = inspect.currentframe()
        for _ in range(frame):
            assert caller is not None
            caller = caller.f_back
        assert caller is not None
        module = caller.f_globals["__name__"]
        if module.startswith("desktop.cascade"):
            self.columns.setdefault(module, set()).add(str(name))
            if not isinstance(name, Column | DerivedColumn):
                self.by_string.add((module, name))


class Noted(Mapping[str, AnyArray]):
    """Columns of a snapshot that say which of them is asked for."""

    def __init__(self, columns: Mapping[str, AnyArray], touched: Touched) -> None:
        self._columns, self._touched = columns, touched

    def __getitem__(self, name: str) -> AnyArray:
        self._touched.note(name, 2)
        return self._columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


@pytest.fixture
def touched(monkeypatch: pytest.MonkeyPatch) -> Touched:
    """Return what a busy run with everything in it touches, process by process, and what its observables read."""
    found, get, span = Touched(), ReadTable.__getitem__, ReadTable.span

    def noted_get(table: ReadTable, name: str) -> AnyArray:
        found.note(name, 2)
        return get(table, name)

    def noted_span(table: ReadTable, name: str) -> AnyArray:
        found.note(name, 2)
        return span(table, name)

    monkeypatch.setattr(ReadTable, "__getitem__", noted_get)
    monkeypatch.setattr(ReadTable, "span", noted_span)
    busy = {"tumor.drawn_cells": 60, "tumor.drawn_rate": 40.0, "detachment.cluster_share": 50.0, "lymph.share": 30.0}
    busy |= {"start.circulating": 30, "start.arrested": 30, "start.dormant": 6, "start.nests": 4, "t_cell.match": 5.0}
    groups = {"clusters.origin": "both", "clusters.aggregation": 10.0, "clusters.break_up": 5.0}
    large = {"growth.doubling_time": 15.0, "clocks.organ": 1000.0, "growth.failure": 0.0, "t_cell.visits": 0.0}
    large |= {"treatments.heparin": 0.5, "traits.spread": 0.3}
    run = Simulation(MODEL, MODEL.defaults().replace({**busy, **groups, **large}), 1, step_seconds=0.1)
    run.advance(120)
    moment = run.snapshot()
    moment = replace(moment, cells=Noted(moment.cells, found), agents=Noted(moment.agents, found))
    for observable in MODEL.observables:
        observable.read(moment)
    return found


def test_each_file_touches_only_columns_that_it_declares_or_imports(touched: Touched) -> None:
    assert touched.by_string == set()
    for name, columns in touched.columns.items():
        assert columns - columns_known_to(importlib.import_module(name)) == set(), name
    asking = {path.stem for path in FILES if any(f"{table}[" in path.read_text("utf-8") for table in TABLES)}
    assert asking == {name.rpartition(".")[2] for name in touched.columns}


def test_no_declared_column_is_dead(touched: Touched) -> None:
    declared = {str(c) for entry in MODEL.entries for c in (*entry.columns, *entry.agent_columns)}
    assert declared - set().union(*touched.columns.values()) == set()


ORDER = "00f4ccfa5a32b300bbffcf1370f542450e7cb69881e51a695c7bfb6844748944"
"""SHA-256 of the names of all columns: a state is hashed in this order, so another order would change every hash."""


def test_the_order_of_the_columns_stays() -> None:
    state = Simulation(MODEL, MODEL.defaults(), 1, with_scenery=False).state()
    names = " ".join((*state.cells, *state.agents, *state.journeys))
    assert sha256(names.encode()).hexdigest() == ORDER
