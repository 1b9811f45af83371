"""What a study that cannot go on has done is kept, and the refusal says where."""

from pathlib import Path

import pytest

from desktop.commands.kept import beside, kept
from desktop.system.files import FileError


def half(number: int) -> float:
    return number / 2


def study_without_room(table: Path, *numbers: int) -> None:
    """Answer for each number, and then find no room for the table."""
    with kept(beside(table, {"a": 1}, "study")) as journal:
        assert journal is not None
        for number in numbers:
            journal.add(half, number, half(number))
        message = "no space left"
        raise FileError(message)


def test_a_refusal_tells_what_is_kept(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    words = r"^no space left; 2 answers are kept in table.csv.journal; the same command goes on from there$"
    with pytest.raises(FileError, match=words):
        study_without_room(table, 1, 2)
    with kept(beside(table, {"a": 1}, "study")) as journal:
        assert journal is not None
        assert [journal.known(half, number) for number in (1, 2, 3)] == [0.5, 1.0, None]


def test_a_refusal_before_the_first_answer_stays_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"^no space left$"):
        study_without_room(tmp_path / "table.csv")
    assert not list(tmp_path.iterdir())
