"""Columns: what a table keeps about each of its rows, and the columns that the engine itself declares.

A `Column` is its own name, so ``cells[STAGE]`` asks a table, and ``snapshot.cells[STAGE]`` a snapshot, by the
declaration; who misspells a column or forgets to import it is told before anything runs.
"""

from collections.abc import Callable, Mapping
from typing import Self

import numpy as np
from numpy.typing import DTypeLike

from desktop.engine.arrays import AnyArray


class Column(str):
    """One declared column: the name itself, with dtype, the value a new row starts with, unit and meaning."""

    dtype: DTypeLike
    start: float | int | bool
    unit: str
    meaning: str

    def __new__(cls, name: str, dtype: DTypeLike, start: float | int | bool, unit: str, meaning: str) -> Self:
        """Return the name with its declaration."""
        column = super().__new__(cls, name)
        column.dtype, column.start, column.unit, column.meaning = dtype, start, unit, meaning
        return column

    @property
    def name(self) -> str:
        """Return the name alone, a plain text."""
        return str(self)


class DerivedColumn(str):
    """A column of a snapshot that follows from a cell's other columns: told and drawn, but no part of the state.

    ``read`` takes the columns of the cells in use, shape (n,) each, and returns the derived one, shape (n,).
    """

    unit: str
    meaning: str
    read: Callable[[Mapping[str, AnyArray]], AnyArray]

    def __new__(cls, name: str, unit: str, meaning: str, read: Callable[[Mapping[str, AnyArray]], AnyArray]) -> Self:
        """Return the name with its declaration."""
        column = super().__new__(cls, name)
        column.unit, column.meaning, column.read = unit, meaning, read
        return column

    @property
    def name(self) -> str:
        """Return the name alone, a plain text."""
        return str(self)


IDENTITY = Column("identity", np.int64, -1, "", "number of the row's holder, never reused; -1 in a free row")

STAGE = Column("stage", np.int16, 0, "", "stage of life; -1 while dying")
STAGE_HOURS = Column("stage_hours", np.float64, 0.0, "h", "biological time spent in the stage")
AGE_SECONDS = Column("age_seconds", np.float64, 0.0, "s", "animation time since the cell appeared")
JOURNEY = Column("journey", np.int64, -1, "", "row of the journey the cell belongs to")
X = Column("x", np.float64, 0.0, "µm", "position in the world, to the right")
Y = Column("y", np.float64, 0.0, "µm", "position in the world, downwards")
RADIUS = Column("radius", np.float64, 5.0, "µm", "radius")
CAUSE = Column("cause", np.int16, -1, "", "code of the hazard the cell died of")
DIED_IN = Column("died_in", np.int16, -1, "", "stage the cell died in")
DYING_SECONDS = Column("dying_seconds", np.float64, 0.0, "s", "animation time since death")
KIND = Column("kind", np.int16, 0, "", "position of the agent's type among the model's cell types")

CELL_COLUMNS = (STAGE, STAGE_HOURS, AGE_SECONDS, JOURNEY, X, Y, RADIUS, CAUSE, DIED_IN, DYING_SECONDS)
AGENT_COLUMNS = (KIND, X, Y, RADIUS)

SIZE = Column("size", np.int32, 1, "cells", "how many cells set out together")
LIVING = Column("living", np.int32, 0, "cells", "how many of them still live")
REACHED = Column("reached", np.int16, -1, "", "furthest milestone reached by any of them")
COUNTED = Column("counted", np.bool_, True, "", "false for cells that were already there when the run began")

JOURNEY_COLUMNS = (SIZE, LIVING, REACHED, COUNTED)
