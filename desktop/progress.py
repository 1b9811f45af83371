"""A progress bar on standard error, for people only."""

from collections.abc import Callable
from types import TracebackType


class ProgressBar:
    """Shows the share done while a command works; what is not a terminal gets nothing."""

    def __init__(self, words: str) -> None:
        from rich.console import Console  # noqa: PLC0415
        from rich.progress import BarColumn, TextColumn, TimeRemainingColumn  # noqa: PLC0415
        from rich.progress import Progress as Bar  # noqa: PLC0415

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
