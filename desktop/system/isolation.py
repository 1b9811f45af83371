"""Modules come from Python and from the program, never from the folder that it was started in.

Somebody may keep a ``random.py`` there, and Python looks into that folder first. The program itself is found by where
its package lies, so the folder may as well come last.
"""

import os
import sys


def look_last_where_it_was_started() -> None:
    """Put the folder of the start, and that of the script, behind all others that modules are looked for in."""
    folders = {_real(os.curdir), _real(os.path.dirname(sys.argv[0]) or os.curdir)}  # noqa: PTH120
    late = [place for place in sys.path if _real(place or os.curdir) in folders]
    sys.path[:] = [place for place in sys.path if place not in late] + late


def _real(place: str) -> str:
    """Return a folder without links; one that is gone, or no folder at all, stays as it is."""
    try:
        return os.path.realpath(place)
    except (OSError, ValueError):
        return place
