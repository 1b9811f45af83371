"""Pieces of work, done by whoever is there, each at most once: what a journal holds is not made again."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from itertools import islice
from queue import Empty, SimpleQueue
from typing import Any, Generic, TypeVar

from desktop.study.axes import SweepError
from desktop.study.work.crew import Crew
from desktop.study.work.journal import Journal

Spec = TypeVar("Spec")
Result = TypeVar("Result")
WAITING = 2000
"""Pieces of work that wait for a worker at most: enough for any cluster, few enough to begin at once."""
LOOK_SECONDS = 1.0
"""How often the workers are asked whether they are still there."""
GOES_ON = "what is done is kept, and the same command goes on from there"


def made(
    work: Callable[[Spec], Result], specs: Iterable[Spec], executor: Executor | None, journal: Journal | None = None
) -> Iterator[tuple[int, Result]]:
    """Yield the place and the answer of each piece of work, in the order in which they are done.

    Parameters
    ----------
    work, specs
        A function at the top of a module, and what it is given.
    executor
        Does the work; None: this process, one by one.
    journal
        Knows the answers of an earlier attempt, and is told of each new one before it is yielded.

    Raises
    ------
    SweepError
        When a worker is lost.
    FileError
        When the journal cannot be written.
    """
    if executor is None:
        for place, spec in enumerate(specs):
            known = None if journal is None else journal.known(work, spec)
            yield place, _kept(journal, work, spec, work(spec)) if known is None else known
        return
    shared = _Shared(work, enumerate(specs), executor, journal)
    try:
        yield from shared.answers()
    except Exception as error:
        words = executor.loss(error) if isinstance(executor, Crew) else None
        if words is None:
            raise
        raise SweepError(words if journal is None else f"{words}; {GOES_ON}") from error
    finally:
        shared.give_up()


def _kept(journal: Journal | None, work: Callable[[Spec], Result], spec: Spec, answer: Result) -> Result:
    if journal is not None:
        journal.add(work, spec, answer)
    return answer


class _Shared(Generic[Spec, Result]):
    """Pieces of work that are shared out among workers, a limited number at a time."""

    def __init__(
        self,
        work: Callable[[Spec], Result],
        specs: Iterator[tuple[int, Spec]],
        executor: Executor,
        journal: Journal | None,
    ) -> None:
        self._work = work
        self._specs = specs
        self._executor = executor
        self._journal = journal
        self._known: deque[tuple[int, Result]] = deque()
        self._done: SimpleQueue[Future[Result]] = SimpleQueue()
        self._waiting: dict[Future[Result], tuple[int, Spec]] = {}

    def answers(self) -> Iterator[tuple[int, Result]]:
        """Yield the answers as they come, and keep those that are new."""
        self._send(WAITING)
        while self._known or self._waiting:
            while self._known:
                yield self._known.popleft()
                self._send(WAITING - len(self._waiting) - len(self._known))
            if self._waiting:
                future = self._next()
                place, spec = self._waiting.pop(future)
                yield place, _kept(self._journal, self._work, spec, future.result())
                self._send(1)

    def _send(self, number: int) -> None:
        """Send off some more pieces of work, or take their answers from the journal."""
        for place, spec in islice(self._specs, number):
            known = None if self._journal is None else self._journal.known(self._work, spec)
            if known is not None:
                self._known.append((place, known))
                continue
            future = self._executor.submit(self._work, spec)
            self._waiting[future] = place, spec
            future.add_done_callback(self._done.put)

    def _next(self) -> Future[Result]:
        """Return the next piece of work that is done; ask now and then whether anybody still works."""
        while True:
            try:
                return self._done.get(timeout=LOOK_SECONDS)
            except Empty:
                if isinstance(self._executor, Crew):
                    self._executor.check()

    def give_up(self) -> None:
        """Want nothing more."""
        for future in self._waiting:
            future.cancel()


class Resuming(Executor):
    """An executor that asks a journal first, and has the rest done by another, or here.

    `map` takes one argument for each piece of work, and begins when its answers are asked for.
    """

    def __init__(self, executor: Executor | None, journal: Journal | None) -> None:
        self._executor = executor
        self._journal = journal

    def map(
        self,
        fn: Callable[..., Result],
        *iterables: Iterable[Any],
        timeout: float | None = None,
        chunksize: int = 1,
    ) -> Iterator[Result]:
        """Yield the answers in the order of the pieces of work; each is kept as soon as it is there."""
        assert (timeout, chunksize) == (None, 1)
        (specs,) = iterables
        ready: dict[int, Result] = {}
        following = 0
        for place, answer in made(fn, specs, self._executor, self._journal):
            ready[place] = answer
            while following in ready:
                yield ready.pop(following)
                following += 1
