"""Run every check of the project: style, types, tests. Further arguments go to pytest, such as ``--long``."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CHECKS = (
    ("ruff", "check"),
    ("ruff", "format", "--check"),
    ("mypy",),
    ("pytest", "-n", "2"),
)


def main() -> int:
    sys.path.insert(0, str(ROOT))
    from desktop.machine import drawing_problem

    problem = drawing_problem()
    if problem is not None:
        print(f"the tests cannot run: {problem}", file=sys.stderr)
        return 2
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    failed = []
    for name, *arguments in CHECKS:
        extra = sys.argv[1:] if name == "pytest" else []
        print(f"— {' '.join((name, *arguments, *extra))}", flush=True)
        command = (sys.executable, "-m", name, *arguments, *extra)
        if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode != 0:
            failed.append(name)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
