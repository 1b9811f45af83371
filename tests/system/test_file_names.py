"""Every name a user gives to a file is taken, completed or refused in one sentence."""

import os
from pathlib import Path

import pytest

from desktop.system.file_names import check_name, has_ending, looks_like_file, path_named, path_typed, with_ending
from desktop.system.files import FileError


@pytest.mark.parametrize(
    ("name", "whole"),
    [
        ("film", "film.mp4"),
        ("film.mp4", "film.mp4"),
        ("Film.MP4", "Film.MP4"),
        ("Class 9.b", "Class 9.b.mp4"),
        ("cells v1.5", "cells v1.5.mp4"),
        (".mp4", ".mp4.mp4"),
        ("a/..", "a/.."),
        ("", "."),
        ("/", "/"),
    ],
)
def test_an_ending_is_added_behind_the_whole_name(name: str, whole: str) -> None:
    assert with_ending(Path(name), (".mp4", ".webm")) == Path(whole)


def test_any_of_the_endings_will_do() -> None:
    assert with_ending(Path("plot.svg"), (".png", ".svg")) == Path("plot.svg")
    assert has_ending(Path("plot.SVG"), ".svg")
    assert not has_ending(Path(".svg"), ".svg")


def test_an_empty_name_is_not_the_present_folder() -> None:
    for text in ("", " ", "\t"):
        with pytest.raises(FileError, match="needs a name"):
            path_named(text)
        with pytest.raises(FileError, match="needs a name"):
            path_typed(text, Path("/"))
    assert path_named(" a b ") == Path(" a b ")


def test_a_typed_name_stands_in_the_folder_or_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert path_typed(" film.mp4 ", tmp_path) == tmp_path / "film.mp4"
    assert path_typed("~/film.mp4", Path("elsewhere")) == tmp_path / "film.mp4"
    with pytest.raises(FileError, match=r"^~nobody-at-all cannot be found: there is no home folder of that name$"):
        path_typed("~nobody-at-all", tmp_path)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "no name"),
        ("..", "no name"),
        ("a\0b", "not a file name"),
        ("a\nb", "control characters"),
        ("x" * 300, "300 bytes, and 255 is the most"),
        ("ü" * 130, "260 bytes, and 255 is the most"),
        ("a\udcff", "no valid text"),
    ],
)
def test_a_name_that_no_file_has_is_refused_in_a_line_that_prints(name: str, why: str) -> None:
    with pytest.raises(FileError, match=why) as refusal:
        check_name(Path(name), windows=False)
    assert str(refusal.value).isprintable()
    assert len(str(refusal.value)) < 400


@pytest.mark.parametrize(
    "name", ["Class 9.b", "R&D #1 {x} 100%.mp4", "Größe – 測試.png", "shot\u202fPM.png", "ü" * 127, "~n"]
)
def test_all_other_names_are_taken(name: str) -> None:
    for windows in (False, True):
        check_name(Path(name), windows=windows)


@pytest.mark.parametrize(
    "name", ["con", "aux.png", "NUL", "com1.tar.gz", "lpt¹", "a:b", "a?", "a*", 'a"b', "a<b", "film.", "film.mp4 "]
)
def test_names_that_windows_keeps_are_refused_there_alone(name: str) -> None:
    check_name(Path(name), windows=False)
    with pytest.raises(FileError, match="Windows"):
        check_name(Path(name), windows=True)


def test_a_word_with_an_ending_or_a_folder_is_a_file() -> None:
    assert all(looks_like_file(word) for word in ("a.toml", "a/b", "b\\c", os.curdir + "/run"))
    assert not any(looks_like_file(word) for word in ("run", "fly", ""))
