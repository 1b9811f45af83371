"""Half an hour of random use: a window that lives through whatever a user may do, without growing or standing still.

    python tests/fuzz/random_use.py --minutes 30 --seed 1

Up to a hundred events a picture: mouse, wheel, keys, menus, dialogs, files dropped, sizes and themes. Every few seconds
it prints a row. It fails on an exception, a warning of Qt, too much memory, widgets that a closed dialog has left
behind, and a picture that the program itself holds up. Nothing is written but in a folder of its own, which goes again.
"""

import argparse
import os
import secrets
import sys
import tempfile
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.fuzz.random_user import RandomUser, Window

ROOT = Path(__file__).resolve().parents[2]
ROW_SECONDS = 10.0
REST_EVERY = 150
"""Pictures between two rests: all dialogs are closed then, and what is left of them is counted."""
HEAD = "minutes  memory MB  widgets  pictures   events  worst CPU s  present"


def arguments() -> argparse.Namespace:
    """Return what was asked for on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=30.0, help="how long, unless --events says so")
    parser.add_argument("--events", type=int, help="how many events, whatever time they take")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6), help="of all choices")
    parser.add_argument("--most-memory", type=float, default=500.0, metavar="MB", help="resident memory allowed")
    parser.add_argument("--longest", type=float, default=0.5, metavar="S", help="processor time allowed for a picture")
    return parser.parse_args()


def main() -> int:
    """Use the window at random and return the exit code: 1 when something went wrong."""
    asked = arguments()
    print(f"seed {asked.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="ctc-voyage-use-", ignore_cleanup_errors=True) as folder:
        prepare(Path(folder))
        # Only now, since Qt looks at once for the folders that belong to a user.
        from desktop.system.requirements import use_memory_sparingly
        from tests.fuzz.random_user import RandomUser, Window

        use_memory_sparingly()
        window = Window(Path(folder), asked.longest)
        window.watch()
        user = RandomUser(window, asked.seed)
        try:
            use(window, user, asked)
        finally:
            window.close()
        print(f"{len(window.faults)} faults with seed {asked.seed}", flush=True)
        return 1 if window.faults else 0


def prepare(folder: Path) -> None:
    """Let everything that the program takes for the user's own lie in a folder."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.update({name: str(folder) for name in ("HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP")})
    os.environ.update({"XDG_CONFIG_HOME": str(folder / "config"), "XDG_DATA_HOME": str(folder / "data")})
    (folder / "Documents").mkdir()
    tempfile.tempdir = str(folder)
    os.chdir(folder)


def use(window: "Window", user: "RandomUser", asked: argparse.Namespace) -> None:
    """Use the window until the time is over or all pictures are seen."""
    from tests.fuzz.random_user import resident_megabytes

    start = shown = monotonic()
    rested = 0
    print(HEAD, flush=True)
    while not over(window.events, monotonic() - start, asked):
        user.use_for_a_picture()
        if window.pictures > rested + REST_EVERY:
            rested = window.pictures
            window.rest()
        memory = resident_megabytes()
        if memory > asked.most_memory:
            window.fault(f"{memory:.0f} MB of memory are held")
        if monotonic() - shown > ROW_SECONDS:
            shown = monotonic()
            print(window.row((shown - start) / 60.0, memory), flush=True)
    window.rest()
    print(window.row((monotonic() - start) / 60.0, resident_megabytes()), flush=True)


def over(events: int, seconds: float, asked: argparse.Namespace) -> bool:
    """Tell whether it is enough."""
    return bool(seconds > 60.0 * asked.minutes if asked.events is None else events >= asked.events)


if __name__ == "__main__":
    sys.exit(main())
