"""What is already there when a run begins: cells on their way, sleepers, a nest, or cells injected by a researcher."""

from dataclasses import dataclass

import numpy as np

from desktop.cascade.extravasation import GAP
from desktop.cascade.stages import Reached, Stage
from desktop.cascade.traits import inherit
from desktop.cascade.tumor import cell_radius
from desktop.cascade.tumor_cell import (
    ACROSS,
    ALONG,
    CLOAK,
    CLONE,
    DEPARTURE_SCORE,
    HEADING,
    MESENCHYMAL,
    NEST_CELLS,
    SEGMENT,
    STOP,
    STREAMLINE,
)
from desktop.cascade.vasculature import LEFT
from desktop.engine.arrays import IntArray
from desktop.engine.columns import IDENTITY, JOURNEY, RADIUS, X, Y
from desktop.engine.context import StepContext
from desktop.engine.contracts import Entry, Phase
from desktop.engine.events import EventKind
from desktop.engine.network import VesselNetwork
from desktop.engine.parameters import ParameterGroup, parameter


def _count(label: str, default: int, high: int, words: str, unit: str = "cells") -> int:
    value: int = parameter(
        default,
        label=label,
        unit=unit,
        low=0,
        high=high,
        help=words,
        source="assumption: shows every stage from the first second on",
        level="expert",
        live=False,
    )
    return value


@dataclass(frozen=True)
class InitialStateParameters(ParameterGroup):
    """How many cells are where at time zero."""

    key = "start"
    label = "At the beginning"
    section = "display"

    circulating: int = _count("Traveling already", 5, 200, "Cells in the blood when the run begins.")
    arrested: int = _count("Lodged already", 5, 200, "Cells lodged in capillaries when the run begins.")
    dormant: int = _count("Sleeping already", 3, 200, "Cells asleep in the organ when the run begins.")
    nests: int = _count("Nests already", 1, 20, "Growing nests when the run begins.", "nests")
    counted: bool = parameter(
        False,
        label="Count them",
        help="Whether the cells that are there when the run begins count in the funnel and among the deaths.",
        source="assumption",
        level="expert",
        live=False,
    )
    injected: int = _count(
        "Injected into the blood", 0, 20000, "Cells put into the blood at once, as in experiments with mice; counted."
    )


class InitialState:
    """Puts cells where the run begins with them."""

    name = "beginning"
    phase = Phase.LEAVE

    def begin(self, context: StepContext) -> None:
        """Place all cells that are there at time zero."""
        start = context.parameters[InitialStateParameters]
        self._travellers(context, start.circulating, injected=False)
        self._travellers(context, start.injected, injected=True)
        self._in_capillaries(context, start.arrested)
        self._in_tissue(context, start.dormant, Stage.DORMANT)
        nests = self._in_tissue(context, start.nests, Stage.GROWING)
        context.cells[NEST_CELLS][nests] = 4.0

    def act(self, context: StepContext) -> None:
        """Do nothing once the run is under way."""

    @staticmethod
    def _new(context: StepContext, count: int, *, counted: bool = False) -> IntArray:
        rows, cells = context.add_cells(count), context.cells
        identity = cells[IDENTITY][rows]
        cells[RADIUS][rows] = cell_radius(context, rows)
        cells[MESENCHYMAL][rows] = 0.2 + 0.6 * context.random["emt"].uniform(identity)
        cells[DEPARTURE_SCORE][rows] = cells[MESENCHYMAL][rows]
        counted |= context.parameters[InitialStateParameters].counted
        cells[JOURNEY][rows] = [context.journeys.start(1, counted=counted) for _ in rows]
        # They are no longer in the tumor, by whose patches clones are told apart.
        context.enter_stage(rows, Stage.TRAVELLING)
        inherit(context, rows)
        return rows

    def _travellers(self, context: StepContext, count: int, *, injected: bool) -> None:
        """Put cells into the big vessels, spread along them."""
        rows, cells = self._new(context, count, counted=injected), context.cells
        network = context.resource(VesselNetwork)
        veins = network.with_role("vein")
        identity = cells[IDENTITY][rows]
        if injected:
            # Injected cells come with the blood from the left.
            cells[SEGMENT][rows] = np.flatnonzero(network.start == LEFT)[0]
            cells[ALONG][rows] = 0.2 * network.length[0] * context.random["start"].uniform(identity)
        else:
            cells[SEGMENT][rows] = veins[np.arange(rows.size) % veins.size]
            share = context.random["start"].uniform(identity)
            cells[ALONG][rows] = network.length[cells[SEGMENT][rows]] * share
        cells[STREAMLINE][rows] = context.random["lane"].uniform(identity)
        context.enter_stage(rows, Stage.TRAVELLING, Reached.BLOOD)
        context.record("was_there", rows, other=cells[CLONE][rows])

    def _in_capillaries(self, context: StepContext, count: int) -> None:
        """Put cells into the capillaries, one here and one there, lodged for some hours."""
        rows, cells = self._new(context, count), context.cells
        network = context.resource(VesselNetwork)
        capillary = network.with_role("capillary")
        identity = cells[IDENTITY][rows]
        cells[SEGMENT][rows] = capillary[(np.arange(rows.size) * 5) % capillary.size]
        share = context.random["start"].uniform(identity)
        cells[ALONG][rows] = network.length[cells[SEGMENT][rows]] * (0.15 + 0.7 * share)
        cells[STOP][rows] = cells[ALONG][rows]
        cells[CLOAK][rows] = 0.9
        x, y, heading = network.place(cells[SEGMENT][rows], cells[ALONG][rows], cells[ACROSS][rows])
        cells[X][rows], cells[Y][rows], cells[HEADING][rows] = x, y, heading
        context.enter_stage(rows, Stage.ARRESTED, Reached.ARREST)
        context.record("was_there", rows, other=cells[CLONE][rows])

    def _in_tissue(self, context: StepContext, count: int, stage: Stage) -> IntArray:
        """Put cells beside the capillaries, asleep or growing."""
        rows, cells = self._new(context, count), context.cells
        network = context.resource(VesselNetwork)
        capillary = network.with_role("capillary")
        identity = cells[IDENTITY][rows]
        segment = capillary[(identity * 7) % capillary.size]
        along = network.length[segment] * (0.2 + 0.6 * context.random["start"].uniform(identity))
        side = np.where(context.random["side"].uniform(identity) < 0.5, -1.0, 1.0)
        r = side * (network.radius[segment] + cells[RADIUS][rows] + GAP)
        cells[X][rows], cells[Y][rows], cells[HEADING][rows] = network.place(segment, along, r)
        cells[SEGMENT][rows], cells[ALONG][rows], cells[ACROSS][rows] = segment, along, r
        context.enter_stage(rows, stage, Reached.SETTLED)
        context.record("was_there", rows, other=cells[CLONE][rows])
        return rows


ENTRY = Entry(
    name="start",
    parameters=(InitialStateParameters,),
    processes=(InitialState(),),
    events=(EventKind("was_there", "was there", "was already there when you began to watch"),),
)
