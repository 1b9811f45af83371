"""What a computer lacks is named before Qt would abort, with the packages that bring it."""

import os
import sys
from collections.abc import Callable, Collection

import pytest

from desktop.system import requirements

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux may lack libraries")

Lacking = Callable[[Collection[str]], None]


@pytest.fixture
def lacking(monkeypatch: pytest.MonkeyPatch) -> Lacking:
    """Return what makes the loader miss some libraries, and Qt's own files with them, as the real one does."""

    def without(names: Collection[str]) -> None:
        def load_error(library: str | None) -> str | None:
            if library is None or (library.startswith("lib") and library not in names):
                return None
            first = library if library in names else next(iter(names), None)
            # Qt's core part needs only the first kind, a platform plugin also the second.
            if first is None or ("libQt6Gui" in library and first.startswith("libxcb")):
                return None
            return f"{first}: cannot open shared object file: No such file or directory"

        monkeypatch.setattr(requirements, "load_error", load_error)

    return without


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requirements, "platforms", lambda: ["xcb"])


def test_missing_libraries_are_named_with_their_packages(lacking: Lacking) -> None:
    lacking(["libEGL.so.1", "libgthread-2.0.so.0", "libglib-2.0.so.0"])
    found = requirements.drawing_problem()
    assert found is not None
    problem = found.sentence
    assert problem.isprintable()
    assert "(libEGL.so.1, libglib-2.0.so.0, libgthread-2.0.so.0)" in problem
    assert "apt-get install libegl1 libglib2.0-0;" in problem
    assert problem.endswith("dnf install mesa-libEGL glib2")
    assert requirements.missing_packages() == ["libegl1", "libglib2.0-0"]


@pytest.mark.usefixtures("screen")
def test_what_only_a_window_needs_does_not_stop_drawing(lacking: Lacking) -> None:
    lacking(["libxcb-cursor.so.0"])
    assert requirements.drawing_problem() is None
    found = requirements.window_problem()
    assert found is not None
    problem = found.sentence
    assert "libxcb-cursor0" in problem
    assert "xcb-util-cursor" in problem


@pytest.mark.usefixtures("screen")
def test_one_message_names_everything_a_window_needs(lacking: Lacking) -> None:
    lacking(["libEGL.so.1", "libxcb-cursor.so.0"])
    found = requirements.window_problem()
    assert found is not None
    problem = found.sentence
    assert "apt-get install libegl1 libxcb-cursor0;" in problem


@pytest.mark.usefixtures("screen")
def test_a_library_nobody_thought_of_is_still_named(lacking: Lacking) -> None:
    lacking(["libnovel.so.7"])
    found = requirements.drawing_problem()
    assert found is not None
    problem = found.sentence
    assert "libnovel.so.7" in problem
    assert found.lack is requirements.Lack.LIBRARIES


def test_a_computer_without_a_display_lacks_nothing_but_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requirements, "platforms", list)
    found = requirements.window_problem()
    assert found is not None
    assert found.lack is requirements.Lack.DISPLAY


@pytest.mark.usefixtures("screen")
def test_nothing_is_said_when_nothing_is_missing(lacking: Lacking) -> None:
    lacking([])
    assert requirements.drawing_problem() is None
    assert requirements.window_problem() is None
    assert requirements.missing_packages() == []


def test_this_computer_can_draw_since_the_tests_run() -> None:
    assert requirements.drawing_problem() is None


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, []),
        ({"DISPLAY": ":987"}, []),
        ({"WAYLAND_DISPLAY": "none", "XDG_RUNTIME_DIR": "/nowhere"}, []),
        ({"QT_QPA_PLATFORM": "offscreen"}, ["offscreen"]),
        ({"QT_QPA_PLATFORM": "vnc:port=5901"}, ["vnc"]),
        ({"QT_QPA_PLATFORM": "xcb"}, []),
    ],
    ids=str,
)
def test_the_ways_to_a_screen(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], expected: list[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert requirements.platforms() == expected


@pytest.mark.parametrize(
    ("typed", "script", "shown"),
    [
        ("python3", "main.py", "python3 main.py"),
        (".venv/bin/python", "/a b/main.py", ".venv/bin/python '/a b/main.py'"),
        ("python3", "/usr/lib/python3/site-packages/pytest/__main__.py", "ctc-voyage"),
    ],
)
def test_commands_are_shown_as_they_must_be_typed(
    monkeypatch: pytest.MonkeyPatch, typed: str, script: str, shown: str
) -> None:
    monkeypatch.setattr(sys, "orig_argv", [typed, script])
    monkeypatch.setattr(sys, "argv", [script])
    assert requirements.invocation() == shown
    assert f"{shown} render default-patient frames" in requirements.commands_without_window()


@pytest.mark.parametrize(
    ("system", "word", "shown"),
    [
        ("posix", "frames/job.json", "frames/job.json"),
        ("posix", "my frames/job.json", "'my frames/job.json'"),
        ("posix", "a&b$c", "'a&b$c'"),
        ("posix", "it's", """'it'"'"'s'"""),
        ("nt", r"C:\frames\job.json", r"C:\frames\job.json"),
        ("nt", r"C:\R&D\job.json", r'"C:\R&D\job.json"'),
        ("nt", r"C:\my frames", r'"C:\my frames"'),
    ],
)
def test_a_path_in_a_command_is_quoted_where_the_shell_would_take_it_apart(
    monkeypatch: pytest.MonkeyPatch, system: str, word: str, shown: str
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(os, "name", system)
        typed = requirements.as_typed("render", "--job", word)
    assert typed == f"render --job {shown}"
