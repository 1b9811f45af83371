"""How much of the past the window keeps, all in one place; the guide tells it, too.

Beyond a limit nothing is lost in silence: states are made again from those before them, and where a run can no longer
be told by its moves, the window says so beforehand.
"""

from desktop.export.job import MAX_CHANGES

UNDO_STEPS = 200
"""What can be undone: moves of sliders, each drag one of them, and runs replaced by others."""
MOST_MOVES = MAX_CHANGES
"""Moves of sliders in a run: as many as a file tells of."""
MOVES_TOLD_FROM, MOVES_TOLD_EVERY = MOST_MOVES * 9 // 10, MOST_MOVES // 40
"""From which move on the window tells that they come to an end, and how often."""
MOST_KEPT = 48
"""States of a run that are kept for long."""
MOST_NEAR = 12
"""States of its last moments, so that single steps back are quick."""
MOST_STATE_BYTES = 64_000_000
"""Bytes of all states of a run together; fewer are kept where they are large."""
OLD_RUN_KEEPS = 4
"""States kept of a run that another one has replaced, and that may be brought back."""
OLD_RUNS_KEPT = 4
"""Replaced runs that keep states; of those before, only what makes them again."""
