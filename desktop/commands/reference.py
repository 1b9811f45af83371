"""The command `describe`: what can be set, what is reported, and what comes with the program."""

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from desktop.commands.options import AsJson
from desktop.commands.progress import say

if TYPE_CHECKING:
    from desktop.study.reference import Sheet


class Topic(StrEnum):
    """What can be described."""

    PARAMETERS = "parameters"
    OBSERVABLES = "observables"
    CAUSES = "causes"
    SCENARIOS = "scenarios"
    EXPORTERS = "exporters"
    LESSONS = "lessons"


def describe(
    topic: Annotated[Topic, typer.Argument(help="What to describe.")] = Topic.PARAMETERS,
    *,
    as_json: AsJson = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print a Markdown document.")] = False,
) -> None:
    """List what can be set, what is reported, and what comes with the program."""
    if as_json and markdown:
        raise typer.Exit(say("--json and --markdown cannot be had together", 2))
    sheet = make_sheet(topic)
    if as_json:
        typer.echo(json.dumps({topic.value: [dict(row) for row in sheet.rows]}, allow_nan=False))
    elif markdown:
        typer.echo(sheet.as_markdown(), nl=False)
    else:
        from desktop.commands.tables import print_sheet

        print_sheet(sheet)


def make_sheet(topic: Topic) -> "Sheet":
    """Return the table of a topic."""
    from desktop.cascade import MODEL
    from desktop.study import reference
    from desktop.study.scenario import bundled_scenarios

    match topic:
        case Topic.PARAMETERS:
            return reference.parameters_sheet(MODEL)
        case Topic.OBSERVABLES:
            return reference.observables_sheet(MODEL)
        case Topic.CAUSES:
            return reference.causes_sheet(MODEL)
        case Topic.SCENARIOS:
            return reference.scenarios_sheet(bundled_scenarios())
        case Topic.EXPORTERS:
            return exporters_sheet()
        case Topic.LESSONS:
            from desktop.lessons.pages import pages

            rows = tuple({"key": p.key, "title": p.title, "stage": p.stage, "summary": p.summary} for p in pages())
            return reference.Sheet(
                "Lessons", "The pages of the story, in order.", rows, ("key", "title", "stage", "summary")
            )


def exporters_sheet() -> "Sheet":
    """Return every kind of file that `render` and the dialog can write."""
    from desktop.export.formats import EXPORTERS, Kind
    from desktop.study.reference import Cell, Sheet

    rows: tuple[Mapping[str, Cell], ...] = tuple(
        {
            "name": item.name,
            "label": item.label,
            "ending": item.suffix or "a folder",
            "shows": ", ".join(item.contents),
            "frames per second": "" if item.kind is Kind.STILL else item.allowed_rates,
            "transparent": item.alpha,
            "shapes": item.vector,
        }
        for item in EXPORTERS
    )
    columns = ("label", "ending", "shows", "frames per second", "transparent")
    introduction = "What can be exported: the ending of OUT in `ctc-voyage render SCENARIO OUT` decides."
    return Sheet("Exporters", introduction, rows, columns)
