"""What does the work of many runs: processes of this computer, or a Dask cluster that is already there."""

import os
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

from desktop.study.axes import SweepError
from desktop.study.work.cluster import cluster as cluster_at
from desktop.study.work.crew import CrewError
from desktop.study.work.processes import Processes


def cores() -> int:
    """Return how many processes this computer runs well at once."""
    return os.cpu_count() or 1


@contextmanager
def workers(number: int, cluster: str | None) -> Iterator[Executor | None]:
    """Yield what does the work: None for this process alone, a number of processes, or the cluster at an address.

    Raises
    ------
    SweepError
        When there is no cluster at the address, what speaks to it is not installed, or a worker is not fit.
    """
    try:
        if cluster is not None:
            with cluster_at(cluster) as crew:
                yield crew
        elif number <= 1:
            yield None
        else:
            with Processes(number) as processes:
                yield processes
    except CrewError as error:
        raise SweepError(str(error)) from error
