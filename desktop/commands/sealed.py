"""The command `sealed`: predictions made before a figure was compared, and how they came out."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from desktop.commands.options import AsJson, Workers, number_of_workers
from desktop.commands.progress import ProgressBar, say
from desktop.system.file_names import path_named

if TYPE_CHECKING:
    from desktop.study.sealed.figures import SealedFigure
    from desktop.study.sealed.records import Record

EVENTS, SEED = "20000", "1"


def sealed(
    *,
    predict: Annotated[
        bool, typer.Option("--predict", help="Ask the model anew, and write what it says before it is compared.")
    ] = False,
    events: Annotated[str, typer.Option(metavar="N", help="With --predict: journeys in each cohort.")] = EVENTS,
    seed: Annotated[str, typer.Option(metavar="N", help="With --predict: seed of all chance.")] = SEED,
    to: Annotated[
        Path | None,
        typer.Option(parser=path_named, metavar="FILE", help="With --predict: the record, .json; else the next one."),
    ] = None,
    workers: Workers = None,
    as_json: AsJson = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the page of the guide.")] = False,
) -> None:
    """Show figures that were predicted before they were compared, hits and misses."""
    from desktop.study.sealed.figures import sealed_figures
    from desktop.study.sealed.records import records

    if predict + as_json + markdown > 1:
        raise typer.Exit(say("--predict, --json and --markdown cannot be had together", 2))
    if not predict and (to is not None or events != EVENTS or seed != SEED):
        raise typer.Exit(say("--events, --seed and --to go with --predict", 2))
    figures = sealed_figures()
    known = records(figures)
    if predict:
        _seal(figures, known, (events, seed), to, workers)
    elif as_json:
        typer.echo(json.dumps(_document(known, figures), allow_nan=False))
    elif markdown:
        from desktop.study.sealed.page import page

        typer.echo(page(known, figures), nl=False)
    else:
        from desktop.commands.tables import print_sealed

        print_sealed(known, figures)


def _document(known: "tuple[Record, ...]", figures: "tuple[SealedFigure, ...]") -> dict[str, object]:
    from desktop.study.sealed.comparison import comparisons

    return {
        "records": [
            {
                "record": record.name,
                **vars(record.maker),
                "present": record.maker.is_present,
                "rows": [comparison.as_dict() for comparison in comparisons(record, figures)],
            }
            for record in known
        ]
    }


def _seal(
    figures: "tuple[SealedFigure, ...]",
    known: "tuple[Record, ...]",
    size: tuple[str, str],
    to: Path | None,
    workers: str | None,
) -> None:
    """Make a record and write it; what it is compared with is told by the command without --predict alone."""
    from desktop.commands.arguments import read_events, read_seed
    from desktop.commands.kept import hired, kept, of_no_table
    from desktop.study.sealed.answers import maker, predict
    from desktop.study.sealed.records import check_record_target, next_record, save_record

    count, luck = read_events(size[0]), read_seed(size[1])
    path = next_record() if to is None else to
    check_record_target(path)
    made_by = maker(count, luck)
    study = [vars(made_by), [[figure.key, figure.measure, dict(figure.conditions)] for figure in figures]]
    number = number_of_workers(workers)
    with (
        kept(of_no_table(study, "sealing"), needed=False) as journal,
        hired(number, journal) as executor,
        ProgressBar("predicting") as progress,
    ):
        record = predict(path.name, figures, count, luck, executor, progress)
    save_record(record, path, known)
    for prediction in record.predictions:
        m = prediction.measured
        typer.echo(f"{prediction.row} {m.value:.4g} ({m.low:.4g} to {m.high:.4g})")
    typer.echo(f"the record is in {path}")


COMMANDS = (sealed,)
