"""Run every check of the project: style, types, tests. Further arguments go to pytest, such as ``--long``."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CHECKS = (
    ("ruff", "check"),
    ("ruff", "format", "--check"),
    ("mypy",),
    ("pytest", "-n", "2"),
)
DRAWING = (
    "tests/scene",
    "tests/ui/window/test_window.py",
    "tests/film/test_storyboard_page.py::test_one_page_with_every_heading_as_text",
)
"""What draws, and is tested once more where the system has no fonts."""


def main() -> int:
    sys.path.insert(0, str(ROOT))
    from desktop.system.requirements import drawing_problem
    from tests.fonts import without_fonts

    problem = drawing_problem()
    if problem is not None:
        print(f"the tests cannot run: {problem.sentence}", file=sys.stderr)
        return 2
    failed = []
    for name, *arguments in CHECKS:
        extra = sys.argv[1:] if name == "pytest" else []
        if not passes(name, (*arguments, *extra), {}):
            failed.append(name)
    with tempfile.TemporaryDirectory() as folder:
        print("— without fonts of the system:", flush=True)
        if not passes("pytest", ("-n", "2", *DRAWING), without_fonts(Path(folder))):
            failed.append("pytest without fonts of the system")
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def passes(name: str, arguments: Sequence[str], surroundings: Mapping[str, str]) -> bool:
    """Run one check in surroundings of its own and tell whether it passes."""
    print(f"— {' '.join((name, *arguments))}", flush=True)
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, **surroundings}
    command = (sys.executable, "-m", name, *arguments)
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
