"""The commands that run many patients: `sweep`, `validate`, `calibrate`, `sensitivity` and `patients`.

Like all commands they import what they need when they are called, and none of it is Qt.
"""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from desktop.commands.options import (
    AsJson,
    ScenarioName,
    ScenarioOption,
    Seconds,
    Seed,
    Settings,
    Workers,
    number_of_workers,
)
from desktop.commands.progress import ProgressBar, counted
from desktop.system.file_names import path_named

DEFAULT_PATIENT = "default-patient"
MOST_STARTS = 4096


class MethodName(StrEnum):
    """How sliders are moved."""

    ONE = "one"
    MORRIS = "morris"
    SOBOL = "sobol"


class EndName(StrEnum):
    """What is counted in treated patients."""

    MICRO = "micrometastasis"
    MACRO = "macrometastasis"


class LevelName(StrEnum):
    """Which sliders are moved."""

    LESSON = "lesson"
    BASIC = "basic"
    EXPERT = "expert"


class RangeName(StrEnum):
    """How far sliders are moved."""

    TYPICAL = "typical"
    WHOLE = "whole"


def sweep(
    scenario: ScenarioName,
    *,
    axis: Annotated[
        list[str],
        typer.Option(
            metavar="PATH=LOW:HIGH:COUNT[:log]", help="A parameter and its values, or PATH=A,B,C; repeatable."
        ),
    ],
    to: Annotated[
        Path, typer.Option(parser=path_named, metavar="FILE", help="Where the table goes: .csv or .parquet.")
    ],
    replicates: Annotated[str, typer.Option(metavar="R", help="Seeds at every point, the same ones at each.")] = "10",
    events: Annotated[
        str | None, typer.Option(metavar="N", help="Make each row a cohort of N journeys, not one watched run.")
    ] = None,
    seconds: Seconds = None,
    seed: Seed = None,
    settings: Settings = None,
    workers: Workers = None,
    cluster: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="A Dask scheduler, as in tcp://host:8786.")
    ] = None,
) -> None:
    """Run a scenario at many points and seeds; interrupted, the same command goes on where it stopped."""
    from desktop.commands.arguments import read_count, read_events, read_scenario
    from desktop.commands.kept import beside, kept
    from desktop.export.figures.sweep_table import check_sweep_target, write_sweep
    from desktop.study.axes import read_axis
    from desktop.study.designs.sweep import MOST_ROWS, Sweep, run_sweep
    from desktop.study.work.workers import workers as hired

    chosen = read_scenario(scenario, seed, seconds, settings or [])
    plan = Sweep(
        chosen,
        tuple(read_axis(text, chosen) for text in axis),
        read_count("--replicates", replicates, MOST_ROWS),
        None if events is None else read_events(events),
    )
    number = number_of_workers(workers)
    check_sweep_target(to)
    with kept(beside(to, plan.recipe, "sweep")) as journal:
        with hired(min(number, plan.rows), cluster) as executor, ProgressBar(f"sweeping {chosen.name}") as progress:
            rows = run_sweep(plan, journal, executor, progress)
        write_sweep(rows, to)
    typer.echo(f"{plan.rows} rows ({len(plan.points)} points × {plan.replicates} seeds) in {to}")


def validate(
    *,
    events: Annotated[str, typer.Option(metavar="N", help="Journeys in the largest cohort.")] = "100000",
    row: Annotated[
        list[str] | None, typer.Option(metavar="ROW", help="Only this row, as in 16, 2 or 2b; may be repeated.")
    ] = None,
    scenario: ScenarioOption = DEFAULT_PATIENT,
    seed: Seed = None,
    settings: Settings = None,
    workers: Workers = None,
    as_json: AsJson = False,
) -> None:
    """Hold the model against published figures; fails when one of grade A or B is missed."""
    from desktop.commands.arguments import read_events, read_scenario
    from desktop.commands.kept import hired, kept, of_no_table
    from desktop.commands.tables import print_validation
    from desktop.study.evidence.validation import rows_named
    from desktop.study.evidence.validation import validate as hold_against

    wanted = rows_named(row or [])
    chosen, count = read_scenario(scenario, seed, None, settings or []), read_events(events)
    number = number_of_workers(workers)
    study = [chosen.parameters.changes(), chosen.seed, count, [target.key for target in wanted]]
    with (
        kept(of_no_table(study, "validation"), needed=False) as journal,
        hired(number, journal) as executor,
        ProgressBar("validating") as progress,
    ):
        found = hold_against(chosen.parameters, count, chosen.seed, executor, progress, wanted)
    if as_json:
        typer.echo(json.dumps(found.as_dict(), allow_nan=False))
    else:
        print_validation(found)
    if found.missed:
        raise typer.Exit(1)


def calibrate(
    *,
    to: Annotated[Path, typer.Option(parser=path_named, metavar="FILE", help="Where the fitted scenario goes: .toml.")],
    events: Annotated[str, typer.Option(metavar="N", help="Journeys in each cohort of the fit.")] = "20000",
    scenario: ScenarioOption = DEFAULT_PATIENT,
    seed: Seed = None,
    settings: Settings = None,
    workers: Workers = None,
) -> None:
    """Fit the patient to the published figures marked as fitted, and write the patient as a scenario."""
    from desktop.commands.arguments import read_events, read_scenario
    from desktop.commands.kept import beside, hired, kept
    from desktop.commands.tables import print_calibration
    from desktop.study.evidence.calibration import FITS, Step, fitted_scenario
    from desktop.study.evidence.calibration import calibrate as fit
    from desktop.study.evidence.fitted_file import check_fitted_target, save_fitted

    chosen, count = read_scenario(scenario, seed, None, settings or []), read_events(events)
    check_fitted_target(to)
    number = number_of_workers(workers)
    done: list[str] = []

    def tell(step: Step) -> None:
        done.append(step.fit.path)
        progress(len(done) / len(FITS))
        # A fit takes minutes; the user shall see where it stands, also in a log.
        typer.echo(f"{step.target.key} {step.fit.path} {step.before:.4g} → {step.after:.4g}", err=True)

    study = [chosen.name, chosen.parameters.changes(), chosen.seed, count]
    with kept(beside(to, study, "calibration")) as journal:
        with hired(number, journal) as executor, ProgressBar("calibrating") as progress:
            found = fit(chosen.parameters, count, chosen.seed, executor, tell)
        save_fitted(fitted_scenario(found, chosen), found, to)
    print_calibration(found)
    typer.echo(f"the fitted patient is in {to}")


def sensitivity(
    *,
    to: Annotated[
        Path, typer.Option(parser=path_named, metavar="FILE", help="Where the table goes: .csv or .parquet.")
    ],
    plot: Annotated[
        Path | None, typer.Option(parser=path_named, metavar="FILE", help="Draw the tornado plot, too: .svg.")
    ] = None,
    method: Annotated[MethodName, typer.Option(help="Each slider alone, or all by a plan.")] = MethodName.ONE,
    level: Annotated[LevelName, typer.Option(help="Sliders shown up to this level.")] = LevelName.LESSON,
    span: Annotated[RangeName, typer.Option("--range", help="How far they are moved.")] = RangeName.TYPICAL,
    events: Annotated[str, typer.Option(metavar="N", help="Journeys in each run.")] = "2000",
    starts: Annotated[str, typer.Option(metavar="N", help="Starting points; for sobol a power of 2.")] = "8",
    scenario: ScenarioOption = DEFAULT_PATIENT,
    seed: Seed = None,
    settings: Settings = None,
    workers: Workers = None,
) -> None:
    """Tell which sliders matter for metastasis: a table, and a chart of bars."""
    from desktop.commands.arguments import read_count, read_events, read_scenario
    from desktop.commands.kept import beside, hired, kept
    from desktop.commands.tables import print_influences
    from desktop.export.figures.chart_page import write_plot
    from desktop.export.figures.sweep_table import write_sweep
    from desktop.export.figures.tornado import tornado_svg
    from desktop.study.designs.sensitivity import Study, as_rows, run_study, sliders_up_to

    chosen = read_scenario(scenario, seed, None, settings or [])
    study = Study(
        chosen.parameters,
        sliders_up_to(chosen.parameters, level.value),
        method.value,
        span.value,
        read_events(events),
        chosen.seed,
        read_count("--starts", starts, MOST_STARTS),
    )
    _check_targets(to, plot)
    number = number_of_workers(workers)
    with kept(beside(to, study.recipe, "study of sensitivity")) as journal:
        with hired(number, journal) as executor, ProgressBar("moving sliders") as progress:
            found = run_study(study, executor, progress)
        write_sweep(as_rows(study, found, chosen.name), to)
        if plot is not None:
            write_plot(tornado_svg(study, found, chosen.name), plot)
    print_influences(study, found)
    typer.echo(f"the table is in {to}")


def patients(
    *,
    treatment: Annotated[str, typer.Option(metavar="NAME", help="A treatment, as in antioxidant or pd1_blockade.")],
    to: Annotated[
        Path, typer.Option(parser=path_named, metavar="FILE", help="Where the table goes: .csv or .parquet.")
    ],
    plot: Annotated[
        Path | None, typer.Option(parser=path_named, metavar="FILE", help="Draw a bar for each patient, too: .svg.")
    ] = None,
    number: Annotated[str, typer.Option(metavar="N", help="How many patients.")] = "100",
    dose: Annotated[str, typer.Option(metavar="D", help="Dose, 0 to 1.")] = "1",
    tumor: Annotated[str | None, typer.Option(metavar="TYPE", help="Type of tumor, as in breast or melanoma.")] = None,
    end: Annotated[EndName, typer.Option(help="What is counted; macrometastases need more journeys.")] = EndName.MICRO,
    events: Annotated[str, typer.Option(metavar="N", help="Journeys in each patient.")] = "2000",
    scenario: ScenarioOption = DEFAULT_PATIENT,
    seed: Seed = None,
    settings: Settings = None,
    workers: Workers = None,
) -> None:
    """Give the same treatment to many virtual patients. For education and research only, never advice."""
    from desktop.commands.arguments import read_count, read_declaration, read_events, read_number, read_scenario
    from desktop.commands.kept import beside, hired, kept
    from desktop.commands.tables import print_responses
    from desktop.export.figures.chart_page import write_plot
    from desktop.export.figures.sweep_table import write_sweep
    from desktop.export.figures.waterfall import waterfall_svg
    from desktop.study.designs.virtual_patients import (
        ENDS,
        MOST_PATIENTS,
        TreatmentStudy,
        response_rows,
        treat,
        tumor_type,
    )

    chosen = read_scenario(scenario, seed, None, settings or [])
    declared = read_declaration(f"treatments.{treatment}", chosen)
    study = TreatmentStudy(
        chosen,
        declared.path,
        read_number("--dose", dose, 0.0, 1.0, "of the dose studied"),
        None if tumor is None else tumor_type(tumor),
        end.value,
        read_count("--number", number, MOST_PATIENTS),
        read_events(events),
    )
    _check_targets(to, plot)
    crew = number_of_workers(workers)
    with kept(beside(to, study.recipe, "study of a treatment")) as journal:
        with hired(crew, journal) as executor, ProgressBar("treating patients") as progress:
            found = list(counted(treat(study, executor), study.patients, progress))
        write_sweep(response_rows(found, study), to)
        if plot is not None:
            write_plot(waterfall_svg(found, declared, study), plot)
    print_responses(found, declared.label, ENDS[study.end], chosen.parameters)
    typer.echo(f"the table is in {to}")


def _check_targets(table: Path, plot: Path | None) -> None:
    """Refuse where results cannot go before a long run rather than after it."""
    from desktop.export.figures.chart_page import check_plot_target
    from desktop.export.figures.sweep_table import check_sweep_target

    check_sweep_target(table)
    if plot is not None:
        check_plot_target(plot)


TESTS = (validate, calibrate, sensitivity, patients)
"""Commands that put the model to the test."""
