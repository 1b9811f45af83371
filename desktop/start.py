"""The first thing that runs: what must be in order before anything is imported that takes time."""

from desktop.system import interruption, streams
from desktop.system.isolation import look_last_where_it_was_started


def main() -> None:
    """Run the command line of this process and leave with its exit code."""
    look_last_where_it_was_started()
    streams.fill_closed()
    interruption.obey()
    from desktop.cli import main as run

    run()
