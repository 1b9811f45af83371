"""What does the work of many runs: processes of this computer, or a Dask cluster that is already there."""

import os
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from importlib.util import find_spec
from multiprocessing import get_context, parent_process
from threading import Thread

from desktop.study.axes import SweepError

CONNECT_SECONDS = 10.0


def cores() -> int:
    """Return how many processes this computer runs well at once."""
    return os.cpu_count() or 1


@contextmanager
def workers(number: int, cluster: str | None) -> Iterator[Executor | None]:
    """Yield what does the work: None for this process alone, a number of processes, or the cluster at an address.

    Raises
    ------
    SweepError
        When there is no cluster at the address, or what speaks to it is not installed.
    """
    if cluster is not None:
        with _cluster(cluster) as executor:
            yield executor
    elif number <= 1:
        yield None
    else:
        # Fresh processes: a copy of one that holds a window or threads would not be safe.
        pool = ProcessPoolExecutor(number, mp_context=get_context("spawn"), initializer=_end_with_parent)
        try:
            yield pool
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _end_with_parent() -> None:
    """Let a worker end when the process it works for is killed: it would wait for ever for more work."""
    parent = parent_process()
    if parent is not None:

        def watch() -> None:
            parent.join()
            os._exit(1)

        Thread(target=watch, daemon=True).start()


@contextmanager
def _cluster(address: str) -> Iterator[Executor]:
    if find_spec("distributed") is None:
        message = "a cluster needs the package distributed: install ctc-voyage[cluster]"
        raise SweepError(message)
    from distributed import Client

    try:
        client = Client(address, timeout=CONNECT_SECONDS)
    except (OSError, ValueError) as error:
        message = f"there is no Dask scheduler at {address}: start one there, or correct --cluster"
        raise SweepError(message) from error
    with client:
        yield client.get_executor(pure=False)
