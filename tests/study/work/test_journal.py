"""A journal keeps what is done whatever happens to it, and gives back only what belongs."""

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from pathlib import Path

import numpy as np
import pytest

from desktop.cascade import MODEL
from desktop.engine.arrays import FloatArray, IntArray
from desktop.engine.parameters import Value
from desktop.study.cohorts.cohort import PartSpec, run_part
from desktop.study.cohorts.paired_run import PairedRun, outcome, run_pair
from desktop.study.cohorts.splitting import Splitting
from desktop.study.cohorts.tallies import standard
from desktop.study.evidence.assays import SleepSpec, follow_sleepers
from desktop.study.work import journal as journal_module
from desktop.study.work.journal import Journal
from desktop.study.work.plain import from_plain, to_plain
from desktop.study.work.resuming import Resuming, made
from desktop.system.files import FileError


@dataclass(frozen=True)
class Spec:
    number: int
    changes: Mapping[str, Value]


@dataclass(frozen=True)
class Answer:
    number: int
    odd: float
    values: FloatArray
    counts: IntArray


calls: list[int] = []


def work(spec: Spec) -> Answer:
    calls.append(spec.number)
    return Answer(spec.number, 0.1 + spec.number, np.array([0.1, inf, spec.number]), np.arange(4).reshape(2, 2))


SPECS = [Spec(number, {"a.b": 0.5, "c.d": True}) for number in range(6)]


@pytest.fixture(autouse=True)
def _no_calls() -> None:
    calls.clear()


def opened(path: Path, study: object = "study") -> Journal:
    journal = Journal(path, study, "study")
    journal.begin()
    return journal


def done(path: Path, specs: list[Spec] = SPECS) -> Journal:
    """Do the work with a journal, as far as the specs go, and return the journal, closed but not removed."""
    journal = opened(path)
    answers = dict(made(work, specs, None, journal))
    journal.close()
    for number, answer in answers.items():
        assert (answer.number, answer.odd) == (specs[number].number, 0.1 + specs[number].number)
        assert answer.values.tobytes() == np.array([0.1, inf, specs[number].number]).tobytes()
        assert answer.counts.tolist() == [[0, 1], [2, 3]]
    return journal


def test_what_is_kept_is_not_done_again(tmp_path: Path) -> None:
    done(tmp_path / "j", SPECS[:4])
    assert calls == [0, 1, 2, 3]
    again = done(tmp_path / "j")
    assert calls == [0, 1, 2, 3, 4, 5]
    assert again.remarks() == ""


def damaged_in_the_middle(lines: list[bytes]) -> list[bytes]:
    return [*lines[:2], lines[2].replace(b'"number": 1', b'"number": 7'), *lines[3:]]


@pytest.mark.parametrize(
    ("damage", "missing", "skipped"),
    [
        (lambda lines: [*lines[:2], b"\n", *lines[2:]], [], 1),
        (lambda lines: [*lines[:2], b"\xff\xfe\x00 no text\n", *lines[2:]], [], 1),
        (lambda lines: [*lines[:2], b"[" * 100_000 + b"\n", *lines[2:]], [], 1),
        (lambda lines: [*lines[:2], b"{}\n", b"3\n", *lines[2:]], [], 2),
        (damaged_in_the_middle, [1], 1),
        (lambda lines: [*lines[:-1], lines[-1][:30]], [5], 1),
        (lambda lines: [b"###\n", *lines[1:]], [], 1),
        (lambda lines: [*lines, lines[3]], [], 0),
    ],
    ids=["blank", "no text", "deep", "other JSON", "a digit", "cut off", "the head", "twice"],
)
def test_a_damaged_line_is_passed_over_and_told(
    tmp_path: Path, damage: object, missing: list[int], skipped: int
) -> None:
    assert callable(damage)
    path = tmp_path / "j"
    done(path)
    calls.clear()
    damaged = b"".join(damage(path.read_bytes().splitlines(keepends=True)))
    path.write_bytes(damaged)
    again = done(path)
    assert calls == missing
    assert path.read_bytes().startswith(damaged), "nothing is written but behind what is there"
    assert again.damaged == skipped
    words = {0: "", 1: "j: 1 line damaged, not used", 2: "j: 2 lines damaged, not used"}
    assert again.remarks() == words[skipped]
    calls.clear()
    done(path)
    assert calls == []


def test_any_damage_at_all_is_survived(tmp_path: Path) -> None:
    path = tmp_path / "j"
    done(path)
    whole = path.read_bytes()
    seed = random.randrange(1 << 30)
    luck = random.Random(seed)
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(luck.randint(1, 4)):
            place = luck.randrange(len(data))
            data[place : place + luck.randint(0, 9)] = luck.randbytes(luck.randint(0, 5))
        path.write_bytes(data)
        refused = _refusal(path)
        assert not refused or "another study" in refused, f"seed {seed}"


def _refusal(path: Path) -> str:
    try:
        done(path)
    except FileError as error:
        return str(error)
    return ""


def test_an_answer_of_another_piece_version_or_function_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "j"
    done(path, [*SPECS[:3], Spec(1, {"a.b": 0.25})])
    with monkeypatch.context() as older:
        older.setattr(journal_module, "__version__", "0.0.1")
        foreign = opened(tmp_path / "old")
        list(made(work, SPECS[3:4], None, foreign))
        foreign.close()
    line = (tmp_path / "old").read_bytes().splitlines(keepends=True)[1]
    with path.open("ab") as file:
        file.write(line)
    calls.clear()
    again = done(path)
    assert calls == [3, 4, 5]
    assert again.remarks() == "j: 2 lines of another study, not used"


def test_what_is_asked_twice_is_done_and_counted_once(tmp_path: Path) -> None:
    journal = opened(tmp_path / "j")
    for _ in range(2):
        assert [answer.number for _, answer in made(work, SPECS[:3], None, journal)] == [0, 1, 2]
    assert (calls, journal.kept) == ([0, 1, 2], 3)
    assert journal.remarks() == ""
    journal.close()


@pytest.mark.parametrize("content", ["my notes", "my notes\n", '{"a": 1}\n', "\n\n"])
def test_a_foreign_file_stays_as_it_is(tmp_path: Path, content: str) -> None:
    (tmp_path / "j").write_text(content)
    with pytest.raises(FileError, match="another study, or of something else"):
        opened(tmp_path / "j")
    assert (tmp_path / "j").read_text() == content


def test_a_journal_is_written_by_one_at_a_time(tmp_path: Path) -> None:
    first = opened(tmp_path / "j")
    with pytest.raises(FileError, match="is in use"):
        opened(tmp_path / "j")
    first.close()
    assert not (tmp_path / "j").exists(), "nothing was kept in it"


def test_answers_come_in_order_and_are_kept_before_they_are_used(tmp_path: Path) -> None:
    journal = opened(tmp_path / "j")
    answers = Resuming(None, journal).map(work, SPECS)
    assert next(answers).number == 0
    assert len((tmp_path / "j").read_text().splitlines()) == 2
    assert json.loads((tmp_path / "j").read_text().splitlines()[1])["made"]["number"] == 0
    assert [answer.number for answer in answers] == [1, 2, 3, 4, 5]
    journal.close()


PAIR = PairedRun({}, 1, 0, 60, "micrometastasis")


@pytest.mark.parametrize(
    ("function", "spec"),
    [
        (run_pair, (PAIR, PAIR)),
        (outcome, PAIR),
        (run_part, PartSpec({}, 1, 0, 60, 0.25, 5.0, standard, Splitting())),
        (follow_sleepers, SleepSpec(MODEL.defaults().replace({"tumor.present": False}).changes(), (0.01,), 1, 1000.0)),
    ],
)
def test_every_answer_of_a_study_comes_back_as_it_was(tmp_path: Path, function: object, spec: object) -> None:
    assert callable(function)
    ((_, first),) = made(function, [spec], None, journal := opened(tmp_path / "j"))
    journal.close()
    again = opened(tmp_path / "j")
    kept = again.known(function, spec)
    again.close()
    assert kept is not None
    assert type(kept) is type(first)
    assert json.dumps(to_plain(kept)) == json.dumps(to_plain(first))


@pytest.mark.parametrize(("kind", "value"), [(int, 1.0), (str, 1), (float, "1"), (bool, 1), (tuple[int, int], [1])])
def test_what_is_of_another_type_is_refused(kind: object, value: None) -> None:
    with pytest.raises((TypeError, ValueError)):
        from_plain(kind, value)
