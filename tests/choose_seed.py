"""Find seeds of the default patient that show every step: ``python tests/choose_seed.py FIRST LAST``.

No number of the model is touched: seeds are run, and those that happen to show every step are printed with the times.
A run takes seconds and few seeds show all; those whose first nest cannot live long enough are passed over unrun.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    sys.path.insert(0, str(ROOT))
    from desktop.study.eventful import STEPS, lasting_nest, step_times
    from desktop.study.scenario import load_scenario

    if len(sys.argv) != 3 or not all(word.isdecimal() for word in sys.argv[1:]):
        print("It takes the first and the last seed to try, such as 1000 1100.", file=sys.stderr)
        return 2
    scenario = load_scenario("default-patient")
    for seed in range(int(sys.argv[1]), int(sys.argv[2]) + 1):
        if not lasting_nest(scenario, seed):
            continue
        times = step_times(scenario, seed)
        words = ", ".join(f"{step} {seconds:.1f} s" for step, seconds in times.items())
        print(f"{seed}: {len(times)} of {len(STEPS)} steps: {words}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
