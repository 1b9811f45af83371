"""Take what comes of the bundled scenarios now as their baselines: ``python tests/update_baselines.py "why"``.

The reason becomes a line of the changelog; without one nothing is changed.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    sys.path.insert(0, str(ROOT))
    from desktop.study.baselines import BaselineError, update

    try:
        changed = update(ROOT / "tests" / "baselines", ROOT / "CHANGELOG.md", " ".join(sys.argv[1:]))
    except BaselineError as error:
        print(error, file=sys.stderr)
        return 2
    print("\n".join(changed) or "every scenario comes out as before: nothing to do")
    return 0


if __name__ == "__main__":
    sys.exit(main())
