"""What was there when a run began. No Qt."""

import numpy as np

from desktop.cascade.initial_state import InitialStateParameters
from desktop.engine.snapshot import Snapshot


def uncounted_at_the_start(snapshot: Snapshot) -> frozenset[int]:
    """Return the identities of cells that were there at the start and count neither in the funnel nor among the deaths.

    Without a group of parameters about the start there are none.
    """
    if InitialStateParameters not in snapshot.parameters:
        return frozenset()
    start = snapshot.parameters[InitialStateParameters]
    if start.counted:
        return frozenset()
    kinds = [kind.name for kind in snapshot.model.events]
    found = snapshot.events["cell"][snapshot.events["kind"] == kinds.index("was_there")]
    # Injected cells are there at the beginning, too, after those in the blood, and are what is counted.
    injected = slice(start.circulating, start.circulating + start.injected)
    return frozenset(np.delete(found, injected).tolist())


def there_at_the_start(snapshot: Snapshot) -> int:
    """Return how many cells were there when the run began and count neither in the funnel nor among the deaths."""
    return len(uncounted_at_the_start(snapshot))
