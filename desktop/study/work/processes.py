"""Processes of this computer that do the work of many runs.

Each is a fresh Python in a group of its own: Ctrl-C reaches only the process that the user started, which ends the
others. They need neither temporary files nor anything else that a full or locked disk could refuse.
"""

import os
import pickle
import subprocess
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from threading import Thread
from typing import Any, ParamSpec, TypeVar, cast

from desktop.study.work.crew import Crew, CrewError
from desktop.study.work.servant import READY, read_piece, write_piece
from desktop.system.children import command, ending

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
SERVANT = "desktop.study.work.servant"
KEPT_LINES = 50
APART: dict[str, Any] = (
    {"process_group": 0}
    if os.name == "posix"
    else {"creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)}
)


class Worker:
    """One process.

    Raises
    ------
    OSError
        When the system can start no more.
    """

    def __init__(self) -> None:
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command(SERVANT), stdin=pipe, stdout=pipe, stderr=pipe, **APART)
        self._said: deque[bytes] = deque(maxlen=KEPT_LINES)
        self._listener = Thread(target=self._listen, daemon=True)
        self._listener.start()
        self._is_ready = False

    def _listen(self) -> None:
        assert self._process.stderr is not None
        self._said.extend(self._process.stderr)

    def do(self, work: Callable[..., object], arguments: tuple[object, ...]) -> tuple[bool, Any]:
        """Have a piece of work done: return whether it went well, and its answer or its error.

        Raises
        ------
        CrewError
            When the process has come to its end.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            if not self._is_ready:
                self._wait_until_ready()
            write_piece(self._process.stdin, pickle.dumps((work, arguments)))
            return cast("tuple[bool, Any]", pickle.loads(read_piece(self._process.stdout)))
        except (EOFError, OSError) as error:
            code = self._process.wait()
            self._listener.join()
            message = f"a worker {ending(code, b''.join(self._said).decode('utf-8', 'replace'))}"
            raise CrewError(message) from error

    def _wait_until_ready(self) -> None:
        """Pass over what is printed while Python starts."""
        assert self._process.stdout is not None
        begun = b""
        while not begun.endswith(READY):
            letter = self._process.stdout.read(1)
            if not letter:
                raise EOFError
            begun = (begun + letter)[-len(READY) :]
        self._is_ready = True

    def end(self) -> None:
        """End the process at once: nothing that it has is wanted any more."""
        self._process.kill()

    def close(self) -> None:
        """Wait until the process is gone, and give back what it took."""
        self._process.wait()
        self._listener.join()
        for channel in (self._process.stdin, self._process.stdout, self._process.stderr):
            try:
                if channel is not None:
                    channel.close()
            except OSError:
                continue


class Processes(Crew):
    """A number of processes, each with a thread here that gives it work.

    Raises
    ------
    CrewError
        When the system can start no more.
    """

    def __init__(self, number: int) -> None:
        self._workers: list[Worker] = []
        self._idle: SimpleQueue[Worker] = SimpleQueue()
        self._threads = ThreadPoolExecutor(number)
        try:
            for _ in range(number):
                self._workers.append(Worker())
                self._idle.put(self._workers[-1])
        except OSError as error:
            self.shutdown()
            message = f"no worker can be started: {(error.strerror or str(error)).lower()}"
            raise CrewError(message) from error
        except BaseException:
            self.shutdown()
            raise

    def submit(
        self, work: Callable[Arguments, Result], /, *arguments: Arguments.args, **named: Arguments.kwargs
    ) -> Future[Result]:
        """Have a piece of work done when a process is free."""
        assert not named
        return self._threads.submit(self._do, work, arguments)

    def _do(self, work: Callable[..., Result], arguments: tuple[object, ...]) -> Result:
        worker = self._idle.get()
        try:
            is_done, answer = worker.do(work, arguments)
        finally:
            self._idle.put(worker)
        if not is_done:
            raise answer
        return cast("Result", answer)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = True) -> None:
        """End all processes; work that is not done is done no more."""
        for worker in self._workers:
            worker.end()
        self._threads.shutdown(wait=wait, cancel_futures=cancel_futures)
        for worker in self._workers:
            worker.close()
