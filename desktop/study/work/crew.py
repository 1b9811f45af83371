"""What the designs ask of those who do their work, beyond what Python's executors do."""

from concurrent.futures import Executor


class Crew(Executor):
    """Workers that may be lost, and can say so."""

    def check(self) -> None:
        """Raise `CrewError` when nobody is there any more to do what was asked; asked every now and then."""

    def loss(self, error: BaseException) -> str | None:
        """Return in words why an error of a piece of work means that a worker was lost, None when it does not."""
        if isinstance(error, CrewError):
            return str(error)
        return "a worker has run out of memory" if isinstance(error, MemoryError) else None


class CrewError(Exception):
    """A worker is lost, or not fit for the work; the message is the beginning of a sentence."""
