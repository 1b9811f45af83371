"""Where nothing can be written, and what cannot be read, is told before the work and in one sentence."""

import errno
import os
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.system.files import FileError, open_plain, part_stem, replace_file
from desktop.system.targets import check_folder, check_place, check_room, check_target

POSIX = pytest.mark.skipif(os.name == "nt", reason="only where these are files")
ROOT = Path(__file__).parents[2]


def own(head: bytes) -> bool:
    return head.startswith(b"ours")


@pytest.fixture
def special(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Path]]:
    """Make what looks like a file and is none."""
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "loop.png").symlink_to(tmp_path / "loop.png")
    (tmp_path / "nothing.png").symlink_to(tmp_path / "gone" / "there.png")
    (tmp_path / "folder.png").mkdir()
    # The address of a socket must not be long.
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.png")
        names = ("pipe", "loop", "nothing", "folder", "socket")
        yield {**{name: tmp_path / f"{name}.png" for name in names}, "device": Path("/dev/zero")}


@POSIX
def test_only_plain_files_are_read(special: dict[str, Path], tmp_path: Path) -> None:
    whys = {
        "pipe": "it is a pipe, not a file",
        "loop": "it is a link that leads back to itself",
        "nothing": "it is a link to nothing",
        "folder": "it is a folder, not a file",
        "socket": "it is a socket, not a file",
        "device": "it is a device, not a file",
    }
    for name, path in special.items():
        with pytest.raises(FileError) as refusal:
            open_plain(path)
        assert str(refusal.value) == f"{path} cannot be read: {whys[name]}"
    (tmp_path / "plain").write_bytes(b"plain")
    (tmp_path / "link").symlink_to("plain")
    with open_plain(tmp_path / "link") as file:
        assert file.read() == b"plain"
    for path in (Path("a\0b"), Path("x" * 300), Path("a\ud800"), tmp_path / "none"):
        with pytest.raises(FileError, match="cannot be read: ") as refusal:
            open_plain(path)
        assert str(refusal.value).isprintable()


@POSIX
def test_only_plain_files_are_written_to(special: dict[str, Path], tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir())
    for path in special.values():
        for refuse in (
            check_place,
            lambda path: check_target(path, own),
            lambda path: replace_file(path, b"ours", own),
        ):
            with pytest.raises(FileError) as refusal:
                refuse(path)
            assert str(refusal.value).isprintable()
            assert path.name in str(refusal.value)
    assert sorted(tmp_path.iterdir()) == before


def test_a_file_of_somebody_else_and_a_missing_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "theirs").write_bytes(b"theirs")
    (tmp_path / "ours").write_bytes(b"ours")
    for path, why in (
        (tmp_path / "theirs", "was not written by CTC Voyage"),
        (tmp_path / "no" / "file", "there is no folder"),
        (tmp_path / "theirs" / "file", "there is no folder"),
        (tmp_path / ("x" * 300), "255 is the most"),
    ):
        with pytest.raises(FileError, match=why):
            check_target(path, own)
    check_target(tmp_path / "ours", own)
    check_target(tmp_path / "new", own)
    assert sorted(item.name for item in tmp_path.iterdir()) == ["ours", "theirs"]


def test_a_full_disk_is_found_before_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    for check in (check_room, check_folder, lambda path: check_target(path, own)):
        with pytest.raises(FileError, match="cannot be written: no space left on device"):
            check(tmp_path / "film.mp4")
    assert list(tmp_path.iterdir()) == []


@POSIX
def test_a_folder_or_file_that_may_not_be_written_to_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir()
    protected = tmp_path / "protected"
    protected.write_bytes(b"ours")
    protected.chmod(stat.S_IREAD)
    folder.chmod(stat.S_IREAD | stat.S_IEXEC)
    if os.geteuid() == 0:
        # Who may do everything is refused by a system of files that holds no files of users.
        folder = Path("/proc")
    else:
        with pytest.raises(FileError, match="it is protected against writing"):
            check_target(protected, own)
    for check in (check_room, check_folder, lambda path: check_target(path, own)):
        with pytest.raises(FileError, match="cannot be written: "):
            check(folder / "film.mp4")


def test_a_folder_of_frames_is_made_where_it_can_be(tmp_path: Path) -> None:
    check_folder(tmp_path)
    check_folder(tmp_path / "a" / "b")
    (tmp_path / "file").write_bytes(b"")
    for path in (tmp_path / "file", tmp_path / "file" / "in"):
        with pytest.raises(FileError, match=r"cannot be used as a folder: .*file is none"):
            check_folder(path)
    assert [item.name for item in tmp_path.iterdir()] == ["file"]


def test_the_unfinished_file_of_a_long_name_has_a_name_that_can_be(tmp_path: Path) -> None:
    for name in ("測" * 85, "x" * 255, "ü" * 127, "a"):
        assert len(part_stem(name).encode()) <= 100
        replace_file(tmp_path / name, b"ours", own)
        replace_file(tmp_path / name, b"ours again", own)
    assert len(list(tmp_path.iterdir())) == 4


@POSIX
@pytest.mark.parametrize(
    "arguments", [("run", "pipe.png"), ("run", "pipe.toml"), ("render", "--job", "pipe.json"), ("pipe.mp4",)]
)
def test_a_pipe_on_the_command_line_is_refused_and_not_waited_for(arguments: tuple[str, ...], tmp_path: Path) -> None:
    os.mkfifo(tmp_path / arguments[-1])
    command = [sys.executable, str(ROOT / "main.py"), *arguments]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"ctc-voyage: {arguments[-1]} cannot be read: it is a pipe, not a file\n"
