"""Processes that do the work of many runs: what they print, where they start, and how they end."""

import os
import signal
import sys
from pathlib import Path
from time import sleep

import pytest

from desktop.study.axes import SweepError
from desktop.study.work.processes import Processes
from desktop.study.work.resuming import made
from desktop.study.work.workers import workers

ROOT = Path(__file__).parents[3]
PUPILS = ("random", "json", "numpy", "pickle", "struct", "queue", "traceback", "signal", "desktop", "runpy")


def where(_: int) -> tuple[str, list[str]]:
    sys.stdout.write("said by the work\n")
    import random  # noqa: PLC0415

    return str(random.__file__), [place for place in sys.path if not place]


def end_itself(number: int) -> int:
    sys.stderr.write("about to end\n")
    sys.stderr.flush()
    os.kill(os.getpid(), number)
    sleep(60)
    return number


def fail(number: int) -> int:
    message = f"there is no {number}"
    raise LookupError(message)


def test_a_file_named_like_one_of_pythons_is_not_taken_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PUPILS:
        (tmp_path / f"{name}.py").write_text("raise SystemExit('a pupil')\n")
    monkeypatch.chdir(tmp_path)
    with workers(2, None) as crew:
        answers = dict(made(_home_of_random, [0, 1], crew))
    assert all(Path(place).is_relative_to(Path(os.__file__).parent) for place in answers.values())


def _home_of_random(_: int) -> str:
    import random  # noqa: PLC0415

    return str(random.__file__)


def test_what_is_printed_at_the_start_is_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import sys, warnings\nsys.stdout.write('hello'); sys.stderr.write('\\nwarned\\n' * 3000)\n"
    )
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(tmp_path), str(ROOT))))
    with Processes(1) as crew:
        assert crew.submit(where, 0).result()[1] == []


def test_they_start_without_a_folder_for_temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    with Processes(1) as crew:
        assert crew.submit(abs, -3).result() == 3


@pytest.mark.skipif(os.name == "nt", reason="there are no such signals")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
def test_a_lost_worker_is_told_with_its_last_words(number: signal.Signals) -> None:
    with pytest.raises(SweepError) as error, workers(2, None) as crew:
        list(made(end_itself, [int(number)], crew))
    assert f"a worker was ended by {number.name}" in str(error.value)
    assert "about to end" in str(error.value) or number is signal.SIGSEGV
    assert "\n" not in str(error.value)


def test_an_error_of_the_work_is_raised_where_it_was_asked_for() -> None:
    with Processes(1) as crew, pytest.raises(LookupError, match="there is no 7") as error:
        crew.submit(fail, 7).result()
    assert "in fail" in "".join(error.value.__notes__)


def test_nobody_is_waited_for_at_the_end() -> None:
    with Processes(2) as crew:
        waiting = [crew.submit(sleep, 600.0) for _ in range(4)]
    assert all(future.cancelled() or future.exception() is not None for future in waiting)


def test_a_system_that_can_start_no_more_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr("subprocess.Popen", refuse)
    words = "no worker can be started: resource temporarily unavailable"
    with pytest.raises(SweepError, match=words), workers(2, None):
        pytest.fail("there is none")
