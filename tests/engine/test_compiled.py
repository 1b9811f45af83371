"""Machine code is kept where that is possible, and made anew where it is not or where it is damaged."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import numba
import pytest

from desktop.engine.compiled import compiled

ROOT = Path(__file__).parents[2]
REAL_KERNEL = """
from desktop.engine.randomness import uniform
print(uniform(7, 3, 1))
"""
LITTLE_DISK = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
"""
"""Files beyond two kilobytes are refused, as on a full disk."""


def double(value: float) -> float:
    return 2.0 * value


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))
    return tmp_path


def was_read() -> bool:
    """Compute as a later start would, and tell whether the kept code was good for it."""
    kernel = compiled(double)
    assert kernel(21.0) == 42.0
    return bool(cast("Any", kernel).stats.cache_hits)


def kept(folder: Path) -> Path:
    """Let the code be kept, and return the one file of it."""
    assert not was_read()
    (file,) = (path for path in folder.rglob("*") if path.is_file())
    return file


def start(script: str, folder: Path) -> "subprocess.Popen[str]":
    environment = os.environ | {"PYTHONPATH": str(ROOT), "NUMBA_CACHE_DIR": str(folder)}
    pipe = subprocess.PIPE
    return subprocess.Popen([sys.executable, "-c", script], stdout=pipe, stderr=pipe, env=environment, text=True)


def said(process: "subprocess.Popen[str]") -> str:
    out, error = process.communicate(timeout=120)
    assert (process.returncode, error) == (0, "")
    return out


def test_the_next_start_reads_what_was_kept(folder: Path) -> None:
    kept(folder)
    assert was_read()


def test_a_file_cut_off_anywhere_is_made_anew(folder: Path) -> None:
    file = kept(folder)
    whole = file.read_bytes()
    for length in (0, 1, 31, 32, 33, *range(100, len(whole), len(whole) // 12), len(whole) - 1):
        file.write_bytes(whole[:length])
        assert not was_read(), length
        assert was_read(), "the new code is kept in its place"


def test_a_file_with_a_hole_or_foreign_bytes_is_made_anew(folder: Path) -> None:
    file = kept(folder)
    whole = file.read_bytes()
    for place in range(0, len(whole) - 64, len(whole) // 10):
        for put in (bytes(64), bytes(byte ^ 0x10 for byte in whole[place : place + 64])):
            damaged = whole[:place] + put + whole[place + 64 :]
            file.write_bytes(damaged)
            # A hole among zeros is none.
            assert was_read() == (damaged == whole), place
    for content in (b"\x80\x05.", bytes(range(256)) * 20, whole + b"\0", b"\0" * len(whole)):
        file.write_bytes(content)
        assert not was_read()


def test_a_folder_in_place_of_the_file_is_done_without(folder: Path) -> None:
    file = kept(folder)
    file.unlink()
    file.mkdir()
    assert not was_read()
    assert not was_read()
    assert list(file.parent.iterdir()) == [file], "nothing half written is left"


def test_code_of_another_source_is_not_taken(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept(folder)
    monkeypatch.setattr(numba, "__version__", "0.0")
    assert not was_read()
    monkeypatch.undo()
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(folder))
    assert not was_read()
    assert was_read()
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 1, "what is out of date is replaced"


def test_a_computer_with_nowhere_to_keep_code_still_computes(tmp_path: Path) -> None:
    (tmp_path / "__pycache__").write_text("in the way of a folder", encoding="utf-8")
    module = "from desktop.engine.compiled import compiled\n@compiled\ndef double(value):\n    return 2.0 * value\n"
    (tmp_path / "alone.py").write_text(module, encoding="utf-8")
    # No home folder either.
    nowhere = f"import os, sys\nos.environ['HOME'] = os.environ['XDG_CACHE_HOME'] = {os.devnull!r}\n"
    script = f"{nowhere}sys.path.insert(0, {str(tmp_path)!r})\nimport alone\nprint(alone.double(21.0))"
    assert said(start(script, Path(os.devnull))) == "42.0\n"


def test_a_kernel_of_the_program_starts_whatever_became_of_its_files(tmp_path: Path) -> None:
    number = said(start(REAL_KERNEL, tmp_path))
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    for file in files:
        os.truncate(file, file.stat().st_size // 2)
    assert said(start(REAL_KERNEL, tmp_path)) == number
    assert len(files) == len([path for path in tmp_path.rglob("*") if path.is_file()])
    for file in files:
        file.write_bytes(b"")
    both = [start(REAL_KERNEL, tmp_path) for _ in range(2)]
    assert [said(process) for process in both] == [number, number]
    assert len(files) == len([path for path in tmp_path.rglob("*") if path.is_file()])


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")
def test_a_full_disk_is_done_without(tmp_path: Path) -> None:
    number = said(start(REAL_KERNEL, tmp_path / "room"))
    assert said(start(LITTLE_DISK + REAL_KERNEL, tmp_path / "none")) == number
    assert not [path for path in (tmp_path / "none").rglob("*") if path.is_file()]
