"""Exports killed in the middle, for real: what is left is gone on with, and comes out as if nothing had happened."""

import contextlib
import io
import os
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import numpy as np
import pytest

from desktop.cli import execute

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, str(ROOT / "main.py"), "render")
JOB = ("default-patient", "--seconds", "2", "--fps", "25", "--size", "320x180")

pytestmark = [
    pytest.mark.usefixtures("qapp"),
    pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no such signal here"),
]


def finish(*arguments: str, folder: Path) -> str:
    """Let a command run to its end, in this process: only what is killed needs one of its own."""
    told = io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stdout(told):
        assert execute(["render", *arguments]) == 0
    return told.getvalue()


def kill(*arguments: str, folder: Path, sign: str, after: float) -> None:
    """Start an export, wait for the first sign of it on the disk and some seconds longer, and kill it."""
    process = subprocess.Popen([*COMMAND, *arguments], cwd=folder, stdout=subprocess.DEVNULL)
    end = monotonic() + 60.0
    while not any(folder.glob(sign)) and process.poll() is None:
        assert monotonic() < end
        sleep(0.005)
    sleep(after)
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_a_killed_film_leaves_its_job_and_comes_out_the_same(tmp_path: Path) -> None:
    finish(*JOB, "film.webp", folder=tmp_path)
    whole = (tmp_path / "film.webp").read_bytes()
    (tmp_path / "film.webp").unlink()
    kill(*JOB, "film.webp", folder=tmp_path, sign=".film.webp.*.part", after=0.2)
    (part,) = tmp_path.glob(".film.webp.*.part")
    assert not (tmp_path / "film.webp").exists()
    os.utime(part, (1.0, 1.0))
    finish("--job", "film.webp.job.json", folder=tmp_path)
    assert (tmp_path / "film.webp").read_bytes() == whole
    assert [item.name for item in tmp_path.iterdir()] == ["film.webp"]


@pytest.mark.parametrize("kills", [1, pytest.param(6, marks=pytest.mark.long)])
def test_killed_frames_are_gone_on_with_and_come_out_the_same(
    tmp_path: Path, rng: np.random.Generator, kills: int
) -> None:
    finish(*JOB, "whole", folder=tmp_path)
    whole = {item.name: item.read_bytes() for item in (tmp_path / "whole").iterdir()}
    assert len(whole) == 51
    for after in rng.uniform(0.0, 0.6, kills).tolist():
        kill(*JOB, "again", folder=tmp_path, sign="again/frame_00002.png", after=after)
        left = {item.name: item.read_bytes() for item in (tmp_path / "again").glob("frame_*.png")}
        assert left == {name: whole[name] for name in left}
    for part in (tmp_path / "again").glob(".*.part"):
        os.utime(part, (1.0, 1.0))
    told = finish("--job", "again/job.json", folder=tmp_path)
    assert "50 frames" in told
    left = {item.name: item.read_bytes() for item in (tmp_path / "again").iterdir()}
    assert left == whole
    assert "50 of them from before" in finish("--job", "again/job.json", folder=tmp_path)


@pytest.mark.parametrize("name", ["frames", "film.mp4"])
def test_ctrl_c_keeps_frames_and_leaves_no_half_film(tmp_path: Path, name: str) -> None:
    process = subprocess.Popen([*COMMAND, *JOB, name], cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    sign = "frames/frame_00003.png" if name == "frames" else f".{name}.*.part"
    while not any(tmp_path.glob(sign)):
        assert process.poll() is None
        sleep(0.005)
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert error.startswith("ctc-voyage: interrupted")
    assert error.count("\n") == 1
    if name == "frames":
        assert "render --job frames/job.json goes on" in error
        assert not list(tmp_path.rglob(".*.part"))
        assert "from before" in finish("--job", "frames/job.json", folder=tmp_path)
    else:
        assert list(tmp_path.iterdir()) == []


@pytest.mark.long
@pytest.mark.parametrize("suffix", ["mp4", "webm", "gif", "apng", "webp"])
def test_every_film_survives_a_kill(tmp_path: Path, rng: np.random.Generator, suffix: str) -> None:
    name = f"film.{suffix}"
    finish(*JOB, name, folder=tmp_path)
    whole = (tmp_path / name).read_bytes()
    for after in rng.uniform(0.0, 1.0, 3).tolist():
        kill(*JOB, name, folder=tmp_path, sign=f".{name}.*.part", after=after)
        # The film of before is still there, or already the new one: never half of it.
        assert (tmp_path / name).read_bytes() == whole
    finish(*JOB, name, folder=tmp_path)
    assert (tmp_path / name).read_bytes() == whole
