"""A short piece of random use: nothing goes wrong, and nothing is left behind."""

import os
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).with_name("random_use.py")
EVENTS = 2_500
SEED = 7
LONGEST = 20.0
"""Processor time of a picture, in s: how quick it is depends on the computer, and is for the long run to tell."""


def test_random_use_leaves_nothing_behind_and_brings_nothing_down() -> None:
    command = [sys.executable, str(SCRIPT), "--events", str(EVENTS), "--seed", str(SEED), "--longest", str(LONGEST)]
    surroundings = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=surroundings, check=False)
    told = f"{done.stdout}\n{done.stderr}"
    assert done.returncode == 0, told
    assert f"0 faults with seed {SEED}" in done.stdout, told
    assert "Traceback" not in told, told
