"""Long studies that may be interrupted: what is done is kept in a journal, and the same command goes on from there."""

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path

from desktop.commands.progress import note
from desktop.study.work.journal import Journal, digest
from desktop.study.work.resuming import Resuming
from desktop.study.work.workers import workers
from desktop.system.files import FileError
from desktop.system.interruption import Interrupted


def beside(table: Path, study: object, what: str) -> Journal:
    """Return the journal of a study, in a file beside the table that it makes."""
    return Journal(table.with_name(f"{table.name}.journal"), study, what)


def of_no_table(study: object, what: str) -> Journal:
    """Return the journal of a study that writes no file: it lies where the system keeps what can be made again."""
    from platformdirs import user_cache_path

    folder = user_cache_path("ctc-voyage", appauthor=False)
    return Journal(folder / f"{what}-{digest(study)[:16]}.journal", study, what)


@contextmanager
def kept(journal: Journal, *, needed: bool = True) -> Iterator[Journal | None]:
    """Open a journal; it goes when all is done, and stays when anything comes between.

    One that is not needed is gone without where there is no place for it.

    Raises
    ------
    FileError
        When it cannot be used; and from the study, such as that its table cannot be written, with what is kept.
    """
    try:
        if not needed:
            journal.path.parent.mkdir(parents=True, exist_ok=True)
        journal.begin()
    except (OSError, FileError):
        if needed:
            raise
        yield None
        return
    try:
        yield journal
        if journal.remarks():
            note(journal.remarks())
        journal.remove()
    except KeyboardInterrupt as error:
        if not journal.kept:
            raise
        raise Interrupted(_what_is_kept(journal)) from error
    except FileError as error:
        if not journal.kept:
            raise
        message = f"{error}; {_what_is_kept(journal)}"
        raise FileError(message) from error
    finally:
        journal.close()


def _what_is_kept(journal: Journal) -> str:
    number = f"{journal.kept} answers are" if journal.kept > 1 else "1 answer is"
    return f"{number} kept in {journal.path.name}; the same command goes on from there"


@contextmanager
def hired(number: int, journal: Journal | None) -> Iterator[Executor]:
    """Yield processes of this computer that do what the journal does not know yet, and keep it there."""
    with workers(number, None) as executor:
        yield Resuming(executor, journal)
