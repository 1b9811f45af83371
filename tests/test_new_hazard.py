"""A new hazard is one file and one line: everything that shows, sets, counts or draws hazards has it then."""

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from desktop.cascade import ORDER
from desktop.system.assets import asset_root

ROOT = Path(__file__).parents[1]
LABEL = "fever"


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """Return what a copy of the program tells that has one more file, that of the guide, and one more line."""
    home = tmp_path_factory.mktemp("copy")
    shutil.copytree(ROOT / "desktop", home / "desktop")
    (home / "assets").symlink_to(asset_root(), target_is_directory=True)
    guide = (asset_root() / "guide" / "architecture.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.+?)```", guide, re.DOTALL)
    (home / "desktop" / "cascade" / "fever.py").write_text(code, encoding="utf-8")
    registry = home / "desktop" / "cascade" / "__init__.py"
    lines = registry.read_text(encoding="utf-8").splitlines(keepends=True)
    lines.insert(lines.index('    "anoikis",\n') + 1, '    "fever",\n')
    registry.write_text("".join(lines), encoding="utf-8")
    command = (sys.executable, str(ROOT / "tests" / "hazard_probe.py"), str(home))
    environment = {**os.environ, "PYTHONPATH": str(home), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, env=environment, cwd=home, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    answer: Mapping[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert Path(answer["where"]).is_relative_to(home)
    return answer


def test_it_has_a_slider_and_a_card(found: Mapping[str, Any]) -> None:
    assert found["slider"] == "Deaths by heat"
    assert any("How quickly traveling cells die of the heat" in words for words in found["card"])


def test_it_is_set_by_option_and_file_and_swept(found: Mapping[str, Any]) -> None:
    assert found["described"]
    assert "[fever]\nrate = 10.0" in found["file"]
    assert [row["fever.rate"] for row in found["rows"]] == ["0.0", "10.0"]
    assert found["deaths"]["fever"] > 0


def test_it_has_a_column_in_each_table(found: Mapping[str, Any]) -> None:
    cold, hot = found["rows"]
    assert cold["died_fever"] == "0"
    assert int(hot["died_fever"]) > 0
    assert "fever" in found["causes"]


def test_it_has_a_row_a_colour_a_picture_a_still_and_a_legend(found: Mapping[str, Any]) -> None:
    assert LABEL in found["plot"]
    assert all(count == 1 for shades in found["colours"].values() for count in Counter(shades).values())
    assert len(found["colours"]["light"]) == len(found["plot"])
    assert found["drawn"], "two causes have the same picture"
    assert LABEL.capitalize() in found["stills"]
    assert LABEL in found["legend"]


def test_no_file_of_the_cascade_is_forgotten() -> None:
    folder = ROOT / "desktop" / "cascade"
    with_entry = {
        path.stem for path in folder.glob("*.py") if re.search(r"^ENTRY\b", path.read_text("utf-8"), re.MULTILINE)
    }
    assert with_entry == set(ORDER)
    assert len(set(ORDER)) == len(ORDER)
    assert all(importlib.util.find_spec(f"desktop.cascade.{name}") for name in ORDER)
