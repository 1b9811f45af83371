"""What a command says on standard error: how far it is, for people only, and why it stops."""

import sys
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import TypeVar

LONGEST_LINE = 2000


def say(text: str, code: int) -> int:
    """Print one line on standard error and return the exit code that goes with it."""
    note(text)
    return code


def note(text: str) -> None:
    """Print one line on standard error."""
    line = " ".join(text.split())
    print(f"ctc-voyage: {line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1] + '…'}", file=sys.stderr)  # noqa: T201


Item = TypeVar("Item")


def counted(items: Iterable[Item], number: int, progress: Callable[[float], None]) -> Iterator[Item]:
    """Yield the items of ``number``, and tell the share done after each."""
    for done, item in enumerate(items, 1):
        yield item
        progress(done / number)


class ProgressBar:
    """Shows the share done while a command works; what is not a terminal gets nothing."""

    def __init__(self, words: str) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        console = Console(stderr=True, markup=False)
        columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeRemainingColumn())
        self._bar = Bar(*columns, console=console, transient=True, disable=not console.is_terminal)
        self._task = self._bar.add_task(words, total=1.0)

    def __enter__(self) -> Callable[[float], None]:
        """Begin to show."""
        self._bar.start()
        return lambda share: self._bar.update(self._task, completed=share)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the bar away."""
        self._bar.stop()
