"""A Dask cluster that does the work of many runs: every worker must have the program, in this version.

A worker of another version would answer as well, with other numbers; so each says before the work which one it has, and
each answer comes with the version of the one who made it, since workers may join later.
"""

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from threading import local
from time import monotonic
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from desktop import __version__
from desktop.study.axes import SweepError
from desktop.study.work.crew import Crew, CrewError
from desktop.study.work.processes import Worker

if TYPE_CHECKING:
    from distributed import Client

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
CONNECT_SECONDS = 10.0
ALONE_SECONDS = 20.0
"""A cluster without a single worker is waited for this long: one that was restarted comes back sooner."""
CLOSE_SECONDS = 1.0
ASK_VERSION = "getattr(__import__('desktop'), '__version__', '')"
"""What a worker is asked in words of Python alone, since it may not have the program."""


@dataclass(frozen=True)
class Answer:
    """What a worker made, and the version of its program."""

    version: str
    made: Any


class _Own(local):
    """The process that works for a thread of a Dask worker."""

    process: Worker | None = None


_OWN = _Own()


def signed(work: Callable[..., object], *arguments: object) -> Answer:
    """Have a piece of work done, and sign it with the version of the program that did it.

    A fresh process does it: in the Dask worker numpy may have been loaded before the program could tell it which of its
    routines to use, and the last bits of a state would be others.
    """
    if _OWN.process is None:
        _OWN.process = Worker()
    try:
        is_done, answer = _OWN.process.do(work, arguments)
    except CrewError:
        _OWN.process.close()
        _OWN.process = None
        raise
    if not is_done:
        raise answer
    return Answer(__version__, answer)


class Cluster(Crew):
    """The workers of a Dask scheduler."""

    def __init__(self, client: "Client", address: str) -> None:
        self._client = client
        self._address = address
        self._executor: Executor = client.get_executor(pure=False)
        self._last_seen = monotonic()
        self._compare_versions()

    def _compare_versions(self) -> None:
        """Raise `CrewError` when the scheduler, or a worker that is there, has not this version."""
        found = {
            f"the worker {where}": has for where, has in self._client.run(eval, ASK_VERSION, on_error="return").items()
        }
        try:
            found[f"the scheduler {self._address}"] = self._client.run_on_scheduler(eval, ASK_VERSION)
        except ImportError as error:
            found[f"the scheduler {self._address}"] = error
        for who, version in sorted(found.items()):
            if version != __version__:
                raise CrewError(wrong_version(who, version if isinstance(version, str) else ""))

    def submit(
        self, work: Callable[Arguments, Result], /, *arguments: Arguments.args, **named: Arguments.kwargs
    ) -> Future[Result]:
        """Have a piece of work done by a worker."""
        assert not named
        inner, outer = self._executor.submit(signed, work, *arguments), Future[Result]()
        outer.set_running_or_notify_cancel()
        inner.add_done_callback(lambda done: pass_on(done, outer))
        return outer

    def check(self) -> None:
        """Raise `CrewError` when the scheduler is gone, or has had no worker for a while."""
        if self._client.status != "running":
            message = f"the Dask scheduler at {self._address} went away"
            raise CrewError(message)
        if self._client.scheduler_info(n_workers=1)["workers"]:
            self._last_seen = monotonic()
        elif monotonic() - self._last_seen > ALONE_SECONDS:
            message = f"the Dask scheduler at {self._address} has had no worker for {ALONE_SECONDS:g} s"
            raise CrewError(message)

    def loss(self, error: BaseException) -> str | None:
        """Return in words what became of a worker."""
        if isinstance(error, ImportError | AttributeError):
            return wrong_version("a worker", "")
        if isinstance(error, CancelledError) or self._client.status != "running":
            return f"the Dask scheduler at {self._address} went away"
        if type(error).__module__.startswith("distributed") or isinstance(error, OSError | RuntimeError):
            return f"a worker of the Dask cluster was lost ({' '.join(str(error).split())[:200]})"
        return super().loss(error)


def wrong_version(who: str, version: str) -> str:
    """Return that somebody has not this version of the program."""
    has = f"has version {ascii(version)[1:-1][:40]} of CTC Voyage" if version else "lacks CTC Voyage"
    return f"{who} {has}, and this is {__version__}: install the same there and start it anew"


def pass_on(inner: "Future[Answer]", outer: "Future[Any]") -> None:
    """Give on an answer that was made by this version, and an error for any other."""
    try:
        answer = inner.result()
    except BaseException as error:  # CancelledError, too
        outer.set_exception(error)
        return
    if answer.version != __version__:
        outer.set_exception(CrewError(wrong_version("a worker", answer.version)))
    else:
        outer.set_result(answer.made)


@contextmanager
def cluster(address: str) -> Iterator[Cluster]:
    """Yield the cluster whose scheduler listens at an address.

    Raises
    ------
    SweepError
        When there is none, or what speaks to it is not installed.
    CrewError
        When one of its workers has not this version of the program.
    """
    if find_spec("distributed") is None:
        message = "a cluster needs the package distributed: install ctc-voyage[cluster]"
        raise SweepError(message)
    from distributed import Client

    # It tells at length of what is told here in a sentence.
    logging.disable(logging.CRITICAL)
    try:
        client = Client(address, timeout=CONNECT_SECONDS)
    except (OSError, ValueError) as error:
        message = f"there is no Dask scheduler at {address}: start one there, or correct --cluster"
        raise SweepError(message) from error
    try:
        yield Cluster(client, address)
    finally:
        with suppress(Exception):
            client.close(timeout=CLOSE_SECONDS)
        logging.disable(logging.NOTSET)
