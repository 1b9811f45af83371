"""A fitted patient as a scenario file: every fitted value stands in it, with the figure that it was fitted to."""

from pathlib import Path

import tomli_w

from desktop.engine.parameters import Value
from desktop.study.evidence.calibration import Calibration, Step
from desktop.study.scenario import SIGNATURE, Scenario, scenario_text
from desktop.system.files import FileError, replace_file, shown
from desktop.system.targets import check_target


def check_fitted_target(path: Path) -> None:
    """Refuse a target before a long run rather than after it.

    Raises
    ------
    FileError
        When it is no .toml file, or holds something that the program did not write.
    """
    if path.suffix.lower() != ".toml":
        message = f"{shown(path)} cannot be written: it takes a .toml file"
        raise FileError(message)
    check_target(path, lambda head: head.startswith(SIGNATURE.encode()))


def fitted_text(scenario: Scenario, calibration: Calibration) -> str:
    """Return the scenario as TOML, with all fitted values, also those that are the defaults."""
    head = scenario_text(scenario).split("\n[", 1)[0].rstrip().splitlines()
    head.insert(1, f"# Fitted by ctc-voyage calibrate with {calibration.events} journeys and seed {calibration.seed}")
    steps = {step.fit.path: step for step in calibration.steps}
    values: dict[str, Value] = {**scenario.parameters.changes()}
    values |= {path: scenario.parameters.value(path) for path in steps}
    groups: dict[str, list[str]] = {}
    for path, value in values.items():
        group, _, key = path.partition(".")
        if path in steps:
            groups.setdefault(group, []).append(_comment(steps[path]))
        groups.setdefault(group, []).append(tomli_w.dumps({key: value}).rstrip())
    tables = (f"\n[{group}]\n" + "\n".join(lines) for group, lines in groups.items())
    return "\n".join(head) + "\n" + "\n".join(tables) + "\n"


def _comment(step: Step) -> str:
    target, found = step.target, step.measured
    unit = f" {target.unit}" if target.unit else ""
    return f"# figure {target.key}, {target.what}: {target.target:g}{unit} wanted, {found.value:.3g} found"


def save_fitted(scenario: Scenario, calibration: Calibration, path: Path) -> None:
    """Write a fitted patient, whole or not at all.

    Raises
    ------
    FileError
        When the file is somebody else's, or the system refuses.
    """
    text = fitted_text(scenario, calibration)
    replace_file(path, text.encode(), lambda head: head.startswith(SIGNATURE.encode()))
