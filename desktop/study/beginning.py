"""What was there when a run began. No Qt."""

import numpy as np

from desktop.cascade.initial_state import InitialStateParameters
from desktop.engine.snapshot import Snapshot


def there_at_the_start(snapshot: Snapshot) -> int:
    """Return how many cells were there when the run began and count neither in the funnel nor among the deaths."""
    if InitialStateParameters not in snapshot.parameters:
        return 0
    start = snapshot.parameters[InitialStateParameters]
    if start.counted:
        return 0
    kinds = [kind.name for kind in snapshot.model.events]
    found = np.count_nonzero(snapshot.events["kind"] == kinds.index("was_there"))
    # Injected cells are there at the beginning, too, and are what is counted.
    return int(found) - start.injected
