"""A moment of a run, frozen: everything an observable may know."""

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.engine.arrays import AnyArray, FloatArray, IntArray
from desktop.engine.codes import Codes
from desktop.engine.context import ResourceType
from desktop.engine.parameters import Parameters


@dataclass(frozen=True)
class Moment:
    """One moment of a run; see `desktop.engine.context.ReadContext` for the meaning of the parts.

    ``cells``, ``agents`` and every element of ``scenery`` map column names to arrays, shape (n,), that hold living and
    dying rows only, and refuse to be written to. ``funnel`` has shape (2, milestones): singles, groups. ``deaths`` has
    shape (stages, hazards). ``pace`` and ``elapsed`` are biological hours per animation second and so far, shape
    (places,). ``events`` has shape (n,), and ``new_events`` are those since the moment before; ``time`` is in animation
    seconds. ``parameters`` are as the user, and the schedule at this moment, have set them; ``resources`` maps a type
    to a read-only object such as the solved vessel network.
    """

    model: Codes
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
