"""A snapshot: everything a picture, a plot or an exporter may know about one moment. Frozen and read-only."""

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.engine.arrays import AnyArray, FloatArray, IntArray
from desktop.engine.contracts import Model, ResourceType
from desktop.engine.parameters import Parameters


@dataclass(frozen=True)
class Snapshot:
    """One moment of a run; see `StepContext` for the meaning of the parts.

    ``cells``, ``agents`` and every element of ``scenery`` map column names to arrays that hold living and dying rows
    only. ``funnel`` has shape (2, milestones): singles, groups. ``deaths`` has shape (stages, hazards). ``pace`` and
    ``elapsed`` are biological hours per animation second and so far, per place. ``new_events`` are the events
    since the snapshot before; ``resources`` maps a type to a read-only object such as the solved vessel network.
    """

    model: Model
    parameters: Parameters
    seed: int
    step: int
    time: float
    cells: Mapping[str, AnyArray]
    agents: Mapping[str, AnyArray]
    scenery: Mapping[str, Mapping[str, AnyArray]]
    funnel: IntArray
    deaths: IntArray
    pace: FloatArray
    elapsed: FloatArray
    events: AnyArray
    new_events: AnyArray
    resources: Mapping[type, object]

    def resource(self, kind: type[ResourceType]) -> ResourceType:
        """Return the resource of a type."""
        found = self.resources[kind]
        assert isinstance(found, kind)
        return found
