"""The commands that put the model to the test: `validate` and `calibrate`.

Like all commands they import what they need when they are called, and none of it is Qt.
"""

import json
from pathlib import Path
from typing import Annotated

import typer

ScenarioOption = Annotated[
    str, typer.Option("--scenario", metavar="SCENARIO", help="The patient: a bundled scenario or a .toml file.")
]
Settings = Annotated[
    list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Change a parameter; may be repeated.")
]
Seed = Annotated[str | None, typer.Option(metavar="N", help="Seed of all chance; the scenario has its own.")]
Workers = Annotated[str | None, typer.Option(metavar="N", help="Processes; as many as this computer has.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
DEFAULT_PATIENT = "default-patient"
MOST_EVENTS, MOST_WORKERS = 10_000_000, 256


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    for command in (validate, calibrate):
        app.command()(command)


def number_of_workers(text: str | None) -> int:
    """Return how many processes are asked for."""
    from desktop.arguments import read_count
    from desktop.study.workers import cores

    return cores() if text is None else read_count("--workers", text, MOST_WORKERS)


def validate(
    *,
    events: Annotated[str, typer.Option(metavar="N", help="Departures in the largest cohort.")] = "100000",
    scenario: ScenarioOption = DEFAULT_PATIENT,
    seed: Seed = None,
    settings: Settings = None,
    workers: Workers = None,
    as_json: AsJson = False,
) -> None:
    """Hold the model against published figures; fails when one of grade A or B is missed."""
    from desktop.arguments import read_count, read_scenario
    from desktop.console import print_validation
    from desktop.progress import ProgressBar
    from desktop.study.validation import validate as hold_against
    from desktop.study.workers import workers as hired

    chosen, count = read_scenario(scenario, seed, None, settings or []), read_count("--events", events, MOST_EVENTS)
    with hired(number_of_workers(workers), None) as executor, ProgressBar("validating") as progress:
        found = hold_against(chosen.parameters, count, chosen.seed, executor, progress)
    if as_json:
        typer.echo(json.dumps(found.as_dict(), allow_nan=False))
    else:
        print_validation(found)
    if found.missed:
        raise typer.Exit(1)


def calibrate(
    *,
    to: Annotated[Path, typer.Option(metavar="FILE", help="Where the fitted scenario goes: .toml.")],
    events: Annotated[str, typer.Option(metavar="N", help="Departures in each cohort of the fit.")] = "20000",
    scenario: ScenarioOption = DEFAULT_PATIENT,
    seed: Seed = None,
    settings: Settings = None,
    workers: Workers = None,
) -> None:
    """Fit the patient to the published figures marked as fitted, and write him as a scenario."""
    from desktop.arguments import read_count, read_scenario
    from desktop.console import print_calibration
    from desktop.progress import ProgressBar
    from desktop.study.calibration import FITS, fitted_scenario
    from desktop.study.calibration import calibrate as fit
    from desktop.study.fitted_file import check_fitted_target, save_fitted
    from desktop.study.workers import workers as hired

    chosen, count = read_scenario(scenario, seed, None, settings or []), read_count("--events", events, MOST_EVENTS)
    check_fitted_target(to)
    with hired(number_of_workers(workers), None) as executor, ProgressBar("calibrating") as progress:
        steps: list[object] = []

        def tell(step: object) -> None:
            steps.append(step)
            progress(len(steps) / len(FITS))

        found = fit(chosen.parameters, count, chosen.seed, executor, tell)
    save_fitted(fitted_scenario(found, chosen), found, to)
    print_calibration(found)
    typer.echo(f"the fitted patient is in {to}")
