"""Where a tube is drawn, and which tumor cells are in the blood there.

A drawn cell stands for many real ones like it. Their blood is the whole blood, of which each drawn vessel holds the
share that its volume has of all drawn vessels; so the cells in the vessels of a place, times what each stands for, over
the blood of that place, are the cells per mL there.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from desktop.cascade.rarity import RarityParameters, stands_for_in_blood
from desktop.cascade.stages import Stage
from desktop.cascade.tumor_cell import CLUSTER, MESENCHYMAL, SEGMENT
from desktop.engine.arrays import BoolArray, FloatArray, IntArray
from desktop.engine.columns import IDENTITY, RADIUS, STAGE
from desktop.engine.network import DrainageNetwork, VesselNetwork
from desktop.engine.snapshot import Snapshot
from desktop.system.refusal import Refusal

ML_PER_L = 1000.0


class TubeError(Refusal):
    """A tube cannot be drawn; the message is one sentence for the user."""


@dataclass(frozen=True)
class TubePlace:
    """Where a needle can go: ``segments`` picks vessels of the network, shape (segments,), None the lymph vessel."""

    name: str
    label: str
    about: str
    segments: Callable[[VesselNetwork], BoolArray] | None


def _behind(network: VesselNetwork) -> BoolArray:
    last = int(np.flatnonzero(network.is_role("capillary"))[-1])
    return np.asarray(np.arange(len(network.segments)) > last)


TUBE_PLACES = (
    TubePlace(
        "tumor-vein",
        "the tumor's own vein",
        "It drains the tumor: cells that have just come in pass here, undiluted.",
        lambda network: network.is_role("venule") & ~_behind(network),
    ),
    TubePlace(
        "vein",
        "the vein before the organ",
        "The large vein in which the tumor's blood joins that of the body.",
        lambda network: network.is_role("vein"),
    ),
    TubePlace(
        "artery",
        "the artery of the organ",
        "The last vessels before the capillaries of the distant organ.",
        lambda network: network.is_role("arteriole"),
    ),
    TubePlace(
        "capillaries",
        "the capillary bed",
        "Cells that pass; those that have lodged come into no tube. No needle gets here.",
        lambda network: network.is_role("capillary"),
    ),
    TubePlace(
        "outflow",
        "the vein behind the organ",
        "What the organ has let through. Behind the lung it is the blood that the arteries carry to the body.",
        _behind,
    ),
    TubePlace(
        "lymph",
        "the lymph vessel",
        "Lymph, not blood: nobody draws 7.5 mL of it. Cells in the node stay there.",
        None,
    ),
)
"""The six places, in the order in which a cell may come by."""


def place_named(name: str) -> TubePlace:
    """Return a place by its name, or raise `TubeError`."""
    found = next((place for place in TUBE_PLACES if place.name == name), None)
    if found is None:
        known = ", ".join(place.name for place in TUBE_PLACES)
        message = f"{ascii(name)[:60]} is no place to draw a tube at: it takes one of {known}"
        raise TubeError(message)
    return found


@dataclass(frozen=True)
class Contents:
    """The tumor cells in the blood of a place at a moment.

    Each drawn cell, shape (cells,), with how many real ones per mL it stands for, its diameter in µm, how mesenchymal
    it is (0 to 1), and the number of the object it moves in: a single cell, or a group that moves as one.
    """

    place: TubePlace
    per_ml: FloatArray
    diameter: FloatArray
    mesenchymal: FloatArray
    object_of: IntArray

    @property
    def cells_per_ml(self) -> float:
        """Return the true number of tumor cells per mL."""
        return float(self.per_ml.sum())

    @property
    def objects(self) -> int:
        """Return how many drawn objects there are, singles and groups."""
        return int(self.object_of.max()) + 1 if self.object_of.size else 0

    def sizes(self) -> IntArray:
        """Return how many cells each object has, shape (objects,)."""
        return np.bincount(self.object_of, minlength=self.objects)

    def objects_per_ml(self) -> FloatArray:
        """Return how many real objects per mL each drawn one stands for, shape (objects,)."""
        total = np.bincount(self.object_of, weights=self.per_ml, minlength=self.objects)
        return np.asarray(total / np.maximum(self.sizes(), 1))


def contents(snapshot: Snapshot, place: TubePlace) -> Contents:
    """Return which tumor cells are in the blood of a place.

    Raises
    ------
    TubeError
        When it is not known how many real cells a drawn one stands for.
    """
    rows, milliliters = _rows_and_volume(snapshot, place)
    cells = snapshot.cells
    real = real_cells(snapshot, rows)
    if not np.isfinite(real).all():
        message = "nothing tells how many real cells a drawn one stands for, since nothing is shed in this scenario"
        raise TubeError(message)
    alone = cells[CLUSTER][rows] < 0
    mates = np.where(alone, -1 - cells[IDENTITY][rows], cells[CLUSTER][rows])
    return Contents(
        place,
        np.asarray(real / milliliters),
        np.asarray(2.0 * cells[RADIUS][rows]),
        np.asarray(np.clip(cells[MESENCHYMAL][rows], 0.0, 1.0)),
        np.unique(mates, return_inverse=True)[1].reshape(-1).astype(np.int64),
    )


def real_cells(snapshot: Snapshot, rows: IntArray) -> FloatArray:
    """Return how many real cells each of the drawn cells in flow stands for, shape (n,).

    In the lymph by the pace of its clock: what sets out in the same time is spread over as much more or less.
    """
    blood, lymph = (float(snapshot.pace[snapshot.model.place_codes[place]]) for place in ("blood", "lymph"))
    in_lymph = snapshot.cells[STAGE][rows] == Stage.LYMPH
    return np.asarray(stands_for_in_blood(snapshot) * np.where(in_lymph, lymph / blood, 1.0))


def _rows_and_volume(snapshot: Snapshot, place: TubePlace) -> tuple[IntArray, float]:
    """Return the rows of the cells in flow at a place, and the milliliters of blood, or lymph, that it holds."""
    cells, network = snapshot.cells, snapshot.resource(VesselNetwork)
    blood = ML_PER_L * snapshot.parameters[RarityParameters].blood_volume
    volume = np.pi * network.radius**2 * network.length * network.multiplicity
    if place.segments is None:
        # Assumption: the lymph vessel, without its node, holds the share of lymph that its drawn volume tells.
        lymph = snapshot.resource(DrainageNetwork)
        flowing = lymph.with_role("afferent", "efferent")
        drawn = float((np.pi * lymph.radius**2 * lymph.length)[flowing].sum())
        rows = np.flatnonzero((cells[STAGE] == Stage.LYMPH) & np.isin(cells[SEGMENT], flowing))
        return rows, blood * drawn / float(volume.sum())
    here = place.segments(network)
    rows = np.flatnonzero((cells[STAGE] == Stage.TRAVELLING) & here[cells[SEGMENT].clip(0, here.size - 1)])
    return rows, blood * float(volume[here].sum() / volume.sum())
