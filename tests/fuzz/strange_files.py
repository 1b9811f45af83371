"""Files that a user may open or drop: good ones, strange ones and damaged ones."""

from pathlib import Path

from desktop.export.job import RenderJob
from desktop.export.job_file import to_json
from desktop.export.recipe import MARK
from desktop.study.parameter_changes import ParameterChange
from desktop.study.scenario import load_scenario
from desktop.system.assets import asset
from desktop.ui.workspace.workspace import Workspace

MOVES = 2_000
FAR = 80_000.0
"""Seconds of animation: hours of work away."""


def make_files(folder: Path, workspace: Workspace) -> tuple[Path, ...]:
    """Write files of every kind into a folder and return them."""
    patient = load_scenario("default-patient")
    moved = tuple(
        ParameterChange(step, patient.parameters.replace({"platelets.strength": step % 20 / 10}))
        for step in range(MOVES)
    )
    jobs = {
        "near.json": RenderJob(patient, Path("a"), end=2.0),
        "moved.json": RenderJob(patient, Path("a"), end=MOVES / 60.0, parameter_changes=moved),
        "far.json": RenderJob(patient, Path("a"), start=FAR, end=FAR + 1.0),
    }
    contents = {name: to_json(job).encode() for name, job in jobs.items()} | {
        "good.toml": asset("scenarios/platelet-rich.toml").read_bytes(),
        "words.toml": b"title = \"<img src='file:///dev/zero'> & <b>bold\"\n",
        "deep.toml": b"a = " + b"[" * 900,
        "wrong.toml": b"[platelets]\nstrength = 1e9\n",
        "empty.png": b"",
        "comments.gif": b"GIF89a" + bytes(7) + b"\x21\xfe\x01x" * 5_000,
        "lists.png": MARK + b"[]," * 1_000_000,
        "noise.mp4": bytes(range(256)) * 5_000,
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    picture = folder / "picture.png"
    workspace.picture().save(str(picture))
    return (*(folder / name for name in contents), picture, folder, folder / "none.png")
